"""A warm process that has the project imported and forks for every job; the side that asks is `workshop_client`.

Jobs and answers are JSON lines over pipes. Nothing here decides anything: the client searches, this runs.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections import Counter
from itertools import groupby
from typing import Any, Callable, Iterator

from tfactory_runner.forks import in_fork
from tfactory_runner.exploring import entry_points, judging, operands, running
from tfactory_runner.exploring.importing import module_name, offer_tree
from tfactory_runner.exploring.in_turn import in_turn
from tfactory_runner.exploring.limits import harden_fork
from tfactory_runner.exploring.mutants import Mutants

IMPORT_SECONDS = 60.0
PATIENCE = 2  # probes that use up their time under a mutant; the rest then count as timed out


class Workshop:
    """State that forks share: imported modules, compiled mutants, live functions."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.changed: dict[str, list[int]] = request["changed"]
        self.mutants = Mutants([])
        self._descriptors: list[int] = request["descriptors"]

    def start(self, body: dict[str, Any]) -> dict[str, Any]:
        offer_tree(list(self.changed))
        problems = []
        for path in self.changed:
            name = module_name(path)[0]
            trial = in_fork(lambda: bool(importlib.import_module(name)), IMPORT_SECONDS, self._before)
            if trial.status != "returned":
                problems.append({"path": path, "reason": f"import {name}: {trial.value or trial.status}"})
                continue
            importlib.import_module(name)
        for name in ("pytest", *body.get("also", [])):
            try:
                importlib.import_module(name)
            except Exception:
                continue
        self.mutants = Mutants(body["mutants"])
        return {"problems": problems, "mutants": self.mutants.facts()}

    def symbols(self, body: dict[str, Any]) -> dict[str, Any]:
        ended = in_fork(lambda: entry_points.describe_symbols(body["symbols"]), 30.0, self._before)
        return ended.value if ended.status == "returned" else {"symbols": [], "classes": {}}

    def observe(self, body: dict[str, Any]) -> list[Any]:
        limit = lambda probe: probe.get("limit", running.SECONDS_PER_PROBE)  # noqa: E731
        return self._each(body["probes"], lambda probe: running.run_probe(probe, self.changed), limit)

    def operands(self, body: dict[str, Any]) -> list[Any]:
        lines = body["lines"]
        return self._each(body["probes"], lambda probe: operands.run_for_operands(probe, lines), lambda _: running.SECONDS_PER_PROBE)

    def judge(self, body: dict[str, Any]) -> list[list[str]]:
        """How pinned probes end under mutants: per group (a mutant and indices of probes) one ending each.

        Mutants that are swapped in share a fork and are taken out again; one that is imported gets a fork of its own.
        """
        groups = body["groups"]
        swapped = [at for at, group in enumerate(groups) if self.mutants.is_swapped(group["mutant"])]
        alone = [at for at, group in enumerate(groups) if not self.mutants.is_swapped(group["mutant"])]
        endings: list[list[str]] = [[] for _ in groups]
        for share in [swapped, *([at] for at in alone)]:
            pairs = [(at, index) for at in share for index in groups[at]["probes"]]
            work = lambda found, pairs=pairs: self._judge_pairs(pairs, found, body)  # noqa: E731
            for (at, _), result in zip(pairs, in_turn(pairs, work, lambda pair: body["seconds"][pair[1]], self._before)):
                endings[at].append(_ending(result))
        return endings

    def _judge_pairs(self, pairs: list[tuple[int, int]], found: list[Any], body: dict[str, Any]) -> Iterator[str]:
        """The endings of the pairs (group, probe) after those that are `found`."""
        slow = Counter(at for (at, _), result in zip(pairs, found) if _ending(result) == judging.TIMED_OUT)
        for at, group in groupby(pairs[len(found) :], lambda pair: pair[0]):
            restore = self._apply(body["groups"][at]["mutant"]) if slow[at] < PATIENCE else None
            for _, index in group:
                if slow[at] >= PATIENCE:
                    yield judging.TIMED_OUT
                elif restore is None:
                    yield judging.ERROR
                else:
                    ending = judging.judge(body["pinned"][index], body["seconds"][index])
                    slow[at] += ending == judging.TIMED_OUT
                    yield ending
            if restore is not None:
                restore()

    def _apply(self, mutant: str) -> Callable[[], None] | None:
        """`None`: the project can not be imported under the mutant."""
        try:
            return self.mutants.apply(mutant)
        except BaseException:
            return None

    def failing(self, body: dict[str, Any]) -> list[Any]:
        """Per pinned probe what no longer holds on the untouched code; `""` stands for the result itself."""
        return self._each(body["pinned"], lambda item: judging.failing_facts(item, body["seconds"]), lambda _: body["seconds"])

    def broken_by(self, body: dict[str, Any]) -> list[Any]:
        """Per (mutant, pinned probe) what no longer holds under the mutant."""

        def work(item: dict[str, Any]) -> list[str]:
            restore = self.mutants.apply(item["mutant"])
            broken = judging.failing_facts(body["pinned"][item["probe"]], item["seconds"])
            restore()
            return broken

        items = body["items"]
        swapped = [at for at, item in enumerate(items) if self.mutants.is_swapped(item["mutant"])]
        found: dict[int, list[str]] = {}
        for share in [swapped, *([at] for at in range(len(items)) if at not in set(swapped))]:
            for at, result in zip(share, self._each([items[at] for at in share], work, lambda item: item["seconds"])):
                found[at] = result if isinstance(result, list) else []
        return [found[at] for at in range(len(items))]

    def alone(self, body: dict[str, Any]) -> list[str]:
        """Each pinned probe in a fork of its own on the untouched code."""
        found = []
        for pinned in body["pinned"]:
            ended = in_fork(lambda: judging.judge(pinned, body["seconds"]), body["seconds"] + 2, self._before)
            found.append(ended.value if ended.status == "returned" else "error")
        return found

    def _before(self) -> None:
        for descriptor in self._descriptors:
            os.close(descriptor)
        harden_fork()

    def _each(self, items: list[Any], work: Callable[[Any], Any], seconds: Callable[[Any], float]) -> list[Any]:
        return in_turn(items, lambda found: map(work, items[len(found) :]), seconds, self._before)


def _ending(result: Any) -> str:
    """Of a judged probe, also when its fork had to be ended."""
    if isinstance(result, str):
        return result
    return judging.TIMED_OUT if result["status"] == "timed-out" else judging.ERROR


def main() -> None:
    asked, answered = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    lines = os.fdopen(asked, "rb")
    workshop: Workshop | None = None
    for line in lines:
        job = json.loads(line)
        if workshop is None:
            workshop = Workshop({**job["body"], "descriptors": [asked, answered]})
        try:
            reply = {"value": getattr(workshop, job["job"])(job["body"])}
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        data = json.dumps(reply).encode() + b"\n"
        while data:
            data = data[os.write(answered, data) :]


if __name__ == "__main__":
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 1000))
    main()
