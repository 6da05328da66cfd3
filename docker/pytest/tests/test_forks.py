import os
import subprocess
import time

from tfactory_runner.forks import in_fork


def test_the_value_of_the_child_comes_back():
    assert in_fork(lambda: {"a": [1, 2]}, 5).value == {"a": [1, 2]}


def test_an_exception_is_told_apart_from_a_value():
    ended = in_fork(lambda: 1 / 0, 5)
    assert (ended.status, ended.value) == ("raised", "ZeroDivisionError: division by zero")


def test_a_child_that_hangs_is_killed():
    ended = in_fork(lambda: time.sleep(60), 0.2)
    assert ended.status == "timed-out"
    assert ended.seconds < 5


def test_a_child_that_exits_without_a_result_has_crashed():
    assert in_fork(lambda: os._exit(0), 5).status == "crashed"


def test_a_grandchild_that_keeps_the_pipe_open_does_not_hold_up_the_result():
    def leave_one_behind():
        subprocess.Popen(["sleep", "30"], close_fds=False)
        return "done"

    ended = in_fork(leave_one_behind, 10)
    assert ended.value == "done"
    assert ended.seconds < 5


def test_a_child_sees_no_trace_of_another():
    seen: list[int] = []
    in_fork(lambda: seen.append(1), 5)
    assert seen == []
