"""Says why a test file could not be loaded."""

from __future__ import annotations

import os

from .failures import path_inside, shorten, text_of


def collection_error(node: str, error: BaseException | None, text: str, root: str) -> dict:
    """A `collection_errors` entry. `node` is the collector's node id, `text` what pytest printed.

    pytest wraps the exception of a test file or conftest; the cause says what really happened.
    """
    cause = _cause(error)
    path = node.partition("::")[0]
    conftest = getattr(error, "path", None)
    if type(error).__name__ == "ConftestImportFailure" and conftest is not None:
        path = path_inside(os.fspath(conftest), root) or path
    if cause is None:
        return {"path": path, "kind": "error", "exception": "Failed", "message": shorten(text)}
    kind = "syntax" if isinstance(cause, SyntaxError) else "import" if isinstance(cause, ImportError) else "error"
    return {"path": path, "kind": kind, "exception": type(cause).__name__, "message": shorten(text_of(cause) or text)}


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
