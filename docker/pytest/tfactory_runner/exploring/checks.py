"""What a test looks at: the expressions of its assertions, and the test's statements with the assertions taken out."""

from __future__ import annotations

import ast
import copy
from typing import Iterator

from tfactory_runner.exploring.mining import is_constructible

OBSERVED = "observed"
CHECKS_PER_TEST = 14
PAIRED = ("assertEqual", "assertEquals", "assertNotEqual", "assertAlmostEqual", "assertListEqual", "assertDictEqual", "assertTupleEqual",
          "assertSetEqual", "assertSequenceEqual", "assertCountEqual", "assertGreater", "assertLess", "assertGreaterEqual", "assertLessEqual",
          "assertMultiLineEqual", "assertRegex")  # fmt: skip
RAISERS = ("raises", "assertRaises", "assertRaisesRegex", "warns", "assertWarns", "assertWarnsRegex", "deprecated_call")


def checks_of(body: list[ast.stmt]) -> Iterator[tuple[list[ast.stmt], ast.expr]]:
    """For every expression worth observing: the statements before it and the expression. Innermost ones come as `observed`."""
    count = 0
    for path in _paths(body, ()):
        statement = _at(body, path)
        for expression in observed_in(statement):
            count += 1
            if count > CHECKS_PER_TEST:
                return
            yield _cut(body, path, expression)


def observed_in(statement: ast.stmt) -> list[ast.expr]:
    """The expressions that this one statement looks at or computes."""
    if isinstance(statement, ast.Assert):
        return _looked_at(statement.test)
    if isinstance(statement, (ast.With, ast.AsyncWith)) and is_raiser(statement):
        last = statement.body[-1]
        value = getattr(last, "value", None)
        return [value] if isinstance(last, (ast.Expr, ast.Assign)) and isinstance(value, ast.expr) else []
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        return _looked_at_by_method(statement.value)
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call) and isinstance(statement.targets[0], ast.Name):
        return [statement.value]
    return []


def _looked_at(test: ast.expr) -> list[ast.expr]:
    if isinstance(test, ast.Compare):
        sides = [test.left, *test.comparators]
        telling = [side for side in sides if not is_constructible(side)]
        is_identity = any(isinstance(operator, (ast.Is, ast.IsNot)) for operator in test.ops)
        return [*telling, *([test] if is_identity and len(telling) > 1 else [])]
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _looked_at(test.operand)
    if isinstance(test, ast.BoolOp):
        return [expression for value in test.values for expression in _looked_at(value)]
    return [] if is_constructible(test) else [test]


def _looked_at_by_method(call: ast.Call) -> list[ast.expr]:
    function = call.func
    if not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "self"):
        return []
    name, arguments = function.attr, call.args
    if name in PAIRED:
        return [argument for argument in arguments[:2] if not is_constructible(argument)]
    if name in ("assertTrue", "assertFalse", "assertIsNone", "assertIsNotNone", "assertIsInstance"):
        return _looked_at(arguments[0]) if arguments else []
    operators = {"assertIn": ast.In(), "assertNotIn": ast.In(), "assertIs": ast.Is(), "assertIsNot": ast.Is()}
    if name in operators and len(arguments) > 1:
        return [ast.Compare(arguments[0], [operators[name]], [arguments[1]])]
    if name == "assertRaises" and len(arguments) > 1:
        return [ast.Call(arguments[1], arguments[2:], call.keywords)]
    return []


def is_raiser(statement: ast.stmt) -> bool:
    """`with pytest.raises(…)` and its relatives."""
    if not isinstance(statement, (ast.With, ast.AsyncWith)):
        return False
    contexts = [item.context_expr for item in statement.items]
    return any(isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in RAISERS for one in contexts)


def is_assertion(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assert) or is_raiser(statement):
        return True
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    is_method = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "self"
    return is_method and isinstance(function, ast.Attribute) and function.attr.startswith(("assert", "fail"))


Path = tuple


