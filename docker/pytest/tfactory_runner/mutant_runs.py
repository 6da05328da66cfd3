"""Runs cases under one mutant and says what each one made of it."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Callable

from .case_forks import run_in_forks
from .failures import DOCTEST_FAILURES, is_test_path
from .other_cases import OtherCases
from .reported import clean_outcome

# A mutant that loops for ever in one case does in most: after this many time-outs of a group its other cases are left out.
MOST_TIMEOUTS = 3


def run_groups(
    collected: Any,
    plan: list[dict],
    limit_of: Callable[[str], float],
    prepare: Callable[[], None],
    deadline: float,
    on_case: Callable[[], None] = lambda: None,
) -> tuple[list[dict], bool]:
    """(results of a `MutateAnswer`, whether the deadline cut it short). `plan`: see `mutation_plan.plan_of`.

    Cases run one after the other in a fork; after the first that does not pass, the others go on in a new one, so that
    none fails for what another left behind. A case of two groups runs once.
    """
    items = {item.nodeid: item for item in collected.items}
    known: dict[str, dict] = {}
    results: list[dict] = []
    cut = False
    for group in plan:
        told: list[dict] = []

        def tell(item: Any, outcome: dict, _: Any = None, group: dict = group, told: list[dict] = told) -> None:
            known[item.nodeid] = outcome
            on_case()
            told.append({"group": group["group"], "case": item.nodeid, **result_of(clean_outcome(outcome, item.nodeid))})

        def go_on(group: dict = group, told: list[dict] = told) -> bool:
            return not is_settled(group, told) and time.monotonic() < deadline

        left = [items[case] for case in group["cases"] if case in items]
        for item in [item for item in left if item.nodeid in known]:
            tell(item, known[item.nodeid])
        left = [item for item in left if item.nodeid not in known]
        left = run_in_forks(_StopsAtFailure(collected), left, lambda item: limit_of(item.nodeid), tell, prepare=prepare, go_on=go_on)
        cut = cut or (bool(left) and not is_settled(group, told))
        results += [one for one in told if one["result"] != "survived" or one["case"] in group["reaching"]]
    return results, cut


def read_no_failures(collected: Any) -> None:
    """Failures get no text from now on: to write one reads every file of the traceback, and nobody looks at it here."""
    for item in collected.items:
        item.config.option.tbstyle = "value"  # for what fails while it is set up or torn down
        with suppress(AttributeError):  # an item of the project's own kind
            item.repr_failure = lambda *_, **__: ""


def result_of(outcome: dict) -> dict:
    """`{result, exception}`. Only an assertion of the test is a kill by assertion; one of the product or a plug-in is an error."""
    status = outcome["status"]
    if status == "timed-out":
        return {"result": "timed-out", "exception": None}
    if status != "failed":
        return {"result": "survived", "exception": None}
    failure = outcome["failure"]
    by_assertion = failure["kind"] == "assertion" and _is_of_the_test(failure, outcome["case"])
    return {"result": "killed-by-assertion" if by_assertion else "killed-by-error", "exception": failure["exception"]}


def _is_of_the_test(failure: dict, case: str) -> bool:
    """By the innermost frame of the tree: what a library asserts, it asserts for whoever called it (`numpy.testing`)."""
    if failure["where"] == "library":
        return failure["path"] is not None and is_test_path(failure["path"], case.partition("::")[0])
    return failure["where"] == "test" or failure["exception"] in DOCTEST_FAILURES


def is_settled(group: dict, told: list[dict]) -> bool:
    """Whether these results of a group leave nothing to find out."""
    results = [one["result"] for one in told]
    if results.count("timed-out") >= MOST_TIMEOUTS:
        return True
    return group["until"] == "first-kill" and "killed-by-assertion" in results


class _StopsAtFailure(OtherCases):
    """Runs cases as `Collected` does; its process ends after the first one that does not pass."""

    _failed = False

    @property
    def broken(self) -> bool:
        return super().broken or self._failed

    def run(self, item: Any, next_item: Any = None) -> dict:
        outcome = super().run(item, next_item)
        self._failed = outcome["status"] in ("failed", "timed-out")
        return outcome
