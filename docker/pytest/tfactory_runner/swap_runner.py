"""The process that collects the project's tests, measures them, and runs the mutants that need no new import."""

from __future__ import annotations

import os
import time
from typing import Any

from .lanes import Lane, run_all
from .mutant_code import MutantCode
from .serving import serve_mutated

LANES = 2
# Seconds of silence after which a process is given up: longer than any single case may take.
PATIENCE = 120.0


class SwapRunner:
    """Runs in a lane of its own. Tells: `loading {path}`, `collected {}`, `baseline {group, outcome}`,
    `import {mutant, plan}` for each mutant that needs a new import, `lost {mutant, reason}` for one that can not be run,
    `begin {mutant}`, `result {mutant, results, cut}`, `beat`.
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
        tell_baseline = lambda group, outcome: self._tell("baseline", group=group, outcome=outcome)  # noqa: E731
        baseline.measure(collected, self._coverage, imports, self._deadline, self._lane.hide, tell_baseline)
        if time.monotonic() >= self._deadline:
            return  # not every case was measured, so nobody knows what reaches a mutant
        read_no_failures(collected)
        limits = Limits(self._request["timeout"], baseline.passing)
        plans: dict[int, list[dict]] = {}
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
                self._tell("import", mutant=number, plan=plan)
            else:
                plans[number] = plan
        work = lambda lane: self._swap(lane, collected, live, limits, plans)  # noqa: E731
        for number, message in run_all(list(plans), LANES, work, PATIENCE):
            self._tell(**message) if message["event"] == "beat" else self._tell(**message, mutant=number)

    def _swap(self, lane: Lane, collected: Any, live: Any, limits: Any, plans: dict[int, list[dict]]) -> None:
        """One lane: takes mutants until there are none."""
        from .mutant_runs import run_groups
        from .orphans import adopt_orphans

        adopt_orphans()
        while (number := lane.take()) is not None:
            if time.monotonic() >= self._deadline:
                continue
            lane.tell(number, {"event": "begin"})
            code = self._codes[number]
            beat = lambda number=number: lane.beat(number)  # noqa: E731
            apply = lambda code=code: self._apply(code, live, lane)  # noqa: E731
            results, cut = run_groups(collected, plans[number], limits.of, apply, self._deadline, beat)
            lane.tell(number, {"event": "result", "results": results, "cut": cut})

    def _apply(self, code: MutantCode, live: Any, lane: Lane) -> None:
        """In the fork that runs the cases: no way out but its own, then the mutant."""
        lane.hide()
        self._lane.hide()
        serve_mutated(code.file, code.source)  # for what is imported only now
        if code.default is not None:
            live.set_default(code.default.code, code.default.place, code.default.value)
        for one, other in code.swaps:
            live.swap(one, other)

    def _tell(self, event: str, **fields: Any) -> None:
        self._lane.tell(0, {"event": event, **fields})
