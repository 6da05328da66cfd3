import { expect, test } from "vitest";
import { examplesIn } from "../../../src/frameworks/pytest/examples.ts";

test.each([
  ['`parse("90s") == 90`', 'parse("90s")', "90", null],
  ["A blank: `f('a b') == 'ab'`, always.", "f('a b')", "'ab'", null],
  ["`f(1) is None`", "f(1)", "None", null],
  ["`f(1) -> [2, 3]`", "f(1)", "[2, 3]", null],
  ["`f(1)` → `2`", "f(1)", "2", null],
  ['`f("a -> b") -> "c"`', 'f("a -> b")', '"c"', null],
  ["`f(-1)` returns `[1, 2]`.", "f(-1)", "[1, 2]", null],
  ["`f(1)` must return `None`", "f(1)", "None", null],
  ["It returns `3` for `f(1)`.", "f(1)", "3", null],
  ["`assert f(1) == 2`", "f(1)", "2", null],
  ['`parse("3w")` raises `ValueError("unknown unit: w")`.', 'parse("3w")', null, 'ValueError("unknown unit: w")'],
  ["`f(1)` raises a ValueError, always", "f(1)", null, "ValueError"],
  ["raises `BudgetExceeded` for `Budget(1).take(2)`", "Budget(1).take(2)", null, "BudgetExceeded"],
  ["`f(1) -> raises KeyError`", "f(1)", null, "KeyError"],
])("%s is an example", (text, call, expected, raises) => {
  expect(examplesIn(text).examples).toEqual([{ call, expected, raises }]);
});

test.each([
  "`len(text)` raises ValueError, even for short text.",
  "`get(ctx)` returns `(metavar, help)` or None.",
  "`f(x, y=1)` is the signature.",
  "`a == b` always holds.",
  "The result is `3`.",
  "f(1) == 2 without a code span",
  "`f(1) == ` is cut off",
])("%s is no example", (text) => {
  expect(examplesIn(text).examples).toEqual([]);
});

test("two examples of one sentence stay apart", () => {
  expect(examplesIn("`f(1)` is `True` and `f(2)` is `False`.").examples).toEqual([
    { call: "f(1)", expected: "True", raises: null },
    { call: "f(2)", expected: "False", raises: null },
  ]);
});

test.each([
  ['`f("90s", -1) == 1_000`', ['"90s"', "-1", "1_000"]],
  ["raises ValueError('Indices must be non-negative').", ['"Indices must be non-negative"']],
  ["a section 'Positional arguments:' comes first", ['"Positional arguments:"']],
  ["don't say “Hello” – it's odd", ['"Hello"']],
  ['`"x"` twice: `"x"`', ['"x"']],
  ["step 3 of AC-3 on 2024-01-02 for 20 users", []],
  ["`AC-3` and `2024-01-02` and `#12`", []],
  ["`max_len - len(ellipsis)` with `None` and `True`", []],
])("%s names the literals %j", (text, literals) => {
  expect(examplesIn(text).literals).toEqual(literals);
});
