"""Answers `run`: the same cases in several variations; coverage per case in the first one.

Variations that differ in their hash seed, time zone, locale, clock or suite each have a fresh interpreter. Neighbours that
differ only in how cases are run share one: it loads the tests, and each variation runs them in forks of that state.
"""

from __future__ import annotations

from itertools import groupby

from .hung_cases import HungCases
from .orphans import adopt_orphans, child_processes
from .variation_run import VariationRun
from .variations import interpreter_of


def answer(body: dict, frames) -> dict:
    """`RunRequest` to `RunAnswer` (src/frameworks/protocol.ts). The tree is the working directory."""
    adopt_orphans()
    spare = frozenset(child_processes())
    results: list[dict] = []
    coverage = None
    hung = HungCases()
    for _, variations in groupby(body["variations"], interpreter_of):
        measure = body["coverage_of"] if not results else None
        progress = _Progress(frames, len(results), len(body["variations"]))
        run = VariationRun({**body, "coverage_of": measure}, list(variations), spare, hung)
        results += run.results(progress)
        if measure is not None:
            coverage = run.coverage()
    return {"variations": results, "coverage": coverage}


class _Progress:
    """Counts cases over all variations; the total is known after the first collection."""

    def __init__(self, frames, before: int, variations: int) -> None:
        self._frames, self._before, self._variations = frames, before, variations

    def __call__(self, number: int, name: str, done: int, collected: int) -> None:
        if collected and (done % 10 == 0 or done == collected):
            self._frames.progress((self._before + number) * collected + done, self._variations * collected, name)
