"""Items that are worked through in a fork: what one of them does to the fork costs only that one."""

from __future__ import annotations

import os
from typing import Any, Callable

import pytest
from tfactory_runner.exploring import in_turn as module
from tfactory_runner.exploring.in_turn import in_turn


def endless() -> None:
    """Inside C, where no signal handler of Python's is run."""
    sum(range(10**12))


def raises() -> None:
    raise OSError


@pytest.mark.parametrize(("bad", "status"), [(endless, "timed-out"), (lambda: os._exit(0), "crashed"), (raises, "crashed")])
def test_an_item_that_does_not_come_back_costs_only_itself(monkeypatch: pytest.MonkeyPatch, bad: Callable[[], Any], status: str) -> None:
    monkeypatch.setattr(module, "GRACE", 1.0)
    items: list[Any] = [lambda: 1, bad, lambda: 3, bad, lambda: {"five": 5}]
    results = in_turn(items, lambda found: (item() for item in items[len(found) :]), lambda _: 0.0, lambda: None)
    assert [results[at] for at in (0, 2, 4)] == [1, 3, {"five": 5}]
    assert [results[at]["status"] for at in (1, 3)] == [status] * 2


def test_items_share_a_fork_until_it_is_lost() -> None:
    items = [os.getpid, os.getpid, lambda: os._exit(0), os.getpid]
    first, second, _, fourth = in_turn(items, lambda found: (item() for item in items[len(found) :]), lambda _: 5.0, lambda: None)
    assert first == second
    assert os.getpid() not in (first, fourth)
    assert fourth != first
