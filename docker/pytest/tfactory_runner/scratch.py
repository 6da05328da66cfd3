"""Folders of our own whose names are the same in every run: tests put them into messages."""

from __future__ import annotations

import itertools
import os
import tempfile


# How the folders begin that pytest has for what is temporary.
OF_PYTEST = "t-"


def scratch_folder(prefix: str, parent: str | None = None) -> str:
    """A new empty folder, only ours, in `parent` or the temporary folder: `prefix` and the first number that is free."""
    parent = tempfile.gettempdir() if parent is None else parent
    for number in itertools.count():
        path = os.path.join(parent, f"{prefix}{number}")
        try:
            os.mkdir(path, 0o700)
        except FileExistsError:
            continue
        return path
    raise AssertionError("numbers do not end")
