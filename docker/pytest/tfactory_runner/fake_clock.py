"""Makes up for what libfaketime breaks."""

from __future__ import annotations

import os
import select
import sys
import time


def mend() -> None:
    """Called once in an interpreter that was started with libfaketime, before code of the project runs.

    Since Python 3.11 `time.sleep` waits with `clock_nanosleep` until an absolute monotonic time; libfaketime (0.9.10) shifts
    that time even when it leaves the monotonic clock alone, and the call fails with EINVAL. Here `time.sleep` is replaced; in
    programs that a test starts it cannot be, so those keep the real clock.
    """
    os.environ.pop("LD_PRELOAD", None)
    if sys.version_info >= (3, 11):
        time.sleep = _sleep


def _sleep(seconds: float) -> None:
    """Suspends the calling thread for this many seconds."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)
