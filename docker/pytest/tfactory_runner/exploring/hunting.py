"""Looks for inputs near those that already reach a surviving mutant, aimed at the values that its line compares."""

from __future__ import annotations

import ast
import math
from typing import Any, Callable

from tfactory_runner.exploring.search import Search
from tfactory_runner.exploring.seen import Seen, by_cost
from tfactory_runner.exploring.vary import Neighbours

PARENTS = 6
NEIGHBOURS = 16
TARGETS = 3
# Rounds without news until the hunt ends: as many as it takes to aim at each survivor so often, within these bounds.
TURNS_EACH = 2
LEAST_BARREN, MOST_BARREN = 6, 14
AIMS = 40


def hunt(search: Search, tell: Callable[[str], None]) -> None:
    """Rounds of neighbours until time is up, nothing is left, or nothing moves. The mutants aimed at least come first."""
    aimed_at: dict[str, int] = {}
    barren = 0
    while not search.out_of_time() and search.survivors and barren < _patience(len(search.survivors)):
        before = len(search.killed)
        ranked = sorted(search.survivors, key=lambda mutant: (aimed_at.get(mutant, 0), search.chance.random()))
        for target in ranked[:TARGETS]:
            aimed_at[target] = aimed_at.get(target, 0) + 1
            _hunt_one(search, target)
        barren = 0 if len(search.killed) > before else barren + 1
        tell(f"{len(search.killed)} of {len(search.mutants)} mutants told apart, {search.calls} calls")


def _patience(survivors: int) -> int:
    return max(LEAST_BARREN, min(MOST_BARREN, math.ceil(survivors * TURNS_EACH / TARGETS)))


def _hunt_one(search: Search, target: str) -> None:
    parents = _parents(search, target)
    if not parents:
        return
    search.palette.aims = _aims(search, target, parents)
    makers = Neighbours(search.palette, search.chance)
    news = search.news(search.add([near for parent in parents for near in makers.of(parent.probe, NEIGHBOURS)]))
    search.judge(news, search.survivors)
    if search.is_static(target):
        search.judge(news, [target], static=True)


def _parents(search: Search, target: str) -> list[Seen]:
    """Probes that reach the mutant, else any that reach its file: the cheapest two behaviours and a mixture of the others."""
    reaching = [one for one in search.seen.values() if search.reaches(one, target) and one.record["status"] != "timed-out"]
    if not reaching:
        path = search.mutants[target]["path"]
        reaching = [one for one in search.seen.values() if one.record["lines"].get(path)]
    by_behaviour: dict[str, Seen] = {}
    for one in sorted(reaching, key=by_cost):
        by_behaviour.setdefault(one.behaviour, one)
    distinct = list(by_behaviour.values())
    head, rest = distinct[:2], distinct[2:]
    search.chance.shuffle(rest)
    return [*head, *rest][:PARENTS]


def _aims(search: Search, target: str, parents: list[Seen]) -> list[Any]:
    """What the mutant's line compares, so that the next literals can meet it exactly."""
    facts = search.mutants[target]
    body = {"probes": [one.probe.as_json() for one in parents], "lines": {facts["path"]: sorted(facts["lines"])}}
    aims: list[Any] = []
    for found in search.shops.ask_all([("operands", body)])[0] or []:
        for left, right in found.get("pairs", []):
            aims += values_to_aim_at(left, right)
    return list({repr(aim): aim for aim in aims}.values())[:AIMS]


def values_to_aim_at(left: str, right: str) -> list[Any]:
    """Both sides of a comparison (texts), items of a collection one by one, and the gap between two numbers."""
    values: list[Any] = []
    for text in (left, right):
        try:
            values.append(ast.literal_eval(text))
        except (ValueError, SyntaxError):
            continue
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if len(numbers) == 2 and numbers[0] != numbers[1]:
        values.append(abs(numbers[0] - numbers[1]))
    flat: list[Any] = []
    for value in values:
        flat += value if isinstance(value, (list, tuple, set)) else [value]
    return [value for value in flat if isinstance(value, (int, str)) and not isinstance(value, bool)]


