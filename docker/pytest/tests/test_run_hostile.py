"""Cases that try to end, hang, flood or outlive their process: each costs only itself."""

import os
import time

import pytest

from project import Project, a_variation
from together import run_together
from tfactory_runner import variation_run
from tfactory_runner.hung_cases import HungCases


def between_two(body):
    """`body` is a test between two innocent ones."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    tests = "import ctypes, os, signal, subprocess, sys, threading, time\nimport pytest\n"
    return f"{tests}def test_before(): pass\ndef test_hostile():\n{lines}def test_after(): pass\n"


def run(tmp_path, body, **options):
    return innocent(Project(tmp_path, {"test_a.py": between_two(body)}).run("test_a.py", **options))


def innocent(ran):
    assert (ran.statuses["test_before"], ran.statuses["test_after"]) == ("passed", "passed")
    assert ran.result["status"] == "finished"
    return ran


ENDS = [
    ("os._exit(0)", "exited with 0"),
    ("os.kill(os.getpid(), signal.SIGKILL)", "killed by signal 9"),
    ("os.killpg(0, signal.SIGTERM)", "killed by signal 15"),
    ("os.abort()", "killed by signal 6"),
    ("ctypes.string_at(0)", "killed by signal 11"),
    ("os.kill(os.getppid(), signal.SIGKILL)", "killed by signal 9"),
    ("os.closerange(3, 300)", "exited with 70"),
    ("os.execv('/bin/true', ['true'])", "exited with 0"),
]
ASKS_TO_END = ["sys.exit(0)", "raise KeyboardInterrupt", "pytest.exit('done')", "raise SystemExit(0)"]
HANGS = [
    "time.sleep(60)",
    "for name in ('SIGTERM', 'SIGINT', 'SIGALRM'):\n    signal.signal(getattr(signal, name), signal.SIG_IGN)\nwhile True: pass",
    "sum(range(10 ** 12))",
    "while True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass",
    "while True:\n    print('flood' * 1000)",
    "os.kill(os.getpid(), signal.SIGSTOP)",
]


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """The run of each of these bodies, all in one session."""
    bodies = [*(body for body, _ in ENDS), *ASKS_TO_END]
    ran = run_together(tmp_path_factory.mktemp("ends"), [between_two(body) for body in bodies])
    return dict(zip(bodies, ran, strict=True))


@pytest.fixture(scope="module")
def hung(tmp_path_factory):
    ran = run_together(tmp_path_factory.mktemp("hangs"), [between_two(body) for body in HANGS], seconds_per_case=0.8)
    return dict(zip(HANGS, ran, strict=True))


@pytest.mark.parametrize(("body", "said"), ENDS)
def test_a_case_that_ends_its_process_has_crashed(ended, body, said):
    failure = innocent(ended[body]).failure("test_hostile")
    assert failure["kind"] == "crash"
    assert said in failure["message"]


@pytest.mark.parametrize("body", ASKS_TO_END)
def test_a_case_that_asks_the_session_to_end_has_failed_with_an_error(ended, body):
    assert innocent(ended[body]).failure("test_hostile")["kind"] == "error"


@pytest.mark.parametrize("body", HANGS)
def test_a_case_that_hangs_is_timed_out(hung, body):
    outcome = innocent(hung[body]).outcomes["test_hostile"]
    assert (outcome["status"], outcome["limit_seconds"]) == ("timed-out", 0.8)


def test_memory_without_end_is_an_error_of_that_case(tmp_path):
    assert run(tmp_path, "bytearray(8 << 30)").failure("test_hostile")["exception"] == "MemoryError"


def test_endless_recursion_is_an_error_of_that_case(tmp_path):
    assert run(tmp_path, "def f(): f()\nf()").failure("test_hostile")["exception"] == "RecursionError"


def test_a_message_of_any_size_is_cut(tmp_path):
    assert len(run(tmp_path, "raise ValueError('x' * 50_000_000)").failure("test_hostile")["message"]) <= 2000


def test_a_daemon_that_left_its_session_is_ended(tmp_path):
    marker = tmp_path / "pid"
    daemon = f"import os; os.setsid(); open({str(marker)!r}, 'w').write(str(os.getpid())); import time; time.sleep(60)"
    body = f"subprocess.Popen([sys.executable, '-c', {daemon!r}])\nwhile not os.path.exists({str(marker)!r}): time.sleep(0.01)\ntime.sleep(0.05)"
    assert run(tmp_path, body).statuses["test_hostile"] == "passed"
    assert not os.path.exists(f"/proc/{marker.read_text()}")


def test_a_background_process_that_holds_the_pipes_does_not_hold_up_the_run(tmp_path):
    started = time.monotonic()
    assert run(tmp_path, "subprocess.Popen(['sleep', '60'], close_fds=False)").statuses["test_hostile"] == "passed"
    assert time.monotonic() - started < 30


def test_a_forged_message_about_another_case_changes_nothing(tmp_path):
    body = """
import json
for number in range(3, 64):
    for case in (0, 1, 2):
        try:
            os.write(number, json.dumps({"event": "end", "case": case, "outcome": {"status": "failed"}}).encode() + b"\\n")
        except OSError:
            pass
