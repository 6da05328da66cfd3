"""First probes of a symbol: calls with first inputs, calls found in tests, reads of constants."""

from __future__ import annotations

import ast
import builtins
import random
from typing import Any

from tfactory_runner.exploring.importing import module_name
from tfactory_runner.exploring.inputs import Input, Inputs, argument_lists, write_arguments
from tfactory_runner.exploring.mining import Mined, parse_file
from tfactory_runner.exploring.operators import use_of
from tfactory_runner.exploring.probe import Probe

CALLS_PER_SYMBOL = 60
CONSTRUCTIONS = 5


def first_probes(described: dict[str, Any], inputs: Inputs, chance: random.Random, known: dict[str, Input] | None = None) -> list[Probe]:
    """Calls of a function, constructions of a class, method calls on a constructed object, reads of a property.

    `known`: inputs by parameter that turned out well in a first turn; the second turn builds on them.
    """
    kind = described["kind"]
    if described["members"]:
        return [_members(described)]
    if described["name"] == "__init__" and described["owner"]:
        described = {**described, "expression": described["owner"], "kind": "class", "parameters": described["constructor"], "methods": []}
        kind = "class"
    if kind in ("function", "class", "staticmethod", "classmethod"):
        lists = argument_lists(described["parameters"], inputs, chance, CALLS_PER_SYMBOL, known)
        found = [_probe(described, (), described["expression"], arguments) for arguments in lists]
        if kind == "class":
            for method in described["methods"]:
                found += _method_probes(described, described["expression"], described["parameters"], method, inputs, chance, 8)
        return found
    if kind in ("method", "property") and described["owner"]:
        member = {"name": described["name"], "kind": kind, "parameters": described["parameters"]}
        return _method_probes(described, described["owner"], described["constructor"], member, inputs, chance, CALLS_PER_SYMBOL)
    return [_bare(described)]


def _members(described: dict[str, Any]) -> Probe:
    """What an enumeration holds."""
    call = f"[(member.name, member.value) for member in {described['expression']}]"
    return Probe(described["symbol"], (described["import"],), (), call, "type")


def _bare(described: dict[str, Any]) -> Probe:
    return Probe(described["symbol"], (described["import"],), (), described["expression"], "type")


def _probe(described: dict[str, Any], setup: tuple[str, ...], target: str, arguments: list[tuple[str, Input]]) -> Probe:
    imports = (described["import"], *(line for _, value in arguments for line in value.imports))
    setup = list(setup)
    shown = []
    for name, value in arguments:
        if value.source.startswith(("MagicMock", "threading.", "iter(")):  # worth a name: the test looks at it afterwards
            variable = name or f"given{len(setup) or ''}"
            setup.append(f"{variable} = {value.source}")
            shown.append((name, Input(variable)))
        else:
            shown.append((name, value))
    return Probe(described["symbol"], imports, tuple(setup), f"{target}({write_arguments(shown)})", "type")


