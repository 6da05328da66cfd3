"""The project's own functions and classes that a symbol uses."""

from __future__ import annotations

import ast

from .module_names import ModuleNames
from .symbols import Symbol, symbols_of
from .tree import Tree

_MAX_HOPS = 5


class Resolver:
    """Finds definitions by name, following imports through the project's files; imports nothing."""

    def __init__(self, tree: Tree, names: ModuleNames) -> None:
        self._tree, self._names = tree, names
        self._symbols: dict[str, dict[str, Symbol]] = {}
        self._imports: dict[str, dict[str, tuple[str, str | None]]] = {}

    def used_by(self, symbol: Symbol, lines: list[int]) -> list[Symbol]:
        """Definitions whose name the symbol mentions: calls, bases, annotations, decorators, `self.` methods.

        Of a class or a module, only its statements on `lines` count.
        """
        whole = not isinstance(symbol.node, (ast.ClassDef, ast.Module))
        nodes = [symbol.node] if whole else [s for s in symbol.node.body if _touches(s, lines)]
        found: dict[str, Symbol] = {}
        for chain in (chain for node in nodes for chain in _chains(node)):
            used = self._resolve_in(symbol, chain)
            if used is not None and used.id != symbol.id and not used.qualname.startswith(f"{symbol.qualname}."):
                found.setdefault(used.id, used)
        return list(found.values())

    def resolve(self, path: str, chain: list[str], hops: int = 0) -> Symbol | None:
        """The definition that `a.b.c` means in the file `path`."""
        symbols = self._symbols_in(path)
        for length in (len(chain), *range(len(chain) - 1, 0, -1)):
            symbol = symbols.get(".".join(chain[:length]))
            if symbol is not None:
                return symbol
        imported = self._imports_in(path).get(chain[0])
        if imported is None or hops >= _MAX_HOPS:
            return None
        module, name = imported
        rest = chain[1:] if name is None else [name, *chain[1:]]
        return self._resolve_module(path, module, rest, hops)

    def _resolve_module(self, path: str, module: str, rest: list[str], hops: int) -> Symbol | None:
        while rest:
            deeper = self._names.file_of(f"{module}.{rest[0]}", path)
            if deeper is None or not rest[1:]:
                break
            module, rest = f"{module}.{rest[0]}", rest[1:]
        file = self._names.file_of(module, path)
        return self.resolve(file, rest, hops + 1) if file and rest else None

    def _resolve_in(self, symbol: Symbol, chain: list[str]) -> Symbol | None:
        if chain[0] in ("self", "cls") and len(chain) > 1 and symbol.in_class:
            return self._method(symbol.path, symbol.qualname.rpartition(".")[0], chain[1], 0)
        return self.resolve(symbol.path, chain)

    def _method(self, path: str, owner: str, name: str, hops: int) -> Symbol | None:
        """A method of the class or of the bases that are the project's."""
        symbols = self._symbols_in(path)
        method, holder = symbols.get(f"{owner}.{name}"), symbols.get(owner)
        if method is not None or holder is None or hops >= _MAX_HOPS or not isinstance(holder.node, ast.ClassDef):
            return method
        for base in holder.node.bases:
            chain = _chain(base)
            parent = self.resolve(path, chain) if chain else None
            if parent is not None and isinstance(parent.node, ast.ClassDef):
                method = self._method(parent.path, parent.qualname, name, hops + 1)
                if method is not None:
                    return method
        return None

    def _symbols_in(self, path: str) -> dict[str, Symbol]:
        if path not in self._symbols:
            module = self._tree.try_parse(path)
            self._symbols[path] = {s.qualname: s for s in symbols_of(path, module)} if module else {}
        return self._symbols[path]

    def _imports_in(self, path: str) -> dict[str, tuple[str, str | None]]:
        """Local name to (module, name in it or `None` for the module itself), wherever in the file it is imported."""
        if path not in self._imports:
            found: dict[str, tuple[str, str | None]] = {}
            module = self._tree.try_parse(path)
            for node in ast.walk(module) if module else []:
                if isinstance(node, ast.ImportFrom):
                    source = self._names.absolute(path, node.module, node.level)
                    found.update({alias.asname or alias.name: (source, alias.name) for alias in node.names})
                elif isinstance(node, ast.Import):
                    for alias in node.names:
                        local = alias.asname or alias.name.partition(".")[0]
                        found[local] = (alias.name if alias.asname else local, None)
            self._imports[path] = found
        return self._imports[path]


def _touches(statement: ast.stmt, lines: list[int]) -> bool:
    return any(statement.lineno <= line <= (statement.end_lineno or statement.lineno) for line in lines)


def _chains(node: ast.AST) -> list[list[str]]:
    """Every dotted name that is read, longest form only, in source order; annotations in quotes too."""
    found: list[list[str]] = []
    pending = [node]
    while pending:
        current = pending.pop()
        chain = _chain(current)
        if chain:
            found.append(chain)
            continue
        quoted = [getattr(current, "annotation", None), getattr(current, "returns", None)]
        inner = [*ast.iter_child_nodes(current), *(inner for annotation in quoted for inner in _unquoted(annotation))]
        pending += reversed(inner)
    return found


def _unquoted(annotation: ast.AST | None) -> list[ast.AST]:
    """The expression in `x: "Cart"`; nothing for anything else."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return [ast.parse(annotation.value, mode="eval")]
        except (SyntaxError, ValueError):
            pass
    return []


def _chain(node: ast.AST) -> list[str]:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return [node.id, *reversed(parts)] if isinstance(node, ast.Name) else []
