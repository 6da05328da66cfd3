"""What becomes of an assertion when the objects it speaks of lie elsewhere.

An object whose class says nothing about its text is written with its address, and so is what holds it. Here such assertions are
evaluated with stand-ins for those objects at several addresses: what is not the same at all of them depends on where they lie.
Only texts, numbers and containers are computed, and nothing of the project runs.
"""

from __future__ import annotations

import ast
import operator
import random
import re
from typing import Any, Callable

from .bindings import Bindings
from .candidate_file import CandidateFile
from .known import instance

# Where CPython's allocator puts objects: mapped memory and heap of Linux, heap of a program at a fixed place, aarch64, macOS.
_LAYOUTS = (0x7F3A5C1D2000, 0x55D0A91B4000, 0x1C9F000, 0xFFFF8A2B4000, 0x104C3D000)
_ROUNDS = 40
_DEEPEST = 12
_LONGEST = 100_000


class Unknown(Exception):
    """Not a text, a number or a container of them, or it takes more than those to know it."""


class _Thing:
    """Stands for an object of a class that does not say what its text is."""

    def __init__(self, kind: type, address: int) -> None:
        self._kind, self.address = kind, address

    def __repr__(self) -> str:
        module = "" if self._kind.__module__ == "builtins" else f"{self._kind.__module__}."
        return f"<{module}{self._kind.__qualname__} object at 0x{self.address:x}>"

    def __hash__(self) -> int:
        return (self.address >> 4) | (self.address << 60) & (1 << 61) - 1


def _id(value: Any) -> int:
    if isinstance(value, _Thing):
        return value.address
    raise Unknown


def _hash(value: Any) -> int:
    if isinstance(value, _Thing):
        return hash(value)
    raise Unknown


# What says how an object is written, compared and ordered.
_OF_OBJECTS = {"__repr__", "__str__", "__format__", "__hash__", "__eq__"}
_CHANGING = {"append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "setdefault", "popitem"}
# A field of a template that asks for more than the argument itself.
_DEEP_FIELD = re.compile(r"\{[^}]*[.\[]")
# Set order is another matter (`accidental_order`), and so are the hashes of texts.
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{f.__name__: f for f in (repr, str, ascii, format, len, int, bool, hex, oct, ord, list, tuple, sorted, min, max, any, all)},
    **{f.__name__: f for f in (reversed, enumerate, zip, range, divmod, abs)},
    "id": _id,
    "hash": _hash,
}
_OF_RE = {name: getattr(re, name) for name in ("sub", "search", "match", "fullmatch", "findall", "split", "compile")}
_METHODS = {
    str: {name for name in dir(str) if not name.startswith("_")} - {"encode", "maketrans", "translate"},
    list: {"index", "count", "copy"},
    tuple: {"index", "count"},
    dict: {"keys", "values", "items", "get"},
    re.Match: {"group", "groups", "start", "end", "span"},
    re.Pattern: set(_OF_RE) - {"compile"},
}
_COMPARE = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}
_BINARY = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mod: operator.mod, ast.FloorDiv: operator.floordiv, ast.RShift: operator.rshift}


def check_address_texts(file: CandidateFile, bindings: Bindings) -> None:
    """Adds a finding for each assertion that does not hold wherever its objects lie."""
    if _OF_OBJECTS & file.replaced:
        return
    for statement in ast.walk(file.module):
        if isinstance(statement, ast.Assert) and _depends(statement.test, file, bindings):
            message = "depends on the address of an object, which differs in every run"
            file.add("hash-value", "flake", "high", statement, message)
            file.findings[-1]["fix"] = "Assert something that means something."


def _depends(condition: ast.AST, file: CandidateFile, bindings: Bindings) -> bool:
    seen = set()
    for number in range(_ROUNDS):
        world = _World(file, bindings, random.Random(number), _LAYOUTS[number % len(_LAYOUTS)])
        try:
            seen.add(bool(world.value(condition)))
        except Unknown:
            return False
        except (IndexError, ValueError):  # what it looks for is not there: it fails at this address
            seen.add(False)
        except Exception:
            return False
        if not world.things:
            return False
    # One that holds nowhere here was written for one address, or for two objects in one place.
    return seen != {True}


def _is_silent(kind: type) -> bool:
    return all(getattr(kind, name) is getattr(object, name) for name in _OF_OBJECTS)


def _with_subclasses(kind: type) -> list[type]:
    return [kind, *(one for below in kind.__subclasses__() for one in _with_subclasses(below))]


