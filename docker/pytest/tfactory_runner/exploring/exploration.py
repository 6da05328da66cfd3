"""The whole exploration on one screen: learn from the tests, try first inputs, hunt survivors, choose, confirm, tell."""

from __future__ import annotations

import random
import time
from typing import Any

from tfactory_runner.exploring.answering import Answering
from tfactory_runner.exploring.choosing import choose, choose_again
from tfactory_runner.exploring.confirming import confirm
from tfactory_runner.exploring.expectations import note_expectations
from tfactory_runner.exploring.hunting import hunt
from tfactory_runner.exploring.inputs import Inputs
from tfactory_runner.exploring.literals import collect_literals
from tfactory_runner.exploring.material import Material, exceptions_handled, favoured_symbols, gather, made_inputs, mutants_worth_killing, optional_keywords
from tfactory_runner.exploring.palette import Palette
from tfactory_runner.exploring.search import Search
from tfactory_runner.exploring.shrink import shrink
from tfactory_runner.exploring.stages import WITHOUT_END, try_group, try_new_keywords, try_surroundings, try_symbol
from tfactory_runner.exploring.trimming import trim
from tfactory_runner.exploring.workshop_client import WorkshopDied, Workshops, start_clients
from tfactory_runner.orphans import adopt_orphans, child_processes, end_orphans

WORKERS = 2
TRACING_SHARE = 0.2
SEARCH_SHARE = 0.7
FIRST_SHARE = 0.6
RECIPES_SHARE = 0.35
SURROUNDINGS_SHARE = 0.5
GRACE = 5.0
PATIENCE = {"calls in tests": 2, "traced calls": 2}


def explore(body: dict[str, Any], frames: Any) -> dict[str, Any]:
    started = time.monotonic()
    budget = float(body["budget_seconds"])
    tell = lambda item: frames.progress(int(time.monotonic() - started), int(budget), item)  # noqa: E731
    changed = {entry["path"]: entry["lines"] for entry in body["changed"]}
    literals = collect_literals(body["literals"])
    tell("reading the existing tests")
    adopt_orphans()
    ours = frozenset(child_processes())
    material = gather(body, changed, literals, budget * TRACING_SHARE, frames.close)
    end_orphans(ours)  # a test that forks without end would leave no room for the processes of the search
    start = {"mutants": body["mutants"], "also": material.test_modules}
    try:
        shops = Workshops(start_clients(changed, start, WORKERS))
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
    known = shops.ask("symbols", {"symbols": material.symbols})
    described = known["symbols"]
    skipped = _unreachable(body["symbols"], described, shops)
    mutants = mutants_worth_killing(body["mutants"], shops.clients[0].started["mutants"])
    palette = Palette(material.literals, keywords=material.new_keywords)
    search = Search(shops, mutants, palette, body["seed"], search_until)
    search.raising = exceptions_handled(changed)
    mined = material.mined.arguments
    inputs = Inputs(material.literals, mined, made_inputs(known["classes"], Inputs(material.literals, mined, {})))
    search.favoured = favoured_symbols(described, body["symbols"])
    palette.keywords = {**optional_keywords(described, search.favoured, inputs), **material.new_keywords}
    with search.share(FIRST_SHARE):
        for what, probes in material.known_probes(body, described):
            with search.share(RECIPES_SHARE if what == "tests" else 1.0):
                try_group(search, probes, PATIENCE.get(what, WITHOUT_END))
            if what == "tests":
                with search.share(RECIPES_SHARE):
                    try_new_keywords(search, palette.keywords)
            tell(f"{what}: {len(search.killed)} of {len(mutants)} mutants told apart, {search.calls} calls")
        for one in sorted(described, key=lambda one: (one["symbol"] not in search.favoured, one["name"].startswith("_"))):
            try_symbol(search, one, inputs, chance)
            tell(f"{one['qualname']}: {len(search.killed)} of {len(mutants)} mutants told apart, {search.calls} calls")
    with search.share(SURROUNDINGS_SHARE):
        try_surroundings(search, material, changed)
    tell(f"in contexts: {len(search.killed)} of {len(mutants)} mutants told apart, {search.calls} calls")
    hunt(search, tell)
    note_expectations(search)
    chosen = choose(search, changed)
    search.deadline = end
    tell(f"making {len(chosen)} calls smaller")
    smaller = shrink(search, chosen)
    confirmed = confirm(search, smaller, changed, {"mutants": [], "also": []}, end + GRACE)
    kept = choose_again(confirmed, changed)
    trim(search, kept)
    tell(f"{len(confirmed)} of {len(smaller)} calls are stable, {len(kept)} are kept")
    writer = Answering(changed, body["symbols"], described, mutants)
    return {"observations": [writer.observation(one) for one in kept], "skipped": skipped, "calls": search.calls}


def _unreachable(symbols: list[str], described: list[dict[str, Any]], shops: Workshops) -> list[dict[str, str]]:
    found = {one["symbol"] for one in described}
    problems = {one["path"]: one["reason"] for one in shops.clients[0].started["problems"]}
    reasons = {symbol: problems.get(symbol.split("::")[0], "no way to import it was found") for symbol in symbols if symbol not in found}
    return [{"symbol": symbol, "reason": reason} for symbol, reason in reasons.items()]
