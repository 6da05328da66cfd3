"""Runs the project's existing tests once to see which of them reach changed code, from where, and with what values."""

from __future__ import annotations

import inspect
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, Callable

import pytest

from tfactory_runner.exploring.importing import is_in_tree, offer_tree
from tfactory_runner.exploring.limits import harden_fork
from tfactory_runner.exploring.tracing import LineTracer
from tfactory_runner.exploring.values import NotPlain, write_value
from tfactory_runner.forks import in_fork

CALLS_PER_FUNCTION = 40
LEAST_SECONDS = 3.0
PLUGINS_OFF = ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov", "-p", "no:randomly", "-p", "no:timeout"]


@dataclass
class Reached:
    """What the tests showed. `tests`: node id -> changed lines it ran. `calls`: calls that led there."""

    tests: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    calls: list[dict[str, Any]] = field(default_factory=list)


def trace_tests(selections: list[list[str]], changed: dict[str, list[int]], seconds: float, before: Callable[[], None]) -> Reached:
    """Runs the selections (files or node ids) in this order until `seconds` are used up, each in a fork of its own.

    What a selection showed before it crashed or was stopped counts. None gets more than half of the time that is left.
    """
    reached = Reached()
    deadline = time.monotonic() + seconds
    for selection in filter(None, selections):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        _trace_selection(selection, changed, max(left / 2, min(left, LEAST_SECONDS)), before, reached)
    return reached


def _trace_selection(selection: list[str], changed: dict[str, list[int]], seconds: float, before: Callable[[], None], reached: Reached) -> None:
    handle, notes = tempfile.mkstemp(suffix=".jsonl")
    os.close(handle)

    def work() -> None:
        offer_tree(list(changed))
        pytest.main(["-q", *PLUGINS_OFF, "-W", "ignore", *selection], plugins=[_Plugin(changed, notes, seconds)])

    def prepare() -> None:
        before()
        harden_fork()
        sys.dont_write_bytecode = True

    in_fork(work, seconds + 1, prepare)
    try:
        with open(notes, encoding="utf-8") as lines:
            for line in lines:
                _read(line, reached)
    finally:
        os.unlink(notes)


def _read(line: str, reached: Reached) -> None:
    try:
        note = json.loads(line)
    except ValueError:
        return
    if "test" in note:
        reached.tests[note["test"]] = note["lines"]
    else:
        reached.calls.append(note)


class _Plugin:
    def __init__(self, changed: dict[str, list[int]], notes: str, seconds: float) -> None:
        self._changed = changed
        self._notes = open(notes, "w", encoding="utf-8")
        self._deadline = time.monotonic() + seconds
        self._counts: dict[str, int] = {}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item: Any) -> Any:
        if time.monotonic() > self._deadline:
            pytest.exit("enough")
        tracer = _CallTracer(self._changed, self._note_call)
        with tracer:
            yield
        lines = {path: sorted(found) for path, found in tracer.lines.items() if found}
        if lines:
            self._write({"test": item.nodeid, "lines": lines})

    def _note_call(self, call: dict[str, Any]) -> None:
        key = call["function"]
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] <= CALLS_PER_FUNCTION:
            self._write(call)

    def _write(self, note: dict[str, Any]) -> None:
        self._notes.write(json.dumps(note) + "\n")
        self._notes.flush()


class _CallTracer(LineTracer):
    """Also notes the outermost project call that led to changed code, with its arguments as texts."""

    def __init__(self, changed: dict[str, list[int]], note: Any) -> None:
        super().__init__(changed)
        self._note = note
        self._noted: set[Any] = set()

    def _on_call(self, frame: FrameType, event: str, argument: Any) -> Any:
        inner = super()._on_call(frame, event, argument)
        if inner is not None and frame.f_code not in self._noted:
            self._noted.add(frame.f_code)
            self._note_chain(frame)
        return inner

    def _note_chain(self, frame: FrameType) -> None:
        chain: list[FrameType] = []
        at: FrameType | None = frame
        while at is not None and not _is_test_file(at.f_code.co_filename):
            if is_in_tree(at.f_code.co_filename):
                chain.append(at)
            at = at.f_back
        for one in (chain[:1] + chain[-1:]) if len(chain) > 1 else chain:
            note = _describe_call(one)
            if note is not None:
                self._note(note)


def _is_test_file(file: str) -> bool:
    name = os.path.basename(file)
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"


def _describe_call(frame: FrameType) -> dict[str, Any] | None:
    """Module, function and argument texts of a call of a plain function or a constructor; `None` when an argument is not plain."""
    code = frame.f_code
    module = frame.f_globals.get("__name__", "")
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    arguments = []
    imports: list[str] = []
    qualname = getattr(code, "co_qualname", code.co_name)
    first = names[0] if names else ""
    if first in ("self", "cls"):
        if code.co_name != "__init__":
            return None
        qualname = type(frame.f_locals.get(first)).__qualname__
        module = type(frame.f_locals.get(first)).__module__
        names = names[1:]
    if "<" in qualname or "." in qualname or qualname.startswith("_") or code.co_flags & inspect.CO_VARARGS:
        return None
    for index, name in enumerate(names):
        try:
            written = write_value(frame.f_locals[name])
        except (NotPlain, KeyError, Exception):
            return None
        if len(written.source) > 600:
            return None
        arguments.append([name, written.source, index >= code.co_argcount - (1 if first in ("self", "cls") else 0)])
        imports += written.imports
    return {"function": f"{module}:{qualname}", "module": module, "name": qualname, "arguments": arguments, "imports": imports}
