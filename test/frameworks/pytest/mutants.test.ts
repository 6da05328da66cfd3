import { describe, expect, test } from "vitest";
import { mutantsOf } from "../../../src/frameworks/pytest/mutants.ts";
import { hasSyntaxError, parsePython } from "../../../src/frameworks/pytest/python-syntax.ts";
import { busyMilliseconds } from "../../busy-milliseconds.ts";
import { A_MODULE } from "./a-module.ts";

/** `operator: original -> replacement` of every mutant of a text, or of some of its lines. */
function edits(source: string, lines = source.split("\n").map((_, index) => index + 1)): string[] {
  return mutantsOf("a.py", source, lines).map(
    ({ operator, original, replacement }) => `${operator}: ${original} -> ${replacement}`,
  );
}

function inFunction(...body: string[]): string {
  return `def f(a, b, c=None):\n${body.map((line) => `    ${line}\n`).join("")}`;
}

describe("every mutant of a real-looking module", () => {
  const lines = A_MODULE.split("\n").map((_, index) => index + 1);
  const mutants = mutantsOf("src/plan.py", A_MODULE, lines);
  const bytes = Buffer.from(A_MODULE);
  const apply = (mutant: (typeof mutants)[number]) =>
    Buffer.concat([bytes.subarray(0, mutant.start), Buffer.from(mutant.replacement), bytes.subarray(mutant.end)]).toString();

  test("there are many, of nearly every operator", () => {
    expect(mutants.length).toBeGreaterThan(150);
    expect(new Set(mutants.map(({ operator }) => operator)).size).toBeGreaterThan(25);
  });

  test("its byte offsets hold its original text", () => {
    for (const mutant of mutants) expect(bytes.subarray(mutant.start, mutant.end).toString()).toBe(mutant.original);
  });

  test("applied, it parses and differs", () => {
    for (const mutant of mutants) {
      const mutated = apply(mutant);
      expect(mutated).not.toBe(A_MODULE);
      expect(hasSyntaxError(parsePython(mutated)), mutant.id).toBe(false);
    }
  });

  test("it has an id and a text of its own", () => {
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
    expect(new Set(mutants.map(apply)).size).toBe(mutants.length);
  });

  test("its line is one of its own and was asked for", () => {
    const some = lines.filter((line) => line % 3 === 0);
    for (const mutant of mutantsOf("src/plan.py", A_MODULE, some)) {
      const first = bytes.subarray(0, mutant.start).toString().split("\n").length;
      const last = bytes.subarray(0, mutant.end).toString().split("\n").length;
      expect(some).toContain(mutant.line);
      expect(mutant.line >= first && mutant.line <= last, mutant.id).toBe(true);
    }
  });

  test("the same text gives the same mutants", () => {
    expect(mutantsOf("src/plan.py", A_MODULE, lines)).toEqual(mutants);
  });
});

test("an id says file, line, operator and number, in file order", () => {
  const source = inFunction("return a < b < c");
  expect(mutantsOf("x/y.py", source, [2]).map(({ id }) => id)).toEqual([
    "x/y.py:2:return-value:1",
    "x/y.py:2:boundary:1",
    "x/y.py:2:comparison:1",
    "x/y.py:2:boundary:2",
    "x/y.py:2:comparison:2",
  ]);
});

test("lines that did not change have no mutants", () => {
  expect(mutantsOf("a.py", inFunction("return a < b", "return a > b"), [3]).map(({ original }) => original)).not.toContain("<");
  expect(mutantsOf("a.py", inFunction("return a < b"), [])).toEqual([]);
});

test("a statement of several lines counts by its own lines, its parts by theirs", () => {
  const source = inFunction("x = g(", "    a + 1,", "    b - 1,", ")", "return x");
  const found = mutantsOf("a.py", source, [4]);
  expect(found.map(({ original }) => original)).toContain("-");
  expect(found.map(({ original }) => original)).not.toContain("+");
});

