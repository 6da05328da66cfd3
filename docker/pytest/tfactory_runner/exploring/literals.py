"""The values worth trying: literals of the diff and the criteria, and what stands next to them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Iterable

STRINGS = (
    "",
    "a",
    "abc",
    "hello world",
    "Hello, World!",
    "The quick brown fox",
    "one two, three. four",
    "a.b",
    "3.14",
    "1,2;3:4",
    "naïve café",
    "  spaced  ",
    "a\nb",
    "First line.\n\n    Second line.",
)
NUMBERS = (0, 1, 2, 3, 5, 10, -1)
LARGEST_TO_REPEAT = 2_000


@dataclass
class Literals:
    """Values by kind, most specific to the change first."""

    numbers: list[float] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    from_tests: list[str] = field(default_factory=list)

    def add(self, value: Any) -> None:
        if isinstance(value, bool) or value is None:
            return
        if isinstance(value, (int, float)):
            _append(self.numbers, value)
        elif isinstance(value, str):
            if len(value) <= 400:
                _append(self.strings, value)
        elif isinstance(value, (list, tuple, dict, set, frozenset)):
            _append(self.others, repr(value))
            for item in value.items() if isinstance(value, dict) else value:
                for part in item if isinstance(item, tuple) else (item,):
                    self.add(part)

    def integers(self) -> list[int]:
        return [number for number in self.numbers if isinstance(number, int)]

    def boundaries(self) -> list[int]:
        """Each integer of the change with its two neighbours, then the small ones."""
        found: dict[int, None] = {}
        for number in self.integers():
            for near in (number, number + 1, number - 1):
                found[near] = None
        for number in NUMBERS:
            found[number] = None
        return list(found)

    def texts(self) -> list[str]:
        return list(dict.fromkeys([*self.strings, *STRINGS]))


def _append(items: list[Any], value: Any) -> None:
    if not any(type(item) is type(value) and item == value for item in items):
        items.append(value)


def collect_literals(sources: Iterable[str]) -> Literals:
    """From source texts of literals; texts that are no literals are left out."""
    found = Literals()
    for source in sources:
        try:
            found.add(ast.literal_eval(source))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            continue
    return found
