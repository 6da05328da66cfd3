import { describe, expect, test } from "vitest";
import { layOut, WIDTH } from "../../../src/frameworks/pytest/write/lay-out.ts";

const lines = (statement: string, indent = 4) => layOut(statement, indent).join("\n");

describe("laying out a statement", () => {
  test("leaves a short one on its line, in double quotes, one blank after each comma", () => {
    expect(lines("assert f('a','b' ) == ['it\\'s',  1]")).toBe(`    assert f("a", "b" ) == ["it's",  1]`);
  });

  test("keeps single quotes where double ones would need escapes", () => {
    expect(lines("say('\"')", 0)).toBe("say('\"')");
  });

  test("breaks the last bracket, an item per line when they do not fit on one", () => {
    const items = Array.from({ length: 5 }, (_, at) => `'a rather long item ${at}'`);
    expect(lines(`assert f(1) == [${items}]`)).toBe(
      ["    assert f(1) == [", ...items.map((item) => `        ${item.replaceAll("'", '"')},`), "    ]"].join("\n"),
    );
  });

  test("puts the items on one line when they fit there", () => {
    const items = Array.from({ length: 15 }, (_, at) => at + 1000).join(", ");
    expect(lines(`assert f(1) == [${items}]`).split("\n")).toEqual(["    assert f(1) == [", `        ${items}`, "    ]"]);
  });

  test("adds no comma where one would make a tuple or a syntax error", () => {
    const name = "a_rather_long_name_of_a_function_that_takes_a_generator";
    expect(lines(`assert ${name}(item * 2 for item in another_rather_long_name if item > 100) == 1`)).not.toContain(",");
    expect(lines(`assert (${name} + ${name}) == 1`)).not.toContain(",");
  });

  test("cuts a long string between words, in parentheses beside other arguments", () => {
    const text = "word ".repeat(30).trim().replace("word word", "one two");
    const laid_out = lines(`f("start ${text.replaceAll("word word word", "some more words")}", 2)`);
    expect(laid_out).toMatch(/^ {4}f\(\n {8}\(\n {12}".* "\n {12}".*"\n {8}\),\n {8}2,\n {4}\)$/);
  });

  test("cuts a text of several lines at its line ends", () => {
    const text = `${"first line of some length".padEnd(60, " to be long")}\\n${"second line of it".padEnd(60, " with more")}\\n`;
    expect(lines(`assert render() == "${text}"`).split("\n").slice(1, 3)).toEqual([
      `        "${text.split("\\n")[0]}\\n"`,
      `        "${text.split("\\n")[1]}\\n"`,
    ]);
  });

  test("never cuts inside an escape", () => {
    const laid_out = lines(`f(b"${"\\x00\\xff".repeat(40)}z")`);
    const pieces = [...laid_out.matchAll(/b"([^"]*)"/g)].map((match) => match[1] ?? "");
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.every((piece) => /^(?:\\x..|z)*$/.test(piece))).toBe(true);
  });

  test("builds a long string that repeats itself", () => {
    expect(lines(`parse("${"[".repeat(101)}${"]".repeat(101)}")`, 0)).toBe('parse("[" * 101 + "]" * 101)');
    expect(lines(`parse("${"ab".repeat(50)}".upper())`, 0)).toBe('parse(("ab" * 50).upper())');
    expect(lines(`parse("key = ${"a.".repeat(40)}b")`, 0)).toBe('parse("key = " + "a." * 40 + "b")');
  });

  test("does not touch line ends inside strings of a statement that spans lines", () => {
    const statement = 'def helper():\n    return """a\nb"""';
    expect(lines(statement)).toBe('    def helper():\n        return """a\nb"""');
  });

  test("keeps to the width for all it can break", () => {
    const call = `result = some_object.some_method("${"x y ".repeat(60)}", [${"12345, ".repeat(40)}], {"key": "${"z ".repeat(80)}"})`;
    expect(layOut(call, 8).filter((line) => line.length > WIDTH)).toEqual([]);
  });
});

test("what a search leaves in sums is made plain, but not inside of strings", () => {
  expect(lines("f('' + 'a.' * 7 * 99)", 0)).toBe('f("a." * 693)');
  expect(lines(`f('"" + "a" * 7 * 99')`, 0)).toBe(`f('"" + "a" * 7 * 99')`);
  expect(lines("f(x + '' + 'a')", 0)).toBe('f(x + "" + "a")');
});
