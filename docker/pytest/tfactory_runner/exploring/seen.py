"""A probe that ran, and all that is known about it."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

from tfactory_runner.exploring.probe import Probe

LONGEST = 2.0
FLOOR, FACTOR = 0.25, 10


@dataclass
class Seen:
    """A probe that ran, what it showed, and which mutants it was tried on and killed."""

    probe: Probe
    record: dict[str, Any]
    depth: int = 0
    tried: set[str] = field(default_factory=set)
    kills: set[str] = field(default_factory=set)
    met: bool | None = None

    @property
    def is_pinned(self) -> bool:
        """Whether a test could be written from it that says something."""
        status = self.record["status"]
        if status == "raises":
            return self.probe.example is not None or bool(self.record["shape"].get("deliberate"))
        return status in ("value", "facts")

    @property
    def pinned(self) -> dict[str, Any]:
        record = self.record
        return {"probe": self.probe.as_json(), "pin": record["pin"], "pin_imports": record["pin_imports"], "after": record["after"]}

    def reaches(self, path: str, lines: set[int]) -> bool:
        return not lines.isdisjoint(self._lines.get(path, ()))

    @functools.cached_property
    def _lines(self) -> dict[str, frozenset[int]]:
        return {path: frozenset(lines) for path, lines in self.record["lines"].items()}

    @property
    def cost(self) -> int:
        """What there is to read: the probe and what is pinned. Inputs that a search invented read a little worse."""
        pin = self.record.get("pin", {})
        texts = [pin.get("value", ""), pin.get("message", ""), *(fact["value"] for fact in pin.get("facts", [])[:1])]
        return self.probe.cost + sum(map(len, texts)) // 3 + (12 if self.probe.origin == "search" else 0)

    @functools.cached_property
    def behaviour(self) -> str:
        """Equal for two probes that take the same branches."""
        return repr(sorted((path, tuple(map(tuple, arcs))) for path, arcs in self.record["arcs"].items()))

    @property
    def seconds_allowed(self) -> float:
        """How long it may take under a mutant before that counts as hanging."""
        return min(LONGEST, FLOOR + FACTOR * self.record["seconds"])


def by_cost(one: Seen) -> tuple[int, str]:
    """Sorts the cheapest first, always in the same order."""
    return one.probe.cost, one.probe.key
