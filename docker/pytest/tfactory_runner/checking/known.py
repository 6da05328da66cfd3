"""What is known about the value of an expression: the object itself, the class it is made of, or a method of such a value.

An expression has *alternatives*: a tuple of these, one per way to get there. `UNKNOWN`, the empty tuple, says that nothing
certain is known; whoever gets one alternative that is unknown knows nothing.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from typing import Any, Iterable


@dataclass(frozen=True, eq=False)
class Exactly:
    """This very object: a module, a class, a function, a constant."""

    value: Any


@dataclass(frozen=True, eq=False)
class Made:
    """Some instance of `kind`. `exact`: of no subclass. `holds`: its elements, or what a coroutine or context manager gives."""

    kind: type
    exact: bool = False
    holds: tuple = ()
    parts: tuple | None = None
    """The alternatives of each element, of a tuple of known length."""
    spec: Any = None
    """What a mock stands for: it has only the names of that."""


@dataclass(frozen=True, eq=False)
class Method:
    function: Any
    receiver: Made


Known = Exactly | Made | Method
Alternatives = tuple[Known, ...]
UNKNOWN: Alternatives = ()
# Parametrised values are the most there can be.
_MOST = 40
NOTHING: Alternatives = (Made(types.NoneType, True),)


def all_of(alternatives: Iterable[Alternatives]) -> Alternatives:
    """Everything it may be, once each; `UNKNOWN` as soon as one of them is, or when it is too much to be of use."""
    found: dict[tuple, Known] = {}
    for some in alternatives:
        if not some:
            return UNKNOWN
        found |= {_identity(known): known for known in some}
    return tuple(found.values()) if len(found) <= _MOST else UNKNOWN


def _identity(known: Known) -> tuple:
    if isinstance(known, Exactly):
        return ("exactly", id(known.value))
    made, function = (known, None) if isinstance(known, Made) else (known.receiver, known.function)
    held = tuple(map(_identity, made.holds)) if len(made.holds) < 4 else id(made.holds)
    return (id(function), made.kind, made.exact, id(made.spec), held, id(made.parts))


def is_nothing(known: Known) -> bool:
    return (isinstance(known, Made) and known.kind is types.NoneType) or (isinstance(known, Exactly) and known.value is None)


def something(alternatives: Alternatives) -> Alternatives:
    """Without `None` where there is anything else: a test knows which one it gets."""
    return tuple(known for known in alternatives if not is_nothing(known)) or alternatives


def instance(known: Known) -> Made | None:
    """The known thing as an instance of its class; `None` for classes, modules and functions."""
    if isinstance(known, Made):
        return known
    if isinstance(known, Exactly) and not isinstance(known.value, (type, types.ModuleType, types.FunctionType)):
        return Made(type(known.value), True)
    return None
