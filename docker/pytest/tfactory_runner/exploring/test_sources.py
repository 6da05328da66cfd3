"""A test file as source: its tests, fixtures, helpers and imports, by name."""

from __future__ import annotations

import ast
import builtins
import os
from dataclasses import dataclass, field

from tfactory_runner.exploring.importing import module_name
from tfactory_runner.exploring.mining import parse_file

Function = ast.FunctionDef


@dataclass
class TestCase:
    """One test function or method. `path` and `names` are the parts of its node id."""

    __test__ = False
    path: str
    names: tuple[str, ...]
    node: Function
    owner: ast.ClassDef | None

    @property
    def size(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno


@dataclass
class TestSource:
    """What a name of this file means. `imports`: name -> line; `definitions`: name -> its statement."""

    __test__ = False
    path: str
    imports: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, ast.stmt] = field(default_factory=dict)
    cases: list[TestCase] = field(default_factory=list)

    def fixtures(self) -> dict[str, Function]:
        return {name: node for name, node in self.definitions.items() if isinstance(node, ast.FunctionDef) and is_fixture(node)}

    def classes_of(self, owner: ast.ClassDef) -> list[ast.ClassDef]:
        """The class and its bases in this file, nearest first."""
        found = [owner]
        for base in owner.bases:
            node = self.definitions.get(base.id) if isinstance(base, ast.Name) else None
            if isinstance(node, ast.ClassDef):
                found += self.classes_of(node)
        return found


def is_fixture(node: Function) -> bool:
    return any("fixture" in ast.unparse(decorator) for decorator in node.decorator_list)


def read_test_source(path: str) -> TestSource | None:
    tree = parse_file(path)
    if tree is None:
        return None
    source = TestSource(path)
    for node in tree.body:
        _note(node, source)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            source.cases.append(TestCase(path, (node.name,), node, None))
        elif isinstance(node, ast.ClassDef):
            source.cases += _cases_of_class(node, source)
    return source


def _note(node: ast.stmt, source: TestSource) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            bound = alias.asname or alias.name.split(".")[0]
            line = f"import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
            known = source.imports.get(bound)
            source.imports[bound] = line if known is None else f"{known}\n{line}"
    elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
        module = _absolute(node, source.path)
        for alias in node.names:
            name = alias.asname or alias.name
            source.imports[name] = f"from {module} import {alias.name}" + (f" as {alias.asname}" if alias.asname else "")
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        source.definitions[node.name] = node
    elif isinstance(node, (ast.Assign, ast.AnnAssign)):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            for part in ast.walk(target):
                if isinstance(part, ast.Name):
                    source.definitions[part.id] = node
    elif isinstance(node, (ast.If, ast.Try)):
        for inner in node.body:
            _note(inner, source)


def _absolute(node: ast.ImportFrom, path: str) -> str:
    if not node.level:
        return node.module or ""
    package = module_name(path)[0].split(".")[: -node.level] if not path.endswith("__init__.py") else module_name(path)[0].split(".")
    return ".".join([*package, *([node.module] if node.module else [])])


def _cases_of_class(owner: ast.ClassDef, source: TestSource) -> list[TestCase]:
    """Own and inherited test methods; a method of a nearer class wins."""
    found: dict[str, TestCase] = {}
    for node in source.classes_of(owner):
        for inner in node.body:
            if isinstance(inner, ast.FunctionDef) and inner.name.startswith("test"):
                found.setdefault(inner.name, TestCase(source.path, (owner.name, inner.name), inner, owner))
    return list(found.values())


def conftests_for(path: str) -> list[str]:
    """`conftest.py` files that apply to a test file, nearest first."""
    found = []
    folder = os.path.dirname(path)
    while True:
        candidate = os.path.join(folder, "conftest.py")
        if os.path.isfile(candidate):
            found.append(candidate)
        if not folder:
            return found
        folder = os.path.dirname(folder)


def free_names(nodes: list[ast.stmt]) -> list[str]:
    """Names that these statements read and do not bind themselves, in order of appearance."""
    bound: set[str] = set()
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
                bound.add(part.id)
            elif isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                bound.add(part.name)
            elif isinstance(part, ast.arg):
                bound.add(part.arg)
            elif isinstance(part, ast.ExceptHandler) and part.name:
                bound.add(part.name)
            elif isinstance(part, (ast.Import, ast.ImportFrom)):
                bound |= {alias.asname or alias.name.split(".")[0] for alias in part.names}
    used = [part.id for node in nodes for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)]
    return [name for name in dict.fromkeys(used) if name not in bound and not hasattr(builtins, name) and name != "__file__"]


def close_over(nodes: list[ast.stmt], sources: list[TestSource]) -> tuple[list[str], list[ast.stmt]] | None:
    """Import lines and definitions (in file order) that the statements need; `None` when a name is not to be found."""
    imports: dict[str, None] = {}
    needed: dict[int, ast.stmt] = {}
    pending = free_names(nodes)
    seen: set[str] = set()
    while pending:
        name = pending.pop()
        if name in seen:
            continue
        seen.add(name)
        source = next((one for one in sources if name in one.imports or name in one.definitions), None)
        if source is None:
            return None
        if name in source.imports:
            imports.update(dict.fromkeys(source.imports[name].split("\n")))
        else:
            node = source.definitions[name]
            needed[id(node)] = node
            pending += free_names([node])
    order = {id(node): at for source in sources for at, node in enumerate(source.definitions.values())}
    return list(imports), sorted(needed.values(), key=lambda node: (order.get(id(node), 0), node.lineno))
