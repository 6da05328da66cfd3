"""Fixtures that a collected test asks for and nobody offers."""

from __future__ import annotations

import difflib
from typing import Any

from .candidate_file import CandidateFile


def check_fixtures(file: CandidateFile, items: list[Any]) -> None:
    lines = {name: node.lineno for name, node in file.tests()}
    for item in items:
        info = getattr(item, "_fixtureinfo", None)
        if info is None:
            continue
        callspec = getattr(item, "callspec", None)
        given = {"request", *getattr(callspec, "params", {}), *getattr(callspec, "funcargs", {})}
        for name in info.names_closure:
            if name not in info.name2fixturedefs and name not in given:
                line = lines.get(function_name(item), item.location[1] + 1 if item.location[1] is not None else 1)
                near = _nearest(name, item)
                file.add("unknown-fixture", "fixture", "high", line, f"there is no fixture `{name}`", None, near)


def function_name(item: Any) -> str:
    """`TestStack::test_pop`: the classes and the function, without parameters."""
    names = [getattr(item, "originalname", None) or item.name]
    parent = item.parent
    while parent is not None and type(parent).__name__ in ("Class", "UnitTestCase"):
        names.append(parent.name)
        parent = parent.parent
    return "::".join(reversed(names))


def _nearest(name: str, item: Any) -> str | None:
    manager = item.session._fixturemanager
    # The attribute's name up to pytest 8 and since 9.
    known = {
        **getattr(manager, "_arg2fixturedefs", {}),
        **getattr(manager, "_arg2node2fixturedefs", {}),
        **getattr(manager, "_arg2nodeid2fixturedefs", {}),
    }
    found = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return found[0] if found else None
