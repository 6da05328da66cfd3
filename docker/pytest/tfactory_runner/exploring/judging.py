"""Runs pinned probes again, as the written test would, and says how each would end."""

from __future__ import annotations

import contextlib
import io
import re
import sys
import warnings
from typing import Any

from tfactory_runner.exploring.limits import TooLong, at_most
from tfactory_runner.exploring.running import Prepared

SAME, ASSERTION, ERROR, TIMED_OUT = "same", "assertion", "error", "timed-out"


def judge(pinned: dict[str, Any], seconds: float) -> str:
    """`same`: the test passes. `assertion`: an assertion of it fails. `error`: something else is raised. `timed-out`."""
    out = io.StringIO()
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), at_most(seconds):
            warnings.simplefilter("always")
            return _judge(pinned)
    except TooLong:
        return TIMED_OUT
    except BaseException:
        return ERROR
    finally:
        sys.settrace(None)


def _judge(pinned: dict[str, Any]) -> str:
    prepared = Prepared(pinned["probe"])
    prepared.import_names()
    exec("\n".join(pinned["pin_imports"]), prepared.names)
    prepared.set_up()
    pin = pinned["pin"]
    if pin["kind"] == "raises":
        verdict = _judge_raise(prepared, pin)
    else:
        verdict = _judge_result(prepared, pin)
    return verdict if verdict != SAME else _judge_facts(pinned["after"], prepared.names)


def _judge_raise(prepared: Prepared, pin: dict[str, Any]) -> str:
    expected = eval(pin["exception"], prepared.names)
    try:
        prepared.evaluate()
    except expected as error:
        found = re.search(re.escape(pin["message"]), str(error))
        return SAME if found else ASSERTION
    return ASSERTION


def _judge_result(prepared: Prepared, pin: dict[str, Any]) -> str:
    result = prepared.evaluate()
    if pin["kind"] == "facts":
        return _judge_facts(pin["facts"], {**prepared.names, "result": result})
    return SAME if _agree(result, pin, prepared.names) else ASSERTION


def _judge_facts(facts: list[dict[str, str]], names: dict[str, Any]) -> str:
    for fact in facts:
        if not _agree(eval(fact["expression"], names), fact, names):
            return ASSERTION
    return SAME


def failing_facts(pinned: dict[str, Any], seconds: float) -> list[str]:
    """Expressions of facts and afters that no longer hold: tells which of them are worth keeping."""
    out = io.StringIO()
    broken: list[str] = []
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out), at_most(seconds):
            warnings.simplefilter("always")
            _collect_failing(pinned, broken)
    except BaseException:
        pass
    return broken


def _collect_failing(pinned: dict[str, Any], broken: list[str]) -> None:
    prepared = Prepared(pinned["probe"])
    prepared.import_names()
    exec("\n".join(pinned["pin_imports"]), prepared.names)
    prepared.set_up()
    pin = pinned["pin"]
    names = prepared.names
    if pin["kind"] == "raises":
        if _judge_raise(prepared, pin) != SAME:
            broken.append("")
    else:
        result = prepared.evaluate()
        if pin["kind"] == "value" and not _agree(result, pin, names):
            broken.append("")
        names = {**names, "result": result}
    for fact in (*pin.get("facts", []), *pinned["after"]):
        try:
            holds = _agree(eval(fact["expression"], names), fact, names)
        except Exception:
            continue  # an error is no failed assertion
        if not holds:
            broken.append(fact["expression"])


def _agree(result: Any, fact: dict[str, str], names: dict[str, Any]) -> bool:
    expected = eval(fact["value"], names)
    if fact["compare"] == "identity":
        return result is expected
    if fact["compare"] == "approx":
        import pytest

        return bool(result == pytest.approx(expected, nan_ok=True))
    return bool(result == expected)
