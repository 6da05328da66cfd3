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
from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.search import Palette, Search
from tfactory_runner.exploring.shrink import shrink
from tfactory_runner.exploring.widening import contexts_in, in_context, keyword_trials, settings_read, telling_recipes, took_keyword, widen, with_settings
from tfactory_runner.exploring.workshop_client import WorkshopClient, WorkshopDied, Workshops

WORKERS = 2
TRACING_SHARE = 0.2
SEARCH_SHARE = 0.7
PORTION = 24
RECIPES = 50
WIDENED = 600


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
    for what, probes in material.first_probes(body, described, inputs, chance):
        _try_group(search, probes, 99 if what == "tests" else 2)
        if what == "tests" and material.new_keywords:
            _widen(search, material)
        tell(f"{what}: {len(search.killed)} of {len(mutants)} mutants told apart, {search.calls} calls")
    _try_surroundings(search, material, changed)
    tell(f"in contexts: {len(search.killed)} of {len(mutants)} mutants told apart, {search.calls} calls")
    search.hunt(list(mutants), tell)
    chosen = choose(search, body)
    tell(f"making {len(chosen)} calls smaller")
    smaller = shrink(search, chosen, end)
    confirmed = confirm(search, smaller, changed, {"mutants": body["mutants"], "also": []}, end)
    tell(f"{len(confirmed)} calls are stable")
    return {"observations": [as_observation(one, search, material, described) for one in confirmed], "skipped": skipped, "calls": search.calls}


def _widen(search: Search, material: Material) -> None:
    """Recipes with the keywords that the change brought, in the calls that take them."""
    recipes = telling_recipes(search.seen.values(), RECIPES)
    trials = keyword_trials(recipes, material.new_keywords)
    _try_group(search, [probe for _, _, probe in trials], len(trials))
    tried = {(callee, name): search.find(probe) for callee, name, probe in trials}
    accepted = {pair for pair, one in tried.items() if one is not None and took_keyword(one)}
    _try_group(search, widen(recipes, material.new_keywords, accepted, WIDENED), 6)


def _try_surroundings(search: Search, material: Material, changed: dict[str, list[int]]) -> None:
    """The cheapest ways to the survivors again, inside contexts of the tests and with settings that changed lines read."""
    near = [one.probe for mutant in search.survivors for one in search.nearest(mutant, 2)]
    near = list({probe.key: probe for probe in near}.values())[:20]
    settings = settings_read(changed)
    wrapped = [probe for context in contexts_in(material.recipes) for one in near if (probe := in_context(one, context)) is not None]
    _try_group(search, wrapped, 3)
    if settings:
        found = [one.probe for one in map(search.find, wrapped) if one is not None and one.is_pinned and one.record["lines"]]
        _try_group(search, [probe for one in [*found[:20], *near] for probe in with_settings(one, settings)], 3)


def _try_group(search: Search, probes: list[Probe], patience: int) -> None:
    """In portions, until `patience` of them in a row bring neither a kill nor a new way through the code."""
    barren = 0
    for start in range(0, len(probes), PORTION):
        if search.out_of_time():
            return
        kills, behaviours = len(search.killed), len(search.behaviours)
        added = search.add(probes[start : start + PORTION])
        search.judge(search.news(added), search.survivors)
        barren = barren + 1 if (len(search.killed), len(search.behaviours)) == (kills, behaviours) else 0
        if barren >= patience:
            return


def _unreachable(symbols: list[str], described: list[dict[str, Any]], shops: Workshops) -> list[dict[str, str]]:
    found = {one["symbol"] for one in described}
    problems = {one["path"]: one["reason"] for one in shops.clients[0].started["problems"]}
    reasons = {symbol: problems.get(symbol.split("::")[0], "no way to import it was found") for symbol in symbols if symbol not in found}
    return [{"symbol": symbol, "reason": reason} for symbol, reason in reasons.items()]
