import { describe, expect, test } from "vitest";
import { frameworkById } from "../../../../src/frameworks/index.ts";
import { adjudicateFindings } from "../../../../src/pipeline/5-evaluate/adjudicate-findings.ts";
import { criterion } from "../../../../src/pipeline/5-evaluate/signals/criterion.ts";
import { lint } from "../../../../src/pipeline/5-evaluate/signals/lint.ts";
import { relevance } from "../../../../src/pipeline/5-evaluate/signals/relevance.ts";
import { aCandidate, aClaim, aCriterion, aFinding, failed, passed, signal, standing } from "../../builders.ts";

describe("lint", () => {
  test("a test has the findings in it and those of its file, and its own mocks", () => {
    const own = aFinding({ case: "test_a" });
    const of_file = aFinding({ rule: "module-global", case: null });
    const other = aFinding({ case: "test_b" });
    const generated = standing(aCandidate(["test_a", "test_b"]), {
      findings: [own, of_file, other],
      mocks: { test_a: 2, test_b: 9 },
    });
    expect(lint("test_a", generated)).toEqual({ status: "measured", value: { findings: [own, of_file], mocks: 2 } });
  });
});

describe("a finding about a name", () => {
  const provisional = aFinding({ kind: "symbol", rule: "no-such-attribute", line: 5, severity: "high" });
  const smell = aFinding({ kind: "smell" });

  test("was a false alarm when the test passes", () => {
    const head = signal.head(8, passed("a"));
    expect(adjudicateFindings([provisional, smell], head)).toEqual({ findings: [smell], confirmed: [] });
  });

  test("is confirmed when its line raises the error it foretold", () => {
    const head = signal.head(0, failed("a", { kind: "error", exception: "AttributeError", line: 5 }));
    expect(adjudicateFindings([provisional, smell], head).confirmed).toEqual([provisional]);
  });

  test("is confirmed when the run misses the same name at another line of the call", () => {
    const about_name = { ...provisional, message: "`Cart` has no attribute `addd`" };
    const error = {
      kind: "error",
      exception: "AttributeError",
      line: 7,
      message: "'Cart' object has no attribute 'addd'",
    } as const;
    expect(adjudicateFindings([about_name], signal.head(0, failed("a", error))).confirmed).toEqual([about_name]);
  });

  test.each([
    ["another line fails", failed("a", { kind: "error", exception: "AttributeError", line: 9 })],
    ["the line fails by its assertion", failed("a", { line: 5 })],
    ["the same line of another file fails", failed("a", { kind: "error", exception: "AttributeError", line: 5, path: "a.py" })],
  ])("stays provisional when %s", (_, outcome) => {
    expect(adjudicateFindings([provisional], signal.head(0, outcome))).toEqual({ findings: [provisional], confirmed: [] });
  });
});

describe("criterion", () => {
  const framework = frameworkById("pytest");
  const source = 'def test_a():\n    assert parse_duration("90s") == 90\n';
  const example = (call: string, expected: string) => ({ call, expected, raises: null });

  test("separates the criteria that exist from those that do not", () => {
    const claim = aClaim("test_a", { criteria: ["AC-1", "AC-99"] });
    expect(criterion(claim, source, [aCriterion("AC-1"), aCriterion("AC-2")], framework)).toEqual({
      status: "measured",
      value: { claims: ["AC-1"], unknown: ["AC-99"], missing_literals: [] },
    });
  });

  test("what nobody stated, and what no test can decide, is claimed for nothing", () => {
    const claim = aClaim("test_a", { criteria: ["AC-1", "AC-2"] });
    const inferred = aCriterion("AC-1", { origin: { source: "inferred", path: null, line: null }, literals: ["90"] });
    const undecidable = aCriterion("AC-2", { unverifiable: "contradicts AC-3", literals: ["91"] });
    expect(criterion(claim, source, [inferred, undecidable], framework)).toEqual({
      status: "measured",
      value: { claims: [], unknown: [], missing_literals: [], inferred: ["AC-1"] },
    });
  });

  test("names the literals of the criterion that the test does not hold", () => {
    const claim = aClaim("test_a", { criteria: ["AC-4"] });
    const criteria = [aCriterion("AC-4", { literals: ["90", "172800"] })];
    expect(criterion(claim, source, criteria, framework)).toMatchObject({ value: { missing_literals: ["172800"] } });
  });

  test("one of several examples is enough", () => {
    const claim = aClaim("test_a", { criteria: ["AC-1"] });
    const examples = [example('parse_duration("45m")', "2700"), example('parse_duration("90s")', "90")];
    const criteria = [aCriterion("AC-1", { examples, literals: ['"45m"', "2700", '"90s"', "90"] })];
    expect(criterion(claim, source, criteria, framework)).toMatchObject({ value: { missing_literals: [] } });
  });

  test("an example only half there is missing", () => {
    const claim = aClaim("test_a", { criteria: ["AC-1"] });
    const criteria = [aCriterion("AC-1", { examples: [example('parse_duration("90s")', "91")], literals: ['"90s"', "91"] })];
    expect(criterion(claim, source, criteria, framework)).toMatchObject({ value: { missing_literals: ["91"] } });
  });
});

test("relevance is not measured, and says whether a judge was needed", () => {
  expect(relevance("explorer", null)).toEqual({ status: "not-measured", reason: "no judge: no model wrote this test" });
  expect(relevance("anthropic", null)).toEqual({ status: "not-measured", reason: "no judge: none is configured" });
  expect(relevance("anthropic", { status: "none", reason: "529" })).toEqual({ status: "not-measured", reason: "529" });
  expect(relevance("anthropic", { status: "voted", votes: ["high", "high"], why: "it asks for 90" })).toEqual({
    status: "measured",
    value: { votes: ["high", "high"], why: "it asks for 90" },
  });
});
