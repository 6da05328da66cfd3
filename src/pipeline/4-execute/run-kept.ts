import type { Outcome } from "../../domain/outcome.ts";
import type { KeptFile } from "../../domain/report.ts";
import type { Pinned, Snapshot } from "../../domain/snapshot.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import type { Ports } from "../../ports.ts";
import { limitsFor, suiteBeside } from "./limits.ts";
import { besideSuite } from "./variations.ts";

export type KeptRun =
  | { status: "ran"; outcomes: Outcome[] /** Set when the existing suite could not run beside them. */; warning: string | null }
  | { status: "not-run"; reason: string };

/**
 * Runs kept files together, as they will be committed, on the head: beside the existing suite, or alone when that does not
 * come to an end. `tests` is how many test functions they hold.
 */
export async function runKept(
  files: KeptFile[],
  tests: number,
  snapshot: Snapshot,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<KeptRun> {
  const suite = suiteBeside(snapshot);
  const beside = await runTogether(files, tests, suite, snapshot, ports, signal);
  if (beside.status === "ran" || suite.length === 0) return beside;
  const alone = await runTogether(files, tests, [], snapshot, ports, signal);
  if (alone.status === "not-run") return alone;
  return { ...alone, warning: `The kept tests were confirmed without the existing suite: ${beside.reason}` };
}

/** The same with these paths of the existing suite beside them, minus what fails without them, or with none. */
export async function runTogether(
  files: KeptFile[],
  tests: number,
  suite: string[],
  snapshot: Pinned,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<KeptRun> {
  const { seconds, ...limits } = limitsFor(snapshot.baseline, tests, 1, suite);
  const asked = await askRunner(
    ports.sandbox,
    "run",
    {
      select: files.map((file) => file.path),
      variations: [besideSuite("as-committed", suite, snapshot.baseline.failed)],
      coverage_of: null,
      ...limits,
    },
    {
      image: snapshot.environment.image,
      tree: await ports.forge.readTree(snapshot.head_sha),
      overlay: files.map(({ path, source }) => ({ path, source })),
      seconds,
      signal,
      onProgress: ({ done, total, item }) =>
        ports.events({ event: "progress", stage: "triage", item, done, total, seconds: null }),
    },
  );
  if (asked.status === "failed") return { status: "not-run", reason: asked.reason };
  const [result] = asked.answer.variations;
  if (result === undefined) return { status: "not-run", reason: "the runner gave no result" };
  if (result.status !== "finished") return { status: "not-run", reason: result.reason ?? `the run ${result.status}` };
  return { status: "ran", outcomes: result.outcomes, warning: null };
}
