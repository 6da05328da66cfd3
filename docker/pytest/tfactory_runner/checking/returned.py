"""What a call gives, and what a `with` statement binds."""

from __future__ import annotations

import ast
import contextlib
import functools
import inspect
import types
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

from .annotations import elements_of, hints_of, of_hint
from .known import UNKNOWN, Alternatives, Exactly, Known, Made, Method, instance
from .members import member
from .real_names import MISSING
from .stdlib_returns import returns

if TYPE_CHECKING:
    from .inference import Inference

_LAZY = inspect.CO_GENERATOR | inspect.CO_ASYNC_GENERATOR
_MANAGERS = (contextlib._GeneratorContextManager, contextlib._AsyncGeneratorContextManager)
_BUILT_IN = (types.BuiltinFunctionType, types.MethodDescriptorType, types.WrapperDescriptorType)
_CONTAINERS = (list, set, frozenset, tuple)


def returned(callee: Known, node: ast.Call, around: Inference) -> Alternatives:
    """What `callee(…)` gives; `node` is the call, `around` knows its arguments."""
    if isinstance(callee, Method):
        return result_of(callee.function, callee.receiver, around.depth)
    value = callee.value if isinstance(callee, Exactly) else None
    if isinstance(value, type):
        return _instance_of(value, node, around)
    if isinstance(value, types.MethodType):
        owner = value.__self__
        return result_of(value.__func__, Made(owner if isinstance(owner, type) else type(owner)), around.depth)
    if isinstance(value, functools.partial):
        return returned(Exactly(value.func), node, around)
    if _is_raises(value):
        kinds = around.of(node.args[0]) if node.args else UNKNOWN
        raised = tuple(Made(known.value) for known in kinds if isinstance(known, Exactly) and isinstance(known.value, type))
        return (Made(_MANAGERS[0], holds=(Made(pytest.ExceptionInfo, True, holds=raised),)),)
    if value is mock.create_autospec:
        return _mock_of(mock.MagicMock, node, around)
    if isinstance(value, (types.FunctionType, *_BUILT_IN, functools._lru_cache_wrapper)):
        return result_of(value, None, around.depth)
    made = instance(callee)
    called = member(made, "__call__", around.depth) if made is not None else UNKNOWN
    return result_of(called[0].function, made, around.depth) if called and isinstance(called[0], Method) else UNKNOWN


def result_of(function: Any, receiver: Made | None, depth: int) -> Alternatives:
    """What a function gives, by its hint, else by its source; a coroutine or context manager with what that holds."""
    if isinstance(function, functools._lru_cache_wrapper):
        function = function.__wrapped__
    manages = is_context_manager(function)
    if manages:
        function = function.__wrapped__
    if not isinstance(function, types.FunctionType):
        kind = returns(function)
        return (Made(kind),) if kind is not None else UNKNOWN
    if hasattr(function, "__wrapped__"):
        return UNKNOWN  # what a decorator makes of it is the decorator's business
    given = given_by(function, receiver, depth)
    flags = function.__code__.co_flags
    if manages:
        return (Made(_MANAGERS[bool(flags & inspect.CO_ASYNC_GENERATOR)], True, given),)
    if flags & inspect.CO_COROUTINE:
        return (Made(types.CoroutineType, True, given),)
    if flags & _LAZY:
        kind = types.GeneratorType if flags & inspect.CO_GENERATOR else types.AsyncGeneratorType
        return (Made(kind, True, given),)
    return given


def given_by(function: types.FunctionType, receiver: Made | None, depth: int) -> Alternatives:
    """What comes out of its `return`, or, of a generator, its `yield`."""
    hints = hints_of(function)
    if "return" in hints:
        is_lazy = bool(function.__code__.co_flags & _LAZY)
        return elements_of(hints["return"]) if is_lazy else of_hint(hints["return"], receiver.kind if receiver else None)
    known = returns(function)
    if known is not None:
        return (Made(known),)
    if "return" in getattr(function, "__annotations__", {}) or _is_overridden(function, receiver):
        return UNKNOWN
    from .sources import results_in_source  # reads source with calls itself

    return results_in_source(function, receiver, depth)


def entered(known: Known, manager: ast.AST, around: Inference) -> Alternatives:
    """What `with manager as name` binds."""
    made = instance(known)
    if made is None:
        return UNKNOWN
    if made.kind in _MANAGERS:
        return made.holds
    name = "__aenter__" if isinstance(around.code.parent(around.code.parent(manager)), ast.AsyncWith) else "__enter__"
    method = inspect.getattr_static(made.kind, name, MISSING)
    return given_by(method, made, around.depth) if isinstance(method, types.FunctionType) else UNKNOWN


def is_context_manager(function: Any) -> bool:
    """Whether `contextlib.contextmanager` made it: it takes what the function under it takes."""
    code = getattr(function, "__code__", None)
    return hasattr(function, "__wrapped__") and code is not None and code.co_filename == contextlib.__file__


def _is_raises(value: Any) -> bool:
    return value is pytest.raises


def _instance_of(kind: type, node: ast.Call, around: Inference) -> Alternatives:
    if issubclass(kind, mock.NonCallableMock):
        return _mock_of(kind, node, around)
    if kind in (type, super, object) or kind.__module__ == "unittest.mock":
        return UNKNOWN
    if type(kind).__call__ is not type.__call__ and not hasattr(kind, "__members__"):
        return UNKNOWN
    maker = kind.__new__
    if maker is object.__new__ or hasattr(kind, "_fields"):
        return (Made(kind, True, _elements(kind, node, around)),)
    if isinstance(maker, types.BuiltinFunctionType) or hasattr(kind, "__members__"):
        return (Made(kind, True, _elements(kind, node, around)),)
    return (Made(kind),) if kind.__module__ in ("pathlib", "typing", "decimal", "fractions", "datetime") else UNKNOWN


def _elements(kind: type, node: ast.Call, around: Inference) -> Alternatives:
    if kind not in _CONTAINERS or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
        return UNKNOWN
    held = [made.holds if made is not None else UNKNOWN for made in map(instance, around.of(node.args[0]))]
    return held[0] if len(held) == 1 else UNKNOWN


def _mock_of(kind: type, node: ast.Call, around: Inference) -> Alternatives:
    """A mock with a `spec` has only the names of that; any other mock has every name."""
    spec = next((keyword.value for keyword in node.keywords if keyword.arg in ("spec", "spec_set")), None)
    spec = spec or (node.args[0] if node.args else None)
    found = around.of(spec) if spec is not None else UNKNOWN
    wanted = [known.value for known in found if isinstance(known, Exactly) and isinstance(known.value, type)]
    return (Made(kind, True, spec=wanted[0]),) if len(wanted) == 1 == len(found) else UNKNOWN


def _is_overridden(function: types.FunctionType, receiver: Made | None) -> bool:
    """Whether a subclass that may stand in for the receiver's class has a method of its own of that name."""
    if receiver is None or receiver.exact:
        return False
    name = function.__name__
    return any(name in vars(kind) for kind in receiver.kind.__subclasses__())
