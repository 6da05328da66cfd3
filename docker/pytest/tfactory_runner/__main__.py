"""Reads one request from stdin, answers it in frames on stdout. Everything else that is printed goes to stderr."""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback

PROTOCOL = 1
VERBS = ("inspect", "check", "run", "mutate", "explore")


class Frames:
    """The way back to the host. Repository code never sees its file descriptor: forks and subprocesses do not inherit it."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def progress(self, done: int, total: int | None, item: str) -> None:
        self._send({"frame": "progress", "done": done, "total": total, "item": item[:200]})

    def answer(self, body: dict) -> None:
        self._send({"frame": "answer", "body": body})

    def error(self, message: str) -> None:
        self._send({"frame": "error", "message": message})

    def close(self) -> None:
        """Called first thing in every fork that runs code of the repository."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _send(self, frame: dict) -> None:
        if self._descriptor < 0:
            return
        data = json.dumps(frame, ensure_ascii=True).encode() + b"\n"
        while data:
            data = data[os.write(self._descriptor, data) :]


def main() -> int:
    _fix_hashes()
    frames = Frames(os.dup(1))
    os.dup2(2, 1)  # a stray print can not break a frame
    request = json.loads(sys.stdin.buffer.read())
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.close(null)
    if request.get("protocol") != PROTOCOL:
        frames.error(f"protocol {request.get('protocol')!r} is not {PROTOCOL}")
        return 2
    verb = request.get("verb")
    if verb not in VERBS:
        frames.error(f"unknown verb {verb!r}")
        return 2
    try:
        answer = importlib.import_module(f"tfactory_runner.{verb}_verb").answer
        frames.answer(answer(request["body"], frames))
    except Exception:
        frames.error(traceback.format_exc()[-4000:])
        return 1
    return 0


def _fix_hashes() -> None:
    """The order of sets is the same in every answer. Python reads the seed when it starts, so it is started again."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, sys.orig_argv)


if __name__ == "__main__":
    sys.exit(main())
