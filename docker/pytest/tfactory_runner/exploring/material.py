"""Everything known before the first call: symbols and ways to them, literals, what the tests show, spans of mutants."""

from __future__ import annotations

import ast
import builtins
import random
from dataclasses import dataclass
from typing import Any, Iterator

from tfactory_runner.exploring import seeds
from tfactory_runner.exploring.examples import docstring_probes, example_probes
from tfactory_runner.exploring.importing import module_name
from tfactory_runner.exploring.inputs import Input, Inputs, argument_lists, kinds_of, write_arguments
from tfactory_runner.exploring.literals import Literals
from tfactory_runner.exploring.mining import Mined, mine, parse_file, signatures_in, test_files
from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.public_callers import public_callers
from tfactory_runner.exploring.recipes import Recipes
from tfactory_runner.exploring.relevant_tests import relevant_cases, relevant_files
from tfactory_runner.exploring.traced_tests import Reached, trace_tests

KEYWORDS = 8


@dataclass
class Material:
    """`symbols`: the changed ones and the public ones that lead to private ones."""

    symbols: list[str]
    literals: Literals
    mined: Mined
    reached: Reached
    recipes: Recipes
    new_keywords: dict[str, list[Input]]
    test_modules: list[str]
    files: list[str]
    changed: dict[str, list[int]]

    def known_probes(self, body: dict[str, Any], described: list[dict[str, Any]]) -> Iterator[tuple[str, list[Probe]]]:
        known = {**self.mined.imports, **_names_of(described)}
        examples = example_probes(body["examples"], described, known)
        for one in [one for one in described if one["symbol"] in body["symbols"]]:
            examples += docstring_probes(one, {**known, **_names_of([one])})
        yield "examples", examples
        yield "calls in tests", [probe for one in described for probe in seeds.mined_probes(one, self.mined)]
        yield "constants", seeds.constant_probes(self.changed)
        yield "traced calls", seeds.called_probes(self.reached.calls, body["symbols"][0] if body["symbols"] else "", _home(described))
        wanted = {name for symbol in self.symbols for name in symbol.split("::")[1].split(".")}
        yield "tests", self.recipes.probes(self.reached, wanted, body["symbols"][0] if body["symbols"] else "")


def favoured_symbols(described: list[dict[str, Any]], changed: list[str]) -> set[str]:
    """The public changed symbols; when there are private ones, also the two public symbols that are nearest to them."""
    names = {one["symbol"]: one["name"] for one in described}
    public = [symbol for symbol in changed if symbol in names and not names[symbol].startswith("_")]
    callers = [symbol for symbol in names if symbol not in changed]
    return {*public, *(callers[:2] if len(public) < len(changed) else [])}


def optional_keywords(described: list[dict[str, Any]], favoured: set[str], inputs: Inputs) -> dict[str, list[Input]]:
    """Optional parameters of the favoured functions and classes, with a few inputs each: tests may not use all of them yet."""
    found: dict[str, list[Input]] = {}
    for one in described:
        for parameter in one["parameters"] if one["symbol"] in favoured and one["kind"] in ("function", "class", "method") else []:
            if parameter["default"] is not None and parameter["kind"] in ("POSITIONAL_OR_KEYWORD", "KEYWORD_ONLY") and len(found) < KEYWORDS:
                found.setdefault(parameter["name"], inputs.candidates(parameter)[:4])
    return found


def made_inputs(classes: dict[str, dict[str, Any]], inputs: Inputs) -> dict[str, list[Input]]:
    """Ways to make objects of the project's classes: members of enumerations, constructors with first inputs."""
    made: dict[str, list[Input]] = {}
    for name, facts in classes.items():
        if facts["members"]:
            made[name] = [Input(f"{name}.{member}", (facts["import"],)) for member in facts["members"]]
            continue
        made[name] = []
        for arguments in argument_lists(facts["parameters"], inputs, random.Random(0), 4):
            lines = tuple(line for _, value in arguments for line in value.imports)
            made[name].append(Input(f"{name}({write_arguments(arguments)})", (facts["import"], *lines)))
    return made


def _home(described: list[dict[str, Any]]) -> Any:
    homes = {one["qualname"].split(".")[0]: one["import"].split(" ")[1] for one in described}
    return lambda module, name: homes.get(name, module)


