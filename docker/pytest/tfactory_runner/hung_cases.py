"""Cases that use up their time: what a case that hangs in every variation costs is paid twice, not each time."""

from __future__ import annotations

# A case that hung this often and never ended is not run again.
TRIES = 2


class HungCases:
    """`hung`: how often each case hung. `ended`: of those, the ones that ended in another variation."""

    def __init__(self, hung: dict[str, int] | None = None, ended: list[str] | None = None) -> None:
        self._hung = dict(hung or {})
        self._ended = set(ended or [])

    def note(self, case: str, outcome: dict) -> None:
        if outcome["status"] == "timed-out":
            self._hung[case] = self._hung.get(case, 0) + 1
        elif outcome["status"] != "did-not-run":
            self._ended.add(case)

    def given_up(self, is_slow: bool) -> set[str]:
        """The cases that a variation leaves out. One that is slow on purpose leaves out all that ever hung."""
        if is_slow:
            return set(self._hung)
        return {case for case, times in self._hung.items() if times >= TRIES and case not in self._ended}

    def as_request(self) -> dict:
        return {"hung": self._hung, "ended": sorted(self._ended & self._hung.keys())}
