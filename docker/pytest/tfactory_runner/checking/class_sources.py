"""What the source of a class or module says about attributes that only appear when it runs."""

from __future__ import annotations

import ast
import functools
import inspect
import re
import sys
import textwrap
import types
from dataclasses import dataclass, field

# They decide names at run time.
_OPEN = re.compile(r"__dict__\s*(\.update|\.setdefault|\[|=[^=]|\|=)|vars\(self\)\s*(\.update|\[)|object\.__new__")
_OWN_TOOLS = ("_pytest", "pytest", "pluggy", "coverage", "tfactory_runner", "_hypothesis_pytestplugin")


@dataclass
class Names:
    """`stored`: attributes that are assigned on something. `made_global`: names that functions give to the module."""

    stored: set[str] = field(default_factory=set)
    made_global: set[str] = field(default_factory=set)
    is_open: bool = False


def is_own_tool(kind: type) -> bool:
    return _package(kind) in _OWN_TOOLS


def is_stdlib(kind: type) -> bool:
    return _package(kind) in sys.stdlib_module_names


def _package(kind: type) -> str:
    return (kind.__module__ or "").partition(".")[0]


@functools.cache
def module_names(module: types.ModuleType | None) -> Names:
    return _names(_tree_of(module))


@functools.cache
def class_source(kind: type) -> Names | None:
    """`None` when there is no source."""
    text = source_of(kind)
    if text is None:
        return None
    names = _names(_parse(text))
    names.is_open = names.is_open or bool(_OPEN.search(text))
    return names


@functools.cache
def source_of(thing: object) -> str | None:
    try:
        return textwrap.dedent(inspect.getsource(thing))  # type: ignore[arg-type]
    except (OSError, TypeError, IndentationError, ValueError):
        return None


def _tree_of(module: types.ModuleType | None) -> ast.Module | None:
    text = source_of(module) if module is not None else None
    return _parse(text) if text is not None else None


def _parse(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError):
        return None


def _names(tree: ast.Module | None) -> Names:
    names = Names()
    given = _parameters(tree)
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.stored.add(node.attr)
        elif isinstance(node, ast.Global):
            names.made_global |= set(node.names)
        elif isinstance(node, ast.Call) and _is_setattr(node.func):
            name = node.args[1] if len(node.args) > 1 else None
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                names.stored.add(name.value)
            elif not (node.args and isinstance(node.args[0], ast.Name) and node.args[0].id in given):
                names.is_open = True
    return names


def _parameters(tree: ast.Module | None) -> set[str]:
    """Parameters but the first ones: what a function is given to change is most likely of another class."""
    functions = [n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))] if tree is not None else []
    return {argument.arg for function in functions for argument in [*function.args.args[1:], *function.args.kwonlyargs]}


def _is_setattr(function: ast.AST) -> bool:
    return (isinstance(function, ast.Name) and function.id == "setattr") or (
        isinstance(function, ast.Attribute) and function.attr == "__setattr__"
    )
