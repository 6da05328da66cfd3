import type { LaneResult, Report } from "../../../domain/report.ts";
import type { RunEnd } from "../../../domain/run-end.ts";
import { isRed, killsOf } from "../evidence-facts.ts";
import { count, percent } from "./words.ts";

/** The first sentence of every rendering, and the measured facts that belong to it. Holds no untrusted text. */
export interface Headline {
  claim: string;
  /** How many suspected bugs, unless the claim says it. */
  bugs: string[];
  facts: string[];
}

export function headlineOf(report: Report): Headline {
  const stopped = stoppedClaim(report);
  if (stopped !== null) return { claim: stopped, bugs: [], facts: ["nothing was committed"] };
  if (report.tests.length === 0) return { claim: claimWithoutTests(report), bugs: [], facts: existingFact(report) };
  return {
    claim: claimOf(report),
    bugs: bugFact(report),
    facts: [...redFact(report), ...mutantFact(report), ...coverageFact(report)],
  };
}

/**
 * The headline of an end. A run that did not finish but has tests to show has a partial result; without one it says how it
 * ended. Suspected bugs have lines of their own there.
 */
export function endHeadline(end: RunEnd): Pick<Headline, "claim" | "facts"> {
  if (end.status === "done") return headlineOf(end.report);
  // without a report nobody knows how far the run came
  if (end.report === null) return { claim: ENDINGS[end.status], facts: [] };
  const { tests, suspected_bugs, git } = end.report;
  if (tests.length + suspected_bugs.length === 0)
    return { claim: ENDINGS[end.status], facts: git.commit_sha === null ? ["nothing was committed"] : [] };
  const { claim, facts } = headlineOf({ ...end.report, status: "done" });
  return { claim: `${ENDINGS[end.status]}, with a partial result: ${claim}`, facts };
}

const ENDINGS: Readonly<Record<Exclude<RunEnd["status"], "done">, string>> = {
  failed: "The run failed",
  cancelled: "The run was cancelled",
  superseded: "The run was superseded by a newer one",
  "timed-out": "The run took too long and was stopped",
};

/** A run that ended before any test was judged says nothing about criteria or mutants. */
export function nothingWasJudged({ status, tests, dropped, suspected_bugs }: Report): boolean {
  return status !== "done" && tests.length + dropped.length + suspected_bugs.length === 0;
}

function stoppedClaim({ status }: Report): string | null {
  return status === "failed" || status === "cancelled" || status === "superseded" ? ENDINGS[status] : null;
}

function claimWithoutTests({ suspected_bugs }: Report): string {
  return suspected_bugs.length > 0
    ? `${count(suspected_bugs.length, "suspected bug")}, no test to keep`
    : "No test is worth adding";
}

function claimOf({ tests, criteria }: Report): string {
  const flagged = tests.filter((test) => test.verdict.kind === "flag").length;
  const subject = count(tests.length, "test") + (flagged > 0 ? ` (${flagged} flagged)` : "");
  const verb = tests.length === 1 ? "proves" : "prove";
  const verified = criteria.filter((criterion) => criterion.grade === "verified").length;
  if (verified === 0) {
    return flagged === tests.length ? `${subject} to look at` : `${subject} ${verb} the change`;
  }
  return `${subject} ${verb} ${verified} of ${count(criteria.length, "criterion", "criteria")}`;
}

function bugFact({ suspected_bugs }: Report): string[] {
  return suspected_bugs.length > 0 ? [count(suspected_bugs.length, "suspected bug")] : [];
}

function redFact({ tests }: Report): string[] {
  const red = tests.filter((test) => isRed(test.evidence)).length;
  if (red === 0) return [];
  return [red === 1 ? "1 fails on the base and passes on the head" : `${red} fail on the base and pass on the head`];
}

function mutantFact(report: Report): string[] {
  const lane = bestLane(report);
  if (lane === null || lane.mutants.total === 0) return [];
  const { total, killed_after, not_run } = lane.mutants;
  const untried = not_run === null || not_run === 0 ? "" : ` (${not_run} not tried)`;
  if (killed_after !== null) return [`${killed_after} of ${count(total, "mutant")} of the changed lines killed${untried}`];
  const own = new Set(report.tests.flatMap((test) => killsOf(test.evidence))).size;
  return [`the kept tests kill ${own} of ${count(total, "mutant")} of the changed lines`];
}

function coverageFact(report: Report): string[] {
  const lane = bestLane(report);
  if (lane === null) return [];
  const { total, before, after } = lane.changed_line_coverage;
  if (total === 0 || before === null || after === null) return [];
  if (before === after) return [`changed lines covered ${percent(after, total)}, as before`];
  return [`changed lines covered ${percent(before, total)} → ${percent(after, total)}`];
}

/** Without a kept test the numbers are those of the existing tests, and say so. */
function existingFact(report: Report): string[] {
  const lane = bestLane(report);
  if (lane === null) return [];
  const { mutants, changed_line_coverage: lines } = lane;
  const parts = [
    ...(mutants.killed_before === null || mutants.total === 0
      ? []
      : [`kill ${mutants.killed_before} of ${count(mutants.total, "mutant")} of the changed lines`]),
    ...(lines.before === null || lines.total === 0 ? [] : [`cover ${percent(lines.before, lines.total)} of the changed lines`]),
  ];
  return parts.length > 0 ? [`the existing tests ${parts.join(" and ")}`] : [];
}

/** Lanes share one set of mutants and lines; the one that shows most speaks for the run. */
function bestLane({ lane_results }: Report): LaneResult | null {
  const lanes = Object.values(lane_results);
  return lanes.reduce<LaneResult | null>((best, lane) => (best === null || rank(lane) > rank(best) ? lane : best), null);
}

function rank(lane: LaneResult): number {
  return (lane.mutants.killed_after ?? 0) + (lane.changed_line_coverage.after ?? 0);
}
