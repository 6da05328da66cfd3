"""Assertions on the order of a set, where only the types tell.

What is a set in so many words is found by the host's rules; here it is what a function of the project gives.
"""

from __future__ import annotations

import ast

from .bindings import Bindings
from .candidate_file import CandidateFile
from .known import instance, something

_ORDERED = {"list", "tuple", "iter", "next", "str", "repr", "enumerate", "zip", "map", "filter", "reversed"}
_ORDERLESS = {"sorted", "set", "frozenset", "len", "any", "all", "Counter", "sum", "min", "max", "assertCountEqual"}
_WRITTEN_OUT = (ast.Set, ast.SetComp)


def check_order(file: CandidateFile, bindings: Bindings) -> None:
    order = _Order(file, bindings)
    for statement in ast.walk(file.module):
        if isinstance(statement, ast.Assert):
            order.check(statement.test, False)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], (ast.Tuple, ast.List)):
            if len(statement.targets[0].elts) > 1 and order.of(statement.value) is not None:
                order.add(statement)


class _Order:
    def __init__(self, file: CandidateFile, bindings: Bindings) -> None:
        self._file, self._bindings = file, bindings

    def of(self, node: ast.AST, depth: int = 0) -> str | None:
        """`set`: a set as a function gave it. `ordered`: an order was made of it. `picked`: one element was chosen by its place."""
        if depth > 5:
            return None
        if isinstance(node, ast.Call):
            return self._of_call(node, depth)
        if isinstance(node, ast.Subscript):
            return "picked" if self.of(node.value, depth + 1) in ("ordered", "picked") else None
        if isinstance(node, ast.ListComp):
            return "ordered" if self.of(node.generators[0].iter, depth + 1) else None
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
            return "ordered" if any(self.of(part, depth + 1) for part in parts) else None
        if isinstance(node, ast.Name):
            _, binders = self._file.binders(node)
            place = self._file.parent(binders[0]) if len(binders) == 1 else None
            if isinstance(place, ast.Assign) and binders[0] in place.targets:
                return self.of(place.value, depth + 1)
        return "set" if self._is_set(node) else None

    def check(self, node: ast.AST, foreign: bool) -> None:
        if self.of(node) == "picked" or (self.of(node) == "ordered" and not foreign):
            self.add(node)
            return
        called = _name(node.func) if isinstance(node, ast.Call) else ""
        if called in _ORDERLESS:
            return
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(isinstance(operator, (ast.In, ast.NotIn, ast.Is, ast.IsNot)) for operator in node.ops):
                sides = sides[:1]
            elif any(isinstance(side, (ast.List, ast.Tuple)) and len(side.elts) < 2 for side in sides):
                return
            for side in sides:
                self.check(side, foreign)
            return
        for child in ast.iter_child_nodes(node):
            self.check(child, foreign or (isinstance(node, ast.Call) and called not in _ORDERED and called != "join"))

    def _of_call(self, node: ast.Call, depth: int) -> str | None:
        name = _name(node.func)
        if name == "pop" and not node.args and isinstance(node.func, ast.Attribute) and self._is_set(node.func.value):
            return "picked"
        if isinstance(node.func, ast.Name) and name in _ORDERED or name == "join":
            held = [self.of(argument, depth + 1) for argument in node.args]
            if any(held):
                return "picked" if name == "next" or "picked" in held else "ordered"
            return None
        return "set" if self._is_set(node) else None

    def _is_set(self, node: ast.AST) -> bool:
        if isinstance(node, _WRITTEN_OUT) or (isinstance(node, ast.Call) and _name(node.func) in ("set", "frozenset")):
            return False
        kinds = [instance(known) for known in something(self._bindings.of(node))]
        return bool(kinds) and all(made is not None and issubclass(made.kind, (set, frozenset)) for made in kinds)

    def add(self, node: ast.AST) -> None:
        self._file.add("set-order", "flake", "high", node, "depends on the order of a set")
        self._file.findings[-1]["fix"] = "Compare sets, or sort first."


def _name(function: ast.AST) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
