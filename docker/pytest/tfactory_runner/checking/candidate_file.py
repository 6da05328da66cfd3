"""A parsed candidate: which test a line belongs to, which code is expected to fail, what it gives another value."""

from __future__ import annotations

import ast
import builtins
from typing import Any, Callable, Iterator

from .parsed import Function, Parsed

_RAISING = ("raises", "assertRaises", "assertRaisesRegex", "suppress", "RaisesGroup")
_SETTING = ("setattr", "delattr", "object", "patch")


class CandidateFile(Parsed):
    """`path` is relative to the tree. `findings` collects what is wrong. `class_of` says which class an expression is."""

    def __init__(self, path: str, module: ast.Module) -> None:
        super().__init__(module)
        self.path = path
        self.findings: list[dict] = []
        self.class_of: Callable[[ast.AST], type | None] = lambda node: None
        nodes = list(ast.walk(module))
        self._hasattr = {_hasattr_target(node) for node in nodes} - {None}
        self.made_global = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
        self.replaced = {name for node in nodes for name in _replaced_by(node)}

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

    def is_guarded(self, node: ast.AST, *errors: str) -> bool:
        """Whether one of these built-in errors is foreseen here: by `pytest.raises`, a `try`, or code that may not run."""
        child = node
        for ancestor in self.ancestors(node):
            if isinstance(ancestor, (ast.With, ast.AsyncWith)) and child in ancestor.body:
                if any(self._expects(item.context_expr, errors) for item in ancestor.items):
                    return True
            if isinstance(ancestor, ast.Call) and child is not ancestor.func and self._expects(ancestor, errors):
                return True
            if isinstance(ancestor, ast.Try) and child in ancestor.body and any(self._forgives(h, errors) for h in ancestor.handlers):
                return True
            if isinstance(ancestor, (ast.If, ast.IfExp, ast.BoolOp)) and _asks_where_it_runs(ancestor):
                return True
            if isinstance(ancestor, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and _may_be_skipped(ancestor):
                return True
            child = ancestor
        return False

    def _expects(self, call: ast.AST, errors: tuple[str, ...]) -> bool:
        if _last_name(call) not in _RAISING or not isinstance(call, ast.Call):
            return False
        keyword = [k.value for k in call.keywords if k.arg == "expected_exception"]
        kinds = call.args if _last_name(call) == "suppress" else [*call.args[:1], *keyword]
        return not kinds or any(self._catches(kind, errors) for kind in kinds)

    def _forgives(self, handler: ast.ExceptHandler, errors: tuple[str, ...]) -> bool:
        return handler.type is None or self._catches(handler.type, errors)

    def _catches(self, node: ast.AST, errors: tuple[str, ...]) -> bool:
        if isinstance(node, ast.Tuple):
            return any(self._catches(kind, errors) for kind in node.elts)
        caught = self.class_of(node) or getattr(builtins, _last_name(node), None)
        if not isinstance(caught, type):
            return True  # nobody knows what it catches
        raised = [getattr(builtins, name) for name in errors]
        return any(issubclass(one, caught) or issubclass(caught, one) for one in raised)

    def is_in_function(self, node: ast.AST) -> bool:
        return any(isinstance(ancestor, Function) for ancestor in self.ancestors(node))

    def asks_hasattr(self, name: str) -> bool:
        """Whether the file asks anything whether it has an attribute of this name."""
        return name in self._hasattr


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


def _asks_where_it_runs(node: ast.If | ast.IfExp | ast.BoolOp) -> bool:
    """Code for type checkers only, or for one version or platform."""
    asked = ast.unparse(node.values[0] if isinstance(node, ast.BoolOp) else node.test)
    return any(word in asked for word in ("TYPE_CHECKING", "version_info", "sys.platform", "os.name", "platform."))


def _may_be_skipped(definition: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    return any(_last_name(decorator) in ("skipif", "skip", "xfail", "skipIf", "skipUnless") for decorator in definition.decorator_list)


def _hasattr_target(node: ast.AST) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("hasattr", "getattr"):
        if len(node.args) >= 2 and isinstance(node.args[1], ast.Constant):
            return str(node.args[1].value)
    return None


def _replaced_by(node: ast.AST) -> Iterator[str]:
    """Names of attributes that this node gives another value: by assignment, `setattr`, `patch` or `monkeypatch`."""
    if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and _last_name(node.value) not in ("self", "cls"):
        yield node.attr
    if isinstance(node, ast.Call) and _last_name(node.func) in (*_SETTING, "multiple"):
        texts = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        yield from (text.rpartition(".")[2] for text in texts)
        if _last_name(node.func) == "multiple":
            yield from (keyword.arg for keyword in node.keywords if keyword.arg)
