"""Runs the mutants of code that runs at import: each in a process that has not imported the project yet."""

from __future__ import annotations

import time
from typing import Any, Callable

from .lanes import Lane, run_lanes
from .mutant_code import MutantCode
from .places import Places
from .shared_places import Guard, SharedTouch

# To load the test files under a mutant; then the cases have their own limits.
SECONDS_TO_COLLECT = 30.0


def run_import_lane(
    lane: Lane,
    is_alone: bool,
    places: Places,
    codes: list[MutantCode],
    plans: dict[int, list[dict]],
    limit_of: Callable[[str], float],
    deadline: float,
) -> None:
    """One lane: takes mutants until there are none; tells `begin` and `result {results, cut}` of each, and `beat` meanwhile.

    Before each one that is alone the places are restored; with others a mutant under which a case would touch what all processes
    see tells `shared` instead of a result.
    """
    from .orphans import adopt_orphans
    from .quiet import silence

    silence()
    adopt_orphans()
    guard = None if is_alone else Guard()
    while (number := lane.take()) is not None:
        if time.monotonic() >= deadline:
            continue
        if is_alone:
            places.restore()
        lane.tell(number, {"event": "begin"})
        try:
            results, cut = _run(lane, guard, number, codes[number], plans[number], limit_of, deadline)
        except SharedTouch:
            lane.tell(number, {"event": "shared"})
        else:
            lane.tell(number, {"event": "result", "results": results, "cut": cut})


def _run(
    lane: Lane, guard: Guard | None, number: int, code: MutantCode, plan: list[dict], limit_of, deadline: float
) -> tuple[list[dict], bool]:
    """The results of one mutant, test file by test file: what is settled by the first ones saves loading the others."""
    from .mutant_runs import is_settled

    results: list[dict] = []
    files = list(dict.fromkeys(_file_of(case) for group in plan for case in group["cases"]))
    for file in files:
        left = [_only(group, file) for group in plan if not is_settled(group, _of_group(results, group))]
        left = [group for group in left if group["cases"]]
        if left and time.monotonic() >= deadline:
            return results, True
        if left:
            told, cut = _run_file(lane, guard, number, code, left, limit_of, deadline)
            results += told
            if cut:
                return results, True
    return results, False


def _run_file(
    lane: Lane, guard: Guard | None, number: int, code: MutantCode, plan: list[dict], limit_of, deadline: float
) -> tuple[list[dict], bool]:
    """A case that can not even be collected under the mutant is killed by that error."""
    from .orphans import end_orphans

    cases = [(group["group"], case) for group in plan for case in group["cases"]]
    patience = SECONDS_TO_COLLECT + max(limit_of(case) for _, case in cases)
    began, answer = time.monotonic(), None
    work = lambda inner: _collect_and_run(inner, lane, guard, code, plan, limit_of, deadline)  # noqa: E731
    for _, message in run_lanes([0], 1, work, patience):
        lane.beat(number)
        if message["event"] == "result":
            answer = message
    end_orphans()
    if guard is not None:
        guard.check()
    if answer is not None:
        return answer["results"], answer["cut"]
    hung = time.monotonic() - began >= patience
    result = {"result": "timed-out", "exception": None} if hung else {"result": "killed-by-error", "exception": "Crash"}
    return [{"group": group, "case": case, **result} for group, case in cases], False


def _only(group: dict, file: str) -> dict:
    return {**group, "cases": [case for case in group["cases"] if _file_of(case) == file]}


def _of_group(results: list[dict], group: dict) -> list[dict]:
    return [one for one in results if one["group"] == group["group"]]


def _file_of(case: str) -> str:
    return case.partition("::")[0]


def _collect_and_run(
    inner: Lane, outer: Lane, guard: Guard | None, code: MutantCode, plan: list[dict], limit_of, deadline: float
) -> None:
    from .collecting import collect
    from .serving import serve_mutated

    serve_mutated(code.file, code.source)
    if guard is not None:
        guard.begin()

    def prepare() -> None:
        inner.hide()
        outer.hide()
        if guard is not None:
            guard.begin()

    def work(collected: Any) -> None:
        if guard is not None:
            guard.pause()
        inner.tell(0, {"event": "beat"})
        lost = _not_collected(collected, plan)
        from .mutant_runs import read_no_failures, run_groups

        read_no_failures(collected)
        results, cut = run_groups(collected, plan, limit_of, prepare, deadline, lambda: inner.beat(0))
        inner.tell(0, {"event": "result", "results": lost + results, "cut": cut})
        collected.leave()

    collect(sorted({_file_of(case) for group in plan for case in group["cases"]}), work)


def _not_collected(collected: Any, plan: list[dict]) -> list[dict]:
    known = {item.nodeid for item in collected.items}
    errors = {error["path"]: error["exception"] for error in collected.errors}
    anywhere = next(iter(errors.values()), "NotCollected")
    return [
        {"group": group["group"], "case": case, "result": "killed-by-error", "exception": errors.get(_file_of(case), anywhere)}
        for group in plan
        for case in group["cases"]
        if case not in known
    ]
