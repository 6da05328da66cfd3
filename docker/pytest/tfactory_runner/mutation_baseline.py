"""The cases on the untouched code: which pass, how long they take, and which lines each one reaches."""

from __future__ import annotations

import time
from typing import Any, Callable

from . import outcomes
from .case_forks import run_in_forks
from .coverage_contexts import CaseCoverage

# A case of the untouched code that takes longer takes no part.
BASELINE_SECONDS = 20.0


class Baseline:
    """`passing`: seconds by case. `lines`: by case, then path, the lines it ran. `imports`: by path, lines that ran at import."""

    def __init__(self, groups: list[dict]) -> None:
        self._groups = groups
        self.cases: dict[str, list[str]] = {}
        self.passing: dict[str, float] = {}
        self.lines: dict[str, dict[str, frozenset[int]]] = {}
        self.imports: dict[str, frozenset[int]] = {}

    def measure(self, collected: Any, coverage: CaseCoverage, imports: list[dict], deadline: float, tell: Callable[[str, dict], None]) -> None:
        """Runs every case of every group once; `tell(group, outcome)` hears of each."""
        self.imports = _by_path(imports)
        self.cases = {group["id"]: [item.nodeid for item in collected.items_of(group["select"])] for group in self._groups}
        wanted = {case for cases in self.cases.values() for case in cases}

        def on_outcome(item: Any, outcome: dict, covered: dict | None = None) -> None:
            if outcome["status"] == "passed":
                self.passing[item.nodeid] = outcome["seconds"]
                self.lines[item.nodeid] = _by_path(covered["lines"] if covered else [])
            for group, cases in self.cases.items():
                if item.nodeid in cases:
                    tell(group, outcome)

        items = [item for item in collected.items if item.nodeid in wanted]
        go_on = lambda: time.monotonic() < deadline  # noqa: E731
        left = run_in_forks(collected, items, lambda item: BASELINE_SECONDS, on_outcome, measure=coverage, go_on=go_on)
        for item in left:
            on_outcome(item, outcomes.did_not_run(item.nodeid, "the budget ended before it"))
        for group in self._groups:
            for selector in group["select"]:
                if not collected.items_of([selector]):
                    tell(group["id"], outcomes.did_not_run(selector, _why_not_collected(selector, collected.errors)))


class Limits:
    """Seconds that a case may take under a mutant: `floor + factor x its time`, and what its shared fixtures may take."""

    def __init__(self, timeout: dict, passing: dict[str, float]) -> None:
        self._timeout, self._passing = timeout, passing
        self._first: dict[str, float] = {}
        for case, seconds in passing.items():
            self._first.setdefault(case.partition("::")[0], seconds)
        self._session = next(iter(passing.values()), 0.0)

    def of(self, case: str) -> float:
        """The first case of a file pays for its module's fixtures, the first of all for the session's; here any may be first."""
        own = self._passing.get(case, 0.0)
        usual = max(own, self._first.get(case.partition("::")[0], 0.0), self._session)
        return self._timeout["floor_seconds"] + self._timeout["factor"] * own + usual


def _by_path(entries: list[dict]) -> dict[str, frozenset[int]]:
    return {entry["path"]: frozenset(entry["lines"]) for entry in entries}


def _why_not_collected(selector: str, errors: list[dict]) -> str:
    path = selector.partition("::")[0]
    for error in errors:
        if error["path"] == path:
            return f"its file did not load: {error['exception']}: {error['message']}"
    return "no test of this name was collected"
