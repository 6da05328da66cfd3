"""What `explore` finds out about functions: typed, untyped, raising, iterating, async, printing, hanging."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from exploring import explore, replay


def test_both_sides_of_every_boundary_of_a_typed_function_are_called(tmp_path: Path) -> None:
    source = """
    def grade(score: int) -> str:
        if score >= 90:
            return "A"
        return "B"
    """
    explored = explore(tmp_path, source, ["grade"], [(">= 90", "> 90"), (">= 90", ">= 91"), (">= 90", ">= 89"), ('"A"', '""')], literals=["90"])
    assert explored.killed == {"> 90", ">= 91", ">= 89", '""'}
    assert {"grade(90)", "grade(89)"} <= set(explored.calls)


def test_a_boundary_that_no_literal_names_is_found_from_the_values_that_meet_there(tmp_path: Path) -> None:
    source = """
    def fee(amount):
        limit = 37 * 19
        return "high" if amount > limit else "low"
    """
    explored = explore(tmp_path, source, ["fee"], [("> limit", ">= limit"), ("37 *", "36 *")])
    assert explored.killed == {">= limit", "36 *"}
    assert "fee(703)" in explored.calls


def test_an_untyped_function_gets_inputs_by_the_names_of_its_parameters(tmp_path: Path) -> None:
    source = """
    def count_words(text):
        return len(text.split())

    def largest(items):
        return max(items) if items else None
    """
    explored = explore(tmp_path, source, ["count_words", "largest"], [("text.split()", "text"), ("max(items)", "min(items)"), ("else None", "else 0")])
    assert explored.killed == {"text", "min(items)", "else 0"}


def test_a_deliberate_exception_is_pinned_with_its_message(tmp_path: Path) -> None:
    source = """
    def take(count: int):
        if count < 1:
            raise ValueError("count must be positive")
        return list(range(count))
    """
    explored = explore(tmp_path, source, ["take"], [("< 1", "< 0"), ("must be positive", "")])
    assert explored.killed == {"< 0", ""}
    raised = [one for one in explored.observations if one["outcome"]["kind"] == "raises"]
    assert raised[0]["outcome"] == {"kind": "raises", "exception": "ValueError", "message": "count must be positive"}


def test_an_error_about_types_that_nobody_raised_is_no_observation(tmp_path: Path) -> None:
    source = """
    def double(value):
        return value * 2 + 1
    """
    explored = explore(tmp_path, source, ["double"], [("* 2", "* 3")])
    assert explored.killed == {"* 3"}
    assert all(one["outcome"]["kind"] == "value" for one in explored.observations)


def test_a_generator_is_observed_as_a_list_and_what_it_consumes_is_asserted(tmp_path: Path) -> None:
    source = """
    def pairs(items):
        iterator = iter(items)
        for first in iterator:
            yield first, next(iterator, None)
    """
    explored = explore(tmp_path, source, ["pairs"], [("None)", "0)"), ("iter(items)", "iter(list(items))")])
    assert "0)" in explored.killed
    assert "iter(list(items))" in explored.killed, "laziness shows in what is left of the input"
    assert any(one["after"] for one in explored.observations)


def test_an_endless_iterator_is_observed_by_its_first_items(tmp_path: Path) -> None:
    source = """
    def odd_numbers(start: int = 1):
        while True:
            yield start
            start += 2
    """
    explored = explore(tmp_path, source, ["odd_numbers"], [("+= 2", "+= 3"), ("start: int = 1", "start: int = 2")])
    assert explored.killed == {"+= 3", "start: int = 2"}


def test_a_coroutine_is_run(tmp_path: Path) -> None:
    source = """
    async def total(values: list[int]) -> int:
        return sum(values)
    """
    explored = explore(tmp_path, source, ["total"], [("sum(values)", "len(values)")])
    assert explored.killed == {"len(values)"}
    assert explored.calls[0].startswith("asyncio.run(total(")


def test_what_a_function_prints_is_observed(tmp_path: Path) -> None:
    source = """
    def greet(name: str) -> None:
        print("Hello, " + name)
    """
    explored = explore(tmp_path, source, ["greet"], [('"Hello, "', '""')])
    assert explored.killed == {'""'}


def test_a_warning_is_observed(tmp_path: Path) -> None:
    source = """
    import warnings

    def old(value: int) -> int:
        warnings.warn("use new instead", DeprecationWarning, stacklevel=2)
        return value
    """
    explored = explore(tmp_path, source, ["old"], [('"use new instead"', '""')])
    assert explored.killed == {'""'}


def test_a_call_that_hangs_is_skipped_and_the_others_still_run(tmp_path: Path) -> None:
    source = """
    def countdown(n: int) -> int:
        steps = 0
        while n != 0:
            n -= 2
            steps += 1
        return steps
    """
    explored = explore(tmp_path, source, ["countdown"], [("steps += 1", "steps += 2")])
    assert explored.killed == {"steps += 2"}


def test_a_call_that_ends_the_process_is_skipped_and_the_others_still_run(tmp_path: Path) -> None:
    source = """
    import os

    def check(n: int) -> str:
        if n == 1:
            os._exit(3)
        return "even" if n % 2 == 0 else "odd"
    """
    explored = explore(tmp_path, source, ["check"], [("% 2", "% 3"), ('"odd"', '""')])
    assert explored.killed == {"% 3", '""'}


def test_a_result_that_differs_between_runs_is_dropped(tmp_path: Path) -> None:
    source = """
    import time

    def stamp(text: str) -> str:
        return f"{text}-{time.time_ns()}"

    def tags(text: str) -> list:
        return list(set("abcdef")) + [text]

    def plain(text: str) -> str:
        return text + "!"
    """
    explored = explore(tmp_path, source, ["stamp", "tags", "plain"], [('"!"', '"?"')])
    assert explored.killed == {'"?"'}
    assert not explored.with_call("stamp(") and not explored.with_call("tags(")


def test_floats_are_compared_approximately(tmp_path: Path) -> None:
    source = """
    def share(part: float, whole: float) -> float:
        return part / whole if whole else 0.0
    """
    explored = explore(tmp_path, source, ["share"], [("part / whole", "part // whole")])
    assert explored.killed == {"part // whole"}
    assert {one["outcome"]["compare"] for one in explored.observations if one["outcome"]["kind"] == "value"} == {"approx"}


def test_the_changed_condition_that_decides_a_path_is_told(tmp_path: Path) -> None:
    source = """
    def sign(n: int) -> int:
        if n < 0:
            return -1
        return 1
    """
    explored = explore(tmp_path, source, ["sign"], [("return -1", "return 0"), ("return 1", "return 0 ")])
    told = {one["call"]: one["because"] for one in explored.observations}
    assert {"condition": "n < 0", "value": True} in told.values()
    assert {"condition": "n < 0", "value": False} in told.values()


def test_arguments_are_told_by_name(tmp_path: Path) -> None:
    source = """
    def clip(value: int, *, low: int = 0) -> int:
        return max(value, low)
    """
    explored = explore(tmp_path, source, ["clip"], [("max", "min")])
    names = {argument["name"] for one in explored.observations for argument in one["arguments"]}
    assert names <= {"value", "low"} and "value" in names


def test_a_mutant_of_a_default_or_constant_is_told_apart_by_importing_it(tmp_path: Path) -> None:
    source = """
    LIMIT = 3

    def shorten(text: str, width: int = 5) -> str:
        return text[:width] + "." * LIMIT
    """
    explored = explore(tmp_path, source, ["shorten"], [("LIMIT = 3", "LIMIT = 4"), ("width: int = 5", "width: int = 6")])
    assert explored.killed == {"LIMIT = 4", "width: int = 6"}


def test_nesting_and_repetition_reach_a_limit_far_away(tmp_path: Path) -> None:
    source = """
    def depth(text: str) -> int:
        deepest = level = 0
        for char in text:
            if char == "[":
                level += 1
                if level > 50:
                    raise ValueError("too deep")
            elif char == "]":
                level -= 1
            deepest = max(deepest, level)
        return deepest
    """
    mutants = [("> 50", "> 51"), ("level -= 1", "level -= 0")]
    explored = explore(tmp_path, source, ["depth"], mutants, literals=["50", '"["', '"]"'])
    assert explored.killed == {"> 51", "level -= 0"}


def test_observations_stand_alone_as_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = """
    from dataclasses import dataclass
    from enum import Enum

    class Size(Enum):
        SMALL = 1
        LARGE = 2

    @dataclass
    class Parcel:
        size: Size
        weight: float = 1.0

    def pack(size: Size, weight: float) -> Parcel:
        if weight > 10:
            raise ValueError(f"{weight} kg is too heavy")
        return Parcel(size, weight)
    """
    explored = explore(tmp_path, source, ["pack"], [("> 10", "> 11"), ("size, weight)", "Size.SMALL, weight)")], literals=["10"])
    assert explored.killed == {"> 11", "Size.SMALL, weight)"}
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "shop", raising=False)
    for observation in explored.observations:
        exec(replay(observation), {"__name__": "replayed"})
