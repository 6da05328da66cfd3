"""The fresh interpreter of some variations: collects, then runs the cases of each in forks and tells the runner what happens.

The runner starts it with the request on stdin; events go to the descriptor the request names, one JSON line each:

    collecting {path}             a test file is being loaded
    collected  {cases, deselected, errors, imports}   the selected cases in running order, import-time lines

and then for each variation:

    start      {case}             also for cases of `with_suite`
    end        {case, outcome, coverage}
    finished   {}
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from typing import Any

from . import drawing, fake_clock, file_times, folders, lived_in
from .hung_cases import HungCases
from .messages import send
from .places import Folder


def main() -> None:
    request = json.loads(sys.stdin.buffer.read())
    events = request["events"]
    os.set_inheritable(events, False)
    _point_to_null(0, 1)
    sys.argv = ["pytest"]
    try:
        _Worker(request, events).run()
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


# Cases that draw are run again for this long at most, one of them and all together, but each of them once.
SECONDS_OF_DRAWS_OF_A_CASE = 2.0
SECONDS_OF_DRAWS = 20.0


class _Worker:
    def __init__(self, request: dict, events: int) -> None:
        self._request = request
        self._events = events
        self._without = [path for path in request["without"] if path]
        self._coverage: Any = None
        self._hung = HungCases(**request["endless"])
        self._drawing: set[str] = set()
        self._first: dict[str, dict] = {}
        self._is_seeded = request["seed"] != 0

    def run(self) -> None:
        if self._is_seeded:
            os.environ.pop("PYTHONMALLOC", None)  # programs that a test starts are as they always are
        self._own_files()
        from .collecting import collect
        from .orphans import adopt_orphans

        adopt_orphans()
        if self._request["coverage_of"] is not None:
            from .coverage_contexts import CaseCoverage

            self._coverage = CaseCoverage(os.path.realpath(os.getcwd()), self._request["coverage_of"])
            self._coverage.begin_imports()
        select = self._request["select"]
        suite = self._request["with_suite"]
        collect([*select, *suite] if select else [], self._work, self._tell_collecting, frozenset(self._without))

    def _own_files(self) -> None:
        is_coarse = self._some("coarse_file_times")
        if self._is_seeded or self._request["clock_is_fake"] or is_coarse or self._some("folders_reversed"):
            folders.own_listings()
        if self._is_seeded:
            folders.shuffle_listings(self._request["seed"])
        if self._request["clock_is_fake"]:
            fake_clock.mend()
        if is_coarse:
            file_times.own_times()
        if self._some("draws"):
            drawing.watch()
        if self._request["home_is_lived_in"]:
            lived_in.own_lookups()

    def _some(self, field: str) -> bool:
        return any(variation[field] for variation in self._request["variations"])

    def _tell_collecting(self, path: str) -> None:
        send(self._events, {"event": "collecting", "path": path})

    def _work(self, collected: Any) -> None:
        from .selecting import Selection

        imports = None if self._coverage is None else self._coverage.end_imports()
        select = self._request["select"]
        chosen = collected.items_of(select)
        selection = Selection(select)
        send(
            self._events,
            {
                "event": "collected",
                "cases": [item.nodeid for item in chosen],
                "deselected": [case for case in collected.deselected if selection.holds(case)],
                "errors": collected.errors,
                "imports": imports,
            },
        )
        suite = self._suite_of(collected, chosen)
        scratch = Folder(self._request["scratch"])
        for variation in self._request["variations"]:
            if not variation["again"]:
                scratch.restore()
            self._vary(collected, chosen, suite, variation)
            send(self._events, {"event": "finished"})

    def _suite_of(self, collected: Any, chosen: list[Any]) -> list[Any]:
        """The items of `with_suite` that are not chosen, minus those of `without`."""
        from .selecting import Selection

        if not self._request["with_suite"]:
            return []
        known = {id(item) for item in chosen}
        others = [item for item in collected.items_of(self._request["with_suite"]) if id(item) not in known]
        unwanted = Selection(self._without)
        return [item for item in others if not (self._without and unwanted.holds(item.nodeid))]

    def _vary(self, collected: Any, chosen: list[Any], suite: list[Any], variation: dict) -> None:
        from .case_forks import run_in_forks
        from .late_threads import delay_threads

        settled = {*variation["settled"], *self._hung.given_up(variation["cpu_percent"] < 100)}
        if variation["draws"]:
            return self._draw(collected, [item for item in chosen if item.nodeid not in settled], variation)
        ordered = in_order(chosen, [] if variation["alone"] else suite, variation["order"], variation["order_seed"])

        def prepare() -> None:
            os.close(self._events)
            if variation["folders_reversed"]:
                folders.reverse_listings()
            if variation["coarse_file_times"]:
                file_times.make_coarse()
            if variation["late_threads"]:
                delay_threads()
            if self._request["home_is_lived_in"]:
                lived_in.live_in(os.environ["HOME"])

        run_in_forks(
            self._cases(collected, variation),
            [item for item in ordered if item.nodeid not in settled],
            limit=lambda item: variation["seconds_per_case"],
            on_start=lambda item: send(self._events, {"event": "start", "case": item.nodeid}),
            on_outcome=self._tell_outcome,
            prepare=prepare,
            measure=self._coverage if variation["is_measured"] else None,
            alone=variation["alone"],
            cpu_percent=variation["cpu_percent"],
        )

    def _draw(self, collected: Any, chosen: list[Any], variation: dict) -> None:
        """Each case that drew is run again until it ends in another way, `draws` times, or its time is up.

        Nothing can be different in one that did not draw: it ends as it did first.
        """
        until = time.monotonic() + SECONDS_OF_DRAWS
        for item in chosen:
            send(self._events, {"event": "start", "case": item.nodeid})
            outcome = self._first.get(item.nodeid) or self._run_anew(collected, item, variation)
            if item.nodeid in self._drawing:
                enough = min(until, time.monotonic() + SECONDS_OF_DRAWS_OF_A_CASE)
                for run in range(variation["draws"]):
                    if outcome["status"] != "passed" or (run > 0 and time.monotonic() > enough):
                        break
                    outcome = self._run_anew(collected, item, variation)
            self._tell_outcome(item, outcome, None)

    def _run_anew(self, collected: Any, item: Any, variation: dict) -> dict:
        """One case in a process of its own, which draws other values than any before."""
        from .case_forks import run_in_forks

        outcomes: list[dict] = []

        def prepare() -> None:
            os.close(self._events)
            drawing.draw_anew()

        run_in_forks(
            self._cases(collected, variation),
            [item],
            limit=lambda item: variation["seconds_per_case"],
            on_outcome=lambda item, outcome, coverage: outcomes.append(self._noted(item, outcome)),
            prepare=prepare,
            alone=True,
        )
        return outcomes[0]

    def _cases(self, collected: Any, variation: dict) -> Any:
        from .addresses import ScatteredCases
        from .tidy_cases import TidyCases

        cases = ScatteredCases(collected, self._request["seed"]) if self._is_seeded else collected
        if self._some("draws"):
            cases = drawing.WatchedCases(cases)
        return TidyCases(cases) if variation["alone"] else cases

    def _noted(self, item: Any, outcome: dict) -> dict:
        """The outcome as others know it, once it is noted whether the case drew."""
        if outcome.get("drew") is True:
            self._drawing.add(item.nodeid)
        return {key: value for key, value in outcome.items() if key != "drew"}

    def _tell_outcome(self, item: Any, outcome: dict, coverage: Any) -> None:
        outcome = self._noted(item, outcome)
        self._first.setdefault(item.nodeid, outcome)
        self._hung.note(item.nodeid, outcome)
        send(self._events, {"event": "end", "case": item.nodeid, "outcome": outcome, "coverage": coverage})


def _point_to_null(*descriptors: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in descriptors:
        os.dup2(null, descriptor)
    os.close(null)
