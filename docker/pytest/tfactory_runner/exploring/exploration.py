"""The whole exploration on one screen: learn from the tests, try first inputs, hunt survivors, choose, confirm, tell."""

from __future__ import annotations

import random
import time
from typing import Any

from tfactory_runner.exploring import seeds
from tfactory_runner.exploring.answering import as_observation
from tfactory_runner.exploring.choosing import choose
from tfactory_runner.exploring.confirming import confirm
from tfactory_runner.exploring.inputs import Inputs
from tfactory_runner.exploring.literals import collect_literals
from tfactory_runner.exploring.material import Material, gather
from tfactory_runner.exploring.recipes import short_recipes, widen
from tfactory_runner.exploring.search import Palette, Search
from tfactory_runner.exploring.shrink import shrink
from tfactory_runner.exploring.workshop_client import WorkshopClient, WorkshopDied, Workshops

WORKERS = 2
TRACING_SHARE = 0.2
SEARCH_SHARE = 0.7


def explore(body: dict[str, Any], frames: Any) -> dict[str, Any]:
    started = time.monotonic()
    budget = float(body["budget_seconds"])
    tell = lambda item: frames.progress(int(time.monotonic() - started), int(budget), item)  # noqa: E731
    changed = {entry["path"]: entry["lines"] for entry in body["changed"]}
    literals = collect_literals(body["literals"])
    tell("reading the existing tests")
    material = gather(body, changed, literals, budget * TRACING_SHARE, frames.close)
    start = {"mutants": body["mutants"], "also": material.test_modules}
    try:
        shops = Workshops([WorkshopClient(changed, start) for _ in range(WORKERS)])
    except WorkshopDied as error:
        return {"observations": [], "skipped": [{"symbol": s, "reason": f"could not be imported: {error}"} for s in body["symbols"]], "calls": 0}
    try:
        return _explore(body, changed, material, shops, started + budget * SEARCH_SHARE, started + budget, tell)
    finally:
        shops.close()


def _explore(
    body: dict[str, Any], changed: dict[str, list[int]], material: Material, shops: Workshops, search_until: float, end: float, tell: Any
) -> dict[str, Any]:
    chance = random.Random(body["seed"])
    described = shops.ask("symbols", {"symbols": material.symbols})
    skipped = _unreachable(body["symbols"], described, shops)
    mutants = material.mutants_worth_killing(body["mutants"], shops.clients[0].started["mutants"])
    palette = Palette(material.literals, keywords=material.new_keywords)
    search = Search(shops, mutants, palette, body["seed"], search_until)
    inputs = Inputs(material.literals, material.mined.arguments, {})
    groups = list(material.first_probes(body, described, inputs, chance))
    for number, (what, probes) in enumerate(groups):
        if search.out_of_time():
            break
        added = search.add(probes)
        search.judge(added, search.survivors if number else list(mutants))
        if what == "tests" and material.new_keywords:
            wider = search.add(widen(short_recipes(added, 12), material.new_keywords, 400))
            search.judge(wider, search.survivors)
        tell(f"{what}: {len(search.killed)} of {len(mutants)} mutants told apart, {search.calls} calls")
    search.hunt(list(mutants), tell)
    chosen = choose(search, body)
    tell(f"making {len(chosen)} calls smaller")
    smaller = shrink(search, chosen, end)
    confirmed = confirm(search, smaller, changed, {"mutants": body["mutants"], "also": []}, end)
    tell(f"{len(confirmed)} calls are stable")
    return {"observations": [as_observation(one, search, material, described) for one in confirmed], "skipped": skipped, "calls": search.calls}


def _unreachable(symbols: list[str], described: list[dict[str, Any]], shops: Workshops) -> list[dict[str, str]]:
    found = {one["symbol"] for one in described}
    problems = {one["path"]: one["reason"] for one in shops.clients[0].started["problems"]}
    reasons = {symbol: problems.get(symbol.split("::")[0], "no way to import it was found") for symbol in symbols if symbol not in found}
    return [{"symbol": symbol, "reason": reason} for symbol, reason in reasons.items()]
