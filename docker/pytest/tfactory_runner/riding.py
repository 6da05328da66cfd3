"""Two variations in one run: as long as no case minds, that is the result of both."""

from __future__ import annotations

from typing import Callable

from .told_apart import replaced, ways

# Fields that are what a variation is called, not what it does.
_NAMES = ("id", "rides_on", "told_in")


def together(variations: list[dict]) -> list[dict]:
    """The variations that are run: those that ride on none, each with the differences of those that ride on it."""
    plain = next(one for one in variations if one["rides_on"] is None)
    merged = {one["id"]: dict(one) for one in variations if one["rides_on"] is None}
    for one in variations:
        if one["rides_on"] is not None:
            merged[one["rides_on"]].update({key: value for key, value in one.items() if key not in _NAMES and value != plain[key]})
    return list(merged.values())


def apart(variations: list[dict], results: list[dict], run_alone: Callable[[list[dict]], list[dict]]) -> list[dict]:
    """A result for every variation, from those of `together`, the first of which is the reference.

    A case that differs in a run for two is run again in each alone (`run_alone`), and has those outcomes. One that passes in
    both minds what they do together: that is told in the one that rides.
    """
    told = {result["id"]: result for result in results}
    usual = ways(results[0])
    for rider in variations:
        if rider["rides_on"] is None:
            continue
        carrier = next(one for one in variations if one["id"] == rider["rides_on"])
        shared = told[carrier["id"]]
        differing = {case for case in usual.keys() | ways(shared).keys() if ways(shared).get(case) != usual.get(case)}
        told[rider["id"]] = {**shared, "id": rider["id"], "seconds": 0.0}
        if not differing:
            continue
        alone, ridden = run_alone([carrier, {**rider, "rides_on": None}])
        if alone["status"] != "finished" or ridden["status"] != "finished":
            continue
        by_rider = {case for case in differing if ways(ridden).get(case) != usual.get(case)}
        by_carrier = {case for case in differing if ways(alone).get(case) != usual.get(case)}
        told[carrier["id"]] = replaced(shared, alone, differing)
        told[rider["id"]] = replaced(told[rider["id"]], ridden, by_rider | by_carrier)
    return [told[one["id"]] for one in variations]
