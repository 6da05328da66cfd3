"""Sends a process's output where nobody reads it: a test that prints for ever costs nothing."""

from __future__ import annotations

import os
import sys


def silence() -> None:
    """Points stdin, stdout and stderr to /dev/null. UTF-8 whatever the locale is, as under pytest's own capture."""
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    if null > 2:
        os.close(null)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8")
