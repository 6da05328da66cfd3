"""Files that show times as a coarse file system keeps them, and two variations in one run."""

import pytest

from project import Project, a_variation
from tfactory_runner.riding import apart, together
from tfactory_runner.variations import find_faketime

TWO_FILES = """
    import os, pathlib
    import pytest

    def by_stat(path): return os.stat(path).st_mtime
    def by_nanoseconds(path): return os.stat(path).st_mtime_ns
    def by_place(path): return os.stat(path)[8]
    def by_descriptor(path):
        with open(path) as file:
            return os.fstat(file.fileno()).st_mtime
    def by_entry(path):
        with os.scandir(os.path.dirname(path)) as entries:
            return next(entry for entry in entries if entry.name == os.path.basename(path)).stat().st_mtime
    ways = [by_stat, by_nanoseconds, by_descriptor, by_entry, os.path.getmtime, lambda path: path.stat().st_mtime,
            lambda path: path.lstat().st_mtime, lambda path: os.stat(path).st_ctime]

    def write(path, before=None):
        path.write_text("x")
        while before is not None and REAL(path).st_mtime_ns == REAL(before).st_mtime_ns:
            path.write_text("x")
        return path

    def REAL(path):
        return __import__("posix").stat(path)

    @pytest.mark.parametrize("way", ways)
    def test_written_one_after_the_other(tmp_path, way):
        first = write(tmp_path / "first")
        second = write(tmp_path / "second", first)
        assert way(second) > way(first)

    def test_the_newest_is_found(tmp_path):
        first = write(tmp_path / "first")
        second = write(tmp_path / "second", first)
        assert max([first, second], key=os.path.getmtime) == second
    """
SET = """
    import os, shutil, time

    def test_times_that_were_set(tmp_path):
        now = time.time()
        for number, at in enumerate((1000.5, 1001, now - 1, now, now + 1)):
            path = tmp_path / str(number)
            path.touch()
            os.utime(path, (at, at))
            assert abs(os.stat(path).st_mtime - at) < 1e-5 and abs(path.stat().st_atime - at) < 1e-5
            [entry] = [entry for entry in os.scandir(tmp_path) if entry.name == path.name]
            assert entry.stat().st_mtime_ns == os.stat(path).st_mtime_ns
            os.utime(path, ns=(5_000_000_001, 7_000_000_001))
            assert os.stat(path).st_mtime_ns == 7_000_000_001

    def test_two_files_two_seconds_apart(tmp_path):
        old, new = tmp_path / "old", tmp_path / "new"
        new.touch()
        old.touch()
        os.utime(old, (1_000_000, 1_000_000))
        os.utime(new, (1_000_002, 1_000_002))
        assert max([new, old], key=os.path.getmtime) == new

    def test_a_written_file_is_of_now(tmp_path):
        path = tmp_path / "a"
        path.write_text("x")
        os.utime(path, (1000, 1000))
        path.write_text("y")
        assert abs(path.stat().st_mtime - time.time()) < 5
        path.touch()
        assert abs(path.stat().st_mtime - time.time()) < 5

    def test_copies_and_folders(tmp_path):
        (tmp_path / "a" / "b").mkdir(parents=True)
        (tmp_path / "a" / "b" / "c").write_text("x")
        (tmp_path / "a" / "link").symlink_to("b")
        shutil.copytree(tmp_path / "a", tmp_path / "d", symlinks=True)
        assert (tmp_path / "d" / "b" / "c").stat().st_mtime == (tmp_path / "a" / "b" / "c").stat().st_mtime
        assert [[name for name in names] for _, names, _ in os.walk(tmp_path / "d")][1:] == [[]]
        with os.scandir(tmp_path / "a") as entries:
            known = {entry.name: entry for entry in entries}
        assert isinstance(known["b"], os.DirEntry) and known["b"].is_dir() and not known["b"].is_symlink()
        assert os.fspath(known["link"]) == known["link"].path == str(tmp_path / "a" / "link")
        assert known["link"].stat(follow_symlinks=False).st_ino == os.lstat(known["link"]).st_ino
        assert {os.stat, os.utime} <= os.supports_follow_symlinks and os.stat in os.supports_dir_fd
        shutil.rmtree(tmp_path / "a")
        assert not (tmp_path / "a").exists()
    """


def test_files_written_one_after_the_other_have_one_time(tmp_path):
    shop = Project(tmp_path, {"test_a.py": TWO_FILES})
    assert set(shop.run("test_a.py").statuses.values()) == {"passed"}
    seen = [shop.run("test_a.py", coarse_file_times=True) for _ in range(3)]
    broken = [sum(status == "failed" for status in ran.statuses.values()) for ran in seen]
    # Two that are written at the turn of an even second do differ.
    assert sorted(broken)[1] == 9, seen[0].outcomes


