import { describe, expect, test } from "vitest";
import { keepCases } from "../../../src/frameworks/pytest/keep-cases.ts";
import { hasSyntaxError, parsePython } from "../../../src/frameworks/pytest/python-syntax.ts";
import { testFunctionsOf } from "../../../src/frameworks/pytest/test-functions.ts";

const FILE = `# Written by TFactory.
"""Tests of the stack – é."""

from __future__ import annotations

import os
import json as j
import pytest
from pkg import (
    Stack,
    Queue as Q,
    unused,
)
from other import thing  # noqa: F401

LIMIT = 1_000
ONLY_HERE = 2
TEXT = """

two blank lines


inside
"""


def helper(x):
    return inner(x)


def inner(x):
    return os.path.join(x)


@pytest.fixture
def stack():
    return Stack()


@pytest.fixture(autouse=True)
def always():
    yield


# about the first
@pytest.mark.parametrize("n", [1, 2])
def test_first(stack, n):
    assert helper(n) == LIMIT


# about the second
def test_second():
    assert Q() == j.dumps(1)


class TestStack:
    """Doc."""

    size = 3
    other = 4

    def setup_method(self):
        self.made = 0

    def make(self):
        return Q(self.size)

    def test_pop(self):
        assert self.make() == 1.50

    def test_push(self):
        assert ONLY_HERE == TEXT


class TestGone:
    def test_x(self):
        assert thing
`;

test("only the named functions are left, with what they use", () => {
  expect(keepCases(FILE, ["test_first"])).toBe(`# Written by TFactory.
"""Tests of the stack – é."""

from __future__ import annotations

import os
import pytest
from pkg import Stack
from other import thing  # noqa: F401

LIMIT = 1_000


def helper(x):
    return inner(x)


def inner(x):
    return os.path.join(x)


@pytest.fixture
def stack():
    return Stack()


@pytest.fixture(autouse=True)
def always():
    yield


# about the first
@pytest.mark.parametrize("n", [1, 2])
def test_first(stack, n):
    assert helper(n) == LIMIT
`);
});

test("a class keeps its wanted methods, their helpers and what the framework calls", () => {
  const kept = keepCases(FILE, ["TestStack::test_pop"]) ?? "";
  expect(kept).toContain(`class TestStack:
    """Doc."""

    size = 3

    def setup_method(self):
        self.made = 0

    def make(self):
        return Q(self.size)

    def test_pop(self):
        assert self.make() == 1.50
`);
  expect(kept).not.toMatch(/other = 4|TestGone|test_first|about the/);
});

test("blank lines inside of texts stay", () => {
  expect(keepCases(FILE, ["TestStack::test_push"])).toContain('"""\n\ntwo blank lines\n\n\ninside\n"""');
});

test("a parametrised case keeps its function", () => {
  expect(keepCases(FILE, ["test_first[2]"])).toBe(keepCases(FILE, ["test_first"]));
});

test("nothing is left when no function of that name is there", () => {
  expect(keepCases(FILE, ["test_nope"])).toBeNull();
  expect(keepCases(FILE, [])).toBeNull();
});

test("keeping everything drops only what nobody used", () => {
  const names = testFunctionsOf(parsePython(FILE)).map(({ name }) => name);
  const kept = keepCases(FILE, names) ?? "";
  expect(kept).not.toContain("unused");
  expect(keepCases(kept, names)).toBe(kept);
});

test("every choice of functions gives a file that parses and holds exactly these", () => {
  const names = testFunctionsOf(parsePython(FILE)).map(({ name }) => name);
  for (let choice = 1; choice < 2 ** names.length; choice += 1) {
    const wanted = names.filter((_, index) => choice & (1 << index));
    const root = parsePython(keepCases(FILE, wanted) ?? "");
    expect(hasSyntaxError(root)).toBe(false);
    expect(testFunctionsOf(root).map(({ name }) => name)).toEqual(wanted);
  }
});

test("a fixture named in usefixtures is used", () => {
  const source =
    'import pytest\n\n\n@pytest.fixture\ndef db():\n    pass\n\n\n@pytest.mark.usefixtures("db")\ndef test_a():\n    assert 1 + f()\n';
  expect(keepCases(source, ["test_a"])).toBe(source);
});

test("statements that run by themselves stay", () => {
  const source =
    "import pytest\n\npytestmark = pytest.mark.slow\nregister()\n\n\ndef test_a():\n    assert f()\n\n\ndef test_b():\n    assert g()\n";
  expect(keepCases(source, ["test_b"])).toContain("pytestmark = pytest.mark.slow\nregister()\n");
});

test("a unittest class is a class of tests whatever its name", () => {
  const source = "class Sizes(unittest.TestCase):\n    def test_a(self):\n        pass\n\n    def test_b(self):\n        pass\n";
  expect(keepCases(source, ["Sizes::test_b"])).toBe("class Sizes(unittest.TestCase):\n    def test_b(self):\n        pass\n");
});

