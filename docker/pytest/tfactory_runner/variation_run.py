"""Runs one variation and keeps book, whatever the tests do to the interpreter they run in."""

from __future__ import annotations

import shutil
import tempfile
import time
from typing import Any, Callable

from . import outcomes
from .messages import ENDED, SILENCE
from .reported import clean_coverage, clean_errors, clean_outcome
from .selecting import Selection, unmatched
from .variations import NoFakeClock, environment_of
from .worker_process import WorkerProcess

# Interpreters started again after one died: each costs a collection, and each took a case or a file down with it.
MAX_RESTARTS = 8
# What loading one test file may take, when that is more than the limit of a case.
SECONDS_PER_FILE = 30.0
# What is being loaded once everything is.
_COLLECTED = "collected"


class VariationRun:
    """The book of one variation: which cases there are, which are settled, which is running."""

    def __init__(self, request: dict, variation: dict, spare: frozenset[int]) -> None:
        self._request, self._variation, self._spare = request, variation, spare
        self._deadline = time.monotonic() + request["seconds_per_variation"]
        self._cases: list[str] = []
        self._selected: frozenset[str] = frozenset()
        self._done = 0
        self._deselected: list[str] = []
        self._errors: list[dict] = []
        self._outcomes: dict[str, dict] = {}
        self._coverage: dict[str, dict] = {}
        self._imports: list[dict] = []
        self._without: list[str] = []
        self._loading: str | None = None
        self._running: str | None = None
        self._began = 0.0

    def result(self, progress: Callable[[int, int], None]) -> dict:
        """The `VariationResult`."""
        started = time.monotonic()
        scratch = tempfile.mkdtemp(prefix="tf-")
        try:
            status, reason = self._run(scratch, progress)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return {
            "id": self._variation["id"],
            "status": status,
            "reason": reason,
            "outcomes": self._all_outcomes(status, reason),
            "collected": len(self._cases),
            "executed": sum(self._outcomes[case]["status"] != "did-not-run" for case in self._cases if case in self._outcomes),
            "collection_errors": [*self._errors, *self._unmatched(status)],
            "seconds": round(time.monotonic() - started, 3),
        }

    def coverage(self) -> dict:
        """The `coverage` of the answer."""
        cases = [{"case": case, **self._coverage[case]} for case in self._cases if case in self._coverage]
        return {"cases": cases, "imports": self._imports}

    def _run(self, scratch: str, progress: Callable[[int, int], None]) -> tuple[str, str | None]:
        try:
            environment = environment_of(self._variation, scratch)
        except NoFakeClock as error:
            return "crashed", str(error)
        for _ in range(MAX_RESTARTS + 1):
            worker = WorkerProcess(environment, self._worker_request(), self._spare)
            try:
                ended = self._listen(worker, progress)
            finally:
                how = worker.end()
            if ended == "done":
                return "finished", None
            if ended == "deadline":
                return "timed-out", f"stopped after {self._request['seconds_per_variation']:g} s"
            if not self._blame(ended, how):
                return ("timed-out" if ended == SILENCE else "crashed"), outcomes.shorten(f"the interpreter {how}", 1000)
        return "crashed", f"the interpreter was lost {MAX_RESTARTS + 1} times"

    def _worker_request(self) -> dict:
        keys = ("select", "coverage_of", "seconds_per_case")
        request = {key: self._request[key] for key in keys}
        request.update({key: self._variation[key] for key in ("order", "order_seed", "alone", "with_suite")})
        request["clock_is_shifted"] = self._variation["clock_shift_seconds"] != 0
        return {**request, "settled": sorted(self._outcomes), "without": self._without}

    def _listen(self, worker: WorkerProcess, progress: Callable[[int, int], None]) -> str:
        """Until the worker is `done`, `ended`, in `silence`, or the variation's time is up (`deadline`)."""
        self._loading = self._running = None
        while True:
            left = self._deadline - time.monotonic()
            # The worker watches its cases itself; this is for the time when it loads files or is itself stopped.
            patience = max(SECONDS_PER_FILE, 2 * self._request["seconds_per_case"])
            event = worker.next_event(max(0.0, min(left, patience)))
            if event == SILENCE:
                return "deadline" if time.monotonic() >= self._deadline else SILENCE
            if event == ENDED:
                return ENDED
            if event.get("event") == "done":
                return "done"
            self._book(event)
            if event.get("event") == "end":
                progress(self._done, len(self._cases))

    def _book(self, event: dict[str, Any]) -> None:
        kind, case = event.get("event"), event.get("case")
        if kind == "collecting":
            self._loading = str(event.get("path"))
        elif kind == "collected" and self._loading is not _COLLECTED:
            self._loading = _COLLECTED
            self._cases = list(dict.fromkeys(_texts(event.get("cases"))))
            self._selected = frozenset(self._cases)
            self._deselected = self._named(_texts(event.get("deselected")))
            lost = [error for error in self._errors if error["path"] in self._without]
            self._errors = lost + clean_errors(event.get("errors"))
            if not self._outcomes:
                self._imports = clean_coverage({"lines": event.get("imports")}, self._measured())["lines"]
        elif kind == "start" and isinstance(case, str):
            self._running, self._began = case, time.monotonic()
        elif kind == "end" and case == self._running and case is not None:
            self._running = None
            self._done += case in self._selected and case not in self._outcomes
            self._outcomes[case] = clean_outcome(event.get("outcome"), case)
            if event.get("coverage") is not None:
                self._coverage[case] = clean_coverage(event["coverage"], self._measured())

    def _blame(self, ended: str, how: str) -> bool:
        """Settles the case, or leaves out the file, that took the interpreter down. `False`: it was neither."""
        if self._running is not None:
            seconds = time.monotonic() - self._began
            self._outcomes[self._running] = outcomes.crashed(self._running, seconds, f"the interpreter {how}")
            return True
        if self._loading is None or self._loading is _COLLECTED or self._loading in self._without:
            return False
        self._without.append(self._loading)
        exception = "TimedOut" if ended == SILENCE else "Crash"
        message = outcomes.shorten(f"loading it: the interpreter {how}")
        self._errors.append({"path": self._loading, "kind": "error", "exception": exception, "message": message})
        return True

    def _all_outcomes(self, status: str, reason: str | None) -> list[dict]:
        why = reason or "its process ended before it"
        told = [self._outcomes.get(case) or outcomes.did_not_run(case, f"{status}: {why}") for case in self._cases]
        return [*told, *(outcomes.did_not_run(case, "deselected by the project's configuration") for case in self._deselected)]

    def _named(self, deselected: list[str]) -> list[str]:
        """Those whose file or node id was asked for: nobody asks about the thousands a folder's configuration leaves out."""
        select = [s for s in self._request["select"] if s.partition("::")[0].endswith((".py", ".txt", ".rst", ".md"))]
        selection = Selection(select)
        return [case for case in deselected if selection.holds(case)] if select else []

    def _unmatched(self, status: str) -> list[dict]:
        """An entry for each selected node id that no case answers to."""
        if status != "finished":
            return []
        known = [*self._cases, *self._deselected]
        failed = {error["path"] for error in self._errors}
        lost = [s for s in unmatched(self._request["select"], known) if s.partition("::")[0] not in failed]
        return [
            {"path": s, "kind": "error", "exception": "NotFound", "message": "no test of this name was collected"} for s in lost
        ]

    def _measured(self) -> list[str]:
        return self._request["coverage_of"] or []


def _texts(said: Any) -> list[str]:
    return [text for text in said if isinstance(text, str)] if isinstance(said, list) else []
