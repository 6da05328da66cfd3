"""Only what is the same in other forks and in a process with another hash seed stays; kills are counted once more."""

from __future__ import annotations

import time
from typing import Any

from tfactory_runner.exploring.search import Search
from tfactory_runner.exploring.seen import Seen
from tfactory_runner.exploring.workshop_client import WorkshopClient, WorkshopDied

OTHER_HASH_SEED = 4242


def confirm(search: Search, chosen: list[Seen], changed: dict[str, list[int]], start: dict[str, Any], end: float) -> list[Seen]:
    """The probes of `chosen` that are stable. A fact that differs is dropped; a value that differs drops the probe."""
    if not chosen:
        return []
    try:
        other = WorkshopClient(changed, start, OTHER_HASH_SEED)
    except WorkshopDied:
        return []
    try:
        for one in chosen:
            _drop_moving_facts(one, [search.shops.clients[0], other])
        pinned = [one.pinned for one in chosen]
        rounds = [
            search.shops.ask("alone", {"pinned": pinned, "seconds": 2.0}),
            other.ask("alone", {"pinned": pinned, "seconds": 2.0}),
        ]
    except WorkshopDied:
        return []
    finally:
        other.close()
    stable = [one for one, *endings in zip(chosen, *rounds) if all(ending == "same" for ending in endings)]
    for one in stable:
        one.tried.clear()
        one.kills.clear()
    if time.monotonic() < end:
        search.judge(stable, list(search.mutants), all_of_them=True)
    return stable


def _drop_moving_facts(one: Seen, shops: list[WorkshopClient]) -> None:
    if one.record["pin"]["kind"] != "facts" and not one.record["after"]:
        return
    moving: set[str] = set()
    for shop in shops:
        moving |= set(shop.ask("failing", {"pinned": [one.pinned], "seconds": 2.0})[0])
    one.record["after"] = [fact for fact in one.record["after"] if fact["expression"] not in moving]
    if one.record["pin"]["kind"] == "facts":
        one.record["pin"]["facts"] = [fact for fact in one.record["pin"]["facts"] if fact["expression"] not in moving]
