"""What a process of the project says goes on only as known fields of known types."""

import pytest

from tfactory_runner.reported import clean_coverage, clean_errors, clean_outcome


@pytest.mark.parametrize(
    "said", [None, 3, [], {}, {"status": "accepted"}, {"status": "failed"}, {"status": "failed", "failure": "x"}]
)
def test_what_is_no_outcome_is_a_crash(said):
    outcome = clean_outcome(said, "a.py::b")
    assert (outcome["status"], outcome["failure"]["kind"]) == ("failed", "crash")


def test_an_outcome_keeps_its_own_case_and_loses_unknown_fields():
    said = {"case": "other.py::c", "status": "passed", "seconds": 0.5, "verdict": "accept"}
    assert clean_outcome(said, "a.py::b") == {"case": "a.py::b", "status": "passed", "seconds": 0.5}


@pytest.mark.parametrize("seconds", ["1", -1, float("nan"), float("inf"), True, None])
def test_a_time_that_is_none_is_zero(seconds):
    assert clean_outcome({"status": "passed", "seconds": seconds}, "a")["seconds"] == 0.0


def test_a_failure_has_only_known_kinds_and_places():
    failure = {"kind": "virtue", "exception": "E" * 999, "message": "m" * 9999, "path": 3, "line": -1, "where": "moon"}
    clean = clean_outcome({"status": "failed", "seconds": 1, "failure": failure}, "a")["failure"]
    assert (clean["kind"], clean["where"], clean["path"], clean["line"]) == ("error", "unknown", None, None)
    assert (len(clean["exception"]), len(clean["message"])) == (200, 2000)


def test_lone_surrogates_do_not_break_the_answer():
    failure = {"kind": "error", "message": "\ud800"}
    clean = clean_outcome({"status": "failed", "seconds": 1, "failure": failure}, "a")["failure"]
    assert clean["message"] == "\\ud800"


def test_coverage_is_of_the_files_asked_for_ascending_and_unique():
    said = {
        "lines": [{"path": "a.py", "lines": [3, 1, 3, -1, "2", True]}, {"path": "/etc/passwd", "lines": [1]}],
        "arcs": [{"path": "a.py", "arcs": [[3, -1], [1, 3], [1, 3], [1], "x"]}],
    }
    assert clean_coverage(said, ["a.py"]) == {
        "lines": [{"path": "a.py", "lines": [1, 3]}],
        "arcs": [{"path": "a.py", "arcs": [[1, 3], [3, -1]]}],
    }


def test_collection_errors_are_limited_and_typed():
    assert clean_errors("x") == []
    assert clean_errors([{"path": 1, "kind": "virus", "line": 3}]) == [
        {"path": "1", "kind": "error", "exception": "", "message": ""}
    ]
