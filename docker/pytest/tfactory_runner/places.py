"""Folders that tests write to, put back to what they were."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress

from .scratch import OF_PYTEST


class Folder:
    """A folder as it is now: `restore` removes what has come into it since. What was changed or removed stays so.

    What lies below a path that begins with `but` is left alone.
    """

    def __init__(self, path: str, but: str | None = None) -> None:
        self._path, self._but = path, but
        self._known = set(self._below())

    def restore(self) -> None:
        for path in self._below():
            if path in self._known:
                continue
            if os.path.isdir(path) and not os.path.islink(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):  # gone with its folder, or in one that may not be written
                    os.unlink(path)

    def _below(self) -> list[str]:
        """Everything in it, parents first. Links are not followed."""
        found = []
        for parent, folders, files in os.walk(self._path):
            folders[:] = [name for name in folders if self._but is None or not os.path.join(parent, name).startswith(self._but)]
            found += [os.path.join(parent, name) for name in [*folders, *files]]
        return found


class Places:
    """The tree and the folder for what is temporary, which is also home, but for what pytest has in it for itself."""

    def __init__(self) -> None:
        home = tempfile.gettempdir()
        self._folders = [Folder(home, but=os.path.join(home, OF_PYTEST)), Folder(os.path.realpath(os.getcwd()))]

    def restore(self) -> None:
        for folder in self._folders:
            folder.restore()
