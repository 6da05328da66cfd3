"""Attributes of imported modules and classes, and of objects the test makes itself. Provisional: the run has the last word."""

from __future__ import annotations

import ast
import inspect
import types
from typing import Any

from .bindings import Bindings
from .candidate_file import CandidateFile
from .real_names import MISSING, RealNames, nearest


def check_attributes(file: CandidateFile, real: RealNames, bindings: Bindings) -> None:
    assigned = {
        ast.unparse(n) for n in ast.walk(file.module) if isinstance(n, ast.Attribute) and not isinstance(n.ctx, ast.Load)
    }
    for node in ast.walk(file.module):
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load) or file.is_guarded(node):
            continue
        text = ast.unparse(node)
        if text in assigned or file.asks_hasattr(text):
            continue
        holder = bindings.value(node.value)
        made = bindings.made_by(node.value)
        if isinstance(holder, (types.ModuleType, type)):
            if real.attribute(holder, node.attr) is MISSING:
                _add(file, real, node, holder)
        elif made is not None and not may_have(made, node.attr):
            _add(file, real, node, made)


def may_have(made: type, name: str) -> bool:
    """Whether an instance can have the attribute. Classes that decide at run time can have anything."""
    if hasattr(made, name):
        return True
    for kind in made.__mro__:
        if kind is object:
            continue
        if "__getattr__" in vars(kind) or "__getattribute__" in vars(kind):
            return True
        if name in getattr(kind, "__annotations__", {}):
            return True
        if _sets_itself(kind, name):
            return True
    return False


def _sets_itself(kind: type, name: str) -> bool:
    """Whether the class's source assigns the attribute, or assigns attributes by name. No source: it may."""
    try:
        source = inspect.getsource(kind)
    except (OSError, TypeError):
        return True
    if "setattr(" in source or "__dict__" in source or "vars(self)" in source:
        return True
    return f".{name} =" in source or f".{name}:" in source or f".{name}," in source or f'"{name}"' in source


def _add(file: CandidateFile, real: RealNames, node: ast.Attribute, holder: Any) -> None:
    near = nearest(node.attr, holder)
    message = f"`{holder.__name__}` has no attribute `{node.attr}`"
    file.add("unknown-attribute", "symbol", "medium", node, message, real.file_of(holder), near)
