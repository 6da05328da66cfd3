"""Recipes with something new in them: a keyword the change brought, a context or a setting the changed lines ask for."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from typing import Iterable, Iterator

from tfactory_runner.exploring.checks import OBSERVED, is_raiser
from tfactory_runner.exploring.follow_ups import free_name
from tfactory_runner.exploring.inputs import Input
from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.recipes import Recipes
from tfactory_runner.exploring.seen import Seen

CALLEES_TRIED = 60
TESTS_FOR_CONTEXTS = 200
CONTEXTS = 5
STATE_VALUES = ("5", "True", "'abc'")


def telling_recipes(seen: Iterable[Seen], most: int) -> list[Probe]:
    """Of every test that reaches changed code the cheapest probe and the one that does most."""
    by_test: dict[str, list[Probe]] = {}
    for one in seen:
        if one.probe.form.startswith("test ") and one.record["lines"] and one.is_pinned:
            by_test.setdefault(one.probe.form, []).append(one.probe)
    found: list[Probe] = []
    for probes in by_test.values():
        probes.sort(key=lambda probe: (probe.cost, probe.key))
        found += dict.fromkeys([probes[-1], probes[0]])
    return sorted(found, key=lambda probe: (probe.cost, probe.key))[:most]


def keyword_trials(recipes: list[Probe], keywords: dict[str, list[Input]]) -> list[tuple[str, str, Probe]]:
    """(callee, keyword, probe): each callee once with each keyword, to learn which of them take it."""
    found: list[tuple[str, str, Probe]] = []
    tried: set[tuple[str, str]] = set()
    for probe in recipes:
        for index, callee in enumerate(_callees(probe)):
            for name, values in keywords.items():
                if (callee, name) in tried or len(tried) > CALLEES_TRIED * len(keywords):
                    continue
                tried.add((callee, name))
                changed = _with_keyword(probe, index, name, values[0])
                if changed is not None:
                    found.append((callee, name, changed))
    return found


def took_keyword(one: Seen) -> bool:
    detail = one.record["detail"] + str(one.record.get("pin", {}).get("message", ""))
    return one.record["status"] not in ("setup-failed", "crashed", "timed-out") and "keyword argument" not in detail


def widen(recipes: list[Probe], keywords: dict[str, list[Input]], accepted: set[tuple[str, str]], most: int) -> list[Probe]:
    """The recipes with one new keyword in one call, for the callees that take it."""
    found: dict[str, Probe] = {}
    waiting = [_widened(probe, keywords, accepted) for probe in recipes]
    while waiting and len(found) < most:
        still = []
        for variants in waiting:
            changed = next(variants, None)
            if changed is not None:
                found[changed.key] = changed
                still.append(variants)
        waiting = still
    return list(found.values())[:most]


def _widened(probe: Probe, keywords: dict[str, list[Input]], accepted: set[tuple[str, str]]) -> Iterator[Probe]:
    for index, callee in enumerate(_callees(probe)):
        for name, values in keywords.items():
            if (callee, name) in accepted:
                for value in [*values[:3], *_objects_in(probe)]:
                    changed = _with_keyword(probe, index, name, value)
                    if changed is not None:
                        yield changed


def _source(probe: Probe) -> str:
    return "\n".join((*probe.setup, probe.call))


def _callees(probe: Probe) -> list[str]:
    return [ast.unparse(call.func) for call in _outer_calls(ast.parse(_source(probe)))]


def _outer_calls(tree: ast.AST) -> list[ast.Call]:
    """Calls that the statements themselves make, decorators included, not those in bodies of functions and classes."""
    found: list[ast.Call] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            found.append(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for decorator in node.decorator_list:
                found += [part for part in ast.walk(decorator) if isinstance(part, ast.Call)]
        elif not isinstance(node, ast.Lambda):
            found += _outer_calls(node)
    return found


def _objects_in(probe: Probe) -> list[Input]:
    """Names that the setup binds to new objects: the same object may play two parts."""
    names = []
    for statement in probe.setup:
        for node in ast.parse(statement).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name):
                names.append(node.targets[0].id)
    return [Input(name) for name in dict.fromkeys(names)][:3]


def _with_keyword(probe: Probe, index: int, name: str, value: Input) -> Probe | None:
    is_object = bool(value.imports)  # an object with state: the test looks at it afterwards
    shown = free_name(probe, name) if is_object else value.source
    tree = ast.parse(_source(probe))
    call = _outer_calls(tree)[index]
    if any(keyword.arg == name for keyword in call.keywords):
        return None
    at = next((place for place, keyword in enumerate(call.keywords) if keyword.arg is None), len(call.keywords))
    call.keywords.insert(at, ast.keyword(name, ast.parse(shown, mode="eval").body))
    head = [f"{shown} = {value.source}"] if is_object else []
    statements = [*head, *(ast.unparse(statement) for statement in tree.body)]
    return probe.having(
        imports=(*probe.imports, *value.imports), setup=tuple(statements[:-1]), call=statements[-1], origin="search", form=f"with {name}"
    )


@dataclass(frozen=True)
class Context:
    """A `with` of the tests and the statements it needs before it."""

    imports: tuple[str, ...]
    before: tuple[str, ...]
    items: str
    base: str


def contexts_in(recipes: Recipes) -> list[Context]:
    """The contexts that tests use most, each with the shortest way to make it."""
    counts: Counter[str] = Counter()
    shortest: dict[str, Context] = {}
    for case, imports, body in recipes.bodies_with_contexts(TESTS_FOR_CONTEXTS):
        for at, statement in enumerate(body):
            if isinstance(statement, ast.With) and not is_raiser(statement):
                items = ", ".join(ast.unparse(item) for item in statement.items)
                counts[items] += 1
                before = tuple(_slice(body[:at], statement))
                known = shortest.get(items)
                if known is None or sum(map(len, before)) < sum(map(len, known.before)):
                    shortest[items] = Context(tuple(imports), before, items, case.path)
    return [shortest[items] for items, _ in counts.most_common(CONTEXTS)]


def _slice(body: list[ast.stmt], statement: ast.With) -> list[str]:
    """Only the statements that bind what the context's expressions use."""
    needed = {part.id for item in statement.items for part in ast.walk(item.context_expr) if isinstance(part, ast.Name)}
    kept: list[str] = []
    for node in reversed(body):
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        bound = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
        bound |= {node.name} if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else set()
        if bound & needed:
            kept.insert(0, ast.unparse(node))
            needed |= names
    return kept


