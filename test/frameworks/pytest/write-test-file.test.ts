import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { hasSyntaxError, parsePython } from "../../../src/frameworks/pytest/python-syntax.ts";
import { writeTestFile } from "../../../src/frameworks/pytest/write-test-file.ts";
import { goldenSets } from "../../authors/explorer/golden-sets.ts";
import { criterion, observe, project, raises, value } from "../../authors/explorer/observe.ts";

const context = { project, header: "Written for a test.", criteria: [] };
const write = (...observations: Parameters<typeof writeTestFile>[0]) => writeTestFile(observations, context);

describe.each(goldenSets.map((set) => [set.name, set] as const))("golden file %s", (name, set) => {
  const header = `Written by TFactory (explorer) for ${name}.`;
  const written = writeTestFile(set.observations, { project: set.project, criteria: set.criteria, header });

  test("is what a careful person would write", () => {
    expect(written.source).toBe(readFileSync(new URL(`../../../fixtures/golden/explorer/${name}.py`, import.meta.url), "utf8"));
  });

  test("is Python", () => {
    expect(hasSyntaxError(parsePython(written.source))).toBe(false);
  });

  test("has lines of at most 99 characters, no blanks at their ends, one line end at the end", () => {
    const lines = written.source.split("\n");
    expect(lines.filter((line) => line.length > 99)).toEqual([]);
    expect(lines.filter((line) => /\s$/.test(line))).toEqual([]);
    expect(written.source).toMatch(/[^\n]\n$/);
  });

  test("has one claim per test function, by its name, and no name twice", () => {
    const functions = [...written.source.matchAll(/^(?:class (\w+):|(?: {4})?def (test_\w+)\()/gm)];
    let owner = "";
    const names = functions.flatMap(([, found_class, found_test]) => {
      if (found_class !== undefined) owner = `${found_class}::`;
      return found_test === undefined ? [] : [owner + found_test];
    });
    expect(written.claims.map((claim) => claim.name)).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((one) => (one.split("::").at(-1) ?? "").length > 70)).toEqual([]);
  });
});

describe("claims", () => {
  test("say where the expected value is from, and which criterion it shows", () => {
    const from_text = { source: "criterion", met: true, expected: "1" } as const;
    const { claims } = writeTestFile(
      [
        observe("a.py::f", "f(1)", value("1"), { criterion: "AC-1", expectation: from_text, arguments: { x: "1" } }),
        observe("a.py::f", "f(2)", value("2"), { expectation: { ...from_text, source: "docstring" }, arguments: { x: "2" } }),
        observe("a.py::f", "f(-3)", value("3"), { arguments: { x: "-3" } }),
      ],
      { ...context, criteria: [criterion("AC-1", "One stays one.")] },
    );
    expect(claims.map(({ oracle, criteria, symbol }) => ({ oracle, criteria, symbol }))).toEqual([
      { oracle: "criterion", criteria: ["AC-1"], symbol: "a.py::f" },
      { oracle: "docstring", criteria: [], symbol: "a.py::f" },
      { oracle: "characterization", criteria: [], symbol: "a.py::f" },
    ]);
  });

  test("show in one sentence what the test does", () => {
    const { claims } = write(observe("a.py::f", "f('x')", raises("ValueError", "no x"), { arguments: { text: "'x'" } }));
    expect(claims[0]?.shows).toBe("f('x') raises ValueError: no x.");
  });
});

describe("an expectation the head does not meet", () => {
  const bug = (expected: string) =>
    write(
      observe("a.py::f", "f(1)", value("60"), {
        arguments: { x: "1" },
        criterion: "AC-1",
        expectation: { source: "criterion", met: false, expected },
      }),
    ).source;

  test("is asserted as the text says, not as the head does", () => {
    expect(bug("3600")).toContain("assert f(1) == 3600");
    expect(bug("0.5")).toContain("assert f(1) == pytest.approx(0.5)");
    expect(bug("None")).toContain("assert f(1) is None");
  });

  test("is asserted as an exception when the text names one", () => {
    expect(bug('ValueError("no")')).toContain('with pytest.raises(ValueError, match="no"):');
    expect(bug("KeyError")).toContain("with pytest.raises(KeyError):");
  });

  test("stands alone, also when it looks like the others", () => {
    const unmet = { source: "docstring", met: false, expected: "9" } as const;
    const { claims } = write(
      observe("a.py::f", "f(1)", value("1"), { arguments: { x: "1" }, expectation: unmet }),
      observe("a.py::f", "f(2)", value("2"), { arguments: { x: "2" }, expectation: unmet }),
    );
    expect(claims).toHaveLength(2);
  });
});

