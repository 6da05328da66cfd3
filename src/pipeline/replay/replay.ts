import type { ReportedTest } from "../../domain/report.ts";
import type { Mutant } from "../../domain/snapshot.ts";

/** What came of proving a report's claims again. */
export interface Replay {
  base_sha: string;
  head_sha: string;
  tests: ReplayedTest[];
}

/** One test of the report with everything it claims that can be seen again. */
export interface ReplayedTest {
  name: string;
  file: string;
  kind: TestKind;
  rechecks: Recheck[];
  /** The mutants it claims to kill and was seen to kill again. */
  killed: Mutant[];
}

export type TestKind = "kept" | "suspected-bug";

/** One thing the report says of a test, and whether it was seen again. `not-run`: the machinery did not get to see it. */
export type Recheck = { says: string } & Seen;
export type Seen = { status: "again" } | { status: "not-again" | "not-run"; reason: string };

/** A test to replay. */
export interface Named {
  test: ReportedTest;
  kind: TestKind;
}
