"""Where small objects lie: `id`, the default `repr` and hash, and so the order of a set of them."""

from __future__ import annotations

import random
from typing import Any

from .other_cases import OtherCases

# CPython's own allocator serves these sizes, in bytes, in steps of 16 (Objects/obmalloc.c); sys.getsizeof(b"") is 33.
_SIZES = range(48, 513, 16)
_EACH = 128
_kept: list[object] = []


class ScatteredCases(OtherCases):
    """Runs cases as `Collected` does. What each makes lies where `seed` says, and not one after the other."""

    def __init__(self, collected: Any, seed: int) -> None:
        super().__init__(collected)
        self._seed = seed

    def run(self, item: Any, next_item: Any = None) -> dict:
        _scatter(self._seed)
        return super().run(item, next_item)


def _scatter(seed: int) -> None:
    """Holes of every size, freed in a random order, are what the allocator fills first. Where memory begins differs from
    process to process anyway, but by whole pages: the last three digits of an address would be the same.
    """
    chance = random.Random(seed)
    blocks: list[object] = [bytes(size - 33) for size in _SIZES for _ in range(_EACH)]
    blocks += [object() for _ in range(_EACH)]
    chance.shuffle(blocks)
    _kept[:] = blocks[: len(blocks) // 2]
