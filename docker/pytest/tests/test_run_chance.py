"""What a test may not rely on: seeds, the order of folders, threads, the user, what was left behind."""

import pytest

from project import Project, a_variation

LISTED = """
    import glob, os, pathlib, shutil

    def test_every_way_to_list_says_the_same(tmp_path):
        for name in "abcdefgh":
            (tmp_path / name).mkdir()
        names = os.listdir(tmp_path)
        assert sorted(names) == list("abcdefgh")
        assert os.listdir(tmp_path) == [entry.name for entry in os.scandir(tmp_path)] == names
        assert [path.name for path in tmp_path.iterdir()] == next(os.walk(tmp_path))[1] == names
        assert [path.name for path in tmp_path.glob("*")] == [os.path.basename(path) for path in glob.glob(f"{tmp_path}/*")] == names
        assert os.listdir(os.fsencode(tmp_path)) == [os.fsencode(name) for name in names]
        with os.scandir(tmp_path) as entries:
            assert next(entries).is_dir()
        assert list(entries) == []
        assert {os.listdir, os.scandir} <= os.supports_fd
        descriptor = os.open(tmp_path, os.O_RDONLY)
        assert os.listdir(descriptor) == names
        os.close(descriptor)
        shutil.rmtree(tmp_path)
        assert not tmp_path.exists()

    def test_order(tmp_path):
        for name in "abcdefgh":
            (tmp_path / name).touch()
        found = os.listdir(tmp_path)
        shown = pathlib.Path("SHOWN")
        shown.write_text(shown.read_text() + "".join(found) + "\\n" if shown.exists() else "".join(found) + "\\n")

    def test_a_folder_that_is_not_there():
        for listing in (os.listdir, os.scandir):
            try:
                listing("/not/there")
            except FileNotFoundError:
                continue
            assert False
    """


def test_folders_are_listed_in_other_orders_and_in_one_order_by_every_means(tmp_path):
    shop = Project(tmp_path / "tree", {"test_a.py": LISTED.replace("SHOWN", str(tmp_path / "shown"))})
    body = {"select": ["test_a.py"], "coverage_of": None, "seconds_per_case": 10, "seconds_per_variation": 60}
    different = [{}, {"folders_reversed": True}, {"seed": 1}, {"seed": 2}]
    answer = shop.ask("run", {**body, "variations": [a_variation(id=str(n), **one) for n, one in enumerate(different)]})
    assert {outcome["status"] for ran in answer["variations"] for outcome in ran["outcomes"]} == {"passed"}
    plain, opposite, *shuffled = (tmp_path / "shown").read_text().split()
    assert opposite == plain[::-1]
    assert len({plain, opposite, *shuffled}) == 4


def test_another_user_has_other_folders_and_no_variable_that_was_not_there(tmp_path, monkeypatch):
    monkeypatch.setenv("USER", "me")
    monkeypatch.delenv("LOGNAME", raising=False)
    tests = """
        import os, pathlib, tempfile

        def test_a(tmp_path):
            home, temporary = pathlib.Path.home(), pathlib.Path(tempfile.gettempdir())
            assert (home.name, temporary.name, os.environ["USER"]) == ("ada", "ada-tmp", "ada")
            assert "LOGNAME" not in os.environ
            assert temporary in tmp_path.parents
            (home / "a").touch()
        """
    ran = Project(tmp_path, {"test_a.py": tests}).run("test_a.py", user="ada")
    assert ran.statuses == {"test_a": "passed"}, ran.outcomes


def test_again_finds_what_the_variation_before_left(tmp_path):
    tests = """
        import pathlib, tempfile

        def test_a():
            left = pathlib.Path(tempfile.gettempdir(), "left")
            assert not left.exists()
            left.touch()
        """
    body = {"select": ["test_a.py"], "coverage_of": None, "seconds_per_case": 10, "seconds_per_variation": 60}
    body["variations"] = [a_variation(id=str(number), again=again) for number, again in enumerate([False, True, False])]
    ran = Project(tmp_path, {"test_a.py": tests}).ask("run", body)["variations"]
    assert [one["outcomes"][0]["status"] for one in ran] == ["passed", "failed", "passed"]


