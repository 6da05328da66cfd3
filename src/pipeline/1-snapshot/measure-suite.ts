import type { FileArcs, FileLines } from "../../domain/lines.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { Baseline } from "../../domain/snapshot.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import { plainVariation } from "../../frameworks/plain-variation.ts";
import type { Answer } from "../../frameworks/protocol.ts";
import type { Ports } from "../../ports.ts";
import { BASELINE, CONTAINER_MARGIN_SECONDS } from "./limits.ts";
import { mergeArcs, mergeLines } from "./merge-lines.ts";
import type { Change } from "./read-change.ts";

/** The existing suite on the untouched head, before its kills are known. */
export interface Suite extends Omit<Baseline, "killed" | "survived" | "timed_out" | "not_run" | "equivalent"> {
  /** The passing cases that run a changed file, quickest first. They alone can notice a mutant. `null`: not known. */
  reaching: string[] | null;
}

/**
 * Runs the existing suite once. A case that fails says nothing about the change, so only passing ones count as coverage.
 * A suite that can not be run at all is `unmeasured` with the reason: the run goes on without a state before.
 */
export async function measureSuite(
  change: Change,
  image: string,
  select: string[],
  { sandbox, events }: Pick<Ports, "sandbox" | "events">,
  signal: AbortSignal,
): Promise<Suite> {
  if (select.length === 0) return { ...nothing, status: "empty", reason: "the project has no tests", reaching: [] };
  const paths = change.source.map((file) => file.path);
  const asked = await askRunner(
    sandbox,
    "run",
    {
      select,
      variations: [plainVariation("baseline")],
      coverage_of: paths,
      seconds_per_case: BASELINE.seconds_per_case,
      seconds_per_variation: BASELINE.seconds,
    },
    {
      image,
      tree: change.head,
      overlay: [],
      seconds: BASELINE.seconds + CONTAINER_MARGIN_SECONDS,
      signal,
      onProgress: ({ done, total }) =>
        events({ event: "progress", stage: "snapshot", item: "the existing tests", done, total, seconds: null }),
    },
  );
  signal.throwIfAborted();
  if (asked.status === "failed") return { ...nothing, status: "unmeasured", reason: asked.reason, reaching: null };
  return readSuite(asked.answer, paths);
}

const nothing = { passed: 0, failed: [], seconds: 0, covered: [], arcs: [] };

function readSuite({ variations: [variation], coverage }: Answer<"run">, paths: string[]): Suite {
  if (variation === undefined) return { ...nothing, status: "unmeasured", reason: "the runner gave no result", reaching: null };
  const passed = variation.outcomes.filter((outcome) => outcome.status === "passed");
  const bad = variation.outcomes.filter((outcome) => outcome.status === "failed" || outcome.status === "timed-out");
  const failed = [...bad.map((outcome) => outcome.case), ...variation.collection_errors.map((error) => error.path)];
  const seconds_of = new Map(passed.map((outcome) => [outcome.case, outcome.seconds]));
  const merit = coverage?.cases.filter((covered) => seconds_of.has(covered.case)) ?? [];
  const reaching = merit
    .filter(({ lines }) => onlyOf(lines, paths).some((file) => file.lines.length > 0))
    .map((covered) => covered.case);
  return {
    status: statusOf(variation, failed),
    reason: variation.reason,
    passed: passed.length,
    failed,
    seconds: variation.seconds,
    covered: onlyOf(mergeLines(merit.flatMap(({ lines }) => lines)), paths),
    arcs: onlyOf(mergeArcs(merit.flatMap(({ arcs }) => arcs)), paths),
    reaching: coverage === null ? null : reaching.sort((a, b) => (seconds_of.get(a) ?? 0) - (seconds_of.get(b) ?? 0)),
  };
}

function statusOf({ status, collected, outcomes }: Answer<"run">["variations"][number], failed: string[]): Baseline["status"] {
  if (status !== "finished") return "partial";
  if (failed.length > 0) return "red";
  return collected === 0 || !outcomes.some(ran) ? "empty" : "green";
}

function ran(outcome: Outcome): boolean {
  return outcome.status !== "did-not-run";
}

function onlyOf<T extends FileLines | FileArcs>(files: T[], paths: string[]): T[] {
  return files.filter((file) => paths.includes(file.path));
}
