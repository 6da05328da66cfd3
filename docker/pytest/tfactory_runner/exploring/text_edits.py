"""Edits of texts: a few characters, the length, nesting and repetition up to the sizes a change talks about."""

from __future__ import annotations

import ast
import random
from typing import Callable

from tfactory_runner.exploring.literals import LARGEST_TO_REPEAT
from tfactory_runner.exploring.palette import Palette

SEPARATORS = " ,.;:!?-_/\n\t\"'()[]{}=0aA"
PAIRS = {"[": "]", "{": "}", "(": ")", "<": ">"}
WRITTEN_OUT = 40


class TextEdits:
    """Makes one random edit at a time."""

    def __init__(self, palette: Palette, chance: random.Random) -> None:
        self.palette = palette
        self.chance = chance

    def other(self, value: str) -> str | ast.expr:
        """Another text, or an expression for a long repetitive one."""
        roll = self.chance.random()
        if roll < 0.15 and value:
            return sum_of(self.nested_or_repeated(value))
        if roll < 0.25 and value:
            return self.resized(value)
        if roll < 0.45:
            pool = [*self.palette.strings(), *self.palette.strings(), *self.palette.literals.texts(), *self.palette.literals.from_tests]
            return self.chance.choice(pool) if pool else value
        return self.edited(value)

    def edited(self, value: str) -> str:
        at = self.chance.randint(0, len(value))
        insert = self.chance.choice([*SEPARATORS, *(text for text in self.palette.literals.strings if len(text) <= 12), "é", "7", "x"])
        end = min(len(value), at + self.chance.randint(1, 6))
        edits: list[Callable[[], str]] = [
            lambda: value[:at] + insert + value[at:],
            lambda: value[:at] + insert + value[at:],
            lambda: value[:at] + value[at + 1 :],
            lambda: value[:at] + value[end:],
            lambda: value[:at] + insert + value[at + 1 :],
            lambda: value[:at],
            lambda: value[at:],
            lambda: value + insert,
            lambda: insert + value,
            lambda: value[:at] + value[at:end] * 2 + value[end:],
            lambda: value.upper() if self.chance.random() < 0.5 else value.title(),
            lambda: value * 2,
            lambda: value[:at] + self._piece_of_another(),
            lambda: self._piece_of_another() + value[at:],
            lambda: value[:at] + self._piece_of_another() + value[at:],
        ]
        return self.chance.choice(edits)()

    def _piece_of_another(self) -> str:
        pool = [text for text in (*self.palette.literals.texts(), *self.palette.literals.from_tests) if text]
        other = self.chance.choice(pool)
        start = self.chance.randrange(len(other))
        return other[start : start + self.chance.choice((1, 2, 3, 5, 8, 40))]

    def resized(self, value: str) -> str:
        """The text brought to a length the change talks about: cut, or filled up with itself."""
        sizes = [size for size in self.palette.sizes() if 0 <= size <= LARGEST_TO_REPEAT] or [len(value) + 1]
        size = self.chance.choice(sizes)
        return (value * (size // len(value) + 1))[:size]

    def nested_or_repeated(self, value: str) -> list[tuple[str, int]]:
        """Pieces (text, times): a bracket pair nested, or a chunk repeated, to the sizes the change talks about."""
        sizes = [size for size in self.palette.sizes() if 1 < size <= LARGEST_TO_REPEAT] or [2, 3, 10]
        times = self.chance.choice(sizes)
        openings = [at for at, char in enumerate(value) if char in PAIRS and PAIRS[char] in value[at:]]
        if openings and self.chance.random() < 0.6:
            at = self.chance.choice(openings)
            end = _closing(value, at)
            if end is not None:
                inner_start = self.chance.choice([at + 1, at + 1, _after_key(value, at, end)])
                opening, closing = value[at:inner_start], value[end : end + 1]
                return [(value[:at], 1), (opening, times), (value[inner_start:end], 1), (closing, times), (value[end + 1 :], 1)]
        start, end = self._chunk(value)
        return [(value[:start], 1), (value[start:end], times), (value[end:], 1)]

    def _chunk(self, value: str) -> tuple[int, int]:
        """A piece to repeat: between separators when there are some, so that the rest keeps its shape."""
        cuts = sorted({0, len(value), *(at + 1 for at, char in enumerate(value) if not char.isalnum()), *(at for at, char in enumerate(value) if not char.isalnum())})
        start = self.chance.randrange(len(cuts) - 1)
        end = min(len(cuts) - 1, start + self.chance.choice((1, 1, 2, 2, 3)))
        return cuts[start], cuts[end]


def sum_of(pieces: list[tuple[str, int]]) -> ast.expr:
    """`'x = ' + '[' * 101 + ']' * 101`, or one constant when nothing repeats much."""
    if sum(len(text) * times for text, times in pieces) < WRITTEN_OUT:
        return ast.Constant("".join(text * times for text, times in pieces))
    parts: list[ast.expr] = []
    for text, times in pieces:
        if text and times:
            constant = ast.Constant(text)
            parts.append(constant if times == 1 else ast.BinOp(constant, ast.Mult(), ast.Constant(times)))
    total = parts[0] if parts else ast.Constant("")
    for part in parts[1:]:
        total = ast.BinOp(total, ast.Add(), part)
    return total


def _closing(value: str, at: int) -> int | None:
    depth = 0
    for index in range(at, len(value)):
        if value[index] == value[at]:
            depth += 1
        elif value[index] == PAIRS[value[at]]:
            depth -= 1
            if depth == 0:
                return index
    return None


def _after_key(value: str, at: int, end: int) -> int:
    """Behind `key =` or `key:` inside a bracket, so that the nested level is a value again."""
    for index in range(at + 1, end):
        if value[index] in "=:":
            return index + 1 + (1 if value[index + 1 : index + 2] == " " else 0)
    return at + 1
