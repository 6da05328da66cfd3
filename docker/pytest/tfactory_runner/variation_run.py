"""Runs the variations that share an interpreter and keeps book, whatever the tests do to the interpreter they run in."""

from __future__ import annotations

import shutil
from typing import Callable

from . import outcomes
from .hung_cases import HungCases
from .messages import ENDED, SILENCE
from .scratch import scratch_folder
from .variation_book import CollectionBook, VariationBook
from .variations import HOW_CASES_RUN, NoFakeClock, environment_of, has_fake_clock, slowness_of
from .worker_process import WorkerProcess

# Interpreters started again after one died in a variation: each costs a collection, and each took a case or a file with it.
MAX_RESTARTS = 8
# What loading one test file may take, when that is more than the limit of a case.
SECONDS_PER_FILE = 30.0

# (number of the variation in this run, its id, cases done, cases collected)
Progress = Callable[[int, str, int, int], None]


class VariationRun:
    """`variations` share an interpreter. `hung` knows of the variations before and is told of these."""

    def __init__(self, request: dict, variations: list[dict], spare: frozenset[int], hung: HungCases) -> None:
        self._request, self._spare, self._hung = request, spare, hung
        self._collection = CollectionBook(request["select"], request["coverage_of"] or [])
        seconds = request["seconds_per_variation"]
        self._books = [VariationBook(one, seconds * slowness_of(one), self._collection) for one in variations]
        self._results: list[dict] = []
        self._loading: str | None = None

    def results(self, progress: Progress) -> list[dict]:
        """The `VariationResult` of each, in order."""
        scratch = scratch_folder("tf-")
        try:
            while len(self._results) < len(self._books):
                # Each interpreter's own: one that is started later has the same time on its clock.
                self._run(environment_of(self._books[0].variation, scratch), scratch, progress)
            return self._results
        except NoFakeClock as error:
            return [book.result("crashed", str(error)) for book in self._books]
        finally:
            shutil.rmtree(scratch, ignore_errors=True)

    def coverage(self) -> dict:
        """The `coverage` of the answer: that of the first variation."""
        known, first = self._collection, self._books[0]
        cases = [{"case": case, **first.coverage[case]} for case in known.cases if case in first.coverage]
        return {"cases": cases, "imports": known.imports}

    @property
    def _book(self) -> VariationBook:
        """The first variation without a result."""
        return self._books[len(self._results)]

    def _run(self, environment: dict[str, str], scratch: str, progress: Progress) -> None:
        """Runs one interpreter until it ends. The variation it ended in has a result afterwards, or can go on in another one."""
        self._open()
        worker = WorkerProcess(environment, {**self._worker_request(), "scratch": scratch}, self._spare)
        try:
            ended = self._listen(worker, progress)
        finally:
            how = worker.end()
        if ended == "done":
            return
        if ended == "deadline":
            self._close("timed-out", f"stopped after {self._book.seconds:g} s")
        elif not self._blame(ended, how):
            self._close("timed-out" if ended == SILENCE else "crashed", outcomes.shorten(f"the interpreter {how}", 1000))
        elif self._book.restarts == MAX_RESTARTS:
            self._close("crashed", f"the interpreter was lost {MAX_RESTARTS + 1} times")
        else:
            self._book.restarts += 1

    def _open(self) -> None:
        self._book.open(self._hung.given_up(slowness_of(self._book.variation) > 1))

    def _close(self, status: str, reason: str | None) -> None:
        """Gives the current variation its result, and the others too when not even the tests could be collected."""
        last = len(self._books) if status != "finished" and not self._collection.is_known else len(self._results) + 1
        while len(self._results) < last:
            for case, outcome in self._book.outcomes.items():
                self._hung.note(case, outcome)
            self._results.append(self._book.result(status, reason))

    def _worker_request(self) -> dict:
        first = self._books[0].variation
        return {
            "select": self._request["select"],
            "coverage_of": None if self._results else self._request["coverage_of"],
            "with_suite": first["with_suite"],
            "without": [*first["without"], *self._collection.lost],
            "clock_is_fake": has_fake_clock(first),
            "seed": first["seed"],
            "home_is_lived_in": first["user"] is not None,
            "endless": self._hung.as_request(),
            "variations": [
                {
                    **{key: book.variation[key] for key in HOW_CASES_RUN},
                    "seconds_per_case": self._request["seconds_per_case"] * slowness_of(book.variation),
                    "is_measured": book is self._books[0] and self._request["coverage_of"] is not None,
                    "settled": sorted(book.outcomes),
                }
                for book in self._books[len(self._results) :]
            ],
        }

    def _listen(self, worker: WorkerProcess, progress: Progress) -> str:
        """Until the worker is `done`, `ended`, in `silence`, or the current variation's time is up (`deadline`)."""
        self._loading = None
        is_collected = False
        while len(self._results) < len(self._books):
            book = self._book
            left = book.seconds_left()
            # The worker watches its cases itself; this is for the time when it loads files or is itself stopped.
            patience = max(SECONDS_PER_FILE, 2 * self._request["seconds_per_case"] * slowness_of(book.variation))
            event = worker.next_event(max(0.0, min(left, patience)))
            if event == SILENCE:
                return "deadline" if book.seconds_left() <= 0 else SILENCE
            if event == ENDED:
                return ENDED
            kind, case = event.get("event"), event.get("case")
            if kind == "collecting" and not is_collected:
                self._loading = str(event.get("path"))
            elif kind == "collected" and not is_collected:
                is_collected, self._loading = True, None
                self._collection.enter(event)
            elif kind == "start" and isinstance(case, str):
                book.start(case)
            elif kind == "end" and isinstance(case, str):
                book.end(case, event.get("outcome"), event.get("coverage"))
                progress(len(self._results), book.variation["id"], book.done, len(self._collection.cases))
            elif kind == "finished" and is_collected:
                self._close("finished", None)
                if len(self._results) < len(self._books):
                    self._open()
        return "done"

    def _blame(self, ended: str, how: str) -> bool:
        """Settles the case, or leaves out the file, that took the interpreter down. `False`: it was neither."""
        if self._book.running is not None:
            self._book.crash(how)
            return True
        if self._loading is None or self._loading in self._collection.lost:
            return False
        self._collection.lose(self._loading, "TimedOut" if ended == SILENCE else "Crash", f"loading it: the interpreter {how}")
        return True
