"""The cases on the untouched code: which pass, how long they take, and which lines each one reaches."""

from __future__ import annotations

import inspect
import re
import time
import types
from typing import TYPE_CHECKING, Any, Callable, Iterator

from . import outcomes
from .case_forks import run_in_forks
from .shared_places import WatchedPlaces

if TYPE_CHECKING:
    from .coverage_contexts import CaseCoverage

# A case of the untouched code that takes longer takes no part.
BASELINE_SECONDS = 20.0
# No case gets more under a mutant, whatever the factor: a slow case that loops for ever must not eat the budget alone.
MOST_SECONDS = 60.0


class Baseline:
    """`passing`: seconds by case. `lines`: by case, then path, the lines it ran. `imports`: by path, lines that ran at import.

    `names`: by case, what its function and fixtures name. `file_words`: by test file, the words of its text. `shared`: cases
    that touch what all processes see.
    """

    def __init__(self, groups: list[dict]) -> None:
        self._groups = groups
        self.cases: dict[str, list[str]] = {}
        self.passing: dict[str, float] = {}
        self.lines: dict[str, dict[str, frozenset[int]]] = {}
        self.imports: dict[str, frozenset[int]] = {}
        self.names: dict[str, frozenset[str]] = {}
        self.shared: set[str] = set()
        self.file_words: dict[str, frozenset[str]] = {}

    def measure(
        self,
        collected: Any,
        coverage: CaseCoverage,
        imports: list[dict],
        deadline: float,
        hide: Callable[[], None],
        tell: Callable[[str, dict], None],
    ) -> None:
        """Runs every case of every group once; `tell(group, outcome)` hears of each. `hide` closes our descriptors in forks."""
        self.imports = _by_path(imports)
        self.cases = {group["id"]: [item.nodeid for item in collected.items_of(group["select"])] for group in self._groups}
        wanted = {case for cases in self.cases.values() for case in cases}

        def on_outcome(item: Any, outcome: dict, covered: dict | None = None) -> None:
            if outcome.pop("shared", True):
                self.shared.add(item.nodeid)
            if outcome["status"] == "passed":
                self.passing[item.nodeid] = outcome["seconds"]
                self.lines[item.nodeid] = _by_path(covered["lines"] if covered else [])
                self.names[item.nodeid] = frozenset(_names_of(item))
            for group, cases in self.cases.items():
                if item.nodeid in cases:
                    tell(group, outcome)

        def prepare() -> None:
            hide()
            cases.begin()

        items = [item for item in collected.items if item.nodeid in wanted]
        go_on = lambda: time.monotonic() < deadline  # noqa: E731
        cases = WatchedPlaces(collected)
        left = run_in_forks(cases, items, lambda item: BASELINE_SECONDS, on_outcome, prepare=prepare, measure=coverage, go_on=go_on)
        for item in left:
            on_outcome(item, outcomes.did_not_run(item.nodeid, "the budget ended before it"))
        self.file_words = {path: _words_of(path) for path in {case.partition("::")[0] for case in self.passing}}
        known = {item.nodeid for item in collected.items}
        for group in self._groups:
            for selector in group["select"]:
                if selector not in known and not collected.items_of([selector]):
                    tell(group["id"], outcomes.did_not_run(selector, _why_not_collected(selector, collected.errors)))


    def touches_shared(self, plan: list[dict]) -> bool:
        """Whether a case of this plan touches what all processes see."""
        return any(case in self.shared for group in plan for case in group["cases"])


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
        return min(MOST_SECONDS, self._timeout["floor_seconds"] + self._timeout["factor"] * own + usual)


def _names_of(item: Any) -> Iterator[str]:
    """Names that the test function and its fixtures use."""
    functions = [getattr(item, "function", None)]
    for definitions in getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {}).values():
        functions += [definition.func for definition in definitions]
    for function in functions:
        code = getattr(inspect.unwrap(function) if callable(function) else None, "__code__", None)
        if code is not None:
            yield from _names_in(code)


def _names_in(code: types.CodeType) -> Iterator[str]:
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _names_in(constant)


def _words_of(path: str) -> frozenset[str]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return frozenset(re.findall(r"\w+", file.read()))
    except OSError:
        return frozenset()


def _by_path(entries: list[dict]) -> dict[str, frozenset[int]]:
    return {entry["path"]: frozenset(entry["lines"]) for entry in entries}


def _why_not_collected(selector: str, errors: list[dict]) -> str:
    path = selector.partition("::")[0]
    for error in errors:
        if error["path"] == path:
            return f"its file did not load: {error['exception']}: {error['message']}"
    return "no test of this name was collected"
