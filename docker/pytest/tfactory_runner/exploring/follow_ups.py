"""What to do with a result that has no literal form: iterate, await, call, enter, ask its methods."""

from __future__ import annotations

import ast
import re
from typing import Any, Callable

from tfactory_runner.exploring.probe import Probe

TAKEN = 5
METHODS = 8
TAKES_FUNCTION = re.compile(r"_?(f|fn|func|function|wrapped|method|target|callback|handler|decorated)_?")
DECORATED = ("[func(1), func(1), func(2)]", "[func(), func(1), func(1.0), func('a')]")


def follow_up(
    probe: Probe, record: dict[str, Any], is_promising: Callable[[str, str], bool], raising: list[str], keys: set[str]
) -> list[Probe]:
    """Probes that look further into what this one gave. `is_promising(subject, form)`: whether that way is worth going again.

    `raising`: exceptions that changed code handles; decorated functions raise them. `keys`: texts of the change; where a
    mapping has one of them as a key, only its value is looked at.
    """
    shape = record.get("shape", {})
    probe = probe.having(example=None, criterion=None) if probe.example else probe
    found: list[Probe] = []
    if shape.get("warned"):
        found.append(_catch_warnings(probe))
    if record["status"] == "timed-out" and probe.call.startswith("list("):
        inner = probe.call[len("list(") : -1]
        return [probe.having(call=f"list(islice({inner}, {TAKEN}))", imports=(*probe.imports, "from itertools import islice"))]
    if record["status"] not in ("value", "facts", "opaque"):
        return found
    for text in shape.get("changes", [])[:2]:
        found.append(_with_name_for(probe, text))
    if shape.get("printed") and record.get("pin", {}).get("value") == "None":
        found.append(_catch_output(probe))
    if shape.get("coroutine"):
        return [probe.having(call=f"asyncio.run({probe.call})", imports=(*probe.imports, "import asyncio"))]
    if shape.get("iterator"):
        return [*found, *_iterate(probe)]
    if record["status"] == "value" and not shape.get("methods"):
        return found
    found += _look_up(probe, record.get("pin", {}), keys)
    if shape.get("manager"):
        found += _enter(probe)
    name = free_name(probe, _variable_for(shape.get("class", "")))
    kept = probe.having(setup=(*probe.setup, f"{name} = {probe.call}"))
    if probe.call != name:
        forms = [f".{method}()" for method in shape.get("methods", [])[:METHODS]]
        found += [kept.having(call=name + form, form=form) for form in forms if is_promising(f"{probe.symbol} {shape.get('class', '')}", form)]
    if shape.get("callable") is not None and probe.base == Probe.base:
        ways = _call(probe, shape["callable"], shape.get("methods", [])[:4], shape.get("class") == "function", raising)
        found += [way for way in ways if is_promising(_shape_of_call(probe), way.form)]
    return found


def _with_name_for(probe: Probe, text: str) -> Probe:
    """The display with this text gets a name, so that a test can look at it after the call."""
    name = free_name(probe, {"[": "items", "{": "mapping"}.get(text[0], "given"))
    tree = ast.parse(probe.call, mode="eval")

    class Name(ast.NodeTransformer):
        done = False

        def generic_visit(self, node: ast.AST) -> ast.AST:
            if not self.done and isinstance(node, (ast.List, ast.Dict, ast.Set)) and ast.unparse(node) == text:
                self.done = True
                return ast.Name(name, ast.Load())
            return super().generic_visit(node)

    return probe.having(setup=(*probe.setup, f"{name} = {text}"), call=ast.unparse(Name().visit(tree)), form="named")


def _with_names_for_all(probe: Probe) -> Probe:
    call = ast.parse(probe.call, mode="eval").body
    if isinstance(call, ast.Call):
        for value in [*call.args, *(keyword.value for keyword in call.keywords)]:
            if isinstance(value, (ast.List, ast.Dict, ast.Set)):
                probe = _with_name_for(probe, ast.unparse(value))
    return probe