def _paths(body: list[ast.stmt], prefix: Path) -> Iterator[Path]:
    """Places of statements, into `with`, `for` and `if` blocks but not into functions."""
    for at, statement in enumerate(body):
        yield (*prefix, at)
        if isinstance(statement, (ast.With, ast.For)) and not is_raiser(statement):
            yield from _paths(statement.body, (*prefix, at))


def _at(body: list[ast.stmt], path: Path) -> ast.stmt:
    statement = body[path[0]]
    return statement if len(path) == 1 else _at(statement.body, path[1:])  # type: ignore[attr-defined]


def _cut(body: list[ast.stmt], path: Path, expression: ast.expr) -> tuple[list[ast.stmt], ast.expr]:
    before = [statement for one in body[: path[0]] for statement in without_assertions(one)]
    target = body[path[0]]
    if len(path) == 1:
        inner = [statement for one in getattr(target, "body", [])[:-1] for statement in without_assertions(one)] if is_raiser(target) else []
        return [*before, *inner], copy.deepcopy(expression)
    in_loop = isinstance(target, ast.For) or any(isinstance(_at(body, path[:size]), ast.For) for size in range(1, len(path)))
    if in_loop:
        before.append(ast.parse(f"{OBSERVED} = []").body[0])
    return [*before, _capture(target, path[1:], expression, in_loop)], ast.Name(OBSERVED, ast.Load())


def _capture(block: ast.stmt, path: Path, expression: ast.expr, in_loop: bool) -> ast.stmt:
    """The block up to the place, where `observed` takes the expression's value."""
    copied = copy.copy(block)
    inner = block.body  # type: ignore[attr-defined]
    kept = [statement for one in inner[: path[0]] for statement in without_assertions(one)]
    if len(path) > 1:
        kept.append(_capture(inner[path[0]], path[1:], expression, in_loop))
    elif in_loop:
        noted = ast.Call(ast.Attribute(ast.Name(OBSERVED, ast.Load()), "append", ast.Load()), [copy.deepcopy(expression)], [])
        kept.append(ast.Expr(noted))
    else:
        kept.append(ast.Assign([ast.Name(OBSERVED, ast.Store())], copy.deepcopy(expression), lineno=1, col_offset=0))
    copied.body = kept  # type: ignore[attr-defined]
    return ast.fix_missing_locations(copied)


def without_assertions(statement: ast.stmt) -> list[ast.stmt]:
    """The statement with its assertions taken out; what they call is still called."""
    if is_raiser(statement):
        return []
    if is_assertion(statement):
        calls = [expression for expression in observed_in(statement) if any(isinstance(part, ast.Call) for part in ast.walk(expression))]
        return [ast.Expr(copy.deepcopy(expression)) for expression in calls if not _is_harmless(expression)]
    if isinstance(statement, (ast.With, ast.For, ast.If)):
        copied = copy.copy(statement)
        inner = [kept for one in statement.body for kept in without_assertions(one)]
        if not inner:
            return [] if isinstance(statement, ast.For) else [_pass_body(copied)]
        copied.body = inner
        return [ast.fix_missing_locations(copied)]
    return [copy.deepcopy(statement)]


def _pass_body(copied: ast.stmt) -> ast.stmt:
    copied.body = [ast.Pass()]  # type: ignore[attr-defined]
    return ast.fix_missing_locations(copied)


def _is_harmless(expression: ast.expr) -> bool:
    """Only looks: `len(x)`, `x.splitlines()`; leaving it out changes nothing later."""
    looks = ("len", "isinstance", "str", "repr", "list", "sorted", "type", "set", "tuple", "splitlines", "strip", "keys", "values", "items", "hashkey")
    for part in ast.walk(expression):
        if isinstance(part, ast.Call):
            name = part.func.id if isinstance(part.func, ast.Name) else part.func.attr if isinstance(part.func, ast.Attribute) else ""
            if name not in looks:
                return False
    return True