class _World:
    """One place for each object."""

    def __init__(self, file: CandidateFile, bindings: Bindings, chance: random.Random, layout: int) -> None:
        self._file, self._bindings, self._chance, self._layout = file, bindings, chance, layout
        self.things: dict[ast.AST, _Thing] = {}

    def value(self, node: ast.AST, depth: int = 0) -> Any:
        """Raises `Unknown`, and what computing it raises."""
        if depth > _DEEPEST:
            raise Unknown
        if isinstance(node, ast.Name):
            return self._name(node, depth)
        kind = self._silent_kind(node)
        if kind is not None:
            return self._thing(node, kind)
        compute = getattr(self, f"_{type(node).__name__.lower()}", None)
        if compute is None:
            raise Unknown
        found = compute(node, depth + 1)
        if isinstance(found, (str, list, tuple)) and len(found) > _LONGEST:
            raise Unknown
        return found

    def _thing(self, node: ast.Call, kind: type) -> _Thing:
        if node not in self.things:
            if self.things and not all(self._is_made_here(one) for one in (node, *self.things)):
                raise Unknown  # a function may give the same object twice
            self.things[node] = _Thing(kind, self._layout + 0x10 * self._chance.randrange(1 << 20))
        return self.things[node]

    def _is_made_here(self, node: ast.Call) -> bool:
        return all(isinstance(getattr(known, "value", None), type) for known in self._bindings.of(node.func))

    def _silent_kind(self, node: ast.AST) -> type | None:
        """The class of an object that a call gives, when that says nothing about the object's text."""
        kinds = [instance(known) for known in self._bindings.of(node)] if isinstance(node, ast.Call) else []
        if len(kinds) != 1 or kinds[0] is None or kinds[0].spec is not None:
            return None
        kind = kinds[0].kind
        return kind if all(_is_silent(one) for one in ([kind] if kinds[0].exact else _with_subclasses(kind))) else None

    def _name(self, node: ast.Name, depth: int) -> Any:
        _, binders = self._file.binders(node)
        place = self._file.parent(binders[0]) if len(binders) == 1 else None
        if isinstance(place, ast.Assign) and binders[0] in place.targets:
            found = self.value(place.value, depth + 1)
            if isinstance(found, (list, dict)) and self._may_change(node.id):
                raise Unknown
            return found
        if isinstance(place, ast.NamedExpr):
            return self.value(place.value, depth + 1)
        if isinstance(place, ast.Tuple) and isinstance(assign := self._file.parent(place), ast.Assign) and place in assign.targets:
            values = list(self.value(assign.value, depth + 1))
            if len(values) == len(place.elts) and not any(isinstance(one, ast.Starred) for one in place.elts):
                return values[place.elts.index(binders[0])]
        raise Unknown

    def _may_change(self, name: str) -> bool:
        """Whether a container of this name may be given other elements after it was made."""
        for node in ast.walk(self._file.module):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name and node.attr in _CHANGING:
                return True
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and getattr(node.value, "id", "") == name:
                return True
            if isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS):
                if any(isinstance(one, ast.Name) and one.id == name for one in node.args):
                    return True
        return False

    def _constant(self, node: ast.Constant, depth: int) -> Any:
        return node.value

    def _joinedstr(self, node: ast.JoinedStr, depth: int) -> str:
        return "".join(str(self.value(part, depth)) for part in node.values)

    def _formattedvalue(self, node: ast.FormattedValue, depth: int) -> str:
        held = self.value(node.value, depth)
        shown = {114: repr, 115: str, 97: ascii}.get(node.conversion, lambda one: one)(held)
        return format(shown, self.value(node.format_spec, depth) if node.format_spec else "")

    def _list(self, node: ast.List, depth: int) -> list:
        return [self.value(one, depth) for one in node.elts]

    def _tuple(self, node: ast.Tuple, depth: int) -> tuple:
        return tuple(self._list(node, depth))

    def _dict(self, node: ast.Dict, depth: int) -> dict:
        return {self.value(key, depth): self.value(one, depth) for key, one in zip(node.keys, node.values)}

    def _subscript(self, node: ast.Subscript, depth: int) -> Any:
        held = self.value(node.value, depth)
        if isinstance(node.slice, ast.Slice):
            bounds = (node.slice.lower, node.slice.upper, node.slice.step)
            return held[slice(*(None if bound is None else self.value(bound, depth) for bound in bounds))]
        return held[self.value(node.slice, depth)]

    def _unaryop(self, node: ast.UnaryOp, depth: int) -> Any:
        held = self.value(node.operand, depth)
        return not held if isinstance(node.op, ast.Not) else -held

    def _boolop(self, node: ast.BoolOp, depth: int) -> Any:
        wanted = isinstance(node.op, ast.Or)
        values = [self.value(one, depth) for one in node.values]
        return next((one for one in values if bool(one) is wanted), values[-1])

    def _binop(self, node: ast.BinOp, depth: int) -> Any:
        compute = _BINARY.get(type(node.op))
        if compute is None:
            raise Unknown
        return compute(self.value(node.left, depth), self.value(node.right, depth))

    def _compare(self, node: ast.Compare, depth: int) -> bool:
        values = [self.value(one, depth) for one in (node.left, *node.comparators)]
        return all(_COMPARE[type(op)](one, other) for op, one, other in zip(node.ops, values, values[1:]))

    def _call(self, node: ast.Call, depth: int) -> Any:
        function = self._function(node.func, depth)
        if any(isinstance(one, ast.Starred) for one in node.args) or any(keyword.arg is None for keyword in node.keywords):
            raise Unknown
        options = {keyword.arg: self._key(keyword, depth) for keyword in node.keywords}
        return function(*(self.value(one, depth) for one in node.args), **options)

    def _key(self, keyword: ast.keyword, depth: int) -> Any:
        if keyword.arg == "key" and isinstance(keyword.value, ast.Name):
            return self._function(keyword.value, depth)
        return self.value(keyword.value, depth)

    def _function(self, node: ast.AST, depth: int) -> Callable[..., Any]:
        if isinstance(node, ast.Name) and node.id in _FUNCTIONS and not self._file.binders(node)[1]:
            return _FUNCTIONS[node.id]
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id == "re" and node.attr in _OF_RE:
                return _OF_RE[node.attr]
            owner = self.value(node.value, depth)
            if node.attr in ("format", "format_map") and _DEEP_FIELD.search(owner):
                raise Unknown
            if node.attr in next((names for kind, names in _METHODS.items() if type(owner) is kind), ()):
                return getattr(owner, node.attr)
        raise Unknown
