import type { SourceTree } from "../src/ports.ts";

const source = `def grade(points, limit=100):
    if points < 0 or points > limit:
        raise ValueError("out of range")
    share = points / limit
    if share >= 0.9:
        return "A"
    if share >= 0.75:
        return "B"
    if share >= 0.5:
        return "C"
    return "F"
`;
const cases = Array.from({ length: 101 }, (_, points) => points);
const tests = `import pytest

from grades import grade


@pytest.mark.parametrize("points", [${cases.join(", ")}])
def test_every_grade_is_known(points):
    assert grade(points) in {"A", "B", "C", "F"}


def test_the_limits():
    assert [grade(n) for n in (0, 49, 50, 74, 75, 89, 90, 100)] == ["F", "F", "C", "C", "B", "B", "A", "A"]


def test_outside():
    for points in (-1, 101):
        with pytest.raises(ValueError, match="out of range"):
            grade(points)
`;
const files = [
  { path: "grades.py", source },
  { path: "tests/test_grades.py", source: tests },
  { path: "pytest.ini", source: "[pytest]\npythonpath = .\n" },
];
const tree: SourceTree = {
  sha: "0".repeat(40),
  files: files.map(({ path, source: text }) => ({ path, executable: false, content: Buffer.from(text) })),
  skipped: [],
};

/** A module of a dozen lines with 103 tests: small enough that the machinery is what is measured. */
export const project = { files, tree, tests: cases.length + 2 };
