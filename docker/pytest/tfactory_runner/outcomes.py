"""Turns what pytest reported about one case into an `Outcome` (src/domain/outcome.ts)."""

from __future__ import annotations

from typing import Any

from .failures import describe_failure, shorten


def outcome_of(case: str, reports: list[tuple[Any, Any]], root: str, test_path: str) -> dict:
    """`reports`: (pytest report, ExceptionInfo or None) of every phase of one case, in order.

    The first failed phase decides. Skipped and expected failures did not run: they prove nothing.
    """
    seconds = round(sum(report.duration for report, _ in reports), 6)
    for report, excinfo in reports:
        if report.failed:
            failure = describe_failure(report, excinfo, root, test_path)
            return {"case": case, "status": "failed", "seconds": seconds, "failure": failure}
    for report, _ in reports:
        if hasattr(report, "wasxfail"):
            how = "expected to fail and did" if report.skipped else "expected to fail but passed"
            return did_not_run(case, f"xfail, {how}: {report.wasxfail}".rstrip(": "))
        if report.skipped:
            return did_not_run(case, _skip_reason(report))
    if not any(report.when == "call" for report, _ in reports):
        return did_not_run(case, "pytest gave no report of the call")
    return {"case": case, "status": "passed", "seconds": seconds}


def did_not_run(case: str, reason: str) -> dict:
    return {"case": case, "status": "did-not-run", "reason": shorten(reason, 500)}


def timed_out(case: str, limit_seconds: float) -> dict:
    return {"case": case, "status": "timed-out", "limit_seconds": limit_seconds}


def crashed(case: str, seconds: float, message: str) -> dict:
    """The case took its process down with it."""
    failure = {
        "kind": "crash",
        "exception": "Crash",
        "message": shorten(message),
        "path": None,
        "line": None,
        "where": "unknown",
    }
    return {"case": case, "status": "failed", "seconds": round(seconds, 6), "failure": failure}


def interrupted(case: str, seconds: float, error: BaseException) -> dict:
    """The case raised what ends pytest itself: `pytest.exit`, KeyboardInterrupt."""
    message = f"the test ended the test session: {error}"
    failure = {"kind": "error", "exception": type(error).__name__, "message": shorten(message), "path": None, "line": None}
    return {"case": case, "status": "failed", "seconds": round(seconds, 6), "failure": {**failure, "where": "unknown"}}


def _skip_reason(report: Any) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return f"skipped: {text.removeprefix('Skipped: ').removeprefix('Skipped')}".rstrip(": ")