def in_context(probe: Probe, context: Context) -> Probe | None:
    """The probe's call inside the context; its setup stays before it. `None` when the two use the same names."""
    if any(line.startswith("with ") for line in probe.setup) or _names_bound(probe.setup) & _names_bound(context.before):
        return None
    block = f"with {context.items}:\n    {OBSERVED} = {probe.call}"
    try:
        ast.parse(block)
    except SyntaxError:
        return None
    return probe.having(
        imports=(*context.imports, *probe.imports),
        setup=(*context.before, *probe.setup, block),
        call=OBSERVED,
        origin="search",
        base=context.base,
        form=f"in {context.items}",
        example=None,
    )


def _names_bound(statements: Iterable[str]) -> set[str]:
    return {part.id for line in statements for part in ast.walk(ast.parse(line)) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}


def settings_read(changed: dict[str, list[int]]) -> list[tuple[str, str]]:
    """(attribute, key) of every `….attribute["key"]` on changed lines."""
    found: dict[tuple[str, str], None] = {}
    for path, lines in changed.items():
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and node.lineno in set(lines) and isinstance(node.value, ast.Attribute):
                if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
                    found[(node.value.attr, node.slice.value)] = None
    return list(found)


def with_settings(probe: Probe, settings: list[tuple[str, str]]) -> list[Probe]:
    """The probe with one of the settings changed right after an object of the setup was made."""
    found = []
    for at, statement in enumerate(probe.setup):
        node = ast.parse(statement).body[0]
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and isinstance(node.targets[0], ast.Name)):
            continue
        for attribute, key in settings:
            for value in STATE_VALUES[:1]:
                line = f"{node.targets[0].id}.{attribute}[{key!r}] = {value}"
                setup = (*probe.setup[: at + 1], line, *probe.setup[at + 1 :])
                found.append(probe.having(setup=setup, origin="search", form="with setting", example=None))
    return found
