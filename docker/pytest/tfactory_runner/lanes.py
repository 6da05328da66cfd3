"""Works through numbered jobs in a few processes at a time: each takes the next job when it is free."""

from __future__ import annotations

import os
import select
import struct
import time
from typing import Callable, Iterator

from .child import Child
from .messages import ENDED, SILENCE, MessageReader, send

Send = Callable[[dict], None]
# A pipe holds this many job numbers at least (64 KiB, pipe(7)).
_MOST_JOBS = 16_000
_SIZE = 4
# A lane that works says so no oftener: each word of it is read by several processes.
_BEAT_SECONDS = 1.0


class Lane:
    """Inside a lane: take jobs, tell what came of them. `hide` closes the ways out for code that is not trusted."""

    def __init__(self, jobs: int, out: int) -> None:
        self._jobs, self._out = jobs, out
        self._told = 0.0

    def take(self) -> int | None:
        data = os.read(self._jobs, _SIZE)
        return struct.unpack("I", data)[0] if len(data) == _SIZE else None

    def tell(self, job: int, message: dict) -> None:
        self._told = time.monotonic()
        send(self._out, {"job": job, "message": message})

    def beat(self, job: int) -> None:
        """Tells `beat` when nothing was told for a second: a job that goes on is not given up."""
        if time.monotonic() - self._told >= _BEAT_SECONDS:
            self.tell(job, {"event": "beat"})

    def hide(self) -> None:
        os.close(self._jobs)
        os.close(self._out)


def run_lanes(jobs: list[int], count: int, work: Callable[[Lane], None], patience: float) -> Iterator[tuple[int, dict]]:
    """Runs `work` in `count` forks; yields (job, message) as they come. Ends when all lanes have ended.

    A lane that says nothing for `patience` seconds is killed. Jobs it had taken are simply never told about.
    """
    for start in range(0, len(jobs), _MOST_JOBS):
        yield from _run(jobs[start : start + _MOST_JOBS], count, work, patience)


def run_all(jobs: list[int], count: int, work: Callable[[Lane], None], patience: float) -> Iterator[tuple[int, dict]]:
    """`run_lanes`, and again for the jobs that no lane began because a job ended its lane. Each job says first that it began."""
    left = jobs
    while left:
        begun: set[int] = set()
        for job, message in run_lanes(left, count, work, patience):
            begun.add(job)
            yield job, message
        left = [job for job in left if job not in begun] if begun else []


def _run(jobs: list[int], count: int, work: Callable[[Lane], None], patience: float) -> Iterator[tuple[int, dict]]:
    job_reader, job_writer = os.pipe()
    os.write(job_writer, b"".join(struct.pack("I", job) for job in jobs))
    lanes = [_Process(job_reader, job_writer, work, patience) for _ in range(min(count, len(jobs)))]
    os.close(job_writer)
    os.close(job_reader)
    known = set(jobs)
    try:
        while lanes:
            ready = select.select([lane.reader for lane in lanes] + [lane.alive for lane in lanes], [], [], 1.0)[0]
            for lane in list(lanes):
                for message in lane.messages(lane.reader in ready or lane.alive in ready):
                    if message.get("job") in known and isinstance(message.get("message"), dict):
                        yield message["job"], message["message"]
                if lane.has_ended():
                    lane.end()
                    lanes.remove(lane)
    finally:
        for lane in lanes:
            lane.end()


class _Process:
    """The parent's side of a lane."""

    def __init__(self, jobs: int, job_writer: int, work: Callable[[Lane], None], patience: float) -> None:
        self.reader, writer = os.pipe()

        def be_the_lane(_: Send) -> None:
            os.close(job_writer)
            os.close(self.reader)
            work(Lane(jobs, writer))

        self._child = Child(be_the_lane)
        os.close(writer)
        self.alive = os.pidfd_open(self._child.pid)
        self._messages = MessageReader(self._child.pid, self.reader)
        self._patience = patience
        self._heard = time.monotonic()
        self._done = False

    def messages(self, is_ready: bool) -> Iterator[dict]:
        if not is_ready:
            return
        while True:
            message = self._messages.next(0)
            if message == SILENCE:
                return
            if message == ENDED:
                self._done = True
                return
            self._heard = time.monotonic()
            yield message

    def has_ended(self) -> bool:
        return self._done or time.monotonic() - self._heard > self._patience

    def end(self) -> None:
        self._messages.close()
        os.close(self.alive)
        self._child.end()
