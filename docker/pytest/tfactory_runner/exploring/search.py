"""The pool of probes that ran, and the mutants they tell apart."""

from __future__ import annotations

import contextlib
import random
import time
from typing import Any, Iterator

from tfactory_runner.exploring.follow_ups import follow_up
from tfactory_runner.exploring.palette import Palette
from tfactory_runner.exploring.probe import Probe, tidy
from tfactory_runner.exploring.seen import Seen, by_cost
from tfactory_runner.exploring.workshop_client import Workshops

BATCH = 24
FOLLOW_UP_DEPTH = 4
# A mutant under which everything hung so many times is given up.
HANGS = 2
# Of every behaviour so many cheap probes and so many others are tried on mutants.
CHEAPEST, OTHERS = 6, 12
# How often a way of following up is gone without and with success.
ASKED_FREELY, ASKED_AT_ALL = 4, 40
# Calls that hang cost most: seconds for calls that somebody wrote, for guessed ones, and after so many hangs of a symbol.
WRITTEN, GUESSED, HANGING, TIMEOUTS = 2.0, 0.6, 0.15, 4
STATIC_TRIES, STATIC_TRIES_AT_ONCE = 1000, 40


class Search:
    """The pool of probes and the mutants. `mutants`: id -> `{path, line, lines, mode}` of those worth killing."""

    def __init__(self, shops: Workshops, mutants: dict[str, dict[str, Any]], palette: Palette, seed: int, deadline: float) -> None:
        self.shops = shops
        self.mutants = mutants
        self.palette = palette
        self.chance = random.Random(seed)
        self.deadline = deadline
        self.seen: dict[str, Seen] = {}
        self.killed: set[str] = set()
        self.calls = 0
        self.hangs: dict[str, int] = {}
        self.asked: dict[tuple[str, str], int] = {}
        self.telling: set[str] = set()
        self.timeouts: dict[str, int] = {}
        self.raising: list[str] = ["ValueError"]
        self.favoured: set[str] = set()
        self.keys = set(palette.literals.strings)
        self.behaviours: set[str] = set()
        self.static_tries: dict[str, int] = {}

    @property
    def survivors(self) -> list[str]:
        return [mutant for mutant in self.mutants if mutant not in self.killed]

    def out_of_time(self, reserve: float = 0.0) -> bool:
        return time.monotonic() + reserve > self.deadline

    @contextlib.contextmanager
    def share(self, part: float) -> Iterator[None]:
        """Inside it only this part of the time that is left may be used."""
        end = self.deadline
        self.deadline = time.monotonic() + part * (end - time.monotonic())
        yield
        self.deadline = end

    def add(self, probes: list[Probe], depth: int = 0, follow: bool = True) -> list[Seen]:
        """Runs new probes and their follow-ups; gives those that reach a changed line and can be pinned."""
        fresh = [probe for probe in {p.key: p for p in map(_tidied, probes) if p is not None}.values() if probe.key not in self.seen]
        added: list[Seen] = []
        for start in range(0, len(fresh), BATCH * 8):
            if self.out_of_time():
                break
            part = fresh[start : start + BATCH * 8]
            chunks = [part[at : at + BATCH] for at in range(0, len(part), BATCH)]
            answers = self.shops.ask_all([("observe", self._observe_body(chunk)) for chunk in chunks])
            for chunk, records in zip(chunks, answers):
                for probe, record in zip(chunk, records or []):
                    self.calls += 1
                    added.append(self._note(probe, record, depth))
        followed = [more for one in added if follow and self._worth_following(one) for more in self._follow(one)]
        kept = [one for one in added if one.is_pinned and (one.record["lines"] or one.probe.example or self._has_static)]
        return [*kept, *(self.add(followed, depth + 1) if followed else [])]

    def _is_promising(self, subject: str, form: str) -> bool:
        """A way is gone a few times; after that only if it has told mutants apart, and not for ever."""
        self.asked[(subject, form)] = asked = self.asked.get((subject, form), 0) + 1
        freely = ASKED_FREELY if any(symbol in subject for symbol in self.favoured) else 1
        return asked <= freely or (form in self.telling and asked <= ASKED_AT_ALL)

    @property
    def _has_static(self) -> bool:
        return any(mutant["mode"] == "import" for mutant in self.mutants.values())

    def _follow(self, one: Seen) -> list[Probe]:
        return follow_up(one.probe, one.record, self._is_promising, self.raising, self.keys)

    def _worth_following(self, one: Seen) -> bool:
        if one.depth >= FOLLOW_UP_DEPTH:
            return False
        return bool(one.record["lines"]) or one.probe.example is not None or one.depth == 0

    def _observe_body(self, probes: list[Probe]) -> dict[str, Any]:
        return {"probes": [{**probe.as_json(), "limit": self._seconds_for(probe)} for probe in probes]}

    def _seconds_for(self, probe: Probe) -> float:
        """Calls of tests and criteria may take their time; a symbol on which guessed inputs hang gets less and less."""
        if probe.origin in ("criterion", "docstring", "existing-test"):
            return WRITTEN
        return GUESSED if self.timeouts.get(probe.symbol, 0) < TIMEOUTS else HANGING

    def _note(self, probe: Probe, record: dict[str, Any], depth: int) -> Seen:
        record = {"lines": {}, "arcs": {}, "order": [], "after": [], "shape": {}, "seconds": 0.0, **record}
        one = Seen(probe, record, depth)
        self.seen[probe.key] = one
        self.behaviours.add(one.behaviour)
        if record["status"] == "timed-out":
            self.timeouts[probe.symbol] = self.timeouts.get(probe.symbol, 0) + 1
        return one

    def judge(self, probes: list[Seen], mutants: list[str], static: bool = False, all_of_them: bool = False) -> None:
        """Tries the probes on the mutants whose line they reach.

        Mutants of module or class level are tried only when `static`: each costs an import. Mutants that only ever hang are given up.
        `all_of_them`: neither economy, for the final count.
        """
        groups: list[tuple[str, list[Seen]]] = []
        for mutant in mutants:
            is_static = self.is_static(mutant)
            if not all_of_them and (self.hangs.get(mutant, 0) >= HANGS or (is_static and not static)):
                continue
            reaching = [one for one in probes if mutant not in one.tried and self.reaches(one, mutant)]
            reaching.sort(key=by_cost)
            if is_static and not all_of_them:
                reaching = self._some_for_static(mutant, reaching)
            if reaching:
                groups.append((mutant, reaching))
        jobs = [groups[at :: len(self.shops.clients) * 2] for at in range(len(self.shops.clients) * 2)]
        for share, answer in zip(jobs, self.shops.ask_all([("judge", _judge_body(share)) for share in jobs])):
            for (mutant, group), endings in zip(share, answer or []):
                self._note_endings(mutant, group, endings)

    def _some_for_static(self, mutant: str, probes: list[Seen]) -> list[Seen]:
        """A mutant of module or class level may be seen by any probe: those that run a line which uses it first, up to a total."""
        facts = self.mutants[mutant]
        ranked = sorted(probes, key=lambda one: not one.reaches(facts["path"], facts["users"]))
        left = STATIC_TRIES - self.static_tries.get(mutant, 0)
        kept = ranked[: max(0, min(left, STATIC_TRIES_AT_ONCE))]
        self.static_tries[mutant] = self.static_tries.get(mutant, 0) + len(kept)
        return kept

    def _note_endings(self, mutant: str, group: list[Seen], endings: list[str]) -> None:
        for one, ending in zip(group, endings):
            one.tried.add(mutant)
            if ending == "assertion":
                one.kills.add(mutant)
                if mutant not in self.killed:
                    self.telling.add(one.probe.form)
                self.killed.add(mutant)
        if "timed-out" in endings and "same" not in endings:
            self.hangs[mutant] = self.hangs.get(mutant, 0) + 1

    def reaches(self, one: Seen, mutant: str) -> bool:
        facts = self.mutants[mutant]
        return self._may_see(one, facts) if self.is_static(mutant) else one.reaches(facts["path"], facts["lines"])

    def is_static(self, mutant: str) -> bool:
        """Whether it changes code that runs at import."""
        return self.mutants[mutant]["mode"] == "import"

    def _may_see(self, one: Seen, static: dict[str, Any]) -> bool:
        """Code that runs at import is seen by who names it or runs a line that uses it, and by who knows: what nobody traces."""
        if one.reaches(static["path"], static["users"]) or not static["users"] or not one.record["lines"]:
            return True
        return any(name in one.probe.call or any(name in line for line in one.probe.setup) for name in static["names"])

    def find(self, probe: Probe) -> Seen | None:
        tidied = _tidied(probe)
        return self.seen.get(tidied.key) if tidied is not None else None

    def furthest(self, symbol: str) -> Seen | None:
        """Of the probes of a symbol that say something, the one that kills most, else runs most lines; the cheapest of equals."""
        found = [one for one in self.seen.values() if one.probe.symbol == symbol and one.is_pinned and one.record["lines"]]
        return max(found, key=lambda one: (len(one.kills), sum(map(len, one.record["lines"].values())), -one.probe.cost), default=None)

    def nearest(self, mutant: str, most: int) -> list[Seen]:
        """The cheapest probes that reach the mutant and can be pinned."""
        reaching = [one for one in self.seen.values() if one.is_pinned and one.record["lines"] and self.reaches(one, mutant)]
        return sorted(reaching, key=by_cost)[:most]

    def news(self, added: list[Seen]) -> list[Seen]:
        """Of every behaviour the cheapest and some others: their values differ, but not for ever."""
        groups: dict[str, list[Seen]] = {}
        for one in sorted(added, key=by_cost):
            groups.setdefault(one.behaviour, []).append(one)
        kept = []
        for group in groups.values():
            rest = group[CHEAPEST:]
            self.chance.shuffle(rest)
            kept += [*group[:CHEAPEST], *rest[:OTHERS]]
        return kept


def _judge_body(groups: list[tuple[str, list[Seen]]]) -> dict[str, Any]:
    probes = list({one.probe.key: one for _, group in groups for one in group}.values())
    index = {one.probe.key: at for at, one in enumerate(probes)}
    return {
        "pinned": [one.pinned for one in probes],
        "seconds": [one.seconds_allowed for one in probes],
        "groups": [{"mutant": mutant, "probes": [index[one.probe.key] for one in group]} for mutant, group in groups],
    }


def _tidied(probe: Probe) -> Probe | None:
    try:
        return tidy(probe)
    except (SyntaxError, ValueError, RecursionError):
        return None

