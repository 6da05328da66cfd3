"""All checks of one candidate. Runs the project's code: only in a fork."""

from __future__ import annotations

import contextlib
import os
import re
from typing import Any

from ..collecting import Collected, collect
from ..tree import Tree
from .accidental_order import check_order
from .address_texts import check_address_texts
from .attributes import check_attributes
from .bindings import Bindings
from .calls import check_calls
from .candidate_file import CandidateFile
from .fixtures import check_fixtures, function_name
from .imports import check_imports
from .patch_targets import check_patch_targets
from .real_names import RealNames
from .undefined_names import check_undefined_names


def check_file(tree: Tree, path: str) -> dict:
    """`{findings, cases}` of a candidate that parses."""
    return collect([path], lambda collected: check_collected(path, tree, collected))


def check_collected(path: str, tree: Tree, collected: Collected) -> dict:
    """The same, when pytest has just collected the file."""
    file = CandidateFile(path, tree.parse(path))
    real = RealNames(collected.root)
    items = [item for item in collected.items if item.nodeid.partition("::")[0] == file.path]
    bindings = Bindings(file, real, os.path.join(collected.root, file.path), items)
    file.class_of = bindings.class_of
    for look in (
        lambda: check_imports(file, real, bindings),
        lambda: check_undefined_names(file, tree.text(file.path), real, bindings),
        lambda: check_attributes(file, real, bindings),
        lambda: check_calls(file, real, bindings),
        lambda: check_patch_targets(file, real, bindings),
        lambda: check_fixtures(file, items),
        lambda: check_order(file, bindings),
        lambda: check_address_texts(file, bindings),
    ):
        # Objects of the project answer as they like, even with an exception. What can not be looked at, the run will tell.
        with contextlib.suppress(Exception):
            look()
    lines = {name: node.lineno for name, node in file.tests()}
    _add_loading_errors(file, collected, lines)
    return {"findings": file.findings, "cases": [_case(item, file.path, lines) for item in items]}


def _add_loading_errors(file: CandidateFile, collected: Collected, lines: dict[str, int]) -> None:
    """What pytest could not load, when no finding explains it yet."""
    if any(finding["severity"] == "high" for finding in file.findings):
        return
    for error in collected.errors:
        where = "" if error["path"] in ("", file.path) else f"{error['path']}: "
        message = f"{where}{error['exception']}: {error['message']}"
        file.add("does-not-load", _kind(error), "high", _line(error, lines), message)


def _kind(error: dict) -> str:
    """pytest itself refuses a file for its fixtures and marks; everything else failed while it was imported."""
    if error["kind"] == "syntax":
        return "syntax"
    if error["exception"] == "Failed":
        return "symbol" if " mark" in error["message"] else "fixture"
    return "import"


def _line(error: dict, lines: dict[str, int]) -> int:
    named = re.match(r"(?:In )?[^:\s]+::([^\s:]+(?:::[^\s:]+)*): ", error["message"])
    return (lines.get(named[1]) if named else None) or error.get("line") or 1


def _case(item: Any, path: str, lines: dict[str, int]) -> dict:
    name = function_name(item)
    line = lines.get(name) or (item.location[1] or 0) + 1
    return {"case": item.nodeid, "name": name, "path": path, "line": line}
