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
        if isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            return "ordered" if self.of(node.generators[0].iter, depth + 1) else None
        if isinstance(node, (ast.List, ast.Tuple)):
            spread = [one.value for one in node.elts if isinstance(one, ast.Starred)]
            return "ordered" if any(self.of(one, depth + 1) for one in spread) else None
        if isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)):
            return "ordered" if any(self.of(side, depth + 1) in ("ordered", "picked") for side in (node.left, node.right)) else None
        if isinstance(node, ast.JoinedStr):
            parts = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
            return "ordered" if any(self.of(part, depth + 1) for part in parts) else None
        if isinstance(node, ast.Name):
            _, binders = self._file.binders(node)
            place = self._file.parent(binders[0]) if len(binders) == 1 else None
            if isinstance(place, ast.Assign) and binders[0] in place.targets:
                if self._is_sorted(node):
                    return None
                return "ordered" if self._is_filled_from_set(node, place.value, depth) else self.of(place.value, depth + 1)
        return "set" if self._is_set(node) else None

    def _is_sorted(self, name: ast.Name) -> bool:
        return any(_name(call.func) == "sort" and _is_named(call.func.value, name.id) for call in self._calls_in_function(name))

    def _is_filled_from_set(self, name: ast.Name, made_of: ast.AST, depth: int) -> bool:
        """`found = []`, and a loop over a set appends to it."""
        if not isinstance(made_of, ast.List) or made_of.elts:
            return False
        appended = (c for c in self._calls_in_function(name) if _name(c.func) == "append" and _is_named(c.func.value, name.id))
        loops = (loop for call in appended for loop in self._file.ancestors(call) if isinstance(loop, ast.For))
        return any(self.of(loop.iter, depth + 1) is not None for loop in loops)

    def _calls_in_function(self, name: ast.Name) -> list[ast.Call]:
        around = next((a for a in self._file.ancestors(name) if isinstance(a, (ast.FunctionDef, ast.AsyncFunctionDef))), None)
        calls = [node for node in ast.walk(around) if isinstance(node, ast.Call)] if around is not None else []
        return [call for call in calls if isinstance(call.func, ast.Attribute)]

    def _pairs_with_place(self, node: ast.Compare) -> bool:
        """`for i, x in enumerate(a_set): assert x == known[i]`: elements are compared one after the other."""
        if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq):
            return False
        loops = [loop for loop in self._file.ancestors(node) if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Call)]
        return any(self._separates(loop, node) for loop in loops)

    def _separates(self, loop: ast.For, node: ast.Compare) -> bool:
        if _name(loop.iter.func) not in ("enumerate", "zip") or not isinstance(loop.target, ast.Tuple):
            return False
        of_set = [self.of(one) is not None for one in loop.iter.args]
        places = [True] if _name(loop.iter.func) == "enumerate" and of_set[:1] == [True] else []
        if _name(loop.iter.func) == "zip" and any(of_set) and len(of_set) == len(loop.target.elts):
            places = of_set
        from_set = loop.target.elts[1:2] if len(places) == 1 else [e for e, taken in zip(loop.target.elts, places) if taken]
        own = {one.id for one in from_set if isinstance(one, ast.Name)}
        others = {one.id for one in loop.target.elts if isinstance(one, ast.Name)} - own
        sides = [{one.id for one in ast.walk(side) if isinstance(one, ast.Name)} for side in (node.left, node.comparators[0])]
        return any(one & own and other & others for one, other in (sides, sides[::-1]))

    def check(self, node: ast.AST, foreign: bool) -> None:
        if self.of(node) == "picked" or (self.of(node) == "ordered" and not foreign):
            self.add(node)
            return
        called = _name(node.func) if isinstance(node, ast.Call) else ""
        if called in _ORDERLESS:
            return
        if isinstance(node, ast.Compare):
            if self._pairs_with_place(node):
                self.add(node)
                return
            sides = [node.left, *node.comparators]
            if any(isinstance(operator, (ast.In, ast.NotIn, ast.Is, ast.IsNot)) for operator in node.ops):
                sides = sides[:1]
            elif any(isinstance(side, (ast.List, ast.Tuple)) and len(side.elts) < 2 for side in sides):
                sides = [side for side in sides if self.of(side) == "picked"]
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


def _is_named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
