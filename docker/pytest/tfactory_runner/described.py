"""Symbols in the shape of the protocol."""

from __future__ import annotations

import ast

from . import signatures
from .exports import Exports
from .module_names import ModuleNames
from .symbols import Symbol


class Describer:
    """Makes `Signature` and `ChangedSymbol` (src/domain/snapshot.ts). `known`: ids on the base, `None` when unknown."""

    def __init__(self, names: ModuleNames, exports: Exports, known: set[str] | None) -> None:
        self._names, self._exports, self._known = names, exports, known

    def signature(self, symbol: Symbol) -> dict:
        return {
            "id": symbol.id,
            "path": symbol.path,
            "module": self._names.name_of(symbol.path),
            "qualname": symbol.qualname,
            "kind": symbol.kind,
            "signature": _signature_text(symbol),
            "doc": ast.get_docstring(symbol.node),
        }

    def changed(self, symbol: Symbol, lines: list[int]) -> dict:
        node = symbol.node
        is_module = symbol.kind == "module"
        module = self._names.name_of(symbol.path)
        exported = [] if is_module else self._exports.modules_of(module, symbol.qualname)
        is_function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        start, end = (1, symbol.extents[0][1]) if is_module else (node.lineno, node.end_lineno)
        return {
            **self.signature(symbol),
            "line": start,
            "end_line": end,
            "changed_lines": lines,
            "is_public": _is_public(symbol.qualname) and (bool(exported) or _is_public(module)),
            "is_async": isinstance(node, ast.AsyncFunctionDef),
            "is_generator": is_function and signatures.is_generator(node),
            "is_new": self._known is not None and not is_module and symbol.id not in self._known,
            "decorators": signatures.decorators_of(node),
            "parameters": _parameters(symbol),
            "returns": signatures.text_of(getattr(node, "returns", None)),
            "exported_from": exported,
        }


def _signature_text(symbol: Symbol) -> str:
    if isinstance(symbol.node, ast.ClassDef):
        return signatures.class_text(symbol.node)
    if isinstance(symbol.node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        decorators = [f"@{decorator}\n" for decorator in signatures.decorators_of(symbol.node)]
        return "".join(decorators) + signatures.function_text(symbol.node)
    return ""


def _parameters(symbol: Symbol) -> list[dict]:
    """Of a method without `self`; of a class, what its constructor takes."""
    node = symbol.node
    if isinstance(node, ast.ClassDef):
        return signatures.constructor_parameters(node)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return signatures.parameters_of(node, signatures.is_bound(node, symbol.in_class))
    return []


def _is_public(dotted: str) -> bool:
    """No part begins with an underscore; `__init__` and its like are public."""
    return all(not part.startswith("_") or (part.startswith("__") and part.endswith("__")) for part in dotted.split("."))
