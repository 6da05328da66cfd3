"""Chooses the probes worth confirming: examples, then the cheapest cover of kills, then of changed lines and branches."""

from __future__ import annotations

from typing import Any

from tfactory_runner.exploring.search import Search, Seen

MOST = 60


def choose(search: Search, body: dict[str, Any]) -> list[Seen]:
    usable = [one for one in search.seen.values() if one.is_pinned and (one.kills or one.record["lines"] or one.probe.example)]
    chosen = [one for one in usable if one.probe.example]
    _try_everything(search, usable)
    covered = set().union(*(one.kills for one in chosen)) if chosen else set()
    chosen += _cheapest_cover(usable, covered, lambda one: one.kills)
    spare = [one for one in usable if one not in chosen]
    chosen += _cheapest_cover(spare, set(), lambda one: one.kills)[:10]  # a second witness for what is killed
    seen_arcs = set().union(*(arcs_of(one) for one in chosen)) if chosen else set()
    chosen += _cheapest_cover([one for one in usable if one not in chosen], seen_arcs, arcs_of)[:10]
    return chosen[:MOST]


def _try_everything(search: Search, usable: list[Seen]) -> None:
    """Cheap probes get a chance at mutants that were killed before they came: the cover becomes smaller."""
    cheap = sorted(usable, key=lambda one: (one.probe.cost, one.probe.key))
    by_behaviour: dict[str, list[Seen]] = {}
    for one in cheap:
        group = by_behaviour.setdefault(one.behaviour, [])
        if len(group) < 2 or one.kills:
            group.append(one)
    search.judge([one for group in by_behaviour.values() for one in group][:150], list(search.mutants))


def arcs_of(one: Seen) -> set[Any]:
    return {(path, *arc) for path, arcs in one.record["arcs"].items() for arc in map(tuple, arcs)}


def _cheapest_cover(candidates: list[Seen], covered: set[Any], offers: Any) -> list[Seen]:
    """Greedy: most news per cost, until nothing is news."""
    covered = set(covered)
    left = sorted(candidates, key=lambda one: (one.probe.cost, one.probe.key))
    chosen: list[Seen] = []
    while left:
        best = max(left, key=lambda one: len(offers(one) - covered) / (40 + one.probe.cost))
        news = offers(best) - covered
        if not news:
            break
        chosen.append(best)
        covered |= news
        left.remove(best)
    return chosen
