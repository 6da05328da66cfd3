"""Makes up for what libfaketime breaks."""

from __future__ import annotations

import os
import select
import sys
import time

from .file_times import change_entries, replace_stat, with_times


def mend() -> None:
    """Called once in an interpreter that was started with libfaketime, before code of the project runs.

    Since Python 3.11 `time.sleep` waits with `clock_nanosleep` until an absolute monotonic time; libfaketime (0.9.10) shifts
    that time even when it leaves the monotonic clock alone, and the call fails with EINVAL. Here `time.sleep` is replaced; in
    programs that a test starts it cannot be, so those keep the real clock.

    The kernel stamps files with the real time and, with the C library of today, libfaketime no longer sees `stat`. So a file
    that was just written would look a year old; `os.stat` and its like are replaced too.
    """
    os.environ.pop("LD_PRELOAD", None)
    if sys.version_info >= (3, 11):
        time.sleep = _sleep
    _shift_file_times(float(os.environ["FAKETIME"]))


def _sleep(seconds: float) -> None:
    """Suspends the calling thread for this many seconds."""
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    select.select([], [], [], seconds)


def _shift_file_times(shift: float) -> None:
    # The kernel's clock for files may be a tick behind.
    since = time.time() - shift - 1

    def shifted(found: os.stat_result) -> os.stat_result:
        """Times the kernel gave since we began are moved; older ones, and those a test has set, are as they were."""
        until = time.time() - shift + 1
        times = {}
        for name in ("st_atime", "st_mtime", "st_ctime"):
            seconds = getattr(found, name)
            if since <= seconds <= until:
                times[name] = (seconds + shift, getattr(found, f"{name}_ns") + int(shift) * 1_000_000_000)
        return with_times(found, times)

    replace_stat(shifted)
    change_entries(shifted)
