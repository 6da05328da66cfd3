"""Ordinary projects of every layout just work."""

import pytest

from project import Project

ADD = "def add(a, b):\n    return a + b\n"


@pytest.mark.parametrize(
    "files",
    [
        {"calc.py": ADD, "test_calc.py": "from calc import add\ndef test_a(): assert add(1, 2) == 3\n"},
        {
            "calc/__init__.py": ADD,
            "tests/__init__.py": "",
            "tests/test_a.py": "from calc import add\ndef test_a(): add(1, 2)\n",
        },
        {"calc/__init__.py": ADD, "tests/test_a.py": "from calc import add\ndef test_a(): add(1, 2)\n"},
        {"src/calc/__init__.py": ADD, "tests/test_a.py": "from calc import add\ndef test_a(): add(1, 2)\n"},
        {
            "lib/calc.py": ADD,
            "pytest.ini": "[pytest]\npythonpath = lib\n",
            "tests/test_a.py": "from calc import add\ndef test_a(): add(1, 2)\n",
        },
        {
            "tests/__init__.py": "",
            "tests/helpers.py": ADD,
            "tests/test_a.py": "from .helpers import add\ndef test_a(): add(1, 2)\n",
        },
        {"tests/helpers.py": ADD, "tests/test_a.py": "from helpers import add\ndef test_a(): add(1, 2)\n"},
        {
            "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib"\n',
            "calc.py": ADD,
            "tests/a/test_x.py": "from calc import add\ndef test_a(): add(1, 2)\n",
            "tests/b/test_x.py": "def test_b(): pass\n",
        },
    ],
)
def test_a_layout_works(tmp_path, files):
    ran = Project(tmp_path, files).run("." if "tests/test_a.py" not in files else "tests")
    assert set(ran.statuses.values()) == {"passed"}, ran.result
    assert ran.result["collection_errors"] == []


def test_unittest_classes_run_with_their_set_up(tmp_path):
    tests = """
        import unittest

        class TestA(unittest.TestCase):
            @classmethod
            def setUpClass(cls): cls.shared = []
            def setUp(self): self.own = 1
            def test_a(self): self.assertEqual(self.own, 1)
            def test_b(self): self.assertEqual(self.shared, [1])
        """
    ran = Project(tmp_path, {"test_a.py": tests}).run("test_a.py")
    assert ran.statuses == {"TestA::test_a": "passed", "TestA::test_b": "failed"}
    assert ran.failure("TestA::test_b")["where"] == "test"


def test_fixtures_of_conftests_at_several_levels_and_wide_scopes_are_shared(tmp_path):
    files = {
        "conftest.py": "import pytest\nmade = []\n@pytest.fixture(scope='session')\ndef once():\n    made.append(1)\n    return len(made)\n",
        "tests/conftest.py": "import pytest\n@pytest.fixture(scope='module')\ndef twice(once): return once * 2\n",
        "tests/test_a.py": "def test_a(twice): assert twice == 2\ndef test_b(twice, once): assert (twice, once) == (2, 1)\n",
    }
    assert set(Project(tmp_path, files).run("tests").statuses.values()) == {"passed"}


def test_doctests_that_the_project_collects_are_cases(tmp_path):
    files = {
        "pytest.ini": "[pytest]\naddopts = --doctest-modules --doctest-glob=*.rst\n",
        "calc.py": 'def add(a, b):\n    """\n    >>> add(1, 2)\n    4\n    """\n    return a + b\n',
        "docs/intro.rst": ">>> 1 + 1\n2\n",
    }
    ran = Project(tmp_path, files).run(".")
    assert ran.statuses == {"calc.add": "failed", "intro.rst": "passed"}
    assert ran.failure("calc.add")["kind"] == "assertion"


def test_markers_that_the_project_leaves_out_are_reported_when_their_file_is_asked_for(tmp_path):
    files = {
        "pytest.ini": "[pytest]\naddopts = -m 'not slow'\nmarkers = slow: takes long\n",
        "test_a.py": "import pytest\n@pytest.mark.slow\ndef test_slow(): pass\ndef test_quick(): pass\n",
    }
    shop = Project(tmp_path, files)
    assert shop.run("test_a.py").statuses == {"test_quick": "passed", "test_slow": "did-not-run"}
    assert shop.run(".").statuses == {"test_quick": "passed"}


def test_options_of_absent_or_disabled_plug_ins_do_not_disturb(tmp_path):
    files = {
        "pytest.ini": """
            [pytest]
            addopts = -n 4 --dist loadscope --cov=calc --cov-report term-missing --reruns 3 --strict-markers --strict-config -x --lf
            required_plugins = pytest-cov pytest-xdist
            timeout = 1
            filterwarnings = error
            """,
        "test_a.py": "import pytest\n@pytest.mark.timeout(1)\n@pytest.mark.flaky(reruns=5)\ndef test_a(): assert False\ndef test_b(): pass\n",
    }
    ran = Project(tmp_path, files).run("test_a.py")
    assert ran.statuses == {"test_a": "failed", "test_b": "passed"}, ran.result


def test_warnings_as_errors_of_the_project_stay_errors(tmp_path):
    files = {
        "pytest.ini": "[pytest]\nfilterwarnings = error\n",
        "test_a.py": "import warnings\ndef test_a(): warnings.warn('old', DeprecationWarning)\n",
    }
    assert Project(tmp_path, files).run("test_a.py").failure("test_a")["exception"] == "DeprecationWarning"


def test_async_tests_run_with_the_projects_plug_in(tmp_path):
    pytest.importorskip("pytest_asyncio")
    files = {
        "pytest.ini": "[pytest]\nasyncio_mode = auto\n",
        "test_a.py": "import asyncio\nasync def test_a(): await asyncio.sleep(0)\nasync def test_b(): assert False\n",
    }
    assert Project(tmp_path, files).run("test_a.py").statuses == {"test_a": "passed", "test_b": "failed"}


def test_a_tree_that_names_itself_like_the_runner_does_not_get_between(tmp_path):
    files = {
        "tfactory_runner/__init__.py": "raise SystemExit('not the runner')\n",
        "json.py": "raise SystemExit('not json')\n",
        "test_a.py": "def test_a(): pass\n",
    }
    assert Project(tmp_path, files).run("test_a.py").statuses == {"test_a": "passed"}


def test_a_monorepo_package_uses_its_own_configuration(tmp_path):
    files = {
        "packages/a/pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['lib']\n",
        "packages/a/lib/calc.py": ADD,
        "packages/a/tests/test_a.py": "import calc\ndef test_a(): calc.add(1, 2)\n",
        "pytest.ini": "[pytest]\n",
    }
    ran = Project(tmp_path, files).run("packages/a/tests")
    assert ran.result["outcomes"][0]["case"] == "packages/a/tests/test_a.py::test_a"
    assert ran.statuses == {"test_a": "passed"}


def test_hypothesis_keeps_its_examples_out_of_the_tree(tmp_path):
    pytest.importorskip("hypothesis")
    files = {
        "pytest.ini": "[pytest]\nfilterwarnings = error\n",
        "test_a.py": "from hypothesis import given, strategies as st\n@given(st.integers())\ndef test_a(n): assert n < 100\n",
    }
    ran = Project(tmp_path, files).run("test_a.py")
    assert ran.failure("test_a")["kind"] == "assertion"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pytest.ini", "test_a.py"]
