"""A small project on disk and the real runner, asked over the protocol."""

from __future__ import annotations

import textwrap
from pathlib import Path

from warm_runner import ask_warm


class Project:
    """`files`: path to text (dedented)."""

    def __init__(self, root: Path, files: dict[str, str]) -> None:
        self.root = root
        for path, text in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")

    def ask(self, verb: str, body: dict, seconds: float = 300) -> dict:
        """The body of the answer frame. Nothing but frames may stand on stdout, and the last one must be the answer."""
        frames = ask_warm(self.root, verb, body, seconds)
        assert frames[-1]["frame"] == "answer", frames[-1]
        assert all(frame["frame"] == "progress" for frame in frames[:-1])
        return frames[-1]["body"]

    def run(
        self, *select: str, cover: list[str] | None = None, seconds_per_case: float = 60, seconds: float = 280, **variation
    ) -> "Ran":
        """One variation; its fields by name."""
        body = {
            "select": list(select),
            "variations": [a_variation(**variation)],
            "coverage_of": cover,
            "seconds_per_case": seconds_per_case,
            "seconds_per_variation": seconds,
        }
        return Ran(self.ask("run", body))

    def check(self, *paths: str) -> dict:
        return self.ask("check", {"paths": list(paths)})

    def inspect(self, changes: dict[str, list[int]], base_symbols: list[str] | None = None) -> dict:
        body = [{"path": path, "lines": lines} for path, lines in changes.items()]
        return self.ask("inspect", {"changes": body, "base_symbols": base_symbols})

    def lines(self, path: str, *texts: str) -> list[int]:
        """The numbers of the first lines that hold these texts."""
        source = (self.root / path).read_text(encoding="utf-8").splitlines()
        return [next(number for number, line in enumerate(source, 1) if text in line) for text in texts]


class Ran:
    """The answer of one variation, by short case names (`test_a.py::test_b` or, where it is unique, `test_b`)."""

    def __init__(self, answer: dict) -> None:
        self.answer = answer
        self.result = answer["variations"][0]
        self.outcomes = {outcome["case"].partition("::")[2]: outcome for outcome in self.result["outcomes"]}

    @property
    def statuses(self) -> dict[str, str]:
        return {name: outcome["status"] for name, outcome in self.outcomes.items()}

    def failure(self, name: str) -> dict:
        return self.outcomes[name]["failure"]

    def covered(self, name: str) -> dict[str, list[int]]:
        case = next(c for c in self.answer["coverage"]["cases"] if c["case"].partition("::")[2] == name)
        return {file["path"]: file["lines"] for file in case["lines"]}


def a_variation(**fields) -> dict:
    plain = {
        "id": "plain",
        "seed": 0,
        "told_in": None,
        "order": "file",
        "order_seed": 0,
        "timezone": "UTC",
        "locale": "C.UTF-8",
        "user": None,
        "clock_shift_seconds": 0,
        "clock_at": None,
        "cpu_percent": 100,
        "alone": False,
        "again": False,
        "folders_reversed": False,
        "coarse_file_times": False,
        "rides_on": None,
        "late_threads": False,
        "draws": 0,
        "with_suite": [],
        "without": [],
    }
    return {**plain, **fields}
