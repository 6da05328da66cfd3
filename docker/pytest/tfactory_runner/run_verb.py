"""Answers `run`: the same cases in several variations; coverage per case in the first one.

Variations that differ in their seed, time zone, locale, user, clock or suite each have a fresh interpreter. Neighbours that
differ only in how cases are run share one: it loads the tests, and each variation runs them in forks of that state.
"""

from __future__ import annotations

from itertools import groupby
from typing import Callable

from .hung_cases import HungCases
from .orphans import adopt_orphans, child_processes
from .riding import apart, together
from .told_apart import tell_apart
from .variation_run import VariationRun
from .variations import interpreter_of


def answer(body: dict, frames) -> dict:
    """`RunRequest` to `RunAnswer` (src/frameworks/protocol.ts). The tree is the working directory."""
    adopt_orphans()
    spare = frozenset(child_processes())
    results: list[dict] = []
    coverage = None
    hung = HungCases()

    def start(variations: list[dict], coverage_of: list[str] | None = None) -> VariationRun:
        return VariationRun({**body, "coverage_of": coverage_of}, variations, spare, hung)

    ran = together(body["variations"])
    for _, variations in groupby(ran, interpreter_of):
        measure = body["coverage_of"] if not results else None
        progress = _Progress(frames, len(results), len(ran))
        run = start(list(variations), measure)
        results += run.results(progress)
        if measure is not None:
            coverage = run.coverage()
    told = apart(body["variations"], _told_apart(ran, results, start), lambda alone: start(alone).results(lambda *_: None))
    return {"variations": told, "coverage": coverage}


def _told_apart(variations: list[dict], results: list[dict], start: Callable[[list[dict]], VariationRun]) -> list[dict]:
    """The results, each with what its own variation did; what only its seed did is told in the variation it names."""
    told = {result["id"]: result for result in results}
    for variation, result in zip(variations, results):
        seeded = told.get(variation["told_in"])
        if variation["seed"] == 0 or seeded is None or seeded is told[result["id"]]:
            continue

        def run_plain(variation: dict = variation) -> dict:
            return start([{**variation, "seed": 0}]).results(lambda *_: None)[0]

        told[result["id"]], told[seeded["id"]] = tell_apart(result, results[0], seeded, run_plain)
    return [told[result["id"]] for result in results]


class _Progress:
    """Counts cases over all variations; the total is known after the first collection."""

    def __init__(self, frames, before: int, variations: int) -> None:
        self._frames, self._before, self._variations = frames, before, variations

    def __call__(self, number: int, name: str, done: int, collected: int) -> None:
        if collected and (done % 10 == 0 or done == collected):
            self._frames.progress((self._before + number) * collected + done, self._variations * collected, name)
