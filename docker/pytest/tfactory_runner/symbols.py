"""The functions, methods and classes of a file, and which of them changed lines belong to."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any, Iterator

from . import signatures

MODULE = "<module>"


@dataclass
class Symbol:
    """Something that can be named from outside its file. What is defined inside a function belongs to that function."""

    path: str
    qualname: str
    node: Any
    in_class: bool
    # (first, last) line of every definition of this name: overloads, setters, versions under `if`.
    extents: list[tuple[int, int]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.path}::{self.qualname}"

    @property
    def kind(self) -> str:
        if isinstance(self.node, ast.Module):
            return "module"
        if isinstance(self.node, ast.ClassDef):
            return "class"
        if not self.in_class:
            return "function"
        return "property" if signatures.is_property(self.node) else "method"


def symbols_of(path: str, module: ast.Module) -> list[Symbol]:
    """All symbols of a file but the module itself, in order of their first definition."""
    found: dict[str, Symbol] = {}
    for qualname, node, in_class in _definitions(module):
        start = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        symbol = found.setdefault(qualname, Symbol(path, qualname, node, in_class))
        symbol.extents.append((start, node.end_lineno or start))
        if not _is_lesser(node):
            symbol.node = node
    return list(found.values())


def changed_symbols(path: str, module: ast.Module, lines: set[int]) -> list[tuple[Symbol, list[int]]]:
    """The innermost symbol of each line, with its lines; lines outside every symbol belong to the module."""
    symbols = symbols_of(path, module)
    owned: dict[str, list[int]] = {}
    by_id = {symbol.qualname: symbol for symbol in symbols}
    for line in sorted(lines):
        owner = _innermost(symbols, line)
        owned.setdefault(owner.qualname if owner else MODULE, []).append(line)
    at_module = [line for line in owned.pop(MODULE, []) if line not in _import_lines(module)]
    changed = [(by_id[qualname], numbers) for qualname, numbers in owned.items()]
    changed.sort(key=lambda pair: pair[0].extents[0])
    if at_module:
        changed.append((Symbol(path, MODULE, module, False, [(1, _last_line(module))]), at_module))
    return changed


def _definitions(module: ast.Module) -> Iterator[tuple[str, Any, bool]]:
    """(qualname, node, whether in a class) of definitions outside functions, also under `if`, `try` and `with`."""
    pending: list[tuple[ast.AST, str, bool]] = [(module, "", False)]
    while pending:
        node, prefix, in_class = pending.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield prefix + node.name, node, in_class
            continue
        if isinstance(node, ast.ClassDef):
            yield prefix + node.name, node, in_class
            prefix, in_class = f"{prefix}{node.name}.", True
        inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, (ast.stmt, ast.ExceptHandler))]
        pending += [(child, prefix, in_class) for child in reversed(inner)]


def _is_lesser(node: ast.AST) -> bool:
    """Stubs and setters do not stand for their name: the implementation or the getter does."""
    last = [decorator.rpartition(".")[2] for decorator in signatures.decorators_of(node)]
    return any(name in ("overload", "setter", "deleter") for name in last)


def _innermost(symbols: list[Symbol], line: int) -> Symbol | None:
    around = [(end - start, symbol) for symbol in symbols for start, end in symbol.extents if start <= line <= end]
    return min(around, key=lambda pair: pair[0])[1] if around else None


def _import_lines(module: ast.Module) -> set[int]:
    """An import is no behaviour of its module."""
    nodes = [node for node in ast.walk(module) if isinstance(node, (ast.Import, ast.ImportFrom))]
    return {line for node in nodes for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}


def _last_line(module: ast.Module) -> int:
    return max((node.end_lineno or 1 for node in module.body), default=1)
