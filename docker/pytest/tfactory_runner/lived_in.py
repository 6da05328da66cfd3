"""A home that somebody lives in: what a program looks for there is there, and empty.

A test that passes only where nobody has used the program before breaks on the machine of whoever has.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any, Callable

from .on_disk import WRITING, is_folder, is_there

# As they are before any test puts another one in their place.
_open, _close, _mkdir, _unlink = os.open, os.close, os.mkdir, os.unlink

_home: "_Home | None" = None


def own_lookups() -> None:
    """From now on `os.stat` and `os.access` ask us. Called before code of the project, or pathlib, is loaded."""
    for name in ("stat", "access"):
        setattr(os, name, _asking(getattr(os, name)))


def live_in(home: str) -> None:
    """From now on, in this process, a file below `home` that is looked for or read by its whole path is there. What the program
    makes there itself it makes as if nothing were.
    """
    global _home
    _home = _Home(home)
    sys.addaudithook(_home.hear)


def _asking(original: Callable[..., Any]) -> Callable[..., Any]:
    def asked(path: Any, *arguments: Any, **options: Any) -> Any:
        if _home is not None and options.get("dir_fd") is None:
            _home.look_for(path)
        return original(path, *arguments, **options)

    asked.__name__ = asked.__qualname__ = original.__name__
    asked.__doc__ = original.__doc__
    for supporting in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks, os.supports_effective_ids):
        if original in supporting:
            supporting.add(asked)
    return asked


class _Home:
    def __init__(self, path: str) -> None:
        self._below = f"{path}/"
        self._ours: set[str] = set()
        self._is_busy = False

    def look_for(self, path: Any) -> None:
        """An empty file appears where nothing is."""
        self._quietly(self._appear, path)

    def hear(self, event: str, arguments: tuple) -> None:
        if event == "open":
            path, _, flags = arguments
            self._quietly(self._make_way if flags & WRITING else self._appear, path)
        elif event in ("os.listdir", "os.scandir", "os.chdir"):
            self._quietly(self._become_folder, arguments[0])
        elif event in ("os.mkdir", "sqlite3.connect"):
            self._quietly(self._make_way, arguments[0])
        elif event in ("os.symlink", "os.link", "os.rename"):
            self._quietly(self._make_way, arguments[1])

    def _quietly(self, do: Callable[[str], None], path: Any) -> None:
        """What we do ourselves is not heard, and what can not be done is left: the call itself says so."""
        if self._is_busy or not isinstance(path, (str, bytes, os.PathLike)):
            return
        self._is_busy = True
        try:
            with suppress(OSError, ValueError):
                whole = os.path.abspath(os.fsdecode(path))
                if whole.startswith(self._below):
                    do(whole)
        finally:
            self._is_busy = False

    def _appear(self, path: str) -> None:
        self._be_folder(os.path.dirname(path))
        if not is_there(path):
            _close(_open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
            self._ours.add(path)

    def _become_folder(self, path: str) -> None:
        self._make_way(path)
        self._be_folder(path)

    def _make_way(self, path: str) -> None:
        """What we put there goes; a file of ours that stands for a folder above it becomes one."""
        for above in [one for one in self._ours if path.startswith(f"{one}/")]:
            self._be_folder(above)
        if path in self._ours:
            self._ours.remove(path)
            _unlink(path)

    def _be_folder(self, path: str) -> None:
        if not path.startswith(self._below) or is_folder(path):
            return
        self._be_folder(os.path.dirname(path))
        if path in self._ours:
            self._ours.remove(path)
            _unlink(path)
        _mkdir(path)
