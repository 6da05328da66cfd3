"""What `inspect` says about changed lines."""

import pytest

from project import Project

CART = '''
    """Carts."""

    from typing import TYPE_CHECKING, NamedTuple
    from dataclasses import dataclass

    from .money import round_cents

    if TYPE_CHECKING:
        from .money import Money

    LIMIT = 10  # items


    class Cart(dict):
        """Holds things."""

        currency = "EUR"

        def __init__(self, owner: "Owner", *, limit: int = LIMIT) -> None:
            self.owner = owner
            self.limit = limit

        @property
        def total(self) -> int:
            return self._sum()

        @total.setter
        def total(self, value):
            self.value = value

        def _sum(self):
            return round_cents(
                sum(self.values()),
                2,
            )

        class Line:
            def price(self, /, a, b=1, *rest, c, d="x", **more): return a


    class Owner(NamedTuple):
        name: str
        age: int = 0


    def cached(function):
        def wrapper(*args):
            return function(*args)
        return wrapper


    @cached
    async def fetch(url: str) -> bytes:
        """Gets it."""
        # quickly
        return b""


    def pages():
        yield 1
    '''
FILES = {
    "shop/__init__.py": "from .cart import *\nfrom .cart import Cart as Basket\nfrom shop.cart import Owner\n",
    "shop/cart.py": CART,
    "shop/money.py": "class Money: pass\n\n\ndef round_cents(value, digits=2):\n    '''Rounds.'''\n    return round(value, digits)\n",
    "tests/test_cart.py": "def test_a(): pass\n",
}


@pytest.fixture
def shop(tmp_path):
    return Project(tmp_path, FILES)


def symbols(shop, *texts, **options):
    answer = shop.inspect({"shop/cart.py": shop.lines("shop/cart.py", *texts)}, **options)
    assert answer["problems"] == []
    return {symbol["qualname"]: symbol for symbol in answer["symbols"]}


@pytest.mark.parametrize(
    ("text", "qualname", "kind"),
    [
        ("self.limit = limit", "Cart.__init__", "method"),
        ('currency = "EUR"', "Cart", "class"),
        ("return self._sum()", "Cart.total", "property"),
        ("self.value = value", "Cart.total", "property"),
        ("sum(self.values())", "Cart._sum", "method"),
        ("return a", "Cart.Line.price", "method"),
        ("return function(*args)", "cached", "function"),
        ("@cached", "fetch", "function"),
        ("class Owner", "Owner", "class"),
        ("LIMIT = 10", "<module>", "module"),
    ],
)
def test_a_changed_line_belongs_to_the_innermost_symbol_that_can_be_named(shop, text, qualname, kind):
    found = symbols(shop, text)
    assert [(name, symbol["kind"]) for name, symbol in found.items()] == [(qualname, kind)]
    assert found[qualname]["changed_lines"] == shop.lines("shop/cart.py", text)
    assert found[qualname]["id"] == f"shop/cart.py::{qualname}"
    assert found[qualname]["module"] == "shop.cart"


@pytest.mark.parametrize("text", ["# quickly", '"""Gets it."""', '"""Holds things."""', "from .money import round_cents"])
def test_comments_docstrings_and_imports_change_no_symbol(shop, text):
    assert symbols(shop, text) == {}


def test_parameters_have_kinds_annotations_and_defaults_and_no_self(shop):
    price = symbols(shop, "return a")["Cart.Line.price"]
    assert [(p["name"], p["kind"], p["default"]) for p in price["parameters"]] == [
        ("a", "positional", None),
        ("b", "positional", "1"),
        ("rest", "variadic", None),
        ("c", "keyword-only", None),
        ("d", "keyword-only", "'x'"),
        ("more", "keywords", None),
    ]
    init = symbols(shop, "self.limit = limit")["Cart.__init__"]
    assert init["parameters"][0] == {"name": "owner", "kind": "positional", "annotation": "'Owner'", "default": None}
    assert init["returns"] == "None"


def test_a_class_takes_what_its_constructor_or_its_fields_take(shop):
    found = symbols(shop, "class Owner", 'currency = "EUR"')
    assert [(p["name"], p["annotation"], p["default"]) for p in found["Owner"]["parameters"]] == [
        ("name", "str", None),
        ("age", "int", "0"),
    ]
    assert [p["name"] for p in found["Cart"]["parameters"]] == ["owner", "limit"]


