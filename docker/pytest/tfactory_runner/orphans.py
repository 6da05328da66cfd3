"""Ends processes that tests left behind: daemons that escaped their session come back to us as children."""

from __future__ import annotations

import ctypes
import os
import signal

_PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """From now on, descendants whose parent died become children of this process (prctl(2), Linux)."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_orphans(spare: frozenset[int] = frozenset()) -> None:
    """Kills and reaps all children of this process but `spare`, again and again until none is left.

    Does nothing in a process that did not adopt orphans itself: its children may be anybody's.
    """
    if not _has_children() or not _adopts():
        return
    for _ in range(1000):  # each round ends a generation; a fork bomb has many
        children = [child for child in child_processes() if child not in spare]
        if not children:
            return
        for child in children:
            _end(child)


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _adopts() -> bool:
    flag = ctypes.c_int(0)
    ctypes.CDLL(None, use_errno=True).prctl(37, ctypes.byref(flag), 0, 0, 0)  # PR_GET_CHILD_SUBREAPER
    return flag.value == 1


def child_processes() -> list[int]:
    return [pid for pid, (parent, _) in _processes().items() if parent == os.getpid()]


def descendants() -> dict[int, int]:
    """The process group of each process that this one, or a process it started, has started."""
    processes = _processes()
    found: dict[int, int] = {}
    generation = {os.getpid()}
    while generation:
        generation = {pid for pid, (parent, _) in processes.items() if parent in generation and pid not in found}
        found.update({pid: processes[pid][1] for pid in generation})
    return found


def _processes() -> dict[int, tuple[int, int]]:
    """Parent and process group by id, from every process's stat: `/proc/<pid>/task/<tid>/children` is not in every kernel."""
    processes: dict[int, tuple[int, int]] = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        processes[int(name)] = (int(fields[1]), int(fields[2]))
    return processes


def _end(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ProcessLookupError, ChildProcessError, PermissionError):
        pass
