"""Fixtures: those a collected test asks for and nobody offers, and what the others are made by."""

from __future__ import annotations

import ast
import difflib
from typing import Any

from .candidate_file import CandidateFile, dotted

# Parameters of more cases are not looked at one by one.
_MOST_VALUES = 40


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
                _add(file, "high", line, name, item)
    _check_asked_by_name(file, items)


def fixture_functions(items: list[Any]) -> dict[str, list[Any]]:
    """The functions behind each fixture name that these cases can see: the innermost one of each case."""
    found: dict[str, list[Any]] = {}
    for item in items:
        definitions = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
        for name, known in definitions.items():
            function = getattr(known[-1].func, "__func__", known[-1].func)
            if function not in found.setdefault(name, []):
                found[name].append(function)
    return found


def parameter_values(name: str, cases: list[Any]) -> list[Any]:
    """What `parametrize` gives to a parameter; `[]` when it is a fixture, or the values are too many."""
    values: list[Any] = []
    for item in cases[:_MOST_VALUES]:
        callspec = getattr(item, "callspec", None)
        if callspec is None or name not in callspec.params or _is_indirect(name, item):
            return []
        values.append(callspec.params[name])
    return values if len(cases) <= _MOST_VALUES else []


def _is_indirect(name: str, item: Any) -> bool:
    """pytest gives a parameter without a fixture a stand-in function of its own."""
    known = item._fixtureinfo.name2fixturedefs.get(name)
    return bool(known) and known[-1].func.__name__ != "get_direct_param_fixture_func"


def _check_asked_by_name(file: CandidateFile, items: list[Any]) -> None:
    """`request.getfixturevalue("name")`."""
    for node in ast.walk(file.module):
        if not isinstance(node, ast.Call) or len(node.args) != 1 or dotted(node.func) != ["request", "getfixturevalue"]:
            continue
        name = node.args[0].value if isinstance(node.args[0], ast.Constant) else None
        item = next((one for one in items if function_name(one) == file.case_at(node.lineno)), items[0] if items else None)
        if isinstance(name, str) and item is not None and name not in _known(item) and not file.is_guarded(node, "Exception"):
            _add(file, "medium", node.lineno, name, item)


def _add(file: CandidateFile, severity: str, line: int, name: str, item: Any) -> None:
    near = difflib.get_close_matches(name, list(_known(item)), n=1, cutoff=0.6)
    file.add("unknown-fixture", "fixture", severity, line, f"there is no fixture `{name}`", None, near[0] if near else None)


def function_name(item: Any) -> str:
    """`TestStack::test_pop`: the classes and the function, without parameters."""
    names = [getattr(item, "originalname", None) or item.name]
    parent = item.parent
    while parent is not None and type(parent).__name__ in ("Class", "UnitTestCase"):
        names.append(parent.name)
        parent = parent.parent
    return "::".join(reversed(names))


def _known(item: Any) -> dict[str, Any]:
    manager = item.session._fixturemanager
    # The attribute's name up to pytest 8 and since 9.
    return {
        **getattr(manager, "_arg2fixturedefs", {}),
        **getattr(manager, "_arg2node2fixturedefs", {}),
        **getattr(manager, "_arg2nodeid2fixturedefs", {}),
        "request": None,
    }
