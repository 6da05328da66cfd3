"""Which cases selectors name."""

import pytest

from tfactory_runner.selecting import Selection, existing_paths, unmatched

CASE = "tests/unit/test_a.py::TestB::test_c[x::y/z]"


@pytest.mark.parametrize(
    "selector",
    [
        ".",
        "tests",
        "tests/",
        "./tests/unit",
        "tests/unit/test_a.py",
        "tests/unit/test_a.py::TestB",
        "tests/unit/test_a.py::TestB::test_c",
        CASE,
    ],
)
def test_a_case_is_named_by_its_folders_file_class_function_and_itself(selector):
    assert Selection([selector]).holds(CASE)


@pytest.mark.parametrize(
    "selector", ["test", "tests/unit/test_a", "tests/unit/test_a.py::Test", "tests/unit/test_a.py::TestB::test", f"{CASE}x"]
)
def test_a_selector_that_is_only_a_beginning_names_nothing(selector):
    assert not Selection([selector]).holds(CASE)


def test_an_empty_selection_holds_everything():
    assert Selection([]).holds(CASE)


def test_node_ids_that_name_nothing_are_told():
    assert unmatched(["a.py", "a.py::b", "./a.py::c", "a.py::d[1]"], ["a.py::c", "a.py::d[2]"]) == ["a.py::b", "a.py::d[1]"]


def test_paths_for_pytest_are_files_once_and_never_inside_another(tmp_path):
    (tmp_path / "tests/unit").mkdir(parents=True)
    (tmp_path / "tests/unit/test_a.py").touch()
    paths, missing = existing_paths(
        tmp_path, ["tests/unit/test_a.py::x", "./tests/unit/", "tests/unit/test_a.py", "gone.py::y"]
    )
    assert paths == ["tests/unit"]
    assert [error["path"] for error in missing] == ["gone.py"]
    assert existing_paths(tmp_path, [".", "tests"])[0] == ["."]
