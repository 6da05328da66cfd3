import { describe, expect, test } from "vitest";
import { describeCondition } from "../../../src/frameworks/pytest/write/describe-condition.ts";
import { describeCriterion } from "../../../src/frameworks/pytest/write/describe-criterion.ts";
import { describeMessage } from "../../../src/frameworks/pytest/write/describe-message.ts";
import { describeArgument } from "../../../src/frameworks/pytest/write/describe-value.ts";
import { readImports, writeImports } from "../../../src/frameworks/pytest/write/imports.ts";
import { numberWords, snake, textWords } from "../../../src/frameworks/pytest/write/words.ts";

test.each([
  ["ValueError", "value_error"],
  ["HTTPError", "http_error"],
  ["__len__", "len"],
  ["max-len", "max_len"],
  ["Café au lait", "cafe_au_lait"],
])("%s in words is %s", (text, words) => {
  expect(snake(text)).toBe(words);
});

test.each([
  ["-1", "minus_1"],
  ["0.5", "0_5"],
  ["2.0", "2"],
  ["1e-9", "1e_minus_9"],
])("the number %s in a name is %s", (source, words) => {
  expect(numberWords(source)).toBe(words);
});

test.each([
  ["1.00 kV", "1_00_kv"],
  ["-1.00 MV", "minus_1_00_mv"],
  ["-v", null],
  ["!?", null],
])("the text %s in a name is %s", (text, words) => {
  expect(textWords(text)).toBe(words);
});

describe("conditions", () => {
  const words = (condition: string, holds: boolean) => describeCondition(condition, holds, new Set(["text", "width"]))?.words;

  test.each([
    ["len(text) <= width", true, "text_length_is_at_most_width"],
    ["len(text) <= width", false, "text_length_is_above_width"],
    ["not text", true, "text_is_falsy"],
    ["not text", false, "text_is_truthy"],
    ["text is None", true, "text_is_none"],
    ["isinstance(text, str)", false, "text_is_not_str"],
    ["text.startswith('-')", true, "text_starts_with_dash"],
    ["text.isspace()", true, "text_is_space"],
    ["self.left < width - 1", true, "left_is_below_width_minus_1"],
    ["unit not in UNITS", true, "unit_is_not_in_units"],
    ["parts[0] == '.'", true, "first_of_parts_is_dot"],
  ])("%s being %s is %s", (condition, holds, expected) => {
    expect(words(condition, holds)).toBe(expected);
  });

  test.each(["a and b", "a if b else c", "f(x, y)[z](1) < 2", "a < b < c"])("%s is too much for a name", (condition) => {
    expect(words(condition, true)).toBeUndefined();
  });

  test("speak outward when they name only what a caller knows", () => {
    const outward = (condition: string) => describeCondition(condition, true, new Set(["text"]))?.outward;
    expect(outward("len(text) > 3")).toBe(true);
    expect(outward("self.left > 3")).toBe(true);
    expect(outward("cut_at <= 0")).toBe(false);
  });
});

test.each([
  ["n", "-3", "for_negative_n"],
  ["n", "0", "for_zero_n"],
  ["retries", "3", "for_3_retries"],
  ["width", "10", "for_width_10"],
  ["text", "''", "for_empty_text"],
  ["text", "'  '", "for_blank_text"],
  ["text", "'1h 30m'", "for_1h_30m"],
  ["text", "'a' * 101", "for_text_of_length_101"],
  ["info", "True", "with_info"],
  ["info", "False", "without_info"],
  ["key", "None", "for_key_none"],
  ["items", "[1, 2, 3]", "for_three_items"],
  ["indices", "[2, -1]", "for_negative_indices"],
  ["data", "b'\\x00'", "for_binary_data"],
  ["rate", "float('nan')", "for_nan_rate"],
])("the argument %s=%s is said as %s", (name, source, words) => {
  expect(describeArgument(name, source)?.words).toBe(words);
});

test("an exception's message gives a noun, a clause, or nothing when the interpreter wrote it", () => {
  expect(describeMessage("ValueError", "unknown unit: w").noun).toBe("for_unknown_unit");
  expect(describeMessage("ValueError", "width must be positive").clause).toBe("width_must_be_positive");
  expect(describeMessage("TypeError", "object of type 'int' has no len()")).toEqual({ noun: null, clause: null });
});

test("a criterion's sentence is the name of its example's test when it is short", () => {
  expect(describeCriterion('An unknown unit is refused: `parse("3w")` raises `ValueError("x")`.')).toBe(
    "unknown_unit_is_refused",
  );
  expect(describeCriterion("A `.` between two digits is kept: `f('1.5') == '1.5'`.")).toBe("dot_between_two_digits_is_kept");
  expect(describeCriterion(`${"Very long words ".repeat(8)} are too much.`)).toBeNull();
});

describe("imports", () => {
  const written = (...sources: string[]) => writeImports(sources.flatMap(readImports), new Set(["shop"])).join("\n");

  test("are in three sections, merged and sorted", () => {
    const all = [
      "from shop.cart import total",
      "import pytest",
      "from shop.cart import Cart, MAX",
      "import re",
      "import datetime",
    ];
    expect(written(...all)).toBe("import datetime\nimport re\n\nimport pytest\n\nfrom shop.cart import MAX, Cart, total");
  });

  test("keep other names", () => {
    expect(written("from shop.cart import (\n    total as sum_of,\n    Cart,\n)")).toBe(
      "from shop.cart import Cart\nfrom shop.cart import total as sum_of",
    );
  });

  test("that are no import give nothing", () => {
    expect(readImports("__import__('os')")).toEqual([]);
    expect(readImports("from x import *; import os")).toEqual([]);
  });
});
