import { expect, test } from "vitest";
import { normalise } from "../../../src/frameworks/pytest/normalise.ts";

function same(one: string, other: string): boolean {
  const of = (body: string) => normalise(`def test_x(stack):\n    ${body}\n`, "test_x");
  expect(of(one)).not.toBe("");
  return of(one) === of(other);
}

test.each([
  ["result = f(1)\n    assert result == 2", "actual = f(1)\n    assert actual == 2"],
  ['assert f("a") == 1_000', "assert f('a') == 1000"],
  ["assert f(1,  2)", "assert f(1, 2,)  # why"],
  ["assert f([1, 2]) == (3, 4)", "assert f([1, 2,]) == (3, 4,)"],
  ["assert f(0x10)", "assert f(16)"],
  ["x: int = f()\n    assert x", "y = f()\n    assert y"],
  ['"""Doc."""\n    assert f()', "assert f()"],
])("%j does the same as %j", (one, other) => {
  expect(same(one, other)).toBe(true);
});

test.each([
  ["assert f(1)", "assert f(2)"],
  ["assert f('1')", "assert f(1)"],
  ["assert stack.pop()", "assert stack.push()"],
  ["assert f(a=1)", "assert f(b=1)"],
  ["if a:\n        b()\n    c()", "if a:\n        b()\n        c()"],
  ["x = f()\n    y = g()\n    assert x", "x = f()\n    y = g()\n    assert y"],
  ["assert stack", "assert queue"],
  ["assert f((1,))", "assert f((1))"],
  ["assert f(1)", "assert f(1.0)"],
  ["assert f(9007199254740992)", "assert f(9007199254740993)"],
])("%j does not do the same as %j", (one, other) => {
  expect(same(one, other)).toBe(false);
});

test("the name of the function and of its class do not matter, its decorators do", () => {
  const source =
    "def test_a():\n    assert f()\n\nclass TestB:\n    def test_c(self):\n        assert f()\n\n@slow\ndef test_d():\n    assert f()\n\ndef test_e():\n    assert f()\n";
  expect(normalise(source, "test_a")).toBe(normalise(source, "test_e"));
  expect(normalise(source, "test_d")).not.toBe(normalise(source, "test_a"));
});

test("a function that is not there is nothing", () => {
  expect(normalise("x = 1\n", "test_a")).toBe("");
});
