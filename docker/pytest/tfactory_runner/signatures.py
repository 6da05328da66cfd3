"""Functions and classes as a reader sees them from outside: parameters, signature text, documentation."""

from __future__ import annotations

import ast
from typing import Union

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]

_OUTLINE_LIMIT = 40


def text_of(node: ast.AST | None) -> str | None:
    """Source text of an expression, on one line."""
    return None if node is None else ast.unparse(node).replace("\n", " ")


def parameters_of(node: Function, bound: bool) -> list[dict]:
    """`Parameter`s (src/domain/snapshot.ts) in order. `bound`: without `self` or `cls`."""
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    defaults = [*[None] * (len(plain) - len(arguments.defaults)), *arguments.defaults]
    positional_only = len(arguments.posonlyargs)
    parameters = [
        _parameter(argument, "positional-only" if number < positional_only else "positional", default)
        for number, (argument, default) in enumerate(zip(plain, defaults))
    ]
    if bound and parameters:
        parameters = parameters[1:]
    if arguments.vararg:
        parameters.append(_parameter(arguments.vararg, "variadic", None))
    parameters += [_parameter(a, "keyword-only", d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults)]
    if arguments.kwarg:
        parameters.append(_parameter(arguments.kwarg, "keywords", None))
    return parameters


def is_bound(node: Function, in_class: bool) -> bool:
    return in_class and "staticmethod" not in decorators_of(node)


def decorators_of(node: ast.AST) -> list[str]:
    return [text_of(decorator) or "" for decorator in getattr(node, "decorator_list", [])]


def function_text(node: Function, qualname: str | None = None) -> str:
    """`async def fetch(self, url: str, *, retries: int = 3) -> bytes`."""
    word = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {text_of(node.returns)}" if node.returns else ""
    return f"{word} {qualname or node.name}({ast.unparse(node.args)}){returns}".replace("\n", " ")


def class_text(node: ast.ClassDef) -> str:
    """The class line, fields with annotations, and a line per public method: what one needs to use it."""
    bases = ", ".join([*(text_of(b) or "" for b in node.bases), *(f"{k.arg}={text_of(k.value)}" for k in node.keywords)])
    lines = [f"@{decorator}" for decorator in decorators_of(node)]
    lines.append(f"class {node.name}({bases}):" if bases else f"class {node.name}:")
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign):
            lines.append(f"    {(text_of(statement) or '')[:200]}")
        elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and _is_shown(statement.name):
            lines += [f"    @{decorator}" for decorator in decorators_of(statement)]
            lines.append(f"    {function_text(statement)}")
    return "\n".join(lines[:_OUTLINE_LIMIT])


def constructor_parameters(node: ast.ClassDef) -> list[dict]:
    """What calling the class takes: of `__init__` or `__new__`, of a dataclass's or named tuple's fields, else nothing."""
    for name in ("__init__", "__new__"):
        for statement in node.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)) and statement.name == name:
                return parameters_of(statement, bound=True)
    if not _has_fields(node):
        return []
    fields = [s for s in node.body if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)]
    return [_field(f) for f in fields if not (text_of(f.annotation) or "").startswith(("ClassVar", "typing.ClassVar"))]


def is_generator(node: ast.AST) -> bool:
    """Whether the function itself yields; functions inside it do not count."""
    pending = list(ast.iter_child_nodes(node))
    while pending:
        child = pending.pop()
        if isinstance(child, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            pending += ast.iter_child_nodes(child)
    return False


def is_property(node: ast.AST) -> bool:
    last = [decorator.partition("(")[0].rpartition(".")[2] for decorator in decorators_of(node)]
    return any(name in ("property", "cached_property", "setter", "deleter", "getter") for name in last)


def _parameter(argument: ast.arg, kind: str, default: ast.AST | None) -> dict:
    return {"name": argument.arg, "kind": kind, "annotation": text_of(argument.annotation), "default": text_of(default)}


def _field(statement: ast.AnnAssign) -> dict:
    assert isinstance(statement.target, ast.Name)
    return {
        "name": statement.target.id,
        "kind": "positional",
        "annotation": text_of(statement.annotation),
        "default": text_of(statement.value),
    }


def _has_fields(node: ast.ClassDef) -> bool:
    marks = [*decorators_of(node), *(text_of(base) or "" for base in node.bases)]
    names = {mark.partition("(")[0].rpartition(".")[2] for mark in marks}
    return bool(names & {"dataclass", "NamedTuple", "define", "frozen", "attrs", "BaseModel"})


def _is_shown(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))
