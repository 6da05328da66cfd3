"""How the project lays out and writes its tests."""

from __future__ import annotations

import ast
import fnmatch
import importlib.metadata
import platform
from collections import Counter
from pathlib import PurePosixPath

from .module_names import ModuleNames
from .pytest_ini import Ini
from .signatures import decorators_of
from .tree import Tree

_COUNTED_FILES = 300


def project_facts(tree: Tree, names: ModuleNames, ini: Ini, sources: list[str]) -> dict:
    """`ProjectFacts` (src/domain/snapshot.ts). `sources`: the changed source files, whose roots come first."""
    tests = [path for path in tree.python_files() if is_test_file(path, ini)]
    return {
        "source_roots": names.roots(sources),
        "test_dirs": _test_dirs(tree, ini, tests),
        "test_style": _test_style(tree, tests[:_COUNTED_FILES]),
        "fixtures": fixtures_of(tree, names),
        "language_version": platform.python_version(),
        "framework_version": _pytest_version(),
    }


def is_test_file(path: str, ini: Ini) -> bool:
    """By name: `python_files` of the configuration, pytest's defaults without one."""
    name = path.rpartition("/")[2]
    patterns = ini.words("python_files") or ["test_*.py", "*_test.py"]
    return any(fnmatch.fnmatch(path if "/" in pattern else name, pattern) for pattern in patterns)


def is_test_support(path: str, ini: Ini) -> bool:
    """Test files, conftests and what lies in a test folder: never the product."""
    parts = PurePosixPath(path).parts
    return is_test_file(path, ini) or parts[-1] == "conftest.py" or bool({"tests", "test", "testing"} & set(parts[:-1]))


def fixtures_of(tree: Tree, names: ModuleNames) -> list[dict]:
    """Fixtures that conftests offer, themselves or through `pytest_plugins`."""
    found = []
    for path in tree.python_files():
        if path.rpartition("/")[2] != "conftest.py":
            continue
        for source in [path, *_plugin_files(tree, names, path)]:
            found += [{"name": name, "path": source} for name in _fixture_names(tree, source)]
    return found


def _test_dirs(tree: Tree, ini: Ini, tests: list[str]) -> list[str]:
    """`testpaths` that exist; else the topmost folders that hold test files, the fullest first."""
    if ini.path is not None:
        base = ini.path.parent
        listed = [folder for word in ini.words("testpaths") for folder in sorted(base.glob(word)) if folder.is_dir()]
        inside = [folder.relative_to(tree.root).as_posix() for folder in listed if tree.root in folder.resolve().parents]
        if inside:
            return list(dict.fromkeys(inside))
    folders = Counter(str(PurePosixPath(path).parent) for path in tests)
    tops: Counter[str] = Counter()
    for folder, count in folders.items():
        above = [str(parent) for parent in PurePosixPath(folder).parents if str(parent) in folders and str(parent) != "."]
        tops[above[-1] if above else folder] += count
    return [folder for folder, _ in sorted(tops.items(), key=lambda entry: (-entry[1], entry[0]))]


def _test_style(tree: Tree, tests: list[str]) -> str:
    functions = methods = 0
    for path in tests:
        module = tree.try_parse(path)
        for node in module.body if module else []:
            if isinstance(node, ast.ClassDef):
                methods += sum(_is_test(inner) for inner in node.body)
            else:
                functions += _is_test(node)
    return "classes" if methods > functions else "functions"


def _is_test(node: ast.AST) -> bool:
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name.startswith("test")


def _fixture_names(tree: Tree, path: str) -> list[str]:
    module = tree.try_parse(path)
    found = []
    for node in ast.walk(module) if module else []:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for decorator, text in zip(node.decorator_list, decorators_of(node)):
                if text.partition("(")[0].rpartition(".")[2] == "fixture":
                    found.append(_given_name(decorator) or node.name)
    return found


def _given_name(decorator: ast.AST) -> str | None:
    for keyword in getattr(decorator, "keywords", []):
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant) and isinstance(keyword.value.value, str):
            return keyword.value.value
    return None


def _plugin_files(tree: Tree, names: ModuleNames, conftest: str) -> list[str]:
    module = tree.try_parse(conftest)
    modules: list[str] = []
    for node in module.body if module else []:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "pytest_plugins" for t in node.targets):
            modules += [c.value for c in ast.walk(node.value) if isinstance(c, ast.Constant) and isinstance(c.value, str)]
    files = [names.file_of(name, conftest) for name in modules]
    return [file for file in files if file is not None]


def _pytest_version() -> str:
    try:
        return importlib.metadata.version("pytest")
    except importlib.metadata.PackageNotFoundError:
        return "unknown"
