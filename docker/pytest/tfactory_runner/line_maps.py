"""From the lines a tracer saw to the lines a reader counts: the first line of each statement."""

from __future__ import annotations

import ast
import tokenize
import warnings
from typing import Iterable

from .statements import entry_lines, first_lines


class LineMap:
    """Of one file. A file that cannot be parsed maps every line to itself."""

    def __init__(self, file: str) -> None:
        self._first: dict[int, int] = {}
        self._entries: dict[int, list[int]] = {}
        try:
            with tokenize.open(file) as source, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                module = ast.parse(source.read())
        except (OSError, SyntaxError, ValueError, RecursionError):
            return
        self._first = first_lines(module)
        self._entries = entry_lines(module)

    def lines(self, ran: Iterable[int], arcs: Iterable[tuple[int, int]]) -> list[int]:
        """The lines that ran, their statements' first lines, and the headers of the functions that were entered."""
        seen = {line for line in ran if line > 0}  # 0 is how an empty module reports itself
        entered = {line for start, _ in arcs if start < 0 for line in self._entries.get(-start, ())}
        return sorted(seen | {self._first.get(line, line) for line in seen} | entered)

    def arcs(self, arcs: Iterable[tuple[int, int]]) -> list[list[int]]:
        """Arcs between statements, without the steps inside one."""
        mapped = {(self._start_of(a), self._start_of(b)) for a, b in arcs if a == b or self._start_of(a) != self._start_of(b)}
        return [list(arc) for arc in sorted(mapped)]

    def _start_of(self, line: int) -> int:
        return self._first.get(line, line) if line >= 0 else -self._first.get(-line, -line)
