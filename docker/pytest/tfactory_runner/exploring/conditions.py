"""The changed condition that decides which way a probe takes: `(text, value)` of the last one it met."""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True)
class Condition:
    """A test of an `if` or `while`: its text, its lines, and the first line of the branch taken when it holds."""

    text: str
    lines: frozenset[int]
    then: int


def changed_conditions(path: str, changed: list[int]) -> list[Condition]:
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    wanted = set(changed)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.If, ast.While)):
            lines = frozenset(range(node.test.lineno, (node.test.end_lineno or node.test.lineno) + 1))
            if lines & wanted:
                found.append(Condition(ast.unparse(node.test), lines, node.body[0].lineno))
    return found


def deciding_condition(order: list[list[object]], conditions: dict[str, list[Condition]]) -> dict[str, object] | None:
    """`order`: (path, from line, to line) as they ran. A `while` that ends a search counts like any other condition."""
    for path, before, after in reversed(order):
        for condition in conditions.get(str(path), ()):
            if before in condition.lines and after not in condition.lines:
                return {"condition": condition.text, "value": after == condition.then}
    return None
