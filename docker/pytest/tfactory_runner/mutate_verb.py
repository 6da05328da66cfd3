"""Answers `mutate`: which edits do these tests notice. The matrix case x mutant, with the reason of each death.

How: mutants that compile to the same code are left out. One process collects the tests and runs them on the untouched code
with coverage per case, so that a mutant meets only cases that reach its line. Then it forks for each mutant and swaps the
code of live functions; mutants of code that runs at import are served to an interpreter that has not imported the project.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from typing import Any

from . import collecting  # noqa: F401 - loads pytest once, before the forks
from .import_runner import run_import_lane
from .lanes import Lane, run_lanes
from .mutant_code import MutantCode, prepare
from .mutation_baseline import Limits
from .outcomes import shorten
from .places import Places
from .reported import clean_outcome
from .scratch import scratch_folder
from .swap_runner import PATIENCE, SwapRunner, run_in_turn

# Test files that take the collecting process down are left out one by one, so many times.
_MOST_RESTARTS = 5
_RESULTS = ("killed-by-assertion", "killed-by-error", "survived", "timed-out")


def answer(body: dict, frames) -> dict:
    """`MutateRequest` to `MutateAnswer` (src/frameworks/protocol.ts). The tree is the working directory."""
    deadline = time.monotonic() + body["budget_seconds"]
    codes = prepare(body["mutants"], os.path.realpath(os.getcwd()))
    home = scratch_folder("tf-")
    os.environ.update(HOME=home, TMPDIR=home)  # as in a run: only what the tests put there is there
    tempfile.tempdir = None
    try:
        return _Job(body, codes, deadline, frames).run()
    finally:
        shutil.rmtree(home, ignore_errors=True)


class _Job:
    """Keeps the book. What the project's processes say is rebuilt field by field: they are not trusted."""

    def __init__(self, request: dict, codes: list[MutantCode], deadline: float, frames: Any) -> None:
        self._request, self._codes, self._deadline, self._frames = request, codes, deadline, frames
        self._results: dict[int, tuple[list[dict], bool]] = {}
        self._baseline: list[dict] = []
        self._plans: dict[int, list[dict]] = {}
        self._alone: set[int] = set()
        self._places = Places()
        self._groups = {group["id"]: group for group in request["groups"]}
        self._to_run = sum(code.status in ("swap", "import") for code in codes)
        self._lost: str | None = None
        self._reasons: dict[int, str] = {}

    def run(self) -> dict:
        if not self._groups:
            self._results = {number: ([], False) for number in range(len(self._codes))}  # no case, so none reaches anything
        elif self._to_run:
            self._run_swaps()
            self._run_imports()
        return {"mutants": [self._mutant(number, code) for number, code in enumerate(self._codes)], "baseline": self._baseline}

    def _run_swaps(self) -> None:
        without: set[str] = set()
        for _ in range(_MOST_RESTARTS):
            loading, collected = None, False
            runner = SwapRunner(self._request, self._codes, self._deadline, frozenset(without))
            for _, message in run_lanes([0], 1, lambda lane: self._in_lane(runner.run, lane), PATIENCE):
                if message.get("event") == "loading":
                    loading = message.get("path")
                elif message.get("event") == "collected":
                    collected = True
                else:
                    self._hear(message)
            if collected or not isinstance(loading, str) or loading in without:
                self._lost = None if collected else "the tests could not be collected: their process was lost"
                return
            without.add(loading)
        self._lost = "the tests could not be collected: their files end the process that loads them"

    def _run_imports(self) -> None:
        if not self._plans:
            return
        passing = {one["outcome"]["case"]: one["outcome"]["seconds"] for one in self._baseline if one["outcome"]["status"] == "passed"}
        limits = Limits(self._request["timeout"], passing)

        def work(lane: Lane, is_alone: bool) -> None:
            self._in_lane(run_import_lane, lane, is_alone, self._places, self._codes, self._plans, limits.of, self._deadline)

        self._places.restore()
        for number, message in run_in_turn(list(self._plans), self._alone, work):
            self._hear({**message, "mutant": number})

    def _in_lane(self, work, *arguments: Any) -> None:
        self._frames.close()
        work(*arguments)

    def _hear(self, message: dict) -> None:
        event, number = message.get("event"), message.get("mutant")
        if event == "baseline" and message.get("group") in self._groups and isinstance(message.get("outcome"), dict):
            outcome = clean_outcome(message["outcome"], str(message["outcome"].get("case")))
            self._baseline.append({"group": message["group"], "outcome": outcome})
            self._frames.progress(0, self._to_run, f"untouched code: {outcome['case']}")
        elif not isinstance(number, int) or not 0 <= number < len(self._codes) or number in self._results:
            return
        elif event in ("begin", "shared"):
            self._frames.progress(len(self._results), self._to_run, self._codes[number].id)
        elif event == "lost":
            self._reasons[number] = shorten(str(message.get("reason")), 500)
        elif event == "import" and isinstance(message.get("plan"), list):
            self._plans[number] = _clean_plan(message["plan"], self._groups)
            if message.get("alone") is not False:
                self._alone.add(number)
        elif event == "result" and isinstance(message.get("results"), list):
            self._results[number] = (_clean_results(message["results"], self._groups), message.get("cut") is True)
            self._frames.progress(len(self._results), self._to_run, self._codes[number].id)

    def _mutant(self, number: int, code: MutantCode) -> dict:
        if code.status in ("equivalent", "invalid"):
            return {"id": code.id, "status": code.status, "reason": shorten(code.reason or "", 500), "results": []}
        if number not in self._results:
            late = time.monotonic() >= self._deadline
            why = self._reasons.get(number) or self._lost or (self._budget() if late else "the process that ran it was lost")
            return {"id": code.id, "status": "not-run", "reason": why, "results": []}
        results, cut = self._results[number]
        return {"id": code.id, "status": "ran", "reason": f"cut short: {self._budget()}" if cut else None, "results": results}

    def _budget(self) -> str:
        return f"the budget of {self._request['budget_seconds']:g} s was used up"


def _clean_plan(plan: list, groups: dict[str, dict]) -> list[dict]:
    known = [entry for entry in plan if isinstance(entry, dict) and entry.get("group") in groups]
    return [
        {
            "group": entry["group"],
            "until": groups[entry["group"]]["until"],
            "cases": _texts(entry.get("cases")),
            "reaching": _texts(entry.get("reaching")),
        }
        for entry in known
    ]


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _clean_results(results: list, groups: dict[str, dict]) -> list[dict]:
    return [
        {
            "group": one["group"],
            "case": one["case"],
            "result": one["result"],
            "exception": shorten(str(one["exception"]), 200) if one.get("exception") is not None else None,
        }
        for one in results
        if isinstance(one, dict) and one.get("group") in groups and isinstance(one.get("case"), str) and one.get("result") in _RESULTS
    ]
