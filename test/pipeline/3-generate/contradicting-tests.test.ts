import { expect, test } from "vitest";
import { pytest } from "../../../src/frameworks/pytest/index.ts";
import { contradictingTests } from "../../../src/pipeline/3-generate/contradicting-tests.ts";
import { aCandidate, aClaim, aCriterion } from "../builders.ts";

const criteria = [
  aCriterion("AC-4", { examples: [{ call: 'parse("2d")', expected: "172800", raises: null }] }),
  aCriterion("AC-5", { examples: [{ call: 'parse("3w")', expected: null, raises: 'ValueError("unknown unit: w")' }] }),
  aCriterion("AC-6", { examples: [{ call: "read(path)", expected: "{}", raises: null }] }),
];
const found = (body: string, claimed: string[] = []) => {
  const source = `import pytest\nfrom durations import parse\n\n\ndef test_a():\n    ${body}\n`;
  const candidate = { ...aCandidate([]), source, claims: [aClaim("test_a", { criteria: claimed })] };
  return contradictingTests(candidate, criteria, pytest).map(({ rule, severity, case: test, message }) => [
    rule,
    severity,
    test,
    message,
  ]);
};

test.each([
  ["another value", "assert parse( '2d' ) == 57600", "AC-4"],
  ["a value where an error is asked for", 'assert parse("3w") == 0', "AC-5"],
  ["another error", 'with pytest.raises(KeyError):\n        parse("3w")', "AC-5"],
])("a test that pins %s for the call of a criterion's example is found", (_what, body, id) => {
  const message = `expects another value for a call whose value ${id} names`;
  expect(found(body)).toEqual([["contradicts-criterion", "high", "test_a", message]]);
});

test.each([
  ["the value it names", 'assert parse("2d") == 172800', []],
  ["the value, written as a product", 'assert parse("2d") == 2 * 86400', []],
  ["the error it names", 'with pytest.raises(ValueError, match="unknown unit"):\n        parse("3w")', []],
  ["a call that holds no value", "path = 1\n    assert read(path) == 7", []],
  ["another call", 'assert parse("1d") == 28800', []],
  ["a claim of it, whose literals are looked at elsewhere", 'assert parse("2d") == 57600', ["AC-4"]],
])("a test with %s is not", (_what, body, claimed) => {
  expect(found(body, claimed)).toEqual([]);
});
