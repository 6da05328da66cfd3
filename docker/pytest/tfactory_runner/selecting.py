"""Which cases a list of files, folders and node ids names."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Iterable


class Selection:
    """Files, folders and node ids. An empty one holds every case."""

    def __init__(self, select: Iterable[str]) -> None:
        self._selectors = {_normal(selector) for selector in select}

    def holds(self, node_id: str) -> bool:
        return not self._selectors or not self._selectors.isdisjoint(selectors_of(node_id))


def selectors_of(node_id: str) -> set[str]:
    """Every selector that names this case: its folders, its file, its classes, its function, itself."""
    path, _, rest = node_id.partition("::")
    found = {node_id, path, *(str(folder) for folder in PurePosixPath(path).parents)}
    function = rest.partition("[")[0]  # parameters may hold anything, also `::`
    for part in function.split("::") if function else []:
        path = f"{path}::{part}"
        found.add(path)
    return found


def unmatched(select: Iterable[str], node_ids: Iterable[str]) -> list[str]:
    """The node ids among `select` that name none of the cases."""
    known = set().union(*(selectors_of(node_id) for node_id in node_ids))
    return [selector for selector in select if "::" in selector and _normal(selector) not in known]


def existing_paths(root: Path, select: list[str]) -> tuple[list[str], list[dict]]:
    """The paths to hand to pytest, none inside another, and a `collection_errors` entry for each that does not exist.

    Node ids are cut to their file: pytest refuses the whole run when one node id does not exist.
    """
    paths = list(dict.fromkeys(_normal(selector.partition("::")[0]) for selector in select))
    missing = [path for path in paths if not (root / path).exists()]
    present = set(paths) - set(missing)
    tops = [path for path in paths if path in present and present.isdisjoint(str(p) for p in PurePosixPath(path).parents)]
    errors = [
        {"path": p, "kind": "error", "exception": "FileNotFoundError", "message": "no such file or folder"} for p in missing
    ]
    return tops, errors


def _normal(selector: str) -> str:
    path, colons, rest = selector.partition("::")
    return str(PurePosixPath(path)) + colons + rest  # `./tests/` is `tests`
