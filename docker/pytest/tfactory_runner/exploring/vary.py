"""Neighbours of a probe: the same calls with other literals, with more or fewer arguments, with a statement more or less."""

from __future__ import annotations

import ast
import copy
import random
from dataclasses import dataclass, field
from typing import Any, Callable

from tfactory_runner.exploring.inputs import Input
from tfactory_runner.exploring.literals import LARGEST_TO_REPEAT, Literals
from tfactory_runner.exploring.probe import Probe, names_bound_by_import

SEPARATORS = " ,.;:!?-_/\n\t\"'()[]{}=0aA"
PAIRS = {"[": "]", "{": "}", "(": ")", "<": ">"}


@dataclass
class Palette:
    """What edits draw from. `aims` are values seen on the other side of a comparison; they come first."""

    literals: Literals
    aims: list[Any] = field(default_factory=list)
    keywords: dict[str, list[Input]] = field(default_factory=dict)

    @property
    def imports(self) -> dict[str, str]:
        """Import lines of the keywords' values, by the name they bind."""
        lines = [line for values in self.keywords.values() for value in values for line in value.imports]
        return {name: line for line in lines for name in names_bound_by_import(line)}

    def integers(self) -> list[int]:
        return [aim for aim in self.aims if isinstance(aim, int) and not isinstance(aim, bool)]

    def strings(self) -> list[str]:
        return [aim for aim in self.aims if isinstance(aim, str)]


