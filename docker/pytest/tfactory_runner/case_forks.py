"""Runs collected cases in forks with a watchdog each: a case that kills or hangs its process costs only itself.

    run_in_forks(collected, items, limit=lambda item: 10.0, on_outcome=lambda item, outcome, coverage: ...)

One fork runs the cases one after the other (so module and session fixtures are shared) until a case hangs or takes the
process down; the rest goes on in a new fork. `alone=True` gives each case a fork of its own. `prepare` runs first in every
fork (close descriptors, apply a mutant). `go_on` is asked before each new case from the parent's side: `False` ends it.
"""

from __future__ import annotations

import time
from typing import Any, Callable

from . import outcomes
from .child import Child
from .coverage_contexts import CaseCoverage
from .messages import ENDED, SILENCE
from .orphans import end_orphans
from .quiet import silence

# What a case may use up before it ends with MemoryError: three quarters of the container's 2 GiB.
MEMORY_LIMIT = 1536 * 1024 * 1024

OnOutcome = Callable[[Any, dict, Any], None]


def run_in_forks(
    collected: Any,
    items: list[Any],
    limit: Callable[[Any], float],
    on_outcome: OnOutcome,
    on_start: Callable[[Any], None] = lambda item: None,
    prepare: Callable[[], None] = lambda: None,
    go_on: Callable[[], bool] = lambda: True,
    measure: CaseCoverage | None = None,
    alone: bool = False,
) -> list[Any]:
    """Runs `items` in this order. `limit`: seconds for one case. Gives back the items that `go_on` left out.

    `on_outcome(item, outcome, coverage)`: coverage is `{"lines": …, "arcs": …}` or `None`.
    """
    left = list(items)
    while left and go_on():
        batch = left[:1] if alone else left
        done = _Batch(collected, batch, limit, on_outcome, on_start, go_on).run(prepare, measure)
        left = left[done:]
    return left


class _Batch:
    """One fork and what it has said so far."""

    def __init__(self, collected, items, limit, on_outcome, on_start, go_on) -> None:
        self._collected, self._items, self._limit = collected, items, limit
        self._on_outcome, self._on_start, self._go_on = on_outcome, on_start, go_on
        self._done = 0
        self._running = False

    def run(self, prepare: Callable[[], None], measure: CaseCoverage | None) -> int:
        """Gives the number of cases that are settled: at least one, unless `go_on` said no."""
        child = Child(lambda send: self._be_the_child(send, prepare, measure))
        stopped = False
        began = time.monotonic()
        try:
            while not stopped and self._done < len(self._items):
                seconds = self._limit(self._items[self._done])
                message = child.next_message(began + seconds - time.monotonic())
                if message == SILENCE:
                    self._settle(outcomes.timed_out(self._items[self._done].nodeid, seconds))
                    return self._done
                if message == ENDED:
                    break
                stopped = not self._hear(message)
                began = time.monotonic()
        finally:
            how = child.end()
            end_orphans()
        if not stopped and (self._running or self._done == 0):
            item = self._items[self._done]
            self._settle(outcomes.crashed(item.nodeid, time.monotonic() - began, f"the test's process {how}"))
        return self._done

    def _hear(self, message: dict) -> bool:
        """One message of the child; `False` when the parent does not want to go on."""
        kind, number = message.get("event"), message.get("case")
        if number != self._done or not 0 <= self._done < len(self._items):
            return True  # not about the case we wait for: a forged or repeated message
        item = self._items[self._done]
        if kind == "start" and not self._running:
            if not self._go_on():
                return False
            self._running = True
            self._on_start(item)
        elif kind == "end" and self._running and isinstance(message.get("outcome"), dict):
            self._settle({**message["outcome"], "case": item.nodeid}, message.get("coverage"))
        return True

    def _settle(self, outcome: dict, coverage: Any = None) -> None:
        item = self._items[self._done]
        self._done += 1
        self._running = False
        self._on_outcome(item, outcome, coverage)

    def _be_the_child(self, send: Callable[[dict], None], prepare: Callable[[], None], measure: CaseCoverage | None) -> None:
        silence()
        _limit_memory()
        prepare()
        following = [*self._items[1:], None]
        for number, (item, next_item) in enumerate(zip(self._items, following)):
            send({"event": "start", "case": number})
            if measure is not None:
                measure.begin(item.nodeid)
            outcome = self._collected.run(item, next_item)
            coverage = None
            if measure is not None:
                lines, arcs = measure.end()
                coverage = {"lines": lines, "arcs": arcs}
            send({"event": "end", "case": number, "outcome": outcome, "coverage": coverage})
            if self._collected.broken:
                return


def _limit_memory() -> None:
    """A case that eats memory gets MemoryError; if the kernel must choose a victim, it is this process."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass
