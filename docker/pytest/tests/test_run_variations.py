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


def test_tests_of_the_suite_that_are_left_out_are_neither_loaded_nor_run(tmp_path):
    shop = Project(
        tmp_path,
        {
            "state.py": "touched = []\n",
            "tests/test_broken.py": "import state\nstate.touched.append('loaded')\nraise OSError\n",
            "tests/test_suite.py": """
                import state, time
                def test_hangs(): time.sleep(60)
                def test_touch(): state.touched.append('run')
                """,
            "tests/test_new.py": "import state\ndef test_new(): assert state.touched == ['run']\n",
        },
    )
    without = ["tests/test_broken.py", "tests/test_suite.py::test_hangs", ""]
    ran = shop.run("tests/test_new.py", with_suite=["tests"], without=without, seconds_per_case=30, seconds=25)
    assert ran.statuses == {"test_new": "passed"}, ran.answer
    assert ran.result["collection_errors"] == []


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
    ran = shop.run("test_a.py", seed=7, timezone="XYZ-14", locale="C")
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


def vary(tmp_path, tests, *variations, seconds_per_case=10):
    """The status of `test_a` in each variation."""
    body = {"select": ["test_a.py"], "coverage_of": None, "seconds_per_case": seconds_per_case, "seconds_per_variation": 60}
    body["variations"] = [a_variation(**{"id": str(number), **one}) for number, one in enumerate(variations)]
    answer = Project(tmp_path, {"test_a.py": tests}).ask("run", body)
    assert [v["status"] for v in answer["variations"]] == ["finished"] * len(variations)
    assert answer["coverage"] is None
    return [v["outcomes"][0]["status"] for v in answer["variations"]]


def test_variations_that_differ_only_in_how_cases_run_share_what_was_loaded(tmp_path):
    log = tmp_path / "log"
    tests = f"open({str(log)!r}, 'a').write('loaded ')\ndef test_a(): pass\n"
    vary(tmp_path / "tree", tests, {}, {"order": "reversed"}, {"alone": True}, {"seed": 1}, {"cpu_percent": 50})
    assert log.read_text() == "loaded loaded loaded "


def test_no_variation_sees_what_another_one_left_behind(tmp_path):
    tests = """
        import builtins, os, pathlib, tempfile
        left = pathlib.Path.home() / "left"

        def test_a(tmp_path, cache):
            assert not hasattr(builtins, "left_over") and not left.exists() and cache.get("left/over", None) is None
            assert os.listdir(tempfile.gettempdir()) == known
            builtins.left_over = True
            cache.set("left/over", 1)
            left.mkdir()
            (left / "file").touch()

        known = os.listdir(tempfile.gettempdir())
        """
    assert vary(tmp_path, tests, {}, {"order": "reversed"}, {"alone": True}, {"seed": 1}) == ["passed"] * 4


def test_a_program_started_while_the_tests_are_loaded_serves_every_variation(tmp_path):
    tests = """
        import subprocess, sys
        server = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"])

        def test_a():
            with open(f"/proc/{server.pid}/stat") as file:
                assert file.read().rpartition(")")[2].split()[0] != "Z"
        """
    alive = [{}, {"order": "reversed"}, {"alone": True}]
    assert vary(tmp_path, tests, *alive) == ["passed"] * 3


def test_a_case_that_hangs_with_a_tenth_of_a_core_leaves_nothing_stopped(tmp_path):
    tests = """
        import os, subprocess, sys, time
        server = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(60)"], start_new_session=True)

        def test_a():
            if not os.path.exists("SEEN"):
                open("SEEN", "w").close()
                time.sleep(60)
            with open(f"/proc/{server.pid}/stat") as file:
                assert file.read().rpartition(")")[2].split()[0] != "T"
        """
    tests = tests.replace("SEEN", str(tmp_path / "seen"))
    slow_first = [{"cpu_percent": 10}, {"order": "reversed"}]
    assert vary(tmp_path / "tree", tests, *slow_first, seconds_per_case=0.8) == ["timed-out", "passed"]


SLOW = """
    import subprocess, sys, time

    WORK = "import time\\nwhile time.process_time() < 0.1: pass"

    def work():
        ends = time.process_time() + 0.1
        while time.process_time() < ends: pass
    def program(**options): subprocess.run([sys.executable, "-S", "-c", WORK], check=True, **options)
    def seconds(f, **options):
        began = time.monotonic()
        f(**options)
        return time.monotonic() - began

    def test_work(): assert seconds(work) > 0.3
    def test_program(): assert seconds(program) > 0.3
    def test_program_of_its_own_session(): assert seconds(program, start_new_session=True) > 0.3
    def test_wait(): assert seconds(lambda: time.sleep(0.5)) < 3
    """


def test_a_tenth_of_a_core_makes_work_slow_wherever_it_is_done_and_no_wait_longer(tmp_path):
    ran = Project(tmp_path, {"test_a.py": SLOW}).run("test_a.py", cpu_percent=10)
    assert set(ran.statuses.values()) == {"passed"}, ran.outcomes


