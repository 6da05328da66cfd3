"""Says why a case failed: which kind, which exception, where it was raised."""

from __future__ import annotations

import os
import re
import sysconfig
from typing import Any, Callable, Iterator

from _pytest.outcomes import Failed  # `pytest.fail.Exception`: the `run` verb itself needs no more of pytest, which takes its time to load

MESSAGE_LIMIT = 2000
_ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
_TEST_FILE = re.compile(r"(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$|(^|/)tests?/")
_LIBRARIES = tuple({os.path.realpath(sysconfig.get_paths()[name]) + os.sep for name in ("stdlib", "purelib", "platlib")})
# Their frames raise on behalf of the caller: `pytest.fail`, `assertEqual`, `mock.assert_called_once`.
_ASSERTING = ("_pytest", "pytest", "pluggy", "unittest", "doctest")
# What is left to read of `assert ok`, `self.assertTrue(ok)`, `self.fail()` and an assertion that pytest did not rewrite.
_SAYS_NOTHING = re.compile(r"|None|assert (not )?\S+|\S+ is not (true|false)")
# Not AssertionErrors, and no frame of theirs is in the tree.
DOCTEST_FAILURES = ("DocTestFailure", "MultipleDoctestFailures")


def shorten(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """Cuts a long tail; the beginning, where pytest puts the assertion, stays. Lone surrogates are made printable.

    Where an object lies in memory says nothing, and is another place in every run.
    """
    text = _ADDRESS.sub("at 0x...", text)
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= limit else text[: limit - 2].rstrip() + " …"


def describe_failure(report: Any, excinfo: Any, root: str, test_path: str) -> dict:
    """A `Failure`. `root` is the real path of the tree, `test_path` the case's file relative to it."""
    if excinfo is None:  # a failure without exception: a strict xfail that passed, a failed subtest
        text = str(report.longrepr)
        exception = "XPassed" if "XPASS" in text else "Failed"
        kind = "error" if exception == "XPassed" else "assertion"
        return _failure(kind, exception, text, test_path, None, "test")
    error = _innermost(excinfo.value)
    frames = list(_frames(error.__traceback__ or excinfo.tb))
    path, line, where = _locate(frames, root, test_path)
    kind = _kind(report.when, error, where, lambda: _is_importing(frames, root))
    message = text_of(error)
    if kind == "assertion" and _SAYS_NOTHING.fullmatch(message) and excinfo.traceback:
        message = _with_statement(message, _statement_of(excinfo))
    return _failure(kind, type(error).__name__, message, path, line, where)


def _statement_of(excinfo: Any) -> str:
    """The source of the innermost statement that is not a framework's."""
    for entry in reversed(excinfo.traceback):
        if str(entry.frame.f_globals.get("__name__", "")).partition(".")[0] not in _ASSERTING:
            return str(entry.statement).strip()
    return ""


def _with_statement(message: str, statement: str) -> str:
    """Adds what was asserted, unless that is a constant: `assert False` says no more than its message."""
    if message in ("", "None"):
        return statement or message
    return message if re.sub(r"[()\s]+", " ", statement).strip() == message else f"{message}\n +  in: {statement}"


def text_of(error: BaseException) -> str:
    """`str(error)`, whatever the exception's own code does."""
    try:
        return str(error)
    except BaseException as another:
        return f"<message unavailable: {type(another).__name__}>"


def is_assertion(error: BaseException) -> bool:
    """AssertionError, `pytest.fail` and DID NOT RAISE, a failed doctest; a group when all its members are."""
    members = getattr(error, "exceptions", None)
    if isinstance(members, tuple) and members:
        return all(is_assertion(member) for member in members)
    if isinstance(error, (AssertionError, Failed)):
        return True
    return type(error).__name__ in DOCTEST_FAILURES


def _failure(kind: str, exception: str, message: str, path: str | None, line: int | None, where: str) -> dict:
    return {"kind": kind, "exception": exception, "message": shorten(message), "path": path, "line": line, "where": where}


def _innermost(error: BaseException) -> BaseException:
    """What the project's code raised, when a framework wrapped it."""
    info = getattr(error, "exc_info", None)
    if type(error).__name__ == "UnexpectedException" and isinstance(info, tuple):  # doctest
        return info[1]
    return error


def _kind(when: str, error: BaseException, where: str, is_importing: Callable[[], bool]) -> str:
    if when in ("setup", "teardown"):
        return when
    if is_assertion(error):
        return "assertion"
    if isinstance(error, ImportError) and (where == "test" or is_importing()):
        return "import"
    return "error"


def _frames(traceback: Any) -> Iterator[tuple[str, int, str, str]]:
    """(file, line, function, top-level package) of each frame, outermost first, without frozen importlib frames."""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if not code.co_filename.startswith("<frozen"):
            package = str(traceback.tb_frame.f_globals.get("__name__", "")).partition(".")[0]
            yield code.co_filename, traceback.tb_lineno, code.co_name, package
        traceback = traceback.tb_next


def _locate(frames: list, root: str, test_path: str) -> tuple[str | None, int | None, str]:
    """The innermost frame inside the tree, and who raised."""
    while frames and frames[-1][3] in _ASSERTING:
        frames = frames[:-1]
    for above, (file, number, _, _) in enumerate(reversed(frames)):
        inside = path_inside(file, root)
        if inside is not None:
            raised_by = "test" if is_test_path(inside, test_path) else "product"
            return inside, number, "library" if above else raised_by
    return None, None, "library" if frames else "unknown"


def _is_importing(frames: list, root: str) -> bool:
    return any(function == "<module>" and path_inside(file, root) is not None for file, _, function, _ in frames)


def is_test_path(path: str, test_path: str) -> bool:
    """Whether a file of the tree belongs to the tests: the case's own file, others by their name and folder."""
    return path == test_path or _TEST_FILE.search(path) is not None


def path_inside(file: str, root: str) -> str | None:
    """The path relative to the tree with `/`, `None` for a library's file (also one installed inside the tree)."""
    full = os.path.realpath(file)
    if not full.startswith(root + os.sep) or full.startswith(_LIBRARIES) or f"{os.sep}site-packages{os.sep}" in full:
        return None
    return os.path.relpath(full, root).replace(os.sep, "/")
