import { describe, expect, test } from "vitest";
import { hasSyntaxError, parsePython } from "../../../src/frameworks/pytest/python-syntax.ts";
import { withoutAssertions } from "../../../src/frameworks/pytest/without-assertions.ts";

/** The body of a test function, stripped. */
function strip(...lines: string[]): string[] {
  const source = `def test_a(self):\n${lines.map((line) => `    ${line}\n`).join("")}`;
  const stripped = withoutAssertions(source);
  expect(hasSyntaxError(parsePython(stripped)), stripped).toBe(false);
  return stripped
    .split("\n")
    .slice(1, -1)
    .map((line) => line.slice(4));
}

describe("statements that assert do nothing", () => {
  test.each([
    "assert f(1) == 2",
    'assert f(1) == 2, "a day"',
    "self.assertEqual(f(1), 2)",
    "unittest.TestCase().assertTrue(x)",
    "mock.send.assert_called_once_with(1)",
    "await mock.send.assert_awaited_once()",
    "np.testing.assert_allclose(f(1), 2)",
    "assert_that(f(1)).is_equal_to(2)",
    "_assert_sorted(f(1))",
    "self.assertRaises(ValueError, f, 1)",
    "pytest.raises(ValueError, f, 1)",
    'pytest.fail("no")',
    "self.fail()",
    'raise AssertionError("no")',
    "raise AssertionError",
  ])("%s", (statement) => {
    expect(strip(statement)).toEqual(["pass"]);
  });

  test("wherever they stand, and however many lines they take", () => {
    const lines = ["for x in f():", "    assert x == [", "        1,", "    ]", "a = f(); assert a; b = a"];
    expect(strip(...lines)).toEqual(["for x in f():", "    pass", "a = f(); pass; b = a"]);
  });

  test("in helpers too", () => {
    expect(withoutAssertions("def check(x):\n    assert x\n")).toBe("def check(x):\n    pass\n");
  });
});

describe("everything else stays", () => {
  test.each([
    "x = f(1)",
    "service.fail()",
    'raise ValueError("AssertionError")',
    "pytest.skip('no')",
    "asserted = f(1)",
    "reassert(f)",
    "with does_not_raise():\n        f(1)",
    'text = "assert f(1) == 2"',
  ])("%s", (statement) => {
    expect(withoutAssertions(`def test_a():\n    ${statement}\n`)).toBe(`def test_a():\n    ${statement}\n`);
  });
});

describe("where an exception is expected, whatever the body raises is swallowed", () => {
  const swallowing = '__import__("unittest.mock").mock.MagicMock(**{"__exit__.return_value": True})';
  test.each([
    "pytest.raises(ValueError)",
    'pytest.raises(ValueError, match=r"no \\w+")',
    "raises((ValueError, KeyError))",
    "pytest.warns(UserWarning)",
    "pytest.deprecated_call()",
    "self.assertRaises(ValueError)",
    'self.assertRaisesRegex(ValueError, "no")',
    "self.assertWarns(UserWarning)",
    "self.assertLogs()",
    "self.assertNoLogs()",
  ])("with %s", (context) => {
    expect(strip(`with ${context} as caught:`, "    f(1)", "assert caught.value")).toEqual([
      `with ${swallowing} as caught:`,
      "    f(1)",
      "pass",
    ]);
  });

  test("among other contexts, and as a parameter", () => {
    expect(strip("with open(p) as file, pytest.raises(ValueError):", "    f(file)")[0]).toBe(
      `with open(p) as file, ${swallowing}:`,
    );
    const parametrised =
      '@pytest.mark.parametrize("how", [pytest.raises(ValueError)])\ndef test_a(how):\n    with how:\n        f()\n';
    expect(withoutAssertions(parametrised)).toContain(`[${swallowing}]`);
  });
});

test("text of any plane keeps its place", () => {
  expect(withoutAssertions('def test_a():\n    x = "😀"; assert x\n    y = "ä😀"\n')).toBe(
    'def test_a():\n    x = "😀"; pass\n    y = "ä😀"\n',
  );
});
