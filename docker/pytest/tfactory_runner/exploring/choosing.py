"""Chooses the probes worth keeping: examples, then the cheapest cover of kills, then of changed lines."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from tfactory_runner.exploring.search import Search
from tfactory_runner.exploring.seen import Seen

MOST = 60
WITNESSES = 8
FOR_LINES = 6


def choose(search: Search, changed: dict[str, list[int]]) -> list[Seen]:
    """Candidates in order of worth; more than needed, because some will turn out to be unstable."""
    usable = [one for one in search.seen.values() if one.is_pinned and (one.kills or one.record["lines"] or one.probe.example)]
    _try_cheap_ones(search, usable)
    examples = _one_per_call(one for one in usable if one.probe.example)
    cover = cheapest_cover(usable, _all_kills(examples), lambda one: one.kills)
    chosen = [*examples, *cover]
    chosen += cheapest_cover(_others(usable, chosen), set(), lambda one: one.kills)[:WITNESSES]
    chosen += cheapest_cover(_others(usable, chosen), _all_lines(chosen, changed), lambda one: changed_lines_of(one, changed))[:FOR_LINES]
    return chosen[:MOST]


def choose_again(confirmed: list[Seen], changed: dict[str, list[int]]) -> list[Seen]:
    """Of the confirmed ones: the examples, a cover of kills and lines, and a few second witnesses."""
    examples = [one for one in confirmed if one.probe.example]
    cover = cheapest_cover(_others(confirmed, examples), _all_kills(examples), lambda one: one.kills)
    chosen = [*examples, *cover]
    witnesses = cheapest_cover(_others(confirmed, chosen), set(), lambda one: one.kills)[:WITNESSES]
    chosen += witnesses
    return [*chosen, *cheapest_cover(_others(confirmed, chosen), _all_lines(chosen, changed), lambda one: changed_lines_of(one, changed))]


def _try_cheap_ones(search: Search, usable: list[Seen]) -> None:
    """Cheap probes get a chance at mutants that were killed before they came: the cover becomes smaller."""
    by_behaviour: dict[str, list[Seen]] = {}
    for one in sorted(usable, key=lambda one: (one.probe.cost, one.probe.key)):
        group = by_behaviour.setdefault(one.behaviour, [])
        if len(group) < 2 or one.kills or one.probe.example:
            group.append(one)
    search.judge([one for group in by_behaviour.values() for one in group][:150], list(search.mutants), static=True)


def _one_per_call(examples: Iterable[Seen]) -> list[Seen]:
    """A criterion's example wins over the same call in a docstring, the shorter setup over the longer."""
    ranked = sorted(examples, key=lambda one: (one.probe.criterion is None, len(one.probe.setup), one.probe.key))
    kept: dict[str, Seen] = {}
    for one in ranked:
        kept.setdefault(one.probe.call, one)
    return [one for one in kept.values() if one.probe.criterion or one.kills or one.met is False]


def _others(pool: list[Seen], chosen: list[Seen]) -> list[Seen]:
    taken = {one.probe.key for one in chosen}
    return [one for one in pool if one.probe.key not in taken]


def _all_kills(chosen: list[Seen]) -> set[Any]:
    return {mutant for one in chosen for mutant in one.kills}


def _all_lines(chosen: list[Seen], changed: dict[str, list[int]]) -> set[Any]:
    return {line for one in chosen for line in changed_lines_of(one, changed)}


def changed_lines_of(one: Seen, changed: dict[str, list[int]]) -> set[tuple[str, int]]:
    return {(path, line) for path, lines in one.record["lines"].items() for line in set(lines) & set(changed.get(path, ()))}


def cheapest_cover(candidates: list[Seen], covered: set[Any], offers: Callable[[Seen], set[Any]]) -> list[Seen]:
    """Greedy: most news per cost, until nothing is news."""
    covered = set(covered)
    left = sorted(candidates, key=lambda one: (one.cost, one.probe.key))
    chosen: list[Seen] = []
    while left:
        best = max(left, key=lambda one: len(offers(one) - covered) / (60 + one.cost))
        news = offers(best) - covered
        if not news:
            break
        chosen.append(best)
        covered |= news
        left.remove(best)
    return chosen
