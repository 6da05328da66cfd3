"""A small project on disk and the mutants of its text, for the tests of the `mutate` verb."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

RUNNER = Path(__file__).resolve().parents[1]


class Project:
    """`files`: path to text (dedented). `mutate` asks the real runner, in a process of its own, over the protocol."""

    def __init__(self, root: Path, files: dict[str, str]) -> None:
        self.root = root
        self.files = {path: textwrap.dedent(text).lstrip("\n") for path, text in files.items()}
        self._mutants: dict[str, dict] = {}
        for path, text in self.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")

    def mutant(self, path: str, original: str, replacement: str, occurrence: int = 0, name: str | None = None) -> str:
        """Adds a mutant of the nth place where `original` stands; gives its id."""
        text = self.files[path]
        start = -1
        for _ in range(occurrence + 1):
            start = text.index(original, start + 1)
        first = len(text[:start].encode())
        mutant_id = name or f"{path}: {original} -> {replacement} #{occurrence}"
        line = text.count("\n", 0, start) + 1
        edit = {"start": first, "end": first + len(original.encode()), "replacement": replacement}
        self._mutants[mutant_id] = {"id": mutant_id, "path": path, "line": line, **edit}
        return mutant_id

    def mutate(self, groups: list[dict] | None = None, budget: float = 60.0, floor: float = 0.5) -> "Answer":
        body = {
            "mutants": list(self._mutants.values()),
            "groups": [group()] if groups is None else groups,
            "timeout": {"floor_seconds": floor, "factor": 10},
            "budget_seconds": budget,
        }
        return Answer(ask(self.root, body))

    def naive(self, mutant_id: str, test_file: str) -> dict[str, str]:
        """How each test function ends under a mutant in a fresh interpreter on a mutated tree: `passed` or `failed`."""
        edit = self._mutants[mutant_id]
        file = self.root / edit["path"]
        source = file.read_bytes()
        try:
            file.write_bytes(source[: edit["start"]] + edit["replacement"].encode() + source[edit["end"] :])
            ran = subprocess.run(
                [sys.executable, "-B", "-c", _CALLER, str(self.root / test_file)],
                cwd=self.root, capture_output=True, text=True, timeout=60, env=clean_environment(),
            )  # fmt: skip
        finally:
            file.write_bytes(source)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)


# Calls every test function of a file that needs no fixture; `{}` when the file does not load.
_CALLER = """
import ast, json, runpy, sys
sys.path.insert(0, "")
names = [one.name for one in ast.parse(open(sys.argv[1]).read()).body if isinstance(one, ast.FunctionDef)]
try:
    module = runpy.run_path(sys.argv[1])
except Exception:
    module = {}
ended = {}
for name in names:
    try:
        module[name]()
        ended[name] = "passed"
    except Exception:
        ended[name] = "failed"
print(json.dumps(ended))
"""


class Answer:
    def __init__(self, frames: list[dict]) -> None:
        self.progress = [frame for frame in frames if frame["frame"] == "progress"]
        assert frames[-1]["frame"] == "answer", frames[-1]
        self.body = frames[-1]["body"]
        self.mutants = {mutant["id"]: mutant for mutant in self.body["mutants"]}
        self.baseline = {entry["outcome"]["case"]: entry["outcome"] for entry in self.body["baseline"]}

    def status(self, mutant_id: str) -> str:
        return self.mutants[mutant_id]["status"]

    def results(self, mutant_id: str, group: str = "tests") -> dict[str, str]:
        """Result by test name, without its file."""
        results = self.mutants[mutant_id]["results"]
        return {one["case"].partition("::")[2]: one["result"] for one in results if one["group"] == group}


def group(id: str = "tests", select: list[str] | None = None, until: str = "all", cases_per_mutant: int | None = None) -> dict:
    return {"id": id, "select": select or ["tests"], "until": until, "cases_per_mutant": cases_per_mutant}


def ask(root: Path, body: dict) -> list[dict]:
    request = json.dumps({"protocol": 1, "verb": "mutate", "body": body})
    ran = subprocess.run(
        [sys.executable, "-m", "tfactory_runner"], cwd=root, input=request.encode(), capture_output=True, timeout=120,
        env={**clean_environment(), "PYTHONPATH": str(RUNNER)},
    )  # fmt: skip
    assert ran.stdout, ran.stderr.decode()[-2000:]
    return [json.loads(line) for line in ran.stdout.splitlines()]


def clean_environment() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "COV"))}
