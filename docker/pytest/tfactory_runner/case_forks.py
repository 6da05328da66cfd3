"""Runs collected cases in forks with a watchdog each: a case that kills or hangs its process costs only itself.

    run_in_forks(collected, items, limit=lambda item: 10.0, on_outcome=lambda item, outcome, coverage: ...)

Processes that were there before, started while the tests were loaded, stay; what a case leaves behind is ended.
One fork runs the cases one after the other (so module and session fixtures are shared) until a case hangs or takes the
process down; the rest goes on in a new fork. `alone=True` gives each case a fork of its own. `prepare` runs first in every
fork (close descriptors, apply a mutant). `go_on` is asked before each new case from the parent's side: `False` ends it.
"""

from __future__ import annotations

import os
import resource
import time
from typing import TYPE_CHECKING, Any, Callable

from . import outcomes
from .child import Child
from .messages import ENDED, SILENCE
from .orphans import child_processes, end_orphans
from .quiet import silence
from .throttle import Throttle

if TYPE_CHECKING:
    from .coverage_contexts import CaseCoverage

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
    cpu_percent: int = 100,
) -> list[Any]:
    """Runs `items` in this order. `limit`: seconds for one case. Gives back the items that `go_on` left out.

    `cpu_percent`: the share of a core each case gets; the caller makes its limit longer.

    `on_outcome(item, outcome, coverage)`: coverage is `{"lines": …, "arcs": …}` or `None`.
    """
    left = list(items)
    loaded = frozenset(child_processes())
    while left and go_on():
        batch = left[:1] if alone else left
        done = _Batch(collected, batch, limit, on_outcome, on_start, go_on, cpu_percent, loaded).run(prepare, measure)
        left = left[done:]
    return left


class _Gate:
    """The child waits here before each case until the parent knows which case it is: whatever dies then, the blame is right."""

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()

    def keep_parents_side(self) -> None:
        os.close(self._reader)

    def keep_childs_side(self) -> None:
        os.close(self._writer)

    def open(self) -> None:
        try:
            os.write(self._writer, b".")
        except BrokenPipeError:
            pass  # it died meanwhile; the reader of its messages says so

    def wait(self) -> None:
        if not os.read(self._reader, 1):
            os._exit(0)  # the parent is gone

    def close(self) -> None:
        os.close(self._writer)


class _Batch:
    """One fork and what it has said so far."""

    def __init__(self, collected, items, limit, on_outcome, on_start, go_on, cpu_percent: int, loaded: frozenset[int]) -> None:
        self._collected, self._items, self._limit = collected, items, limit
        self._on_outcome, self._on_start, self._go_on = on_outcome, on_start, go_on
        self._cpu_percent, self._loaded = cpu_percent, loaded
        self._done = 0
        self._running = False
        self._since = 0.0

    def run(self, prepare: Callable[[], None], measure: CaseCoverage | None) -> int:
        """Gives the number of cases that are settled: at least one, unless `go_on` said no."""
        gate = _Gate()
        child = Child(lambda send: self._be_the_child(send, gate, prepare, measure))
        gate.keep_parents_side()
        throttle = Throttle(child.pid, self._cpu_percent)
        try:
            why = self._listen(child, gate, throttle)
        finally:
            throttle.end()
            how = child.end()
            gate.close()
            end_orphans(self._loaded)
        if why == ENDED and (self._running or self._done == 0):
            item = self._items[self._done]
            self._settle(outcomes.crashed(item.nodeid, time.monotonic() - self._since, f"the test's process {how}"))
        return self._done

    def _listen(self, child: Child, gate: _Gate, throttle: Throttle) -> str | None:
        """`ENDED` when the child ended before it was done, `SILENCE` when a case used up its time, else `None`."""
        self._since = time.monotonic()
        while self._done < len(self._items):
            seconds = self._limit(self._items[self._done])
            left = self._since + seconds - time.monotonic()
            message = throttle.next_message(child, left) if left > 0 else SILENCE
            if message == ENDED:
                return ENDED
            if message == SILENCE:
                self._settle(outcomes.timed_out(self._items[self._done].nodeid, seconds))
                return SILENCE
            if not self._hear(message, gate, throttle):
                return None
        return None

    def _hear(self, message: dict, gate: _Gate, throttle: Throttle) -> bool:
        """One message of the child; `False` when the parent does not want to go on.

        What is not about the case we wait for is forged or repeated, and buys no time.
        """
        item = self._items[self._done]
        if message.get("case") != self._done:
            return True
        if message.get("event") == "start" and not self._running:
            if not self._go_on():
                return False
            self._running = True
            self._on_start(item)
            self._since = time.monotonic()
            throttle.begin()
            gate.open()
        elif message.get("event") == "end" and self._running and isinstance(message.get("outcome"), dict):
            throttle.end()
            self._settle({**message["outcome"], "case": item.nodeid}, message.get("coverage"))
            self._since = time.monotonic()
        return True

    def _settle(self, outcome: dict, coverage: Any = None) -> None:
        item = self._items[self._done]
        self._done += 1
        self._running = False
        self._on_outcome(item, outcome, coverage)

    def _be_the_child(self, send: Callable[[dict], None], gate: _Gate, prepare: Callable[[], None], measure) -> None:
        silence()
        gate.keep_childs_side()
        _limit_memory()
        prepare()
        following = [*self._items[1:], None]
        for number, (item, next_item) in enumerate(zip(self._items, following)):
            send({"event": "start", "case": number})
            gate.wait()
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
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(MEMORY_LIMIT, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass
