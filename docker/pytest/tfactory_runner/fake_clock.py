"""Makes up for what libfaketime breaks."""

from __future__ import annotations

import select
import sys
import time


def mend_sleep() -> None:
    """Replaces `time.sleep` where it would fail.

    Since Python 3.11 it waits with `clock_nanosleep` until an absolute monotonic time; libfaketime (0.9.10) shifts that time
    even when it leaves the monotonic clock alone, and the call fails with EINVAL.
    """
    if sys.version_info >= (3, 11):
        time.sleep = _sleep


def _sleep(seconds: float) -> None:
    """Suspends the calling thread for this many seconds."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)
