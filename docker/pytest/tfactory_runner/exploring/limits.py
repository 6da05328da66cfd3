"""Limits for one call inside a fork: time, memory, output."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
import threading
from typing import Any, Iterator

MEMORY_LIMIT = 1536 * 1024 * 1024
FILE_LIMIT = 8 * 1024 * 1024


class TooLong(BaseException):
    """The call used up its time. Not an `Exception`: product code must not catch it."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raises `TooLong` in the main thread after `seconds`, and again and again until the block is left."""

    def stop(*_: Any) -> None:
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.2)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def harden_fork() -> None:
    """First thing in a fork that runs repository code: no output, no core, bounded memory and files."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    os.close(null)
    sys.stdin = open(os.devnull)
    sys.stdout = open(os.devnull, "w")
    sys.stderr = open(os.devnull, "w")
    for limit, value in ((resource.RLIMIT_AS, MEMORY_LIMIT), (resource.RLIMIT_FSIZE, FILE_LIMIT), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            hard = resource.getrlimit(limit)[1]
            resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
    threading.excepthook = lambda *_: None
