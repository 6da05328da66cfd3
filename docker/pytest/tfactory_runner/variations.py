"""What makes one run differ from another: the environment of its interpreter."""

from __future__ import annotations

import glob
import os

# Where the runner image puts it; else Debian's libfaketime package, one folder per architecture.
_FAKETIME = ("/usr/local/lib/libfaketime.so.1", "/usr/lib/*/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1")


class NoFakeClock(Exception):
    """The clock cannot be shifted here. Running unshifted instead would claim what was not measured."""


def environment_of(variation: dict, scratch: str) -> dict[str, str]:
    """The environment variables of the variation's interpreter. `scratch`: an empty folder, its `HOME` and `TMPDIR`.

    Raises `NoFakeClock`.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COVERAGE_", "LC_"))}
    environment.update(
        PYTHONHASHSEED=str(variation["hash_seed"]),
        PYTHONDONTWRITEBYTECODE="1",
        COVERAGE_CORE="ctrace",
        HOME=scratch,
        TMPDIR=scratch,
        TZ=variation["timezone"],
        LC_ALL=variation["locale"],
        LANG=variation["locale"],
    )
    if variation["clock_shift_seconds"] != 0:
        environment.update(_fake_clock(variation["clock_shift_seconds"]))
    return environment


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
