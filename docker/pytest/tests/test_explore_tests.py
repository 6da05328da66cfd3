"""What `explore` learns from examples and from the project's own tests."""

from __future__ import annotations

from pathlib import Path

from exploring import explore


def an_example(call: str, expected: str | None = None, raises: str | None = None) -> dict:
    return {"criterion": "AC-1", "call": call, "expected": expected, "raises": raises}


PARSE = """
def parse(text):
    '''Seconds of a duration.

    >>> parse("2m")
    120
    '''
    units = {"s": 1, "m": 60, "h": 60}
    if text[-1] not in units:
        raise ValueError("unknown unit " + text[-1])
    return int(text[:-1]) * units[text[-1]]
"""


def test_an_example_that_the_head_does_not_meet_is_kept_and_marked(tmp_path: Path) -> None:
    examples = [an_example("parse('1h')", "3600"), an_example("parse('5s')", "5"), an_example("parse('5x')", raises="ValueError")]
    explored = explore(tmp_path, PARSE, ["parse"], [("1, ", "2, ")], examples=examples)
    met = {one["call"]: one["expectation"]["met"] for one in explored.observations if one["expectation"]}
    assert met["parse('1h')"] is False
    assert met["parse('5s')"] is True
    assert met["parse('5x')"] is True
    wrong = explored.with_call("parse('1h')")[0]
    assert (wrong["origin"], wrong["criterion"], wrong["outcome"]["value"]) == ("criterion", "AC-1", "60")


def test_an_example_of_a_docstring_is_an_expectation(tmp_path: Path) -> None:
    explored = explore(tmp_path, PARSE, ["parse"], [('"m": 60', '"m": 61')])
    found = [one for one in explored.observations if one["origin"] == "docstring"]
    assert found[0]["expectation"] == {"source": "docstring", "met": True, "expected": "120"}


def test_arguments_are_mined_from_existing_tests(tmp_path: Path) -> None:
    source = """
    def unpack(record):
        kind, _, rest = record.partition("~>")
        if not rest:
            raise ValueError("no arrow")
        return kind, rest.count("^")
    """
    tests = """
    from shop import unpack

    def test_unpack():
        assert unpack("a~>b^c^d")[0] == "a"
    """
    explored = explore(tmp_path, source, ["unpack"], [('count("^")', 'count("*")')], files={"tests/test_shop.py": tests})
    assert explored.killed == {'count("*")'}


APP = """
class Command:
    def __init__(self, name, help=None):
        self.name = name
        self.help = help

    def render(self):
        return self.name if self.help is None else f"{self.name}: {self.help}"

class App:
    def __init__(self):
        self.commands = []

    def command(self, name, **attributes):
        def register(function):
            self.commands.append((Command(name, **attributes), function))
            return function
        return register

    def run(self, *words):
        if words == ("help",):
            return "\\n".join(command.render() for command, _ in self.commands)
        for command, function in self.commands:
            if command.name == words[0]:
                return function(*words[1:])
        raise LookupError(words[0])
"""
APP_TESTS = """
import pytest
from shop import App

@pytest.fixture
def app():
    return App()

def test_a_command_runs(app):
    @app.command("add")
    def add(first, second):
        return int(first) + int(second)

    assert app.run("add", "1", "2") == 3
    assert app.run("help") == "add"
"""


def test_a_test_is_a_recipe_that_takes_the_new_keyword(tmp_path: Path) -> None:
    mutants = [('f"{self.name}: {self.help}"', 'f"{self.help}"'), ("self.help = help", "self.help = None")]
    explored = explore(tmp_path, APP, ["Command.__init__", "Command.render"], mutants, files={"tests/test_shop.py": APP_TESTS}, lines=[2, 4, 7])
    assert explored.killed == {replacement for _, replacement in mutants}


SETTINGS = """
import contextlib

_current = []

class App:
    def __init__(self):
        self.config = {"LIMIT": 10}

    @contextlib.contextmanager
    def context(self):
        _current.append(self)
        yield
        _current.pop()

class Request:
    own = None

    @property
    def limit(self):
        if self.own is not None:
            return self.own
        if not _current:
            return 10
        return _current[-1].config["LIMIT"]
"""
SETTINGS_TESTS = """
from shop import App, Request, _current

def test_a_context_is_entered():
    app = App()
    with app.context():
        assert _current == [app]
"""


def test_contexts_of_tests_and_settings_that_changed_lines_read_are_tried(tmp_path: Path) -> None:
    explored = explore(
        tmp_path,
        SETTINGS,
        ["Request.limit"],
        [("if not _current", "if True"), ('config["LIMIT"]', 'config["LIMIT"] + 1')],
        files={"tests/test_shop.py": SETTINGS_TESTS},
        lines=list(range(18, 26)),
    )
    assert explored.killed == {"if True", 'config["LIMIT"] + 1'}


def test_helpers_and_set_up_of_a_test_class_come_along(tmp_path: Path) -> None:
    source = """
    class Register:
        def __init__(self, rate):
            self.rate = rate
            self.sold = []

        def sell(self, item):
            self.sold.append(item.price * self.rate)
            return sum(self.sold)
    """
    tests = """
    import unittest
    from shop import Register

    class Item:
        def __init__(self, price):
            self.price = price

    class RegisterTest(unittest.TestCase):
        def setUp(self):
            self.register = Register(self.rate())

        def rate(self):
            return 3

        def test_sell(self):
            self.assertEqual(self.register.sell(Item(2)), 6)
            self.assertEqual(self.register.sell(Item(5)), 21)
    """
    explored = explore(tmp_path, source, ["Register.sell"], [("* self.rate", "+ self.rate")], files={"tests/test_shop.py": tests})
    assert explored.killed == {"+ self.rate"}
    assert any(one["origin"] in ("existing-test", "search") and "Item(" in one["call"] for one in explored.observations)


def test_a_project_that_can_not_be_imported_gives_reasons(tmp_path: Path) -> None:
    explored = explore(tmp_path, "import missing_package\n\ndef f(n: int):\n    return n\n", ["f"], [("return n", "return 1")])
    assert explored.observations == []
    assert "missing_package" in explored.answer["skipped"][0]["reason"]


def test_the_same_seed_gives_the_same_first_calls(tmp_path: Path) -> None:
    source = "def grade(score: int) -> str:\n    return 'A' if score > 9 else 'B'\n"
    first = explore(tmp_path / "one", source, ["grade"], [("> 9", ">= 9")], literals=["9"])
    second = explore(tmp_path / "two", source, ["grade"], [("> 9", ">= 9")], literals=["9"])
    assert first.calls == second.calls
