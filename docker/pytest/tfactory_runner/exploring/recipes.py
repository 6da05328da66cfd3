"""Existing tests as recipes: how the project's objects are made and used, cut at what the test looks at."""

from __future__ import annotations

import ast
from typing import Any

from tfactory_runner.exploring.checks import checks_of
from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.test_cases import plain_bodies
from tfactory_runner.exploring.test_sources import TestCase, TestSource, conftests_for, read_test_source
from tfactory_runner.exploring.traced_tests import Reached

TESTS = 60
TESTS_PER_BEHAVIOUR = 4
PROBES = 400


class Recipes:
    """Finds test cases by node id and turns them into probes."""

    def __init__(self, files: list[str]) -> None:
        self._sources: dict[str, TestSource | None] = {}
        self._files = files

    def _source(self, path: str) -> TestSource | None:
        if path not in self._sources:
            self._sources[path] = read_test_source(path)
        return self._sources[path]

    def probes(self, reached: Reached, wanted: set[str], symbol: str) -> list[Probe]:
        """Probes from the tests that reached changed code, of every behaviour the shortest tests first."""
        found: list[Probe] = []
        for case in self._telling_cases(reached, wanted):
            if len(found) >= PROBES:
                break
            found += self._probes_of(case, symbol)
        return list({probe.key: probe for probe in found}.values())[:PROBES]

    def _telling_cases(self, reached: Reached, wanted: set[str]) -> list[TestCase]:
        groups: dict[str, list[tuple[int, int, str, TestCase]]] = {}
        for node_id, lines in reached.tests.items():
            path, *names = node_id.split("[")[0].split("::")
            source = self._source(path)
            for case in source.cases if source else ():
                if case.names == tuple(names):
                    entry = (0 if _mentions(case, wanted) else 1, case.size, node_id, case)
                    groups.setdefault(repr(sorted(lines.items())), []).append(entry)
        chosen: dict[tuple[str, ...], tuple[int, int, str, TestCase]] = {}
        for group in groups.values():
            ranked = list({(entry[3].path, *entry[3].names): entry for entry in sorted(group, key=lambda one: one[:3])}.values())
            for entry in ranked[:TESTS_PER_BEHAVIOUR]:
                chosen[(entry[3].path, *entry[3].names)] = entry
        return [entry[3] for entry in sorted(chosen.values(), key=lambda one: one[:3])][:TESTS]

    def _probes_of(self, case: TestCase, symbol: str) -> list[Probe]:
        sources = [source for source in (self._source(path) for path in [case.path, *conftests_for(case.path)]) if source is not None]
        found: list[Probe] = []
        for imports, body in plain_bodies(case, sources):
            for before, expression in checks_of(body):
                probe = _as_probe(symbol, imports, before, expression, case.path)
                if probe is not None:
                    found.append(probe)
        return found


def _mentions(case: TestCase, wanted: set[str]) -> bool:
    for part in ast.walk(case.node):
        if (isinstance(part, ast.Name) and part.id in wanted) or (isinstance(part, ast.Attribute) and part.attr in wanted):
            return True
    return False


def _as_probe(symbol: str, imports: list[str], before: list[ast.stmt], expression: ast.expr, base: str) -> Probe | None:
    if any(isinstance(part, (ast.Await, ast.Yield)) for node in (*before, expression) for part in ast.walk(node)):
        return None
    setup = tuple(ast.unparse(ast.fix_missing_locations(node)) for node in before if not isinstance(node, ast.Pass))
    text = ast.unparse(ast.fix_missing_locations(expression))
    return None if "self." in text or any("self.assert" in line for line in setup) else Probe(symbol, tuple(imports), setup, text, "existing-test", base=base)


def widen(probes: list[Probe], keywords: dict[str, list[str]], most: int) -> list[Probe]:
    """The same recipes with a new keyword in each of their calls, one at a time."""
    found: dict[str, Probe] = {}
    for probe in probes:
        for name, values in keywords.items():
            for value in values[:2]:
                for changed in _with_keyword(probe, name, value):
                    found[changed.key] = changed
                    if len(found) >= most:
                        return list(found.values())
    return list(found.values())


def _with_keyword(probe: Probe, name: str, value: str) -> list[Probe]:
    source = "\n".join((*probe.setup, probe.call))
    count = sum(isinstance(node, ast.Call) for node in ast.walk(ast.parse(source)))
    found = []
    for index in range(min(count, 10)):
        tree = ast.parse(source)
        call = [node for node in ast.walk(tree) if isinstance(node, ast.Call)][index]
        if any(keyword.arg == name for keyword in call.keywords):
            continue
        at = next((place for place, keyword in enumerate(call.keywords) if keyword.arg is None), len(call.keywords))
        call.keywords.insert(at, ast.keyword(name, ast.parse(value, mode="eval").body))
        statements = [ast.unparse(statement) for statement in tree.body]
        found.append(probe.having(setup=tuple(statements[:-1]), call=statements[-1]))
    return found


def short_recipes(seen: list[Any], most: int) -> list[Probe]:
    """The cheapest recipes, one of each setup, to widen."""
    by_setup: dict[tuple[str, ...], Probe] = {}
    for one in sorted(seen, key=lambda one: (one.probe.cost, one.probe.key)):
        by_setup.setdefault(one.probe.setup, one.probe)
    return list(by_setup.values())[:most]
