"""Messages from a process that is not trusted: JSON lines over a pipe, limited in size, read until that process ends."""

from __future__ import annotations

import json
import os
import select
import time
from typing import Any

MESSAGE_LIMIT = 64 * 1024 * 1024
_TAIL = 4000

SILENCE = "silence"
ENDED = "ended"


def send(descriptor: int, message: dict) -> None:
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[os.write(descriptor, data) :]


class MessageReader:
    """Reads what process `pid` sends into `descriptor`; drains `text` (its stderr) meanwhile and keeps the tail."""

    def __init__(self, pid: int, descriptor: int, text: int | None = None) -> None:
        self._descriptor = descriptor
        self._alive = os.pidfd_open(pid)
        self._text = text
        self._tail = b""
        self._buffer = bytearray()
        self._ended = False
        for pipe in (descriptor, text):
            if pipe is not None:
                os.set_blocking(pipe, False)

    def next(self, seconds: float) -> Any:
        """The next message (a dict), `SILENCE` when none came in time, `ENDED` when none will come or it is unreadable."""
        deadline = time.monotonic() + seconds
        while True:
            line = self._next_line()
            if line is not None:
                return _parse(line)
            if self._ended or len(self._buffer) > MESSAGE_LIMIT:
                return ENDED
            left = deadline - time.monotonic()
            # A grandchild may hold the pipe open for ever, so the end of the process counts too.
            pipes = [self._descriptor, self._alive] + ([] if self._text is None else [self._text])
            ready = select.select(pipes, [], [], max(0.0, left))[0]
            if not ready and left <= 0:
                return SILENCE
            if self._text in ready:
                self._drain_text()
            if self._descriptor in ready or self._alive in ready:
                self._fill(self._alive in ready)

    def wait_for_end(self, seconds: float) -> bool:
        """Whether the process ends (or has ended) within `seconds`. Does not reap it: its id stays its own."""
        return bool(select.select([self._alive], [], [], seconds)[0])

    def tail(self) -> str:
        """The last of what the process wrote to its stderr."""
        if self._text is not None:
            self._drain_text()
        return self._tail.decode("utf-8", "replace").strip()

    def close(self) -> None:
        for descriptor in {self._descriptor, self._alive, self._text}:
            if descriptor is not None:
                os.close(descriptor)
        self._text = None

    def _next_line(self) -> bytes | None:
        end = self._buffer.find(b"\n")
        if end < 0:
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _fill(self, process_ended: bool) -> None:
        while len(self._buffer) <= MESSAGE_LIMIT:
            chunk = _read(self._descriptor)
            if not chunk:
                self._ended = self._ended or process_ended or chunk == b""
                return
            self._buffer += chunk

    def _drain_text(self) -> None:
        assert self._text is not None
        for _ in range(16):  # a flood must not keep us from the messages
            chunk = _read(self._text)
            if not chunk:
                break
            self._tail = (self._tail + chunk)[-_TAIL:]
        else:
            return
        if chunk == b"":
            os.close(self._text)
            self._text = None


def _read(descriptor: int) -> bytes | None:
    """The next bytes, `b""` at the end, `None` when there are none yet."""
    try:
        return os.read(descriptor, 1 << 20)
    except BlockingIOError:
        return None


def _parse(line: bytes) -> Any:
    try:
        message = json.loads(line)
    except ValueError:
        return ENDED
    return message if isinstance(message, dict) else ENDED
