"""What `check` proves wrong, and what it leaves alone."""

import pytest

from project import Project
from together import check_together

FILES = {
    "pytest.ini": "[pytest]\naddopts = -p no:hypothesispytest\n",
    "shop/__init__.py": "from .cart import Cart, total\n",
    "shop/cart.py": """
        import functools
        from dataclasses import dataclass
        from enum import Enum

        class Cart:
            def __init__(self, limit: int = 3):
                self.limit = limit
                self.items = []
            def add(self, name, price=1):
                self.items.append((name, price))
            @classmethod
            def of(cls, *names): return cls()
            @staticmethod
            def plain(a): return a

        class Open:
            def __getattr__(self, name): return 1

        class Meta(type):
            def __getattr__(cls, name): return 1
            def __call__(cls, *args, **more): return super().__call__()

        class Free(metaclass=Meta): pass

        class Late:
            def __init__(self, values): self.__dict__.update(values)

        class Colour(Enum):
            RED = 1

        @dataclass
        class Point:
            x: int
            y: int = 0

        def total(cart, *, tax=0): return sum(p for _, p in cart.items)

        def inject(function):
            @functools.wraps(function)
            def wrapper(*args, **more): return function(1, *args, **more)
            return wrapper

        @inject
        def injected(one, two): return one + two
        """,
    "shop/lazy.py": "def __getattr__(name):\n    if name == 'late': return 1\n    raise AttributeError(name)\n",
    "shop/needs.py": "import not_installed_anywhere\n",
    "tests/conftest.py": "import pytest\n@pytest.fixture\ndef cart():\n    from shop import Cart\n    return Cart()\n",
}


def check(tmp_path, source, **files):
    return Project(tmp_path, {**FILES, "tests/test_new.py": source, **files}).check("tests/test_new.py")


def the_finding(tmp_path, source):
    findings = check(tmp_path, source)["findings"]
    assert len(findings) == 1, findings
    return findings[0]


