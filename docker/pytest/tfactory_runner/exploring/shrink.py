"""Makes probes smaller: fewer statements, shorter texts, smaller numbers, as long as they still tell the same mutants apart."""

from __future__ import annotations

import ast
import copy
from typing import Iterator

from tfactory_runner.exploring.choosing import cheapest_cover
from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.search import Search
from tfactory_runner.exploring.seen import Seen
from tfactory_runner.exploring.vary import as_probe, as_tree, literal_places

ROUNDS = 8
REDUCTIONS = 12
SECONDS_LEFT = 4.0
FOLDED = 40


def shrink(search: Search, chosen: list[Seen]) -> list[Seen]:
    """Examples stay as they are. Of two reductions that keep the kills, the cheaper one goes on to the next round."""
    duties = _duties(chosen)
    natural = frozenset((*search.palette.literals.texts(), *search.palette.literals.from_tests))
    current = list(chosen)
    for turn in range(ROUNDS):
        if search.out_of_time(SECONDS_LEFT):
            break
        proposals = {at: _some(list(_reductions(one.probe, natural)), turn) for at, one in enumerate(current) if one.probe.example is None}
        search.add([probe for probes in proposals.values() for probe in probes], follow=False)
        progress = False
        for at, probes in proposals.items():
            better = _best(search, current[at], probes, duties[at])
            if better is not None:
                current[at], progress = better, True
        if not progress:
            break
    return list({one.probe.key: one for one in current}.values())


def _some(reductions: list[Probe], turn: int) -> list[Probe]:
    """The boldest, and of the rest another part every turn."""
    bold, rest = reductions[: REDUCTIONS // 2], reductions[REDUCTIONS // 2 :]
    start = turn * REDUCTIONS % max(1, len(rest))
    return [*bold, *(rest[start:] + rest[:start])[:REDUCTIONS]]


def _duties(chosen: list[Seen]) -> list[set[str]]:
    """Which mutants each probe must go on killing: all of them for the cover, everything it kills for the rest."""
    cover = {one.probe.key for one in cheapest_cover(chosen, set(), lambda one: one.kills)}
    covered: set[str] = set()
    duties = []
    for one in chosen:
        duties.append(one.kills - covered if one.probe.key in cover else set(one.kills))
        covered |= one.kills if one.probe.key in cover else set()
    return duties


def _best(search: Search, one: Seen, probes: list[Probe], duty: set[str]) -> Seen | None:
    found = [seen for seen in map(search.find, probes) if seen is not None and seen.is_pinned and seen.cost < one.cost]
    found = [seen for seen in found if seen.record["status"] == one.record["status"] and (duty or seen.behaviour == one.behaviour)]
    if not found:
        return None
    if duty:
        search.judge(found, sorted(duty), static=True, all_of_them=True)
    able = [seen for seen in found if duty <= seen.kills]
    return min(able, key=lambda seen: (seen.cost, seen.probe.key), default=None)


def _reductions(probe: Probe, natural: frozenset[str]) -> Iterator[Probe]:
    """Smaller probes, the boldest first. Texts that somebody wrote (`natural`) stay as they are."""
    yield from _folded(probe)
    yield from _without_statements(probe)
    yield from _without_keywords(probe)
    yield from _with_smaller_literals(probe, natural)


def _folded(probe: Probe) -> Iterator[Probe]:
    """Sums and products of short texts as one text."""
    tree = as_tree(probe)
    again = _Fold().visit(copy.deepcopy(tree))
    if ast.dump(again) != ast.dump(tree):
        yield as_probe(probe, again, probe.origin)


class _Fold(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        sides = (node.left, node.right)
        if isinstance(node.op, (ast.Add, ast.Mult)) and all(isinstance(side, ast.Constant) for side in sides):
            try:
                value = eval(compile(ast.fix_missing_locations(ast.Expression(copy.deepcopy(node))), "<fold>", "eval"))
            except Exception:
                return node
            if isinstance(value, str) and len(value) <= FOLDED:
                return ast.Constant(value)
        return node


def _without_statements(probe: Probe) -> Iterator[Probe]:
    for at in reversed(range(len(probe.setup))):
        yield probe.having(setup=(*probe.setup[:at], *probe.setup[at + 1 :]))


def _without_keywords(probe: Probe) -> Iterator[Probe]:
    count = sum(len(node.keywords) for node in ast.walk(as_tree(probe)) if isinstance(node, ast.Call))
    for index in range(min(count, 6)):
        tree = as_tree(probe)
        owners = [(node, at) for node in ast.walk(tree) if isinstance(node, ast.Call) for at in range(len(node.keywords))]
        node, at = owners[index]
        del node.keywords[at]
        yield as_probe(probe, tree, probe.origin)


def _with_smaller_literals(probe: Probe, natural: frozenset[str]) -> Iterator[Probe]:
    tree = as_tree(probe)
    for index, place in enumerate(literal_places(tree)):
        if isinstance(place, ast.Constant) and not (isinstance(place.value, str) and place.value in natural):
            for value in _smaller(place.value):
                changed = copy.deepcopy(tree)
                target = literal_places(changed)[index]
                assert isinstance(target, ast.Constant)
                target.value = value
                yield as_probe(probe, changed, probe.origin)
    for index, node in enumerate(_displays(tree)):
        for at in range(min(_size(node), 4)):
            changed = copy.deepcopy(tree)
            other = _displays(changed)[index]
            if isinstance(other, ast.Dict):
                del other.keys[at], other.values[at]
            else:
                del other.elts[at]
            if not isinstance(node, ast.Set) or _size(node) > 1:
                yield as_probe(probe, changed, probe.origin)


def _displays(tree: ast.Module) -> list[ast.List | ast.Set | ast.Dict]:
    return [node for node in ast.walk(tree) if isinstance(node, (ast.List, ast.Set, ast.Dict)) and _size(node)]


def _size(node: ast.List | ast.Set | ast.Dict) -> int:
    return len(node.keys) if isinstance(node, ast.Dict) else len(node.elts)


def _smaller(value: object) -> Iterator[object]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int):
        yield from (smaller for smaller in (0, 1, 2, value // 2, value - 1 if value > 0 else value + 1) if abs(smaller) < abs(value))
    elif isinstance(value, float) and value != int(value):
        yield float(int(value))
    elif isinstance(value, str):
        yield from _smaller_texts(value)


def _smaller_texts(text: str) -> Iterator[str]:
    if not text:
        return
    if not any(char.isalnum() for char in text):
        yield text[: len(text) // 2]
        return
    half = len(text) // 2
    yield from dict.fromkeys((text[:half], text[half:], text[1:], text[:-1]))
    words = text.split(" ")
    if len(words) > 1:
        for at in range(min(len(words), 4)):
            yield " ".join([*words[:at], *words[at + 1 :]])
    for at, char in enumerate(text[:40]):
        if not (char.isalnum() or char == " "):
            yield text[:at] + text[at + 1 :]
            yield text[:at] + "x" + text[at + 1 :]
