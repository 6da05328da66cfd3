"""Existing tests as recipes: how the project's objects are made and used, cut at what the test looks at."""

from __future__ import annotations

import ast
from typing import Iterator
from tfactory_runner.exploring.checks import checks_of, is_raiser
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

    def bodies_with_contexts(self, most: int) -> Iterator[tuple[TestCase, list[str], list[ast.stmt]]]:
        """Import lines and plain statements of tests with a `with`, of all files, whether they reached changed code or not."""
        count = 0
        for path in self._files:
            source = self._source(path)
            for case in source.cases if source else ():
                if not any(isinstance(statement, ast.With) and not is_raiser(statement) for statement in case.node.body):
                    continue
                count += 1
                if count > most:
                    return
                for imports, body in plain_bodies(case, self._sources_for(path)):
                    yield case, imports, body
                    break

    def _sources_for(self, path: str) -> list[TestSource]:
        return [source for source in (self._source(one) for one in [path, *conftests_for(path)]) if source is not None]

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
        found: list[Probe] = []
        for imports, body in plain_bodies(case, self._sources_for(case.path)):
            for before, expression in checks_of(body):
                probe = _as_probe(symbol, imports, before, expression, case)
                if probe is not None:
                    found.append(probe)
        return found


def _mentions(case: TestCase, wanted: set[str]) -> bool:
    for part in ast.walk(case.node):
        if (isinstance(part, ast.Name) and part.id in wanted) or (isinstance(part, ast.Attribute) and part.attr in wanted):
            return True
    return False


def _as_probe(symbol: str, imports: list[str], before: list[ast.stmt], expression: ast.expr, case: TestCase) -> Probe | None:
    if any(isinstance(part, (ast.Await, ast.Yield)) for node in (*before, expression) for part in ast.walk(node)):
        return None
    setup = tuple(ast.unparse(ast.fix_missing_locations(node)) for node in before if not isinstance(node, ast.Pass))
    text = ast.unparse(ast.fix_missing_locations(expression))
    if "self." in text or any("self.assert" in line for line in setup):
        return None
    return Probe(symbol, tuple(imports), setup, text, "existing-test", base=case.path, form=f"test {'.'.join(case.names)}")
