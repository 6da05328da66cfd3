"""A warm process that has the project imported and forks for every job; the side that asks is `workshop_client`.

Jobs and answers are JSON lines over pipes. Nothing here decides anything: the client searches, this runs.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from typing import Any, Callable

from tfactory_runner.forks import in_fork
from tfactory_runner.exploring import entry_points, judging, operands, running
from tfactory_runner.exploring.importing import module_name, offer_tree
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
        return self._batch(body["probes"], lambda probe: running.run_probe(probe, self.changed), running.SECONDS_PER_PROBE)

    def operands(self, body: dict[str, Any]) -> list[Any]:
        lines = body["lines"]
        return self._batch(body["probes"], lambda probe: operands.run_for_operands(probe, lines), running.SECONDS_PER_PROBE)

    def judge(self, body: dict[str, Any]) -> list[list[str]]:
        """How pinned probes end under mutants: per group (a mutant and indices of probes) one ending each.

        Mutants that are swapped in share a fork and are taken out again; one that is imported gets a fork of its own.
        """
        groups = body["groups"]
        swapped = [at for at, group in enumerate(groups) if self.mutants.is_swapped(group["mutant"])]
        alone = [at for at, group in enumerate(groups) if not self.mutants.is_swapped(group["mutant"])]
        found: dict[int, list[str]] = {}
        for share in [swapped, *([at] for at in alone)]:
            share_groups = [groups[at] for at in share]
            longest = max((sum(sorted(body["seconds"][i] for i in group["probes"])[-PATIENCE:]) for group in share_groups), default=1.0)
            results = self._batch(share_groups, lambda group: self._judge_group(group, body), longest)
            for at, result in zip(share, results):
                found[at] = result if isinstance(result, list) else ["timed-out" if result["status"] == "timed-out" else "error"] * len(groups[at]["probes"])
        return [found[at] for at in range(len(groups))]

    def _judge_group(self, group: dict[str, Any], body: dict[str, Any]) -> list[str]:
        restore = self.mutants.apply(group["mutant"])
        endings: list[str] = []
        slow = 0
        for index in group["probes"]:
            ending = judging.TIMED_OUT if slow >= PATIENCE else judging.judge(body["pinned"][index], body["seconds"][index])
            endings.append(ending)
            slow += ending == judging.TIMED_OUT
        restore()
        return endings

    def failing(self, body: dict[str, Any]) -> list[Any]:
        """Per pinned probe what no longer holds on the untouched code; `""` stands for the result itself."""
        return self._batch(body["pinned"], lambda item: judging.failing_facts(item, body["seconds"]), body["seconds"])

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
            for at, result in zip(share, self._batch([items[at] for at in share], work, 2.0)):
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

    def _batch(
        self,
        items: list[Any],
        work: Callable[[Any], Any],
        seconds: float,
    ) -> list[Any]:
        """`work` for every item in one fork; a crash or hang of the batch is narrowed down by halves."""

        def in_child() -> list[Any]:
            return [work(item) for item in items]

        if not items:
            return []
        limit = min(5.0 + seconds * len(items), 10.0 + seconds * 5)
        ended = in_fork(in_child, limit, self._before)
        if ended.status == "returned":
            return ended.value
        if len(items) == 1 or ended.status == "raised":
            status = {"status": "crashed", "detail": str(ended.value)[:300]} if ended.status != "timed-out" else {"status": "timed-out"}
            return [status for _ in items]
        middle = len(items) // 2
        return [
            *self._batch(items[:middle], work, seconds),
            *self._batch(items[middle:], work, seconds),
        ]


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
