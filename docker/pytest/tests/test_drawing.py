"""Cases that draw random values are run often, the others are not run again."""

import pytest

from project import Project, a_variation

OFTEN = [a_variation(id="in-file"), a_variation(id="draws", draws=64)]
# Each of these passes nineteen times in twenty.
SELDOM = """
    import random, secrets, tempfile, uuid

    def test_of_the_shared_generator(): assert random.randrange(20) != 7
    def test_of_its_own_generator(): assert random.Random().randrange(20) != 7
    def test_of_the_system(): assert random.SystemRandom().randrange(20) != 7
    def test_of_secrets(): assert secrets.randbelow(20) != 7
    def test_of_an_id(): assert uuid.uuid4().int % 20 != 7
    def test_of_a_name(tmp_path): assert tempfile.mktemp(dir=tmp_path)[-1] not in "ab"
    """
COUNTED = """
    import os, random

    def note(name):
        with open(os.path.join(os.environ["HOME"], name), "a") as file:
            file.write("x")
            return file.tell()

    def test_that_draws():
        random.random()
        assert note("draws") < 3

    def test_with_a_seed():
        assert random.Random(3).randrange(20) == 7 and note("seeded") < 3

    def test_without_chance():
        assert note("plain") < 3
    """


def statuses(answer: dict, variation: str) -> dict[str, str]:
    result = next(one for one in answer["variations"] if one["id"] == variation)
    return {outcome["case"].partition("::")[2]: outcome["status"] for outcome in result["outcomes"]}


def run(tmp_path, source: str, variations: list[dict]) -> dict:
    body = {"select": ["tests/test_it.py"], "variations": variations, "coverage_of": None, "seconds_per_case": 20, "seconds_per_variation": 60}
    return Project(tmp_path, {"tests/test_it.py": source}).ask("run", body)


def test_what_seldom_goes_wrong_by_chance_does_so_in_one_of_many_runs(tmp_path) -> None:
    answer = run(tmp_path, SELDOM, OFTEN)
    ended = statuses(answer, "draws")
    # 0.95 ** 64 is 4 in 100 for each of six: that two are missed has a chance of 2 in 100, that three are, of 2 in 1000
    assert sum(status == "failed" for status in ended.values()) >= 4, ended
    assert set(ended) == set(statuses(answer, "in-file"))


def test_only_what_draws_is_run_again(tmp_path) -> None:
    ended = statuses(run(tmp_path, COUNTED, OFTEN), "draws")
    assert ended == {"test_that_draws": "failed", "test_with_a_seed": "passed", "test_without_chance": "passed"}


def test_without_draws_nothing_is(tmp_path) -> None:
    ended = statuses(run(tmp_path, COUNTED, [a_variation(id="in-file"), a_variation(id="again", again=True)]), "again")
    assert set(ended.values()) == {"passed"}


@pytest.mark.parametrize("way_to_end", ["os._exit(3)", "pytest.fail('no')", "pytest.skip('no')"])
def test_what_does_not_pass_is_not_drawn_from(tmp_path, way_to_end: str) -> None:
    source = f"""
    import os, random
    import pytest

    def test_that_ends():
        random.random()
        {way_to_end}

    def test_beside():
        assert random.random() < 1
    """
    answer = run(tmp_path, source, OFTEN)
    assert statuses(answer, "draws") == statuses(answer, "in-file")
    assert statuses(answer, "draws")["test_beside"] == "passed"
