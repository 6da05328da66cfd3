"""A runner for the sandbox's own tests: it executes the Python snippet in the request. `answer`, `progress` and `raw` send frames."""

import json
import os
import sys

frames = os.dup(1)
os.dup2(2, 1)


def raw(text):
    data = text.encode()
    while data:
        data = data[os.write(frames, data) :]


def answer(body):
    raw(json.dumps({"frame": "answer", "body": body}) + "\n")


def progress(done, total, item):
    raw(json.dumps({"frame": "progress", "done": done, "total": total, "item": item}) + "\n")


request = json.loads(sys.stdin.buffer.read())
exec(request["body"]["snippet"], {"answer": answer, "progress": progress, "raw": raw, "request": request})