class Neighbours:
    """Makes neighbours; the same seed gives the same ones in the same order."""

    def __init__(self, palette: Palette, chance: random.Random) -> None:
        self.palette = palette
        self.chance = chance

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
            return self._other_text(value.decode("latin-1")).encode("latin-1", "replace")
        return self._other_string(value)

    def _other_integer(self, value: int, tree: ast.Module) -> int:
        lengths = [len(node.value) for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))]
        lengths += [len(node.elts) for node in ast.walk(tree) if isinstance(node, (ast.List, ast.Tuple))]
        near = [value + 1, value - 1, value + 1, value - 1, 0, 1, -value, value * 2, value // 2]
        sized = [length + step for length in lengths for step in (-1, 0, 1)]
        aimed = [aim + step for aim in self.palette.integers() for step in (-1, 0, 1)]
        pools = [pool for pool in (near, near, sized, aimed, aimed, self.palette.literals.boundaries()) if pool]
        chosen = self.chance.choice(self.chance.choice(pools))
        return max(-(10**9), min(10**9, chosen))

    def _other_string(self, value: str) -> Any:
        roll = self.chance.random()
        if roll < 0.15 and value:
            return _repeated(self._nest_or_repeat(value))
        if roll < 0.25 and value:
            return self._resized(value)
        if roll < 0.45:
            pool = [*self.palette.strings(), *self.palette.strings(), *self.palette.literals.texts(), *self.palette.literals.from_tests]
            return self.chance.choice(pool) if pool else value
        return self._other_text(value)

    def _other_text(self, value: str) -> str:
        at = self.chance.randint(0, len(value))
        insert = self.chance.choice([*SEPARATORS, *(text for text in self.palette.literals.strings if len(text) <= 12), "é", "7", "x"])
        end = min(len(value), at + self.chance.randint(1, 6))
        edits: list[Callable[[], str]] = [
            lambda: value[:at] + insert + value[at:],
            lambda: value[:at] + insert + value[at:],
            lambda: value[:at] + value[at + 1 :],
            lambda: value[:at] + value[end:],
            lambda: value[:at] + insert + value[at + 1 :],
            lambda: value[:at],
            lambda: value[at:],
            lambda: value + insert,
            lambda: insert + value,
            lambda: value[:at] + value[at:end] * 2 + value[end:],
            lambda: value.upper() if self.chance.random() < 0.5 else value.title(),
            lambda: value * 2,
            lambda: value[:at] + self._piece_of_another(),
            lambda: self._piece_of_another() + value[at:],
            lambda: value[:at] + self._piece_of_another() + value[at:],
        ]
        return self.chance.choice(edits)()

    def _piece_of_another(self) -> str:
        pool = [text for text in (*self.palette.literals.texts(), *self.palette.literals.from_tests) if text]
        other = self.chance.choice(pool)
        start = self.chance.randrange(len(other))
        return other[start : start + self.chance.choice((1, 2, 3, 5, 8, 40))]

    def _resized(self, value: str) -> str:
        """The text brought to a length the change talks about: cut, or filled up with itself."""
        sizes = [size for size in self._sizes() if 0 <= size <= LARGEST_TO_REPEAT] or [len(value) + 1]
        size = self.chance.choice(sizes)
        return (value * (size // len(value) + 1))[:size]

    def _nest_or_repeat(self, value: str) -> list[tuple[str, int]]:
        """Pieces (text, times): a bracket pair nested, or a chunk repeated, to the sizes the change talks about."""
        sizes = [size for size in (*self._sizes(),) if 1 < size <= LARGEST_TO_REPEAT] or [2, 3, 10]
        times = self.chance.choice(sizes)
        openings = [at for at, char in enumerate(value) if char in PAIRS and PAIRS[char] in value[at:]]
        if openings and self.chance.random() < 0.6:
            at = self.chance.choice(openings)
            end = _closing(value, at)
            if end is not None:
                inner_start = self.chance.choice([at + 1, at + 1, _after_key(value, at, end)])
                opening, closing = value[at:inner_start], value[end : end + 1]
                return [(value[:at], 1), (opening, times), (value[inner_start:end], 1), (closing, times), (value[end + 1 :], 1)]
        start, end = self._chunk(value)
        return [(value[:start], 1), (value[start:end], times), (value[end:], 1)]

    def _chunk(self, value: str) -> tuple[int, int]:
        """A piece to repeat: between separators when there are some, so that the rest keeps its shape."""
        cuts = sorted({0, len(value), *(at + 1 for at, char in enumerate(value) if not char.isalnum()), *(at for at, char in enumerate(value) if not char.isalnum())})
        start = self.chance.randrange(len(cuts) - 1)
        end = min(len(cuts) - 1, start + self.chance.choice((1, 1, 2, 2, 3)))
        return cuts[start], cuts[end]

    def _sizes(self) -> list[int]:
        sizes = [aim + step for aim in self.palette.integers() for step in (-1, 0, 1)]
        return [*sizes, *sizes, *(number + step for number in self.palette.literals.integers() for step in (-2, -1, 0, 1))]

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


def _repeated(pieces: list[tuple[str, int]]) -> ast.expr:
    """`'x = ' + '[' * 101 + ']' * 101`, or one constant when nothing repeats much."""
    if sum(len(text) * times for text, times in pieces) < 40:
        return ast.Constant("".join(text * times for text, times in pieces))
    parts: list[ast.expr] = []
    for text, times in pieces:
        if text and times:
            constant = ast.Constant(text)
            parts.append(constant if times == 1 else ast.BinOp(constant, ast.Mult(), ast.Constant(times)))
    total = parts[0] if parts else ast.Constant("")
    for part in parts[1:]:
        total = ast.BinOp(total, ast.Add(), part)
    return total


def _closing(value: str, at: int) -> int | None:
    depth = 0
    for index in range(at, len(value)):
        if value[index] == value[at]:
            depth += 1
        elif value[index] == PAIRS[value[at]]:
            depth -= 1
            if depth == 0:
                return index
    return None


def _after_key(value: str, at: int, end: int) -> int:
    """Behind `key =` or `key:` inside a bracket, so that the nested level is a value again."""
    for index in range(at + 1, end):
        if value[index] in "=:":
            return index + 1 + (1 if value[index + 1 : index + 2] == " " else 0)
    return at + 1
