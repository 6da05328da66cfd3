"""Every way a function can live: the verdict must be that of a fresh interpreter on a mutated tree."""

import pytest
from mutating import Project

SOURCE = """
    from __future__ import annotations

    import asyncio
    import contextlib
    import enum
    import functools
    import inspect
    import re
    from dataclasses import dataclass, field
    from typing import NamedTuple

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


    class Color(enum.Enum):
        RED = 31
        BLUE = RED + 3

        def code(self):
            return self.value - 30


    class Shape:
        SIDES = 4
        NAMES = {"square": SIDES}

        def __init_subclass__(cls, extra=6):
            cls.total = cls.SIDES + extra

        def __init__(self, width=12):
            self._width = width

        @property
        def width(self):
            return self._width

        @width.setter
        def width(self, value):
            self._width = value + 7

        @functools.cached_property
        def area(self):
            return self._width * 8


    class Triangle(Shape, extra=9):
        SIDES = 3


    class Slotted:
        __slots__ = ("x",)

        def __init__(self):
            self.x = 70


    class Pair(NamedTuple):
        left: int = 15
        right: int = 16


    class Descriptor:
        def __get__(self, instance, owner):
            return 17 + 1


    class Owner:
        value = Descriptor()


    REGISTRY = {}


    def command(name, times=2):
        def register(function):
            REGISTRY[name] = lambda *args: function(*args) * times
            return function
        return register


    @command("hi", times=18)
    def hi(x):
        return x + 19


    @functools.singledispatch
    def show(x):
        return 20


    @show.register
    def _(x: int):
        return x + 21


    def shape_of(value):
        match value:
            case 22:
                return "number"
            case [x, *_] if x > 23:
                return "list"
            case {"k": x}:
                return x + 24
            case _:
                return "other"


    def keyword_only(*, step=25):
        return step


    def late(x, scale=lambda v: v + 26):
        return scale(x)


    def comprehended(xs):
        return [x + 27 for x in xs], {x: x + 28 for x in xs}, sum(x + 29 for x in xs)


    def counter():
        n = 30
        def step():
            nonlocal n
            n += 32
            return n
        return step


    def two_way():
        received = yield 33
        yield received + 34


    def delegating():
        yield from (35, 36)


    @contextlib.asynccontextmanager
    async def opened():
        yield 37


    async def reads():
        async with opened() as value:
            return value + 38


    def guarded(x):
        try:
            return 39 // x
        except ZeroDivisionError:
            return 40
        finally:
            REGISTRY["last"] = 41


    if True:
        CHOSEN = 42
    else:
        CHOSEN = 0


    for _n in (43,):
        LOOPED = _n + 1


    def make_class(n):
        class Made:
            base = 44

            def value(self):
                return self.base + n
        return Made


    @functools.total_ordering
    class Version:
        def __init__(self, n):
            self.n = n

        def __eq__(self, other):
            return self.n == other.n

        def __lt__(self, other):
            return self.n + 45 < other.n + 45


    def recursive(n):
        return 0 if n == 0 else recursive(n - 1) + 46


    def global_user():
        global CHANGED
        CHANGED = 47
        return CHANGED


    def star(*args, **kwargs):
        return len(args) + kwargs.get("k", 48)


    def text(n):
        return f"<{n + 49:>4}>"


    def unused_at_import():
        return 50


    DEAD = unused_at_import() + 51


    def limited(x, limit=53):
        return x + limit


    class Route:
        def __init__(self, function):
            self.function = function
            self.limit = inspect.signature(function).parameters["limit"].default


    ROUTE = Route(limited)


    def stepped(x, step=55):
        return x + step


    EARLY = stepped(1)


    def padded(x, left=57, *, right=58, both=()):
        return x + left * 100 + right + len(both)
    """
LAZY = """
    def value():
        return 8 - 1
    """
