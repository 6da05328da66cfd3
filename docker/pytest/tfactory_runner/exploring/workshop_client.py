"""Starts workshops and spreads jobs over them."""

from __future__ import annotations

import json
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

JOB_SECONDS = 150.0
RUNNER = str(Path(__file__).resolve().parents[2])
# The working directory is the repository: nothing may be imported from it by accident.
START = "import sys; sys.path[:] = [sys.argv[1], *filter(None, sys.path)]; from tfactory_runner.exploring.workshop import main; main()"


class WorkshopDied(Exception):
    """The warm process ended or did not answer in time."""


class WorkshopClient:
    """One warm process. `hash_seed` is its PYTHONHASHSEED."""

    def __init__(self, changed: dict[str, list[int]], start: dict[str, Any], hash_seed: int = 0) -> None:
        self._changed = changed
        self._start = start
        self._hash_seed = hash_seed
        self.started: dict[str, Any] = {}
        self._open()

    def _open(self) -> None:
        environment = {**os.environ, "PYTHONHASHSEED": str(self._hash_seed), "PYTHONDONTWRITEBYTECODE": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", START, RUNNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
        )
        self.started = self._ask("start", {"changed": self._changed, **self._start}, JOB_SECONDS)

    def ask(self, job: str, body: dict[str, Any], seconds: float = JOB_SECONDS) -> Any:
        """The job's value. A workshop that died is replaced once, for the next job; this one raises `WorkshopDied`."""
        try:
            return self._ask(job, body, seconds)
        except WorkshopDied:
            self.close()
            self._open()
            raise

    def _ask(self, job: str, body: dict[str, Any], seconds: float) -> Any:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            stdin.write(json.dumps({"job": job, "body": body}).encode() + b"\n")
            stdin.flush()
        except OSError as error:
            raise WorkshopDied(str(error)) from None
        reply = json.loads(self._read_line(stdout.fileno(), time.monotonic() + seconds))
        if "error" in reply:
            raise WorkshopDied(reply["error"])
        return reply["value"]

    def _read_line(self, descriptor: int, deadline: float) -> bytes:
        chunks: list[bytes] = []
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise WorkshopDied("no answer in time")
            chunk = os.read(descriptor, 1 << 20)
            if not chunk:
                raise WorkshopDied("the process ended")
            chunks.append(chunk)
            if chunk.endswith(b"\n"):
                return b"".join(chunks)

    def close(self) -> None:
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait()


def start_clients(changed: dict[str, list[int]], start: dict[str, Any], count: int) -> list[WorkshopClient]:
    """Several at once: each imports the project. Raises `WorkshopDied` when one of them can not."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda _: WorkshopClient(changed, start), range(count)))


class Workshops:
    """Several workshops behind one `ask_all`: results come back in the order of the jobs."""

    def __init__(self, clients: list[WorkshopClient]) -> None:
        self.clients = clients

    def ask(self, job: str, body: dict[str, Any]) -> Any:
        return self.clients[0].ask(job, body)

    def ask_all(self, jobs: list[tuple[str, dict[str, Any]]]) -> list[Any]:
        """`None` for a job whose workshop died."""
        results: list[Any] = [None] * len(jobs)
        waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for index in range(len(jobs)):
            waiting.put(index)

        def serve(client: WorkshopClient) -> None:
            while True:
                try:
                    index = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    results[index] = client.ask(*jobs[index])
                except WorkshopDied as death:
                    print(f"{jobs[index][0]}: {death}", file=sys.stderr)

        threads = [threading.Thread(target=serve, args=(client,)) for client in self.clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def close(self) -> None:
        for client in self.clients:
            client.close()
