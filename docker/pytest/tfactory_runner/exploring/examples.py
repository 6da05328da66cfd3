"""Examples of criteria and docstrings as probes that carry an expectation."""

from __future__ import annotations

import ast
import builtins
import doctest
from typing import Any

from tfactory_runner.exploring.probe import Probe, names_used


def example_probes(examples: list[dict[str, Any]], described: list[dict[str, Any]], known: dict[str, str]) -> list[Probe]:
    """The examples of criteria."""
    found = []
    for example in examples:
        imports = imports_for(example["call"], known)
        if imports is None:
            continue
        symbol = _symbol_of(example["call"], described)
        expectation = {"source": "criterion", "expected": example["expected"], "raises": example["raises"]}
        found.append(Probe(symbol, imports, (), example["call"], "criterion", example["criterion"], expectation))
    return found


def _symbol_of(call: str, described: list[dict[str, Any]]) -> str:
    used = {node.id for node in ast.walk(ast.parse(call)) if isinstance(node, ast.Name)}
    used |= {node.attr for node in ast.walk(ast.parse(call)) if isinstance(node, ast.Attribute)}
    for one in described:
        if one["name"] in used:
            return one["symbol"]
    return described[0]["symbol"] if described else ""


def docstring_probes(described: dict[str, Any], known: dict[str, str]) -> list[Probe]:
    """The examples of the symbol's docstring; earlier statements of the same docstring are the setup."""
    found = []
    setup: list[str] = []
    try:
        examples = doctest.DocTestParser().get_examples(described["doc"])
    except ValueError:
        return []
    for example in examples:
        source = example.source.strip()
        try:
            tree = ast.parse(source)
        except SyntaxError:
            break
        is_expression = len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr)
        imports = imports_for("\n".join([*setup, source]), known)
        if is_expression and imports is not None and (example.want or example.exc_msg):
            expectation = _expectation(example)
            call = ast.unparse(tree.body[0].value) if isinstance(tree.body[0], ast.Expr) else source
            found.append(Probe(described["symbol"], imports, tuple(setup), call, "docstring", None, expectation))
        if not example.exc_msg:
            setup.append(source)
    return found


def _expectation(example: doctest.Example) -> dict[str, Any] | None:
    if example.exc_msg:
        return {"source": "docstring", "expected": None, "raises": example.exc_msg.split(":")[0].split(".")[-1].strip()}
    want = example.want.strip()
    try:
        ast.literal_eval(want)
    except (ValueError, SyntaxError):
        return None
    return {"source": "docstring", "expected": want, "raises": None}


def imports_for(source: str, known: dict[str, str]) -> tuple[str, ...] | None:
    """Import lines for the free names of this source; `None` when one of them is unknown."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return None
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    bound |= {argument.arg for node in ast.walk(tree) if isinstance(node, ast.arguments) for argument in _all_arguments(node)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            bound |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
    lines = []
    for name in sorted(names_used(source) - bound):
        if name in known:
            lines.append(known[name])
        elif not hasattr(builtins, name):
            return None
    return tuple(lines)


def _all_arguments(node: ast.arguments) -> list[ast.arg]:
    return [*node.posonlyargs, *node.args, *node.kwonlyargs, *([node.vararg] if node.vararg else []), *([node.kwarg] if node.kwarg else [])]
