"""Turns what was seen into the protocol's `Observation`."""

from __future__ import annotations

import ast
from typing import Any

from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.search import Search, Seen


def as_observation(one: Seen, search: Search, material: Any, described: list[dict[str, Any]]) -> dict[str, Any]:
    record, probe = one.record, one.probe
    pin = {key: value for key, value in record["pin"].items()}
    return {
        "id": probe.key,
        "symbol": probe.symbol,
        "imports": list(dict.fromkeys([*probe.imports, *record["pin_imports"]])),
        "setup": list(probe.setup),
        "call": probe.call,
        "arguments": arguments_of(probe, described),
        "outcome": pin,
        "after": record["after"],
        "origin": probe.origin,
        "criterion": probe.criterion,
        "expectation": expectation_of(one),
        "because": None,
        "lines": [{"path": path, "lines": lines} for path, lines in record["lines"].items()],
        "arcs": [{"path": path, "arcs": arcs} for path, arcs in record["arcs"].items()],
        "kills": sorted(one.kills),
        "seconds": round(record["seconds"], 4),
    }


def arguments_of(probe: Probe, described: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Arguments by parameter name when the whole expression is one call of the symbol, wrapped at most once."""
    node = ast.parse(probe.call, mode="eval").body
    parameters = next((one["parameters"] for one in described if one["symbol"] == probe.symbol), None)
    name = probe.symbol.split("::")[-1].split(".")[-1]
    for call in [part for part in ast.walk(node) if isinstance(part, ast.Call)]:
        called = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
        if called == name and parameters is not None and not any(isinstance(argument, ast.Starred) for argument in call.args):
            names = [one["name"] for one in parameters if one["kind"] in ("POSITIONAL_ONLY", "POSITIONAL_OR_KEYWORD")]
            bound = [*zip(names, call.args), *((keyword.arg, keyword.value) for keyword in call.keywords if keyword.arg)]
            return [{"name": key, "value": ast.unparse(value)} for key, value in bound]
    return []


def expectation_of(one: Seen) -> dict[str, Any] | None:
    example = one.probe.example
    if not example or (example["expected"] is None and example["raises"] is None):
        return None
    pin = one.record["pin"]
    if example["raises"] is not None:
        met = pin["kind"] == "raises" and pin["exception"].split(".")[-1] == example["raises"].split("(")[0].split(".")[-1]
        return {"source": example["source"], "met": met, "expected": example["raises"]}
    return {"source": example["source"], "met": bool(one.record.get("met")), "expected": example["expected"]}
