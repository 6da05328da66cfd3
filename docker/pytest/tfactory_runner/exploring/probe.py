"""A probe: one call to try, as source text that stands alone."""

from __future__ import annotations

import ast
import functools
import hashlib
import re
from dataclasses import asdict, dataclass, replace
from typing import Any


PRIVATE_CALL = re.compile(r"\bimport _[a-z]|\._[a-z]\w*\(")
TEXT_LITERAL = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")
ODD_CHARACTER = re.compile(r"[^\w \"'.,:/-]|\\\\")


@dataclass(frozen=True)
class Probe:
    """Imports, statements and one expression. `base` is the file name that `__file__` has while it runs.

    `form` names the way it was derived from another probe, to learn which ways pay. `example` is the expectation of a criterion or docstring: `{"source", "expected", "raises"}`.
    """

    symbol: str
    imports: tuple[str, ...]
    setup: tuple[str, ...]
    call: str
    origin: str
    criterion: str | None = None
    example: dict[str, Any] | None = None
    base: str = "test_explored.py"
    form: str = ""

    @functools.cached_property
    def key(self) -> str:
        text = "\n".join((*sorted(self.imports), *self.setup, self.call, repr(self.example)))
        return hashlib.sha1(text.encode()).hexdigest()[:12]

    @functools.cached_property
    def cost(self) -> int:
        """How much there is to read: characters, what a statement costs to follow, and odd characters in texts."""
        return _cost("\n".join((*self.imports, *self.setup, self.call)), len(self.imports))

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "key": self.key}

    def having(self, **changes: Any) -> Probe:
        return replace(self, **changes)


def _cost(source: str, imports: int) -> int:
    private = 120 if PRIVATE_CALL.search(source) else 0
    odd = sum(len(ODD_CHARACTER.findall(text)) for text in TEXT_LITERAL.findall(source))
    empty = source.count("''") + source.count('""')
    return private + 4 * empty + len(source) + 15 * (source.count("\n") - imports) + 4 * odd


def tidy(probe: Probe) -> Probe:
    """The same probe with duplicate imports and imports of names it does not use left out."""
    used = set().union(*map(names_used, (*probe.setup, probe.call)))
    kept = []
    for line in dict.fromkeys(probe.imports):
        bound = names_bound_by_import(line)
        if not bound or bound & used:
            kept.append(line)
    return probe.having(imports=tuple(kept))


@functools.lru_cache(maxsize=65536)
def names_used(source: str) -> frozenset[str]:
    """Every name that is read or written anywhere in this source."""
    return frozenset({node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)})


@functools.lru_cache(maxsize=4096)
def names_bound_by_import(line: str) -> frozenset[str]:
    bound: set[str] = set()
    for node in ast.parse(line).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            for alias in node.names:
                bound.add(alias.asname or alias.name.split(".")[0])
    return frozenset(bound)
