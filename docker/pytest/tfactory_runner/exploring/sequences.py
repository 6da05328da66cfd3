"""Sequences of calls on one object: make it, use it a few times, look at what it then says."""

from __future__ import annotations

import itertools
import random
from typing import Any

from tfactory_runner.exploring.inputs import Input, Inputs, argument_lists
from tfactory_runner.exploring.operators import use_of
from tfactory_runner.exploring.probe import Probe
from tfactory_runner.exploring.seeds import construct, shown_argument

LONGEST = 4
USES_PER_METHOD = 4


def call_sequences(described: dict[str, Any], inputs: Inputs, chance: random.Random, most: int) -> list[Probe]:
    """Every pair of uses first, then longer random sequences. The last use is observed, the others prepare it."""
    methods = described["siblings"] or described["methods"]
    changed = {described["name"]} if described["siblings"] else {method["name"] for method in methods}
    uses = {method["name"]: _uses(method, inputs, chance) for method in methods}
    everything = [use for group in uses.values() for use in group]
    tellers = [use for name, group in uses.items() for use in group[:2] if name in changed] + [group[0] for group in uses.values() if group]
    if not everything:
        return []
    pairs = [(first, last) for first, last in itertools.product([group[0] for group in uses.values() if group], tellers)]
    chance.shuffle(pairs)
    longer = [tuple(chance.choice(everything) for _ in range(chance.randint(2, LONGEST))) + (chance.choice(tellers),) for _ in range(most)]
    found = []
    for sequence in [*pairs[: most // 2], *longer][:most]:
        built = construct(described, inputs, chance)
        name = built[1]
        steps = [use[0].format(name) for use in sequence]
        imports = (*built[0].imports, *(line for use in sequence for line in use[1]))
        setup = (*built[0].setup, *steps[:-1])
        found.append(built[0].having(imports=imports, setup=setup, call=steps[-1], form="sequence"))
    return found


def _uses(method: dict[str, Any], inputs: Inputs, chance: random.Random) -> list[tuple[str, tuple[str, ...]]]:
    """Expressions over `{}`, the object, and the imports they need."""
    if method["kind"] in ("property", "attribute"):
        return [(f"{{}}.{method['name']}", ())]
    if method["kind"] != "method":
        return []
    found = []
    for arguments in argument_lists(method["parameters"], inputs, chance, USES_PER_METHOD):
        shown = [shown_argument(name, Input(value.source.replace("{", "{{").replace("}", "}}"))) for name, value in arguments]
        found.append((use_of("{}", method["name"], shown), tuple(line for _, value in arguments for line in value.imports)))
    return found
