"""Says why a test file could not be loaded."""

from __future__ import annotations

import os

from .failures import path_inside, shorten, text_of


def collection_error(node: str, error: BaseException | None, text: str, root: str) -> dict:
    """A `collection_errors` entry, and the `line` of the file where it went wrong, if known.

    `node` is the collector's node id, `text` what pytest printed.

    pytest wraps the exception of a test file or conftest; the cause says what really happened.
    """
    cause = _cause(error)
    path = node.partition("::")[0]
    conftest = getattr(error, "path", None)
    if type(error).__name__ == "ConftestImportFailure" and conftest is not None:
        path = path_inside(os.fspath(conftest), root) or path
    if cause is None:
        return {"path": path, "kind": "error", "exception": "Failed", "message": shorten(text), "line": None}
    kind = "syntax" if isinstance(cause, SyntaxError) else "import" if isinstance(cause, ImportError) else "error"
    message = shorten(text_of(cause) or text)
    return {"path": path, "kind": kind, "exception": type(cause).__name__, "message": message, "line": _line(cause, path, root)}


def _line(cause: BaseException, path: str, root: str) -> int | None:
    """The last line of the file itself on the way to the exception."""
    line = cause.lineno if isinstance(cause, SyntaxError) else None
    traceback = cause.__traceback__
    while traceback is not None:
        if path_inside(traceback.tb_frame.f_code.co_filename, root) == path:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _cause(error: BaseException | None) -> BaseException | None:
    if error is None:
        return None
    wrapped = getattr(error, "cause", None)  # ConftestImportFailure, pytest 8+
    if isinstance(wrapped, BaseException):
        return wrapped
    excinfo = getattr(error, "excinfo", None)  # ConftestImportFailure, pytest 6 and 7
    if isinstance(excinfo, tuple) and isinstance(excinfo[1], BaseException):
        return excinfo[1]
    if type(error).__name__ in ("CollectError", "ConftestImportFailure", "UsageError") and error.__cause__ is not None:
        return error.__cause__
    return error