test.each([
  ["return a + b", "arithmetic: + -> -"],
  ["return a // b", "arithmetic: // -> /"],
  ["return a << b", "arithmetic: << -> >>"],
  ["return a >= b", "boundary: >= -> >"],
  ["return a >= b", "comparison: >= -> <"],
  ["return a == b", "comparison: == -> !="],
  ["return a is not b", "membership: is not -> is"],
  ["return a in b", "membership: in -> not in"],
  ["return a and b", "connective: and -> or"],
  ["return a and b", "clause: a and b -> b"],
  ["return not a", "negation: not a -> (a)"],
  ["return 1_000", "integer: 1_000 -> 1001"],
  ["return 0x10", "integer: 0x10 -> 15"],
  ["return 0.5", "float: 0.5 -> 1.5"],
  ["return True", "boolean: True -> False"],
  ["return None", "none-return: return None -> return 0"],
  ["last = items[-1] if items else None", "none-branch: None -> 0"],
  ['return g("é")', 'string: "é" -> ""'],
  ['return g("")', 'string: "" -> "XX"'],
  ["return f'x{a}'", "string: f'x{a}' -> f''"],
  ['return a in "abc"', 'character-set: "abc" -> "bc"'],
  ["return g(a)", "return-value: return g(a) -> return None"],
  ["return []", "return-value: return [] -> return None"],
  ["return isinstance(a, b)", "return-negated: return isinstance(a, b) -> return not (isinstance(a, b))"],
  ["yield a", "yield-value: yield a -> yield None"],
  ["return lambda x: x + 1", "lambda-value: x + 1 -> None"],
  ["if a: g()", "condition: a -> True"],
  ["return [x for x in a if x]", "condition: x -> False"],
  ["while a: g()", "loop-condition: a -> False"],
  ["return a if b else c", "ternary: a if b else c -> (c)"],
  ["for x in a: g(x)", "zero-iterations: a -> ()"],
  ["for x in a: break", "loop-control: break -> continue"],
  ["raise ValueError(a)", "raise: raise ValueError(a) -> pass"],
  ["return g(a, key=b)", "argument: , key=b -> "],
  ["return a.rfind(b, 0)", "argument: , 0 -> "],
  ["return g(a, b)", "argument-order: a, b -> b, a"],
  ["return min(a)", "call: min -> max"],
  ["return a.lower()", "call: lower -> upper"],
  ["return a.strip()", "step-lost: a.strip() -> a"],
  ["return sorted(a, key=b)", "call-lost: sorted(a, key=b) -> list(a)"],
  ["a += b", "augmented: += -> -="],
  ["a += b", "augmented: += -> ="],
  ["a += 'x'", "accumulation: += -> ="],
  ["return a[1:b]", "slice: b -> "],
  ["return -a", "unary: -a -> a"],
  ["g(a)", "statement: g(a) -> pass"],
  ["await g(a)", "statement: await g(a) -> pass"],
  ["a.b = c", "statement: a.b = c -> pass"],
  ["del a[b]", "statement: del a[b] -> pass"],
  ["a = g(a)", "rebinding: a = g(a) -> pass"],
  ["return 'x' + a", "concatenation: 'x' + a -> a"],
])("%s has the mutant %s", (line, mutant) => {
  expect(edits(inFunction(line))).toContain(mutant);
});

test("an except body is emptied, and lets the error through, when all of it changed", () => {
  const source = inFunction("try:", "    g()", "except ValueError:", "    a = 1", "    b = 2");
  expect(edits(source)).toEqual(
    expect.arrayContaining(["except-body: a = 1\n        b = 2 -> pass", "except-body: a = 1\n        b = 2 -> raise"]),
  );
  expect(edits(source, [6]).filter((edit) => edit.startsWith("except-body"))).toEqual([]);
});

test("a default value and a decorator are mutated", () => {
  const found = edits("@cache\n@other(1)\ndef f(a=3):\n    return a\n");
  expect(found).toEqual(expect.arrayContaining(["integer: 3 -> 4", "decorator: @cache\n -> ", "decorator: @other(1)\n -> "]));
});

