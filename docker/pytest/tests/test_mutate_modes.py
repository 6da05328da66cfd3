"""Every way a function can live: the verdict must be that of a fresh interpreter on a mutated tree."""

import pytest
from mutating import Project

SOURCE = """
    from __future__ import annotations

    import asyncio
    import contextlib
    import functools
    import re
    from dataclasses import dataclass, field

    WORD = re.compile(r"[a-z]+")
    TABLE = {"a": 1}


    def doubled(function):
        @functools.wraps(function)
        def wrapper(*args):
            return function(*args) * 2
        return wrapper


    def adder(n):
        def add(x):
            return x + n
        return add


    def at_import():
        return 5 + 2


    SEVEN = at_import()
    add_three = adder(3)
    square = lambda x: x * x; cube = lambda x: x * x * x


    @doubled
    def plain(x):
        return x + 1


    @functools.lru_cache(maxsize=None)
    def cached(x):
        return x - 1


    @dataclass
    class Item:
        price: int = 4
        tags: list = field(default_factory=lambda: [1])

        @property
        def net(self):
            return self.price - 1

        @staticmethod
        def unit():
            return 10 - 1

        @classmethod
        def make(cls):
            return cls(6 - 1)

        def __lt__(self, other):
            return self.price < other.price


    def numbers(n):
        for i in range(n):
            yield i + 1


    async def later(x):
        await asyncio.sleep(0)
        return x + 5


    async def stream():
        yield 1 + 1


    @contextlib.contextmanager
    def managed():
        yield 2 + 1


    def nested(xs):
        class Local:
            def value(self, x):
                return x - 2
        return [Local().value(x) for x in xs if x > 2]


    def words(text):
        return WORD.findall(text)


    def lazy():
        import lazy_part
        return lazy_part.value()
    """
LAZY = """
    def value():
        return 8 - 1
    """
TESTS = """
    import asyncio
    import pytest
    import things
    from things import add_three, cached, Item, plain, square


    def test_plain(): assert plain(1) == 4
    def test_cached(): assert [cached(3), cached(3)] == [2, 2]
    def test_closure(): assert add_three(1) == 4
    def test_lambda(): assert square(3) == 9
    def test_other_lambda(): assert things.cube(2) == 8
    def test_constant(): assert things.TABLE["a"] == 1
    def test_at_import(): assert things.SEVEN == 7
    def test_default(): assert Item().price == 4
    def test_factory(): assert Item().tags == [1]
    def test_property(): assert Item(3).net == 2
    def test_static(): assert Item.unit() == 9
    def test_class_method(): assert Item.make().price == 5
    def test_operator(): assert not Item(1) < Item(1)
    def test_generator(): assert list(things.numbers(2)) == [1, 2]
    def test_async(): assert asyncio.run(things.later(1)) == 6
    def test_managed():
        with things.managed() as value:
            assert value == 3
    def test_nested(): assert things.nested([2, 3, 4]) == [1, 2]
    def test_regex(): assert things.words("ab1c") == ["ab", "c"]
    def test_lazy(): assert things.lazy() == 7
    def test_async_generator():
        async def first():
            async for value in things.stream():
                return value
        assert asyncio.run(first()) == 2
    """
# (path, original, replacement, the test that notices)
MUTANTS = [
    ("things.py", "x + 1", "x - 1", "test_plain"),
    ("things.py", "* 2", "* 3", "test_plain"),
    ("things.py", "@doubled\n", "", "test_plain"),
    ("things.py", "x - 1", "x + 1", "test_cached"),
    ("things.py", "x + n", "x - n", "test_closure"),
    ("things.py", "adder(3)", "adder(4)", "test_closure"),
    ("things.py", "x * x;", "x + x;", "test_lambda"),
    ("things.py", "x * x * x", "x * x", "test_other_lambda"),
    ("things.py", '"a": 1', '"a": 2', "test_constant"),
    ("things.py", "5 + 2", "5 - 2", "test_at_import"),
    ("things.py", "int = 4", "int = 5", "test_default"),
    ("things.py", "lambda: [1]", "lambda: [2]", "test_factory"),
    ("things.py", "self.price - 1", "self.price + 1", "test_property"),
    ("things.py", "10 - 1", "10 + 1", "test_static"),
    ("things.py", "6 - 1", "6 + 1", "test_class_method"),
    ("things.py", "self.price <", "self.price <=", "test_operator"),
    ("things.py", "i + 1", "i", "test_generator"),
    ("things.py", "x + 5", "x - 5", "test_async"),
    ("things.py", "1 + 1", "1 - 1", "test_async_generator"),
    ("things.py", "2 + 1", "2 - 1", "test_managed"),
    ("things.py", "x - 2", "x + 2", "test_nested"),
    ("things.py", "x > 2", "x >= 2", "test_nested"),
    ("things.py", "[a-z]+", "[a-z]", "test_regex"),
    ("lazy_part.py", "8 - 1", "8 + 1", "test_lazy"),
]


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("things"), {"things.py": SOURCE, "lazy_part.py": LAZY, "tests/test_things.py": TESTS})
    ids = {(path, original): project.mutant(path, original, replacement) for path, original, replacement, _ in MUTANTS}
    return project, ids, project.mutate()


@pytest.mark.parametrize(("path", "original", "replacement", "test"), MUTANTS, ids=[f"{m[3]}-{m[1]}".replace("\n", "") for m in MUTANTS])
def test_the_mutant_is_killed_by_the_test_that_a_fresh_interpreter_says(judged, path, original, replacement, test):
    project, ids, answer = judged
    mutant = ids[path, original]
    results = answer.results(mutant)
    naive = {case.partition("::")[2]: how for case, how in project.naive(mutant).items()}
    assert results[test] == "killed-by-assertion"
    assert naive[test] == "failed"
    assert {case for case, result in results.items() if result != "survived"} == {case for case, how in naive.items() if how == "failed"}