def _names_of(described: list[dict[str, Any]]) -> dict[str, str]:
    known: dict[str, str] = {}
    for one in described:
        module = module_name(one["path"])[0]
        for name in one["module_names"]:
            known.setdefault(name, f"from {module} import {name}")
        package, _, last = module.rpartition(".")
        if package:
            known.setdefault(last, f"from {package} import {last}")
        known.setdefault(module.split(".")[0], f"import {module.split('.')[0]}")
    for one in described:
        known[one["qualname"].split(".")[0]] = one["import"]
    return known


def gather(body: dict[str, Any], changed: dict[str, list[int]], literals: Literals, seconds: float, before: Any) -> Material:
    symbols = list(body["symbols"])
    callers: dict[str, None] = {}
    for symbol in symbols:
        if any(part.startswith("_") for part in symbol.split("::")[1].split(".")):
            callers.update(dict.fromkeys(public_callers(symbol)))
    symbols += [caller for caller in list(callers)[:12] if caller not in symbols]
    files = test_files(body["existing_tests"])
    signatures: dict[str, list[str]] = {}
    for path in dict.fromkeys([*changed, *(symbol.split("::")[0] for symbol in symbols)]):
        signatures.update(signatures_in(path))
    wanted = {name for symbol in symbols for name in symbol.split("::")[1].split(".")}
    mined = mine(files, signatures, wanted, literals)
    ordered = relevant_files(files, wanted, {module_name(path)[0].split(".")[-1] for path in changed})
    first = relevant_cases(ordered, wanted, literals.strings)
    reached = trace_tests([first, *([path] for path in ordered)], changed, seconds, before) if ordered else Reached()
    return Material(
        symbols, literals, mined, reached, Recipes(files), new_keywords(changed, literals), [], files, changed
    )


def mutants_worth_killing(edits: list[dict[str, Any]], facts: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Those that compile to other code: path, line, and what the workshop knows of them. Static ones mode `import`."""
    worth = {}
    for edit in edits:
        known = facts.get(edit["id"], {"mode": "invalid"})
        if known["mode"] in ("swap", "import"):
            worth[edit["id"]] = {**known, "path": edit["path"], "line": edit["line"], "lines": set(known["lines"]), "users": set(known["users"])}
    return worth


def new_keywords(changed: dict[str, list[int]], literals: Literals) -> dict[str, list[Input]]:
    """Parameters that stand on changed lines, and keys that changed lines look up: names worth passing by keyword."""
    found: dict[str, list[Input]] = {}
    for path, lines in changed.items():
        wanted = set(lines)
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read())
        for node in ast.walk(tree):
            if isinstance(node, ast.arguments):
                for argument in (*node.args, *node.kwonlyargs):
                    if argument.lineno in wanted and argument.arg not in ("self", "cls"):
                        found.setdefault(argument.arg, _values_for(argument, literals))
            elif isinstance(node, ast.Call) and node.lineno in wanted and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop", "setdefault"):
                if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str) and node.args[0].value.isidentifier():
                    found.setdefault(node.args[0].value, [Input("True"), Input("'reason'")])
    return found


def _values_for(argument: ast.arg, literals: Literals) -> list[Input]:
    annotation = ast.unparse(argument.annotation) if argument.annotation else None
    parameter = {"name": argument.arg, "annotation": annotation, "default": None, "kind": "POSITIONAL_OR_KEYWORD"}
    values = Inputs(literals, {}, {}).candidates(parameter)
    if "str" in kinds_of(parameter):
        values = [Input(repr(f"the {argument.arg}")), Input(repr("First line.\n\n    Second line.")), Input("''"), *values[:4]]
    return values[:8] or [Input("1"), Input("'abc'")]


def exceptions_handled(changed: dict[str, list[int]]) -> list[str]:
    """Built-in exceptions that `except` clauses on changed lines name, `ValueError` at the end."""
    found: dict[str, None] = {}
    for path, lines in changed.items():
        tree = parse_file(path)
        for node in ast.walk(tree) if tree else ():
            if isinstance(node, ast.ExceptHandler) and node.type is not None and node.lineno in set(lines):
                for part in ast.walk(node.type):
                    if isinstance(part, ast.Name) and isinstance(getattr(builtins, part.id, None), type):
                        found[part.id] = None
    return [*found, *(["ValueError"] if "ValueError" not in found else [])]
