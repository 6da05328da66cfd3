"""The stages of a search: groups of probes in portions, recipes with new keywords, contexts and settings."""

from __future__ import annotations

from tfactory_runner.exploring.material import Material
from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.search import Search, Seen
from tfactory_runner.exploring.widening import contexts_in, in_context, keyword_trials, settings_read, telling_recipes, took_keyword, widen, with_settings

PORTION = 24
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


def try_new_keywords(search: Search, material: Material) -> None:
    """Recipes with the keywords that the change brought, in the calls that take them."""
    if not material.new_keywords:
        return
    recipes = telling_recipes(search.seen.values(), RECIPES)
    trials = keyword_trials(recipes, material.new_keywords)
    try_group(search, [probe for _, _, probe in trials])
    tried = {(callee, name): search.find(probe) for callee, name, probe in trials}
    accepted = {pair for pair, one in tried.items() if one is not None and took_keyword(one)}
    try_group(search, widen(recipes, material.new_keywords, accepted, WIDENED), 6)


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
