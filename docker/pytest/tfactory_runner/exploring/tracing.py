"""Which lines and branches of the changed functions run, and what values met at a line."""

from __future__ import annotations

import inspect
import os
import sys
import threading
from types import CodeType, FrameType
from typing import Any, Callable

ORDER_LIMIT = 20_000
GENERATOR_FLAGS = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
RESUMED_AFTER = 8  # a generator that has not begun is still in its first few bytes of bytecode


class LineTracer:
    """Traces only functions that hold a changed line, so that the rest runs at nearly full speed.

    Arcs are coverage.py's: a negative number is an entry to or an exit from a code object.
    """

    def __init__(self, changed: dict[str, list[int]], at_line: Callable[[FrameType], None] | None = None) -> None:
        self._paths = {os.path.realpath(path): path for path in changed}
        self._changed = {path: set(lines) for path, lines in changed.items()}
        self._codes: dict[CodeType, str | None] = {}
        self._at_line = at_line
        self.lines: dict[str, set[int]] = {}
        self.arcs: dict[str, dict[tuple[int, int], None]] = {}
        self.order: list[tuple[str, int, int]] = []

    def __enter__(self) -> LineTracer:
        threading.settrace(self._on_call)
        sys.settrace(self._on_call)
        return self

    def __exit__(self, *_: Any) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]

    def _on_call(self, frame: FrameType, event: str, _: Any) -> Any:
        code = frame.f_code
        try:
            path = self._codes[code]
        except KeyError:
            path = self._codes[code] = self._path_of(code)
        return None if path is None else self._trace_frame(path, code, frame)

    def _path_of(self, code: CodeType) -> str | None:
        path = self._paths.get(code.co_filename) or self._paths.get(os.path.realpath(code.co_filename))
        if path is None:
            return None
        lines = lines_of_code(code)
        return path if lines & self._changed[path] else None

    def _trace_frame(self, path: str, code: CodeType, frame: FrameType) -> Any:
        lines = self.lines.setdefault(path, set())
        arcs = self.arcs.setdefault(path, {})
        order = self.order
        entry = -code.co_firstlineno
        is_generator = bool(code.co_flags & GENERATOR_FLAGS)
        previous = frame.f_lineno if is_generator and frame.f_lasti > RESUMED_AFTER else entry
        at_line = self._at_line

        def on_event(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal previous
            if event == "line":
                line = frame.f_lineno
                lines.add(line)
                arcs[(previous, line)] = None
                if len(order) < ORDER_LIMIT:
                    order.append((path, previous, line))
                previous = line
                if at_line is not None:
                    at_line(frame)
            elif event == "return" and not is_generator:
                arcs[(previous, entry)] = None
            return on_event

        return on_event


def lines_of_code(code: CodeType) -> set[int]:
    """Lines of a code object and of the code inside it."""
    found = {line for _, _, line in code.co_lines() if line} if hasattr(code, "co_lines") else _lines_by_table(code)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= lines_of_code(constant)
    return found


def _lines_by_table(code: CodeType) -> set[int]:
    import dis

    return {line for _, line in dis.findlinestarts(code) if line}