describe("tables", () => {
  const row = (x: string, result: string, more: Parameters<typeof observe>[3] = {}) =>
    observe("a.py::f", `f(${x})`, value(result), { arguments: { x }, ...more });

  test("hold at most eight rows", () => {
    const { claims } = write(...Array.from({ length: 9 }, (_, at) => row(`${at + 20}`, `${at + 100}`)));
    expect(claims).toHaveLength(2);
  });

  test("never mix oracles, criteria or reasons", () => {
    const because = (condition: string) => ({ because: { condition, value: true } });
    const { claims } = write(
      row("21", "1"),
      row("22", "2", { criterion: "AC-1" }),
      row("23", "3", because("x > 22")),
      row("24", "4", because("x > 23")),
    );
    expect(claims).toHaveLength(4);
  });

  test("put what differs in columns and leave what is the same in the call", () => {
    const call = (a: string, b: string, result: string) =>
      observe("a.py::f", `f(${a}, ${b}, deep=True)`, value(result), { arguments: { a, b, deep: "True" } });
    const { source } = write(call("1", "30", "2"), call("2", "30", "3"));
    expect(source).toContain('("a", "expected"),');
    expect(source).toContain("assert f(a, 30, deep=True) == expected");
  });
});

describe("names", () => {
  const nameOf = (...given: Parameters<typeof observe>) => write(observe(...given)).claims[0]?.name;

  test("say what is refused and why", () => {
    const args = { arguments: { index: "-1" } };
    expect(nameOf("a.py::take", "take(-1)", raises("ValueError", "Index must be >= 0"), args)).toBe(
      "test_take_raises_value_error_for_negative_index",
    );
    expect(nameOf("a.py::take", "take('w')", raises("KeyError", "unknown unit: w"), {})).toBe(
      "test_take_raises_key_error_for_unknown_unit",
    );
  });

  test("say what comes back when it is the argument", () => {
    const text = { arguments: { text: "'Hello'" }, because: { condition: "len(text) <= 10", value: true } };
    expect(nameOf("a.py::cut", "cut('Hello')", value("'Hello'"), text)).toBe(
      "test_cut_returns_text_unchanged_when_text_length_is_at_most_10",
    );
  });

  test("call a text that comes back in another spelling unchanged, not stripped", () => {
    const dots = { arguments: { text: '"." + "." * 159' } };
    expect(nameOf("a.py::cut", 'cut("." + "." * 159)', value('"." * 160'), dots)).toMatch(/^test_cut_returns_text_unchanged/);
  });

  test("name the boundary that a length just meets", () => {
    const given = { arguments: { text: "'Hello'", width: "5" } };
    expect(nameOf("a.py::cut", "cut('Hello', 5)", value("'Hello'"), given)).toBe(
      "test_cut_returns_text_unchanged_for_text_of_exactly_width",
    );
  });

  test("say what happened to the object before", () => {
    const stack = { setup: ["stack = Stack()"] };
    expect(nameOf("a.py::Stack.pop", "stack.pop()", raises("IndexError", "empty"), stack)).toBe(
      "test_pop_on_new_stack_raises_index_error",
    );
    const set = { setup: ["stack = Stack()", "stack.limit = 3"] };
    expect(nameOf("a.py::Stack.limit", "stack.limit", value("3"), set)).toBe("test_stack_limit_when_set_returns_3");
    expect(nameOf("a.py::Stack.full", "stack.full", value("False"), set)).toBe(
      "test_stack_full_after_setting_limit_returns_false",
    );
    const used = { setup: ["stack = Stack()", "stack.push(1)"] };
    expect(nameOf("a.py::Stack.pop", "stack.pop()", value("1"), used)).toBe("test_stack_pop_after_push_returns_1");
  });

  test("are about the constant when that is all there is to see", () => {
    expect(nameOf("a.py::load", "LIMITS", value("{'a': 1, 'b': 2}"))).toBe("test_limits_returns_two_keys");
  });

  test("stay unique, short and valid whatever the input", () => {
    const long = "word_".repeat(30);
    const { claims, source } = write(
      ...["'x'", "'X'", "'x!'"].map((x) => observe(`a.py::${long}`, `${long}(${x})`, value("1"), { setup: [`print(${x})`] })),
    );
    const names = claims.map((claim) => claim.name);
    expect(new Set(names).size).toBe(3);
    expect(names.filter((name) => name.length > 70 || !/^test_[a-z\d_]+$/.test(name))).toEqual([]);
    expect(hasSyntaxError(parsePython(source))).toBe(false);
  });
});