def _look_up(probe: Probe, pin: dict[str, Any], keys: set[str]) -> list[Probe]:
    found = []
    for fact in pin.get("facts", []):
        shown = fact["expression"].removeprefix("result")
        if not fact["value"].startswith("{") or not shown.startswith("."):
            continue
        mapping = ast.parse(fact["value"], mode="eval").body
        for key in mapping.keys if isinstance(mapping, ast.Dict) else ():
            if isinstance(key, ast.Constant) and key.value in keys:
                found.append(probe.having(call=f"{probe.call}{shown}[{key.value!r}]", form="look up"))
    return found[:6]


def _enter(probe: Probe) -> list[Probe]:
    """What the context gives, and what its arguments hold inside and after it."""
    named = _with_names_for_all(probe)
    found = [named.having(setup=(*named.setup, f"with {named.call} as entered:\n    observed = entered"), call="observed")]
    for statement in named.setup[len(probe.setup) :]:
        name, _, text = statement.partition(" = ")
        copied = f"{'dict' if text.startswith('{') and ':' in text or text == '{}' else 'list'}({name})"
        block = f"with {named.call}:\n    inside = {copied}"
        found.append(named.having(setup=(*named.setup, block), call=f"(inside, {name})", form="inside and after"))
    return found


def _shape_of_call(probe: Probe) -> str:
    """The symbol and which parameters are given: calls that differ only in values are of one shape."""
    node = ast.parse(probe.call, mode="eval").body
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Call):
        node = node.func
    given = [len(node.args), *sorted(str(keyword.arg) for keyword in node.keywords)] if isinstance(node, ast.Call) else []
    return f"{probe.symbol} {given}"


def free_name(probe: Probe, wanted: str) -> str:
    taken = {node.id for line in (*probe.setup, probe.call) for node in ast.walk(ast.parse(line)) if isinstance(node, ast.Name)}
    while wanted in taken:
        wanted += "_"
    return wanted


def _variable_for(class_name: str) -> str:
    if class_name in ("function", "method", "", "partial", "builtin_function_or_method"):
        return "func"
    plain = "".join("_" + char.lower() if char.isupper() and at else char.lower() for at, char in enumerate(class_name))
    return plain.strip("_") if plain.strip("_").isidentifier() and plain.strip("_") not in ("list", "dict", "set", "type") else "thing"


def _catch_warnings(probe: Probe) -> Probe:
    body = f'with warnings.catch_warnings(record=True) as caught:\n    warnings.simplefilter("always")\n    {probe.call}'
    if probe.setup and not probe.call.endswith(")"):
        return probe
    return probe.having(
        imports=(*probe.imports, "import warnings"),
        setup=(*probe.setup, body),
        call="[(one.category.__name__, str(one.message)) for one in caught]",
    )


def _catch_output(probe: Probe) -> Probe:
    return probe.having(
        imports=(*probe.imports, "import io", "from contextlib import redirect_stdout"),
        setup=(*probe.setup, f"with redirect_stdout(io.StringIO()) as printed:\n    {probe.call}"),
        call="printed.getvalue()",
    )


def _iterate(probe: Probe) -> list[Probe]:
    found = [probe.having(call=f"list({probe.call})"), probe.having(call=f"next({probe.call})")]
    for lazily in _lazy_arguments(probe):
        is_endless = any(line.endswith("= count()") for line in lazily.setup)
        some = lazily.having(call=f"list(islice({lazily.call}, 3))", imports=(*lazily.imports, "from itertools import islice"))
        found.append(some if is_endless else lazily.having(call=f"list({lazily.call})"))
        found.append(lazily.having(call=f"next({lazily.call})"))
    return found


