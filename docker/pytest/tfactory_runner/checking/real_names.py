"""Asks the real environment for modules and attributes. Runs the project's code: only in a fork."""

from __future__ import annotations

import difflib
import importlib
import os
import pkgutil
import sys
import types
from typing import Any

from ..failures import path_inside, text_of

MISSING = object()


def attribute_of(holder: Any, name: str) -> Any:
    """`MISSING` when there is none. An attribute whose code fails is there."""
    try:
        return getattr(holder, name)
    except AttributeError:
        return MISSING
    except BaseException:
        return None


class ImportFailed(Exception):
    """`kind` is `symbol` (the package is there, the name is not) or `import` (a package is missing, or loading it failed)."""

    def __init__(self, kind: str, message: str, answered_by: str | None = None, nearest: str | None = None) -> None:
        super().__init__(message)
        self.kind, self.answered_by, self.nearest = kind, answered_by, nearest


class RealNames:
    """`root` is the real path of the tree."""

    def __init__(self, root: str) -> None:
        self._root = root

    def module(self, name: str) -> types.ModuleType:
        """Imports a module. Raises `ImportFailed`."""
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            raise self._not_found(name, error) from None
        except BaseException as error:
            raise ImportFailed("import", f"importing `{name}` raised {type(error).__name__}: {text_of(error)[:300]}") from None

    def imported(self, module: str, name: str) -> Any:
        """What `from module import name` binds. Raises `ImportFailed`."""
        loaded = self.module(module)
        value = attribute_of(loaded, name)
        if value is not MISSING:
            return value
        try:
            return importlib.import_module(f"{module}.{name}")
        except ModuleNotFoundError:
            raise ImportFailed("symbol", f"`{module}` has no `{name}`", self.file_of(loaded), nearest(name, loaded)) from None
        except BaseException as error:
            raise ImportFailed("import", f"importing `{module}.{name}` raised {type(error).__name__}") from None

    def file_of(self, holder: Any) -> str | None:
        """The file a module, class or function comes from: relative to the tree, or the library's own path."""
        module = holder if isinstance(holder, types.ModuleType) else sys.modules.get(holder.__module__)
        if module is None:
            return None
        file = getattr(module, "__file__", None)
        if file is None:
            return f"<built-in {module.__name__}>"
        return path_inside(file, self._root) or os.fspath(file)

    def _not_found(self, name: str, error: ModuleNotFoundError) -> ImportFailed:
        lost = error.name or name
        parent, _, leaf = lost.rpartition(".")
        if lost != name and not name.startswith(f"{lost}."):
            return ImportFailed("import", f"importing `{name}` needs `{lost}`, which is not installed")
        if not parent:
            return ImportFailed(
                "import", f"no package `{lost}` is installed or in the project", None, _close(leaf, _top_level(), 0.8)
            )
        try:
            holder = importlib.import_module(parent)
        except BaseException:
            return ImportFailed("import", f"no module `{lost}`")
        near = _close(leaf, [*_submodules(holder), *dir(holder)])
        return ImportFailed("symbol", f"`{parent}` has no module `{leaf}`", self.file_of(holder), near)


def nearest(name: str, holder: Any) -> str | None:
    """The real name of `holder` that looks most like `name`."""
    return _close(name, [*dir(holder), *(_submodules(holder) if isinstance(holder, types.ModuleType) else [])])


def _close(name: str, names: list[str], cutoff: float = 0.6) -> str | None:
    found = difflib.get_close_matches(name, [n for n in names if not n.startswith("__")], n=1, cutoff=cutoff)
    return found[0] if found else None


def _submodules(module: types.ModuleType) -> list[str]:
    return [info.name for info in pkgutil.iter_modules(getattr(module, "__path__", []))]


def _top_level() -> list[str]:
    return [info.name for info in pkgutil.iter_modules()]
