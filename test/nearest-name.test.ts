import { expect, test } from "vitest";
import { nearestName } from "../src/nearest-name.ts";

test.each([
  ["test_pop", ["test_push", "test_pops", "test_peek"], "test_pops"],
  ["test_empty_is_refused", ["test_text_is_refused", "test_empty_refused"], "test_empty_refused"],
  ["", ["test_ab", "x"], "x"],
  ["abc", ["", "abd"], "abd"],
  ["same", ["one", "same"], "same"],
])("the nearest to %o of %o is %o", (name, names, nearest) => {
  expect(nearestName(name, names)).toBe(nearest);
});

test("of equally near names it is the first, of none there is none", () => {
  expect(nearestName("a", ["b", "c"])).toBe("b");
  expect(nearestName("a", [])).toBeNull();
});
