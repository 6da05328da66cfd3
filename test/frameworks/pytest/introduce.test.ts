import { expect, test } from "vitest";
import { introduce } from "../../../src/frameworks/pytest/introduce.ts";
import { aClaim, aCriterion } from "../../pipeline/builders.ts";

const criteria = [aCriterion("AC-1", { text: "A day has 24 hours." }), aCriterion("AC-2", { text: "Weeks\nare refused." })];
const introduced = (source: string, claims: [name: string, criteria: string[]][]) =>
  introduce(source, {
    header: "Written by TFactory (m) for x.",
    criteria,
    claims: claims.map(([name, own]) => aClaim(name, { criteria: own, oracle: "criterion" })),
  });

test("the header is the first thing of the file and each test quotes what it claims", () => {
  const source = `"""Tests."""
import pytest


@pytest.mark.parametrize("x", [1])
def test_a(
    x,
):
    assert x == 1


class TestB:
    def test_b(self):
        """Doc."""
        assert True

    def test_c(self):
        assert True`;
  const claims: [string, string[]][] = [
    ["test_a", ["AC-2", "AC-1"]],
    ["TestB::test_b", ["AC-1"]],
    ["TestB::test_c", []],
    ["test_none", ["AC-1"]],
  ];
  expect(introduced(source, claims)).toBe(`# Written by TFactory (m) for x.

"""Tests."""
import pytest


@pytest.mark.parametrize("x", [1])
def test_a(
    x,
):
    # AC-1: A day has 24 hours.
    # AC-2: Weeks are refused.
    assert x == 1


class TestB:
    def test_b(self):
        # AC-1: A day has 24 hours.
        """Doc."""
        assert True

    def test_c(self):
        assert True
`);
});

test("a test on one line keeps it, and what is not Python stays as it is", () => {
  const claims: [string, string[]][] = [["test_a", ["AC-1"]]];
  expect(introduced("# mine\ndef test_a(): assert True\n", claims)).toBe(
    "# Written by TFactory (m) for x.\n#\n# mine\ndef test_a(): assert True\n",
  );
  expect(introduced("def test_a(:\n", claims)).toBe("def test_a(:\n");
});
