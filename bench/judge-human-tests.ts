import type { Snapshot } from "../src/domain/snapshot.ts";
import { askRunner } from "../src/frameworks/ask-runner.ts";
import { plainVariation } from "../src/frameworks/plain-variation.ts";
import type { Ports } from "../src/ports.ts";

export interface HumanTests {
  /** The test files as their author wrote them. */
  files: { path: string; source: string }[];
}

/** What a person's own tests of the change kill and cover, together with the suite that was there before. */
export async function judgeHumanTests(
  snapshot: Snapshot,
  { files }: HumanTests,
  ports: Pick<Ports, "forge" | "sandbox">,
  signal: AbortSignal,
): Promise<{ killed: number; covered: number }> {
  const tree = await ports.forge.readTree(snapshot.head_sha);
  const where = { image: snapshot.environment.image, tree, overlay: files, seconds: 900, signal };
  const select = files.map(({ path }) => path);
  const equivalent = new Set(snapshot.baseline.equivalent);
  const mutants = snapshot.mutants.filter(({ id }) => !equivalent.has(id));
  const mutated = await askRunner(
    ports.sandbox,
    "mutate",
    {
      mutants: mutants.map(({ id, path, line, start, end, replacement }) => ({ id, path, line, start, end, replacement })),
      groups: [{ id: "human", select, until: "first-kill", cases_per_mutant: null }],
      timeout: { floor_seconds: 2, factor: 10 },
      budget_seconds: 800,
    },
    where,
  );
  if (mutated.status === "failed") throw new Error(mutated.reason);
  const killed = new Set(snapshot.baseline.killed ?? []);
  for (const { id, results } of mutated.answer.mutants) {
    if (results.some(({ result }) => result === "killed-by-assertion")) killed.add(id);
  }
  return { killed: killed.size, covered: await coveredBy(select) };

  async function coveredBy(paths: string[]): Promise<number> {
    const ran = await askRunner(
      ports.sandbox,
      "run",
      {
        select: paths,
        variations: [plainVariation("human")],
        coverage_of: snapshot.executable.map(({ path }) => path),
        seconds_per_case: 60,
        seconds_per_variation: 600,
      },
      where,
    );
    if (ran.status === "failed") throw new Error(ran.reason);
    const covered = new Set(snapshot.baseline.covered.flatMap(({ path, lines }) => lines.map((line) => `${path}:${line}`)));
    for (const { lines } of ran.answer.coverage?.cases ?? []) {
      for (const file of lines) for (const line of file.lines) covered.add(`${file.path}:${line}`);
    }
    for (const file of ran.answer.coverage?.imports ?? []) for (const line of file.lines) covered.add(`${file.path}:${line}`);
    return snapshot.executable.flatMap(({ path, lines }) => lines.filter((line) => covered.has(`${path}:${line}`))).length;
  }
}
