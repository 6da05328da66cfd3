"""Cases that must leave their process as they found it: what another test would run into."""

from __future__ import annotations

import locale
import os
import signal
import socket
import sys
import time
from typing import Any

from .failures import shorten
from .other_cases import OtherCases

_NOTHING = object()
# What pytest itself sets during a case.
_OF_PYTEST = ("PYTEST_CURRENT_TEST",)


class TidyCases(OtherCases):
    """Runs cases as `Collected` does. One that passes and leaves a change behind fails in its teardown.

    Each case must be alone in its process: only then is everything torn down after it, fixtures of the session too.
    """

    def run(self, item: Any, next_item: Any = None) -> dict:
        before = _surroundings()
        outcome = super().run(item, next_item)
        if outcome["status"] != "passed":
            return outcome
        after = _surroundings()
        left = [_told(what, before, after) for what in [*before, *(new for new in after if new not in before)]]
        changes = [change for change in left if change is not None]
        if not changes:
            return outcome
        failure = {
            "kind": "teardown",
            "exception": "LeftBehind",
            "message": shorten(f"leaves {'; '.join(changes)}"),
            "path": None,
            "line": None,
            "where": "unknown",
        }
        return {"case": outcome["case"], "status": "failed", "seconds": outcome["seconds"], "failure": failure}


def _surroundings() -> dict[str, Any]:
    """What all code of a process shares and a test can change; caches and modules grow in every test and are not in it."""
    variables = {f"os.environ[{key!r}]": value for key, value in os.environ.items() if key not in _OF_PYTEST}
    umask = os.umask(0)
    os.umask(umask)
    return {
        **variables,
        "the working directory": _working_directory(),
        "the umask": umask,
        "the locale": locale.setlocale(locale.LC_ALL),
        "the time zone": time.tzname,
        "sys.path": tuple(map(str, sys.path)),
        "the recursion limit": sys.getrecursionlimit(),
        "the default timeout of sockets": socket.getdefaulttimeout(),
        **{f"the handler of {number.name}": signal.getsignal(number) for number in _CAUGHT},
    }


# Signals that programs handle.
_CAUGHT = (signal.SIGINT, signal.SIGTERM, signal.SIGALRM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


def _working_directory() -> str | None:
    try:
        return os.getcwd()
    except FileNotFoundError:
        return None


def _told(what: str, before: dict[str, Any], after: dict[str, Any]) -> str | None:
    old, new = before.get(what, _NOTHING), after.get(what, _NOTHING)
    if old == new:
        return None
    if old is _NOTHING:
        return f"{what} set"
    return f"{what} deleted" if new is _NOTHING else f"{what} changed"
