"""Rebuilds what a process of the project said, field by field: nothing but known fields of known types goes on."""

from __future__ import annotations

import math
from typing import Any

from .outcomes import crashed, did_not_run, timed_out
from .failures import shorten

_KINDS = ("assertion", "error", "import", "setup", "teardown", "crash")
_FINDING_KINDS = ("syntax", "import", "symbol", "fixture", "forbidden", "flake", "smell")
_OPTIONAL = ("case", "fix", "answered_by", "nearest")
_PLACES = ("test", "product", "library", "unknown")


def clean_outcome(said: Any, case: str) -> dict:
    """An `Outcome` of `case`; a crash when what was said is none."""
    status = said.get("status") if isinstance(said, dict) else None
    if status == "passed":
        return {"case": case, "status": "passed", "seconds": _number(said.get("seconds"))}
    if status == "failed" and isinstance(said.get("failure"), dict):
        return {"case": case, "status": "failed", "seconds": _number(said.get("seconds")), "failure": _failure(said["failure"])}
    if status == "timed-out":
        return timed_out(case, _number(said.get("limit_seconds")))
    if status == "did-not-run":
        return did_not_run(case, str(said.get("reason")))
    return crashed(case, 0.0, "the test's process sent something that is not an outcome")


def clean_errors(said: Any) -> list[dict]:
    """`collection_errors`, at most 1000."""
    errors = [error for error in said if isinstance(error, dict)] if isinstance(said, list) else []
    return [
        {
            "path": shorten(str(error.get("path", "")), 500),
            "kind": error["kind"] if error.get("kind") in ("import", "syntax") else "error",
            "exception": shorten(str(error.get("exception", "")), 200),
            "message": shorten(str(error.get("message", ""))),
        }
        for error in errors[:1000]
    ]


def clean_coverage(said: Any, files: list[str]) -> dict:
    """`{lines: FileLines[], arcs: FileArcs[]}` of these files only, ascending and unique."""
    lines = {path: sorted({n for n in numbers if _is_line(n)}) for path, numbers in _by_path(said, "lines", files)}
    arcs = {path: sorted({tuple(arc) for arc in pairs if _is_arc(arc)}) for path, pairs in _by_path(said, "arcs", files)}
    return {
        "lines": [{"path": path, "lines": numbers} for path, numbers in sorted(lines.items()) if numbers],
        "arcs": [{"path": path, "arcs": [list(arc) for arc in pairs]} for path, pairs in sorted(arcs.items()) if pairs],
    }


def clean_check(said: Any, path: str) -> dict:
    """`{findings, cases}` about the file `path`."""
    said = said if isinstance(said, dict) else {}
    findings = [_finding(f, path) for f in said.get("findings") or [] if isinstance(f, dict)]
    cases = [
        {"case": str(c["case"]), "name": str(c["name"]), "path": path, "line": c["line"] if _is_line(c["line"]) else 1}
        for c in said.get("cases") or []
        if isinstance(c, dict) and {"case", "name", "line"} <= c.keys()
    ]
    return {"findings": findings[:1000], "cases": cases[:10_000]}


def _finding(said: dict, path: str) -> dict:
    line = said.get("line")
    return {
        "rule": str(said.get("rule", ""))[:100],
        "kind": said["kind"] if said.get("kind") in _FINDING_KINDS else "import",
        "severity": said["severity"] if said.get("severity") in ("high", "medium", "low") else "high",
        "path": path,
        "line": line if _is_line(line) else 1,
        "message": shorten(str(said.get("message", "")), 500),
        **{key: shorten(said[key], 500) if isinstance(said.get(key), str) else None for key in _OPTIONAL},
    }


def _by_path(said: Any, key: str, files: list[str]):
    entries = said.get(key) if isinstance(said, dict) else None
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and entry.get("path") in files and isinstance(entry.get(key), list):
            yield entry["path"], entry[key]


def _is_line(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10_000_000


def _is_arc(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(n, int) and abs(n) < 10_000_000 for n in value)


def _failure(said: dict) -> dict:
    path, line = said.get("path"), said.get("line")
    return {
        "kind": said["kind"] if said.get("kind") in _KINDS else "error",
        "exception": shorten(str(said.get("exception", "")), 200),
        "message": shorten(str(said.get("message", ""))),
        "path": shorten(path, 500) if isinstance(path, str) else None,
        "line": line if _is_line(line) else None,
        "where": said["where"] if said.get("where") in _PLACES else "unknown",
    }


def _number(value: Any) -> float:
    ok = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    return float(value) if ok else 0.0
