/** Fixed limits of the snapshot. Each keeps one untouched project, however large, from using up the run's time. */

/** Mutants of the changed lines: enough for a score that means something, few enough for one container to try them all. */
export const MUTANT_LIMIT = 200;
/** The sample must be the same on every machine, so that two runs of one change can be compared. */
export const MUTANT_SEED = 20_260_101;

/** Criteria beyond this are a document, not a change. */
export const CRITERIA_LIMIT = 100;

/** Reading and parsing sources; no code of the repository runs. */
export const INSPECT_SECONDS = 120;

export const BASELINE = {
  /** A case of an ordinary suite takes milliseconds; this ends the one that hangs. */
  seconds_per_case: 30,
  /** The existing suite gives the state before. A longer one is used as far as it came. */
  seconds: 300,
};

export const EXISTING_KILLS = {
  /** Fastest first: the eleventh test that reaches a line rarely kills what ten did not. */
  cases_per_mutant: 10,
  budget_seconds: 180,
  /** A case under a mutant may take this many times what it takes without; the floor covers the fork and the clock. */
  timeout: { floor_seconds: 2, factor: 10 },
};

/** What a container may take beyond the work inside it: start, import of the project, writing the answer. */
export const CONTAINER_MARGIN_SECONDS = 60;
