"""A parsed candidate: who contains whom, which test a line belongs to, which code is expected to fail."""

from __future__ import annotations

import ast
from typing import Any, Iterator

Function = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_RAISING = ("raises", "assertRaises", "assertRaisesRegex", "suppress", "warns", "deprecated_call", "RaisesGroup")
_FORGIVING = {"ImportError", "ModuleNotFoundError", "AttributeError", "NameError", "TypeError", "Exception", "BaseException"}


class CandidateFile:
    """`path` is relative to the tree. `findings` collects what is wrong."""

    def __init__(self, path: str, module: ast.Module) -> None:
        self.path = path
        self.module = module
        self.findings: list[dict] = []
        self._parents = {child: node for node in ast.walk(module) for child in ast.iter_child_nodes(node)}
        self._hasattr = {_hasattr_target(node) for node in ast.walk(module)} - {None}

    def add(
        self,
        rule: str,
        kind: str,
        severity: str,
        node: ast.AST | int,
        message: str,
        answered_by: str | None = None,
        nearest: str | None = None,
    ) -> None:
        """Notes a `Finding` (src/domain/candidate.ts) once."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        finding = {
            "rule": rule,
            "kind": kind,
            "severity": severity,
            "path": self.path,
            "line": line,
            "case": self.case_at(line),
            "message": message[:500],
            "fix": f"did you mean `{nearest}`?" if nearest else None,
            "answered_by": answered_by,
            "nearest": nearest,
        }
        if finding not in self.findings:
            self.findings.append(finding)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """From the nearest outwards."""
        while node in self._parents:
            node = self._parents[node]
            yield node

    def parent(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def case_at(self, line: int) -> str | None:
        """`TestStack::test_pop` when the line is inside that test function, `None` elsewhere."""
        for name, node in self.tests():
            start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            if start <= line <= (node.end_lineno or start):
                return name
        return None

    def tests(self) -> Iterator[tuple[str, Any]]:
        """(name, node) of every function that looks like a test."""
        yield from _tests(self.module.body, "")

    def is_guarded(self, node: ast.AST) -> bool:
        """Whether a failure here is foreseen: inside `pytest.raises`, a `try` that catches it, or for type checkers only."""
        child = node
        for ancestor in self.ancestors(node):
            if isinstance(ancestor, (ast.With, ast.AsyncWith)) and child in ancestor.body:
                if any(_last_name(item.context_expr) in _RAISING for item in ancestor.items):
                    return True
            if isinstance(ancestor, ast.Call) and _last_name(ancestor.func) in _RAISING:
                return True
            if isinstance(ancestor, ast.Try) and child in ancestor.body and any(_forgives(h) for h in ancestor.handlers):
                return True
            if isinstance(ancestor, (ast.If, ast.IfExp, ast.BoolOp)) and _asks_where_it_runs(ancestor):
                return True
            child = ancestor
        return False

    def is_in_function(self, node: ast.AST) -> bool:
        return any(isinstance(ancestor, Function) for ancestor in self.ancestors(node))

    def asks_hasattr(self, text: str) -> bool:
        """Whether the file asks `hasattr` for this dotted name before it uses it."""
        return text in self._hasattr


def dotted(node: ast.AST) -> list[str] | None:
    """`a.b.c` as its parts, `None` for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else None


def _tests(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, Any]]:
    for node in body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test"):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _tests(node.body, f"{prefix}{node.name}::")


def _last_name(node: ast.AST) -> str:
    while isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _forgives(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(_last_name(kind) in _FORGIVING for kind in types)


def _asks_where_it_runs(node: ast.If | ast.IfExp | ast.BoolOp) -> bool:
    """Code for type checkers only, or for one version or platform."""
    asked = ast.unparse(node.values[0] if isinstance(node, ast.BoolOp) else node.test)
    return any(word in asked for word in ("TYPE_CHECKING", "version_info", "sys.platform", "os.name", "platform."))


def _hasattr_target(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("hasattr", "getattr"):
        if len(node.args) >= 2 and isinstance(node.args[1], ast.Constant):
            return f"{ast.unparse(node.args[0])}.{node.args[1].value}"
    return None
