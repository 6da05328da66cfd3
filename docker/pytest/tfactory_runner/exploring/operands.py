"""What values meet in the comparisons of a line: what an input must become to stand exactly on a boundary."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import sys
import warnings
from types import CodeType, FrameType
from typing import Any

from tfactory_runner.exploring.limits import TooLong, at_most
from tfactory_runner.exploring.running import SECONDS_PER_PROBE, Prepared
from tfactory_runner.exploring.tracing import LineTracer
from tfactory_runner.exploring.values import NotPlain, write_value

PURE_CALLS = frozenset({"len", "abs", "ord", "min", "max", "int", "str", "sum", "round", "tuple", "sorted"})
PAIRS_PER_LINE = 40

Pair = tuple[CodeType, CodeType]


def run_for_operands(probe: dict[str, Any], lines: dict[str, list[int]]) -> dict[str, Any]:
    """`pairs`: texts of left and right of every comparison on the lines, each time it was about to run."""
    watch = {path: _comparisons(path, set(wanted)) for path, wanted in lines.items()}
    by_file = {os.path.realpath(path): pairs for path, pairs in watch.items()}
    seen: dict[tuple[str, str], None] = {}

    def at_line(frame: FrameType) -> None:
        for left, right in by_file.get(os.path.realpath(frame.f_code.co_filename), {}).get(frame.f_lineno, ()):
            if len(seen) < PAIRS_PER_LINE:
                with contextlib.suppress(Exception):
                    texts = [write_value(eval(side, frame.f_globals, frame.f_locals)).source for side in (left, right)]
                    if max(map(len, texts)) < 300:
                        seen[(texts[0], texts[1])] = None

    out = io.StringIO()
    tracer = LineTracer(lines, at_line)
    with warnings.catch_warnings(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        warnings.simplefilter("always")
        try:
            with at_most(SECONDS_PER_PROBE):
                prepared = Prepared(probe)
                prepared.import_names()
                with tracer:
                    prepared.set_up()
                    prepared.evaluate()
        except (TooLong, NotPlain, BaseException):
            pass
        finally:
            sys.settrace(None)
    return {"pairs": [list(pair) for pair in seen]}


def _comparisons(path: str, lines: set[int]) -> dict[int, list[Pair]]:
    with open(path, encoding="utf-8") as file:
        tree = ast.parse(file.read())
    found: dict[int, list[Pair]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and node.lineno in lines:
            sides = [node.left, *node.comparators]
            for left, right in zip(sides, sides[1:]):
                if _is_pure(left) and _is_pure(right):
                    found.setdefault(node.lineno, []).append((_compiled(left), _compiled(right)))
    return found


def _compiled(node: ast.expr) -> CodeType:
    return compile(ast.Expression(node), "<operand>", "eval")


def _is_pure(node: ast.AST) -> bool:
    """Reading it changes nothing: names, attributes, constants, subscripts, arithmetic, harmless built-ins and methods of text."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            name = part.func.id if isinstance(part.func, ast.Name) else ""
            method = part.func.attr if isinstance(part.func, ast.Attribute) else ""
            if name not in PURE_CALLS and method not in ("lower", "upper", "strip", "find", "rfind", "count", "index", "bit_length"):
                return False
        elif isinstance(part, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Lambda, ast.ListComp, ast.GeneratorExp)):
            return False
    return True
