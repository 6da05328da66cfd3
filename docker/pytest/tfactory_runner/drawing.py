"""Cases that draw: what a random generator without a seed, or the system, gives is another value each time.

A value that seldom breaks a test breaks none of a dozen runs. So it is noted which cases draw at all, and those are run often.
"""

from __future__ import annotations

import functools
import os
import random
import sys
from typing import Any, Callable

from .other_cases import OtherCases

_drew = False


class WatchedCases(OtherCases):
    """Runs cases as `Collected` does and notes in the outcome whether a case drew: `drew`."""

    def run(self, item: Any, next_item: Any = None) -> dict:
        global _drew
        _drew = False
        before = _shared_states()
        outcome = super().run(item, next_item)
        return {**outcome, "drew": _drew or _shared_states() != before}


def watch() -> None:
    """From here on it is noted when this process asks the system for chance: to seed a generator, or for itself.

    `random.Random` seeds itself through its method `seed`; `SystemRandom`, and with it `secrets`, reads `random._urandom`;
    `uuid.uuid4` reads `os.urandom`.
    """
    random.Random.seed = _noting(random.Random.seed, lambda self, a=None, version=2: a is None)
    os.urandom = _noting(os.urandom, lambda size: True)
    random._urandom = os.urandom


def _noting(function: Callable, does_draw: Callable[..., bool]) -> Any:
    @functools.wraps(function)
    def noted(*arguments: Any, **named: Any) -> Any:
        global _drew
        try:
            _drew = _drew or does_draw(*arguments, **named)
        except TypeError:
            pass  # it is called wrongly, and says so itself
        return function(*arguments, **named)

    return noted


def draw_anew() -> None:
    """A fork has the generators of its parent, at the same place: every fork would draw the same."""
    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()


def _shared_states() -> list[Any]:
    """Where the generators are that everyone shares."""
    states: list[Any] = [random.getstate()]
    if "numpy.random" in sys.modules:
        states.append(repr(sys.modules["numpy.random"].get_state()))
    return states
