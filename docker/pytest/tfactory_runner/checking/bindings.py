"""What a name in a candidate stands for, when that is certain: names bound by import and by nothing else."""

from __future__ import annotations

import ast
import sys
import types
from typing import Any

from .candidate_file import CandidateFile, Function
from .real_names import MISSING, ImportFailed, RealNames

UNKNOWN = object()


class Bindings:
    def __init__(self, file: CandidateFile, real: RealNames, full_path: str) -> None:
        self._file, self._real = file, real
        self._package = _package_of(full_path)
        self._bound: dict[ast.AST, dict[str, list[ast.AST]]] = {}

    def value(self, node: ast.AST) -> Any:
        """The object that `a.b.c` is, as long as every step is a module or a class; else `UNKNOWN`."""
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Attribute):
            holder = self.value(node.value)
            if isinstance(holder, (types.ModuleType, type)):
                found = self._real.attribute(holder, node.attr)
                return UNKNOWN if found is MISSING else found
        return UNKNOWN

    def absolute(self, module: str | None, level: int) -> str | None:
        """The absolute name of a relative import, `None` when the file's own package is not known."""
        if level == 0:
            return module
        if self._package is None:
            return None
        parts = self._package.split(".")
        if len(parts) < level:
            return None
        return ".".join([*parts[: len(parts) - (level - 1)], *([module] if module else [])])

    def made_by(self, node: ast.AST) -> type | None:
        """The class whose call made the value of this local name, if the name is assigned once, as `name = Class(…)`."""
        if not isinstance(node, ast.Name):
            return None
        binders = self._binders(node)
        if len(binders) != 1 or not isinstance(binders[0], ast.Name):
            return None
        assign = self._file.parent(binders[0])
        if isinstance(assign, ast.Assign) and assign.targets == [binders[0]] and isinstance(assign.value, ast.Call):
            made = self.value(assign.value.func)
            if isinstance(made, type) and made.__new__ is object.__new__ and type(made) is type:
                return made
        return None

    def _name(self, node: ast.Name) -> Any:
        binders = self._binders(node)
        if len(binders) != 1 or not isinstance(binders[0], ast.alias):
            return UNKNOWN
        return self._imported(binders[0], node.id)

    def _imported(self, alias: ast.alias, name: str) -> Any:
        statement = self._file.parent(alias)
        try:
            if isinstance(statement, ast.ImportFrom):
                module = self.absolute(statement.module, statement.level)
                return UNKNOWN if module is None else self._real.imported(module, alias.name)
            if alias.asname:
                return self._real.module(alias.name)
            self._real.module(alias.name)  # `import a.b` loads b and binds a
            return self._real.module(alias.name.partition(".")[0])
        except ImportFailed:
            return UNKNOWN

    def _binders(self, node: ast.Name) -> list[ast.AST]:
        """What binds the name in the innermost scope that binds it at all."""
        scopes = [a for a in self._file.ancestors(node) if isinstance(a, (*Function, ast.Module, *_COMPREHENSIONS))]
        for scope in scopes:
            found = self._bound_in(scope).get(node.id)
            if found:
                return found
        return []

    def _bound_in(self, scope: ast.AST) -> dict[str, list[ast.AST]]:
        if scope not in self._bound:
            bound: dict[str, list[ast.AST]] = {}
            for name, binder in _binders_of(scope):
                bound.setdefault(name, []).append(binder)
            self._bound[scope] = bound
        return self._bound[scope]


_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _binders_of(scope: ast.AST):
    """(name, node) for everything that binds a name in this scope itself."""
    pending = list(ast.iter_child_nodes(scope))
    while pending:
        node = pending.pop(0)
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id, node
        elif isinstance(node, ast.arg):
            yield node.arg, node
        elif isinstance(node, ast.alias):
            yield node.asname or node.name.partition(".")[0], node
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name, node
        elif isinstance(node, (ast.Global, ast.Nonlocal)):
            yield from ((name, node) for name in node.names)
        elif type(node).__name__ in ("MatchAs", "MatchStar") and node.name:
            yield node.name, node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node
        if not isinstance(node, (*Function, ast.ClassDef)):
            pending += ast.iter_child_nodes(node)


def _package_of(full_path: str) -> str | None:
    """The package of the candidate as pytest loaded it."""
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == full_path:
            return getattr(module, "__package__", None) or None
    return None
