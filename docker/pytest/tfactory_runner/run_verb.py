"""Answers `run`: the same cases in several variations, each in a fresh interpreter; coverage per case in the first one."""

from __future__ import annotations

from .orphans import adopt_orphans, child_processes
from .variation_run import VariationRun


def answer(body: dict, frames) -> dict:
    """`RunRequest` to `RunAnswer` (src/frameworks/protocol.ts). The tree is the working directory."""
    adopt_orphans()
    spare = frozenset(child_processes())
    results, coverage = [], None
    for number, variation in enumerate(body["variations"]):
        measure = body["coverage_of"] if number == 0 else None
        run = VariationRun({**body, "coverage_of": measure}, variation, spare)
        results.append(run.result(_Progress(frames, number, len(body["variations"]), variation["id"])))
        if measure is not None:
            coverage = run.coverage()
    return {"variations": results, "coverage": coverage}


class _Progress:
    """Counts cases over all variations; the total is known after the first collection."""

    def __init__(self, frames, number: int, variations: int, name: str) -> None:
        self._frames, self._number, self._variations, self._name = frames, number, variations, name

    def __call__(self, done: int, collected: int) -> None:
        if collected and (done % 10 == 0 or done == collected):
            self._frames.progress(self._number * collected + done, self._variations * collected, self._name)
