import type { Snapshot } from "../../domain/snapshot.ts";

/** A generated unit test should be as quick as the project's own: ten times their mean is slow, not hanging. */
const CASE_FACTOR = 10;
/** The first case of a fork pays for lazy imports; a cold disk makes that seconds, not minutes. */
const CASE_FLOOR_SECONDS = 10;
const CASE_CEILING_SECONDS = 60;
/** Start of the interpreter, collection, coverage. */
const VARIATION_FLOOR_SECONDS = 30;
/** Room for a suite that is slower under another clock, order or a busy machine. */
const SUITE_FACTOR = 3;
/** A suite longer than this is not run again beside every candidate: the touched test files stand in for it. */
const SUITE_BUDGET_SECONDS = 60;
/** Container start and the copy of the tree. */
const CONTAINER_START_SECONDS = 60;
/** One candidate may not hold a run longer than this, however slow the project. */
const CONTAINER_CEILING_SECONDS = 1200;

export interface Limits {
  seconds_per_case: number;
  seconds_per_variation: number;
  /** For the whole container. */
  seconds: number;
}

/**
 * How long a candidate may run, in seconds, from the measured baseline of the project's own suite.
 * `cases` is the number of cases it has, `runs` how often they run, `suite` the paths that run with them once.
 */
export function limitsFor(baseline: Snapshot["baseline"], cases: number, runs: number, suite: string[]): Limits {
  const ran = baseline.passed + baseline.failed.length;
  const mean = ran > 0 ? baseline.seconds / ran : 0;
  const seconds_per_case = Math.min(CASE_CEILING_SECONDS, Math.max(CASE_FLOOR_SECONDS, CASE_FACTOR * mean));
  const together = VARIATION_FLOOR_SECONDS + Math.max(cases, 1) * seconds_per_case;
  const with_suite = suite.length > 0 ? SUITE_FACTOR * Math.min(baseline.seconds, SUITE_BUDGET_SECONDS) : 0;
  const seconds_per_variation = Math.min(together + with_suite, CONTAINER_CEILING_SECONDS);
  const seconds = Math.min(CONTAINER_START_SECONDS + runs * seconds_per_variation, CONTAINER_CEILING_SECONDS);
  return { seconds_per_case, seconds_per_variation, seconds };
}

/**
 * The part of the project's suite that runs in one session with a candidate, to see whether they disturb each other:
 * all of it when the baseline showed it is quick enough, else the test files the diff touches, else nothing.
 */
export function suiteBeside(snapshot: Snapshot): string[] {
  const { baseline, project } = snapshot;
  if (baseline.status === "empty" || baseline.status === "unmeasured") return [];
  if (baseline.status !== "partial" && baseline.seconds <= SUITE_BUDGET_SECONDS) return project.test_dirs;
  return snapshot.files.filter((file) => file.kind === "test" && file.status !== "deleted").map((file) => file.path);
}
