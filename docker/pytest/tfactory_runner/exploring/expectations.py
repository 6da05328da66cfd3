"""Whether the head does what an example of a criterion or docstring says."""

from __future__ import annotations

from typing import Any

from tfactory_runner.exploring.search import Search
from tfactory_runner.exploring.seen import Seen


def note_expectations(search: Search) -> None:
    """Sets `met` of every probe that comes from an example. An expectation that can not be evaluated leaves it `None`."""
    by_value: list[Seen] = []
    for one in search.seen.values():
        example = one.probe.example
        if not example:
            continue
        if example["raises"] is not None:
            one.met = _raises_as_expected(one, example["raises"])
        elif example["expected"] is not None:
            by_value.append(one)
    pinned = [{**one.pinned, "pin": _as_pin(one.probe.example), "after": []} for one in by_value if "pin" in one.record]
    if not pinned:
        return
    endings = search.shops.ask("alone", {"pinned": pinned, "seconds": 2.0})
    for one, ending in zip([one for one in by_value if "pin" in one.record], endings):
        one.met = ending == "same"


def _as_pin(example: dict[str, Any] | None) -> dict[str, Any]:
    expected = str((example or {})["expected"])
    return {"kind": "value", "value": expected, "type": "", "compare": "approx" if _is_float(expected) else "equal"}


def _is_float(text: str) -> bool:
    try:
        return not text.lstrip("-").isdigit() and isinstance(float(text), float)
    except ValueError:
        return False


def _raises_as_expected(one: Seen, expected: str) -> bool:
    """`ValueError` or `ValueError('message')`: the class by its last name, the message when one is given."""
    pin = one.record.get("pin", {})
    if pin.get("kind") != "raises":
        return False
    name, _, rest = expected.partition("(")
    message = rest.rstrip(")").strip("'").strip('"')
    return pin["exception"].split(".")[-1] == name.strip().split(".")[-1] and message in pin["message"]


def expectation_of(one: Seen) -> dict[str, Any] | None:
    """The protocol's `expectation`."""
    example = one.probe.example
    if not example or one.met is None:
        return None
    expected = example["raises"] if example["raises"] is not None else example["expected"]
    return {"source": example["source"], "met": one.met, "expected": expected}
