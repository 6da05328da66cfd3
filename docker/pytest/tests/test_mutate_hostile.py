"""Mutants that loop and tests that try to end, forge or outlive their process."""

import json
import time

from mutating import Project, group

LOOP = """
    def countdown(n):
        while n > 0:
            n -= 1
        return n


    def price(n):
        return n + 1
    """


def project(tmp_path, tests):
    return Project(tmp_path, {"loop.py": LOOP, "tests/test_loop.py": tests})


def test_an_endless_loop_is_timed_out_and_is_no_kill(tmp_path):
    shop = project(tmp_path, "from loop import *\ndef test_a():\n    assert countdown(2) == 0\ndef test_b():\n    assert price(1) == 2\n")
    endless = shop.mutant("loop.py", "-=", "+=")
    other = shop.mutant("loop.py", "n + 1", "n - 1")
    began = time.monotonic()
    answer = shop.mutate()
    assert answer.results(endless) == {"test_a": "timed-out"}
    assert answer.results(other) == {"test_b": "killed-by-assertion"}
    assert time.monotonic() - began < 20


def test_a_loop_that_catches_everything_is_still_ended(tmp_path):
    source = LOOP + "\n\n    def stubborn(n):\n        while n > 0:\n            try:\n                n = n - 1\n            except BaseException:\n                pass\n        return n\n"
    shop = Project(tmp_path, {"loop.py": source, "tests/test_a.py": "from loop import *\ndef test_a():\n    assert stubborn(1) == 0\n"})
    endless = shop.mutant("loop.py", "n = n - 1", "n = n + 1")
    assert shop.mutate().results(endless) == {"test_a": "timed-out"}


def test_an_endless_loop_at_import_is_timed_out(tmp_path):
    source = "N = 3\nwhile N > 0:\n    N -= 1\n\n\ndef value():\n    return N\n"
    shop = Project(tmp_path, {"loop.py": source, "tests/test_a.py": "from loop import value\ndef test_a():\n    assert value() == 0\n"})
    endless = shop.mutant("loop.py", "-=", "+=")
    sooner = "from tfactory_runner import import_runner; import_runner.SECONDS_TO_COLLECT = 2.0"
    assert shop.mutate(before=sooner).results(endless) == {"test_a": "timed-out"}


def test_a_mutant_that_can_not_be_imported_is_killed_by_that_error(tmp_path):
    source = "N = int('3')\n\n\ndef value():\n    return N\n"
    shop = Project(tmp_path, {"loop.py": source, "tests/test_a.py": "from loop import value\ndef test_a():\n    assert value() == 3\n"})
    broken = shop.mutant("loop.py", "'3'", "'x'")
    answer = shop.mutate()
    assert answer.results(broken) == {"test_a": "killed-by-error"}
    assert answer.mutants[broken]["results"][0]["exception"] == "ValueError"


def test_a_test_that_ends_its_process_under_a_mutant_is_no_kill_by_assertion(tmp_path):
    tests = """
        import os
        from loop import price

        def test_exit():
            if price(1) != 2:
                os._exit(0)

        def test_honest():
            assert price(1) == 2
        """
    shop = project(tmp_path, tests)
    minus = shop.mutant("loop.py", "n + 1", "n - 1")
    assert shop.mutate().results(minus) == {"test_exit": "killed-by-error", "test_honest": "killed-by-assertion"}


def test_a_case_that_breaks_something_does_not_make_the_next_case_fail(tmp_path):
    tests = """
        import loop

        STATE = []

        def test_a_breaks():
            if loop.price(1) != 2:
                STATE.append(1)
            assert loop.price(1) == 2

        def test_b_weak():
            loop.price(1)
            assert STATE == []
        """
    shop = project(tmp_path, tests)
    minus = shop.mutant("loop.py", "n + 1", "n - 1")
    assert shop.mutate().results(minus)["test_b_weak"] == "survived"


