"""What `mock.patch` and `monkeypatch` are told to replace must exist."""

from __future__ import annotations

import ast
import builtins
import types
from typing import Any

from .bindings import UNKNOWN, Bindings
from .candidate_file import CandidateFile, dotted
from .real_names import MISSING, ImportFailed, RealNames, nearest


def check_patch_targets(file: CandidateFile, real: RealNames, bindings: Bindings) -> None:
    for node in ast.walk(file.module):
        if isinstance(node, ast.Call) and not file.is_guarded(node) and not _may_be_new(node):
            _check(node, file, real, bindings)


def _check(node: ast.Call, file: CandidateFile, real: RealNames, bindings: Bindings) -> None:
    parts = dotted(node.func) or []
    first = node.args[0] if node.args else None
    is_patch = bool(parts) and parts[-1] == "patch"
    is_setattr = len(parts) == 2 and parts[0] == "monkeypatch" and parts[1] in ("setattr", "delattr")
    is_object = len(parts) >= 2 and parts[-2:] == ["patch", "object"]
    text = first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None
    if text is not None and "." in text and (is_patch or (is_setattr and _is_target_text(node, parts))):
        _check_text(text, node, file, real)
    elif first is not None and (is_object or is_setattr) and len(node.args) > 1:
        name = node.args[1]
        holder = bindings.value(first)
        if isinstance(name, ast.Constant) and isinstance(name.value, str) and isinstance(holder, (types.ModuleType, type)):
            _check_attribute(holder, name.value, "medium", node, file, real)


def _check_text(target: str, node: ast.Call, file: CandidateFile, real: RealNames) -> None:
    path, _, name = target.rpartition(".")
    try:
        holder = _resolve(path, real)
    except ImportFailed as error:
        message = f"patch target `{target}`: {error}"
        file.add("patch-target", error.kind, "high", node, message, error.answered_by, error.nearest)
        return
    if holder is not UNKNOWN:
        _check_attribute(holder, name, "high", node, file, real)


def _resolve(path: str, real: RealNames) -> Any:
    """As mock does: import the first part, then step by step, importing what is no attribute yet."""
    first, *rest = path.split(".")
    holder: Any = real.module(first)
    done = first
    for part in rest:
        done = f"{done}.{part}"
        found = real.attribute(holder, part)
        if found is MISSING:
            if not isinstance(holder, types.ModuleType):
                near = nearest(part, holder)
                raise ImportFailed(
                    "symbol", f"`{holder.__name__}` has no `{part}`" if hasattr(holder, "__name__") else done, None, near
                )
            real.module(done)
            found = real.attribute(holder, part)
        if found is MISSING or not isinstance(found, (types.ModuleType, type)):
            return UNKNOWN
        holder = found
    return holder


def _check_attribute(holder: Any, name: str, severity: str, node: ast.Call, file: CandidateFile, real: RealNames) -> None:
    if real.attribute(holder, name) is not MISSING:
        return
    if isinstance(holder, types.ModuleType) and hasattr(builtins, name):
        return  # mock creates `module.open` and its like
    message = f"patch target: `{holder.__name__}` has no `{name}`"
    file.add("patch-target", "symbol", severity, node, message, real.file_of(holder), nearest(name, holder))


def _may_be_new(node: ast.Call) -> bool:
    """`create=True` and `raising=False` say that the target need not exist."""
    return any(keyword.arg in ("create", "raising") for keyword in node.keywords)


def _is_target_text(node: ast.Call, parts: list[str]) -> bool:
    """`monkeypatch.setattr("a.b", value)`: with a third argument the first one is an object."""
    return len(node.args) == (2 if parts[-1] == "setattr" else 1)
