"""Under which name a file of the project is imported."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from .pytest_ini import Ini, read_toml
from .tree import Tree, Unreadable

_SEARCHED_FILES = 2000


class ModuleNames:
    """`name_of(path)` and `file_of(module)`. Roots are folders relative to the tree, `.` for the tree itself."""

    def __init__(self, tree: Tree, ini: Ini) -> None:
        self._tree = tree
        self._configured = sorted(_configured_roots(tree, ini), key=len, reverse=True)
        self._roots: dict[str, str] = {}

    def roots(self, paths: list[str]) -> list[str]:
        """The source roots of these files, and the configured ones."""
        return sorted({*self._configured, *(self.root_of(path) for path in paths)})

    def root_of(self, path: str) -> str:
        """The folder that must be on `sys.path` to import the file."""
        folder = str(PurePosixPath(path).parent)
        if folder not in self._roots:
            self._roots[folder] = self._find_root(folder)
        return self._roots[folder]

    def name_of(self, path: str) -> str:
        """`src/shop/cart.py` is `shop.cart`, `src/shop/__init__.py` is `shop`."""
        root = self.root_of(path)
        return _dotted(path, root)

    def file_of(self, module: str, near: str) -> str | None:
        """The project's file of a module, looking first under the root of the file `near`. `None`: not of this project."""
        tail = module.replace(".", "/")
        for root in dict.fromkeys([self.root_of(near), *self._configured, "."]):
            prefix = "" if root == "." else f"{root}/"
            for path in (f"{prefix}{tail}.py", f"{prefix}{tail}/__init__.py"):
                if self._tree.has(path):
                    return path
        return None

    def absolute(self, path: str, module: str | None, level: int) -> str:
        """The absolute name of `from <level dots><module> import …` in this file."""
        if level == 0:
            return module or ""
        package = self.name_of(path).split(".")
        if not path.endswith("__init__.py"):
            package = package[:-1]
        base = package[: len(package) - (level - 1)]
        return ".".join([*base, *([module] if module else [])])

    def _find_root(self, folder: str) -> str:
        for root in self._configured:
            if folder == root or folder.startswith(f"{root}/"):
                return root
        top = PurePosixPath(folder)
        if not self._is_package(top):
            return self._project_folder(top)
        while self._is_package(top.parent) and str(top) != ".":
            top = top.parent
        if str(top) == ".":
            return "."
        return self._choose_between(top)

    def _choose_between(self, package: PurePosixPath) -> str:
        """A package in a folder that is none: the folder is a source root, or a namespace. The project's imports tell."""
        project = self._project_folder(package.parent)
        root = str(package.parent)
        if root == project:
            return root
        namespaced = _dotted(f"{package}/__init__.py", project)
        pattern = re.compile(rf"^\s*(from|import)\s+{re.escape(namespaced)}\b", re.MULTILINE)
        for path in self._tree.python_files()[:_SEARCHED_FILES]:
            try:
                if pattern.search(self._tree.text(path)):
                    return project
            except Unreadable:
                pass
        return root

    def _project_folder(self, folder: PurePosixPath) -> str:
        """The nearest folder upwards that holds a project file."""
        for candidate in (folder, *folder.parents):
            if any((self._tree.root / candidate / name).exists() for name in ("pyproject.toml", "setup.py", "setup.cfg")):
                return str(candidate)
        return "."

    def _is_package(self, folder: PurePosixPath) -> bool:
        return self._tree.has(str(folder / "__init__.py"))


def _dotted(path: str, root: str) -> str:
    inside = path if root == "." else path[len(root) + 1 :]
    parts = list(PurePosixPath(inside).with_suffix("").parts)
    if parts and parts[-1] == "__init__":
        parts.pop()
    return ".".join(parts)


def _configured_roots(tree: Tree, ini: Ini) -> set[str]:
    """`src` folders without `__init__.py`, pytest's `pythonpath`, setuptools' `where` and `package-dir`, Poetry's `from`."""
    roots = {str(p.parent.relative_to(tree.root).as_posix()) for p in _src_packages(tree)}
    if ini.path is not None:
        for word in ini.words("pythonpath"):
            roots.add(_relative(tree, ini.path.parent / word))
    tool = read_toml(tree.root / "pyproject.toml").get("tool", {})
    setuptools = tool.get("setuptools", {})
    find = setuptools.get("packages", {}).get("find", {}) if isinstance(setuptools.get("packages"), dict) else {}
    words = [*find.get("where", []), setuptools.get("package-dir", {}).get("", ".")]
    words += [entry.get("from", ".") for entry in tool.get("poetry", {}).get("packages", []) if isinstance(entry, dict)]
    roots |= {_relative(tree, tree.root / word) for word in words if isinstance(word, str)}
    return {root for root in roots if root != "." and not root.startswith("..") and (tree.root / root).is_dir()}


def _src_packages(tree: Tree):
    for pattern in ("src", "*/src", "*/*/src"):
        for folder in tree.root.glob(pattern):
            if folder.is_dir() and not (folder / "__init__.py").exists():
                yield from (child for child in folder.iterdir() if child.suffix == ".py" or child.is_dir())


def _relative(tree: Tree, folder) -> str:
    try:
        return folder.resolve().relative_to(tree.root).as_posix()
    except ValueError:
        return ".."