TESTS = """
    import asyncio
    import pytest
    import things
    from things import add_three, cached, Item, padded, plain, square


    def test_route(): assert things.ROUTE.function(1, things.ROUTE.limit) == 54
    def test_stepped_at_import(): assert things.EARLY == 56 or things.stepped(0) == 0
    def test_padded(): assert padded(1) == 5759
    def test_padded_left(): assert padded(1, right=0) == 5701
    def test_padded_right(): assert padded(1, 0) == 59
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
    def test_enum(): assert [things.Color.RED.value, things.Color.BLUE.value] == [31, 34]
    def test_enum_method(): assert things.Color.BLUE.code() == 4
    def test_class_attribute(): assert things.Shape.SIDES == 4
    def test_class_mapping(): assert things.Shape.NAMES["square"] == 4
    def test_subclass_hook(): assert things.Triangle.total == 12
    def test_init_default(): assert things.Shape().width == 12
    def test_setter():
        shape = things.Shape()
        shape.width = 1
        assert shape.width == 8
    def test_cached_property(): assert things.Shape().area == 96
    def test_slots(): assert things.Slotted().x == 70
    def test_named_tuple(): assert things.Pair() == (15, 16)
    def test_descriptor(): assert things.Owner().value == 18
    def test_registry(): assert things.REGISTRY["hi"](1) == 360
    def test_registered(): assert things.hi(1) == 20
    def test_dispatch(): assert [things.show("a"), things.show(1)] == [20, 22]
    def test_match(): assert [things.shape_of(v) for v in (22, [24], [23], {"k": 1}, None)] == ["number", "list", "other", 25, "other"]
    def test_keyword_only(): assert things.keyword_only() == 25
    def test_lambda_default(): assert things.late(1) == 27
    def test_comprehensions(): assert things.comprehended([1]) == ([28], {1: 29}, 30)
    def test_nonlocal():
        step = things.counter()
        assert [step(), step()] == [62, 94]
    def test_send():
        generator = things.two_way()
        assert next(generator) == 33
        assert generator.send(1) == 35
    def test_yield_from(): assert list(things.delegating()) == [35, 36]
    def test_async_context(): assert asyncio.run(things.reads()) == 75
    def test_handler(): assert [things.guarded(0), things.guarded(1), things.REGISTRY["last"]] == [40, 39, 41]
    def test_module_if(): assert things.CHOSEN == 42
    def test_module_for(): assert things.LOOPED == 44
    def test_made_class(): assert things.make_class(1)().value() == 45
    def test_total_ordering(): assert things.Version(2) >= things.Version(1) and not things.Version(1) < things.Version(1)
    def test_recursion(): assert things.recursive(2) == 92
    def test_global(): assert things.global_user() == 47
    def test_star(): assert things.star(1, 2) == 50
    def test_text(): assert things.text(1) == "<  50>"
    def test_async_generator():
        async def first():
            async for value in things.stream():
                return value
        assert asyncio.run(first()) == 2
    """
