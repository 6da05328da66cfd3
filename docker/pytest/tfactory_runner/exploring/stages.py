"""The stages of a search: groups of probes in portions, recipes with new keywords, contexts and settings."""

from __future__ import annotations

import random
from typing import Any

from tfactory_runner.exploring import seeds
from tfactory_runner.exploring.inputs import Input, Inputs
from tfactory_runner.exploring.material import Material
from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.search import Search
from tfactory_runner.exploring.seen import Seen
from tfactory_runner.exploring.sequences import call_sequences
from tfactory_runner.exploring.widening import contexts_in, in_context, keyword_trials, settings_read, telling_recipes, took_keyword, widen, with_settings

PORTION = 24
FIRST_TURN = 36
SEQUENCES = 72
RECIPES = 50
WIDENED = 600
WITHOUT_END = 10**6


def try_group(search: Search, probes: list[Probe], patience: int = WITHOUT_END) -> None:
    """In portions, until `patience` of them in a row bring neither a kill nor a new way through the code."""
    barren = 0
    everything: list[Seen] = []
    for start in range(0, len(probes), PORTION):
        if search.out_of_time() or barren >= patience:
            break
        before = (len(search.killed), len(search.behaviours))
        added = search.add(probes[start : start + PORTION])
        search.judge(search.news(added), search.survivors)
        everything += added
        barren = barren + 1 if (len(search.killed), len(search.behaviours)) == before else 0
    search.judge(search.news(everything), search.survivors, static=True)


def try_symbol(search: Search, described: dict[str, Any], inputs: Inputs, chance: random.Random) -> None:
    """First inputs one at a time, then mixtures around those that went furthest, then sequences on objects."""
    try_group(search, seeds.first_probes(described, inputs, chance)[:FIRST_TURN], 2)
    best = search.furthest(described["symbol"])
    if best is not None and described["parameters"]:
        known = seeds.arguments_given(best.probe, described)
        try_group(search, seeds.first_probes(described, inputs, chance, known), 2 if described["symbol"] in search.favoured else 1)
    if described["siblings"] or described["methods"]:
        try_group(search, call_sequences(described, inputs, chance, SEQUENCES), 1)


def try_new_keywords(search: Search, keywords: dict[str, list[Input]]) -> None:
    """Recipes with keywords that the change brought or that lead to it, in the calls that take them."""
    if not keywords:
        return
    recipes = telling_recipes(search.seen.values(), RECIPES)
    trials = keyword_trials(recipes, keywords)
    try_group(search, [probe for _, _, probe in trials])
    tried = {(callee, name): search.find(probe) for callee, name, probe in trials}
    accepted = {pair for pair, one in tried.items() if one is not None and took_keyword(one)}
    try_group(search, widen(recipes, keywords, accepted, WIDENED), 6)


def try_surroundings(search: Search, material: Material, changed: dict[str, list[int]]) -> None:
    """The cheapest ways to the survivors again, inside contexts of the tests and with settings that changed lines read."""
    near = [one.probe for mutant in search.survivors for one in search.nearest(mutant, 2)]
    near = list({probe.key: probe for probe in near}.values())[:20]
    settings = settings_read(changed)
    wrapped = [probe for context in contexts_in(material.recipes) for one in near if (probe := in_context(one, context)) is not None]
    try_group(search, wrapped, 3)
    if settings:
        found = [one.probe for one in map(search.find, wrapped) if one is not None and one.is_pinned and one.record["lines"]]
        try_group(search, [probe for one in [*found[:20], *near] for probe in with_settings(one, settings)], 3)
