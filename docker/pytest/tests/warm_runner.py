"""The real runner without the time an interpreter takes to start and load it: a process that has loaded it forks for each request.

What the runner starts itself, interpreters of variations and workshops, it starts as always. That it starts as the image starts
it is what the host's own tests prove in a container.
"""

from __future__ import annotations

import functools
import importlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RUNNER = Path(__file__).resolve().parents[1]
_START = f"import sys; sys.path[0] = {str(RUNNER / 'tests')!r}; import warm_runner; warm_runner.serve()"


def ask_warm(root: Path, verb: str, body: dict[str, Any], seconds: float) -> list[dict[str, Any]]:
    """The frames with which the runner answers a request in the tree at `root`. Nothing but frames may stand on its stdout."""
    with tempfile.NamedTemporaryFile("w+", suffix=".stderr") as said:
        job = {"root": str(root), "environment": clean_environment(), "seconds": seconds, "stderr": said.name}
        output = _warm_runner(os.getpid()).ask({**job, "request": {"protocol": 1, "verb": verb, "body": body}})
        assert output is not None, f"no answer after {seconds:g} s"
        frames = [json.loads(line) for line in output.splitlines()]
        assert frames, said.read()[-2000:]
    return frames


def clean_environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COV"))}


class WarmRunner:
    """It ends with the process that started it: its stdin does."""

    def __init__(self) -> None:
        environment = {**clean_environment(), "PYTHONHASHSEED": "0"}
        self._process = subprocess.Popen([sys.executable, "-c", _START], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, job: dict[str, Any]) -> bytes | None:
        """What a fork for this job wrote to stdout; `None` when its time was up."""
        given, told = self._process.stdin, self._process.stdout
        assert given is not None and told is not None
        given.write(json.dumps(job).encode() + b"\n")
        given.flush()
        size = json.loads(told.readline())
        return None if size is None else told.read(size)


@functools.cache
def _warm_runner(_pid: int) -> WarmRunner:
    """One for each process: a fork of the tests does not share the pipes of another."""
    return WarmRunner()


def serve() -> None:
    """Answers jobs, one JSON line each, with a line that tells the size of the output, and the output."""
    sys.path[0] = str(RUNNER)
    main = importlib.import_module("tfactory_runner.__main__")
    for verb in main.VERBS:
        importlib.import_module(f"tfactory_runner.{verb}_verb")
    for line in sys.stdin:
        output = _in_fork(json.loads(line), main.main)
        sys.stdout.buffer.write(json.dumps(None if output is None else len(output)).encode() + b"\n" + (output or b""))
        sys.stdout.buffer.flush()


def _in_fork(job: dict[str, Any], main: Any) -> bytes | None:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.close(reader)
        _be_the_runner(job, writer, main)
    os.close(writer)
    output, until = b"", time.monotonic() + job["seconds"]
    try:
        while select.select([reader], [], [], max(0.0, until - time.monotonic()))[0]:
            chunk = os.read(reader, 1 << 20)
            if not chunk:
                return output
            output += chunk
        os.killpg(child, signal.SIGKILL)
        return None
    finally:
        os.close(reader)
        os.waitpid(child, 0)


def _be_the_runner(job: dict[str, Any], stdout: int, main: Any) -> None:
    status = 70
    try:
        given = os.memfd_create("request")
        os.write(given, json.dumps(job["request"]).encode())
        os.lseek(given, 0, os.SEEK_SET)
        stderr = os.open(job["stderr"], os.O_WRONLY)
        for descriptor, standard in ((given, 0), (stdout, 1), (stderr, 2)):
            os.dup2(descriptor, standard)
            os.close(descriptor)
        sys.stdin = open(0, encoding="utf-8", closefd=False)
        os.chdir(job["root"])
        os.environ.clear()
        os.environ.update(job["environment"], PYTHONHASHSEED="0")
        status = main()
    finally:
        os._exit(status)