def _method_probes(
    described: dict[str, Any],
    owner: str,
    constructor: list[dict[str, Any]],
    member: dict[str, Any],
    inputs: Inputs,
    chance: random.Random,
    most: int,
) -> list[Probe]:
    name = variable_for(owner)
    made = argument_lists(constructor, inputs, chance, CONSTRUCTIONS)
    found: list[Probe] = []
    for construction in made:
        prepared = _constructed(described, owner, name, construction)
        if member["kind"] == "property":
            found.append(prepared.having(call=f"{name}.{member['name']}"))
            if described.get("settable"):
                found += [
                    prepared.having(setup=(*prepared.setup, f"{name}.{member['name']} = {value}"), call=f"{name}.{member['name']}")
                    for value in ("1", "None", "'abc'")
                ]
            continue
        for arguments in argument_lists(member["parameters"], inputs, chance, max(3, most // len(made))):
            call = _probe(described, prepared.setup, f"{name}.{member['name']}", arguments)
            if member["name"].startswith("__"):
                shown = [shown_argument(*argument) for argument in arguments]
                call = call.having(setup=prepared.setup, call=use_of(name, member["name"], shown))
            found.append(call.having(imports=(*prepared.imports, *call.imports)))
    return found


def _constructed(described: dict[str, Any], owner: str, name: str, arguments: list[tuple[str, Input]]) -> Probe:
    built = _probe(described, (), owner, arguments)
    return built.having(setup=(*built.setup, f"{name} = {built.call}"))


def construct(described: dict[str, Any], inputs: Inputs, chance: random.Random) -> tuple[Probe, str]:
    """A probe whose setup makes an object of the symbol's class, one of the first few ways, and the object's name."""
    owner = described["owner"] or described["expression"]
    parameters = described["constructor"] if described["owner"] else described["parameters"]
    name = variable_for(owner)
    ways = argument_lists(parameters, inputs, random.Random(0), CONSTRUCTIONS)
    return _constructed(described, owner, name, chance.choice(ways[:3])), name


def shown_argument(name: str, value: Input) -> str:
    return f"{name}={value.source}" if name else value.source


def variable_for(class_name: str) -> str:
    short = class_name.split(".")[-1]
    name = "".join("_" + char.lower() if char.isupper() and at else char.lower() for at, char in enumerate(short)).strip("_")
    return f"{name}_" if name in ("list", "dict", "set", "type", "str", "int") or hasattr(builtins, name) else name


def arguments_given(probe: Probe, described: dict[str, Any]) -> dict[str, Input]:
    """The inputs of the first call of the symbol in a probe, by parameter; names of its setup are replaced by what they hold."""
    held: dict[str, str] = {}
    for statement in probe.setup:
        node = ast.parse(statement).body[0]
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            held.setdefault(node.targets[0].id, ast.unparse(node.value))
    names = [one["name"] for one in described["parameters"] if one["kind"] in ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")]
    for node in ast.walk(ast.parse("\n".join((*probe.setup, probe.call)))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == described["name"]:
            bound = [*zip(names, node.args), *((keyword.arg, keyword.value) for keyword in node.keywords if keyword.arg)]
            return {name: Input(held.get(ast.unparse(value), ast.unparse(value)), probe.imports) for name, value in bound}
    return {}


def mined_probes(described: dict[str, Any], mined: Mined) -> list[Probe]:
    """Calls of the symbol that a test makes with plain arguments."""
    found = []
    for name, text in mined.calls:
        if name == described["name"] and described["kind"] in ("function", "class", "staticmethod", "classmethod"):
            inner = text[len(name) :]
            found.append(Probe(described["symbol"], (described["import"],), (), described["expression"] + inner, "existing-test"))
    return found[:80]


def called_probes(calls: list[dict[str, Any]], symbol: str, module_of: Any) -> list[Probe]:
    """Calls that tests really made on the way to changed code."""
    found = []
    for call in calls:
        texts = [f"{name}={text}" if by_name else text for name, text, by_name in call["arguments"]]
        imports = (f"from {module_of(call['module'], call['name'])} import {call['name']}", *call["imports"])
        found.append(Probe(symbol, imports, (), f"{call['name']}({', '.join(texts)})", "existing-test"))
    return found


def constant_probes(changed: dict[str, list[int]]) -> list[Probe]:
    """Reads of the module and class level names that are bound on changed lines."""
    found = []
    for path, lines in changed.items():
        tree = parse_file(path)
        module = module_name(path)[0]
        for owner, body in [(None, tree.body if tree else []), *((node.name, node.body) for node in (tree.body if tree else []) if isinstance(node, ast.ClassDef))]:
            for name in _names_bound_on(body, set(lines)):
                if not name.startswith("_") and not (owner or "").startswith("_"):
                    call = f"{owner}.{name}" if owner else name
                    found.append(Probe(f"{path}::{owner or '<module>'}", (f"from {module} import {owner or name}",), (), call, "type"))
    return found


def _names_bound_on(body: list[ast.stmt], lines: set[int]) -> list[str]:
    found = []
    for node in body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and lines & set(range(node.lineno, (node.end_lineno or node.lineno) + 1)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [target.id for target in targets if isinstance(target, ast.Name)]
    return found
