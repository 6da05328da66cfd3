"""Mutants that are tried at the same time must not meet: what one leaves on the disk is not what another one finds."""

import pytest
from mutating import Project

SOURCE = """
    def one():
        return 1
"""

# `meet` comes back when two processes are in it, or after PATIENCE seconds. On the untouched code nobody waits.
MEETING = """
    import fcntl, os, struct, sys, tempfile, termios, time
    from pathlib import Path
    from source import one

    READER, WRITER = os.pipe()


    def here():
        return struct.unpack("i", fcntl.ioctl(READER, termios.FIONREAD, b"...."))[0]


    def meet():
        if one() == 1:
            return
        os.write(WRITER, b".")
        until = time.monotonic() + PATIENCE
        while here() < 2 and time.monotonic() < until:
            time.sleep(0.01)
"""


def tried_under_two_mutants(folder, test, patience=8):
    project = Project(folder, {"source.py": SOURCE, "tests/test_source.py": MEETING.replace("PATIENCE", str(patience)) + test})
    mutants = [project.mutant("source.py", "return 1", f"return {value}") for value in (2, 3)]
    answer = project.mutate(floor=10.0)
    assert {outcome["status"] for outcome in answer.baseline.values()} == {"passed"}
    return [answer.results(mutant) for mutant in mutants]


def test_temporary_folders_of_pytest_are_each_one_s_own(tmp_path):
    results = tried_under_two_mutants(
        tmp_path,
        """
    def test_a(tmp_path):
        own = str(os.getpid())
        tmp_path.joinpath(own).touch()
        meet()
        assert [path.name for path in tmp_path.iterdir()] == [own]
        assert here() != 1
    """,
    )
    assert results == [{"test_a": "survived"}, {"test_a": "survived"}]


def test_those_of_the_module_tempfile_too(tmp_path):
    results = tried_under_two_mutants(
        tmp_path,
        """
    def test_a():
        with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as file, tempfile.TemporaryFile():
            Path(folder, "a").write_text("a")
            file.write(b"a")
            meet()
        assert here() != 1
    """,
    )
    assert results == [{"test_a": "survived"}, {"test_a": "survived"}]


@pytest.mark.parametrize(
    "write",
    [
        "Path(tempfile.gettempdir(), 'fixed').write_text(own)",
        "Path.home().joinpath('fixed').write_text(own)",
        "Path('fixed').write_text(own)",
        "os.makedirs('folder', exist_ok=True)",
        "os.close(os.open('fixed', os.O_CREAT | os.O_WRONLY))",
        "os.system('true')",
        "__import__('subprocess').run(['true'], check=True)",
        r"__import__('socket').socket(__import__('socket').AF_UNIX).bind('\0meeting')",
        "__import__('sqlite3').connect('fixed.db').close()",
    ],
)
def test_cases_that_touch_what_all_processes_see_are_run_under_one_mutant_at_a_time(tmp_path, write):
    results = tried_under_two_mutants(
        tmp_path,
        f"""
    def test_a():
        own = str(os.getpid())
        {write}
        meet()
        assert one() == 1 or here() == 1


    def test_b(tmp_path):
        tmp_path.joinpath("a").write_text("a")
        one()
    """,
        patience=1,
    )
    first, second = results
    assert first == {"test_a": "survived", "test_b": "survived"}
    assert second["test_a"] == "killed-by-assertion"  # the bytes of the first are still there: it was alone


@pytest.mark.parametrize(
    "source",
    ['def place():\n    return os.environ.get("PLACE", "")', 'NAME = "PLACE"\ndef place():\n    return os.environ.get(NAME, "")'],
    ids=["swapped", "imported"],
)
def test_a_mutant_under_which_a_case_touches_what_all_see_is_tried_alone_and_finds_nothing_of_another(tmp_path, source):
    meeting = MEETING.replace("PATIENCE", "1").replace("from source import one", "from source import place").replace("one() == 1", "place()")
    test = """
    def test_a(tmp_path, monkeypatch):
        monkeypatch.setenv("PLACE", str(tmp_path))
        file = Path(place() or Path.home(), "fixed")
        assert not file.exists()
        file.write_text(str(os.getpid()))
        meet()
        assert file.read_text() == str(os.getpid())
    """
    project = Project(tmp_path, {"source.py": f"import os\n{source}\n", "tests/test_source.py": meeting + test})
    mutants = [project.mutant("source.py", '"PLACE"', f'"{name}"') for name in ("ONE", "OTHER", "A_THIRD")]
    answer = project.mutate(floor=10.0)
    assert [answer.results(mutant) for mutant in mutants] == [{"test_a": "survived"}] * 3
    named = [frame["item"] for frame in answer.progress if frame["item"] in mutants]
    assert sorted(named) == sorted(mutants * 4)  # begun, put off, begun again, done
