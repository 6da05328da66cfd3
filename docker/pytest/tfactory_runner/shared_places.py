"""Cases that touch what all processes see: a file that is no temporary one of their own, a socket, another program.

Mutants are tried a few at a time. Under two of them at once such a case could meet itself, so that one mutant seems to be
noticed for what the other one did.
"""

from __future__ import annotations

import mmap
import os
import sys
import tempfile
from typing import Any, Callable

from .on_disk import WRITING, is_folder
from .other_cases import OtherCases
from .scratch import OF_PYTEST

# Audit events (the table in Python's documentation) whose arguments at these places are paths that change.
_PATHS = {
    "os.mkdir": (0,),
    "os.rmdir": (0,),
    "os.remove": (0,),
    "os.rename": (0, 1),
    "os.link": (1,),
    "os.symlink": (1,),
    "os.truncate": (0,),
    "os.chmod": (0,),
    "os.utime": (0,),
    "shutil.rmtree": (0,),
    "sqlite3.connect": (0,),
}
# Their last argument is the open folder that a path is relative to, else -1: that folder was found by its own path before.
_IN_A_FOLDER = {"os.mkdir", "os.rmdir", "os.remove", "os.rename", "os.link", "os.symlink", "os.chmod", "os.utime"}
_PROGRAMS = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork", "os.forkpty"}
_TEMPORARY = {"tempfile.mkstemp", "tempfile.mkdtemp"}
_HEARD = {"open", "socket.bind", *_PATHS, *_PROGRAMS, *_TEMPORARY}


class SharedTouch(Exception):
    """Under this mutant a case would have touched what all processes see."""


class Guard:
    """Ends a process before it touches what all processes see. Made before the forks whose processes it `begin`s in."""

    def __init__(self) -> None:
        self._hit = mmap.mmap(-1, 1)
        self._is_on = self._hears = False

    def begin(self) -> None:
        """In a fork, and in its forks, from here on."""
        self._is_on = True
        if not self._hears:
            self._hears = True
            _watch(self._leave)

    def pause(self) -> None:
        """What this process does until it begins again is ours."""
        self._is_on = False

    def _leave(self) -> None:
        if self._is_on:
            self._hit[0] = 1
            os._exit(70)

    def check(self) -> None:
        """Raises `SharedTouch`, once, when it has ended a process."""
        if self._hit[0]:
            self._hit[0] = 0
            raise SharedTouch


class WatchedPlaces(OtherCases):
    """Runs cases as `Collected` does and notes in the outcome whether a case touched what all processes see: `shared`.

    In a process in which `begin` was called.
    """

    _touched = False

    def begin(self) -> None:
        _watch(self._note)

    def _note(self) -> None:
        self._touched = True

    def run(self, item: Any, next_item: Any = None) -> dict:
        self._touched = False
        return {**super().run(item, next_item), "shared": self._touched}


def _watch(tell: Callable[[], None]) -> None:
    """From here on `tell` is called before this process or a fork of it touches what all see; there is no way back."""
    home = tempfile.gettempdir()
    own = {"/dev/", "/proc/", *(os.path.join(path, OF_PYTEST) for path in (home, os.path.realpath(home)))}

    def hear(event: str, arguments: tuple) -> None:
        if event not in _HEARD:
            return
        try:
            is_shared = _is_shared(event, arguments, own)
        except Exception:  # a path that is none: the call itself will say so
            return
        if is_shared:
            tell()

    sys.addaudithook(hear)


def _is_shared(event: str, arguments: tuple, own: set[str]) -> bool:
    """`own`: how paths begin that no other process writes to. A temporary file of the module `tempfile` becomes one."""
    if event == "open":
        path, _, flags = arguments
        # a folder is named where an opener of the caller's opens something in it (tempfile does), which is told by itself
        return bool(flags & WRITING) and not _is_own(path, own) and not is_folder(path)
    if event in _TEMPORARY:
        own.add(os.fsdecode(arguments[0]))
        return False
    if event in _PROGRAMS:
        return True
    if event == "socket.bind":
        return _is_known_address(arguments[1], own)
    if event in _IN_A_FOLDER and arguments[-1] != -1:
        return False
    return not all(_is_own(arguments[place], own) for place in _PATHS[event])


def _is_own(path: Any, own: set[str]) -> bool:
    if isinstance(path, int) or path == ":memory:":
        return True
    return os.path.abspath(os.fsdecode(path)).startswith(tuple(own))


def _is_known_address(address: Any, own: set[str]) -> bool:
    """Port 0 is one that nobody has; a path is a file, or a name when it begins with a zero byte."""
    if isinstance(address, tuple):
        return address[1] != 0
    return os.fsdecode(address)[:1] == "\0" or not _is_own(address, own)
