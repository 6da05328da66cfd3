"""Turns what was seen into the protocol's `Observation`."""

from __future__ import annotations

import ast
from typing import Any

from tfactory_runner.exploring.conditions import changed_conditions, deciding_condition
from tfactory_runner.exploring.expectations import expectation_of
from tfactory_runner.exploring.mining import parse_file
from tfactory_runner.exploring.probe import Probe, names_bound_by_import, names_used
from tfactory_runner.exploring.seen import Seen


class Answering:
    """`symbols`: the changed ones (`path::qualname`), one of which every observation is about."""

    def __init__(self, changed: dict[str, list[int]], symbols: list[str], described: list[dict[str, Any]], mutants: dict[str, dict[str, Any]]) -> None:
        self._mutants = mutants
        self._symbols = symbols
        self._described = described
        self._conditions = {path: changed_conditions(path, lines) for path, lines in changed.items()}
        self._spans = {symbol: _span(symbol) for symbol in symbols}

    def observation(self, one: Seen) -> dict[str, Any]:
        record, probe = one.record, one.probe
        return {
            "id": probe.key,
            "symbol": self._symbol_of(one),
            "imports": _imports_of(one),
            "setup": list(probe.setup),
            "call": probe.call,
            "arguments": self._arguments_of(probe),
            "outcome": record["pin"],
            "after": record["after"],
            "origin": probe.origin,
            "criterion": probe.criterion,
            "expectation": expectation_of(one),
            "because": deciding_condition(record["order"], self._conditions),
            "lines": [{"path": path, "lines": lines} for path, lines in record["lines"].items()],
            "arcs": [{"path": path, "arcs": arcs} for path, arcs in record["arcs"].items()],
            "kills": sorted(one.kills),
            "seconds": round(record["seconds"], 4),
        }

    def _symbol_of(self, one: Seen) -> str:
        """The changed symbol it says most about: where its kills are, else where its lines are; the innermost of equals."""
        weights: dict[str, tuple[int, int, int]] = {}
        for symbol, (path, first, last) in self._spans.items():
            kills = sum(self._mutants[mutant]["path"] == path and first <= self._mutants[mutant]["line"] <= last for mutant in one.kills)
            lines = sum(first <= line <= last for line in one.record["lines"].get(path, ()))
            weights[symbol] = (kills, lines, first - last)
        best = max(weights, key=lambda symbol: weights[symbol], default=one.probe.symbol)
        own = weights.get(one.probe.symbol)
        return best if own is None or (own[0] == 0 and weights[best][0] > 0) else one.probe.symbol

    def _arguments_of(self, probe: Probe) -> list[dict[str, str]]:
        """Arguments by parameter name where the expression calls the symbol with plain arguments."""
        parameters = next((one["parameters"] for one in self._described if one["symbol"] == probe.symbol), None)
        name = probe.symbol.split("::")[-1].split(".")[-1]
        for call in [part for part in ast.walk(ast.parse(probe.call, mode="eval")) if isinstance(part, ast.Call)]:
            called = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
            if called == name and parameters is not None and not any(isinstance(argument, ast.Starred) for argument in call.args):
                names = [one["name"] for one in parameters if one["kind"] in ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")]
                bound = [*zip(names, call.args), *((keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg)]
                return [{"name": key, "value": ast.unparse(value)} for key, value in bound]
        return []


def _imports_of(one: Seen) -> list[str]:
    """The probe's imports and those that what is still pinned needs."""
    pin = one.record["pin"]
    facts = [text for fact in (*pin.get("facts", []), *one.record["after"]) for text in (fact["expression"], fact["value"])]
    used = set().union(*map(names_used, [text for text in (pin.get("value"), pin.get("exception"), *facts) if text]))
    needed = [line for line in one.record["pin_imports"] if names_bound_by_import(line) & used]
    return list(dict.fromkeys([*one.probe.imports, *needed]))


def _span(symbol: str) -> tuple[str, int, int]:
    path, _, qualname = symbol.partition("::")
    tree = parse_file(path)
    body: list[ast.stmt] = tree.body if tree else []
    node: ast.stmt | None = None
    for name in qualname.replace(".<locals>", "").split("."):
        named = [one for one in body if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) and one.name == name]
        if not named:
            break
        node = named[-1]
        body = node.body  # type: ignore[attr-defined]
    return (path, 0, -1) if node is None else (path, node.lineno, node.end_lineno or node.lineno)
