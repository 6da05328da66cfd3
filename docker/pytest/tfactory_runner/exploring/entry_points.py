"""How a changed symbol is reached from outside: its shortest public import, its signature, its class's constructor."""

from __future__ import annotations

import ast
import enum
import importlib
import inspect
import re
import sys
import textwrap
from typing import Any

from tfactory_runner.exploring.importing import is_in_tree, module_name
from tfactory_runner.exploring.values import shortest_module


USEFUL = frozenset({"__len__", "__iter__", "__contains__", "__getitem__", "__call__", "__bool__", "__str__"})


def describe_symbols(symbols: list[str]) -> dict[str, Any]:
    """`symbols`: one entry per symbol that can be imported; nested functions count as the function around them.

    `classes`: project classes that annotations of their parameters name. Runs in a fork.
    """
    found = []
    classes: dict[str, Any] = {}
    for symbol in symbols:
        try:
            described = _describe(symbol)
        except ImportError:
            continue
        if described is not None:
            found.append(described)
            module = importlib.import_module(module_name(described["path"])[0])
            for parameter in (*described["parameters"], *described["constructor"]):
                _note_classes(parameter["annotation"], module, classes)
    return {"symbols": found, "classes": classes}


def _note_classes(annotation: str | None, module: Any, classes: dict[str, Any]) -> None:
    for name in re.findall(r"[A-Za-z_]\w*", annotation or ""):
        held = getattr(module, name, None)
        if not inspect.isclass(held) or held.__module__ in ("builtins", "typing") or name in classes or not is_in_tree(_file_of(held)):
            continue
        home = shortest_module(held.__module__, name, held)
        if home is not None:
            classes[name] = {"import": f"from {home} import {name}", "members": _members(held), "parameters": parameters_of(held, "class")}


def _file_of(kind: type) -> str | None:
    return getattr(sys.modules.get(kind.__module__), "__file__", None)


def _members(kind: Any) -> list[str]:
    return [member.name for member in kind][:4] if inspect.isclass(kind) and issubclass(kind, enum.Enum) else []


def _describe(symbol: str) -> dict[str, Any] | None:
    path, _, qualname = symbol.partition("::")
    qualname = qualname.split(".<locals>")[0]
    module = importlib.import_module(module_name(path)[0])
    names = qualname.split(".")
    owner: Any = module
    target: Any = module
    held: Any = module
    for name in names:
        owner, held = target, inspect.getattr_static(target, name, None)
        try:
            target = getattr(target, name)
        except AttributeError:
            return None
    top = getattr(module, names[0])
    home = shortest_module(module.__name__, names[0], top) or module.__name__
    described = {
        "symbol": symbol,
        "path": path,
        "qualname": qualname,
        "name": names[-1],
        "import": f"from {home} import {names[0]}",
        "expression": qualname,
        "kind": _kind(held, owner),
        "owner": ".".join(names[:-1]) if inspect.isclass(owner) else None,
        "doc": inspect.getdoc(target) or "",
        "module_names": public_names(module),
    }
    wanted = held.fget if isinstance(held, property) else target
    described["parameters"] = parameters_of(wanted, described["kind"])
    described["constructor"] = parameters_of(owner, "class") if inspect.isclass(owner) else []
    described["methods"] = _methods(target) if inspect.isclass(target) else []
    described["siblings"] = _methods(owner) if inspect.isclass(owner) else []
    described["members"] = _members(target)
    described["settable"] = isinstance(held, property) and held.fset is not None
    return described


def _kind(held: Any, owner: Any) -> str:
    if isinstance(held, property):
        return "property"
    if inspect.isclass(held):
        return "class"
    if inspect.isclass(owner):
        if isinstance(held, classmethod):
            return "classmethod"
        if isinstance(held, staticmethod):
            return "staticmethod"
        return "method" if callable(held) else "attribute"
    return "function" if callable(held) else "attribute"


def parameters_of(target: Any, kind: str) -> list[dict[str, Any]]:
    """Name, kind, annotation and default of each parameter (texts), without `self`."""
    try:
        signature = inspect.signature(target)
    except (TypeError, ValueError):
        return []
    parameters = list(signature.parameters.values())
    if kind in ("method", "property") and parameters:
        parameters = parameters[1:]
    checked = _types_checked(target)
    return [
        {
            "checked": checked.get(parameter.name, []),
            "name": parameter.name,
            "kind": parameter.kind.name,
            "annotation": _annotation(parameter.annotation),
            "default": None if parameter.default is parameter.empty else _text(parameter.default),
        }
        for parameter in parameters
    ]


def _types_checked(target: Any) -> dict[str, list[str]]:
    """Built-in types that the body asks for by `isinstance`, by parameter: inputs of these types take paths of their own."""
    wanted = target.__init__ if inspect.isclass(target) else target
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(wanted)))
    except (OSError, TypeError, SyntaxError):
        return {}
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance" and len(node.args) == 2:
            subject, types = node.args
            names = types.elts if isinstance(types, ast.Tuple) else [types]
            if isinstance(subject, ast.Name):
                found.setdefault(subject.id, []).extend(name.id for name in names if isinstance(name, ast.Name))
    return found


def _annotation(annotation: Any) -> str | None:
    if annotation is inspect.Parameter.empty:
        return None
    if isinstance(annotation, str):
        return annotation
    return annotation.__name__ if isinstance(annotation, type) and not getattr(annotation, "__args__", None) else str(annotation)


def _text(value: Any) -> str:
    text = repr(value)
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return "..."
    return text


def _methods(kind: type) -> list[dict[str, Any]]:
    """Public methods and properties that the class itself defines."""
    found = []
    for name, held in vars(kind).items():
        if name.startswith("_") and not (name in USEFUL and callable(held)):
            continue
        inner = held.fget if isinstance(held, property) else held
        found.append({"name": name, "kind": _kind(held, kind), "parameters": parameters_of(inner, _kind(held, kind))})
    return found


def public_names(module: Any) -> list[str]:
    return [name for name in vars(module) if not name.startswith("_")]
