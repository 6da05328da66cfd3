"""The corpus of `check`: what is wrong is found at its line, what runs gives no finding, and every claim of it is true."""

import json
import re
import subprocess
import sys

import pytest

from check_corpus import FLAKY, PROJECT, RIGHT, RIGHT_BELOW, STEADY, WRONG, WRONG_BELOW
from project import Project
from warm_runner import RUNNER

FILES = {
    **{f"tests/test_wrong_{name}.py": source for name, source in WRONG.items()},
    **{f"tests/sub/test_wrong_below_{name}.py": source for name, source in WRONG_BELOW.items()},
    **{f"tests/test_flaky_{name}.py": source for name, source in FLAKY.items()},
    **{f"tests/test_right_{name}.py": source for name, source in {**RIGHT, **STEADY}.items()},
    **{f"tests/sub/test_right_below_{name}.py": source for name, source in RIGHT_BELOW.items()},
}
CHECK_ALL = """
import json, os, sys
runner, paths = json.load(sys.stdin)
sys.path[0] = runner
from pathlib import Path
from tfactory_runner.checking.check_file import check_collected
from tfactory_runner.collecting import Collected, collect
from tfactory_runner.tree import Tree

def check(collected, path):
    items = [item for item in collected.items if item.nodeid.partition("::")[0] == path]
    errors = [error for error in collected.errors if error["path"] == path]
    return check_collected(path, tree, Collected(collected.root, items, errors))["findings"]

tree = Tree(Path(os.path.realpath(os.getcwd())))
found = collect(["tests"], lambda collected: {path: check(collected, path) for path in paths})
print()
print(json.dumps(found))
"""
WRONG_FILES = [path for path in FILES if "test_wrong_" in path]
RIGHT_FILES = [path for path in FILES if "test_right_" in path]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    return Project(tmp_path_factory.mktemp("bank"), {**PROJECT, **FILES})


@pytest.fixture(scope="module")
def findings(bank):
    """All files collected at once, which is many times faster than a process for each."""
    ended = subprocess.run(
        [sys.executable, "-c", CHECK_ALL], cwd=bank.root, input=json.dumps([str(RUNNER), list(FILES)]), capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.parametrize("path", [path for path in FILES if "test_right_" not in path])
def test_what_is_not_there_is_found_at_its_line(findings, path):
    line, rule = next(
        (number, found[1]) for number, text in enumerate(FILES[path].splitlines(), 1) if (found := re.search(r"# <- ([\w-]+)$", text))
    )
    assert [(finding["line"], finding["rule"]) for finding in findings[path]] == [(line, rule)]


@pytest.mark.parametrize("path", RIGHT_FILES)
def test_what_is_there_gives_no_finding(findings, path):
    assert findings[path] == []


def test_what_the_corpus_calls_right_runs(bank):
    ran = bank.run(*RIGHT_FILES)
    failed = {name: outcome for name, outcome in ran.outcomes.items() if outcome["status"] == "failed"}
    assert failed == {} and ran.result["collection_errors"] == []


def test_what_the_corpus_calls_wrong_fails(bank):
    ran = bank.run(*WRONG_FILES)
    passed = {outcome["case"] for outcome in ran.result["outcomes"] if outcome["status"] == "passed"}
    assert passed == set()
