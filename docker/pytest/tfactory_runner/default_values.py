"""Default values of functions as mutants change them."""

from __future__ import annotations

import ast
import types
from dataclasses import dataclass
from typing import Any, Iterator


@dataclass(frozen=True)
class NewDefault:
    """`code` is the function's. `place`: the index in its `__defaults__`, or the name in its `__kwdefaults__`."""

    code: types.CodeType
    place: int | str
    value: Any


def defaults_of(function: Any) -> Iterator[tuple[int | str, Any]]:
    """(place, expression) of each default value of a function's node."""
    yield from enumerate(function.args.defaults)
    for argument, value in zip(function.args.kwonlyargs, function.args.kw_defaults):
        if value is not None:
            yield argument.arg, value


def new_default(module: types.CodeType, mutated: ast.Module, function: Any, place: int | str) -> NewDefault | None:
    """What the mutant gives `function`, a node of the original; `module` is the original's code.

    `None` when the new value is not a literal or can change: then it matters when it is computed.
    """
    wanted = function.name, function.lineno
    nodes = (node for node in ast.walk(mutated) if isinstance(node, type(function)))
    other = next((node for node in nodes if (node.name, node.lineno) == wanted), None)
    code = next((one for one in _all_inside(module) if (one.co_name, one.co_firstlineno) == wanted), None)
    try:
        value = ast.literal_eval(dict(defaults_of(other))[place])
        hash(value)
    except (AttributeError, KeyError, ValueError, TypeError):
        return None
    return None if code is None else NewDefault(code, place, value)


def _all_inside(code: types.CodeType) -> Iterator[types.CodeType]:
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield inner
            yield from _all_inside(inner)