# (path, original, replacement, the test that notices by an assertion; `None`: no test does)
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
    ("things.py", "RED = 31", "RED = 30", "test_enum"),
    ("things.py", "RED + 3", "RED - 3", "test_enum"),
    ("things.py", "self.value - 30", "self.value + 30", "test_enum_method"),
    ("things.py", "SIDES = 4", "SIDES = 5", "test_class_attribute"),
    ("things.py", '"square": SIDES', '"square": -SIDES', "test_class_mapping"),
    ("things.py", "cls.SIDES + extra", "cls.SIDES - extra", "test_subclass_hook"),
    ("things.py", "extra=9", "extra=8", "test_subclass_hook"),
    ("things.py", "width=12", "width=13", "test_init_default"),
    ("things.py", "value + 7", "value - 7", "test_setter"),
    ("things.py", "self._width * 8", "self._width / 8", "test_cached_property"),
    ("things.py", "self.x = 70", "self.x = 71", "test_slots"),
    ("things.py", "right: int = 16", "right: int = 17", "test_named_tuple"),
    ("things.py", "17 + 1", "17 - 1", "test_descriptor"),
    ("things.py", '"hi", times=18', '"hi"', "test_registry"),
    ("things.py", "times=2", "times=3", None),
    ("things.py", "function(*args) * times", "function(*args) / times", "test_registry"),
    ("things.py", "x + 19", "x - 19", "test_registered"),
    ("things.py", "return 20", "return 21", "test_dispatch"),
    ("things.py", "x + 21", "x - 21", "test_dispatch"),
    ("things.py", "case 22", "case 23", "test_match"),
    ("things.py", "x > 23", "x >= 23", "test_match"),
    ("things.py", "x + 24", "x - 24", "test_match"),
    ("things.py", "step=25", "step=26", "test_keyword_only"),
    ("things.py", "v + 26", "v - 26", "test_lambda_default"),
    ("things.py", "x + 27", "x - 27", "test_comprehensions"),
    ("things.py", "x + 28", "x - 28", "test_comprehensions"),
    ("things.py", "x + 29", "x - 29", "test_comprehensions"),
    ("things.py", "n += 32", "n -= 32", "test_nonlocal"),
    ("things.py", "n = 30", "n = 31", "test_nonlocal"),
    ("things.py", "        nonlocal n\n        n += 32", "        n = 32", "test_nonlocal"),
    ("things.py", "yield 33", "yield 32", "test_send"),
    ("things.py", "received + 34", "received - 34", "test_send"),
    ("things.py", "35, 36", "35, 37", "test_yield_from"),
    ("things.py", "yield 37", "yield 36", "test_async_context"),
    ("things.py", "value + 38", "value - 38", "test_async_context"),
    ("things.py", "return 40", "return 39", "test_handler"),
    ("things.py", "= 41", "= 40", "test_handler"),
    ("things.py", "CHOSEN = 42", "CHOSEN = 43", "test_module_if"),
    ("things.py", "_n + 1", "_n - 1", "test_module_for"),
    ("things.py", "base = 44", "base = 43", "test_made_class"),
    ("things.py", "self.base + n", "self.base - n", "test_made_class"),
    ("things.py", "self.n + 45 < other.n + 45", "self.n + 45 <= other.n + 45", "test_total_ordering"),
    ("things.py", "@functools.total_ordering\n", "", None),
    ("things.py", "+ 46", "- 46", "test_recursion"),
    ("things.py", "CHANGED = 47", "CHANGED = 48", "test_global"),
    ("things.py", '"k", 48', '"k", 49', "test_star"),
    ("things.py", "n + 49", "n - 49", "test_text"),
    ("things.py", "return 50", "return 51", None),
    ("things.py", "+ 51", "- 51", None),
    ("things.py", "limit=53", "limit=52", "test_route"),
    ("things.py", "step=55", "step=54", "test_stepped_at_import"),
    ("things.py", "left=57", "left=-57", "test_padded_left"),
    ("things.py", "right=58", "right=59", "test_padded"),
    ("things.py", "both=()", "both=(1, 2)", "test_padded_right"),
]


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("things"), {"things.py": SOURCE, "lazy_part.py": LAZY, "tests/test_things.py": TESTS})
    ids = {(path, original): project.mutant(path, original, replacement) for path, original, replacement, _ in MUTANTS}
    return ids, project.mutate(), project.naive("tests/test_things.py")


@pytest.mark.parametrize(("path", "original", "replacement", "test"), MUTANTS, ids=[f"{m[3]}-{m[1]}".replace("\n", "") for m in MUTANTS])
def test_the_mutant_is_killed_by_the_test_that_a_fresh_interpreter_says(judged, path, original, replacement, test):
    ids, answer, naives = judged
    mutant = ids[path, original]
    results, naive = answer.results(mutant), naives[mutant]
    if test is None:
        assert "killed-by-assertion" not in results.values()
    else:
        assert results[test] == "killed-by-assertion"
        assert naive[test] == "failed"
    assert {case for case, result in results.items() if result != "survived"} == {case for case, how in naive.items() if how == "failed"}
