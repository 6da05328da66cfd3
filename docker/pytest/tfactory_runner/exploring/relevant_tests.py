"""Which existing tests speak of the change: they run first, because time may not suffice for all."""

from __future__ import annotations

import ast

from tfactory_runner.exploring.mining import parse_file
from tfactory_runner.exploring.test_sources import TestCase, read_test_source

CASES = 120
SHORTEST_TEXT = 4


def relevant_cases(files: list[str], names: set[str], texts: list[str]) -> list[str]:
    """Node ids of tests that name a changed symbol or hold a text of the change, those with most of them first."""
    telling = {text for text in texts if len(text) >= SHORTEST_TEXT}
    scored: list[tuple[int, str]] = []
    for path in files:
        source = read_test_source(path)
        for case in source.cases if source else ():
            score = _score(case, names, telling)
            if score:
                scored.append((-score, "::".join((path, *case.names))))
    return [node_id for _, node_id in sorted(scored)[:CASES]]


def _score(case: TestCase, names: set[str], texts: set[str]) -> int:
    found: set[str] = set()
    for part in ast.walk(case.node):
        if isinstance(part, ast.Name) and part.id in names:
            found.add(part.id)
        elif isinstance(part, ast.Attribute) and part.attr in names:
            found.add(part.attr)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value in texts:
            found.add(part.value)
        elif isinstance(part, ast.keyword) and part.arg in names:
            found.add(part.arg or "")
    return len(found)


def relevant_files(files: list[str], names: set[str], modules: set[str]) -> list[str]:
    """Test files by how often they mention the names, and whether they are called like a changed module."""

    def score(path: str) -> int:
        tree = parse_file(path)
        mentioned = sum(1 for part in ast.walk(tree) if getattr(part, "id", getattr(part, "attr", None)) in names) if tree else 0
        return mentioned + 5 * sum(name in path for name in modules)

    tests = [path for path in files if path.split("/")[-1].startswith("test_") or path.endswith("_test.py")]
    return sorted(tests, key=lambda path: (-score(path), path))