def _lazy_arguments(probe: Probe) -> list[Probe]:
    """The first argument as an iterator with a name, so that a test can ask what is left of it."""
    call = ast.parse(probe.call, mode="eval").body
    if not isinstance(call, ast.Call) or not call.args or isinstance(call.args[0], ast.Starred):
        return []
    first = call.args[0]
    is_plain = isinstance(first, (ast.List, ast.Tuple)) or (isinstance(first, ast.Constant) and isinstance(first.value, str))
    is_range = isinstance(first, ast.Call) and isinstance(first.func, ast.Name) and first.func.id in ("iter", "range")
    if not (is_plain or is_range):
        return []
    name = free_name(probe, "items")
    text = ast.unparse(first)
    call.args[0] = ast.Name(name, ast.Load())
    made = f"{name} = {text}" if text.startswith("iter(") else f"{name} = iter({text})"
    found = [probe.having(setup=(*probe.setup, made), call=ast.unparse(call))]
    if not isinstance(first, ast.Constant):
        found.append(
            probe.having(imports=(*probe.imports, "from itertools import count"), setup=(*probe.setup, f"{name} = count()"), call=ast.unparse(call))
        )
    return found


def _call(probe: Probe, parameters: list[str], methods: list[str], is_function: bool, raising: list[str]) -> list[Probe]:
    """A result that can be called: with small arguments, or as a decorator of a function that notes its calls."""
    names = [one.partition(":")[2] for one in parameters if one.startswith(("POSITIONAL_OR_KEYWORD", "POSITIONAL_ONLY"))]
    variadic = any(one.startswith("VAR_POSITIONAL") for one in parameters)
    target = f"({probe.call})" if probe.call.startswith("lambda") else probe.call
    if len(names) == 1 and TAKES_FUNCTION.fullmatch(names[0]):
        return _decorate(probe, target, raising)
    arguments = {0: [""], 1: ["1", "'abc'", "[3, 1, 2]"], 2: ["1, 2"]}.get(len(names), [])
    arguments += ["1"] if variadic and not names else []
    found = [probe.having(call=f"{target}({text})", form=f"({text})") for text in arguments]
    if len(names) == 1 or variadic:
        found += _decorate(probe, target, raising[:1])
    if methods and is_function:
        found += _use_and_ask(probe, target, arguments[-1] if arguments else "", methods)
    return found


def _decorate(probe: Probe, target: str, raising: list[str]) -> list[Probe]:
    noting = "def func(*args):\n    calls.append(args)\n    return len(calls)"
    decorated = probe.having(setup=(*probe.setup, "calls = []", noting, f"func = {target}(func)"))
    found = [decorated.having(call=text, form=f"decorate {text}") for text in DECORATED]
    found.append(probe.having(setup=(*probe.setup, "calls = []", noting), call=f"{target}(func)", form="decorate"))
    for at, exception in enumerate(raising[:2]):
        failing = f"def func(*args):\n    calls.append(args)\n    raise {exception}('failed')"
        at_first = f"def func(*args):\n    calls.append(args)\n    if len(calls) < 2:\n        raise {exception}('failed')\n    return len(calls)"
        for form, body in ((f"decorate {exception}", failing), (f"decorate {exception} once", at_first))[: 2 - at]:
            found.append(probe.having(setup=(*probe.setup, "calls = []", body, f"func = {target}(func)"), call="func(1)", form=form))
    return found


def _use_and_ask(probe: Probe, target: str, argument: str, methods: list[str]) -> list[Probe]:
    """What functions attached to the result say after it was called, and what a call gives after them."""
    name = free_name(probe, "wrapped")
    used = (*probe.setup, f"{name} = {target}", f"{name}({argument})", f"{name}({argument})")
    found = []
    for method in methods:
        found.append(probe.having(setup=used, call=f"{name}.{method}()", form=f"use .{method}()"))
        found.append(probe.having(setup=(*used, f"{name}.{method}()"), call=f"{name}({argument})", form=f".{method}() use"))
        for other in methods:
            if other != method:
                found.append(probe.having(setup=(*used, f"{name}.{other}()"), call=f"{name}.{method}()", form=f".{other}() .{method}()"))
    return found
