"""A small project on disk and the mutants of its text, for the tests of the `mutate` verb."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

from warm_runner import RUNNER, ask_warm, clean_environment


class Project:
    """`files`: path to text (dedented). `mutate` asks the real runner over the protocol."""

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

    def mutate(self, groups: list[dict] | None = None, budget: float = 60.0, floor: float = 0.5, before: str = "") -> "Answer":
        """`before`: statements for the runner's interpreter, to make a limit of its own shorter."""
        body = {
            "mutants": list(self._mutants.values()),
            "groups": [group()] if groups is None else groups,
            "timeout": {"floor_seconds": floor, "factor": 10},
            "budget_seconds": budget,
        }
        return Answer(ask(self.root, body, before))

    def naive(self, test_file: str) -> dict[str, dict[str, str]]:
        """How each test function ends under each mutant in a process that imports the mutated tree: `passed` or `failed`."""
        trees = [(one["path"], self._mutated(one)) for one in self._mutants.values()]
        ran = subprocess.run(
            [sys.executable, "-B", "-c", _CALLER, str(self.root / test_file)],
            cwd=self.root, input=json.dumps(trees), capture_output=True, text=True, timeout=300, env=clean_environment(),
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return dict(zip(self._mutants, json.loads(ran.stdout), strict=True))

    def _mutated(self, edit: dict) -> str:
        source = self.files[edit["path"]].encode()
        return (source[: edit["start"]] + edit["replacement"].encode() + source[edit["end"] :]).decode()


# Calls every test function of a file that needs no fixture, for each (path, source) in a fork that has not imported the
# project yet; `{}` when the file does not load. What the project imports is imported once.
_CALLER = """
import ast, asyncio, contextlib, dataclasses, enum, functools, json, os, pathlib, pytest, re, runpy, sys, typing
sys.path.insert(0, "")
names = [one.name for one in ast.parse(open(sys.argv[1]).read()).body if isinstance(one, ast.FunctionDef)]


def call_all():
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
    return ended


found = []
for path, source in json.load(sys.stdin):
    file = pathlib.Path(path)
    original = file.read_bytes()
    file.write_text(source)
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.write(writer, json.dumps(call_all()).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as ended:
        found.append(json.load(ended))
    os.wait()
    file.write_bytes(original)
print(json.dumps(found))
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


def ask(root: Path, body: dict, before: str = "") -> list[dict]:
    if not before:
        return ask_warm(root, "mutate", body, 300)
    request = json.dumps({"protocol": 1, "verb": "mutate", "body": body})
    ran = subprocess.run(
        [sys.executable, "-P", "-c", f"{before}\nfrom tfactory_runner.__main__ import main; main()"],
        cwd=root, input=request.encode(), capture_output=True, timeout=300, env={**clean_environment(), "PYTHONPATH": str(RUNNER)},
    )  # fmt: skip
    assert ran.stdout, ran.stderr.decode()[-2000:]
    return [json.loads(line) for line in ran.stdout.splitlines()]
