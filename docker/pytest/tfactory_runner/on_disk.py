"""What is on the disk, whatever a test has put in the place of the functions that ask for it."""

from __future__ import annotations

import os
import stat
from typing import Any

_lstat, _stat = os.lstat, os.stat

# Of the flags of an `open`: it may change the file.
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def is_there(path: Any) -> bool:
    try:
        _lstat(path)
    except OSError:
        return False
    return True


def is_folder(path: Any) -> bool:
    try:
        return stat.S_ISDIR(_stat(path).st_mode)
    except OSError:
        return False
