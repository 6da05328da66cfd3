"""Turns a live value into source text that makes an equal value, or says that it can not."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import math
import pathlib
import re
import sys
import types
import uuid
from dataclasses import dataclass
from typing import Any

TEXT_LIMIT = 2500
ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")


class NotPlain(Exception):
    """The value has no source text that stands alone."""


@dataclass
class Written:
    """`source` evaluates to the value after `imports`. `compare` says how a test compares it."""

    source: str
    imports: list[str]
    compare: str


def write_value(value: Any) -> Written:
    """Source text that round-trips. Raises `NotPlain` for anything with identity, addresses, or a text that is too long."""
    imports: dict[str, None] = {}
    source = _write(value, imports, 0)
    if len(source) > TEXT_LIMIT or ADDRESS.search(source):
        raise NotPlain("too long, or an address")
    lines = list(imports)
    compare = "identity" if value is None or value is True or value is False else "approx" if _holds_float(value) else "equal"
    _must_round_trip(value, source, lines, compare)
    return Written(source, lines, compare)


def _must_round_trip(value: Any, source: str, imports: list[str], compare: str) -> None:
    space: dict[str, Any] = {}
    try:
        exec("\n".join(imports), space)
        again = eval(source, space)
        same = bool(again == value) and bool(value == again)
    except Exception as error:
        raise NotPlain(str(error)) from None
    if not same and not (compare == "approx" and _holds_nan(value)):
        raise NotPlain("not equal to its own text")


def _holds_float(value: Any) -> bool:
    """A float, or a flat list, tuple or dict of numbers with one: what `pytest.approx` can compare."""
    if isinstance(value, float):
        return True
    items = value.values() if type(value) is dict else value if type(value) in (list, tuple) else ()
    items = list(items)
    return any(isinstance(item, float) for item in items) and all(isinstance(item, (int, float)) for item in items)


def _holds_nan(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    items = value.values() if type(value) is dict else value if type(value) in (list, tuple) else ()
    return any(isinstance(item, float) and math.isnan(item) for item in items)


def _write(value: Any, imports: dict[str, None], depth: int) -> str:
    if depth > 12:
        raise NotPlain("too deep")
    if value is None or value is True or value is False or value is ... or value is NotImplemented:
        return repr(value) if value is not ... else "..."
    kind = type(value)
    for known, writer in _WRITERS:
        if kind is known:
            return writer(value, imports, depth)
    return _write_other(value, kind, imports, depth)


def _write_other(value: Any, kind: type, imports: dict[str, None], depth: int) -> str:
    if isinstance(value, type) or isinstance(value, (types.FunctionType, types.BuiltinFunctionType)):
        return _write_named(value, imports)
    if isinstance(value, enum.Enum):
        return f"{_write_named(kind, imports)}.{value.name}" if value.name else _cannot(value)
    if dataclasses.is_dataclass(value):
        return _write_dataclass(value, kind, imports, depth)
    if isinstance(value, tuple) and hasattr(kind, "_fields"):
        return _write_namedtuple(value, kind, imports, depth)
    if isinstance(value, pathlib.PurePath):
        imports["from pathlib import " + ("Path" if isinstance(value, pathlib.Path) else kind.__name__)] = None
        return f"{'Path' if isinstance(value, pathlib.Path) else kind.__name__}({str(value)!r})"
    for base in (bool, int, float, str, bytes, dict, list, tuple, set, frozenset):
        if isinstance(value, base):  # a subclass that compares like its base: the round trip decides
            plain = base.__new__(base, value) if base in (int, float, str, bytes, tuple, frozenset) else base(value)
            return _write(plain, imports, depth)
    return _cannot(value)


def _cannot(value: Any) -> str:
    raise NotPlain(type(value).__name__)


def _write_str(value: str, imports: dict[str, None], depth: int) -> str:
    return write_long_text(value)


def write_long_text(value: str | bytes) -> str:
    """`repr`, or for long repetitive text a sum like `"[" * 101 + "]" * 101`."""
    if len(value) < 60:
        return repr(value)
    parts: list[str] = []
    pattern = r"(.{1,12}?)\1{7,}"
    found = re.compile(pattern if isinstance(value, str) else pattern.encode(), re.DOTALL)
    at = 0
    for match in found.finditer(value):
        if match.start() > at:
            parts.append(repr(value[at : match.start()]))
        unit = match.group(1)
        parts.append(f"{unit!r} * {len(match.group(0)) // len(unit)}")
        at = match.end()
    if at < len(value):
        parts.append(repr(value[at:]))
    joined = " + ".join(parts)
    return joined if len(joined) < len(repr(value)) * 0.7 else repr(value)


def _write_float(value: float, imports: dict[str, None], depth: int) -> str:
    return f'float("{value}")' if math.isnan(value) or math.isinf(value) else repr(value)


def _write_items(opening: str, closing: str):
    def write(value: Any, imports: dict[str, None], depth: int) -> str:
        return opening + ", ".join(_write(item, imports, depth + 1) for item in value) + closing

    return write


def _write_tuple(value: tuple, imports: dict[str, None], depth: int) -> str:
    items = [_write(item, imports, depth + 1) for item in value]
    return f"({items[0]},)" if len(items) == 1 else "(" + ", ".join(items) + ")"


def _write_set(value: Any, imports: dict[str, None], depth: int) -> str:
    items = sorted(_write(item, imports, depth + 1) for item in value)
    if isinstance(value, frozenset):
        return "frozenset({" + ", ".join(items) + "})" if items else "frozenset()"
    return "{" + ", ".join(items) + "}" if items else "set()"


def _write_dict(value: dict, imports: dict[str, None], depth: int) -> str:
    return "{" + ", ".join(f"{_write(k, imports, depth + 1)}: {_write(v, imports, depth + 1)}" for k, v in value.items()) + "}"


def _write_by_repr(statement: str, shorten: str = ""):
    def write(value: Any, imports: dict[str, None], depth: int) -> str:
        imports[statement] = None
        return repr(value).replace(shorten, "") if shorten else repr(value)

    return write


def _write_datetime(value: Any, imports: dict[str, None], depth: int) -> str:
    imports["import datetime"] = None
    return repr(value)


def _write_collection(name: str, plain: type):
    def write(value: Any, imports: dict[str, None], depth: int) -> str:
        imports[f"from collections import {name}"] = None
        return f"{name}({_write(plain(value), imports, depth + 1)})"

    return write


def _write_defaultdict(value: Any, imports: dict[str, None], depth: int) -> str:
    return _write_dict(value, imports, depth)


def _write_dataclass(value: Any, kind: type, imports: dict[str, None], depth: int) -> str:
    fields = [field for field in dataclasses.fields(value) if field.init]
    inner = ", ".join(f"{field.name}={_write(getattr(value, field.name), imports, depth + 1)}" for field in fields)
    return f"{_write_named(kind, imports)}({inner})"


def _write_namedtuple(value: Any, kind: type, imports: dict[str, None], depth: int) -> str:
    try:
        name = _write_named(kind, imports)
    except NotPlain:
        return _write_tuple(tuple(value), imports, depth)
    return f"{name}({', '.join(f'{field}={_write(item, imports, depth + 1)}' for field, item in zip(kind._fields, value))})"


def _write_named(value: Any, imports: dict[str, None]) -> str:
    """A class or function by its shortest public import."""
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", "")
    if not module or "." in name or "<" in name or not name.isidentifier():
        raise NotPlain(name or "unnamed")
    if module == "builtins":
        return name
    found = shortest_module(module, name, value)
    if found is None:
        raise NotPlain(f"{module}.{name} is not importable")
    imports[f"from {found} import {name}"] = None
    return name


def shortest_module(module: str, name: str, value: Any) -> str | None:
    """The shortest loaded package of `module` that offers this very object under this name."""
    parts = module.split(".")
    for size in range(1, len(parts) + 1):
        candidate = ".".join(parts[:size])
        if any(part.startswith("_") for part in parts[:size]) and size < len(parts):
            continue
        loaded = sys.modules.get(candidate)
        if loaded is not None and getattr(loaded, name, None) is value:
            return candidate
    return None


_WRITERS = (
    (int, lambda value, imports, depth: repr(value)),
    (float, _write_float),
    (complex, lambda value, imports, depth: repr(value)),
    (str, _write_str),
    (bytes, _write_str),
    (bytearray, lambda value, imports, depth: repr(value)),
    (list, _write_items("[", "]")),
    (tuple, _write_tuple),
    (set, _write_set),
    (frozenset, _write_set),
    (dict, _write_dict),
    (range, lambda value, imports, depth: repr(value)),
    (slice, lambda value, imports, depth: repr(value)),
    (decimal.Decimal, _write_by_repr("from decimal import Decimal")),
    (fractions.Fraction, _write_by_repr("from fractions import Fraction")),
    (uuid.UUID, _write_by_repr("from uuid import UUID")),
    (datetime.datetime, _write_datetime),
    (datetime.date, _write_datetime),
    (datetime.time, _write_datetime),
    (datetime.timedelta, _write_datetime),
    (datetime.timezone, _write_datetime),
    (collections.OrderedDict, _write_collection("OrderedDict", dict)),
    (collections.Counter, _write_collection("Counter", dict)),
    (collections.deque, _write_collection("deque", list)),
    (collections.defaultdict, _write_defaultdict),
)
