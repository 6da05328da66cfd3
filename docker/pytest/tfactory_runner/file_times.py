"""The times that files show. How fine they are is the file system's matter: two seconds on FAT, one on HFS+ and on old NFS."""

from __future__ import annotations

import os
from typing import Any, Callable

from . import folders

# FAT keeps when a file was written to two seconds (Linux, Documentation/filesystems/vfat.rst).
COARSE_NS = 2_000_000_000

Change = Callable[[os.stat_result], os.stat_result]

# One function for the whole process: modules take `os.stat` over when they are loaded, forks say later what it does.
_change: Change = lambda found: found
# (device, inode) to the times, in nanoseconds, that someone has set.
_set_times: dict[tuple[int, int], dict[str, int]] = {}


def own_times() -> None:
    """From now on `os.stat` and its like ask us, and `os.utime` tells us. Called before code of the project, or pathlib, is loaded."""
    stat, utime = os.stat, os.utime

    def noted(path: Any, times: Any = None, **options: Any) -> None:
        utime(path, times, **options)
        if times is not None or "ns" in options:
            found = stat(path, **{key: value for key, value in options.items() if key != "ns"})
            _set_times[found.st_dev, found.st_ino] = {"st_atime": found.st_atime_ns, "st_mtime": found.st_mtime_ns}

    replace_stat(lambda found: _change(found))
    _replace("utime", noted)


def make_coarse() -> None:
    """From now on, in this process, the kernel's times are whole and even seconds. Those that were set stay as they were set."""
    global _change
    _change = _coarse
    folders.dress_entries(lambda entry: _Entry(entry, _coarse))


def _coarse(found: os.stat_result) -> os.stat_result:
    was_set = _set_times.get((found.st_dev, found.st_ino), {})
    times = {}
    for name in ("st_atime", "st_mtime", "st_ctime"):
        exact = getattr(found, f"{name}_ns")
        if was_set.get(name) != exact:
            floored = exact // COARSE_NS * COARSE_NS
            times[name] = (floored / 1e9, floored)
    return with_times(found, times)


def replace_stat(change: Change) -> None:
    """`os.stat`, `os.lstat` and `os.fstat` give what `change` makes of what they gave before."""

    def replacement(original: Callable[..., os.stat_result]) -> Callable[..., os.stat_result]:
        return lambda *args, **options: change(original(*args, **options))

    for name in ("stat", "lstat", "fstat"):
        _replace(name, replacement(getattr(os, name)))


def change_entries(change: Change) -> None:
    """The same for what `os.scandir` gives, where listings are our own."""
    folders.dress_entries(lambda entry: _Entry(entry, change))


def with_times(found: os.stat_result, times: dict[str, tuple[float, int]]) -> os.stat_result:
    """`found` with other times: a field's name, without `_ns`, to its seconds and nanoseconds."""
    names = ("st_atime", "st_mtime", "st_ctime")
    known = {name: times.get(name, (getattr(found, name), getattr(found, f"{name}_ns"))) for name in names}
    fields = {key: value for name in names for key, value in zip((name, f"{name}_ns"), known[name])}
    whole = [*found[:7], *(int(fields[name]) for name in names)]
    others = {name: getattr(found, name) for name in ("st_blksize", "st_blocks", "st_rdev") if hasattr(found, name)}
    return os.stat_result(whole, {**others, **fields})


def _replace(name: str, new: Callable[..., Any]) -> None:
    original = getattr(os, name)
    new.__name__ = new.__qualname__ = name
    new.__doc__ = original.__doc__
    for supporting in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
        if original in supporting:
            supporting.add(new)
    setattr(os, name, new)


class _Entry:
    """An `os.DirEntry` that shows other times. That type can neither be changed nor made."""

    def __init__(self, entry: Any, change: Change) -> None:
        self._entry, self._change = entry, change

    @property
    def __class__(self) -> type:
        return os.DirEntry

    def __getattr__(self, name: str) -> Any:
        return getattr(self._entry, name)

    def __fspath__(self) -> Any:
        return self._entry.path

    def __repr__(self) -> str:
        return repr(self._entry)

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return self._change(self._entry.stat(follow_symlinks=follow_symlinks))