test.each([
  ["an annotation", "def f(a: Literal[3]) -> 'int':\n    pass\n"],
  ["an import", "from a import b as c\nimport d\n"],
  ["the main guard", 'if __name__ == "__main__":\n    main(1)\n'],
  ["a type-checking block", "if TYPE_CHECKING:\n    X = 1\n"],
  ["a docstring", 'def f():\n    """One 1."""\n'],
  ["a log message", 'logger.info("n = %s", 1)\nself._log.debug("x")\n'],
  ["__all__ and a version", '__all__ = ["a"]\n__version__ = "1.0"\n__all__ += ["b"]\n'],
  ["an overload", "@overload\ndef f(a: int = 1) -> int: ...\n"],
  ["a type variable", 'T = TypeVar("T", bound="X")\n'],
  ["a stub", "def f():\n    raise NotImplementedError\n"],
  ["a property's decorator", "class A:\n    @property\n    def f(self): ...\n"],
  ["a type alias", 'Mode = Literal["r", "w"]\ntype Pair = tuple[Literal[1], int]\nName = int | None\n'],
  ["a name of a logger", 'LOG = logging.getLogger("a.b")\nLOG.info("n = %s" % 1)\n'],
  ["a supported version", 'MIN_VERSION = "3.9"\nversion = (1, 2)\nf = sys.version_info[0]\n'],
])("%s has no mutants", (_, source) => {
  expect(edits(source)).toEqual([]);
});

test.each([
  ["'a' + b", "+"],
  ["f'{a}' + b", "+"],
  ["[1] + b", "+"],
  ["a + ', '.join(b)", "+"],
  ["a[1:] + b", "+"],
  ["'%s' % a", "%"],
  ["'-' * a", "*"],
  ["a + 'x' + b", "+"],
])("%s: arithmetic on text and lists is left alone", (expression) => {
  expect(edits(`x = ${expression}\n`).filter((edit) => edit.startsWith("arithmetic"))).toEqual([]);
});

/** Operators of the mutants of a function's body whose first lines give the evidence; only the last line is mutated. */
function operatorsOfLast(...lines: string[]): string[] {
  const source = inClass(...lines);
  return edits(source, [source.trimEnd().split("\n").length]).map((edit) => edit.split(":")[0] ?? "");
}

function inClass(...body: string[]): string {
  const method = body.map((line) => `        ${line}\n`).join("");
  return `class A:\n    label: str = ""\n    size: int\n\n    def f(self, a: str, b, c: "set[int]", p: Path, n=0, d=""):\n${method}`;
}

test.each([
  [["return a + b"], "an annotation"],
  [["return d + b"], "a default"],
  [["x = 'a'", "return x + b"], "an assignment"],
  [["x = str(b)", "y = x", "return b + y"], "an assignment of an assignment"],
  [["return self.label + b"], "an attribute of the class"],
  [["x = [1]", "return x + b"], "a list"],
  [["return (b or 'x') + n"], "a fallback"],
  [["return b + ('a' if n else 'b')"], "a conditional expression"],
  [["x = {1: 2}", "return x | b"], "a mapping"],
  [["return p / a"], "a path"],
  [["return int | b"], "a type"],
  [["return c - b"], "a set"],
  [["return datetime.now() - datetime(2000, 1, 1)"], "two moments"],
])("%j: arithmetic is left alone because of %s", (lines) => {
  expect(operatorsOfLast(...lines)).not.toContain("arithmetic");
});

test.each([
  [["return n + b"]],
  [["return self.size + b"]],
  [["return len(a) + b"]],
  [["return c | b"]],
  [["x = 1", "x = b", "return x * b"]],
  [["return datetime.now() - b"]],
  [["return [x + 1 for x in b]"]],
])("%j: what may be a number is calculated otherwise", (lines) => {
  expect(operatorsOfLast(...lines)).toContain("arithmetic");
});

