"""What makes one run differ from another: the environment of its interpreter."""

from __future__ import annotations

import glob
import os
import time
from datetime import datetime
from typing import Hashable

# Where the runner image puts it; else Debian's libfaketime package, one folder per architecture.
_FAKETIME = ("/usr/local/lib/libfaketime.so.1", "/usr/lib/*/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1")

# Fields in which variations that share an interpreter may differ.
HOW_CASES_RUN = ("order", "order_seed", "alone", "again", "folders_reversed", "coarse_file_times", "late_threads", "cpu_percent", "draws")


class NoFakeClock(Exception):
    """The clock cannot be shifted here. Running unshifted instead would claim what was not measured."""


def interpreter_of(variation: dict) -> Hashable:
    """Equal for variations that may share an interpreter: they differ only in how cases are run, not in what is loaded."""
    same = ("seed", "timezone", "locale", "user", "clock_shift_seconds", "clock_at")
    return (*(variation[key] for key in same), tuple(variation["with_suite"]), tuple(variation["without"]))


def slowness_of(variation: dict) -> float:
    """How many times longer a case may take than on a whole core."""
    return 100 / variation["cpu_percent"]


def environment_of(variation: dict, scratch: str) -> dict[str, str]:
    """The environment variables of the variation's interpreter. `scratch`: a folder of ours; `HOME` and `TMPDIR` are in it.

    Every other seed has the C library's allocator: its addresses begin with other digits than those of Python's own, and what
    is made one after the other lies one after the other less often.

    Raises `NoFakeClock`.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COVERAGE_", "LC_"))}
    environment.update(
        PYTHONHASHSEED=str(variation["seed"]),
        PYTHONDONTWRITEBYTECODE="1",
        COVERAGE_CORE="ctrace",
        HOME=scratch,
        TMPDIR=scratch,
        TZ=variation["timezone"],
        LC_ALL=variation["locale"],
        LANG=variation["locale"],
    )
    if variation["seed"] % 2:
        environment["PYTHONMALLOC"] = "malloc"
    if variation["user"] is not None:
        environment.update(_of_user(variation["user"], scratch))
    if has_fake_clock(variation):
        environment.update(_fake_clock(_shift_of(variation)))
    return environment


def _of_user(name: str, scratch: str) -> dict[str, str]:
    """What another user's environment says; what is not set stays so."""
    folders = {"HOME": os.path.join(scratch, name), "TMPDIR": os.path.join(scratch, f"{name}-tmp")}
    for folder in folders.values():
        os.makedirs(folder, exist_ok=True)
    return {**folders, **{key: name for key in ("USER", "LOGNAME", "USERNAME", "HOSTNAME") if key in os.environ}}


def has_fake_clock(variation: dict) -> bool:
    return variation["clock_at"] is not None or variation["clock_shift_seconds"] != 0


def _shift_of(variation: dict) -> int:
    """Seconds between the real clock and the one to show. It goes on from there: an interpreter must start soon after."""
    if variation["clock_at"] is None:
        return variation["clock_shift_seconds"]
    return round(datetime.fromisoformat(variation["clock_at"].replace("Z", "+00:00")).timestamp() - time.time())


def _fake_clock(shift_seconds: int) -> dict[str, str]:
    """Shifts the wall clock only: with a shifted monotonic clock, waits and time limits would break."""
    library = find_faketime()
    if library is None:
        raise NoFakeClock("libfaketime is not installed, so the clock cannot be shifted")
    return {
        "LD_PRELOAD": library,
        "FAKETIME": f"{shift_seconds:+d}",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def find_faketime() -> str | None:
    return next((path for pattern in _FAKETIME for path in sorted(glob.glob(pattern))), None)
