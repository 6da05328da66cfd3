import type { DroppedTest, ReportedTest } from "../../src/domain/report.ts";

const absent = { status: "not-measured", reason: "not run" } as const;

/** A test of a report about which nothing was measured. */
export function aReported(overrides: Partial<ReportedTest> = {}): ReportedTest {
  return {
    name: "test_a",
    file: "tests/test_new.py",
    target: "target-1",
    lane: "unit",
    symbol: null,
    shows: "",
    oracle: "characterization",
    criteria: [],
    evidence: {
      executed: absent,
      asserted: absent,
      head: absent,
      base: absent,
      stability: absent,
      coverage: absent,
      mutation: absent,
      lint: absent,
      criterion: absent,
      relevance: absent,
    },
    verdict: { kind: "accept", rule: "12-accept", reasons: [] },
    author: "explorer",
    replay: "",
    ...overrides,
  };
}

export function aDropped(dropped_because: DroppedTest["dropped_because"]): DroppedTest {
  return { ...aReported(), dropped_because };
}
