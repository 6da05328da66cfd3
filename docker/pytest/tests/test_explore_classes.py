"""What `explore` finds out about objects: state, decorators, context managers, enumerations, operators."""

from __future__ import annotations

from pathlib import Path

from exploring import explore

STACK = """
class Stack:
    def __init__(self, limit: int = 2):
        self.items = []
        self.limit = limit

    def push(self, item):
        if len(self.items) >= self.limit:
            raise OverflowError(f"more than {self.limit} items")
        self.items.append(item)

    def pop(self):
        if not self.items:
            raise IndexError("empty stack")
        return self.items.pop()

    def __len__(self):
        return len(self.items)
"""


def test_an_object_is_made_used_and_looked_at(tmp_path: Path) -> None:
    mutants = [(">= self.limit", "> self.limit"), ("limit: int = 2", "limit: int = 3"), ("self.items.pop()", "self.items.pop(0)"), ('"empty stack"', '""')]
    explored = explore(tmp_path, STACK, ["Stack.push", "Stack.pop", "Stack"], mutants)
    assert explored.killed == {replacement for _, replacement in mutants}
    assert any(len(one["setup"]) > 1 for one in explored.observations)


def test_a_state_that_the_call_changes_is_asserted_after_it(tmp_path: Path) -> None:
    source = """
    class Account:
        def __init__(self):
            self.balance = 0

        def deposit(self, amount: int) -> None:
            self.balance += amount
    """
    explored = explore(tmp_path, source, ["Account.deposit"], [("+= amount", "-= amount")])
    assert explored.killed == {"-= amount"}
    after = [fact for one in explored.observations for fact in one["after"]]
    assert any(fact["expression"] == "account.balance" for fact in after)


def test_a_mutated_argument_is_asserted_after_the_call(tmp_path: Path) -> None:
    source = """
    def add_default(options: dict) -> None:
        options.setdefault("retries", 3)
    """
    explored = explore(tmp_path, source, ["add_default"], [("3", "4")])
    assert explored.killed == {"4"}
    assert any(fact["expression"] == "mapping" for one in explored.observations for fact in one["after"])


def test_a_decorator_is_applied_and_the_calls_that_get_through_are_counted(tmp_path: Path) -> None:
    source = """
    def retry(times):
        def decorator(func):
            def wrapper(*args):
                for attempt in range(times):
                    try:
                        return func(*args)
                    except KeyError:
                        if attempt == times - 1:
                            raise
            return wrapper
        return decorator
    """
    mutants = [("attempt == times", "attempt != times"), ("times - 1", "times - 2"), ("range(times)", "range(1)")]
    explored = explore(tmp_path, source, ["retry"], mutants)
    assert {"attempt != times", "times - 2"} <= explored.killed
    assert any(fact["expression"] == "calls" for one in explored.observations for fact in one["after"])


def test_a_context_manager_is_entered_and_left(tmp_path: Path) -> None:
    source = """
    from contextlib import contextmanager

    @contextmanager
    def setting(settings: dict, key: str, value: int):
        before = settings.get(key)
        settings[key] = value
        yield
        settings[key] = before
    """
    explored = explore(tmp_path, source, ["setting"], [("settings[key] = before", "pass")])
    assert explored.killed == {"pass"}


def test_parameters_of_project_classes_get_members_and_objects(tmp_path: Path) -> None:
    source = """
    from dataclasses import dataclass
    from enum import Enum

    class Color(Enum):
        RED = 1
        BLUE = 2

    @dataclass
    class Point:
        x: int
        y: int

    def paint(color: Color, at: Point) -> str:
        return f"{color.name} at {at.x}"
    """
    explored = explore(tmp_path, source, ["paint"], [("{color.name}", "{color.value}"), ("{at.x}", "{at.y}")])
    assert explored.killed >= {"{color.value}"}
    assert all("Color." in one["call"] for one in explored.observations)


def test_special_methods_are_used_as_operators(tmp_path: Path) -> None:
    source = """
    class Money:
        def __init__(self, cents: int):
            self.cents = cents

        def __eq__(self, other):
            return isinstance(other, Money) and self.cents == other.cents

        def __len__(self):
            return len(str(self.cents))
    """
    explored = explore(tmp_path, source, ["Money.__len__"], [("len(str(self.cents))", "len(str(self.cents)) + 1")])
    assert explored.killed == {"len(str(self.cents)) + 1"}
    assert any(call.startswith("len(money") for call in explored.calls)


def test_a_private_helper_is_reached_through_its_public_caller(tmp_path: Path) -> None:
    source = """
    def _pad(text, width):
        return text.rjust(width, "0")

    def code(number: int) -> str:
        return _pad(str(number), 4)
    """
    explored = explore(tmp_path, source, ["_pad"], [('"0"', '" "')])
    assert explored.killed == {'" "'}
    assert any(call.startswith("code(") for call in explored.calls)
