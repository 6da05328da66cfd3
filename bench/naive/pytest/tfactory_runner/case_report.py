"""A pytest plug-in: how each case ended and the seconds of all its phases, as JSON in the file `CASE_REPORT`."""

import json
import os

import pytest

_cases: dict[str, dict] = {}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    yield
    case = _cases.setdefault(item.nodeid, {"case": item.nodeid, "result": "survived", "seconds": 0.0})
    case["seconds"] += call.duration
    if call.excinfo is not None and case["result"] == "survived":
        asserted = isinstance(call.excinfo.value, (AssertionError, pytest.fail.Exception))
        case["result"] = "killed-by-assertion" if asserted else "killed-by-error"


def pytest_sessionfinish():
    with open(os.environ["CASE_REPORT"], "w") as file:
        json.dump(list(_cases.values()), file)
