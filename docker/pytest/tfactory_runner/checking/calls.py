"""Calls whose arguments cannot be bound to the real signature. Provisional: the run has the last word."""

from __future__ import annotations

import ast
import difflib
import functools
import inspect
import types
from typing import Any
from unittest import mock

import pytest

from .bindings import Bindings
from .candidate_file import CandidateFile
from .known import Exactly, Known, Made, Method, instance, something
from .members import member
from .real_names import RealNames
from .returned import is_context_manager

_CALLABLES = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.MethodDescriptorType, type)
_CALLABLES += (functools.partial, functools._lru_cache_wrapper)
# `pytest.raises` takes anything when it gets a function to call, so its signature does not say this.
_RAISES_KEYWORDS = {"match", "check", "expected_exception"}


def check_calls(file: CandidateFile, real: RealNames, bindings: Bindings) -> None:
    for node in ast.walk(file.module):
        if not isinstance(node, ast.Call) or file.is_guarded(node, "TypeError"):
            continue
        problems = [_problem(known, node) for known in something(bindings.of(node.func))]
        if problems and all(problems):
            called, problem, near = problems[0]
            name = getattr(called, "__qualname__", ast.unparse(node.func))
            file.add("call-shape", "symbol", "medium", node, f"`{name}`: {problem}", _file_of(called, real), near)


def _problem(known: Known, node: ast.Call) -> tuple[Any, str, str | None] | None:
    """What is called, what is wrong, and the real name of a wrong keyword; `None` when nothing is known to be wrong."""
    called, instances = _called(known)
    if _is_fixture(called):
        return called, "is a fixture: it is given to a test that names it as a parameter, not called", None
    if called is pytest.raises and len(node.args) < 2:
        return _unknown_keyword(called, [k.arg for k in node.keywords if k.arg], _RAISES_KEYWORDS)
    if not isinstance(called, _CALLABLES) or not _says_what_it_takes(called):
        return None
    try:
        # What a decorator wraps is not what is called.
        signature = inspect.signature(called, follow_wrapped=isinstance(called, functools._lru_cache_wrapper) or is_context_manager(called))
    except (ValueError, TypeError):
        return None
    return _misfit(called, signature, instances, node)


def _called(known: Known) -> tuple[Any, int]:
    """The callable, and how many arguments it gets before those that are written: the instance of a plain method."""
    if isinstance(known, Exactly):
        value = known.value
        if isinstance(value, _CALLABLES) or _is_fixture(value):
            return value, 0
    if isinstance(known, Method):
        return known.function, 1
    made = instance(known)
    if made is None or made.spec is not None:
        return None, 0
    call = member(Made(made.kind, made.exact), "__call__", 0)
    return (call[0].function, 1) if len(call) == 1 and isinstance(call[0], Method) else (None, 0)


def _is_fixture(value: Any) -> bool:
    """Since pytest 8.4 a class of its own, before a function with a mark."""
    return type(value).__name__ == "FixtureFunctionDefinition" or "_pytestfixturefunction" in getattr(value, "__dict__", ())


def _says_what_it_takes(called: Any) -> bool:
    """Not what describes itself, has a metaclass that takes the call, or is a mock or a built-in exception."""
    if isinstance(called, type):
        made_otherwise = type(called).__call__ is not type.__call__
        return not (made_otherwise or "__signature__" in vars(called) or issubclass(called, mock.NonCallableMock))
    return not hasattr(called, "__signature__")


def _misfit(called: Any, signature: inspect.Signature, instances: int, node: ast.Call) -> tuple[Any, str, str | None] | None:
    positional = [None] * (instances + sum(not isinstance(argument, ast.Starred) for argument in node.args))
    keywords = {keyword.arg: None for keyword in node.keywords if keyword.arg is not None}
    open_ended = any(isinstance(argument, ast.Starred) for argument in node.args) or len(keywords) < len(node.keywords)
    try:
        if open_ended:
            signature.bind_partial(*positional, **keywords)
        else:
            signature.bind(*positional, **keywords)
    except TypeError as error:
        unknown = _unknown_keyword(called, list(keywords), set(signature.parameters))
        takes_any = any(parameter.kind is parameter.VAR_KEYWORD for parameter in signature.parameters.values())
        return unknown if unknown and not takes_any else (called, str(error), None)
    return None


def _unknown_keyword(called: Any, given: list[str], known: set[str]) -> tuple[Any, str, str | None] | None:
    wrong = next((name for name in given if name not in known), None)
    if wrong is None:
        return None
    near = difflib.get_close_matches(wrong, sorted(known), n=1, cutoff=0.6)
    return called, f"got an unexpected keyword argument '{wrong}'", near[0] if near else None


def _file_of(called: Any, real: RealNames) -> str | None:
    try:
        return real.file_of(called)
    except BaseException:
        return None
