"""Argument texts and whole calls found in the source of the project's tests."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass, field

from tfactory_runner.exploring.inputs import Input
from tfactory_runner.exploring.literals import Literals

TEXT_LIMIT = 400
BUILTIN_CALLS = frozenset({"range", "iter", "list", "tuple", "set", "dict", "frozenset", "bytes", "str", "int", "float", "len", "slice"})


@dataclass
class Mined:
    """`arguments`: by parameter name. `calls`: (name of the callee, call text). `imports`: name -> import line."""

    arguments: dict[str, list[Input]] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    imports: dict[str, str] = field(default_factory=dict)


def test_files(paths: list[str]) -> list[str]:
    """Python test files under these files and folders, and the `conftest.py` of their folders, sorted."""
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isfile(path):
            found[path] = None
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "__pycache__")
            for name in sorted(names):
                if name.endswith(".py"):
                    found[os.path.join(folder, name)] = None
    return [os.path.normpath(path) for path in found]


def parse_file(path: str) -> ast.Module | None:
    try:
        with open(path, encoding="utf-8") as file:
            return ast.parse(file.read())
    except (OSError, SyntaxError, ValueError):
        return None


def signatures_in(path: str) -> dict[str, list[str]]:
    """Parameter names of every function and method of a source file, by its short name (a class by its constructor's)."""
    tree = parse_file(path)
    found: dict[str, list[str]] = {}
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    names = [argument.arg for argument in (*inner.args.posonlyargs, *inner.args.args)][1:]
                    found[node.name if inner.name == "__init__" else inner.name] = names
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.setdefault(node.name, [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)])
    return found


def mine(files: list[str], signatures: dict[str, list[str]], wanted: set[str], literals: Literals) -> Mined:
    """Calls of functions with these signatures. Strings of every file that calls a `wanted` name go into `literals.from_tests`."""
    mined = Mined()
    counted: dict[str, int] = {}
    for path in files:
        tree = parse_file(path)
        if tree is None:
            continue
        _note_imports(tree, mined)
        names_here: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
                names_here.add(name)
                if name in signatures:
                    _note_call(node, name, signatures[name], name in wanted, mined)
        if names_here & wanted:
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and 0 < len(node.value) <= 200:
                    counted[node.value] = counted.get(node.value, 0) + 1
    literals.from_tests = sorted(counted, key=lambda text: (-counted[text], len(text), text))[:60]
    return mined


def _note_imports(tree: ast.Module, mined: Mined) -> None:
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                bound = alias.asname or alias.name.split(".")[0]
                mined.imports.setdefault(bound, f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else ""))
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module and node.module != "__future__":
            for alias in node.names:
                line = f"from {node.module} import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
                mined.imports.setdefault(alias.asname or alias.name, line)


def _note_call(node: ast.Call, name: str, parameters: list[str], wanted: bool, mined: Mined) -> None:
    arguments = [*zip(parameters, node.args), *((keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg)]
    for parameter, value in arguments:
        if is_constructible(value):
            text = ast.unparse(value)
            known = mined.arguments.setdefault(parameter, [])
            if len(text) <= TEXT_LIMIT and len(known) < 12 and Input(text) not in known:
                known.append(Input(text))
    everything = [*node.args, *(keyword.value for keyword in node.keywords)]
    if wanted and all(is_constructible(value) for value in everything):
        text = ast.unparse(ast.Call(ast.Name(name, ast.Load()), node.args, node.keywords))
        if len(text) <= TEXT_LIMIT * 3 and (name, text) not in mined.calls:
            mined.calls.append((name, text))


def is_constructible(node: ast.AST) -> bool:
    """A literal, or built from literals by operators and a few built-in calls: needs no import and no name."""
    if isinstance(node, ast.Call):
        is_known = isinstance(node.func, ast.Name) and node.func.id in BUILTIN_CALLS
        return is_known and not node.keywords and all(is_constructible(argument) for argument in node.args)
    if isinstance(node, ast.Name):
        return node.id in ("int", "str", "float", "list", "dict", "bool", "len", "bytes")
    if isinstance(node, (ast.Constant, ast.operator, ast.unaryop, ast.expr_context, ast.Load)):
        return True
    if isinstance(node, (ast.List, ast.Tuple, ast.Set, ast.Dict, ast.BinOp, ast.UnaryOp)):
        return all(is_constructible(child) for child in ast.iter_child_nodes(node))
    if isinstance(node, ast.Lambda):
        return True
    return False
