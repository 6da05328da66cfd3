"""What `run` says about cases that end in every ordinary way."""

import pytest

from project import Project
from together import run_together

MODULE = """
    def double(n):
        return n * 2

    def broken(n):
        return n / 0

    def asserts(n):
        assert n > 0
        return n
    """


def run(tmp_path, tests, **files):
    shop = Project(tmp_path, {"shop.py": MODULE, "test_shop.py": tests, **files})
    return shop.run("test_shop.py")


def test_a_case_that_passes_is_passed_with_its_time(tmp_path):
    ran = run(tmp_path, "from shop import double\ndef test_a(): assert double(2) == 4\n")
    assert ran.result["status"] == "finished"
    assert (ran.result["collected"], ran.result["executed"]) == (1, 1)
    assert ran.outcomes["test_a"]["case"] == "test_shop.py::test_a"
    assert ran.outcomes["test_a"]["status"] == "passed"
    assert 0 < ran.outcomes["test_a"]["seconds"] < 5


def test_a_failed_assertion_keeps_its_line_and_its_text(tmp_path):
    ran = run(tmp_path, "from shop import double\ndef test_a():\n    assert double(2) == 5\n")
    failure = ran.failure("test_a")
    assert failure["message"].splitlines()[0] == "assert 4 == 5"
    assert (failure["kind"], failure["exception"], failure["where"]) == ("assertion", "AssertionError", "test")
    assert (failure["path"], failure["line"]) == ("test_shop.py", 3)


MESSAGES = [
    ("assert double(2) > 5", "assert 4 > 5"),
    ("ok = double(2) > 5; assert ok", "assert False\n +  in: ok = double(2) > 5; assert ok"),
    ("assert not double(2)", "assert not 4"),
    ("ok = double(2) > 5\n    unittest.TestCase().assertTrue(ok)", "False is not true\n +  in: unittest.TestCase().assertTrue(ok)"),
    ("assert False", "assert False"),
    ("assert (False)", "assert False"),
    ("assert False, 'why'", "why\nassert False"),
    ("pytest.fail()", "pytest.fail()"),
    ("unittest.TestCase().fail()", "unittest.TestCase().fail()"),
    ("raise AssertionError", "raise AssertionError"),
]
WAYS_TO_SAY_NO = [
    "pytest.fail('no')",
    "with pytest.raises(ValueError): shop.double(1)",
    "unittest.mock.Mock().assert_called_once()",
    "unittest.TestCase().assertEqual(1, 2)",
]


@pytest.fixture(scope="module")
def no(tmp_path_factory):
    """What is said about a test with each of these bodies in its third line."""
    bodies = [*(body for body, _ in MESSAGES), *WAYS_TO_SAY_NO]
    imports = "import pytest, shop, unittest, unittest.mock; from shop import double"
    sources = [f"{imports}\ndef test_a():\n    {body}\n" for body in bodies]
    ran = run_together(tmp_path_factory.mktemp("shop"), sources, {"shop.py": MODULE})
    return {body: one.failure("test_a") for body, one in zip(bodies, ran, strict=True)}


@pytest.mark.parametrize(("body", "message"), MESSAGES)
def test_the_message_of_an_assertion_names_what_was_asserted_unless_that_is_a_constant(no, body, message):
    said = "\n".join(line for line in no[body]["message"].splitlines() if "where" not in line)
    assert said == message


@pytest.mark.parametrize("body", WAYS_TO_SAY_NO)
def test_every_way_to_say_no_is_an_assertion_of_the_test(no, body):
    assert (no[body]["kind"], no[body]["where"], no[body]["line"]) == ("assertion", "test", 3)


def test_an_exception_of_the_product_is_an_error_placed_in_the_product(tmp_path):
    failure = run(tmp_path, "from shop import broken\ndef test_a(): broken(1)\n").failure("test_a")
    assert (failure["kind"], failure["exception"], failure["where"]) == ("error", "ZeroDivisionError", "product")
    assert (failure["path"], failure["line"]) == ("shop.py", 5)


def test_an_exception_of_a_library_is_placed_in_the_frame_of_ours_that_called_it(tmp_path):
    failure = run(tmp_path, "import json\ndef test_a():\n    json.loads('{')\n").failure("test_a")
    assert (failure["exception"], failure["where"]) == ("JSONDecodeError", "library")
    assert (failure["path"], failure["line"]) == ("test_shop.py", 3)


def test_a_missing_import_inside_a_case_is_an_import_failure(tmp_path):
    statements = ["from shop import nothing", "import nothing", "import half"]
    tests = "".join(f"def test_{number}():\n    {statement}\n" for number, statement in enumerate(statements))
    ran = run(tmp_path, tests, **{"half.py": "import not_there\n"})
    assert [ran.failure(f"test_{number}")["kind"] for number in range(3)] == ["import"] * 3


