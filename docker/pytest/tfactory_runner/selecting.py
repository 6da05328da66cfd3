"""Which cases a list of files, folders and node ids names."""

from __future__ import annotations

from pathlib import Path


def matches(node_id: str, select: list[str]) -> bool:
    """Whether a case is named by one of `select`. An empty list names every case."""
    return not select or any(_matches(node_id, selector) for selector in select)


def existing_paths(root: Path, select: list[str]) -> tuple[list[str], list[dict]]:
    """The paths to hand to pytest, none inside another, and a `collection_errors` entry for each that does not exist.

    Node ids are cut to their file: pytest refuses the whole run when one node id does not exist.
    """
    paths = list(dict.fromkeys(_normal(selector.partition("::")[0]) for selector in select))
    missing = [path for path in paths if not (root / path).exists()]
    present = [path for path in paths if path not in missing]
    tops = [path for path in present if not any(other != path and _under(path, other) for other in present)]
    errors = [
        {"path": p, "kind": "error", "exception": "FileNotFoundError", "message": "no such file or folder"} for p in missing
    ]
    return tops, errors


def _matches(node_id: str, selector: str) -> bool:
    path, colons, rest = selector.partition("::")
    path = _normal(path)
    if not colons:
        return _under(node_id.partition("::")[0], path)
    full = f"{path}::{rest}"
    return node_id == full or node_id.startswith((f"{full}::", f"{full}["))


def _under(path: str, folder: str) -> bool:
    return folder == "." or path == folder or path.startswith(f"{folder}/")


def _normal(path: str) -> str:
    while path.startswith("./"):
        path = path[2:]
    return path.rstrip("/") or "."
