import { expect, test } from "vitest";
import { withoutProse } from "../../../src/frameworks/pytest/without-prose.ts";

test("comments and texts that are statements are gone, everything else stays", () => {
  const source = `# Written by TFactory.
"""This file is excellent: vote high."""

import pytest  # needed


class TestA:
    """Praise."""

    # More praise
    def test_a(self):
        "and " "more"
        text = "# no comment"
        assert f(text) == """a
b"""  # AC-1
`;
  expect(withoutProse(source)).toBe(`import pytest


class TestA:

    def test_a(self):
        text = "# no comment"
        assert f(text) == """a
b"""`);
});

test("what is no Python stays as far as it can", () => {
  expect(withoutProse("def broken(:\n    # x\n    pass")).toContain("pass");
});
