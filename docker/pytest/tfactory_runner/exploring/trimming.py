"""Leaves of every observation only the facts that a mutant can break: a test should say one thing."""

from __future__ import annotations

from typing import Any

from tfactory_runner.exploring.search import Search
from tfactory_runner.exploring.seen import Seen

RESULT = ""


def trim(search: Search, chosen: list[Seen]) -> None:
    """Changes the records in place and recounts their kills. The result of a plain value always stays."""
    items: list[dict[str, Any]] = []
    for at, one in enumerate(chosen):
        if one.record["after"] or one.record["pin"]["kind"] == "facts":
            items += [{"mutant": mutant, "probe": at, "seconds": one.seconds_allowed} for mutant in sorted(one.kills)]
    if not items:
        return
    pinned = [one.pinned for one in chosen]
    shares = [items[at::2] for at in range(2)]
    answers = search.shops.ask_all([("broken_by", {"pinned": pinned, "items": share}) for share in shares if share])
    broken: dict[int, dict[str, list[str]]] = {}
    for share, answer in zip([share for share in shares if share], answers):
        for item, expressions in zip(share, answer or []):
            broken.setdefault(item["probe"], {})[item["mutant"]] = expressions
    for at, by_mutant in broken.items():
        _trim_one(chosen[at], by_mutant)
    for one in chosen:
        if one.record["pin"]["kind"] == "facts" and not one.kills:
            one.record["pin"]["facts"] = one.record["pin"]["facts"][:3]
            one.record["after"] = one.record["after"][:1]


def _trim_one(one: Seen, by_mutant: dict[str, list[str]]) -> None:
    facts = one.record["pin"].get("facts", [])
    order = [RESULT] if one.record["pin"]["kind"] != "facts" else []
    lengths = {fact["expression"]: len(fact["expression"]) + len(fact["value"]) for fact in (*facts, *one.record["after"])}
    kept = set(order)
    left = {mutant: set(expressions) for mutant, expressions in by_mutant.items() if not kept & set(expressions)}
    while left:
        options = {expression for expressions in left.values() for expression in expressions if expression in lengths}
        if not options:
            break
        best = max(options, key=lambda expression: (_gain(expression, left), -lengths[expression], expression))
        kept.add(best)
        left = {mutant: expressions for mutant, expressions in left.items() if best not in expressions}
    if facts and not kept & {fact["expression"] for fact in facts}:
        kept.add(facts[0]["expression"])
    one.record["pin"] = {**one.record["pin"], **({"facts": [fact for fact in facts if fact["expression"] in kept]} if facts else {})}
    one.record["after"] = [fact for fact in one.record["after"] if fact["expression"] in kept]


def _gain(expression: str, left: dict[str, set[str]]) -> int:
    return sum(expression in expressions for expressions in left.values())