def test_an_import_error_that_the_product_raises_on_purpose_is_an_error(tmp_path):
    product = "def load():\n    raise ImportError('install the extra')\n"
    ran = run(tmp_path, "import extra\ndef test_a(): extra.load()\n", **{"extra.py": product})
    assert (ran.failure("test_a")["kind"], ran.failure("test_a")["where"]) == ("error", "product")


def test_setup_and_teardown_failures_are_told_apart_from_the_call(tmp_path):
    tests = """
        import pytest

        @pytest.fixture
        def bad(): raise OSError("no disk")

        @pytest.fixture
        def untidy():
            yield
            raise OSError("still there")

        def test_setup(bad): pass
        def test_teardown(untidy): pass
        def test_call_wins(untidy): assert False
        """
    ran = run(tmp_path, tests)
    kinds = {name: outcome["failure"]["kind"] for name, outcome in ran.outcomes.items()}
    assert kinds == {"test_setup": "setup", "test_teardown": "teardown", "test_call_wins": "assertion"}


def test_what_did_not_prove_anything_did_not_run_and_says_why(tmp_path):
    tests = """
        import pytest

        @pytest.mark.skip(reason="later")
        def test_skip(): assert False

        def test_skip_inside(): pytest.skip("no database")

        @pytest.mark.xfail(reason="bug 12")
        def test_xfail(): assert False

        @pytest.mark.xfail(reason="bug 13")
        def test_xpass(): pass
        """
    ran = run(tmp_path, tests)
    assert set(ran.statuses.values()) == {"did-not-run"}
    assert ran.result["executed"] == 0
    reasons = {name: outcome["reason"] for name, outcome in ran.outcomes.items()}
    assert reasons == {
        "test_skip": "skipped: later",
        "test_skip_inside": "skipped: no database",
        "test_xfail": "xfail, expected to fail and did: bug 12",
        "test_xpass": "xfail, expected to fail but passed: bug 13",
    }


def test_a_strict_xfail_that_passes_has_failed(tmp_path):
    ran = run(tmp_path, "import pytest\n@pytest.mark.xfail(strict=True)\ndef test_a(): pass\n")
    assert ran.failure("test_a")["exception"] == "XPassed"


def test_a_failed_subtest_fails_its_case(tmp_path):
    tests = """
        import unittest

        class TestA(unittest.TestCase):
            def test_a(self):
                for n in (1, 2):
                    with self.subTest(n=n):
                        self.assertEqual(n, 1)
        """
    assert run(tmp_path, tests).statuses == {"TestA::test_a": "failed"}


def test_a_long_message_is_cut_and_keeps_its_beginning(tmp_path):
    ran = run(tmp_path, "def test_a():\n    raise ValueError('start ' + 'x' * 100_000)\n")
    message = ran.failure("test_a")["message"]
    assert message.startswith("start x")
    assert len(message) <= 2000


def test_an_exception_whose_text_cannot_be_made_still_has_an_outcome(tmp_path):
    tests = "class Odd(Exception):\n    def __str__(self): raise RuntimeError\ndef test_a():\n    raise Odd()\n"
    failure = run(tmp_path, tests).failure("test_a")
    assert (failure["exception"], failure["message"]) == ("Odd", "<message unavailable: RuntimeError>")


def test_a_file_that_does_not_load_is_named_with_its_kind_and_the_others_still_run(tmp_path):
    shop = Project(
        tmp_path,
        {
            "test_good.py": "def test_a(): pass\n",
            "test_import.py": "import not_there\n",
            "test_syntax.py": "def x(:\n",
            "test_error.py": "1 / 0\n",
        },
    )
    ran = shop.run(".")
    errors = {error["path"]: (error["kind"], error["exception"]) for error in ran.result["collection_errors"]}
    assert errors == {
        "test_import.py": ("import", "ModuleNotFoundError"),
        "test_syntax.py": ("syntax", "SyntaxError"),
        "test_error.py": ("error", "ZeroDivisionError"),
    }
    assert ran.statuses == {"test_a": "passed"}


def test_a_conftest_that_does_not_load_is_the_error(tmp_path):
    shop = Project(tmp_path, {"tests/conftest.py": "import not_there\n", "tests/test_a.py": "def test_a(): pass\n"})
    ran = shop.run("tests")
    assert [(e["path"], e["kind"]) for e in ran.result["collection_errors"]] == [("tests/conftest.py", "import")]
    assert ran.result["executed"] == 0


def test_selecting_what_is_not_there_is_an_error_and_does_not_stop_the_rest(tmp_path):
    shop = Project(tmp_path, {"test_a.py": "def test_a(): pass\ndef test_b(): pass\n"})
    ran = shop.run("test_a.py::test_a", "test_a.py::test_gone", "gone.py")
    assert ran.statuses == {"test_a": "passed"}
    assert {e["path"]: e["exception"] for e in ran.result["collection_errors"]} == {
        "test_a.py::test_gone": "NotFound",
        "gone.py": "FileNotFoundError",
    }
