"""Which cases are run under a mutant, in which order, and how the mutant is applied."""

from __future__ import annotations

import os
import sys
from collections import Counter

from .mutant_code import MutantCode
from .mutation_baseline import Baseline
from .swapping import LiveFunctions


def needs_import(code: MutantCode, baseline: Baseline, live: LiveFunctions) -> bool:
    """Whether swapping would not be exact.

    It is not when the edit is of code that runs at import, when the edited lines ran while the tests were collected (their
    effect is already there), or when the function is loaded but not to be found (something copied or compiled it). A default
    value is computed at import, but nobody sees it before the function's body runs or something asks for its signature.
    """
    ran = baseline.imports.get(code.path, frozenset())
    if code.default is not None:
        return bool(code.users & ran) or not live.are_only_named(code.default.code)
    if code.status == "import" or code.lines & ran:
        return True
    outermost, _ = code.swaps[-1]
    return not live.running(outermost) and live.is_loaded(code.file)


def plan_of(code: MutantCode, groups: list[dict], baseline: Baseline, at_import: bool) -> list[dict]:
    """`{group, until, cases, reaching}` for each group with passing cases to run: those that reach it first, then the fastest
    when not all of them need to be run, else in their own order.

    Loading a test file again is most of the cost of a mutant at import: there the cases go file by file, the file first
    whose cases reach it most. What runs at import may be noticed by a case that runs no line of the file (it reads a constant): such cases run too, but
    only `reaching` ones are told about when they survive.
    """
    plan = []
    for group in groups:
        ranks = {}
        for case in baseline.cases.get(group["id"], []):
            rank = _rank(case, code, baseline, at_import) if case in baseline.passing else None
            if rank is not None:
                ranks[case] = rank
        files = _file_order(ranks, baseline) if at_import else {}
        fastest = group["until"] == "first-kill" or group["cases_per_mutant"] is not None
        seconds = lambda case: baseline.passing[case] if fastest else 0  # noqa: E731
        order = lambda case: (files.get(_file_of(case), 0), ranks[case], seconds(case))  # noqa: E731
        cases = sorted(ranks, key=order)[: group["cases_per_mutant"]]
        if cases:
            reaching = [case for case in cases if ranks[case] == 0]
            plan.append({"group": group["id"], "until": group["until"], "cases": cases, "reaching": reaching})
    return plan


def _file_order(ranks: dict[str, int], baseline: Baseline) -> dict[str, int]:
    total = Counter(_file_of(case) for case in baseline.passing)
    reaching = Counter(_file_of(case) for case, rank in ranks.items() if rank == 0)
    ordered = sorted({_file_of(case) for case in ranks}, key=lambda file: (-reaching[file] / total[file], total[file], file))
    return {file: number for number, file in enumerate(ordered)}


def _file_of(case: str) -> str:
    return case.partition("::")[0]


def _rank(case: str, code: MutantCode, baseline: Baseline, at_import: bool) -> int | None:
    """0: reaches the mutant or a user of what it defines; 1: runs code of its file; 2: its file names the module."""
    ran = baseline.lines[case].get(code.path, frozenset())
    if ran & (code.users | code.lines) or (at_import and code.names & baseline.names[case]):
        return 0
    if not at_import or code.only_users:
        return None
    if ran:
        return 1
    return 2 if code.module_word in baseline.file_words.get(_file_of(case), frozenset()) else None


def loaded_from_elsewhere(code: MutantCode, live: LiveFunctions) -> str | None:
    """The file of the same module that the tests import instead of the tree's: then nothing in the tree is under test."""
    if live.is_loaded(code.file):
        return None
    parts = os.path.splitext(code.path)[0].replace("\\", "/").removesuffix("/__init__").split("/")
    shortest = 1 if len(parts) == 1 else 2
    for length in range(len(parts), shortest - 1, -1):
        module = sys.modules.get(".".join(parts[-length:]))
        file = getattr(module, "__file__", None)
        if isinstance(file, str):
            return file
    return None
