import { describe, expect, test } from "vitest";
import { limitsFor, suiteBeside } from "../../../src/pipeline/4-execute/limits.ts";
import { aBaseline, aSnapshot } from "../builders.ts";

describe("limits", () => {
  test("a case may take ten times the mean of the existing tests, but never less than ten seconds", () => {
    expect(limitsFor(aBaseline({ passed: 10, seconds: 40 }), 1, 1, []).seconds_per_case).toBe(40);
    expect(limitsFor(aBaseline({ passed: 100, seconds: 1 }), 1, 1, []).seconds_per_case).toBe(10);
    expect(limitsFor(aBaseline({ passed: 0, seconds: 0 }), 1, 1, []).seconds_per_case).toBe(10);
  });

  test("a slow project can not make one case hold the run for longer than a minute", () => {
    expect(limitsFor(aBaseline({ passed: 1, seconds: 500 }), 1, 1, []).seconds_per_case).toBe(60);
  });

  test("a run beside the suite has room for the suite", () => {
    const baseline = aBaseline({ passed: 10, seconds: 20 });
    const alone = limitsFor(baseline, 2, 1, []);
    const beside = limitsFor(baseline, 2, 1, ["tests"]);
    expect(beside.seconds_per_variation - alone.seconds_per_variation).toBe(60);
  });

  test("the container outlives one full variation and ends within twenty minutes", () => {
    for (const seconds of [0, 1, 30, 500]) {
      const limits = limitsFor(aBaseline({ passed: 10, seconds }), 40, 8, ["tests"]);
      expect(limits.seconds).toBeGreaterThanOrEqual(limits.seconds_per_variation);
      expect(limits.seconds).toBeLessThanOrEqual(1200);
    }
  });
});

describe("the suite beside a candidate", () => {
  const touched = { path: "tests/test_text.py", old_path: null, lines: [1], deleted_lines: 0, patch: "", kind: "test" as const };
  const files = [
    { ...touched, status: "modified" as const },
    { ...touched, path: "tests/test_gone.py", status: "deleted" as const },
  ];

  test("is all of it when it is quick", () => {
    expect(suiteBeside(aSnapshot({ files }))).toEqual(["tests"]);
  });

  test("is the test files of the diff when all of it would take too long or does not end", () => {
    expect(suiteBeside(aSnapshot({ files, baseline: aBaseline({ seconds: 61 }) }))).toEqual(["tests/test_text.py"]);
    expect(suiteBeside(aSnapshot({ files, baseline: aBaseline({ status: "partial" }) }))).toEqual(["tests/test_text.py"]);
  });

  test("is nothing when there is none or it can not be run", () => {
    expect(suiteBeside(aSnapshot({ baseline: aBaseline({ status: "empty" }) }))).toEqual([]);
    expect(suiteBeside(aSnapshot({ baseline: aBaseline({ status: "unmeasured" }) }))).toEqual([]);
  });

  test("is still run when some of it fails: only our own tests are looked at", () => {
    expect(suiteBeside(aSnapshot({ baseline: aBaseline({ status: "red", failed: ["tests/test_a.py::test_b"] }) }))).toEqual([
      "tests",
    ]);
  });
});