@pytest.mark.parametrize("late", [False, True])
def test_threads_begin_late_and_the_first_one_last(tmp_path, late):
    tests = f"""
        import sys, threading, time

        def seconds():
            began = time.monotonic()
            thread = threading.Thread(target=lambda: None)
            thread.start()
            thread.join()
            return time.monotonic() - began

        def first():
            ended = []
            threads = [threading.Thread(target=ended.append, args=[n]) for n in range(5)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            return ended[0]

        def test_delay(): assert (min(seconds() for _ in range(5)) >= 0.02) is {late}
        def test_order(): assert (sum(first() != 0 for _ in range(5)) > 2) is {late}
        def test_turns(): assert (sys.getswitchinterval() < 1e-4) is {late}
        def test_profile():
            seen = []
            thread = threading.Thread(target=lambda: seen.append(sys.getprofile()))
            thread.start()
            thread.join()
            assert seen == [None]
        """
    ran = Project(tmp_path, {"test_a.py": tests}).run("test_a.py", late_threads=late)
    assert set(ran.statuses.values()) == {"passed"}, ran.outcomes


def test_a_case_that_is_alone_has_to_leave_its_process_as_it_was(tmp_path):
    tests = """
        import locale, os, signal, sys, time
        import pytest

        def test_sets(): os.environ["NEW"] = "1"
        def test_deletes(): del os.environ["PATH"]
        def test_changes(): os.environ["PATH"] = "/"
        def test_moves(): os.chdir("/")
        def test_zone():
            os.environ["TZ"] = "XYZ-5"
            time.tzset()
        def test_locale(): locale.setlocale(locale.LC_ALL, "C")
        def test_path(): sys.path.append("/nowhere")
        def test_handler(): signal.signal(signal.SIGTERM, signal.SIG_IGN)

        @pytest.fixture(scope="session")
        def moved():
            before = os.getcwd()
            os.chdir("/")
            yield
            os.chdir(before)

        def test_undone_with_the_session(moved): assert os.getcwd() == "/"
        def test_undone(monkeypatch, tmp_path):
            monkeypatch.setenv("NEW", "1")
            monkeypatch.delenv("PATH")
            monkeypatch.chdir(tmp_path)
            monkeypatch.syspath_prepend("/nowhere")
        def test_caches(): import colorsys
        """
    shop = Project(tmp_path, {"test_a.py": tests})
    ran = shop.run("test_a.py", alone=True)
    left = {name: outcome["failure"]["message"] for name, outcome in ran.outcomes.items() if outcome["status"] == "failed"}
    assert left == {
        "test_sets": "leaves os.environ['NEW'] set",
        "test_deletes": "leaves os.environ['PATH'] deleted",
        "test_changes": "leaves os.environ['PATH'] changed",
        "test_moves": "leaves the working directory changed",
        "test_zone": "leaves os.environ['TZ'] changed; the time zone changed",
        "test_locale": "leaves the locale changed",
        "test_path": "leaves sys.path changed",
        "test_handler": "leaves the handler of SIGTERM changed",
    }
    assert {ran.failure(name)["kind"] for name in left} == {"teardown"}


def test_what_chance_does_in_a_run_that_differs_otherwise_is_told_as_chance(tmp_path):
    tests = """
        import os, time
        def test_chance(): assert os.environ["PYTHONHASHSEED"] != "5"
        def test_zone(): assert time.tzname[0] == "UTC"
        def test_both(): assert os.environ["PYTHONHASHSEED"] == "0"
        def test_neither(): pass
        """
    body = {"select": ["test_a.py"], "coverage_of": None, "seconds_per_case": 10, "seconds_per_variation": 60}
    body["variations"] = [
        a_variation(id="plain"),
        a_variation(id="seeds", seed=4, told_in="seeds"),
        a_variation(id="zone", seed=5, told_in="seeds", timezone="XYZ-3"),
    ]
    ran = Project(tmp_path, {"test_a.py": tests}).ask("run", body)["variations"]
    failed = {v["id"]: sorted(o["case"].partition("::")[2] for o in v["outcomes"] if o["status"] == "failed") for v in ran}
    assert failed == {"plain": [], "seeds": ["test_both", "test_chance"], "zone": ["test_both", "test_zone"]}


def test_every_other_seed_has_addresses_that_begin_with_other_digits(tmp_path):
    tests = """
        import ctypes, mmap, os, subprocess, sys

        def is_mapped():
            mapped = ctypes.addressof(ctypes.c_char.from_buffer(mmap.mmap(-1, 4096)))
            return id(object()) >> 44 == mapped >> 44

        def test_mapped(): assert is_mapped()
        def test_programs_have_the_usual_ones():
            assert "PYTHONMALLOC" not in os.environ
            assert subprocess.run([sys.executable, "-c", "import os; assert 'PYTHONMALLOC' not in os.environ"]).returncode == 0
        """
    shop = Project(tmp_path, {"test_a.py": tests})
    ran = [shop.run("test_a.py", seed=seed).statuses for seed in (0, 1, 2)]
    assert [one["test_mapped"] for one in ran] == ["passed", "failed", "passed"]
    assert {one["test_programs_have_the_usual_ones"] for one in ran} == {"passed"}
