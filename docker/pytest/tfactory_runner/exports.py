"""Where a name can be imported from besides the module that defines it."""

from __future__ import annotations

import ast

from .module_names import ModuleNames
from .tree import Tree

_MAX_PACKAGES = 500


class Exports:
    """Re-imports in the `__init__` files of the project, followed through several levels."""

    def __init__(self, tree: Tree, names: ModuleNames) -> None:
        self._tree, self._names = tree, names
        self._packages: list[tuple[str, list[tuple[str, str, str]]]] | None = None

    def modules_of(self, module: str, qualname: str) -> list[str]:
        """Packages that export the symbol's outermost name under that name, shortest first."""
        name = qualname.split(".")[0]
        found = {module}
        grew = True
        while grew:
            grew = False
            for package, imports in self._all():
                if package.split(".")[0] != module.split(".")[0]:
                    continue  # a user of the package, not a part of it
                if package not in found and any(self._gives(entry, name, found) for entry in imports):
                    found.add(package)
                    grew = True
        return sorted(found - {module}, key=lambda package: (package.count("."), package))

    def _gives(self, entry: tuple[str, str, str], name: str, sources: set[str]) -> bool:
        source, imported, alias = entry
        if source not in sources:
            return False
        return alias == name and imported == name or (imported == "*" and self._star_gives(source, name))

    def _star_gives(self, module: str, name: str) -> bool:
        path = self._names.file_of(module, "")
        parsed = self._tree.try_parse(path) if path else None
        listed = None if parsed is None else all_of(parsed)
        return not name.startswith("_") if listed is None else name in listed

    def _all(self) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """(package, [(module, name, alias)]) for every package."""
        if self._packages is None:
            inits = [path for path in self._tree.python_files() if path.rpartition("/")[2] == "__init__.py"]
            self._packages = [(self._names.name_of(path), self._imports_of(path)) for path in inits[:_MAX_PACKAGES]]
        return self._packages

    def _imports_of(self, path: str) -> list[tuple[str, str, str]]:
        module = self._tree.try_parse(path)
        found = []
        for node in ast.walk(module) if module else []:
            if isinstance(node, ast.ImportFrom):
                source = self._names.absolute(path, node.module, node.level)
                found += [(source, alias.name, alias.asname or alias.name) for alias in node.names]
        return found


def all_of(module: ast.Module) -> list[str] | None:
    """The names in `__all__`, `None` when the module has none that can be read."""
    listed: list[str] | None = None
    for node in module.body:
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            value = node.value
            if isinstance(value, (ast.List, ast.Tuple)):
                words = [e.value for e in value.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
                listed = [*(listed or []), *words] if isinstance(node, ast.AugAssign) else words
    return listed
