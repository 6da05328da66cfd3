import { expect, test } from "vitest";
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
