"""What an expression's value is, as far as that is certain. Looks at real objects; runs nothing of the candidate."""

from __future__ import annotations

import ast
import types
from pathlib import PurePath
from typing import Any

from .known import UNKNOWN, Alternatives, Exactly, Known, Made, all_of, instance, something
from .members import member
from .parsed import Function, Parsed
from .returned import entered, returned

_DEEPEST = 6
_DISPLAYS = {
    ast.List: list,
    ast.ListComp: list,
    ast.Set: set,
    ast.SetComp: set,
    ast.Dict: dict,
    ast.DictComp: dict,
    ast.JoinedStr: str,
    ast.GeneratorExp: types.GeneratorType,
}


class Inference:
    """Of one parsed piece of code. Where names that it does not bind itself come from is said by those who extend it."""

    def __init__(self, code: Parsed, depth: int = 0) -> None:
        self.code = code
        self.depth = depth
        self._known: dict[ast.AST, Alternatives] = {}

    def global_name(self, node: ast.Name, binders: list[ast.AST]) -> Alternatives:
        raise NotImplementedError

    def parameter(self, node: ast.arg, function: Any) -> Alternatives:
        raise NotImplementedError

    def imported(self, alias: ast.alias, name: str) -> Alternatives:
        raise NotImplementedError

    def annotation(self, node: ast.AST) -> Alternatives:
        raise NotImplementedError

    def is_replaced(self, name: str) -> bool:
        """Whether an attribute of this name is given another value somewhere."""
        return False

    def of(self, node: ast.AST | None) -> Alternatives:
        if node is None or self.depth > _DEEPEST:
            return UNKNOWN
        if node not in self._known:
            self._known[node] = UNKNOWN  # what depends on itself is not known
            try:
                self._known[node] = self._of(node)
            except RecursionError:
                return UNKNOWN
        return self._known[node]

    def _of(self, node: ast.AST) -> Alternatives:
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Call):
            return all_of(returned(callee, node, self) for callee in something(self.of(node.func)))
        if isinstance(node, ast.Constant):
            return (Exactly(node.value),)
        if isinstance(node, ast.Await):
            return all_of(_awaited(known) for known in self.of(node.value))
        if isinstance(node, ast.NamedExpr):
            return self.of(node.value)
        if isinstance(node, ast.IfExp):
            return all_of([self.of(node.body), self.of(node.orelse)])
        if isinstance(node, ast.BoolOp):
            return all_of(self.of(value) for value in node.values)
        if isinstance(node, ast.Subscript):
            return all_of(self._item(known, node) for known in something(self.of(node.value)))
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.Tuple):
            return (Made(tuple, True, parts=tuple(self.of(element) for element in node.elts)),)
        if isinstance(node, ast.Compare) and all(isinstance(op, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for op in node.ops):
            return (Made(bool, True),)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return (Made(bool, True),)
        if isinstance(node, (ast.List, ast.Set)):
            return (Made(_DISPLAYS[type(node)], True, all_of(self.of(one) for one in node.elts)),)
        if isinstance(node, ast.ListComp):
            return (Made(list, True, self.of(node.elt)),)
        if isinstance(node, ast.Dict):
            return (Made(dict, True, all_of(self.of(value) for value in node.values)),)
        kind = _DISPLAYS.get(type(node))
        return (Made(kind, True),) if kind is not None else UNKNOWN

    def _attribute(self, node: ast.Attribute) -> Alternatives:
        if self.is_replaced(node.attr):
            return UNKNOWN
        return all_of(member(known, node.attr, self.depth) for known in something(self.of(node.value)))

    def _name(self, node: ast.Name) -> Alternatives:
        scope, binders = self.code.binders(node)
        if scope is None or isinstance(scope, ast.Module):
            return self.global_name(node, binders)
        return all_of(self._bound(binder, node.id) for binder in binders)

    def _bound(self, binder: ast.AST, name: str) -> Alternatives:
        if isinstance(binder, ast.alias):
            return self.imported(binder, name)
        if isinstance(binder, ast.arg):
            function = next(a for a in self.code.ancestors(binder) if isinstance(a, Function))
            return self.parameter(binder, function)
        if isinstance(binder, ast.ExceptHandler):
            return self._caught(binder.type)
        return self._stored(binder) if isinstance(binder, ast.Name) else UNKNOWN

    def _stored(self, name: ast.Name) -> Alternatives:
        place = self.code.parent(name)
        if isinstance(place, ast.Assign) and name in place.targets:
            return self.of(place.value)
        if isinstance(place, ast.AnnAssign):
            return self.annotation(place.annotation)
        if isinstance(place, ast.NamedExpr):
            return self.of(place.value)
        if isinstance(place, (ast.For, ast.comprehension)) and place.target is name:
            return all_of(_elements(known) for known in something(self.of(place.iter)))
        if isinstance(place, ast.withitem):
            return all_of(entered(known, place.context_expr, self) for known in self.of(place.context_expr))
        if isinstance(place, ast.Tuple) and isinstance(assign := self.code.parent(place), ast.Assign):
            number = place.elts.index(name)
            return all_of(_part(known, number, len(place.elts)) for known in something(self.of(assign.value)))
        return UNKNOWN

    def _caught(self, kind: ast.AST | None) -> Alternatives:
        kinds = kind.elts if isinstance(kind, ast.Tuple) else [kind]
        return all_of(
            tuple(Made(known.value) for known in self.of(one) if isinstance(known, Exactly) and isinstance(known.value, type))
            for one in kinds
        )

    def _item(self, known: Known, node: ast.Subscript) -> Alternatives:
        made = instance(known)
        if made is None or made.kind not in (list, dict, tuple, str):
            return UNKNOWN
        if isinstance(node.slice, ast.Slice) or made.kind is str:
            return (Made(made.kind, holds=made.holds),)
        if made.parts is not None and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
            return made.parts[node.slice.value] if -len(made.parts) <= node.slice.value < len(made.parts) else UNKNOWN
        return made.holds

    def _operation(self, node: ast.BinOp) -> Alternatives:
        """Of texts, lists and paths; numbers have too many classes."""
        left = [made.kind for made in map(instance, self.of(node.left)) if made is not None]
        if len(left) != 1:
            return UNKNOWN
        (kind,) = left
        same = kind in (str, bytes, list) and isinstance(node.op, (ast.Add, ast.Mult))
        formatted = kind in (str, bytes) and isinstance(node.op, ast.Mod)
        joined = issubclass(kind, PurePath) and isinstance(node.op, ast.Div)
        return (Made(kind),) if same or formatted or joined else UNKNOWN


def _awaited(known: Known) -> Alternatives:
    return known.holds if isinstance(known, Made) and known.kind is types.CoroutineType else UNKNOWN


def _elements(known: Known) -> Alternatives:
    """What a loop over it gives: keys of a dict are not remembered."""
    if isinstance(known, Exactly) and isinstance(known.value, type) and hasattr(known.value, "__members__"):
        return (Made(known.value),)
    made = instance(known)
    return made.holds if made is not None and not issubclass(made.kind, dict) else UNKNOWN


def _part(known: Known, number: int, count: int) -> Alternatives:
    made = instance(known)
    return made.parts[number] if made is not None and made.parts is not None and len(made.parts) == count else UNKNOWN


