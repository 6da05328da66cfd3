"""Tells what chance did to a run from what its variation did."""

from __future__ import annotations

from typing import Callable


def tell_apart(result: dict, reference: dict, seeded: dict, run_plain: Callable[[], dict]) -> tuple[dict, dict]:
    """The results of a variation that has a seed, and of the one that has nothing but a seed, each with its own doing.

    `result` is the former's and `seeded` the latter's; `reference` is of the run without any difference. A case that differs
    in the former only is looked at once more: `run_plain` runs that variation with seed 0. What still differs is its doing,
    and what does not is told as `seeded`'s. Where `seeded` differs by itself nothing is run: it has been told.
    """
    usual, chance = ways(reference), ways(seeded)
    doubtful = {case for case in usual.keys() | ways(result).keys() if ways(result).get(case) != usual.get(case) == chance.get(case)}
    if not doubtful:
        return result, seeded
    plain = run_plain()
    if plain["status"] != "finished":
        return result, seeded
    by_chance = {case for case in doubtful if ways(plain).get(case) == usual.get(case)}
    return replaced(result, plain, doubtful), replaced(seeded, result, by_chance)


def replaced(result: dict, other: dict, cases: set[str]) -> dict:
    """`result` with what `other` says of these cases; it may be that there are none of this name."""
    if not cases:
        return result
    kept = [outcome for outcome in result["outcomes"] if outcome["case"] not in cases]
    errors = {error["path"]: error for source in (result, other) for error in source["collection_errors"]}
    return {
        **result,
        "outcomes": [*kept, *(outcome for outcome in other["outcomes"] if outcome["case"] in cases)],
        "collection_errors": list(errors.values()),
    }


def ways(result: dict) -> dict[str, tuple[str, str]]:
    """How each case ended; messages may differ (an address, a time)."""
    return {
        outcome["case"]: (outcome["status"], outcome["failure"]["kind"] if outcome["status"] == "failed" else "")
        for outcome in result["outcomes"]
    }