WRONG = [
    ("from shop import Carts\n", "unknown-name", "symbol", "high", "Cart"),
    ("def test_a():\n    from shop.cart import totals\n", "unknown-name", "symbol", "high", "total"),
    ("import shop.carts\n", "unknown-name", "symbol", "high", "cart"),
    ("import not_here\n", "import-fails", "import", "high", None),
    ("def test_a():\n    import not_here\n", "import-fails", "import", "medium", None),
    ("import shop.needs\n", "import-fails", "import", "high", None),
    ("import shop\ndef test_a(): shop.totall(1)\n", "unknown-attribute", "symbol", "medium", "total"),
    ("import shop.cart as c\ndef test_a(): c.Cart.off()\n", "unknown-attribute", "symbol", "medium", "of"),
    (
        "from shop import Cart\ndef test_a():\n    c = Cart()\n    c.addd('x')\n",
        "unknown-attribute",
        "symbol",
        "medium",
        "add",
    ),
    ("from shop.cart import Colour\ndef test_a(): assert Colour.REED\n", "unknown-attribute", "symbol", "medium", "RED"),
    ("from shop import total\ndef test_a(): total()\n", "call-shape", "symbol", "medium", None),
    ("from shop import total\ndef test_a(): total(1, 2)\n", "call-shape", "symbol", "medium", None),
    ("from shop import Cart\ndef test_a(): Cart(size=1)\n", "call-shape", "symbol", "medium", None),
    ("from shop import Cart\ndef test_a():\n    c = Cart()\n    c.add()\n", "call-shape", "symbol", "medium", None),
    ("from shop.cart import Point\ndef test_a(): Point(y=1)\n", "call-shape", "symbol", "medium", None),
    ("def test_a(crat): pass\n", "unknown-fixture", "fixture", "high", "cart"),
    ("def test_a(): mock.patch\n", "undefined-name", "symbol", "high", None),
    ("import pytest\n@pytest.mark.parametrize('y', [1])\ndef test_a(x): pass\n", "does-not-load", "fixture", "high", None),
    ("import pytest\n@pytest.mark.parametrise('y', [1])\ndef test_a(y): pass\n", "does-not-load", "symbol", "high", None),
    (
        "from unittest.mock import patch\n@patch('shop.cart.totl')\ndef test_a(m): pass\n",
        "patch-target",
        "symbol",
        "high",
        "total",
    ),
    (
        "from unittest import mock\ndef test_a():\n    with mock.patch('shop.crt.total'): pass\n",
        "patch-target",
        "symbol",
        "high",
        "cart",
    ),
    ("def test_a(monkeypatch): monkeypatch.setattr('shop.cart.totl', 1)\n", "patch-target", "symbol", "high", "total"),
    (
        "import shop\ndef test_a(monkeypatch): monkeypatch.setattr(shop, 'totl', 1)\n",
        "patch-target",
        "symbol",
        "medium",
        "total",
    ),
    ("def test_a(:\n", "syntax", "syntax", "high", None),
    ("1 / 0\n", "does-not-load", "import", "high", None),
    ("import os\nos._exit(0)\n", "does-not-load", "import", "high", None),
]
RIGHT = [
    "from shop.cart import Open\ndef test_a():\n    o = Open()\n    o.anything(1, 2)\n",
    "from shop.cart import Free\ndef test_a(): Free.anything; Free(1, 2, 3)\n",
    "from shop.cart import Late\ndef test_a():\n    o = Late({'a': 1})\n    o.a\n",
    "from shop.cart import Point\ndef test_a():\n    p = Point(1, y=2)\n    assert p.x\n",
    "from shop.cart import Colour\ndef test_a(): assert Colour(1) is Colour.RED\n",
    "from shop.cart import injected\ndef test_a(): injected(2)\n",
    "import shop.lazy\ndef test_a(): assert shop.lazy.late\n",
    "from shop.lazy import late\ndef test_a(): assert late\n",
    "from shop import Cart\ndef test_a():\n    c = Cart(limit=2)\n    assert (c.limit, c.items) == (2, [])\n    Cart.of(1, 2); Cart.plain(1)\n",
    "from shop import Cart\ndef test_a(): Cart(*[1], **{})\n",
    "def test_a(cart, tmp_path, monkeypatch, request): pass\n",
    "import pytest\n@pytest.mark.parametrize('a, b', [(1, 2)], ids=['x'])\n@pytest.mark.parametrize('cart', [1], indirect=True)\ndef test_a(a, b, cart): pass\n",
    "import pytest\nfrom shop import Cart\ndef test_a():\n    with pytest.raises(TypeError):\n        Cart(1, 2, 3)\n",
    "import pytest, shop\ndef test_a():\n    with pytest.raises(AttributeError): shop.nothing\n    pytest.raises(AttributeError, lambda: shop.nothing)\n",
    "try:\n    import not_here\nexcept ImportError:\n    not_here = None\ndef test_a(): pass\n",
    "import pytest\nnumpy = pytest.importorskip('numpy_not_here')\ndef test_a(): numpy.x\n",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop import Nothing\ndef test_a(): pass\n",
    "import sys\ndef test_a():\n    if sys.version_info >= (9, 0): sys.nothing()\n",
    "from unittest.mock import patch\n@patch('shop.cart.nothing', create=True)\n@patch('shop.cart.open')\ndef test_a(o, m): pass\n",
    "import shop\ndef test_a(monkeypatch): monkeypatch.setattr(shop, 'nothing', 1, raising=False); shop.other = 1; shop.other\n",
    "import shop\ndef test_a():\n    shop = object()\n    shop.nothing\ndef test_b(shop=1): shop.nothing\n",
    "from shop import total\nf = [total.x for total in []]\ng = lambda total: total.y\ndef test_a(): pass\n",
    "import shop\ndef test_a():\n    if hasattr(shop, 'maybe'): shop.maybe\n",
    "import os.path, unittest.mock\ndef test_a(): os.path.join('a'); os.getcwd(); unittest.mock.Mock().anything(1)\n",
    "import unittest\nclass TestA(unittest.TestCase):\n    def test_a(self): self.assertEqual(1, 1)\n",
    "def test_a():\n    global later\n    later = 1\ndef test_b(): later\n",
    "def test_a():\n    try:\n        undefined_thing\n    except NameError:\n        pass\n",
    "from helpers import helper\ndef test_a(): helper()\n",
]


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """The answer about every source: each is checked by itself, in one request."""
    sources = [*(source for source, *_ in WRONG), *RIGHT]
    files = {**FILES, "tests/helpers.py": "def helper(): pass\n"}
    return dict(zip(sources, check_together(tmp_path_factory.mktemp("shop"), sources, files), strict=True))