describe("what a kept test stands on without naming it", () => {
  /** The file without `test_gone`. */
  const kept = (...lines: string[]) => keepCases(`${lines.join("\n")}\n\n\ndef test_gone():\n    pass\n`, ["test_a"]) ?? "";
  const TEST = ["", "def test_a(db):", "    assert db"];

  test.each([
    ["a fixture by another name", ['@pytest.fixture(name="db")', "def _database():", "    return 1"]],
    ["both names of one assignment", ["one = db = 1"]],
    ["a field of a helper class", ["class db:", "    left: int", "    right: int = 0"]],
    ["a method that the product calls", ["class db:", "    def charge(self, amount):", "        return amount"]],
    ["a branch that only type checkers see", ["if TYPE_CHECKING:", "    from pkg import Gone, db"]],
    ["an import that may fail", ["try:", "    import db", "except ImportError:", "    db = None"]],
    ["a module inside of a package", ["import db.inner", "import db.other"]],
    ["a statement with two on its line", ["import db, unused; register()"]],
    [
      "a fixture of another fixture",
      ["@pytest.fixture", "def low():", "    pass", "", "@pytest.fixture", "def db(low):", "    pass"],
    ],
  ])("%s", (_what, lines) => {
    for (const line of lines) expect(kept(...lines, ...TEST)).toContain(line);
  });

  test("the class its class builds on, without the tests of that", () => {
    const source =
      "class TestBase:\n    size = 3\n\n    def test_b(self):\n        assert self.size\n\n\nclass TestEmpty:\n    # about c\n    def test_c(self):\n        pass\n\n\nclass TestA(TestBase, TestEmpty):\n    def test_a(self):\n        assert self.size\n";
    expect(keepCases(source, ["TestA::test_a"])).toBe(
      "class TestBase:\n    size = 3\n\n\nclass TestEmpty:\n    # about c\n    pass\n\n\nclass TestA(TestBase, TestEmpty):\n    def test_a(self):\n        assert self.size\n",
    );
    expect(keepCases(source, ["TestBase::test_b"])).not.toMatch(/TestA|TestEmpty/);
  });

  test("what a base class of another kind looks for", () => {
    const source = "class TestA(DjangoCase):\n    fixtures = [1]\n\n    def test_a(self):\n        pass\n";
    expect(keepCases(source, ["TestA::test_a"])).toBe(source);
  });
});

describe("imports", () => {
  const kept = (imports: string, body: string) =>
    (keepCases(`${imports}\n\n\ndef test_a():\n${body}\n\n\ndef test_b():\n    Gone()\n`, ["test_a"]) ?? "").split("\n\n\n")[0];

  test.each([
    [
      "go when only a docstring or a value says their name",
      "import json\nfrom pkg import Gone",
      '    """As json."""\n    assert f("Gone")',
      undefined,
    ],
    [
      "stay for an annotation in quotes",
      "from pkg import Gone, Kept",
      '    x: "list[Kept]" = f()\n    assert x',
      "from pkg import Kept",
    ],
    ["stay for a cast in quotes", "from pkg import Gone, Kept", '    assert cast("Kept", f())', "from pkg import Kept"],
    [
      "lose what is not used, over several lines",
      "from pkg import (\n    Gone,  # why\n    kept as k,\n)",
      "    assert k()",
      "from pkg import kept as k",
    ],
    ["of modules lose what is not used", "import os, sys", "    assert sys.path", "import sys"],
    [
      "from the future stay first",
      "from __future__ import annotations\nimport os",
      "    assert f()",
      "from __future__ import annotations",
    ],
    ["from the folder stay as they are", "from . import Gone, kept", "    assert kept()", "from . import kept"],
  ])("%s", (_what, imports, body, expected) => {
    const header = kept(imports, body);
    if (expected === undefined) expect(header).toMatch(/^def test_a/);
    else expect(header).toBe(expected);
  });
});

test("what is kept stands as it stood: but for imports every line is one of the file's, in its order", () => {
  const names = testFunctionsOf(parsePython(FILE)).map(({ name }) => name);
  const isImport = (line: string) => /^(from|import)\b/.test(line);
  for (let choice = 1; choice < 2 ** names.length; choice += 1) {
    const wanted = names.filter((_, index) => choice & (1 << index));
    const lines = FILE.split("\n");
    for (const line of (keepCases(FILE, wanted) ?? "").split("\n").filter((one) => one !== "" && !isImport(one))) {
      const at = lines.indexOf(line);
      expect(at, `${wanted}: ${line}`).toBeGreaterThanOrEqual(0);
      lines.splice(0, at + 1);
    }
  }
});
