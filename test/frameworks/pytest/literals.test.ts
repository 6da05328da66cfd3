import { describe, expect, test } from "vitest";
import { literalsIn } from "../../../src/frameworks/pytest/literals.ts";
import { missingLiterals } from "../../../src/frameworks/pytest/missing-literals.ts";

describe("the literals in lines of a source", () => {
  const source = [
    '"""Doc 1."""',
    "LIMIT: Literal[7] = 1_000",
    "def f(a='x', b=-2.5):",
    "    '''Doc 2.'''",
    '    return a + f"{b}!" + "two" "parts" + r"\\d"',
    "    # 99",
    "X = 'x'",
  ].join("\n");

  test("are numbers and texts as written, without docstrings, annotations, comments and f-strings", () => {
    expect(literalsIn(source, [1, 2, 3, 4, 5, 6, 7])).toEqual(["1_000", "'x'", "2.5", '"two" "parts"', 'r"\\d"']);
  });

  test("are those of the lines only", () => {
    expect(literalsIn(source, [2])).toEqual(["1_000"]);
    expect(literalsIn(source, [])).toEqual([]);
  });

  test("leave out texts nobody would type", () => {
    expect(literalsIn(`x = "${"a".repeat(300)}"`, [1])).toEqual([]);
  });
});

describe("a literal", () => {
  const test_of = (body: string, before = "") =>
    `${before}\ndef test_a():\n    """Doc 77."""\n    ${body}\n\ndef test_b():\n    assert g(55)\n`;
  const isMissing = (body: string, literal: string, before = "") =>
    missingLiterals(test_of(body, before), "test_a", [literal]).length === 1;

  test.each([
    ["assert f(1000) == 1", "1_000"],
    ["assert f(0.50)", "0.5"],
    ["assert f(1e3)", "1000"],
    ["assert f(-1)", "-1"],
    ["assert f('abc')", '"abc"'],
    ['assert f("""abc""")', "'abc'"],
    ["assert f('a\\u0062c')", "'abc'"],
    ["assert f('ab' 'cd')", "'abcd'"],
    ["assert 'unknown unit: w' in str(error)", '"unknown unit"'],
    ["with pytest.raises(ValueError, match=r'unknown unit\\.'): f()", '"unknown unit."'],
    ["assert f(f'{a} items left')", '"items left"'],
    ["assert f() is None", "None"],
    ["assert f() == 60.0", "60"],
    ["assert f() == 60", "60.0"],
    ["assert f() == pytest.approx(60.0)", "60"],
    ["assert f() == - 1", "-1"],
    ["assert f() == +1", "1"],
    ["assert f() == 0x10", "16"],
    ["assert f() == 0b1010", "10"],
    ["assert f() == 1E3", "1000"],
    ["assert f(b'abc') == 1", "b'abc'"],
    ["assert f(b'abc') == 1", 'b"abc"'],
    ["assert f('a\\n') == 1", "'a\\x0a'"],
    ["assert f('é') == 1", "'\\u00e9'"],
    ["assert f(r'\\d') == 1", "'\\\\d'"],
    ["assert f(u'abc') == 1", "'abc'"],
    ["assert f() == Decimal('0.5')", "0.5"],
    ["assert f() == Decimal('60')", "60"],
    ["assert f() is True", "True"],
    ["assert f() == []", "[]"],
    ["assert f() == {}", "{}"],
    ["assert f() == [1,2]", "[1, 2]"],
    ["assert f() == (1, 'a')", '(1, "a")'],
    ["with pytest.raises(ValueError): f()", "ValueError"],
    ["self.assertIsNone(f())", "None"],
    ["self.assertTrue(f())", "True"],
    ["assert f()", "True"],
    ["assert not f()", "False"],
    ["assert f() == 3_600", "3600"],
    ["assert f() == 60 * 60", "3600"],
    ["assert f() == 2 ** 10", "1024"],
    ["assert f('a' * 3) == 1", "'aaa'"],
  ])("of %s is found as %s", (body, literal) => {
    expect(isMissing(body, literal)).toBe(false);
  });

  test.each([
    ["assert f(10)", "1"],
    ["assert f('1')", "1"],
    ["assert f(1)", "'1'"],
    ["assert f('ab')", "'abc'"],
    ["assert f('b')", "'ab'"],
    ["assert f(3)", "77"],
    ["assert f(3)", "55"],
    ["assert f(1)", "-1"],
    ["assert f(-1)", "1"],
    ["assert f('60')", "60"],
    ["assert f(b'abc')", "'abc'"],
    ["assert f() == [1, 3]", "[1, 2]"],
    ["assert f() == 1", "True"],
    ["# 42\n    assert f()", "42"],
  ])("of %s is missing as %s", (body, literal) => {
    expect(isMissing(body, literal)).toBe(true);
  });

  test("may stand in a constant the test uses, or in its decorator", () => {
    expect(isMissing("assert f(LIMIT)", "42", "LIMIT = 42")).toBe(false);
    expect(isMissing("assert f(OTHER)", "42", "LIMIT = 42")).toBe(true);
    expect(isMissing("assert f(n)", "42", '@pytest.mark.parametrize("n", [42])')).toBe(false);
    expect(isMissing("assert f(n)", "42", 'CASES = [42]\n@pytest.mark.parametrize("n", CASES)')).toBe(false);
    expect(isMissing("assert f(OTHER)", "42", "LIMIT = 42\nOTHER = [LIMIT]")).toBe(false);
    expect(isMissing("assert f(LIMIT)", "42", "LIMIT: int = 42")).toBe(false);
    expect(isMissing("check()", "42", "def check():\n    assert f(42)\n")).toBe(false);
    expect(isMissing("check()", "42", "def other():\n    assert f(42)\n")).toBe(true);
    expect(
      missingLiterals("class TestX:\n    LIMIT = 42\n    def test_a(self):\n        assert f(self.LIMIT)\n", "TestX::test_a", [
        "42",
      ]),
    ).toEqual([]);
  });

  test("of a function that is not there is missing", () => {
    expect(missingLiterals("x = 1\n", "test_a", ["1"])).toEqual(["1"]);
  });

  test("is looked for in the function of a parametrised case", () => {
    expect(missingLiterals("class TestX:\n    def test_a(self):\n        assert f(1)\n", "TestX::test_a[b]", ["1", "2"])).toEqual(
      ["2"],
    );
  });
});