test.each([
  [["a += b"], ["augmented"]],
  [["x = []", "x += b"], ["augmented"]],
  [["x = {}", "x |= b"], ["augmented"]],
  [["return g('a', 1)"], ["argument-order"]],
  [["return enumerate(b, n)"], ["argument-order"]],
  [["warnings.warn('a' + b, stacklevel=2)"], ["string", "integer", "argument", "concatenation"]],
  [["assert n, 'a' + str(b)"], ["string", "concatenation"]],
  [["if sys.version_info >= (3, 9): g()"], ["condition", "comparison", "boundary", "integer"]],
  [["return a.encode('utf-8', errors='replace')"], ["string", "argument"]],
  [["return open(a, 'w', encoding='utf-8')"], ["string"]],
  [["return A(label='x', size=n).f(a=b, b=b)"], []],
])("the last line of %j has no mutants of %j", (lines, operators) => {
  const found = operatorsOfLast(...lines);
  for (const operator of operators) expect(found).not.toContain(operator);
});

test("a text that is filled in is changed, not emptied: an empty one could not be filled", () => {
  expect(edits(inFunction("return '%s' % a"))).toContain("string: '%s' -> 'XX%s'");
  expect(edits(inFunction("return '{}'.format(a)"))).toContain("string: '{}' -> 'XX{}'");
});

test("only what the called function of the file can do without is left out", () => {
  const source =
    "class A:\n    label: str\n    size: int = 0\n\ndef g(x, *, y, z=1):\n    return A(label=x, size=y), g(1, y=2, z=3)\n";
  const left_out = mutantsOf("a.py", source, [6]).filter(({ operator }) => operator === "argument");
  expect(left_out.map(({ original }) => original)).toEqual([", size=y", ", z=3"]);
});

test("a representation is for people: its text is left alone, its result is not", () => {
  const source = "class A:\n    def __repr__(self):\n        return f'<A {self.n + 1}>'\n";
  expect(edits(source)).toEqual(["return-value: return f'<A {self.n + 1}>' -> return None"]);
});

test("each error of several that are handled is once no longer", () => {
  const source = inFunction("try:", "    g()", "except (ValueError, KeyError) as e:", "    a = 1");
  expect(edits(source, [4])).toEqual(
    expect.arrayContaining([
      "except-type: (ValueError, KeyError) -> KeyError",
      "except-type: (ValueError, KeyError) -> ValueError",
    ]),
  );
});

test("a first binding is not removed: that would only be a NameError", () => {
  expect(edits(inFunction("x = g()", "return x")).filter((edit) => edit.startsWith("rebinding"))).toEqual([]);
});

test("a long module is mutated in little time", async () => {
  const source = Array.from({ length: 300 }, (_, index) =>
    inFunction(`return a + ${index}`).replace("def f", `def f${index}`),
  ).join("\n\n");
  const mutating = () => expect(mutantsOf("a.py", source, [1, 2, 3, 4]).length).toBeGreaterThan(2);
  expect(await busyMilliseconds(mutating)).toBeLessThan(5000);
});

test("text that is not Python has no mutants that do not parse", () => {
  for (const mutant of mutantsOf("a.py", "def f(:\n    return 1 <\n", [1, 2])) {
    expect(hasSyntaxError(parsePython(mutant.replacement))).toBe(false);
  }
});

test.each([
  [["if a:", "    b = a"], ["b = a"]],
  [["x = 1", "for i in a:", "    x = i"], ["x = i"]],
  [["for i in a:", "    i = g(i)"], ["i = g(i)"]],
  [["nonlocal n", "n = 1"], ["n = 1"]],
  [["x, y = a", "y = 2"], ["y = 2"]],
  [["if a:", "    z = 1", "else:", "    z = 2"], []],
  [["x: int", "x = 1"], []],
  [["def g():", "    x = 1", "x = 2"], []],
])("of %j the rebindings %j are left out", (body, expected) => {
  const found = mutantsOf("a.py", inFunction(...body), [2, 3, 4, 5, 6]).filter(({ operator }) => operator === "rebinding");
  expect(found.map(({ original }) => original)).toEqual(expected);
});
