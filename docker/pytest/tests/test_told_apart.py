"""What a run did by its own difference, and what by chance."""

from tfactory_runner.told_apart import tell_apart


def passed(case="a"):
    return {"case": case, "status": "passed", "seconds": 0.1}


def failed(case="a", kind="assertion"):
    return {"case": case, "status": "failed", "seconds": 0.1, "failure": {"kind": kind}}


def ran(*outcomes, name="clock", status="finished"):
    return {"id": name, "status": status, "outcomes": list(outcomes), "collection_errors": []}


def apart(result, plain, seeded=ran(passed(), name="seeds"), reference=ran(passed(), name="in-file")):
    asked = []
    own, chance = tell_apart(result, reference, seeded, lambda: asked.append(1) or plain)
    return own, chance, len(asked)


def test_a_run_that_does_not_differ_is_not_run_again():
    own, chance, asked = apart(ran(passed()), None)
    assert (own["outcomes"], chance["outcomes"], asked) == ([passed()], [passed()], 0)


def test_what_differs_without_chance_too_is_the_variations_own():
    own, chance, asked = apart(ran(failed()), ran(failed()))
    assert (own["outcomes"], chance["outcomes"], asked) == ([failed()], [passed()], 1)


def test_what_differs_only_with_its_seed_is_told_where_chance_is_told():
    own, chance, _ = apart(ran(failed()), ran(passed()))
    assert (own["id"], own["outcomes"]) == ("clock", [passed()])
    assert (chance["id"], chance["outcomes"]) == ("seeds", [failed()])


def test_what_chance_alone_did_already_is_left_as_it_is():
    own, chance, asked = apart(ran(failed()), None, seeded=ran(failed(), name="seeds"))
    assert (own["outcomes"], chance["outcomes"], asked) == ([failed()], [failed()], 0)


def test_another_way_to_fail_is_a_difference():
    own, _, asked = apart(ran(failed(kind="error")), ran(failed()), ran(failed(), name="seeds"), ran(failed()))
    assert (own["outcomes"], asked) == ([failed()], 1)


def test_a_second_look_that_did_not_come_to_its_end_says_nothing():
    own, chance, _ = apart(ran(failed()), ran(status="timed-out"))
    assert (own["outcomes"], chance["outcomes"]) == ([failed()], [passed()])


def test_a_case_that_has_another_name_with_the_seed_is_missing_where_chance_is_told():
    own, chance, _ = apart(ran(passed("a[0x2]")), ran(passed("a[0x1]")), ran(passed("a[0x1]"), name="seeds"), ran(passed("a[0x1]")))
    assert [outcome["case"] for outcome in own["outcomes"]] == ["a[0x1]"]
    assert [outcome["case"] for outcome in chance["outcomes"]] == ["a[0x2]"]


def test_a_file_that_can_not_be_loaded_by_chance_says_so_there():
    error = {"path": "test_a.py", "kind": "error", "exception": "E", "message": "m"}
    own, chance, _ = apart({**ran(), "collection_errors": [error]}, ran(passed()))
    assert own["outcomes"] == [passed()]
    assert (chance["outcomes"], chance["collection_errors"]) == ([], [error])
