"""Starts the interpreter of one variation and reads its events."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from .child import how_it_ended, kill_session
from .messages import MessageReader
from .orphans import end_orphans

_RUNNER = str(Path(__file__).resolve().parent.parent)
# The tree must not shadow the runner, so the folder that `-c` puts first is taken out until the runner is loaded.
_START = (
    "import sys; sys.path[:] = [{runner!r}, *(p for p in sys.path if p not in ('', {runner!r}))]; "
    "from tfactory_runner.run_worker import main; main()"
)


class WorkerProcess:
    """A fresh interpreter with its own environment, its own session and one pipe back."""

    def __init__(self, environment: dict[str, str], request: dict, spare: frozenset[int]) -> None:
        self._spare = spare
        reader, writer = os.pipe()
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START.format(runner=_RUNNER)],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[writer],
                start_new_session=True,
            )
        finally:
            os.close(writer)
        assert self._process.stdin is not None and self._process.stderr is not None
        self._messages = MessageReader(self._process.pid, reader, os.dup(self._process.stderr.fileno()))
        self._process.stderr.close()
        try:
            self._process.stdin.write(json.dumps({**request, "events": writer}).encode())
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # it died at once: the reader will say so

    def next_event(self, seconds: float) -> Any:
        """As `MessageReader.next`."""
        return self._messages.next(seconds)

    def end(self) -> str:
        """Kills the interpreter and all it left behind; says how it ended and the last it wrote to stderr."""
        by_itself = self._messages.wait_for_end(0.2)
        kill_session(self._process.pid)
        code = self._process.wait()
        end_orphans(self._spare)
        tail = self._messages.tail()
        self._messages.close()
        how = how_it_ended(-code if code < 0 else code << 8) if by_itself else "was stopped"
        return f"{how}: {tail[-1000:]}" if tail else how
