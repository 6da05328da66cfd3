"""Threads that begin late and are interrupted often: what a busy machine does to them now and then."""

from __future__ import annotations

import sys
import threading
from time import sleep  # now: a test may replace it
from typing import Any

# So late is a thread that is started while no other one runs; each that runs makes it less by `_STEP`. So the first comes last.
_LATEST = 0.02
_STEP = 0.005
_SWITCH_SECONDS = 1e-6


def delay_threads() -> None:
    """From now on, in this process."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    threading.setprofile(_begin_late)


def _begin_late(*_: Any) -> None:
    """The thread's first call: `threading.setprofile` promises that it is before its `run`."""
    sys.setprofile(None)
    others = threading.active_count() - 2
    sleep(max(0.0, _LATEST - _STEP * others))
