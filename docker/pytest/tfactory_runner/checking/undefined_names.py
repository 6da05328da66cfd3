"""Names that nothing in the file binds: a NameError as soon as the line runs."""

from __future__ import annotations

import ast
import builtins
import difflib
import symtable
from typing import Iterator

from .bindings import Bindings
from .candidate_file import CandidateFile
from .real_names import ImportFailed, RealNames

_MODULE_NAMES = {"__file__", "__name__", "__doc__", "__package__", "__spec__", "__loader__", "__builtins__", "__path__"}
_MODULE_NAMES |= {"__annotations__", "__class__", "__dict__", "__module__", "__qualname__"}


def check_undefined_names(file: CandidateFile, source: str, real: RealNames, bindings: Bindings) -> None:
    try:
        starred = {name for node in ast.walk(file.module) for name in _starred(node, real, bindings)}
    except ImportFailed:
        return  # already found; nobody knows what it would have brought
    top = symtable.symtable(source, file.path, "exec")
    known = {s.get_name() for s in top.get_symbols() if s.is_assigned() or s.is_imported() or s.is_namespace()}
    known |= {name for table in _tables(top) for name in _declared_global(table)}
    known |= set(dir(builtins)) | _MODULE_NAMES | starred
    unknown = {s.get_name() for table in _tables(top) for s in table.get_symbols() if _reads_global(s, table)} - known
    for node in ast.walk(file.module):
        if isinstance(node, ast.Name) and node.id in unknown and not file.is_guarded(node, "NameError"):
            file.add("undefined-name", "symbol", "high", node, f"`{node.id}` is not defined", None, _nearest(node.id, known))


def _starred(node: ast.AST, real: RealNames, bindings: Bindings) -> list[str]:
    """What `from module import *` brings."""
    if not isinstance(node, ast.ImportFrom) or node.names[0].name != "*":
        return []
    module = bindings.absolute(node.module, node.level)
    names = vars(real.module(module)) if module is not None else {}
    return list(names.get("__all__", [name for name in names if not name.startswith("_")]))


def _nearest(name: str, known: set[str]) -> str | None:
    found = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.8)
    return found[0] if found else None


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def _reads_global(symbol: symtable.Symbol, table: symtable.SymbolTable) -> bool:
    if not symbol.is_referenced():
        return False
    return symbol.is_global() or (table.get_type() == "module" and not symbol.is_assigned())


def _declared_global(table: symtable.SymbolTable) -> Iterator[str]:
    return (s.get_name() for s in table.get_symbols() if s.is_declared_global() and s.is_assigned())
