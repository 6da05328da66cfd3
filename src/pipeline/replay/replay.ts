import type { SignalName } from "../../domain/evidence.ts";
import type { ReportedTest } from "../../domain/report.ts";
import type { Mutant } from "../../domain/snapshot.ts";

/** What came of proving a report's claims again. */
export interface Replay {
  base_sha: string;
  head_sha: string;
  tests: ReplayedTest[];
}

/** One test of the report with every signal that was measured of it, looked at again. */
export interface ReplayedTest {
  name: string;
  file: string;
  kind: TestKind;
  rechecks: Recheck[];
  /** The mutants it claims to kill and was seen to kill again. */
  killed: Mutant[];
}

export type TestKind = "kept" | "suspected-bug" | "dropped";

/** One thing the report says of a test, and whether it was seen again. */
export type Recheck = { signal: SignalName; says: string } & Seen;
/** `not-run`: the machinery did not get to see it. `not-replayed`: no machinery could; it says why. */
export type Seen = { status: "again" } | { status: "not-again" | "not-run" | "not-replayed"; reason: string };

/** A test to replay. */
export interface Named {
  test: ReportedTest;
  kind: TestKind;
}