describe("hostile text", () => {
  test("in the header or a criterion can not leave its comment", () => {
    const { source } = writeTestFile([observe("a.py::f", "f()", value("1"), { criterion: "AC-1" })], {
      ...context,
      header: "one\rimport os\nos.system('x')\u2028print()",
      criteria: [criterion("AC-1", "text\nimport os\u0000\rprint()")],
    });
    const lines = source.split("\n").filter((line) => /import os|os\.system|print/.test(line));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.every((line) => line.trim().startsWith("#"))).toBe(true);
  });
});

test("the same observations give the same file", () => {
  for (const set of goldenSets) {
    const again = { project: set.project, criteria: set.criteria, header: "x" };
    expect(writeTestFile(set.observations, again)).toEqual(writeTestFile(structuredClone(set.observations), again));
  }
});

test("messages of the interpreter are not quoted: they change with its version", () => {
  const { source } = write(observe("a.py::f", "f(1)", raises("TypeError", "object of type 'int' has no len()")));
  expect(source).toContain("with pytest.raises(TypeError):");
});

test("an exception without an import is imported from its module", () => {
  const { source } = write(observe("a/b.py::f", "f(1)", raises("a.errors.Broken", "no")));
  expect(source).toContain("from a.errors import Broken");
  expect(source).toContain('with pytest.raises(Broken, match="no"):');
});

describe("facts", () => {
  const help = "'Usage: cli [OPTIONS]\\n'";
  const result = (exit_code: string) =>
    observe(
      "a.py::help_of",
      `runner.invoke(cli, [${exit_code}])`,
      {
        kind: "facts",
        facts: [
          { expression: "result.exit_code", value: exit_code, compare: "equal" },
          { expression: "result.output_bytes", value: `b${help}`, compare: "equal" },
          { expression: "result.output", value: help, compare: "equal" },
          { expression: "result.stdout", value: help, compare: "equal" },
          { expression: "result.return_value", value: "None", compare: "identity" },
        ],
      },
      { setup: ["runner = Runner()"] },
    );

  test("that say the same text again are left out", () => {
    const { source } = write(result("0"));
    expect(source.match(/Usage/g)).toHaveLength(1);
    expect(source).toContain("assert result.exit_code == 0");
    expect(source).toContain("assert result.return_value is None");
  });

  test("that differ between results tell their names apart", () => {
    expect(write(result("0"), result("2")).claims.map((claim) => claim.name)).toEqual([
      "test_help_of_with_exit_code_0",
      "test_help_of_with_exit_code_2",
    ]);
  });
});

test("a set-up that defines a function keeps its shape and its distance", () => {
  const setup = [
    "calls = []",
    "def record(*args):\n    calls.append(args)\n    return len(calls)",
    "wrapped = cached({})(record)",
  ];
  const { source } = write(observe("a.py::cached", "wrapped(1)", value("1"), { setup }));
  expect(source).toContain(
    [
      "    calls = []",
      "",
      "    def record(*args):",
      "        calls.append(args)",
      "        return len(calls)",
      "",
      "    wrapped = cached({})(record)",
      "",
      "    assert wrapped(1) == 1",
    ].join("\n"),
  );
});

test("an observation that is not Python costs its own test, not the file", () => {
  const { source, claims } = write(
    observe("a.py::f", 'f("', value("1")),
    observe("a.py::f", "f(1)", raises("ValueError):\n    import os", "x")),
    observe("a.py::f", "f(2)", value("2"), { arguments: { x: "2" } }),
  );
  expect(claims.map((claim) => claim.name)).toEqual(["test_f_returns_2_for_x_2"]);
  expect(hasSyntaxError(parsePython(source))).toBe(false);
});

test("an exception that only a criterion names is imported from where another observation has it", () => {
  const { source } = write(
    observe("a/b.py::f", "f(1)", raises("a.errors.Exceeded", "no"), { imports: ["from a import f"] }),
    observe("a/b.py::f", "f(2)", value("2"), {
      imports: ["from a import f"],
      criterion: "AC-1",
      expectation: { source: "criterion", met: false, expected: 'raises Exceeded("too much")' },
    }),
  );
  expect(source.match(/^from a\.errors import Exceeded$/gm)).toHaveLength(1);
  expect(source).toContain('with pytest.raises(Exceeded, match="too much"):\n        f(2)');
});
