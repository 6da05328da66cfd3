"""A fresh interpreter and a whole pytest per mutant, one after the other. Answers `mutate` with what each case did and took."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

TREE = Path("/tmp/tree")
REPORT = Path("/tmp/report.json")


def main() -> None:
    body = json.loads(sys.stdin.buffer.read())["body"]
    select = [one for group in body["groups"] for one in group["select"]]
    shutil.copytree("/work", TREE)
    baseline = _run(select)[0] if body["baseline"] else []
    mutants = [{"id": mutant["id"], **_mutated(mutant, select)} for mutant in body["mutants"]]
    print(json.dumps({"frame": "answer", "body": {"mutants": mutants, "baseline": baseline}}))


def _mutated(mutant: dict, select: list[str]) -> dict:
    file = TREE / mutant["path"]
    source = file.read_bytes()
    file.write_bytes(source[: mutant["start"]] + mutant["replacement"].encode() + source[mutant["end"] :])
    try:
        cases, seconds = _run(select)
    finally:
        file.write_bytes(source)
    return {"cases": cases, "seconds": seconds}


def _run(select: list[str]) -> tuple[list[dict], float]:
    """Every case, and the seconds of the whole process."""
    REPORT.unlink(missing_ok=True)
    began = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "tfactory_runner.case_report", *select]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "CASE_REPORT": str(REPORT)}
    subprocess.run(command, cwd=TREE, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    return (json.loads(REPORT.read_text()) if REPORT.exists() else []), seconds


main()
