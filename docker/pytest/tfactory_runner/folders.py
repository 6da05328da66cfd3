"""In which order a folder is listed: POSIX promises none, and a test that gets the same each time may rely on it."""

from __future__ import annotations

import os
import random
from typing import Any, Callable, Iterator, TypeVar

T = TypeVar("T")

# One function for the whole process: modules take `os.scandir` over when they are loaded, forks say later what it does.
_arrange: Callable[[list[Any], Callable[[Any], Any]], None] = lambda found, name_of: None
_dress: Callable[[Any], Any] = lambda entry: entry


def own_listings() -> None:
    """From now on `os.listdir` and `os.scandir` ask us for the order. Called before code of the project, or pathlib, is loaded."""
    listdir, scandir = os.listdir, os.scandir

    def listed(path: Any = ".") -> list[Any]:
        names = listdir(path)
        _arrange(names, lambda name: name)
        return names

    def scanned(path: Any = ".") -> _Listing:
        with scandir(path) as entries:
            found = list(entries)
        _arrange(found, lambda entry: entry.name)
        return _Listing([_dress(entry) for entry in found])

    for name, original, new in (("listdir", listdir, listed), ("scandir", scandir, scanned)):
        new.__name__ = new.__qualname__ = name
        new.__doc__ = original.__doc__
        if original in os.supports_fd:
            os.supports_fd.add(new)
        setattr(os, name, new)


def shuffle_listings(seed: int) -> None:
    """The same names come in the same order as long as nothing comes or goes."""

    def arrange(found: list[T], name_of: Callable[[T], Any]) -> None:
        found.sort(key=name_of)
        names = [os.fsdecode(name_of(entry)) for entry in found]
        random.Random(f"{seed} {names}").shuffle(found)

    _set(arrange)


def reverse_listings() -> None:
    """Whatever the order is, it is the opposite one."""
    _set(lambda found, name_of: found.reverse())


def dress_entries(dress: Callable[[Any], Any]) -> None:
    """What our own `os.scandir` gives is what `dress` makes of each entry."""
    global _dress
    before = _dress
    _dress = lambda entry: dress(before(entry))


def _set(arrange: Callable[[list[Any], Callable[[Any], Any]], None]) -> None:
    global _arrange
    _arrange = arrange


class _Listing:
    """What `os.scandir` gives: an iterator that can be closed."""

    def __init__(self, found: list[os.DirEntry[Any]]) -> None:
        self._entries = iter(found)

    def __iter__(self) -> Iterator[os.DirEntry[Any]]:
        return self

    def __next__(self) -> os.DirEntry[Any]:
        return next(self._entries)

    def close(self) -> None:
        self._entries = iter(())

    def __enter__(self) -> _Listing:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
