import { expect, test } from "vitest";
import type { Verdict } from "../../../src/domain/verdict.ts";
import { gapsOf } from "../../../src/pipeline/shared/gaps-of.ts";
import { aBaseline, aClaim, aCriterion, aJudged, aMutant, aSnapshot, goodEvidence, SOURCE, signal } from "../builders.ts";
import { aTarget } from "../targets.ts";

const snapshot = aSnapshot({
  mutants: ["m1", "m2", "m3", "m4", "m5"].map((id, index) => aMutant(id, 20 + index)),
  baseline: aBaseline({ killed: ["m1"], equivalent: ["m5"], covered: [{ path: SOURCE, lines: [20] }] }),
  criteria: ["AC-1", "AC-2", "AC-3"].map((id) => aCriterion(id)),
});
const tested = (name: string, kills: string[], lines: number[], criteria: string[] = []) =>
  aJudged(name, {
    claim: aClaim(name, { criteria }),
    evidence: goodEvidence({ mutation: signal.mutation(kills), coverage: signal.coverage(lines) }),
  });
const REJECTED: Verdict = { kind: "reject", rule: "7-lint", reasons: ["no"] };
const BUG: Verdict = { kind: "suspected-bug", rule: "4-suspected-bug", reasons: ["57600"] };

test("what existing tests and those worth keeping do is done; the rest is open", () => {
  const gaps = gapsOf(snapshot, [aTarget()], [[tested("test_a", ["m2"], [21], ["AC-1"])]]);
  expect(gaps.survivors.map(({ id }) => id)).toEqual(["m3", "m4"]);
  expect(gaps.uncovered).toEqual([{ path: SOURCE, lines: [22, 23] }]);
  expect(gaps).toMatchObject({ round: 1, unclaimed: ["AC-2", "AC-3"], contradicted: [], gained: 2 });
  expect(gaps.killed).toEqual(["m1", "m2"]);
});

test("a rejected test closes nothing; a suspected bug has its criterion and proves no more", () => {
  const rejected = { ...tested("test_a", ["m2"], [21], ["AC-1"]), verdict: REJECTED };
  const bug = { ...tested("test_b", ["m3"], [22], ["AC-2"]), verdict: BUG };
  const gaps = gapsOf(snapshot, [], [[rejected, bug]]);
  expect(gaps.survivors.map(({ id }) => id)).toEqual(["m2", "m3", "m4"]);
  expect(gaps).toMatchObject({ unclaimed: ["AC-1", "AC-3"], contradicted: ["AC-2"], gained: 0 });
});

test("only what the last round brought is gained", () => {
  const first = [tested("test_a", ["m2"], [21])];
  expect(gapsOf(snapshot, [], [first, [tested("test_b", ["m2", "m3"], [21])]])).toMatchObject({ round: 2, gained: 1 });
  expect(gapsOf(snapshot, [], [first, [tested("test_b", ["m2"], [20, 21])]])).toMatchObject({ gained: 0 });
});

test("nothing measured leaves everything open", () => {
  const unmeasured = aSnapshot({ baseline: aBaseline({ status: "unmeasured", killed: null }) });
  const gaps = gapsOf(unmeasured, [], [[]]);
  expect(gaps.survivors).toHaveLength(3);
  expect(gaps.uncovered).toEqual(unmeasured.executable);
});
