"""Which module a source file is, and where modules of the tree are imported from."""

from __future__ import annotations

import os
import sys


def module_name(path: str) -> tuple[str, str]:
    """`src/pkg/part.py` -> (`pkg.part`, `src`): the dotted name and the folder it is imported from."""
    folder, file = os.path.split(path)
    parts = [] if file == "__init__.py" else [file[: -len(".py")]]
    while folder and os.path.exists(os.path.join(folder, "__init__.py")):
        folder, name = os.path.split(folder)
        parts.insert(0, name)
    return ".".join(parts), folder


def offer_tree(paths: list[str]) -> None:
    """Makes the tree importable when the environment does not already offer it; installed names keep winning."""
    for root in dict.fromkeys([*(module_name(path)[1] for path in paths), ""]):
        full = os.path.abspath(root or ".")
        if full not in sys.path:
            sys.path.append(full)


def is_in_tree(file: str | None) -> bool:
    if not file or file.startswith("<"):  # "<string>" and the like
        return False
    return os.path.realpath(file).startswith(os.path.realpath(os.getcwd()) + os.sep)


def tree_modules() -> list[str]:
    """Names of loaded modules whose source lies in the tree, environments inside it aside."""
    found = []
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if is_in_tree(file) and "site-packages" not in str(file):
            found.append(name)
    return found
