"""Turns a test case into plain statements: parameters and fixtures become assignments, `self` becomes plain names."""

from __future__ import annotations

import ast
import copy
from typing import Iterator

from tfactory_runner.exploring.test_sources import Function, TestCase, TestSource, close_over, is_fixture

PARAMETER_SETS = 6
FIXTURE_DEPTH = 4


class NotPlainTest(Exception):
    """The test needs something that plain statements can not give, such as `tmp_path`."""


def plain_bodies(case: TestCase, sources: list[TestSource]) -> Iterator[tuple[list[str], list[ast.stmt]]]:
    """Import lines and statements, once per set of parameters. `sources`: the test's file and its conftests, nearest first."""
    for assignments in _parameter_sets(case.node):
        try:
            body = _with_fixtures(case, assignments, sources)
            found = close_over(body, sources)
        except NotPlainTest:
            return
        if found is None:
            return
        imports, definitions = found
        yield imports, [*copy.deepcopy(definitions), *body]


def _with_fixtures(case: TestCase, assignments: dict[str, ast.expr], sources: list[TestSource]) -> list[ast.stmt]:
    body = copy.deepcopy(case.node.body)
    names = [argument.arg for argument in case.node.args.args]
    head: list[ast.stmt] = []
    if case.owner is not None and names and names[0] == "self":
        names = names[1:]
        head, body = _without_self(case, body, sources)
    made: dict[str, None] = {}
    for name in names:
        if name in assignments:
            head.append(_assign(name, assignments[name]))
        else:
            head += _make_fixture(name, sources, made, 0)
    return [*head, *_without_docstring(body)]


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0] if body else None
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    return body[1:] if is_text else body


def _assign(name: str, value: ast.expr) -> ast.stmt:
    return ast.fix_missing_locations(ast.Assign([ast.Name(name, ast.Store())], copy.deepcopy(value), lineno=1, col_offset=0))


def _make_fixture(name: str, sources: list[TestSource], made: dict[str, None], depth: int) -> list[ast.stmt]:
    """The statements of a fixture with a straight body; its value gets the fixture's name."""
    if name in made:
        return []
    node = next((source.fixtures()[name] for source in sources if name in source.fixtures()), None)
    if node is None or depth > FIXTURE_DEPTH or not node.body:
        raise NotPlainTest(name)
    made[name] = None
    body = _without_docstring(copy.deepcopy(node.body))
    needed: list[ast.stmt] = []
    used = {part.id for statement in body for part in ast.walk(statement) if isinstance(part, ast.Name)}
    for argument in node.args.args:
        if argument.arg in used:
            needed += _make_fixture(argument.arg, sources, made, depth + 1)
    found: list[ast.stmt] = []
    for at, statement in enumerate(body):
        value = _given_value(statement)
        if value is None:
            if any(isinstance(part, (ast.Return, ast.Yield)) for part in ast.walk(statement) if not isinstance(statement, ast.FunctionDef)):
                raise NotPlainTest(f"{name} is not straight")
            found.append(statement)
            continue
        if not (isinstance(value, ast.Name) and value.id == name):
            found.append(_assign(name, value))
        if at < len(body) - 1 and isinstance(statement, ast.Expr) and _has_effect_to_undo(body[at + 1 :]):
            raise NotPlainTest(f"{name} cleans up")
        break
    return [*needed, *found]


def _given_value(statement: ast.stmt) -> ast.expr | None:
    if isinstance(statement, ast.Return):
        return statement.value or ast.Constant(None)
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Yield):
        return statement.value.value or ast.Constant(None)
    return None


def _has_effect_to_undo(rest: list[ast.stmt]) -> bool:
    return bool(rest)


def _parameter_sets(node: Function) -> list[dict[str, ast.expr]]:
    """Assignments from `pytest.mark.parametrize`; one empty set when there is none."""
    sets: list[dict[str, ast.expr]] = [{}]
    for decorator in node.decorator_list:
        if not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("parametrize") and len(decorator.args) > 1):
            continue
        names = _names_of(decorator.args[0])
        values = decorator.args[1]
        if not names or not isinstance(values, (ast.List, ast.Tuple)):
            return []
        rows = [_row(value, len(names)) for value in values.elts]
        usable = [dict(zip(names, row)) for row in rows if row is not None and len(row) == len(names)]
        sets = [{**one, **other} for one in sets for other in usable]
    step = max(1, len(sets) // PARAMETER_SETS)
    return sets[::step][:PARAMETER_SETS]


def _names_of(node: ast.expr) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [name.strip() for name in node.value.split(",")]
    if isinstance(node, (ast.Tuple, ast.List)):
        return [item.value for item in node.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)]
    return []


def _row(node: ast.expr, width: int) -> list[ast.expr] | None:
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("param"):
        return list(node.args)
    if width == 1:
        return [node]
    return list(node.elts) if isinstance(node, (ast.Tuple, ast.List)) else None


# self ----------------------------------------------------------------------------------------------------------------

HELPER = "helper"


def _without_self(case: TestCase, body: list[ast.stmt], sources: list[TestSource]) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """What the test uses of `self` moves to a small class `Helper`; the test says `helper` instead. `setUp` comes first."""
    assert case.owner is not None
    members = _members(case.owner, sources[0])
    prepare = [copy.deepcopy(statement) for name in ("setUp", "setup_method") for statement in getattr(members.get(name), "body", [])]
    whole = [*_without_docstring(prepare), *body]
    needed: dict[str, ast.stmt] = {}
    pending: list[ast.stmt] = list(whole)
    while pending:
        for name in _self_names(pending.pop()):
            if name in members and name not in needed and name != case.node.name:
                needed[name] = copy.deepcopy(members[name])
                pending.append(needed[name])
    if any(isinstance(node, ast.FunctionDef) and is_fixture(node) for node in needed.values()):
        raise NotPlainTest("a fixture of the class")
    rewritten = [ast.fix_missing_locations(_SelfAway().visit(node)) for node in whole]
    if not any(isinstance(part, ast.Name) and part.id == HELPER for node in rewritten for part in ast.walk(node)):
        return [], rewritten
    order = {name: at for at, name in enumerate(members)}
    inner = [needed[name] for name in sorted(needed, key=lambda name: order[name])] or [ast.Pass()]
    kind = ast.parse("class Helper:\n    pass").body[0]
    kind.body = inner  # type: ignore[attr-defined]
    return [ast.fix_missing_locations(kind), *ast.parse(f"{HELPER} = Helper()").body], rewritten


def _members(owner: ast.ClassDef, source: TestSource) -> dict[str, ast.stmt]:
    found: dict[str, ast.stmt] = {}
    for node in source.classes_of(owner):
        for inner in node.body:
            if isinstance(inner, ast.FunctionDef):
                found.setdefault(inner.name, inner)
            elif isinstance(inner, ast.Assign) and isinstance(inner.targets[0], ast.Name):
                found.setdefault(inner.targets[0].id, inner)
    return found


def _self_names(node: ast.AST) -> list[str]:
    return [part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "self"]


class _SelfAway(ast.NodeTransformer):
    """`self` becomes `helper`, except where it is asked to assert, and in functions with a `self` of their own."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        asserts = isinstance(node.value, ast.Name) and node.value.id == "self" and node.attr.startswith(("assert", "fail", "subTest", "skip"))
        if not asserts:
            self.generic_visit(node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        if not any(argument.arg == "self" for argument in node.args.args):
            self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(HELPER, node.ctx) if node.id == "self" else node
