"""Attributes that nothing the expression can be has. Provisional: the run has the last word."""

from __future__ import annotations

import ast
import types

from .bindings import Bindings
from .candidate_file import CandidateFile
from .known import Exactly, Known, is_nothing, something
from .members import has
from .real_names import RealNames, nearest


def check_attributes(file: CandidateFile, real: RealNames, bindings: Bindings) -> None:
    for node in ast.walk(file.module):
        if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
            continue
        if node.attr in file.replaced or file.asks_hasattr(node.attr) or file.is_guarded(node, "AttributeError"):
            continue
        holders = something(bindings.of(node.value))
        if holders and not any(has(holder, node.attr) for holder in holders):
            _add(file, real, node, holders[0])


def _add(file: CandidateFile, real: RealNames, node: ast.Attribute, holder: Known) -> None:
    thing = holder.value if isinstance(holder, Exactly) else holder.kind
    named = thing if isinstance(thing, (type, types.ModuleType)) else type(thing)
    near = nearest(node.attr, thing)
    message = f"`{getattr(thing, '__name__', named.__name__)}` has no attribute `{node.attr}`"
    if is_nothing(holder):
        message = f"`{ast.unparse(node.value)}` is None, which has no attribute `{node.attr}`"
    elif thing is types.CoroutineType:
        message = f"`{ast.unparse(node.value)}` is not awaited: a coroutine has no attribute `{node.attr}`"
    file.add("unknown-attribute", "symbol", "medium", node, message, real.file_of(named), near)
