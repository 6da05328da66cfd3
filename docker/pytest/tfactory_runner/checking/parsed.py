"""A parsed piece of Python: who contains whom, and what binds a name where."""

from __future__ import annotations

import ast
from typing import Iterator

Function = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class Parsed:
    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self._parents = {child: node for node in ast.walk(module) for child in ast.iter_child_nodes(node)}
        self._bound: dict[ast.AST, dict[str, list[ast.AST]]] = {}

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """From the nearest outwards."""
        while node in self._parents:
            node = self._parents[node]
            yield node

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def binders(self, node: ast.Name) -> tuple[ast.AST | None, list[ast.AST]]:
        """The innermost scope that binds this name, and all that binds it there. `(None, [])`: nothing here does."""
        inside_class = True
        for scope in self.ancestors(node):
            if isinstance(scope, ast.ClassDef) and inside_class:
                found = self._bound_in(scope).get(node.id)
            elif isinstance(scope, (*Function, ast.Module, *_COMPREHENSIONS)):
                found = self._bound_in(scope).get(node.id)
                inside_class = False  # a function does not see the names of the class around it
            else:
                continue
            if found:
                return scope, found
        return None, []

    def _bound_in(self, scope: ast.AST) -> dict[str, list[ast.AST]]:
        if scope not in self._bound:
            bound: dict[str, list[ast.AST]] = {}
            for name, binder in _binders_of(scope):
                bound.setdefault(name, []).append(binder)
            self._bound[scope] = bound
        return self._bound[scope]


def _binders_of(scope: ast.AST) -> Iterator[tuple[str, ast.AST]]:
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
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            yield node.name, node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node
        if not isinstance(node, (*Function, ast.ClassDef)):
            pending += ast.iter_child_nodes(node)
