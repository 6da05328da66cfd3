"""Runs one probe on the untouched code and writes down what there is to see. Called in a fork only."""

from __future__ import annotations

import ast
import contextlib
import functools
import io
import os
import random
import sys
import time
import types
import warnings
from typing import Any

from tfactory_runner.exploring import facts
from tfactory_runner.exploring.importing import is_in_tree
from tfactory_runner.exploring.limits import TooLong, at_most
from tfactory_runner.exploring.mining import is_constructible, parse_file
from tfactory_runner.exploring.tracing import LineTracer
from tfactory_runner.exploring.values import ADDRESS, NotPlain, write_value

SECONDS_PER_PROBE = 2.0
MESSAGE_LIMIT = 600
ORDER_KEPT = 60


class Prepared:
    """A probe's names after its imports and setup, and the compiled call."""

    def __init__(self, probe: dict[str, Any]) -> None:
        self.probe = probe
        self.names: dict[str, Any] = {"__name__": "test_explored", "__file__": os.path.abspath(probe["base"])}
        self.call = _compile(probe["call"], "eval")
        self.setup = _compile("\n".join(probe["setup"]), "exec")
        self._held: dict[str, str] = {}

    def import_names(self) -> None:
        exec(_compile("\n".join(self.probe["imports"]), "exec"), self.names)

    def set_up(self) -> None:
        random.seed(0)
        exec(self.setup, self.names)

    def evaluate(self) -> Any:
        return eval(self.call, self.names)

    def evaluate_watched(self) -> Any:
        """The same, with list, dict and set displays among the arguments held by hidden names, to see whether the call changes them."""
        call, displays = hold_displays(self.probe["call"])
        for name, text in displays.items():
            self.names[name] = eval(_compile(text, "eval"), self.names)
        self._held = displays
        return eval(call, self.names)

    def arguments_changed(self) -> list[str]:
        """Texts of the displays that no longer equal themselves."""
        changed = []
        for name, text in self._held.items():
            try:
                if self.names[name] != eval(_compile(text, "eval"), self.names):
                    changed.append(text)
            except Exception:
                continue
            finally:
                del self.names[name]
        return changed


def hold_displays(source: str) -> tuple[Any, dict[str, str]]:
    """The compiled expression with plain displays among call arguments replaced by names, and the names' texts."""
    tree = ast.parse(source, mode="eval")
    displays: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for holder, at in [*((node.args, at) for at in range(len(node.args))), *((keyword, None) for keyword in node.keywords)]:
                value = holder[at] if isinstance(holder, list) else holder.value
                if isinstance(value, (ast.List, ast.Dict, ast.Set)) and is_constructible(value):
                    name = f"_held_{len(displays)}"
                    displays[name] = ast.unparse(value)
                    replacement = ast.copy_location(ast.Name(name, ast.Load()), value)
                    if isinstance(holder, list):
                        holder[at] = replacement
                    else:
                        holder.value = replacement
    return compile(tree, "<probe>", "eval", dont_inherit=True), displays


@functools.lru_cache(maxsize=4096)
def _compile(source: str, mode: str) -> Any:
    return compile(source, "<probe>", mode, dont_inherit=True)


def run_probe(probe: dict[str, Any], changed: dict[str, list[int]]) -> dict[str, Any]:
    """What the probe does: `status` is value, facts, raises, opaque, setup-failed, timed-out, crashed."""
    started = time.monotonic()
    tracer = LineTracer(changed)
    printed = io.StringIO()
    record: dict[str, Any] = {"status": "setup-failed", "after": [], "shape": {}, "detail": ""}
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        warnings.simplefilter("always")
        try:
            with at_most(probe.get("limit", SECONDS_PER_PROBE)):
                _run(probe, tracer, record)
        except TooLong:
            record["status"] = "timed-out"
        except BaseException as error:
            record["detail"] = f"{type(error).__name__}: {error}"[:300]
        finally:
            sys.settrace(None)
    record["lines"] = {path: sorted(lines) for path, lines in tracer.lines.items()}
    record["arcs"] = {path: sorted(arcs) for path, arcs in tracer.arcs.items()}
    record["order"] = tracer.order[-ORDER_KEPT:]
    record["seconds"] = time.monotonic() - started
    record["shape"]["printed"] = bool(printed.getvalue())
    record["shape"]["warned"] = [type_name(one.category) for one in caught]
    return record


def _run(probe: dict[str, Any], tracer: LineTracer, record: dict[str, Any]) -> None:
    prepared = Prepared(probe)
    prepared.import_names()
    with tracer:
        prepared.set_up()
    before = facts.look_at_names(prepared.names, probe)
    error: BaseException | None = None
    result: Any = None
    with tracer:
        try:
            result = prepared.evaluate_watched()
        except (TooLong, KeyboardInterrupt):
            raise
        except BaseException as raised:
            error = raised
    if error is not None:
        _note_raise(error, record)
    else:
        _note_result(result, record)
    record["shape"]["changes"] = prepared.arguments_changed()
    record["after"] = facts.look_again(prepared.names, probe, before)


def _note_raise(error: BaseException, record: dict[str, Any]) -> None:
    kind = type(error)
    record["status"] = "raises"
    record["shape"]["deliberate"] = _is_deliberate(error)
    message = str(error)
    try:
        written = write_value(kind)
    except NotPlain as reason:
        record["status"], record["detail"] = "opaque", f"raises {kind.__name__}: {reason}"
        return
    if ADDRESS.search(message) or os.getcwd() in message:
        message = ""
    record["pin"] = {"kind": "raises", "exception": written.source, "message": message[:MESSAGE_LIMIT]}
    record["pin_imports"] = written.imports


def _is_deliberate(error: BaseException) -> bool:
    """Whether a `raise` statement of the project raised it, or a library function the project calls by contract."""
    trace = error.__traceback__
    last = None
    while trace is not None:
        last, trace = trace, trace.tb_next
    if last is None or not is_in_tree(last.tb_frame.f_code.co_filename):
        return not isinstance(error, (TypeError, AttributeError, NameError, RecursionError, AssertionError, OSError))
    return _line_raises(last.tb_frame.f_code.co_filename, last.tb_lineno)


def _line_raises(file: str, line: int) -> bool:
    return line in _raising_lines(file)


@functools.lru_cache(maxsize=64)
def _raising_lines(file: str) -> frozenset[int]:
    """Lines of `raise` and `assert` statements."""
    tree = parse_file(file)
    found: set[int] = set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, (ast.Raise, ast.Assert)):
            found.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return frozenset(found)


def _note_result(result: Any, record: dict[str, Any]) -> None:
    record["shape"].update(facts.shape_of(result))
    try:
        written = write_value(result)
    except NotPlain as reason:
        found, imports = facts.facts_about(result)
        record["status"] = "facts" if found else "opaque"
        record["detail"] = str(reason)
        record["pin"] = {"kind": "facts", "facts": found}
        record["pin_imports"] = imports
        return
    record["status"] = "value"
    record["pin"] = {"kind": "value", "value": written.source, "type": type_name(type(result)), "compare": written.compare}
    record["pin_imports"] = written.imports


def type_name(kind: type) -> str:
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def is_function_like(value: Any) -> bool:
    return isinstance(value, (types.FunctionType, types.MethodType, types.BuiltinFunctionType))
