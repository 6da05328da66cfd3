"""What `mock.patch`, `mocker` and `monkeypatch` are told to replace must exist."""

from __future__ import annotations

import ast
import builtins
import os
import types
from typing import Any

from .bindings import Bindings
from .candidate_file import CandidateFile, dotted
from .known import Exactly, Known, Made, something
from .members import has
from .real_names import ImportFailed, MISSING, RealNames, attribute_of, nearest

_UNKNOWN = object()


def check_patch_targets(file: CandidateFile, real: RealNames, bindings: Bindings) -> None:
    checker = _Checker(file, real, bindings)
    for node in ast.walk(file.module):
        if isinstance(node, ast.Call) and not file.is_guarded(node, "AttributeError", "ImportError", "TypeError", "KeyError"):
            checker.check(node)


class _Checker:
    def __init__(self, file: CandidateFile, real: RealNames, bindings: Bindings) -> None:
        self._file, self._real, self._bindings = file, real, bindings

    def check(self, node: ast.Call) -> None:
        parts = dotted(node.func) or []
        first = _argument(node, 0, "target") or _argument(node, 0, "in_dict")
        if not parts or first is None or _may_be_new(node):
            return
        last = parts[-1]
        text = self._text(first)
        if parts[0] == "monkeypatch":
            self._check_monkeypatch(last, node, first, text)
        elif last == "patch" and text is not None:
            self._check_text(text, node)
        elif parts[-2:] in (["patch", "object"], ["mocker", "spy"]):
            self._check_member(first, _argument(node, 1, "attribute" if last == "object" else "name"), node)
        elif parts[-2:] == ["patch", "dict"] and text is not None:
            self._check_text(text, node)
        elif parts[-2:] == ["patch", "multiple"]:
            names = [k.arg for k in node.keywords if k.arg not in (None, "spec", "create", "spec_set", "autospec", "new_callable")]
            for name in names:
                if text is not None:
                    self._check_text(f"{text}.{name}", node)
                else:
                    self._check_name(first, name, node)

    def _check_monkeypatch(self, method: str, node: ast.Call, first: ast.AST, text: str | None) -> None:
        if method in ("setattr", "delattr"):
            if text is not None and len(node.args) == (2 if method == "setattr" else 1):
                self._check_text(text, node)
            else:
                self._check_member(first, _argument(node, 1, "name"), node)
        elif method == "delenv" and text is not None and text not in os.environ and text not in self._set_variables():
            self._add("medium", node, f"`{text}` is not set here, so delenv fails", None, None)
        elif method == "delitem":
            self._check_item(first, _argument(node, 1, "name"), node)

    def _check_member(self, holder: ast.AST, name: ast.AST | None, node: ast.Call) -> None:
        text = self._text(name) if name is not None else None
        if text is not None:
            self._check_name(holder, text, node)

    def _check_name(self, holder: ast.AST, name: str, node: ast.Call) -> None:
        known = something(self._bindings.of(holder))
        if known and not any(has(one, name) for one in known) and not _is_built_in(known[0], name):
            thing = known[0].value if isinstance(known[0], Exactly) else known[0].kind if isinstance(known[0], Made) else None
            self._add("medium", node, f"patch target: {_no(thing, name)}", thing, nearest(name, thing))

    def _check_item(self, holder: ast.AST, key: ast.AST | None, node: ast.Call) -> None:
        known = self._bindings.of(holder)
        table = known[0].value if len(known) == 1 and isinstance(known[0], Exactly) else None
        text = self._text(key) if key is not None else None
        if type(table) is dict and text is not None and text not in table:
            self._add("medium", node, f"`{ast.unparse(holder)}` has no key `{text}`, so delitem fails", None, None)

    def _check_text(self, target: str, node: ast.Call) -> None:
        path, _, name = target.rpartition(".")
        if not path:
            message = f"patch target `{target}` names no module: it must be `module.{target}`"
            self._add("high", node, message, None, None)
            return
        try:
            holder = self._resolve(path)
        except ImportFailed as error:
            message = f"patch target `{target}`: {error}"
            self._file.add("patch-target", error.kind, "high", node, message, error.answered_by, error.nearest)
            return
        if holder is _UNKNOWN or attribute_of(holder, name) is not MISSING or _is_built_in(Exactly(holder), name):
            return
        if not has(Exactly(holder), name):
            self._add("high", node, f"patch target: {_no(holder, name)}", holder, nearest(name, holder))

    def _resolve(self, path: str) -> Any:
        """As mock does: import the first part, then step by step, importing what is no attribute yet."""
        first, *rest = path.split(".")
        holder: Any = self._real.module(first)
        done = first
        for part in rest:
            done = f"{done}.{part}"
            found = attribute_of(holder, part)
            if found is MISSING:
                if not isinstance(holder, types.ModuleType):
                    raise ImportFailed("symbol", _no(holder, part), None, nearest(part, holder))
                self._real.module(done)
                found = attribute_of(holder, part)
            if found is MISSING or found is None:
                return _UNKNOWN
            holder = found
        return holder

    def _text(self, node: ast.AST) -> str | None:
        """A text written out, held by a name, or put together from such in an f-string or with `+`."""
        if isinstance(node, ast.JoinedStr):
            pieces = [self._text(piece.value if isinstance(piece, ast.FormattedValue) else piece) for piece in node.values]
            return None if None in pieces else "".join(piece or "" for piece in pieces)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self._text(node.left), self._text(node.right)
            return None if left is None or right is None else left + right
        known = self._bindings.of(node)
        only = known[0].value if len(known) == 1 and isinstance(known[0], Exactly) else None
        return only if isinstance(only, str) else None

    def _set_variables(self) -> set[str | None]:
        calls = [n for n in ast.walk(self._file.module) if isinstance(n, ast.Call) and n.args]
        return {self._text(call.args[0]) for call in calls if (dotted(call.func) or [""])[-1] == "setenv"}

    def _add(self, severity: str, node: ast.Call, message: str, holder: Any, near: str | None) -> None:
        answered_by = None
        if isinstance(holder, (type, types.ModuleType, types.FunctionType)):
            answered_by = self._real.file_of(holder)
        self._file.add("patch-target", "symbol", severity, node, message, answered_by, near)


def _no(holder: Any, name: str) -> str:
    return f"`{getattr(holder, '__name__', type(holder).__name__)}` has no `{name}`"


def _argument(node: ast.Call, position: int, name: str) -> ast.AST | None:
    if len(node.args) > position:
        return None if isinstance(node.args[position], ast.Starred) else node.args[position]
    return next((keyword.value for keyword in node.keywords if keyword.arg == name), None)


def _is_built_in(holder: Known, name: str) -> bool:
    """mock makes `module.open` and its like."""
    return isinstance(holder, Exactly) and isinstance(holder.value, types.ModuleType) and hasattr(builtins, name)


def _may_be_new(node: ast.Call) -> bool:
    """`create=True` and `raising=False` say that the target need not exist."""
    return any(keyword.arg in ("create", "raising") for keyword in node.keywords)
