import type { Mutant } from "../domain/snapshot.ts";
import type { Sandbox, SandboxRequest } from "../ports.ts";
import { type Asked, askRunner } from "./ask-runner.ts";
import type { Request } from "./protocol.ts";

/**
 * Asks a runner which of these mutants some tests notice. When the container dies, the mutants at work are suspects: the others
 * are asked about once more, and the suspects are `not-run` with the reason. So one that eats all memory does not cost the
 * whole matrix. Throws as `askRunner`.
 */
export async function askMutants(
  sandbox: Pick<Sandbox, "ask">,
  { mutants, ...limits }: Omit<Request<"mutate">, "mutants"> & { mutants: Mutant[] },
  request: Omit<SandboxRequest, "verb" | "body">,
): Promise<Asked<"mutate">> {
  const at_work = new Set<string>();
  const ids = new Set(mutants.map((mutant) => mutant.id));
  const ask = (some: Mutant[]) =>
    askRunner(
      sandbox,
      "mutate",
      {
        ...limits,
        mutants: some.map(({ id, path, line, start, end, replacement }) => ({ id, path, line, start, end, replacement })),
      },
      {
        ...request,
        onProgress: (progress) => {
          // The runner names a mutant when it begins with it, and again when it is done with it.
          if (ids.has(progress.item) && !at_work.delete(progress.item)) at_work.add(progress.item);
          request.onProgress?.(progress);
        },
      },
    );
  const first = await ask(mutants);
  const used_up = first.seconds >= request.seconds;
  const suspects = [...at_work];
  const others = mutants.filter((mutant) => !suspects.includes(mutant.id));
  if (first.status === "answered" || used_up || suspects.length === 0 || others.length === 0 || request.signal.aborted) {
    return first;
  }
  const again = await ask(others);
  if (again.status === "failed") return again;
  const reason = `while it ran, ${first.reason}`;
  const lost = suspects.map((id) => ({ id, status: "not-run" as const, reason, results: [] }));
  return { ...again, answer: { ...again.answer, mutants: [...again.answer.mutants, ...lost] } };
}
