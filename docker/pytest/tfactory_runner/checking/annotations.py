"""What a type hint says about a value."""

from __future__ import annotations

import collections.abc
import types
import typing
from typing import Any

from .known import NOTHING, UNKNOWN, Alternatives, Made, all_of

_LAZY = (collections.abc.Generator, collections.abc.Iterator, collections.abc.Iterable)
_LAZY += (collections.abc.AsyncGenerator, collections.abc.AsyncIterator, collections.abc.AsyncIterable)


def hints_of(thing: Any) -> dict[str, Any]:
    """The resolved hints of a function or class; those that do not resolve here are left out."""
    try:
        return typing.get_type_hints(thing)
    except BaseException:
        return {}


def of_hint(hint: Any, receiver: type | None = None) -> Alternatives:
    """`receiver` is what `Self` means. `UNKNOWN` for everything that can be of more classes than the hint names."""
    if hint is None or hint is types.NoneType:
        return NOTHING
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return of_hint(arguments[0], receiver)
    if origin in (typing.Union, types.UnionType):
        return all_of(of_hint(one, receiver) for one in arguments)
    if origin is typing.Literal:
        return tuple(Made(type(value), True) for value in arguments)
    if getattr(hint, "__name__", "") == "Self" and receiver is not None:
        return (Made(receiver),)
    if hasattr(hint, "__supertype__"):
        return of_hint(hint.__supertype__, receiver)
    if origin is not None:
        return _of_generic(origin, arguments, receiver)
    return (Made(hint),) if isinstance(hint, type) and not is_open(hint) else UNKNOWN


def elements_of(hint: Any) -> Alternatives:
    """What a generator or iterator with this hint gives."""
    if typing.get_origin(hint) in _LAZY and typing.get_args(hint):
        return of_hint(typing.get_args(hint)[0])
    return UNKNOWN


def is_open(kind: type) -> bool:
    """Whether objects of unrelated classes pass for this one: protocols, abstract classes of containers, `object`."""
    if kind is object or getattr(kind, "_is_protocol", False):
        return True
    return kind.__module__ in ("collections.abc", "typing", "numbers", "abc", "types", "_typeshed")


def _of_generic(origin: Any, arguments: tuple, receiver: type | None) -> Alternatives:
    if not isinstance(origin, type) or origin is type:
        return UNKNOWN
    if origin is tuple and arguments and arguments[-1] is not Ellipsis:
        return (Made(tuple, parts=tuple(of_hint(one, receiver) for one in arguments)),)
    if is_open(origin):
        return (Made(origin, holds=of_hint(arguments[0], receiver)),) if origin in _LAZY else UNKNOWN
    held = arguments[1] if issubclass(origin, dict) and len(arguments) > 1 else arguments[0]
    return (Made(origin, holds=of_hint(held, receiver)),)
