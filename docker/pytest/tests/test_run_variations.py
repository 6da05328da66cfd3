"""What a variation changes, and that it changes only that."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from project import Project, a_variation
from tfactory_runner import variations
from tfactory_runner.run_verb import answer
from tfactory_runner.variations import find_faketime

ORDERED = """
    import pytest
    seen = []

    @pytest.mark.parametrize("n", range(6))
    def test_a(n):
        seen.append(n)
        assert seen == list(range(len(seen)))
    """


def test_the_file_order_is_the_default(tmp_path):
    ran = Project(tmp_path, {"test_a.py": ORDERED}).run("test_a.py")
    assert set(ran.statuses.values()) == {"passed"}


@pytest.mark.parametrize("order", [{"order": "reversed"}, {"order": "random", "order_seed": 3}])
def test_another_order_breaks_what_depends_on_order(tmp_path, order):
    ran = Project(tmp_path, {"test_a.py": ORDERED}).run("test_a.py", **order)
    assert "failed" in ran.statuses.values()
    assert [outcome["case"] for outcome in ran.result["outcomes"]] == [f"test_a.py::test_a[{n}]" for n in range(6)]


def test_the_same_seed_gives_the_same_random_order(tmp_path):
    shop = Project(tmp_path, {"test_a.py": ORDERED})
    first, second = (shop.run("test_a.py", order="random", order_seed=5).statuses for _ in range(2))
    assert first == second


def test_alone_gives_each_case_a_process_of_its_own(tmp_path):
    tests = "import os\nseen = []\n" + "".join(
        f"def test_{n}():\n    assert not seen\n    seen.append({n})\n" for n in range(3)
    )
    shop = Project(tmp_path, {"test_a.py": tests})
    assert shop.run("test_a.py").statuses == {"test_0": "passed", "test_1": "failed", "test_2": "failed"}
    assert set(shop.run("test_a.py", alone=True).statuses.values()) == {"passed"}


def test_the_suite_runs_in_the_same_session_before_the_cases_and_is_not_listed(tmp_path):
    shop = Project(
        tmp_path,
        {
            "state.py": "touched = []\n",
            "tests/test_suite.py": "import state\ndef test_touch(): state.touched.append(1)\n",
            "tests/test_new.py": "import state\ndef test_clean(): assert state.touched == []\n",
        },
    )
    assert shop.run("tests/test_new.py").statuses == {"test_clean": "passed"}
    with_suite = shop.run("tests/test_new.py", with_suite=["tests"])
    assert with_suite.statuses == {"test_clean": "failed"}
    assert with_suite.result["collected"] == 1


def test_hash_seed_time_zone_and_locale_reach_the_case(tmp_path):
    tests = """
        import os, time

        def test_a():
            assert hash("tfactory") == {hash}
            assert time.tzname[0] == "XYZ"
            assert os.environ["LC_ALL"] == os.environ["LANG"] == "C"
        """
    known = subprocess.run(
        [sys.executable, "-c", "print(hash('tfactory'))"], env={"PYTHONHASHSEED": "7"}, capture_output=True, text=True
    )
    shop = Project(tmp_path, {"test_a.py": tests.replace("{hash}", known.stdout.strip())})
    ran = shop.run("test_a.py", hash_seed=7, timezone="XYZ-14", locale="C")
    assert ran.statuses == {"test_a": "passed"}, ran.outcomes


def test_a_clock_that_cannot_be_shifted_is_a_crashed_variation_never_an_unshifted_one(tmp_path, monkeypatch):
    (tmp_path / "test_a.py").write_text("def test_a(): pass\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(variations, "find_faketime", lambda: None)
    body = {"select": ["test_a.py"], "variations": [a_variation(clock_shift_seconds=86400)], "coverage_of": None}
    [ran] = answer({**body, "seconds_per_case": 10, "seconds_per_variation": 60}, Silent())["variations"]
    assert (ran["status"], ran["outcomes"]) == ("crashed", [])
    assert "libfaketime is not installed" in ran["reason"]


class Silent:
    def progress(self, done, total, item):
        """Nobody looks."""


@pytest.mark.skipif(find_faketime() is None, reason="needs libfaketime")
def test_a_shifted_clock_moves_the_date_and_no_wait(tmp_path):
    tests = """
        import queue, subprocess, sys, threading, time

        def test_date(): assert time.time() > {now} + 30_000_000
        def test_sleep():
            began = time.monotonic()
            time.sleep(0.1)
            assert 0.1 <= time.monotonic() - began < 2
        def test_wait(): assert not threading.Event().wait(0.1)
        def test_hang(): time.sleep(60)
        def test_program(): subprocess.run([sys.executable, "-c", "import time; time.sleep(0.1)"], check=True)
        """
    shop = Project(tmp_path, {"test_a.py": tests.replace("{now}", str(time.time()))})
    ran = shop.run("test_a.py", clock_shift_seconds=31_536_000, seconds_per_case=2)
    passed = ("test_date", "test_sleep", "test_wait", "test_program")
    assert ran.statuses == {**dict.fromkeys(passed, "passed"), "test_hang": "timed-out"}


def test_home_and_temporary_folder_are_empty_in_each_variation_and_gone_afterwards(tmp_path):
    tests = """
        import os, pathlib, tempfile

        def test_a():
            for folder in {os.environ["HOME"], tempfile.gettempdir()}:
                (pathlib.Path(folder) / "left").mkdir()
            pathlib.Path("PLACE").write_text(folder)
        """
    place = tmp_path / "place"
    shop = Project(tmp_path / "tree", {"test_a.py": tests.replace("PLACE", str(place))})
    for _ in range(2):
        assert shop.run("test_a.py").statuses == {"test_a": "passed"}
        assert not Path(place.read_text()).exists()


def test_every_variation_is_a_fresh_interpreter(tmp_path):
    tests = "import builtins\ndef test_a():\n    assert not hasattr(builtins, 'left_over')\n    builtins.left_over = True\n"
    body = {
        "select": ["test_a.py"],
        "variations": [a_variation(id="one"), a_variation(id="two")],
        "coverage_of": None,
        "seconds_per_case": 10,
        "seconds_per_variation": 60,
    }
    answer = Project(tmp_path, {"test_a.py": tests}).ask("run", body)
    assert [(v["id"], v["outcomes"][0]["status"]) for v in answer["variations"]] == [("one", "passed"), ("two", "passed")]
    assert answer["coverage"] is None
