"""The process that collects the project's tests, measures them, and runs the mutants that need no new import."""

from __future__ import annotations

import os
import time
from typing import Any, Callable, Iterator

from .lanes import Lane, run_all
from .mutant_code import MutantCode
from .places import Places
from .serving import serve_mutated
from .shared_places import Guard, SharedTouch

LANES = 2
# Seconds of silence after which a process is given up: longer than any single case may take.
PATIENCE = 120.0


def run_in_turn(mutants: list[int], alone: set[int], work: Callable[[Lane, bool], None]) -> Iterator[tuple[int, dict]]:
    """Runs `work(lane, is_alone)` for these mutants: a few at a time, then those of `alone` one after the other, and with them
    those that told `shared`, that a case would have touched under them what all processes see.
    """
    later = set(alone)
    together = [number for number in mutants if number not in alone]
    for number, message in run_all(together, LANES, lambda lane: work(lane, False), PATIENCE):
        if message["event"] == "shared":
            later.add(number)
        yield number, message
    yield from run_all([number for number in mutants if number in later], 1, lambda lane: work(lane, True), PATIENCE)


class SwapRunner:
    """Runs in a lane of its own. Tells: `loading {path}`, `collected {}`, `baseline {group, outcome}`,
    `import {mutant, plan, alone}` for each mutant that needs a new import, `lost {mutant, reason}` for one that can not be run,
    `begin {mutant}`, `result {mutant, results, cut}` or, when it must be begun again alone, `shared {mutant}`; `beat`.
    """

    def __init__(self, request: dict, codes: list[MutantCode], deadline: float, without: frozenset[str]) -> None:
        self._request, self._codes, self._deadline, self._without = request, codes, deadline, without

    def run(self, lane: Lane) -> None:
        from .collecting import collect
        from .coverage_contexts import CaseCoverage
        from .orphans import adopt_orphans
        from .quiet import silence

        silence()
        adopt_orphans()
        self._lane = lane
        self._coverage = CaseCoverage(os.path.realpath(os.getcwd()), sorted({code.path for code in self._codes}))
        self._coverage.begin_imports()
        groups = self._request["groups"]
        select = [] if any(not group["select"] for group in groups) else [one for group in groups for one in group["select"]]
        collect(select, self._measure_and_leave, lambda path: self._tell("loading", path=path), self._without)

    def _measure_and_leave(self, collected: Any) -> None:
        self._work(collected)
        collected.leave()

    def _work(self, collected: Any) -> None:
        from .mutant_runs import read_no_failures
        from .mutation_baseline import Baseline, Limits
        from .mutation_plan import loaded_from_elsewhere, needs_import, plan_of
        from .swapping import LiveFunctions

        imports = self._coverage.end_imports()
        self._tell("collected")
        # Before the first fork: forking freezes objects, and frozen ones are not found.
        live = LiveFunctions({code.file for code in self._codes})
        baseline = Baseline(self._request["groups"])
        places = Places()
        tell_baseline = lambda group, outcome: self._tell("baseline", group=group, outcome=outcome)  # noqa: E731
        baseline.measure(collected, self._coverage, imports, self._deadline, self._lane.hide, tell_baseline)
        if time.monotonic() >= self._deadline:
            return  # not every case was measured, so nobody knows what reaches a mutant
        read_no_failures(collected)
        limits = Limits(self._request["timeout"], baseline.passing)
        plans: dict[int, list[dict]] = {}
        alone: set[int] = set()
        for number, code in enumerate(self._codes):
            if code.status not in ("swap", "import"):
                continue
            elsewhere = loaded_from_elsewhere(code, live)
            if elsewhere is not None:
                self._tell("lost", mutant=number, reason=f"the tests import {elsewhere} instead of {code.path}")
                continue
            at_import = needs_import(code, baseline, live)
            plan = plan_of(code, self._request["groups"], baseline, at_import)
            if not plan:
                self._tell("result", mutant=number, results=[], cut=False)
            elif at_import:
                self._tell("import", mutant=number, plan=plan, alone=baseline.touches_shared(plan))
            else:
                plans[number] = plan
                if baseline.touches_shared(plan):
                    alone.add(number)
        work = lambda lane, is_alone: self._swap(lane, is_alone, places, collected, live, limits, plans)  # noqa: E731
        places.restore()
        for number, message in run_in_turn(list(plans), alone, work):
            self._tell(**message) if message["event"] == "beat" else self._tell(**message, mutant=number)

    def _swap(
        self, lane: Lane, is_alone: bool, places: Places, collected: Any, live: Any, limits: Any, plans: dict[int, list[dict]]
    ) -> None:
        """One lane: takes mutants until there are none."""
        from .mutant_runs import run_groups
        from .orphans import adopt_orphans

        adopt_orphans()
        collected.take_own_folder()
        guard = None if is_alone else Guard()
        while (number := lane.take()) is not None:
            if time.monotonic() >= self._deadline:
                continue
            if is_alone:
                places.restore()
            lane.tell(number, {"event": "begin"})
            code = self._codes[number]

            def on_case(number: int = number) -> None:
                lane.beat(number)
                if guard is not None:
                    guard.check()

            apply = lambda code=code: self._apply(code, live, lane, guard)  # noqa: E731
            try:
                results, cut = run_groups(collected, plans[number], limits.of, apply, self._deadline, on_case)
                if guard is not None:
                    guard.check()  # a thread that outlives its case
            except SharedTouch:
                lane.tell(number, {"event": "shared"})
            else:
                lane.tell(number, {"event": "result", "results": results, "cut": cut})

    def _apply(self, code: MutantCode, live: Any, lane: Lane, guard: Guard | None) -> None:
        """In the fork that runs the cases: no way out but its own, then the mutant."""
        lane.hide()
        self._lane.hide()
        serve_mutated(code.file, code.source)  # for what is imported only now
        if code.default is not None:
            live.set_default(code.default.code, code.default.place, code.default.value)
        for one, other in code.swaps:
            live.swap(one, other)
        if guard is not None:
            guard.begin()

    def _tell(self, event: str, **fields: Any) -> None:
        self._lane.tell(0, {"event": event, **fields})
