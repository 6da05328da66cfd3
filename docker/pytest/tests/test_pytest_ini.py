"""The configuration pytest would use, and what of it we keep."""

import pytest

from project import Project
from tfactory_runner.pytest_args import kept_addopts
from tfactory_runner.pytest_ini import common_folder, find_ini


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\ntestpaths = a b\n"),
        ("tox.ini", "[tox]\n[pytest]\ntestpaths = a b\n"),
        ("setup.cfg", "[tool:pytest]\ntestpaths =\n    a\n    b\n"),
        ("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = ['a', 'b']\n"),
        ("pyproject.toml", "[tool.pytest.ini_options]\ntestpaths = 'a b'\n"),
        ("pytest.toml", "[pytest]\ntestpaths = ['a', 'b']\n"),
    ],
)
def test_every_form_of_configuration_is_read(tmp_path, name, text):
    Project(tmp_path, {name: text})
    ini = find_ini(tmp_path)
    assert (ini.path, ini.words("testpaths")) == (tmp_path / name, ["a", "b"])


@pytest.mark.parametrize("text", ["", "[project]\nname = 'a'\n", "[tool.pytest\n"])
def test_a_project_file_without_pytest_section_is_no_configuration(tmp_path, text):
    Project(tmp_path, {"pyproject.toml": text})
    assert find_ini(tmp_path).path is None


def test_the_nearest_configuration_upwards_wins(tmp_path):
    Project(
        tmp_path,
        {"pytest.ini": "[pytest]\n", "packages/a/pytest.ini": "", "packages/a/tests/test_a.py": "", "packages/b/test_b.py": ""},
    )
    near = find_ini(tmp_path, common_folder(tmp_path, ["packages/a/tests/test_a.py"]))
    both = find_ini(tmp_path, common_folder(tmp_path, ["packages/a/tests", "packages/b/test_b.py"]))
    assert (near.path, both.path) == (tmp_path / "packages/a/pytest.ini", tmp_path / "pytest.ini")


@pytest.mark.parametrize(
    ("addopts", "kept"),
    [
        ("-ra -q -x --cov=a --cov-report html -n auto --maxfail 3 --lf", []),
        ("--import-mode importlib --doctest-modules", ["--import-mode=importlib", "--doctest-modules"]),
        ("-m 'not slow' -k=name -Werror", ["-m", "not slow", "-k", "=name", "-W", "error"]),
        ("-p xdist -p timeout -p no:randomly -pmine", ["-p", "xdist", "-p", "mine"]),
        ("--ds=app.settings --strict-markers", ["--ds=app.settings", "--strict-markers"]),
    ],
)
def test_only_options_that_say_what_a_test_means_are_kept(tmp_path, addopts, kept):
    Project(tmp_path, {"pytest.ini": f"[pytest]\naddopts = {addopts}\n"})
    assert kept_addopts(find_ini(tmp_path).words("addopts")) == kept