def test_a_slow_case_has_more_time_in_proportion(tmp_path):
    tests = "import time\ndef test_a():\n    while time.process_time() < 60: pass\ndef test_b(): pass\n"
    ran = Project(tmp_path, {"test_a.py": tests}).run("test_a.py", cpu_percent=40, seconds_per_case=0.8)
    assert ran.outcomes["test_a"] == {"case": "test_a.py::test_a", "status": "timed-out", "limit_seconds": 2.0}
    assert ran.statuses["test_b"] == "passed"


@pytest.mark.parametrize(
    "body",
    [
        "os.kill(os.getpid(), signal.SIGKILL)",
        "os.kill(os.getppid(), signal.SIGKILL)",
        "for _ in range(20): subprocess.Popen(['sleep', '60'], start_new_session=True)",
        "subprocess.Popen(['sh', '-c', 'while :; do :; done'], start_new_session=True)",
    ],
)
def test_a_hostile_case_with_a_tenth_of_a_core_costs_only_itself(tmp_path, body):
    tests = f"import os, signal, subprocess\ndef test_a(): pass\ndef test_b():\n    {body}\ndef test_c(): pass\n"
    ran = Project(tmp_path, {"test_a.py": tests}).run("test_a.py", cpu_percent=10, seconds_per_case=3)
    assert ran.result["status"] == "finished"
    assert (ran.statuses["test_a"], ran.statuses["test_c"]) == ("passed", "passed")
    assert ran.statuses["test_b"] == ("failed" if "SIGKILL" in body else "passed")


def test_a_case_that_hung_twice_is_not_run_again_and_after_once_not_on_less_than_a_core(tmp_path):
    tests = "import time\ndef test_a(): time.sleep(600)\n"
    variations = [{}, {"cpu_percent": 1}, {"seed": 1}, {"seed": 1, "order": "reversed"}, {"seed": 2}]
    tried = vary(tmp_path, tests, *variations, seconds_per_case=0.8)
    assert tried == ["timed-out", "did-not-run", "timed-out", "did-not-run", "did-not-run"]


def test_a_case_that_hangs_in_some_variations_only_is_run_in_all(tmp_path):
    tests = """
        import os, time
        def test_a():
            time.sleep(0 if os.environ["TZ"] == "UTC" else 600)
        """
    there, here = {"timezone": "XYZ-3"}, {}
    tried = vary(tmp_path, tests, there, here, there, there, here, seconds_per_case=0.8)
    assert tried == ["timed-out", "passed", "timed-out", "timed-out", "passed"]


@pytest.mark.skipif(find_faketime() is None, reason="needs libfaketime")
def test_a_clock_shows_the_time_it_was_set_to_whoever_asks(tmp_path):
    tests = """
        import datetime as module, os, pickle, shutil, sqlite3, time
        from datetime import date, datetime, timezone
        from time import gmtime, localtime, strftime, time as now, time_ns

        AT = datetime(2028, 2, 29, 23, 57, tzinfo=timezone.utc)
        IMPORTED = datetime.now(timezone.utc)

        def test_clocks():
            since = (datetime.now(timezone.utc) - AT).total_seconds()
            assert -1 <= since < 120
            for other in (now(), time.time(), time_ns() / 1e9, IMPORTED.timestamp()):
                assert abs(other - AT.timestamp() - since) < 60
            assert datetime.now().date() == datetime.utcnow().date() == date.today() == module.date.today() == AT.date()
            assert gmtime()[:3] == localtime()[:3] == (2028, 2, 29)
            assert strftime("%Y-%m-%d") == "2028-02-29"
            assert sqlite3.connect(":memory:").execute("select date('now')").fetchone() == ("2028-02-29",)

        def test_types():
            assert type(datetime.now()) is datetime and isinstance(datetime.now(), date)
            assert pickle.loads(pickle.dumps(datetime.now())).year == 2028

        def test_files(tmp_path):
            file = tmp_path / "a"
            file.write_text("x")
            assert abs(file.stat().st_mtime - now()) < 5
            assert abs(os.path.getmtime(file) - now()) < 5
            assert abs(os.stat(file).st_mtime_ns - time_ns()) < 5e9
            assert abs(os.stat(file)[8] - now()) < 5
            for at in (1000.5, now(), now() - 3600):
                os.utime(file, (at, at))
                assert abs(os.stat(file).st_mtime - at) < 1e-3
            assert shutil.copy2(file, tmp_path / "b").stat().st_mtime == file.stat().st_mtime
            shutil.rmtree(tmp_path)
            assert not os.path.exists(file)
        """
    ran = Project(tmp_path, {"test_a.py": tests}).run("test_a.py", clock_at="2028-02-29T23:57:00Z")
    assert set(ran.statuses.values()) == {"passed"}, ran.outcomes
