"""Coverage per case: whose merit each line is."""

from project import Project

SHOP = """
    LIMIT = 3


    def price(
        amount,
        discount=0,
    ):
        if (
            amount
            > LIMIT
        ):
            return amount - discount
        return amount


    def untouched():
        return 1
    """
TESTS = """
    import pytest
    import shop


    @pytest.fixture
    def prepared():
        yield shop.price(9)
        shop.untouched()


    def test_small(): assert shop.price(1) == 1
    def test_large(): assert shop.price(9, 1) == 8
    def test_nothing(): pass
    def test_fixture(prepared): pass
    """


def test_each_case_has_the_lines_it_ran_by_first_line_of_the_statement(tmp_path):
    shop = Project(tmp_path, {"shop.py": SHOP, "test_shop.py": TESTS})
    header, condition, discounted, plain = shop.lines(
        "shop.py", "def price", "if (", "return amount - discount", "return amount"
    )
    plain = shop.lines("shop.py", "def untouched")[0] - 3
    ran = shop.run("test_shop.py", cover=["shop.py"])
    assert {header, condition, plain} <= set(ran.covered("test_small")["shop.py"])
    assert discounted not in ran.covered("test_small")["shop.py"]
    assert {header, condition, discounted} <= set(ran.covered("test_large")["shop.py"])
    assert ran.covered("test_nothing") == {}


def test_what_a_fixture_runs_counts_for_its_case(tmp_path):
    shop = Project(tmp_path, {"shop.py": SHOP, "test_shop.py": TESTS})
    ran = shop.run("test_shop.py", cover=["shop.py"])
    assert set(shop.lines("shop.py", "return amount - discount", "return 1")) <= set(ran.covered("test_fixture")["shop.py"])


def test_branches_are_arcs_between_statements(tmp_path):
    shop = Project(tmp_path, {"shop.py": SHOP, "test_shop.py": TESTS})
    condition, discounted = shop.lines("shop.py", "if (", "return amount - discount")
    ran = shop.run("test_shop.py::test_large", cover=["shop.py"])
    arcs = ran.answer["coverage"]["cases"][0]["arcs"][0]["arcs"]
    assert [condition, discounted] in arcs
    assert all(a != b for a, b in arcs)


def test_import_time_lines_are_nobodys_merit(tmp_path):
    shop = Project(tmp_path, {"shop.py": SHOP, "test_shop.py": TESTS})
    ran = shop.run("test_shop.py", cover=["shop.py"])
    limit, header = shop.lines("shop.py", "LIMIT = 3", "def price")
    imports = ran.answer["coverage"]["imports"]
    assert [file["path"] for file in imports] == ["shop.py"]
    assert {limit, header} <= set(imports[0]["lines"])
    assert limit not in ran.covered("test_large")["shop.py"]


def test_a_file_of_the_same_name_elsewhere_is_not_measured(tmp_path):
    files = {
        "a/__init__.py": "",
        "b/__init__.py": "",
        "a/core.py": "def f():\n    return 1\n",
        "b/core.py": "def f():\n    return 2\n",
    }
    shop = Project(tmp_path, {**files, "test_a.py": "import a.core, b.core\ndef test_a(): a.core.f(); b.core.f()\n"})
    assert shop.run("test_a.py", cover=["b/core.py"]).covered("test_a") == {"b/core.py": [1, 2]}


def test_a_path_with_brackets_is_itself_and_no_pattern(tmp_path):
    shop = Project(
        tmp_path / "tree[1]", {"core.py": "def f():\n    return 1\n", "test_a.py": "import core\ndef test_a(): core.f()\n"}
    )
    assert shop.run("test_a.py", cover=["core.py"]).covered("test_a") == {"core.py": [1, 2]}


def test_cases_after_a_crash_still_have_their_coverage(tmp_path):
    tests = "import os, core\ndef test_a(): os._exit(1)\ndef test_b(): core.f()\n"
    shop = Project(tmp_path, {"core.py": "def f():\n    return 1\n", "test_a.py": tests})
    ran = shop.run("test_a.py", cover=["core.py"])
    assert [case["case"] for case in ran.answer["coverage"]["cases"]] == ["test_a.py::test_b"]
    assert ran.covered("test_b") == {"core.py": [1, 2]}


def test_threads_of_a_case_count_for_it(tmp_path):
    tests = "import threading, core\ndef test_a():\n    t = threading.Thread(target=core.f); t.start(); t.join()\n"
    shop = Project(tmp_path, {"core.py": "def f():\n    return 1\n", "test_a.py": tests})
    assert shop.run("test_a.py", cover=["core.py"]).covered("test_a") == {"core.py": [1, 2]}
