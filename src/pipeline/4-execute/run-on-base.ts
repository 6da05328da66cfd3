import type { Execution, Outcome } from "../../domain/outcome.ts";
import type { Pinned } from "../../domain/snapshot.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import type { Answer } from "../../frameworks/protocol.ts";
import type { Ports } from "../../ports.ts";
import { limitsFor } from "./limits.ts";
import { type Part, type Runnable, splitCandidate } from "./split-candidate.ts";
import { referenceVariation } from "./variations.ts";

type BaseRun = Pick<Execution & { status: "ran" }, "base" | "base_problem">;
type File = { path: string; source: string };
type Result = Answer<"run">["variations"][number];

/**
 * Runs the candidate once on the tree of the base, in the head's environment. One import the base lacks keeps the whole file
 * from loading, so then each test function runs in a file of its own: what the base has can still be RED. Gives outcomes, or
 * why there are none: `cannot-load` when no function could be loaded, `did-not-run` when the machinery failed.
 */
export async function runOnBase(
  generated: Runnable,
  snapshot: Pinned,
  ports: Pick<Ports, "sandbox" | "forge">,
  signal: AbortSignal,
): Promise<BaseRun> {
  const { candidate } = generated;
  const cases = generated.cases.map((collected) => collected.case);
  const whole = await runFiles([candidate], cases.length, snapshot, ports, signal);
  if (whole.status === "failed") return didNotRun(whole.reason);
  const own = whole.result.collection_errors.find((error) => error.path === candidate.path);
  if (own === undefined) return outcomesOf(whole.result, cases);
  const parts = splitCandidate(generated, snapshot);
  const apart = parts.length > 1 ? await runFiles(parts, cases.length, snapshot, ports, signal) : null;
  if (apart?.status !== "ran" || apart.result.outcomes.length === 0) {
    return { base: null, base_problem: { kind: "cannot-load", reason: `${own.exception}: ${own.message}` } };
  }
  return { base: parts.flatMap((part) => outcomesOfPart(part, apart.result, candidate.path)), base_problem: null };
}

async function runFiles(
  files: File[],
  cases: number,
  snapshot: Pinned,
  ports: Pick<Ports, "sandbox" | "forge">,
  signal: AbortSignal,
): Promise<{ status: "ran"; result: Result } | { status: "failed"; reason: string }> {
  const { seconds, ...limits } = limitsFor(snapshot.baseline, cases, 1, []);
  const asked = await askRunner(
    ports.sandbox,
    "run",
    { select: files.map((file) => file.path), variations: [referenceVariation()], coverage_of: null, ...limits },
    {
      image: snapshot.environment.image,
      tree: await ports.forge.readTree(snapshot.base_sha),
      overlay: files.map(({ path, source }) => ({ path, source })),
      seconds,
      signal,
    },
  );
  if (asked.status === "failed") return asked;
  const [result] = asked.answer.variations;
  return result === undefined ? { status: "failed", reason: "the runner gave no result" } : { status: "ran", result };
}

/** Cases that exist only on the base (a parametrisation over the product's own data) say nothing about the candidate. */
function outcomesOf(result: Result, cases: string[]): BaseRun {
  const known = new Set(cases);
  const base = result.outcomes.filter((outcome) => known.has(outcome.case));
  if (base.length > 0) return { base, base_problem: null };
  const other = result.collection_errors[0];
  if (other) return didNotRun(`${other.path} could not be loaded: ${other.exception}: ${other.message}`);
  return didNotRun(result.reason ?? "no case was collected");
}

/** The outcomes of one function's own file, under the names its cases have on the head; all cannot load when the file can not. */
function outcomesOfPart(part: Part, result: Result, path: string): Outcome[] {
  const outcomes = new Map(
    result.outcomes
      .filter((outcome) => outcome.case.startsWith(`${part.path}::`))
      .map((outcome) => [`${path}${outcome.case.slice(part.path.length)}`, outcome]),
  );
  const error = result.collection_errors.find((one) => one.path === part.path);
  return part.cases.map((name): Outcome => {
    const outcome = outcomes.get(name);
    if (outcome) return { ...outcome, case: name };
    if (error === undefined) return { case: name, status: "did-not-run", reason: result.reason ?? "it was not collected" };
    const { exception, message } = error;
    const failure = { kind: "import" as const, exception, message, path, line: null, where: "test" as const };
    return { case: name, status: "failed", seconds: 0, failure };
  });
}

function didNotRun(reason: string): BaseRun {
  return { base: null, base_problem: { kind: "did-not-run", reason } };
}