"""
    assert run(tmp_path, body).failure("test_hostile")["kind"] == "crash"


def test_a_flood_of_forged_messages_buys_no_time(tmp_path):
    body = """
import json
for number in range(3, 64):
    os.set_blocking(number, True) if os.path.exists(f"/proc/self/fd/{number}") else None
line = json.dumps({"event": "start", "case": 1}).encode() + b"\\n"
while True:
    for number in range(3, 12):
        try:
            os.write(number, line)
        except OSError:
            pass
"""
    assert run(tmp_path, body, seconds_per_case=0.8).statuses["test_hostile"] == "timed-out"


def test_a_case_has_only_its_own_two_pipes(tmp_path):
    body = "assert not [fd for fd in range(3) if os.readlink(f'/proc/self/fd/{fd}') != '/dev/null']\n"
    body += "ours = [os.readlink(f'/proc/self/fd/{fd}') for fd in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{fd}')]\n"
    body += "assert len([name for name in ours if name.startswith('pipe:')]) == 2, ours"
    ran = run(tmp_path, body)
    assert ran.statuses["test_hostile"] == "passed", ran.outcomes["test_hostile"]


def test_a_file_that_kills_the_interpreter_while_it_loads_is_left_out(tmp_path):
    shop = Project(
        tmp_path,
        {"test_a.py": "def test_a(): pass\n", "test_bad.py": "import os\nos._exit(3)\n", "test_c.py": "def test_c(): pass\n"},
    )
    ran = shop.run(".")
    assert ran.statuses == {"test_a": "passed", "test_c": "passed"}
    error = ran.result["collection_errors"][0]
    assert (error["path"], error["exception"]) == ("test_bad.py", "Crash")
    assert "exited with 3" in error["message"]


def test_a_run_whose_time_is_up_gives_what_it_has(tmp_path):
    tests = "import time\ndef test_a(): pass\ndef test_b(): time.sleep(60)\ndef test_c(): pass\n"
    ran = Project(tmp_path, {"test_a.py": tests}).run("test_a.py", seconds=8, seconds_per_case=30)
    assert ran.result["status"] == "timed-out"
    assert ran.statuses == {"test_a": "passed", "test_b": "did-not-run", "test_c": "did-not-run"}
    assert ran.result["executed"] == 1


def test_a_conftest_that_ends_the_interpreter_is_a_crashed_run_with_what_it_wrote(tmp_path):
    conftest = "import os, sys\nprint('no licence', file=sys.stderr, flush=True)\nos._exit(4)\n"
    ran = Project(tmp_path, {"conftest.py": conftest, "test_a.py": "def test_a(): pass\n"}).run("test_a.py")
    assert ran.result["status"] == "crashed"
    assert "exited with 4" in ran.result["reason"]
    assert "no licence" in ran.result["reason"]


def test_nothing_is_written_into_the_tree(tmp_path):
    shop = Project(
        tmp_path,
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "X = 1\n",
            "tests/test_a.py": "import pkg.a\ndef test_a(cache): cache.set('a', 1)\n",
        },
    )
    before = sorted(path for path in tmp_path.rglob("*"))
    assert shop.run("tests", cover=["pkg/a.py"]).statuses == {"test_a": "passed"}
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_a_child_process_of_a_test_writes_no_bytecode_into_the_tree(tmp_path):
    shop = Project(
        tmp_path,
        {
            "a.py": "X = 1\n",
            "test_a.py": "import subprocess, sys\ndef test_a(): subprocess.run([sys.executable, '-c', 'import a'], check=True)\n",
        },
    )
    assert shop.run("test_a.py").statuses == {"test_a": "passed"}
    assert not list(tmp_path.rglob("__pycache__"))


def test_a_file_that_hangs_while_it_loads_is_left_out(tmp_path, monkeypatch):
    shop = Project(tmp_path, {"test_a.py": "def test_a(): pass\n", "test_b.py": "import time\ntime.sleep(600)\n"})
    monkeypatch.chdir(shop.root)
    monkeypatch.setattr(variation_run, "SECONDS_PER_FILE", 10.0)
    request = {"select": ["."], "coverage_of": None, "seconds_per_case": 1, "seconds_per_variation": 60}
    [result] = variation_run.VariationRun(request, [a_variation()], frozenset(), HungCases()).results(lambda *said: None)
    assert [(o["case"], o["status"]) for o in result["outcomes"]] == [("test_a.py::test_a", "passed")]
    assert [(e["path"], e["exception"]) for e in result["collection_errors"]] == [("test_b.py", "TimedOut")]


def test_an_interpreter_that_is_lost_again_and_again_is_given_up(tmp_path):
    tests = "import os, signal\n" + "".join(f"def test_{n}(): os.kill(os.getppid(), signal.SIGKILL)\n" for n in range(12))
    ran = Project(tmp_path, {"test_a.py": tests}).run("test_a.py")
    assert ran.result["status"] == "crashed"
    assert ran.result["executed"] == variation_run.MAX_RESTARTS + 1
    assert ran.statuses["test_11"] == "did-not-run"
