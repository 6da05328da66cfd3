"""Neighbours of a probe: the same calls with other literals, with more or fewer arguments, with a statement more or less."""

from __future__ import annotations

import ast
import copy
import random
from typing import Any

from tfactory_runner.exploring.palette import Palette
from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.text_edits import TextEdits


class Neighbours:
    """Makes neighbours; the same seed gives the same ones in the same order."""

    def __init__(self, palette: Palette, chance: random.Random) -> None:
        self.palette = palette
        self.chance = chance
        self._texts = TextEdits(palette, chance)

    def of(self, probe: Probe, most: int) -> list[Probe]:
        found: dict[str, Probe] = {}
        for _ in range(most * 3):
            if len(found) >= most:
                break
            changed = self._change(probe)
            for _ in range(self.chance.choice((0, 0, 0, 1, 1, 2))):
                changed = self._change(changed) or changed
            if changed is not None and changed.key != probe.key:
                found[changed.key] = changed
        return list(found.values())

    def _change(self, probe: Probe | None) -> Probe | None:
        if probe is None:
            return None
        tree = as_tree(probe)
        places = [*literal_places(tree), *_sequence_places(tree)]
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        roll = self.chance.random()
        try:
            if places and roll < 0.7:
                self._change_literal(tree, self.chance.choice(places))
            elif calls and self.palette.keywords and roll < 0.82:
                self._add_keyword(self.chance.choice(calls))
            elif calls and roll < 0.9:
                self._drop_or_swap(self.chance.choice(calls))
            elif len(tree.body) > 1:
                self._change_statements(tree)
            elif places:
                self._change_literal(tree, self.chance.choice(places))
            else:
                return None
            return with_imports(as_probe(probe, tree), self.palette.imports)
        except (ValueError, RecursionError, OverflowError, SyntaxError):
            return None

    # literals --------------------------------------------------------------------------------------------------------

    def _change_literal(self, tree: ast.Module, node: ast.expr) -> None:
        if isinstance(node, ast.Constant):
            other = self._other_value(node.value, tree)
            if isinstance(other, ast.expr):
                _replace(tree, node, other)
            else:
                node.value = other
        elif isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            self._change_items(tree, node)
        elif isinstance(node, ast.Dict):
            self._change_dict(node)

    def _other_value(self, value: Any, tree: ast.Module) -> Any:
        if self.palette.aims and self.chance.random() < 0.1:
            return self.chance.choice(self.palette.aims)
        if isinstance(value, bool):
            return self.chance.choice([not value, None, not value])
        if value is None:
            return self.chance.choice([True, False, 0, 1, "a", *self.palette.integers()[:4]])
        if isinstance(value, int):
            return self._other_integer(value, tree)
        if isinstance(value, float):
            aimed = [aim + step for aim in self.palette.integers() for step in (0, 0.5, -0.5)]
            near = [-value, value + 1, value / 2, 0.0, float(int(value)), value * 1000]
            return self.chance.choice(self.chance.choice([near, aimed or near]))
        if isinstance(value, bytes):
            return self._texts.edited(value.decode("latin-1")).encode("latin-1", "replace")
        return self._texts.other(value)

    def _other_integer(self, value: int, tree: ast.Module) -> int:
        lengths = [len(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))]
        lengths += [len(node.elts) for node in ast.walk(tree) if isinstance(node, (ast.List, ast.Tuple))]
        near = [value + 1, value - 1, value + 1, value - 1, 0, 1, -value, value * 2, value // 2]
        sized = [length + step for length in lengths for step in (-1, 0, 1)]
        aimed = [aim + step for aim in self.palette.integers() for step in (-1, 0, 1)]
        pools = [pool for pool in (near, near, sized, aimed, aimed, self.palette.literals.boundaries()) if pool]
        chosen = self.chance.choice(self.chance.choice(pools))
        return max(-(10**9), min(10**9, chosen))

    def _change_items(self, tree: ast.Module, node: Any) -> None:
        items = node.elts
        roll = self.chance.random()
        if items and roll < 0.25:
            del items[self.chance.randrange(len(items))]
        elif items and roll < 0.5:
            items.insert(self.chance.randrange(len(items) + 1), copy.deepcopy(self.chance.choice(items)))
        elif len(items) > 1 and roll < 0.7:
            self.chance.shuffle(items)
        elif roll < 0.85:
            donors = [ast.Constant(value) for value in (*self.palette.aims, *self.palette.literals.from_tests, *self.palette.literals.boundaries()[:8])]
            items.insert(self.chance.randrange(len(items) + 1), copy.deepcopy(self.chance.choice(donors)))
        else:
            del items[self.chance.randint(0, len(items)) :]
        if isinstance(node, ast.Set) and not items:
            raise ValueError("an empty set display is a dict")

    def _change_dict(self, node: ast.Dict) -> None:
        if node.keys and self.chance.random() < 0.5:
            at = self.chance.randrange(len(node.keys))
            del node.keys[at], node.values[at]
        else:
            node.keys.append(ast.Constant(self.chance.choice(["a", "b", 1, *self.palette.strings()])))
            node.values.append(ast.Constant(self.chance.choice([1, None, "a", True])))

    # calls and statements --------------------------------------------------------------------------------------------

    def _add_keyword(self, call: ast.Call) -> None:
        name = self.chance.choice(sorted(self.palette.keywords))
        value = ast.parse(self.chance.choice(self.palette.keywords[name]).source, mode="eval").body
        call.keywords = [keyword for keyword in call.keywords if keyword.arg != name]
        at = next((index for index, keyword in enumerate(call.keywords) if keyword.arg is None), len(call.keywords))
        call.keywords.insert(at, ast.keyword(name, value))

    def _drop_or_swap(self, call: ast.Call) -> None:
        if call.keywords and self.chance.random() < 0.6:
            del call.keywords[self.chance.randrange(len(call.keywords))]
        elif len(call.args) > 1:
            call.args.pop() if self.chance.random() < 0.5 else call.args.reverse()

    def _change_statements(self, tree: ast.Module) -> None:
        at = self.chance.randrange(len(tree.body) - 1)
        statement = tree.body[at]
        if isinstance(statement, ast.Expr) and self.chance.random() < 0.6:
            tree.body.insert(at, copy.deepcopy(statement))
        elif not isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            del tree.body[at]


def with_imports(probe: Probe, known: dict[str, str]) -> Probe:
    """The probe with import lines for names that an edit brought in; lines it does not use go when it is tidied."""
    return probe.having(imports=(*probe.imports, *(line for line in known.values() if line not in probe.imports)))


def as_tree(probe: Probe) -> ast.Module:
    tree = ast.parse("\n".join(probe.setup))
    tree.body.append(ast.Expr(ast.parse(probe.call, mode="eval").body))
    return tree


def as_probe(probe: Probe, tree: ast.Module, origin: str = "search") -> Probe:
    ast.fix_missing_locations(tree)
    statements = [ast.unparse(statement) for statement in tree.body]
    return probe.having(setup=tuple(statements[:-1]), call=statements[-1], origin=origin, criterion=None, example=None)


def literal_places(tree: ast.Module) -> list[ast.expr]:
    """Constants that are values: no docstrings, no parts of f-strings, no annotations."""
    barred: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            barred.update(id(part) for part in ast.walk(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            barred.add(id(node.value))
        if isinstance(node, ast.arg) and node.annotation is not None:
            barred.update(id(part) for part in ast.walk(node.annotation))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in barred and node.value is not ...]


def _sequence_places(tree: ast.Module) -> list[ast.expr]:
    return [
        node
        for node in ast.walk(tree)
        if (isinstance(node, (ast.List, ast.Tuple)) and isinstance(node.ctx, ast.Load)) or isinstance(node, (ast.Set, ast.Dict))
    ]


def _replace(tree: ast.Module, old: ast.expr, new: ast.expr) -> None:
    class Swap(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.expr:
            return new if node is old else node

    Swap().visit(tree)
