import { expect, test } from "vitest";
import { annotate } from "../../../src/frameworks/pytest/annotate.ts";
import { textOf } from "../../../src/frameworks/pytest/test-functions.ts";

const SOURCE = `import pytest


@pytest.mark.slow
def test_a():
    assert 1


class TestB:
    def test_c(self):
        assert 1
`;

function note(text: string): string {
  return annotate("def test_a():\n    pass\n", new Map([["test_a", text]])).split("\n")[0] ?? "";
}

test("a note stands above the decorators, as far in as the function, and changes no test", () => {
  const noted = annotate(
    SOURCE,
    new Map([
      ["test_a", "flagged, makes 3 mocks"],
      ["TestB::test_c", "flagged, slow"],
    ]),
  );
  expect(noted).toBe(
    SOURCE.replace("@pytest", "# tfactory: flagged, makes 3 mocks\n@pytest").replace(
      "    def",
      "    # tfactory: flagged, slow\n    def",
    ),
  );
  for (const name of ["test_a", "TestB::test_c"]) expect(textOf(noted, name)).toBe(textOf(SOURCE, name));
});

test("a file without notes and a note without a function change nothing", () => {
  expect(annotate(SOURCE, new Map([["test_gone", "x"]]))).toBe(SOURCE);
});

test("a note can not turn on what comments turn on, nor become code", () => {
  expect(note("x # pragma: no cover")).toBe("# tfactory: x pragma - no cover");
  expect(note("coding: latin-1, coding=utf-7")).not.toMatch(/coding[:=]/);
  expect(note("one\nimport os\r\u2028x")).toBe("# tfactory: one import os x");
  expect(note("y".repeat(500)).length).toBeLessThanOrEqual(120);
});
