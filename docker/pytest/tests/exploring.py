"""A small project, its mutants as `(original, replacement)` texts, and what `explore` observes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from project import Project

# A net: the search ends by its own counts, so that a busy machine finds as much as a quiet one.
NET_SECONDS = 300


class Explored:
    """The answer of `explore`, and which of the mutants it tells apart, by their replacement."""

    def __init__(self, answer: dict[str, Any], mutants: list[dict[str, Any]]) -> None:
        self.answer = answer
        self.observations: list[dict[str, Any]] = answer["observations"]
        names = {mutant["id"]: mutant["replacement"] for mutant in mutants}
        self.killed = {names[mutant] for one in self.observations for mutant in one["kills"]}

    @property
    def calls(self) -> list[str]:
        return [one["call"] for one in self.observations]

    def with_call(self, text: str) -> list[dict[str, Any]]:
        return [one for one in self.observations if text in one["call"]]


def explore(
    root: Path,
    source: str,
    symbols: list[str],
    mutants: list[tuple[str, str]],
    *,
    path: str = "shop.py",
    files: dict[str, str] | None = None,
    lines: list[int] | None = None,
    literals: list[str] | None = None,
    examples: list[dict[str, Any]] | None = None,
) -> Explored:
    """All lines of `path` count as changed unless `lines` says which. Every mutant edits the first place its text stands at."""
    project = Project(root, {path: source, **(files or {})})
    text = (root / path).read_bytes()
    edits = [_edit(path, text, original, replacement, at) for at, (original, replacement) in enumerate(mutants)]
    body = {
        "symbols": [f"{path}::{symbol}" for symbol in symbols],
        "changed": [{"path": path, "lines": lines or list(range(1, text.count(b"\n") + 1))}],
        "literals": literals or [],
        "examples": examples or [],
        "mutants": edits,
        "existing_tests": ["tests"] if any(name.startswith("tests/") for name in (files or {})) else [],
        "budget_seconds": NET_SECONDS,
        "seed": 1,
    }
    return Explored(project.ask("explore", body, NET_SECONDS + 60), edits)


def _edit(path: str, text: bytes, original: str, replacement: str, number: int) -> dict[str, Any]:
    start = text.index(original.encode())
    line = text[:start].count(b"\n") + 1
    return {
        "id": f"{path}:{line}:text:{number}",
        "path": path,
        "line": line,
        "start": start,
        "end": start + len(original.encode()),
        "replacement": replacement,
    }


def replay(observation: dict[str, Any]) -> str:
    """The observation as the statements of a test."""
    lines = [*observation["imports"], *observation["setup"]]
    outcome = observation["outcome"]
    if outcome["kind"] == "raises":
        lines += ["import pytest", f"with pytest.raises({outcome['exception']}) as raised:", f"    {observation['call']}"]
        lines.append(f"assert {outcome['message']!r} in str(raised.value)")
    else:
        lines.append(f"result = {observation['call']}")
        facts = outcome.get("facts") or [{"expression": "result", **outcome}]
        lines += [_assertion(fact) for fact in facts]
    return "\n".join([*lines, *(_assertion(fact) for fact in observation["after"])])


def _assertion(fact: dict[str, Any]) -> str:
    if fact["compare"] == "approx":
        return f"import pytest; assert {fact['expression']} == pytest.approx({fact['value']})"
    return f"assert {fact['expression']} {'is' if fact['compare'] == 'identity' else '=='} {fact['value']}"
