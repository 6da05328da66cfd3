"""A forked child in its own session that sends messages until it ends or is ended."""

from __future__ import annotations

import gc
import os
import signal
import sys
from typing import Any, Callable

from .messages import MessageReader, send

Work = Callable[[Callable[[dict], None]], None]


class Child:
    """`work(send)` runs in a fork; what it sends reaches the parent's `next_message`. Nothing of it is trusted."""

    def __init__(self, work: Work) -> None:
        reader, writer = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()
        self.pid = os.fork()
        if self.pid == 0:
            _be_the_child(work, reader, writer)
        os.close(writer)
        self._messages = MessageReader(self.pid, reader)

    def next_message(self, seconds: float) -> Any:
        """As `MessageReader.next`."""
        return self._messages.next(seconds)

    def end(self) -> str:
        """Kills what is left of the child's session and says how the child ended."""
        by_itself = self._messages.wait_for_end(0.2)
        kill_session(self.pid)
        _, status = os.waitpid(self.pid, 0)
        self._messages.close()
        return how_it_ended(status) if by_itself else "closed its way back to us"


def kill_session(pid: int) -> None:
    """Kills the process and all of its process group."""
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass


def how_it_ended(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"was killed by signal {os.WTERMSIG(status)}"
    return f"exited with {os.WEXITSTATUS(status)} before it was done"


def _be_the_child(work: Work, reader: int, writer: int) -> None:
    status = 70  # an exception of ours, not of a test
    try:
        os.setsid()
        os.close(reader)
        work(lambda message: send(writer, message))
        status = 0
    except BaseException:
        pass
    finally:
        os._exit(status)
