"""What can be said about objects without a literal form, and about names that a call changes."""

from __future__ import annotations

import collections.abc
import inspect
import itertools
import types
from typing import Any

from tfactory_runner.exploring.values import ADDRESS, NotPlain, write_value

FACT_LIMIT = 10
AFTER_LIMIT = 8
FACT_TEXT_LIMIT = 1200
ENDLESS_AFTER = 6

Fact = dict[str, str]


def facts_about(result: Any, name: str = "result") -> tuple[list[Fact], list[str]]:
    """Facts with a plain value, the type first. `name` is what the expressions call the object."""
    found: list[Fact] = []
    imports: dict[str, None] = {}

    def note(expression: str, read: Any) -> None:
        if len(found) >= FACT_LIMIT:
            return
        try:
            written = write_value(read())
        except (NotPlain, Exception):
            return
        if len(written.source) <= FACT_TEXT_LIMIT:
            found.append({"expression": expression, "value": written.source, "compare": written.compare})
            imports.update(dict.fromkeys(written.imports))

    note(f"type({name}).__name__", lambda: type(result).__name__)
    if _is_odd(result):
        return found, list(imports)
    if isinstance(result, collections.abc.Sized):
        note(f"len({name})", lambda: len(result))
    if isinstance(result, collections.abc.Mapping):
        note(f"dict({name})", lambda: dict(result))
    elif isinstance(result, collections.abc.Iterable) and not isinstance(result, collections.abc.Iterator):
        note(f"list({name})", lambda: _bounded(result))
    if isinstance(result, BaseException):
        note(f"str({name})", lambda: str(result))
    for attribute in attributes_worth_reading(result):
        note(f"{name}.{attribute}", lambda: getattr(result, attribute))
    if isinstance(result, types.FunctionType):
        for attribute in attributes_worth_reading(result):
            if isinstance(getattr(result, attribute), types.FunctionType):
                note(f"callable({name}.{attribute})", lambda: callable(getattr(result, attribute)))
    if _has_own_text(type(result)):
        note(f"str({name})", lambda: _stable_text(result))
    return found, list(imports)


def _is_odd(result: Any) -> bool:
    return isinstance(result, (types.ModuleType, types.CodeType, types.FrameType, types.CoroutineType, types.GeneratorType))


def _bounded(items: Any) -> list[Any]:
    taken = list(itertools.islice(items, 50))
    if len(taken) == 50:
        raise NotPlain("long")
    return taken


def _has_own_text(kind: type) -> bool:
    return kind.__str__ is not object.__str__ or kind.__repr__ is not object.__repr__


def _stable_text(result: Any) -> str:
    text = str(result)
    if ADDRESS.search(text) or " at 0x" in text:
        raise NotPlain("address")
    return text


def attributes_worth_reading(value: Any) -> list[str]:
    """Public data attributes and properties; of a function only what somebody attached to it."""
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType)):
        return [name for name in vars(value) if not name.startswith("_")] if hasattr(value, "__dict__") else []
    names = []
    for name in dir(value):
        if name.startswith("_"):
            continue
        held = inspect.getattr_static(value, name, None)
        if not isinstance(held, (types.FunctionType, classmethod, staticmethod, types.BuiltinFunctionType, types.MethodDescriptorType)):
            names.append(name)
    own = set(getattr(value, "__dict__", {}))
    return sorted(names, key=lambda name: (name not in own, name))[:30]


def shape_of(result: Any) -> dict[str, Any]:
    """What more one can do with a result: iterate, await, call, enter."""
    return {
        "iterator": isinstance(result, collections.abc.Iterator),
        "coroutine": inspect.iscoroutine(result),
        "async_iterator": isinstance(result, collections.abc.AsyncIterator),
        "callable": _parameters_of(result) if callable(result) and not isinstance(result, type) else None,
        "manager": hasattr(type(result), "__enter__") and hasattr(type(result), "__exit__"),
        "class": type(result).__name__,
        "methods": _plain_methods(result),
    }


def _parameters_of(result: Any) -> list[str]:
    try:
        return [f"{parameter.kind.name}:{parameter.name}" for parameter in inspect.signature(result).parameters.values()]
    except (TypeError, ValueError):
        return ["VAR_POSITIONAL:args"]


def _plain_methods(result: Any) -> list[str]:
    """Public methods that can be called without an argument; of a function, what is attached to it."""
    if isinstance(result, types.FunctionType):
        attached = [name for name, held in vars(result).items() if not name.startswith("_") and isinstance(held, types.FunctionType)]
        return [name for name in attached if not inspect.signature(vars(result)[name]).parameters]
    if isinstance(result, (type, types.ModuleType)) or type(result).__module__ == "builtins":
        return []
    found = []
    for name in dir(type(result)):
        held = inspect.getattr_static(type(result), name, None)
        if name.startswith("_") or not isinstance(held, types.FunctionType):
            continue
        parameters = list(inspect.signature(held).parameters.values())[1:]
        if all(parameter.default is not parameter.empty or parameter.kind in (2, 4) for parameter in parameters):
            found.append(name)
    return found[:20]


def names_set_up(probe: dict[str, Any]) -> list[str]:
    """Top-level names that the setup binds by assignment, in order."""
    import ast

    found: dict[str, None] = {}
    for statement in probe["setup"]:
        for node in ast.parse(statement).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store):
                        found[name.id] = None
    return list(found)


def look_at_names(names: dict[str, Any], probe: dict[str, Any]) -> dict[str, Any]:
    """The state before the call: what `look_again` compares with."""
    return {name: _snapshot(names[name], name) for name in names_set_up(probe) if name in names}


def _snapshot(value: Any, name: str) -> dict[str, str]:
    if _is_mock(value) or isinstance(value, collections.abc.Iterator):
        return {}
    try:
        return {name: write_value(value).source}
    except (NotPlain, Exception):
        pass
    if isinstance(value, (type, types.FunctionType, types.ModuleType)):
        return {}
    return {fact["expression"]: fact["value"] for fact in facts_about(value, name)[0]}


def look_again(names: dict[str, Any], probe: dict[str, Any], before: dict[str, Any]) -> list[Fact]:
    """Expressions over names of the setup whose value the call changed, and what is left of iterators."""
    found: list[Fact] = []
    for name, then in before.items():
        value = names.get(name)
        if _is_mock(value):
            expression = f"[step[0] for step in {name}.mock_calls]"
            found += _fact(expression, lambda: [step[0] for step in value.mock_calls])
        elif isinstance(value, collections.abc.Iterator) and not inspect.isgenerator(value):
            found += _what_is_left(value, name)
        else:
            now = _snapshot(value, name)
            for expression, text in now.items():
                if then.get(expression) != text:
                    found.append({"expression": expression, "value": text, "compare": _compare_of(text)})
    return found[:AFTER_LIMIT]


def _compare_of(text: str) -> str:
    return "identity" if text in ("None", "True", "False") else "equal"


def _fact(expression: str, read: Any) -> list[Fact]:
    try:
        written = write_value(read())
    except (NotPlain, Exception):
        return []
    return [] if written.imports else [{"expression": expression, "value": written.source, "compare": written.compare}]


def _what_is_left(value: Any, name: str) -> list[Fact]:
    try:
        left = list(itertools.islice(value, ENDLESS_AFTER))
    except Exception:
        return []
    if len(left) == ENDLESS_AFTER:
        return _fact(f"next({name})", lambda: left[0])
    return _fact(f"list({name})", lambda: left)


def _is_mock(value: Any) -> bool:
    return hasattr(type(value), "mock_calls") and hasattr(value, "mock_calls")