@pytest.mark.parametrize("coarse", [False, True])
@pytest.mark.parametrize("other", [{}, {"seed": 3}, {"folders_reversed": True}])
def test_times_that_were_set_stay_and_files_are_otherwise_as_they_were(tmp_path, coarse, other):
    ran = Project(tmp_path, {"test_a.py": SET}).run("test_a.py", coarse_file_times=coarse, **other)
    assert set(ran.statuses.values()) == {"passed"}, ran.outcomes


@pytest.mark.skipif(find_faketime() is None, reason="needs libfaketime")
def test_times_that_were_set_stay_under_another_clock(tmp_path):
    ran = Project(tmp_path, {"test_a.py": SET}).run("test_a.py", clock_shift_seconds=-31_536_000)
    assert set(ran.statuses.values()) == {"passed"}, ran.outcomes


RIDING = [
    a_variation(id="plain"),
    a_variation(id="folders", folders_reversed=True),
    a_variation(id="times", coarse_file_times=True, rides_on="folders"),
    a_variation(id="seeds", seed=3),
]


def test_a_variation_that_rides_is_told_by_itself_and_costs_a_run_only_when_a_case_minds(tmp_path):
    tests = """
        import os, pathlib

        def test_times(tmp_path):
            (tmp_path / "a").touch()
            assert (tmp_path / "a").stat().st_mtime_ns % 2_000_000_000

        def test_folders(tmp_path):
            for name in "abcdefgh":
                (tmp_path / name).touch()
            here = pathlib.Path("ORDER")
            listed = "".join(os.listdir(tmp_path))
            if not here.exists():
                here.write_text(listed)
            assert here.read_text() == listed

        def test_both(tmp_path):
            test_times(tmp_path)
            test_folders(tmp_path)

        def test_neither(): pathlib.Path("RUNS").open("a").write(".")
        """
    body = {"select": ["test_a.py"], "coverage_of": None, "seconds_per_case": 10, "seconds_per_variation": 60}

    def run(name, select):
        place = tmp_path / name
        place.mkdir()
        text = tests.replace("ORDER", str(place / "order")).replace("RUNS", str(place / "runs"))
        ran = Project(place, {"test_a.py": text}).ask("run", {**body, "select": select, "variations": RIDING[:3]})["variations"]
        failed = {v["id"]: sorted(o["case"].partition("::")[2] for o in v["outcomes"] if o["status"] == "failed") for v in ran}
        assert {len(v["outcomes"]) for v in ran} == {len(ran[0]["outcomes"])}
        return failed, len((place / "runs").read_text())

    quiet, runs = run("quiet", ["test_a.py::test_neither"])
    assert (quiet, runs) == ({"plain": [], "folders": [], "times": []}, 2)
    failed, runs = run("loud", ["test_a.py"])
    assert failed["plain"] == []
    assert "test_folders" in failed["folders"] and "test_times" not in failed["folders"]
    assert "test_times" in failed["times"] and "test_folders" not in failed["times"]
    assert runs == 4


def test_what_rides_is_merged_into_what_it_rides_on():
    ran = together(RIDING)
    assert [one["id"] for one in ran] == ["plain", "folders", "seeds"]
    assert ran[1] == {**RIDING[1], "coarse_file_times": True}
    assert together(RIDING[:2]) == RIDING[:2]


def result(name, *failed, status="finished"):
    outcomes = [
        {"case": case, "status": "failed", "failure": {"kind": "assertion"}} if case in failed else {"case": case, "status": "passed"}
        for case in "abcd"
    ]
    return {"id": name, "status": status, "outcomes": outcomes, "collection_errors": [], "seconds": 1.0}


def told(shared, *alone):
    asked = []

    def run_alone(variations):
        asked.append([one["id"] for one in variations])
        return list(alone)

    results = apart(RIDING, [result("plain"), shared, result("seeds")], run_alone)
    assert [one["id"] for one in results] == ["plain", "folders", "times", "seeds"]
    return {one["id"]: {o["case"] for o in one["outcomes"] if o["status"] == "failed"} for one in results}, asked


def test_nothing_is_run_again_when_no_case_minds():
    failed, asked = told(result("folders"))
    assert (failed["folders"], failed["times"], asked) == (set(), set(), [])


def test_each_variation_has_its_own_doing():
    failed, asked = told(result("folders", "a", "b", "c"), result("folders", "a", "c"), result("times", "b", "c"))
    assert (failed["folders"], failed["times"], asked) == ({"a", "c"}, {"b", "c"}, [["folders", "times"]])


def test_what_only_both_together_do_is_told_in_the_one_that_rides():
    failed, _ = told(result("folders", "a"), result("folders"), result("times"))
    assert (failed["folders"], failed["times"]) == (set(), {"a"})


def test_a_run_that_was_stopped_tells_nothing_apart():
    failed, _ = told(result("folders", "a"), result("folders"), result("times", status="crashed"))
    assert (failed["folders"], failed["times"]) == ({"a"}, {"a"})
