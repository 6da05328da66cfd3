"""Calls whose arguments cannot be bound to the real signature. Provisional: the run has the last word."""

from __future__ import annotations

import ast
import inspect
import types
from typing import Any

from .bindings import UNKNOWN, Bindings
from .candidate_file import CandidateFile
from .real_names import RealNames

_CALLABLES = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type)


def check_calls(file: CandidateFile, real: RealNames, bindings: Bindings) -> None:
    for node in ast.walk(file.module):
        if not isinstance(node, ast.Call) or file.is_guarded(node):
            continue
        called, instance = _called(node.func, bindings)
        if not isinstance(called, _CALLABLES):
            continue
        problem = _problem(called, node, instance)
        if problem:
            name = getattr(called, "__qualname__", ast.unparse(node.func))
            file.add("call-shape", "symbol", "medium", node, f"`{name}`: {problem}", _file_of(called, real))


def _called(func: ast.AST, bindings: Bindings) -> tuple[Any, bool]:
    """The callable, and whether it is a plain method that gets an instance first."""
    value = bindings.value(func)
    if value is not UNKNOWN:
        return value, False
    if isinstance(func, ast.Attribute):
        made = bindings.made_by(func.value)
        method = inspect.getattr_static(made, func.attr, None) if made is not None else None
        if isinstance(method, types.FunctionType):
            return method, True
    return UNKNOWN, False


def _problem(called: Any, node: ast.Call, instance: bool) -> str | None:
    if hasattr(called, "__signature__") or (isinstance(called, type) and type(called) is not type):
        return None  # it says what it likes about itself
    try:
        # What a decorator wraps is not what is called.
        signature = inspect.signature(called, follow_wrapped=False)
    except (ValueError, TypeError):
        return None
    positional = [None] * (instance + sum(not isinstance(argument, ast.Starred) for argument in node.args))
    keywords = {keyword.arg: None for keyword in node.keywords if keyword.arg is not None}
    open_ended = any(isinstance(argument, ast.Starred) for argument in node.args) or len(keywords) < len(node.keywords)
    try:
        if open_ended:
            signature.bind_partial(*positional, **keywords)
        else:
            signature.bind(*positional, **keywords)
    except TypeError as error:
        return str(error)
    return None


def _file_of(called: Any, real: RealNames) -> str | None:
    try:
        return real.file_of(called)
    except BaseException:
        return None
