"""Which cases are run under a mutant, in which order, and how the mutant is applied."""

from __future__ import annotations

import os
import sys

from .mutant_code import MutantCode
from .mutation_baseline import Baseline
from .swapping import LiveFunctions


def needs_import(code: MutantCode, baseline: Baseline, live: LiveFunctions) -> bool:
    """Whether swapping would not be exact.

    It is not when the edit is of code that runs at import, when the edited lines ran while the tests were collected (their
    effect is already there), or when the function is loaded but not to be found (something copied or compiled it).
    """
    if code.status == "import" or code.lines & baseline.imports.get(code.path, frozenset()):
        return True
    outermost, _ = code.swaps[-1]
    return not live.running(outermost) and _is_loaded(code.file)


def plan_of(code: MutantCode, groups: list[dict], baseline: Baseline, at_import: bool) -> list[dict]:
    """`{group, until, cases}` for each group that has passing cases which reach the mutant, the fastest first."""
    plan = []
    for group in groups:
        passing = [case for case in baseline.cases.get(group["id"], []) if case in baseline.passing]
        reaching = _reaching_import(code, passing, baseline) if at_import and code.users else _reaching(code.lines, code, passing, baseline)
        if at_import and not reaching:
            reaching = _reaching_import(code, passing, baseline)
        reaching = sorted(reaching, key=lambda case: baseline.passing[case])
        if reaching:
            plan.append({"group": group["id"], "until": group["until"], "cases": reaching[: group["cases_per_mutant"]]})
    return plan


def _reaching(lines: frozenset[int], code: MutantCode, cases: list[str], baseline: Baseline) -> list[str]:
    return [case for case in cases if lines & baseline.lines[case].get(code.path, frozenset())]


def _reaching_import(code: MutantCode, cases: list[str], baseline: Baseline) -> list[str]:
    """Code that runs at import is nobody's: the cases that run a user of what it defines, else any of the file, else all."""
    users = _reaching(code.users, code, cases, baseline)
    return users or [case for case in cases if baseline.lines[case].get(code.path)] or cases


def _is_loaded(file: str) -> bool:
    names = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    return any(isinstance(name, str) and os.path.realpath(name) == file for name in names)
