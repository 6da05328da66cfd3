"""What functions and classes without hints give, read from their source."""

from __future__ import annotations

import ast
import builtins
import functools
import importlib
import sys
import types
from typing import Any, Callable

from .annotations import hints_of, of_hint
from .class_sources import source_of
from .inference import Inference
from .known import NOTHING, UNKNOWN, Alternatives, Exactly, Made, all_of
from .parsed import Function, Parsed

_NAMESPACES = (types.ModuleType, type, types.FunctionType, types.BuiltinFunctionType, functools._lru_cache_wrapper)
ParameterOf = Callable[[str], Alternatives]


class SourceInference(Inference):
    """Of one function of the project. `parameter_of` says what parameters hold that neither a receiver nor a hint explains."""

    def __init__(
        self, function: types.FunctionType, receiver: Made | None, depth: int, parameter_of: ParameterOf = lambda name: UNKNOWN
    ) -> None:
        code = _parsed(function)
        super().__init__(code, depth + 1)
        self._function, self._receiver, self._parameter_of = function, receiver, parameter_of
        self.definition = next((n for n in code.module.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))), None)

    def global_name(self, node: ast.Name, binders: list[ast.AST]) -> Alternatives:
        function = self._function
        cells = dict(zip(function.__code__.co_freevars, function.__closure__ or ()))
        try:
            if node.id in cells:
                return _kept(cells[node.id].cell_contents)
        except ValueError:  # not filled yet
            return UNKNOWN
        if node.id in function.__globals__:
            return _kept(function.__globals__[node.id])
        return (Exactly(getattr(builtins, node.id)),) if hasattr(builtins, node.id) else UNKNOWN

    def parameter(self, node: ast.arg, function: Any) -> Alternatives:
        if function is not self.definition:
            return UNKNOWN
        arguments = function.args
        if self._receiver is not None and arguments.args and node is arguments.args[0]:
            return (self._receiver,)
        if node in (arguments.vararg, arguments.kwarg):
            return (Made(tuple if node is arguments.vararg else dict, True),)
        hints = hints_of(self._function)
        return of_hint(hints[node.arg]) if node.arg in hints else self._parameter_of(node.arg)

    def imported(self, alias: ast.alias, name: str) -> Alternatives:
        statement = self.code.parent(alias)
        package = self._function.__globals__.get("__package__")
        try:
            if isinstance(statement, ast.ImportFrom):
                module = importlib.import_module("." * statement.level + (statement.module or ""), package)
                return _kept(getattr(module, alias.name))
            module = importlib.import_module(alias.name)
            return (Exactly(module if alias.asname else sys.modules[alias.name.partition(".")[0]]),)
        except BaseException:
            return UNKNOWN

    def annotation(self, node: ast.AST) -> Alternatives:
        return of_hint(evaluated(node, self._function.__globals__))

    def results(self) -> Alternatives:
        """What its own `return` or `yield` statements give."""
        if self.definition is None:
            return UNKNOWN
        own = [n for n in ast.walk(self.definition) if self._is_own(n)]
        given = [n.value for n in own if isinstance(n, ast.Yield)] or [n.value for n in own if isinstance(n, ast.Return)]
        if not given:
            return UNKNOWN if any(isinstance(n, ast.YieldFrom) for n in own) or _is_stub(self.definition) else NOTHING
        return all_of(self.of(value) if value is not None else NOTHING for value in given)

    def _is_own(self, node: ast.AST) -> bool:
        return next((a for a in self.code.ancestors(node) if isinstance(a, Function)), None) is self.definition


@functools.cache
def _parsed(function: types.FunctionType) -> Parsed:
    return Parsed(ast.parse(source_of(function) or ""))


# By what they depend on: the same few functions are asked for again and again.
_results: dict[tuple, Alternatives] = {}


def results_in_source(function: types.FunctionType, receiver: Made | None, depth: int) -> Alternatives:
    def find() -> Alternatives:
        try:
            return SourceInference(function, receiver, depth).results()
        except (SyntaxError, ValueError, RecursionError):
            return UNKNOWN

    return _remembered((function, *_about(receiver), depth), find)


def stored_as(made: Made, name: str, depth: int) -> Alternatives:
    """What the methods of a class assign to an attribute of `self`."""

    def find() -> Alternatives:
        found: list[Alternatives] = []
        for base in made.kind.__mro__:
            for method in vars(base).values():
                if base.__module__ != "builtins" and isinstance(method, types.FunctionType) and name in method.__code__.co_names:
                    found += _stores_in(method, made, name, depth)
        return all_of(found) if found else UNKNOWN

    return _remembered((name, *_about(made), depth), find)


def _remembered(key: tuple, find: Callable[[], Alternatives]) -> Alternatives:
    if key not in _results:
        _results[key] = UNKNOWN  # what depends on itself is not known
        _results[key] = find()
    return _results[key]


def _about(receiver: Made | None) -> tuple:
    return (None, False) if receiver is None else (receiver.kind, receiver.exact)


def _stores_in(method: types.FunctionType, made: Made, name: str, depth: int) -> list[Alternatives]:
    try:
        source = SourceInference(method, made, depth)
    except (SyntaxError, ValueError):
        return [UNKNOWN]
    stores = [
        n for n in ast.walk(source.code.module) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store) and n.attr == name
    ]
    return [_stored(source, store) for store in stores]


def _stored(source: SourceInference, store: ast.Attribute) -> Alternatives:
    place = source.code.parent(store)
    if isinstance(place, ast.AnnAssign):
        return source.annotation(place.annotation)
    return source.of(place.value) if isinstance(place, ast.Assign) and store in place.targets else UNKNOWN


def evaluated(node: ast.AST, names: dict[str, Any]) -> Any:
    """A hint as the object it names; `typing.Any` when it can not be evaluated."""
    try:
        value = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)
        return eval(value, dict(names))
    except BaseException:
        return Any


def _kept(value: Any) -> Alternatives:
    """A global: what is no class, module or function may be another object by the time it is used."""
    if value is None:
        return UNKNOWN
    return (Exactly(value),) if isinstance(value, _NAMESPACES) else (Made(type(value)),)


def _is_stub(definition: Any) -> bool:
    """A body that says nothing about what its overrides give."""
    return all(
        isinstance(statement, (ast.Pass, ast.Raise)) or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in definition.body
    )
