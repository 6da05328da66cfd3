"""What a value has: whether it can have an attribute, and what is known about that attribute."""

from __future__ import annotations

import functools
import inspect
import types
from typing import Any, Iterator

from .annotations import hints_of, is_open, of_hint
from .class_sources import class_source, is_own_tool, is_stdlib, module_names
from .known import UNKNOWN, Alternatives, Exactly, Known, Made, Method, instance
from .real_names import MISSING, attribute_of

_NAMESPACES = (types.ModuleType, type, types.FunctionType)
_C_METHODS = (types.MethodDescriptorType, types.WrapperDescriptorType)
_MANY = 400


def member(known: Known, name: str, depth: int) -> Alternatives:
    """What `known.name` is."""
    if isinstance(known, Exactly) and isinstance(known.value, _NAMESPACES):
        found = attribute_of(known.value, name)
        return UNKNOWN if found in (MISSING, None) else (Exactly(found),)  # None keeps a place for something
    made = instance(known)
    if made is None or made.spec is not None:
        return UNKNOWN
    if made.kind.__name__ == "ExceptionInfo" and name == "value":
        return made.holds
    return _of_instance(made, name, depth)


def has(known: Known, name: str) -> bool:
    """Whether it can have the attribute. What decides at run time can have anything."""
    if isinstance(known, Method):
        return True
    if isinstance(known, Exactly):
        if attribute_of(known.value, name) is not MISSING:
            return True
        if isinstance(known.value, types.ModuleType):
            return name in module_names(known.value).made_global
        if isinstance(known.value, type):
            return False
        if isinstance(known.value, types.FunctionType):
            return name in module_names(inspect.getmodule(known.value)).stored
    made = instance(known)
    if made is None:
        return True
    if made.spec is not None:
        return hasattr(made.kind, name) or attribute_of(made.spec, name) is not MISSING or name in _fields(made.spec)
    return any(_may_have(kind, name) for kind in _kinds(made))


def _kinds(made: Made) -> Iterator[type]:
    """Its class, and where a subclass may stand in for it, those that are loaded."""
    yield made.kind
    if made.exact:
        return
    pending = _subclasses(made.kind)
    seen: set[type] = set()
    while pending and len(seen) < _MANY:
        kind = pending.pop()
        if kind not in seen and not _is_far_from(kind, made.kind):
            seen.add(kind)
            yield kind
            pending += _subclasses(kind)


def _is_far_from(kind: type, base: type) -> bool:
    """Subclasses that nobody means by `base`: `IntFlag` for `int`, the runner's own exceptions for `ValueError`."""
    if is_own_tool(kind):
        return not is_own_tool(base)
    return is_stdlib(kind) and base.__module__ == "builtins" and not issubclass(base, BaseException)


def _subclasses(kind: type) -> list[type]:
    try:
        return kind.__subclasses__()
    except TypeError:  # of `type` itself
        return []


def _may_have(kind: type, name: str) -> bool:
    if hasattr(kind, name) or is_open(kind):
        return True
    return any(_offers(base, name) for base in kind.__mro__ if base is not object)


def _offers(base: type, name: str) -> bool:
    if "__getattr__" in vars(base) or ("__getattribute__" in vars(base) and base.__module__ != "builtins"):
        return True
    if name in _fields(base):
        return True
    if base.__dictoffset__ == 0 or base.__module__ == "builtins":
        return False  # its instances have nothing but what the class says
    source, around = class_source(base), module_names(inspect.getmodule(base))
    if source is None:
        return not is_stdlib(base)
    sets_any = (source.is_open or around.is_open) and not is_own_tool(base)  # `monkeypatch` sets them on others
    return sets_any or name in source.stored or name in around.stored


def _fields(kind: Any) -> set[str]:
    names = set(getattr(kind, "__annotations__", None) or {})
    for table in ("__slots__", "_fields", "__dataclass_fields__", "model_fields", "__fields__"):
        value = getattr(kind, table, ())
        names |= {value} if isinstance(value, str) else set(value) if isinstance(value, (list, tuple, dict)) else set()
    return names | {getattr(one, "name", "") for one in getattr(kind, "__attrs_attrs__", ())}


def _of_instance(made: Made, name: str, depth: int) -> Alternatives:
    static = inspect.getattr_static(made.kind, name, MISSING)
    if isinstance(static, (property, functools.cached_property)):
        from .returned import result_of

        getter = static.fget if isinstance(static, property) else static.func
        return result_of(getter, made, depth) if isinstance(getter, types.FunctionType) else UNKNOWN
    if isinstance(static, (types.FunctionType, *_C_METHODS)):
        return (Method(static, made),)
    if isinstance(static, (classmethod, staticmethod)):
        return (Exactly(getattr(made.kind, name)),)
    hints = hints_of(made.kind)
    if name in hints:
        return of_hint(hints[name], made.kind)
    from .sources import stored_as  # reads source with members itself

    return stored_as(made, name, depth)
