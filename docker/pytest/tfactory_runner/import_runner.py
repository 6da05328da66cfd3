"""Runs the mutants of code that runs at import: each in a process that has not imported the project yet."""

from __future__ import annotations

import time
from typing import Any, Callable

from .lanes import Lane, run_lanes
from .mutant_code import MutantCode

# To load the test files under a mutant; then the cases have their own limits.
SECONDS_TO_COLLECT = 30.0


def run_import_lane(
    lane: Lane, codes: list[MutantCode], plans: dict[int, list[dict]], limit_of: Callable[[str], float], deadline: float
) -> None:
    """One lane: takes mutants until there are none; tells `result {results, cut}` of each, and `beat` meanwhile."""
    from . import collecting  # noqa: F401 - loads pytest once, before the forks
    from .orphans import adopt_orphans
    from .quiet import silence

    silence()
    adopt_orphans()
    while (number := lane.take()) is not None:
        if time.monotonic() < deadline:
            results, cut = _run(lane, number, codes[number], plans[number], limit_of, deadline)
            lane.tell(number, {"event": "result", "results": results, "cut": cut})


def _run(lane: Lane, number: int, code: MutantCode, plan: list[dict], limit_of, deadline: float) -> tuple[list[dict], bool]:
    """The results of one mutant. A case that can not even be collected under it is killed by that error."""
    cases = [(group["group"], case) for group in plan for case in group["cases"]]
    patience = SECONDS_TO_COLLECT + max(limit_of(case) for _, case in cases)
    began, collected, answer = time.monotonic(), False, None
    work = lambda inner: _collect_and_run(inner, lane, code, plan, limit_of, deadline)  # noqa: E731
    for _, message in run_lanes([0], 1, work, patience):
        lane.tell(number, {"event": "beat"})
        collected = collected or message["event"] == "collected"
        if message["event"] == "result":
            answer = message
    if answer is not None:
        return answer["results"], answer["cut"]
    if time.monotonic() - began >= patience:
        result = {"result": "timed-out", "exception": None}
    else:
        result = {"result": "killed-by-error", "exception": "Crash"}
    return [{"group": group, "case": case, **result} for group, case in cases], False


def _collect_and_run(inner: Lane, outer: Lane, code: MutantCode, plan: list[dict], limit_of, deadline: float) -> None:
    from .collecting import collect
    from .serving import serve_mutated

    serve_mutated(code.file, code.source)

    def hide() -> None:
        inner.hide()
        outer.hide()

    def work(collected: Any) -> None:
        from .mutant_runs import run_groups

        inner.tell(0, {"event": "collected"})
        lost = _not_collected(collected, plan)
        beat = lambda: inner.tell(0, {"event": "beat"})  # noqa: E731
        results, cut = run_groups(collected, plan, limit_of, hide, deadline, beat)
        inner.tell(0, {"event": "result", "results": lost + results, "cut": cut})

    files = sorted({case.partition("::")[0] for group in plan for case in group["cases"]})
    collect(files, work)


def _not_collected(collected: Any, plan: list[dict]) -> list[dict]:
    known = {item.nodeid for item in collected.items}
    errors = {error["path"]: error["exception"] for error in collected.errors}
    anywhere = next(iter(errors.values()), "NotCollected")
    return [
        {"group": group["group"], "case": case, "result": "killed-by-error", "exception": errors.get(case.partition("::")[0], anywhere)}
        for group in plan
        for case in group["cases"]
        if case not in known
    ]
