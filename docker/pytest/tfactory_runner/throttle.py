"""Gives a process and all it starts only a share of a core, as a busy or small machine would.

A container can not change its own control group, so the tree is stopped and continued (SIGSTOP, SIGCONT) in turns. The turns
are short against any time a test waits for, so that work just takes longer, while clocks go on as they do.
"""

from __future__ import annotations

import math
import os
import signal
import time
from typing import Any

from .messages import SILENCE
from .orphans import descendants

# One turn of running. A shorter one would be mostly the cost of switching.
TURN_SECONDS = 0.001
# Processes that left the group are looked for this often: each look reads all of /proc.
LOOK_SECONDS = 0.05


class Throttle:
    """Holds the group of `pid` to `percent` of a core between `begin` and `end`, while its parent waits in `next_message`.

    The parent does it by itself, so nothing can be left stopped that the parent does not end anyway. Processes that left the
    group are held too: in a runner of tests every descendant is a test's.
    """

    def __init__(self, pid: int, percent: int) -> None:
        self._pid = pid
        self._rest = TURN_SECONDS * (100 - percent) / percent
        self._turn_ends = math.inf
        self._is_stopped = False
        self._looked = 0.0
        self._outside: list[int] = []

    def begin(self) -> None:
        if self._rest > 0:
            self._turn_ends = time.monotonic() + TURN_SECONDS

    def end(self) -> None:
        self._turn_ends = math.inf
        if self._is_stopped:
            self._continue()

    def next_message(self, child: Any, seconds: float) -> Any:
        """As `Child.next_message`."""
        deadline = time.monotonic() + seconds
        while True:
            now = time.monotonic()
            if now >= self._turn_ends:
                self._switch()
                now = time.monotonic()
            message = child.next_message(max(0.0, min(deadline, self._turn_ends) - now))
            if message != SILENCE or time.monotonic() >= deadline:
                return message

    def _switch(self) -> None:
        if self._is_stopped:
            self._continue()
        else:
            self._stop()
        self._turn_ends = time.monotonic() + (self._rest if self._is_stopped else TURN_SECONDS)

    def _stop(self) -> None:
        self._is_stopped = True
        self._tell(signal.SIGSTOP)
        if time.monotonic() - self._looked >= LOOK_SECONDS:
            self._outside = [pid for pid, group in descendants().items() if group != self._pid]
            self._looked = time.monotonic()
        for pid in self._outside:
            _kill(pid, signal.SIGSTOP)

    def _continue(self) -> None:
        self._is_stopped = False
        for pid in self._outside:
            _kill(pid, signal.SIGCONT)
        self._tell(signal.SIGCONT)

    def _tell(self, number: signal.Signals) -> None:
        try:
            os.killpg(self._pid, number)
        except (ProcessLookupError, PermissionError):
            pass


def _kill(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        pass
