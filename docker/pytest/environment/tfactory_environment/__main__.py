"""Reads one request from stdin, answers it in frames on stdout: the same frames as a runner's (docker/README.md).

Request: `{"variables": {...}}`, environment variables for the installers (package index, proxy, certificates). They come
this way and not as the container's own variables, because those would be committed into the image.
Answer: `{"status": "ready", "notes": [...], "generated": [{"path", "source"}]}` or
`{"status": "failed", "reason", "log_tail"}`.
"""

from __future__ import annotations

import json
import os
import sys
import traceback

from .install import InstallFailed, install
from .uv import Uv


def main() -> int:
    frames = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def send(frame: dict) -> None:
        frames.write(json.dumps(frame) + "\n")
        frames.flush()

    def progress(done: int, total: int | None, item: str) -> None:
        send({"frame": "progress", "done": done, "total": total, "item": item[:200]})

    request = json.loads(sys.stdin.buffer.read())
    uv = Uv(request["variables"])
    try:
        answer = install(uv, progress)
        send({"frame": "answer", "body": {"status": "ready", **answer}})
    except InstallFailed as failure:
        send({"frame": "answer", "body": {"status": "failed", "reason": str(failure), "log_tail": uv.log_tail()}})
    except Exception:
        send({"frame": "error", "message": traceback.format_exc()[-4000:]})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