@pytest.mark.parametrize(("source", "rule", "kind", "severity", "nearest"), WRONG)
def test_what_does_not_stand_is_found_with_the_nearest_real_name(answers, source, rule, kind, severity, nearest):
    [finding] = answers[source]["findings"]
    assert (finding["rule"], finding["kind"], finding["severity"], finding["nearest"]) == (rule, kind, severity, nearest)
    assert (finding["fix"] is None) == (nearest is None)


@pytest.mark.parametrize("source", RIGHT)
def test_what_stands_gives_no_finding(answers, source):
    assert answers[source]["findings"] == []
    assert answers[source]["cases"] or "importorskip" in source


def test_a_wrong_name_says_which_file_answered_and_in_which_test(tmp_path):
    finding = the_finding(tmp_path, "class TestA:\n    def test_a(self):\n        from shop.cart import Basket\n")
    assert (finding["answered_by"], finding["case"], finding["line"]) == ("shop/cart.py", "TestA::test_a", 3)


def test_a_missing_package_is_told_apart_from_a_package_that_needs_one(tmp_path):
    assert (
        the_finding(tmp_path, "import shop.needs\n")["message"]
        == "importing `shop.needs` needs `not_installed_anywhere`, which is not installed"
    )


def test_relative_imports_of_a_test_package_are_resolved(tmp_path):
    source = "from .helpers import helper\nfrom . import nothing\ndef test_a(): helper()\n"
    answer = check(tmp_path, source, **{"tests/__init__.py": "", "tests/helpers.py": "def helper(): pass\n"})
    assert "nothing" in answer["findings"][0]["message"]


def test_the_cases_that_would_be_collected_are_listed_with_function_and_line(tmp_path):
    source = """
        import pytest

        class TestA:
            @pytest.mark.parametrize("n", [1, 2])
            def test_many(self, n): pass

        def test_one(): pass
        """
    cases = check(tmp_path, source)["cases"]
    assert [(c["case"].partition("::")[2], c["name"], c["line"]) for c in cases] == [
        ("TestA::test_many[1]", "TestA::test_many", 5),
        ("TestA::test_many[2]", "TestA::test_many", 5),
        ("test_one", "test_one", 7),
    ]


def test_a_broken_conftest_is_named(tmp_path):
    finding = check(tmp_path, "def test_a(): pass\n", **{"tests/conftest.py": "import not_here\n"})["findings"][0]
    assert finding["message"].startswith("tests/conftest.py: ModuleNotFoundError")


def test_each_file_is_checked_by_itself(tmp_path):
    shop = Project(
        tmp_path, {**FILES, "tests/test_a.py": "import os\nos._exit(1)\n", "tests/test_b.py": "def test_b(): pass\n"}
    )
    answer = shop.check("tests/test_a.py", "tests/test_b.py", "tests/test_gone.py")
    assert [(f["path"], f["rule"]) for f in answer["findings"]] == [
        ("tests/test_a.py", "does-not-load"),
        ("tests/test_gone.py", "syntax"),
    ]
    assert [c["case"] for c in answer["cases"]] == ["tests/test_b.py::test_b"]


def test_nothing_is_written_into_the_tree(tmp_path):
    shop = Project(tmp_path, {**FILES, "tests/test_new.py": "import shop\ndef test_a(): pass\n"})
    before = sorted(tmp_path.rglob("*"))
    shop.check("tests/test_new.py")
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("module", "says"),
    [
        ("import os\nos._exit(3)\n", "exited with 3"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n", "killed by signal 9"),
        ("import sys\nsys.exit('enough')\n", "SystemExit"),
        ("x = bytearray(1 << 40)\n", "MemoryError"),
        ("print('x' * 100_000_000)\nraise RuntimeError('after the flood')\n", "after the flood"),
    ],
)
def test_a_module_that_ends_or_floods_its_process_costs_only_the_files_that_import_it(tmp_path, module, says):
    shop = Project(
        tmp_path,
        {
            **FILES,
            "shop/hostile.py": module,
            "tests/test_a.py": "import shop.hostile\ndef test_a(): pass\n",
            "tests/test_b.py": "def test_b(): pass\n",
        },
    )
    answer = shop.check("tests/test_a.py", "tests/test_b.py")
    assert {finding["path"] for finding in answer["findings"]} == {"tests/test_a.py"}
    assert any(says in finding["message"] for finding in answer["findings"])
    assert [c["case"] for c in answer["cases"]] == ["tests/test_b.py::test_b"]