def test_signatures_are_text_a_reader_can_use(shop):
    found = symbols(shop, "class Owner", "@cached", 'currency = "EUR"')
    assert found["fetch"]["signature"] == "@cached\nasync def fetch(url: str) -> bytes"
    assert found["fetch"]["doc"] == "Gets it."
    assert found["Owner"]["signature"].splitlines()[:2] == ["class Owner(NamedTuple):", "    name: str"]
    assert "    def __init__(self, owner: 'Owner', *, limit: int=LIMIT) -> None" in found["Cart"]["signature"]
    assert "_sum" not in found["Cart"]["signature"]


def test_async_generator_decorators_and_visibility_are_known(shop):
    found = symbols(shop, "@cached", "yield 1", "sum(self.values())")
    assert (found["fetch"]["is_async"], found["fetch"]["decorators"]) == (True, ["cached"])
    assert (found["pages"]["is_generator"], found["cached"]["is_generator"] if "cached" in found else False) == (True, False)
    assert (found["pages"]["is_public"], found["Cart._sum"]["is_public"]) == (True, False)


def test_what_the_base_does_not_have_is_new(shop):
    found = symbols(shop, "yield 1", "class Owner", base_symbols=["shop/cart.py::Owner"])
    assert {name: symbol["is_new"] for name, symbol in found.items()} == {"Owner": False, "pages": True}
    assert not symbols(shop, "yield 1")["pages"]["is_new"]


def test_re_exports_are_found_also_by_star(shop):
    assert symbols(shop, "class Owner")["Owner"]["exported_from"] == ["shop"]
    assert symbols(shop, "yield 1")["pages"]["exported_from"] == ["shop"]


def test_re_exports_are_followed_through_packages_and_obey_all(tmp_path):
    files = {
        "src/top/__init__.py": "from .inner import one\n",
        "src/top/inner/__init__.py": "from ._impl import *\n",
        "src/top/inner/_impl.py": "__all__ = ['one']\n\ndef one():\n    return 1\n\ndef two():\n    return 2\n",
    }
    answer = Project(tmp_path, files).inspect({"src/top/inner/_impl.py": [4, 7]})
    one, two = answer["symbols"]
    assert (one["module"], one["exported_from"], one["is_public"]) == ("top.inner._impl", ["top", "top.inner"], True)
    assert (two["exported_from"], two["is_public"]) == ([], False)


def test_executable_lines_are_first_lines_of_statements_that_a_case_can_run(shop):
    texts = (
        "return round_cents(",
        "sum(self.values())",
        "# quickly",
        '"""Gets it."""',
        "class Owner",
        "from .money import Money",
        "def pages",
    )
    answer = shop.inspect({"shop/cart.py": shop.lines("shop/cart.py", *texts)})
    assert answer["executable"] == [
        {"path": "shop/cart.py", "lines": shop.lines("shop/cart.py", "return round_cents(", "def pages")}
    ]


def test_dependencies_are_the_projects_own_definitions_that_changed_symbols_use(shop):
    answer = shop.inspect(
        {"shop/cart.py": shop.lines("shop/cart.py", "return round_cents(", "return self._sum()", "self.limit = limit")}
    )
    found = {d["id"]: d for d in answer["dependencies"]}
    assert set(found) == {"shop/money.py::round_cents", "shop/cart.py::Owner"}
    assert found["shop/money.py::round_cents"]["signature"] == "def round_cents(value, digits=2)"
    assert found["shop/money.py::round_cents"]["doc"] == "Rounds."


def test_inherited_methods_and_module_attributes_resolve(tmp_path):
    files = {
        "a.py": "class Base:\n    def helper(self): return 1\n",
        "b.py": "import a\nimport pkg.deep as d\nfrom a import Base\n\n\nclass B(a.Base):\n    def go(self):\n        return self.helper() + d.leaf()\n",
        "pkg/__init__.py": "",
        "pkg/deep.py": "from .low import leaf\n",
        "pkg/low.py": "def leaf(): return 2\n",
    }
    answer = Project(tmp_path, files).inspect({"b.py": [8]})
    assert {d["id"] for d in answer["dependencies"]} == {"a.py::Base.helper", "pkg/low.py::leaf"}


