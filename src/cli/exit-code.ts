import type { Report } from "../domain/report.ts";

/** What the process says to a script. */
export const exitCodes = { kept: 0, nothing: 1, usage: 2, infrastructure: 3, interrupted: 130 } as const;

/**
 * Tests kept, nothing worth keeping, or, when not one test could be run, the machinery. A suspected bug alone is
 * nothing kept: there is no test to commit.
 */
export function exitCodeOf(report: Report): number {
  if (report.tests.length > 0) return exitCodes.kept;
  const { dropped } = report;
  const none_ran =
    dropped.length > 0 && report.suspected_bugs.length === 0 && dropped.every((test) => test.dropped_because === "not-run");
  return none_ran ? exitCodes.infrastructure : exitCodes.nothing;
}
