/** How often an author may repair a draft that does not stand. A third try rarely mends what two did not. */
export const REPAIRS = 2;

/** How often a target may be planned anew when no draft stands (prior art: two, then `stuck`), and how often in a whole run. */
export const REPLANS = 2;
export const RUN_REPLANS = 12;

/** Parsing, importing and collecting one file; no test runs. */
export const CHECK_SECONDS = 180;

/** A longer file is not a test a person wants to read. Bytes. */
export const CANDIDATE_BYTES = 200_000;
