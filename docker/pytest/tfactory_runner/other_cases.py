"""What runs collected cases in a way of its own, in the place of `Collected`."""

from __future__ import annotations

from typing import Any


class OtherCases:
    """Runs cases as `Collected` does; a subclass says in `run` what is different."""

    def __init__(self, collected: Any) -> None:
        self._collected = collected

    @property
    def broken(self) -> bool:
        return self._collected.broken

    def run(self, item: Any, next_item: Any = None) -> dict:
        return self._collected.run(item, next_item)