def test_all_symbols_of_changed_source_files_are_listed_also_without_changed_lines(shop):
    answer = shop.inspect({"shop/money.py": [], "tests/test_cart.py": [1], "gone.txt": [1]})
    assert answer["all_symbols"] == ["shop/money.py::Money", "shop/money.py::round_cents"]
    assert answer["symbols"] == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("def f(:\n", "syntax error in line 1"),
        ("x = 1\0\n", "null"),
        ("# -*- coding: klingon -*-\n", "SyntaxError"),
        (None, "FileNotFoundError"),
    ],
)
def test_a_file_that_is_no_python_is_a_problem_and_the_others_are_answered(tmp_path, content, said):
    shop = Project(tmp_path, {"good.py": "def f():\n    return 1\n"} | ({} if content is None else {"bad.py": content}))
    answer = shop.inspect({"bad.py": [1], "good.py": [2]})
    assert [symbol["qualname"] for symbol in answer["symbols"]] == ["f"]
    assert [problem["path"] for problem in answer["problems"]] == ["bad.py"]
    assert said in answer["problems"][0]["message"]


def test_deeply_nested_source_is_a_problem_not_a_crash(tmp_path):
    answer = Project(tmp_path, {"deep.py": "x = " + "(" * 5000 + ")" * 5000 + "\n"}).inspect({"deep.py": [1]})
    assert [problem["path"] for problem in answer["problems"]] == ["deep.py"]


def test_nothing_of_the_project_is_imported(tmp_path):
    files = {
        "shop.py": "open('touched', 'w')\ndef f():\n    return 1\n",
        "conftest.py": "open('touched', 'w')\n",
        "test_a.py": "",
    }
    Project(tmp_path, files).inspect({"shop.py": [3]})
    assert not (tmp_path / "touched").exists()


@pytest.mark.parametrize(
    ("files", "path", "module", "roots"),
    [
        ({}, "shop/cart.py", "shop.cart", ["."]),
        ({"src/shop/__init__.py": ""}, "src/shop/cart.py", "shop.cart", ["src"]),
        ({}, "src/ns/shop/cart.py", "ns.shop.cart", ["src"]),
        ({"lib/shop/__init__.py": ""}, "lib/shop/cart.py", "shop.cart", ["lib"]),
        ({"ns/shop/__init__.py": "", "tests/test_a.py": "import ns.shop\n"}, "ns/shop/cart.py", "ns.shop.cart", ["."]),
        ({"packages/a/src/a/__init__.py": ""}, "packages/a/src/a/cart.py", "a.cart", ["packages/a/src"]),
        ({"pkgs/a/pyproject.toml": "", "pkgs/a/shop/__init__.py": ""}, "pkgs/a/shop/cart.py", "shop.cart", ["pkgs/a"]),
        ({"pytest.ini": "[pytest]\npythonpath = code\n"}, "code/cart.py", "cart", ["code"]),
    ],
)
def test_module_names_follow_the_layout(tmp_path, files, path, module, roots):
    answer = Project(tmp_path, {**files, path: "def f():\n    return 1\n"}).inspect({path: [2]})
    assert answer["symbols"][0]["module"] == module
    assert answer["project"]["source_roots"] == roots


def test_project_facts_tell_where_and_how_tests_are_written(tmp_path):
    files = {
        "pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['checks']\n",
        "checks/conftest.py": "import pytest\n@pytest.fixture\ndef cart(): return 1\n@pytest.fixture(name='user')\ndef make_user(): return 2\n",
        "checks/test_a.py": "class TestA:\n    def test_a(self): pass\n    def test_b(self): pass\ndef test_c(): pass\n",
        "other/test_b.py": "",
    }
    project = Project(tmp_path, files).inspect({})["project"]
    assert project["test_dirs"] == ["checks"]
    assert project["test_style"] == "classes"
    assert project["fixtures"] == [
        {"name": "cart", "path": "checks/conftest.py"},
        {"name": "user", "path": "checks/conftest.py"},
    ]
    assert project["framework_version"].count(".") >= 1


def test_test_folders_are_found_without_configuration(tmp_path):
    files = {
        "pkg/tests/test_a.py": "",
        "pkg/tests/sub/test_b.py": "",
        "tests/unit/test_c.py": "",
        ".venv/lib/test_d.py": "",
        "env/test_e.py": "",
    }
    assert Project(tmp_path, files).inspect({})["project"]["test_dirs"] == ["pkg/tests", "tests/unit"]
