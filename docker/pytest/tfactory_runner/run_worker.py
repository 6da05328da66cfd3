"""The fresh interpreter of one variation: collects, then runs the cases in forks and tells the runner what happens.

The runner starts it with the request on stdin; events go to the descriptor the request names, one JSON line each:

    collecting {path}             a test file is being loaded
    collected  {cases, deselected, errors, imports}   the selected cases in running order, import-time lines
    start      {case}             also for cases of `with_suite`
    end        {case, outcome, coverage}
    done       {}
"""

from __future__ import annotations

import json
import os
import random
import sys
from typing import Any

from . import fake_clock
from .messages import send


def main() -> None:
    request = json.loads(sys.stdin.buffer.read())
    events = request["events"]
    os.set_inheritable(events, False)
    _point_to_null(0, 1)
    sys.argv = ["pytest"]
    try:
        _Worker(request, events).run()
        send(events, {"event": "done"})
    finally:
        sys.stderr.flush()
        os._exit(0)  # atexit hooks and threads of the project are not waited for


def in_order(items: list[Any], suite: list[Any], order: str, seed: int) -> list[Any]:
    """All items in the order to run: `file` puts the suite first; `reversed` and `random` mix everything."""
    ordered = [*suite, *items]
    if order == "reversed":
        ordered.reverse()
    elif order == "random":
        random.Random(seed).shuffle(ordered)
    return ordered


class _Worker:
    def __init__(self, request: dict, events: int) -> None:
        self._request = request
        self._events = events
        self._coverage: Any = None

    def run(self) -> None:
        from .collecting import collect
        from .orphans import adopt_orphans

        adopt_orphans()
        if self._request["clock_is_shifted"]:
            fake_clock.mend()
        if self._request["coverage_of"] is not None:
            from .coverage_contexts import CaseCoverage

            self._coverage = CaseCoverage(os.path.realpath(os.getcwd()), self._request["coverage_of"])
            self._coverage.begin_imports()
        select = self._request["select"]
        suite = self._request["with_suite"]
        collect([*select, *suite] if select else [], self._work, self._tell_collecting, frozenset(self._request["without"]))

    def _tell_collecting(self, path: str) -> None:
        send(self._events, {"event": "collecting", "path": path})

    def _work(self, collected: Any) -> None:
        from .case_forks import run_in_forks
        from .selecting import Selection

        imports = None if self._coverage is None else self._coverage.end_imports()
        select, settled = self._request["select"], set(self._request["settled"])
        chosen = collected.items_of(select)
        known = {id(item) for item in chosen}
        others = [item for item in collected.items_of(self._request["with_suite"]) if id(item) not in known]
        suite = others if self._request["with_suite"] and not self._request["alone"] else []
        selection = Selection(select)
        deselected = [case for case in collected.deselected if selection.holds(case)]
        cases = [item.nodeid for item in chosen]
        errors = collected.errors
        send(
            self._events, {"event": "collected", "cases": cases, "deselected": deselected, "errors": errors, "imports": imports}
        )
        ordered = in_order(chosen, suite, self._request["order"], self._request["order_seed"])
        run_in_forks(
            collected,
            [item for item in ordered if item.nodeid not in settled],
            limit=lambda item: self._request["seconds_per_case"],
            on_start=lambda item: send(self._events, {"event": "start", "case": item.nodeid}),
            on_outcome=self._tell_outcome,
            prepare=lambda: os.close(self._events),
            measure=self._coverage,
            alone=self._request["alone"],
        )

    def _tell_outcome(self, item: Any, outcome: dict, coverage: Any) -> None:
        send(self._events, {"event": "end", "case": item.nodeid, "outcome": outcome, "coverage": coverage})


def _point_to_null(*descriptors: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(null, descriptor)
    os.close(null)
