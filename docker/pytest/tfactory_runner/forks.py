"""Runs a function in a forked child and brings its result back, whatever the child does to itself."""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
import time
from dataclasses import dataclass
from typing import Any, Callable

RESULT_LIMIT = 64 * 1024 * 1024


@dataclass(frozen=True)
class Ended:
    """How a child ended. `status` is `returned` (with `value`), `raised` (with `value`, the message), `timed-out` or `crashed`."""

    status: str
    value: Any
    seconds: float


def in_fork(work: Callable[[], Any], seconds: float, before: Callable[[], None] | None = None) -> Ended:
    """Calls `work` in a child of its own process group; kills the whole group after `seconds`.

    The value comes back as JSON: the child is not trusted, so nothing it sends may be code. `before` runs first in the child (close descriptors).
    A child that ends without a result, by `os._exit` or a signal, is `crashed`: never a result.
    """
    reader, writer = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _be_the_child(work, before, reader, writer)
    os.close(writer)
    try:
        data, timed_out = _read_all(reader, child, started + seconds)
    finally:
        os.close(reader)
        _kill_group(child)
        _, wait_status = os.waitpid(child, 0)
    took = time.monotonic() - started
    if timed_out:
        return Ended("timed-out", None, took)
    if not data:
        return Ended("crashed", _how_it_died(wait_status), took)
    try:
        status, value = json.loads(data)
    except ValueError as error:  # a torn or forged result is no result
        return Ended("crashed", f"unreadable result: {error}", took)
    return Ended(status, value, took)


def _be_the_child(work, before, reader: int, writer: int) -> None:
    try:
        os.setpgid(0, 0)
        os.close(reader)
        if before is not None:
            before()
        try:
            result = ("returned", work())
        except BaseException as error:
            result = ("raised", f"{type(error).__name__}: {error}"[:4000])
        data = json.dumps(result).encode()
        while data:
            data = data[os.write(writer, data) :]
    except BaseException:
        pass
    finally:
        os._exit(0)


def _read_all(reader: int, child: int, deadline: float) -> tuple[bytes, bool]:
    """Reads to the end of the pipe or of the child: a grandchild that outlives it may hold the pipe open for ever."""
    alive = os.pidfd_open(child)
    os.set_blocking(reader, False)
    chunks: list[bytes] = []
    size = 0
    try:
        while True:
            left = deadline - time.monotonic()
            ready = select.select([reader, alive], [], [], left)[0] if left > 0 else []
            if not ready:
                return b"", True
            chunk = _read(reader)
            while chunk:
                size += len(chunk)
                if size > RESULT_LIMIT:
                    return b"", False
                chunks.append(chunk)
                chunk = _read(reader)
            if chunk == b"" or alive in ready:
                return b"".join(chunks), False
    finally:
        os.close(alive)


def _read(reader: int) -> bytes | None:
    """The next bytes, `b""` at the end, `None` when there are none yet."""
    try:
        return os.read(reader, 1 << 20)
    except BlockingIOError:
        return None


def _kill_group(child: int) -> None:
    for kill, who in ((os.killpg, child), (os.kill, child)):
        try:
            kill(who, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def _how_it_died(wait_status: int) -> str:
    if os.WIFSIGNALED(wait_status):
        return f"killed by signal {os.WTERMSIG(wait_status)}"
    return f"exited with {os.WEXITSTATUS(wait_status)} before it gave a result"