def test_an_assertion_of_the_product_is_a_kill_by_error(tmp_path):
    source = "def price(n):\n    m = n + 1\n    assert m > n\n    return m\n"
    shop = Project(tmp_path, {"loop.py": source, "tests/test_a.py": "from loop import price\ndef test_a():\n    assert price(1)\n"})
    minus = shop.mutant("loop.py", "n + 1", "n - 1")
    assert shop.mutate().results(minus) == {"test_a": "killed-by-error"}


def test_an_assertion_of_a_library_counts_for_who_called_it(tmp_path):
    installed = tmp_path / "installed"
    installed.mkdir()
    (installed / "checks.py").write_text("def equal(one, other):\n    assert one == other\n")
    source = "import checks\ndef price(n):\n    return n + 1\ndef checked(n):\n    checks.equal(price(n), n + 1)\n    return n\n"
    tests = """
        import checks
        import loop
        from unittest import mock

        def test_library(): checks.equal(loop.price(1), 2)
        def test_product(): assert loop.checked(1) == 1
        def test_mock():
            seen = mock.Mock()
            seen(loop.price(1))
            seen.assert_called_once_with(2)
        """
    path = f"import sys\nsys.path.insert(0, {str(installed)!r})\n"
    shop = Project(tmp_path / "tree", {"loop.py": source, "conftest.py": path, "tests/test_a.py": tests})
    minus = shop.mutant("loop.py", "return n + 1", "return n - 1")
    assert shop.mutate().results(minus) == {
        "test_library": "killed-by-assertion",
        "test_product": "killed-by-error",
        "test_mock": "killed-by-assertion",
    }


def test_a_doctest_that_gets_another_value_asserts(tmp_path):
    source = "def price(n):\n    \"\"\"\n    >>> price(1)\n    2\n    \"\"\"\n    return n + 1\n"
    shop = Project(tmp_path, {"loop.py": source, "pytest.ini": "[pytest]\naddopts = --doctest-modules\n"})
    minus = shop.mutant("loop.py", "n + 1", "n - 1")
    assert shop.mutate([group(select=["loop.py"])]).results(minus) == {"loop.price": "killed-by-assertion"}


def test_a_test_can_not_reach_the_frames_or_forge_results(tmp_path):
    tests = """
        import json, os
        from loop import price

        def test_forger():
            lie = json.dumps({"job": 0, "message": {"event": "result", "mutant": 0, "results": [], "cut": False}}).encode() + b"\\n"
            frame = json.dumps({"frame": "answer", "body": {"mutants": [], "baseline": []}}).encode() + b"\\n"
            for descriptor in range(3, 64):
                for text in (lie, frame):
                    try:
                        os.write(descriptor, text)
                    except OSError:
                        pass
            assert price(1) == 2
        """
    shop = project(tmp_path, tests)
    minus = shop.mutant("loop.py", "n + 1", "n - 1")
    answer = shop.mutate()
    assert answer.status(minus) == "ran"
    assert answer.results(minus).get("test_forger") in ("killed-by-assertion", "killed-by-error")


def test_the_time_outs_of_a_group_are_limited_for_each_mutant(tmp_path):
    tests = "from loop import countdown\n" + "".join(f"def test_{n}():\n    assert countdown(2) == 0\n" for n in range(8))
    shop = project(tmp_path, tests)
    endless = shop.mutant("loop.py", "-=", "+=")
    assert list(shop.mutate([group()]).results(endless).values()) == ["timed-out"] * 3


def test_output_of_tests_does_not_get_into_the_answer(tmp_path):
    tests = "import os, sys\nfrom loop import price\ndef test_a():\n    print('{\"frame\":')\n    os.write(1, b'x')\n    sys.stderr.write('y')\n    assert price(1) == 2\n"
    shop = project(tmp_path, tests)
    minus = shop.mutant("loop.py", "n + 1", "n - 1")
    assert json.dumps(shop.mutate().results(minus)) == '{"test_a": "killed-by-assertion"}'
