"""Many small test files in one request: what each of them shows on its own costs one start of the runner instead of one each."""

from __future__ import annotations

from pathlib import Path

from project import Project, Ran


def run_together(root: Path, sources: list[str], files: dict[str, str] | None = None, **options) -> list[Ran]:
    """Each source as a test file of its own, run in one session. The answer of each, as if there were no other."""
    names = [f"test_{number}.py" for number in range(len(sources))]
    ran = Project(root, {**(files or {}), **dict(zip(names, sources))}).run(*names, **options)
    return [Ran({**ran.answer, "variations": [_of_file(ran.result, name)]}) for name in names]


def check_together(root: Path, sources: list[str], files: dict[str, str]) -> list[dict]:
    """Each source as a test file of `tests/`, checked in one request. The answer about each."""
    paths = [f"tests/test_new_{number}.py" for number in range(len(sources))]
    answer = Project(root, {**files, **dict(zip(paths, sources))}).check(*paths)
    return [{kind: [one for one in answer[kind] if _path_of(one) == path] for kind in ("findings", "cases")} for path in paths]


def _of_file(result: dict, name: str) -> dict:
    return {**result, "outcomes": [outcome for outcome in result["outcomes"] if outcome["case"].startswith(f"{name}::")]}


def _path_of(one: dict) -> str:
    return one["path"] if "path" in one else one["case"].partition("::")[0]
