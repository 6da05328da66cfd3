"""What is known of the cases of one interpreter, and how they did in each of its variations."""

from __future__ import annotations

import time
from typing import Any, Iterable

from . import outcomes
from .reported import clean_coverage, clean_errors, clean_outcome
from .selecting import Selection, unmatched


class CollectionBook:
    """The cases an interpreter found. `lost`: files that took an interpreter down while they were loaded."""

    def __init__(self, select: list[str], measured: list[str]) -> None:
        self._select, self.measured = select, measured
        self.is_known = False
        self.cases: list[str] = []
        self.selected: frozenset[str] = frozenset()
        self.deselected: list[str] = []
        self.imports: list[dict] = []
        self.lost: list[str] = []
        self._errors: list[dict] = []

    def enter(self, said: dict[str, Any]) -> None:
        """What a worker says it collected. After a restart only what may have changed is taken over."""
        self.cases = list(dict.fromkeys(_texts(said.get("cases"))))
        self.selected = frozenset(self.cases)
        self.deselected = self._named(_texts(said.get("deselected")))
        self._errors = [error for error in self._errors if error["path"] in self.lost] + clean_errors(said.get("errors"))
        if not self.is_known:
            self.imports = clean_coverage({"lines": said.get("imports")}, self.measured)["lines"]
        self.is_known = True

    def lose(self, path: str, exception: str, message: str) -> None:
        self.lost.append(path)
        self._errors.append({"path": path, "kind": "error", "exception": exception, "message": outcomes.shorten(message)})

    def errors(self, is_finished: bool) -> list[dict]:
        """`collection_errors`; after a whole run also an entry for each selected node id that no case answers to."""
        if not is_finished:
            return self._errors
        failed = {error["path"] for error in self._errors}
        missing = [s for s in unmatched(self._select, [*self.cases, *self.deselected]) if s.partition("::")[0] not in failed]
        why = {"kind": "error", "exception": "NotFound", "message": "no test of this name was collected"}
        return [*self._errors, *({"path": s, **why} for s in missing)]

    def _named(self, deselected: list[str]) -> list[str]:
        """Those whose file or node id was asked for: nobody asks about the thousands a folder's configuration leaves out."""
        select = [s for s in self._select if s.partition("::")[0].endswith((".py", ".txt", ".rst", ".md"))]
        selection = Selection(select)
        return [case for case in deselected if selection.holds(case)] if select else []


class VariationBook:
    """One variation: which cases are settled, and which one is running. `seconds` is all it may take."""

    def __init__(self, variation: dict, seconds: float, collection: CollectionBook) -> None:
        self.variation, self.seconds, self._collection = variation, seconds, collection
        self.outcomes: dict[str, dict] = {}
        self.coverage: dict[str, dict] = {}
        self.running: str | None = None
        self.restarts = 0
        self.done = 0
        self._opened: float | None = None
        self._began = 0.0

    def open(self, without: Iterable[str]) -> None:
        """Its time begins, if it has not yet. Cases of `without` have had their chance and are not run."""
        if self._opened is None:
            self._opened = time.monotonic()
            self.outcomes.update({case: outcomes.did_not_run(case, "it did not end in an earlier run") for case in without})

    def seconds_taken(self) -> float:
        return 0.0 if self._opened is None else time.monotonic() - self._opened

    def seconds_left(self) -> float:
        return self.seconds - self.seconds_taken()

    def start(self, case: str) -> None:
        self.running, self._began = case, time.monotonic()

    def end(self, case: str, outcome: Any, coverage: Any) -> None:
        """What a worker says of the running case; of any other it is forged."""
        if case != self.running:
            return
        self.running = None
        self.done += case in self._collection.selected and case not in self.outcomes
        self.outcomes[case] = clean_outcome(outcome, case)
        if coverage is not None:
            self.coverage[case] = clean_coverage(coverage, self._collection.measured)

    def crash(self, how: str) -> None:
        """The running case took the interpreter down."""
        assert self.running is not None
        self.outcomes[self.running] = outcomes.crashed(self.running, time.monotonic() - self._began, f"the interpreter {how}")
        self.running = None

    def result(self, status: str, reason: str | None) -> dict:
        """The `VariationResult`."""
        why = f"{status}: {reason or 'its process ended before it'}"
        known = self._collection
        told = [self.outcomes.get(case) or outcomes.did_not_run(case, why) for case in known.cases]
        left_out = [outcomes.did_not_run(case, "deselected by the project's configuration") for case in known.deselected]
        return {
            "id": self.variation["id"],
            "status": status,
            "reason": reason,
            "outcomes": [*told, *left_out],
            "collected": len(known.cases),
            "executed": sum(self.outcomes[c]["status"] != "did-not-run" for c in known.cases if c in self.outcomes),
            "collection_errors": known.errors(status == "finished"),
            "seconds": round(self.seconds_taken(), 3),
        }


def _texts(said: Any) -> list[str]:
    return [text for text in said if isinstance(text, str)] if isinstance(said, list) else []
