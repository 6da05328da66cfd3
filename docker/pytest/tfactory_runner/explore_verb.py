"""The `explore` verb: calls of changed symbols with what they do, chosen so that together they tell mutants apart."""

from __future__ import annotations

from typing import Any

from tfactory_runner.exploring.exploration import explore


def answer(body: dict[str, Any], frames: Any) -> dict[str, Any]:
    """Takes an `ExploreRequest` body and gives an `ExploreAnswer` body. The same seed tries the same things in the same order."""
    return explore(body, frames)
