"""Public functions and methods from which a private one is reached, found by the names that bodies mention. Reads source only."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass, field

from tfactory_runner.exploring.importing import module_name

DEPTH = 5
CALLERS = 8
FILES = 400


@dataclass
class Definition:
    """A function or method of the package and the names its body mentions."""

    symbol: str
    name: str
    owner: str | None
    mentions: set[str] = field(default_factory=set)

    @property
    def answers_to(self) -> str:
        return self.owner if self.owner and self.name in ("__init__", "__new__") else self.name

    @property
    def is_public(self) -> bool:
        return not self.name.startswith("_") and not (self.owner or "").startswith("_")


def public_callers(symbol: str) -> list[str]:
    """Symbols (`path::qualname`), nearest first."""
    path, _, qualname = symbol.partition("::")
    definitions = _definitions_near(path)
    by_mention: dict[str, list[Definition]] = {}
    for definition in definitions:
        for name in definition.mentions:
            by_mention.setdefault(name, []).append(definition)
    names = qualname.split(".<locals>")[0].split(".")
    start = names[-2] if names[-1] in ("__init__", "__new__") and len(names) > 1 else names[-1]
    found: dict[str, None] = {}
    seen, wave = {start}, [start]
    for _ in range(DEPTH):
        following: list[str] = []
        for name in wave:
            for definition in by_mention.get(name, []):
                if definition.is_public and definition.symbol != symbol:
                    found[definition.symbol] = None
                if definition.answers_to not in seen:
                    seen.add(definition.answers_to)
                    following.append(definition.answers_to)
        wave = following
        if len(found) >= CALLERS:
            break
    return list(found)[:CALLERS]


def _definitions_near(path: str) -> list[Definition]:
    """Of the file's own package, the whole of it."""
    package = module_name(path)[0].split(".")[0]
    root = os.path.join(module_name(path)[1], package)
    files = [path]
    if os.path.isdir(root):
        for folder, folders, names in os.walk(root):
            folders.sort()
            files += [os.path.join(folder, name) for name in sorted(names) if name.endswith(".py")]
    found: list[Definition] = []
    for file in dict.fromkeys(os.path.normpath(name) for name in files[:FILES]):
        try:
            with open(file, encoding="utf-8") as source:
                tree = ast.parse(source.read())
        except (OSError, SyntaxError, ValueError):
            continue
        _collect(tree.body, file, [], None, found)
    return found


def _collect(body: list[ast.stmt], path: str, prefix: list[str], owner: str | None, found: list[Definition]) -> None:
    for node in body:
        if isinstance(node, ast.ClassDef):
            _collect(node.body, path, [*prefix, node.name], node.name, found)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            definition = Definition(f"{path}::{'.'.join([*prefix, node.name])}", node.name, owner)
            for part in ast.walk(node):
                if isinstance(part, ast.Name):
                    definition.mentions.add(part.id)
                elif isinstance(part, ast.Attribute):
                    definition.mentions.add(part.attr)
            found.append(definition)
