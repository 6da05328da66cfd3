"""Answers `inspect`: what changed lines touch. Reads and parses; imports nothing of the project."""

from __future__ import annotations

import ast
import os
from pathlib import Path

from .described import Describer
from .dependencies import Resolver
from .exports import Exports
from .module_names import ModuleNames
from .project_facts import is_test_support, project_facts
from .pytest_ini import find_ini
from .statements import code_lines, executable_lines, first_lines
from .symbols import Symbol, changed_symbols, symbols_of
from .tree import Tree, Unreadable

_MAX_DEPENDENCIES = 80


def answer(body: dict, frames) -> dict:
    """`InspectRequest` to `InspectAnswer` (src/frameworks/protocol.ts). The tree is the working directory."""
    root = Path(os.path.realpath(os.getcwd()))
    tree, ini = Tree(root), find_ini(root)
    names = ModuleNames(tree, ini)
    resolver = Resolver(tree, names)
    known = None if body["base_symbols"] is None else set(body["base_symbols"])
    describer = Describer(names, Exports(tree, names), known)
    sources = [c for c in body["changes"] if c["path"].endswith(".py") and not is_test_support(c["path"], ini)]

    symbols: list[dict] = []
    executable: list[dict] = []
    all_symbols: list[str] = []
    problems: list[dict] = []
    used: dict[str, Symbol] = {}
    changed_ids: set[str] = set()
    for number, change in enumerate(sources):
        path = change["path"]
        frames.progress(number, len(sources), path)
        try:
            module, source = tree.parse(path), tree.text(path)
            all_symbols += [symbol.id for symbol in symbols_of(path, module)]
            lines = set(change["lines"]) & code_lines(source)
            runs = _executable(module, source, path, lines)
        except (Unreadable, ValueError, SyntaxError, RecursionError, MemoryError) as error:
            problems.append({"path": path, "message": str(error)})
            continue
        if runs:
            executable.append({"path": path, "lines": runs})
        for symbol, numbers in changed_symbols(path, module, lines - _docstring_lines(module)):
            changed_ids.add(symbol.id)
            symbols.append(describer.changed(symbol, numbers))
            used.update({dependency.id: dependency for dependency in resolver.used_by(symbol, numbers)})
    dependencies = [describer.signature(symbol) for key, symbol in used.items() if key not in changed_ids]
    return {
        "symbols": symbols,
        "dependencies": dependencies[:_MAX_DEPENDENCIES],
        "executable": executable,
        "project": project_facts(tree, names, ini, [change["path"] for change in sources]),
        "all_symbols": all_symbols,
        "problems": problems,
    }


def _executable(module: ast.Module, source: str, path: str, lines: set[int]) -> list[int]:
    """The first lines of the statements that the changed lines belong to, when they run."""
    first = first_lines(module)
    return sorted({first.get(line, line) for line in lines} & executable_lines(module, source, path))


def _docstring_lines(module: ast.Module) -> set[int]:
    """A changed docstring alone does not change a symbol."""
    lines: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            if ast.get_docstring(node, clean=False) is not None:
                lines |= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return lines
