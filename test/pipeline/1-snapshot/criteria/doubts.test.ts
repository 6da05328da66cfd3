import { expect, test } from "vitest";
import { pytest } from "../../../../src/frameworks/pytest/index.ts";
import { inferCriteria } from "../../../../src/pipeline/1-snapshot/criteria/infer-criteria.ts";
import { readCriteria } from "../../../../src/pipeline/1-snapshot/criteria/read-criteria.ts";

/** What keeps each of these criteria from being decided, by id. */
function doubts(...items: string[]) {
  const text = `# Acceptance criteria\n\n${items.map((item) => `- ${item}`).join("\n")}\n`;
  const { criteria, warnings } = readCriteria({ path: "spec.md", text }, pytest);
  return {
    found: Object.fromEntries(
      criteria.flatMap(({ id, unverifiable }) => (unverifiable === undefined ? [] : [[id, unverifiable]])),
    ),
    warnings,
  };
}

test.each([
  ["one call with two results", ['`parse("1h") == 3600`', "It reads.", '`parse("1h")` returns `60`'], "3600", "60", 3],
  ["a result and an error", ['`parse("") == 0`', '`parse("")` raises `ValueError`'], "0", "the error ValueError", 2],
  ["the same words with another limit", ["The limit is 5 items.", "The limit is 10 items."], "5", "10", 2],
  [
    "the same words with another answer",
    ['An empty text gives "none".', 'an empty text gives "nothing"'],
    '"none"',
    '"nothing"',
    2,
  ],
  ["the same input", ["Returns 60 for `1m`", "returns 61 for `1m`."], "60", "61", 2],
])("%s contradict each other: both are asked about", (_what, items, one, other, last) => {
  const { found, warnings } = doubts(...items);
  expect(found).toEqual({
    "AC-1": `contradicts AC-${last}: is it ${one} or ${other}?`,
    [`AC-${last}`]: `contradicts AC-1: is it ${other} or ${one}?`,
  });
  expect(warnings).toContain(`AC-1 contradicts AC-${last}: is it ${one} or ${other}?`);
});

test.each([
  ["other inputs", ['`parse("90s") == 90`', '`parse("2m") == 120`']],
  ["one result for two inputs", ["Returns 3600 for `1h`", "Returns 3600 for `60m`"]],
  ["two inputs that are refused", ["Raises `ValueError` for -1", "Raises `ValueError` for 101"]],
  ["two values that are accepted", ["`0` is accepted", "`100` is accepted"]],
  ["the same twice", ["The limit is 5.", "The limit is 5"]],
  ["an error said more exactly", ['`f("")` raises `ValueError`', '`f("")` raises `ValueError("empty")`']],
  ["different words", ["The limit is 5.", "The maximum length is 10."]],
])("%s do not", (_what, items) => {
  expect(doubts(...items).found).toEqual({});
});

test.each([
  "It should be fast",
  "The command line should be easy to use.",
  "The code is clean, readable and well documented.",
  "Errors are handled gracefully",
  "The parser works correctly.",
  "Must be user-friendly and intuitive for new users",
  "Improve performance",
  "Runs as fast as possible",
])("%s: there is nothing to observe", (text) => {
  expect(doubts(text).found).toEqual({
    "AC-1": "names nothing that a test could observe: which input, which result, which limit?",
  });
});

test.each([
  "Documentation is updated",
  "Add tests",
  "Unit tests are added and pass",
  "The changelog mentions the new option",
  "Update the README with the new flag",
])("%s: it is about the work", (text) => {
  expect(doubts(text).found).toEqual({
    "AC-1": "is about the work, not about what the code does: nothing that runs can show it",
  });
});

test.each([
  "It answers within 50 ms",
  "The parser should be fast and return None for blank lines",
  "`parse` works as expected",
  "The sort is stable",
  "Blank lines are ignored",
  "Comments are added to the order",
  "Tests whether a number passes the limit",
  "The easy mode is the default",
  'Prints "fast"',
  "Reads minutes",
])("%s: a test may decide it", (text) => {
  expect(doubts(text).found).toEqual({});
});

test("without criteria the title and the docstrings of public symbols stand in, marked, with nothing to measure by", () => {
  const symbol = { path: "a.py", line: 3, doc: "Reads `1` minute.\n\nMore.", is_public: true };
  const symbols = [symbol, { ...symbol, is_public: false }, { ...symbol, doc: null }, { ...symbol, doc: "x".repeat(500) }];
  expect(inferCriteria({ title: "Read minutes", pull_request: 7 }, symbols)).toEqual([
    { id: "AC-1", text: "Read minutes", origin: { source: "inferred", path: "#7", line: null }, examples: [], literals: [] },
    { id: "AC-2", text: "Reads `1` minute.", origin: { source: "inferred", path: "a.py", line: 3 }, examples: [], literals: [] },
  ]);
  expect(inferCriteria({ pull_request: null }, [])).toEqual([]);
});
