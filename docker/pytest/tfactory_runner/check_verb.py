"""Answers `check`: whether candidate files stand, proven against the real environment in a fork per file."""

from __future__ import annotations

import os
import resource
from pathlib import Path

from .checking.check_file import check_file  # with pytest, once, before the forks
from .forks import in_fork
from .orphans import adopt_orphans, child_processes, end_orphans
from .quiet import silence
from .reported import clean_check
from .tree import Tree, Unreadable

# Loading the project and one test file; a candidate that needs longer to load is no good.
SECONDS_PER_FILE = 60.0
# Of the container's 2 GiB: code that eats memory while it is imported gets MemoryError, and the verb lives on.
MEMORY_LIMIT = 1536 * 1024 * 1024


def answer(body: dict, frames) -> dict:
    """`CheckRequest` to `CheckAnswer` (src/frameworks/protocol.ts). The tree is the working directory."""
    tree = Tree(Path(os.path.realpath(os.getcwd())))
    adopt_orphans()
    spare = frozenset(child_processes())
    findings: list[dict] = []
    cases: list[dict] = []
    for number, path in enumerate(body["paths"]):
        frames.progress(number, len(body["paths"]), path)
        try:
            tree.parse(path)
        except Unreadable as error:
            findings.append(_high("syntax", "syntax", path, str(error), error.line))
            continue
        checked = _check_in_fork(tree, path, frames)
        end_orphans(spare)
        findings += checked["findings"]
        cases += checked["cases"]
    return {"findings": findings, "cases": cases}


def _check_in_fork(tree: Tree, path: str, frames) -> dict:
    def before() -> None:
        frames.close()
        silence()
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        limit = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))

    ended = in_fork(lambda: check_file(tree, path), SECONDS_PER_FILE, before)
    if ended.status == "returned":
        return clean_check(ended.value, path)
    how = f"was not done after {SECONDS_PER_FILE:g} s" if ended.status == "timed-out" else str(ended.value)
    message = f"loading the file, with the modules it imports, {how}"
    return {"findings": [_high("does-not-load", "import", path, message, 1)], "cases": []}


def _high(rule: str, kind: str, path: str, message: str, line: int) -> dict:
    finding = {"rule": rule, "kind": kind, "severity": "high", "path": path, "line": line, "message": message[:500]}
    return {**finding, "case": None, "fix": None, "answered_by": None, "nearest": None}
