import subprocess
import sys

import pytest
from mutating import Project, group

PRICE = """
    LIMIT = 100


    def total(prices, discount=10):
        if sum(prices) > LIMIT:
            return sum(prices) - discount
        return sum(prices)


    def never_called():
        return 1
    """
TESTS = """
    from shop import LIMIT, total


    def test_exact():
        assert total([60, 50]) == 100


    def test_weak():
        assert total([60, 50]) is not None


    def test_small():
        assert total([1]) == 1
    """


@pytest.fixture
def shop(tmp_path):
    return Project(tmp_path, {"shop.py": PRICE, "tests/test_shop.py": TESTS})


def test_a_case_that_asserts_the_value_kills_and_one_that_does_not_survives(shop):
    minus = shop.mutant("shop.py", "-", "+")
    assert shop.mutate().results(minus) == {"test_exact": "killed-by-assertion", "test_weak": "survived"}


def test_only_cases_that_reach_the_line_take_part(shop):
    small = shop.mutant("shop.py", "return sum(prices)", "return None", occurrence=1)
    nobody = shop.mutant("shop.py", "return 1", "return 2")
    answer = shop.mutate()
    assert answer.results(small) == {"test_small": "killed-by-assertion"}
    assert (answer.status(nobody), answer.results(nobody)) == ("ran", {})


def test_an_exception_in_the_product_is_a_kill_by_error(shop):
    crash = shop.mutant("shop.py", "sum(prices) - discount", "1 / 0")
    answer = shop.mutate()
    assert answer.results(crash) == {"test_exact": "killed-by-error", "test_weak": "killed-by-error"}
    assert answer.mutants[crash]["results"][0]["exception"] == "ZeroDivisionError"


def test_a_module_constant_is_mutated_for_everyone_who_imported_it(shop):
    limit = shop.mutant("shop.py", "100", "200")
    assert shop.mutate().results(limit) == {"test_exact": "killed-by-assertion", "test_weak": "survived", "test_small": "survived"}


def test_a_default_value_is_mutated(shop):
    discount = shop.mutant("shop.py", "10)", "11)")
    assert shop.mutate().results(discount)["test_exact"] == "killed-by-assertion"


def test_a_mutant_that_compiles_to_the_same_code_is_equivalent(shop):
    spaces = shop.mutant("shop.py", "sum(prices) - discount", "(sum(prices)   -   discount)")
    folded = shop.mutant("shop.py", "100", "50 * 2")
    lines = shop.mutant("shop.py", "    return sum(prices)\n\n", "\n    return sum(prices)\n")
    answer = shop.mutate()
    assert [answer.status(one) for one in (spaces, folded, lines)] == ["equivalent"] * 3


def test_true_one_and_one_point_zero_are_not_the_same_code(shop):
    ids = [shop.mutant("shop.py", "100", text) for text in ("100.0", "True")]
    answer = shop.mutate()
    assert [answer.status(one) for one in ids] == ["ran", "ran"]


def test_a_mutant_that_does_not_compile_is_invalid_and_says_why(shop):
    broken = shop.mutant("shop.py", "return sum", "return return")
    outside = shop.mutant("shop.py", "return 1", "x", name="outside")
    shop._mutants[outside].update(start=10_000, end=10_001)
    answer = shop.mutate()
    assert [answer.status(broken), answer.status(outside)] == ["invalid", "invalid"]
    assert "syntax" in answer.mutants[broken]["reason"]


def test_a_mutant_of_a_file_that_is_not_there_is_invalid(shop):
    shop.mutant("shop.py", "return 1", "x", name="gone")
    shop._mutants["gone"]["path"] = "gone.py"
    assert shop.mutate().status("gone") == "invalid"


def test_the_baseline_tells_how_each_case_did_and_failing_cases_take_no_part(tmp_path):
    tests = TESTS + "\n\n    def test_red():\n        assert total([60, 50]) == 3\n"
    project = Project(tmp_path, {"shop.py": PRICE, "tests/test_shop.py": tests})
    minus = project.mutant("shop.py", "-", "+")
    answer = project.mutate()
    assert answer.baseline["tests/test_shop.py::test_red"]["status"] == "failed"
    assert answer.baseline["tests/test_shop.py::test_exact"]["status"] == "passed"
    assert set(answer.results(minus)) == {"test_exact", "test_weak"}


def test_first_kill_ends_a_group_at_its_first_kill_by_assertion_and_the_other_group_goes_on(tmp_path):
    tests = "from shop import total\n" + "".join(f"def test_{n}():\n    assert total([60, 50]) == 100\n" for n in range(5))
    project = Project(tmp_path, {"shop.py": PRICE, "tests/test_a.py": tests, "tests/test_b.py": tests})
    minus = project.mutant("shop.py", "-", "+")
    groups = [group("first", ["tests/test_a.py"], until="first-kill"), group("all", ["tests/test_b.py"])]
    answer = project.mutate(groups)
    assert len(answer.results(minus, "first")) == 1
    assert len(answer.results(minus, "all")) == 5


def test_a_kill_by_error_does_not_end_a_first_kill_group(tmp_path):
    tests = """
        from shop import total

        def test_error():
            assert 1 / total([60, 50]) == 0.01

        def test_assertion():
            assert total([60, 50]) == 100
        """
    project = Project(tmp_path, {"shop.py": PRICE, "tests/test_shop.py": tests})
    zero = project.mutant("shop.py", "sum(prices) - discount", "0")
    results = project.mutate([group(until="first-kill")]).results(zero)
    assert results["test_assertion"] == "killed-by-assertion"


def test_the_fastest_cases_of_a_mutant_run_when_their_number_is_limited(tmp_path):
    tests = """
        import time
        from shop import total

        def test_slow():
            time.sleep(0.1)
            assert total([60, 50]) == 100

        def test_fast():
            assert total([60, 50]) == 100
        """
    project = Project(tmp_path, {"shop.py": PRICE, "tests/test_shop.py": tests})
    minus = project.mutant("shop.py", "-", "+")
    assert set(project.mutate([group(cases_per_mutant=1)]).results(minus)) == {"test_fast"}


def test_a_case_of_two_groups_counts_for_both(shop):
    minus = shop.mutant("shop.py", "-", "+")
    answer = shop.mutate([group("one", ["tests/test_shop.py::test_exact"]), group("two", ["tests"])])
    assert answer.results(minus, "one") == {"test_exact": "killed-by-assertion"}
    assert answer.results(minus, "two")["test_exact"] == "killed-by-assertion"


def test_each_case_of_a_parametrised_test_has_its_own_result(tmp_path):
    tests = """
        import pytest
        from shop import total

        @pytest.mark.parametrize("price", [1, 110])
        def test_total(price):
            assert total([price]) in (1, 100)
        """
    project = Project(tmp_path, {"shop.py": PRICE, "tests/test_shop.py": tests})
    minus = project.mutant("shop.py", "-", "+")
    always = project.mutant("shop.py", "sum(prices) > LIMIT", "True")
    answer = project.mutate()
    assert answer.results(minus) == {"test_total[110]": "killed-by-assertion"}
    assert answer.results(always) == {"test_total[1]": "killed-by-assertion", "test_total[110]": "survived"}


def test_nothing_runs_when_the_budget_is_used_up(shop):
    minus = shop.mutant("shop.py", "-", "+")
    same = shop.mutant("shop.py", "100", "50 * 2")
    answer = shop.mutate(budget=0.0)
    assert (answer.status(minus), answer.results(minus)) == ("not-run", {})
    assert "budget" in answer.mutants[minus]["reason"]
    assert answer.status(same) == "equivalent"


def test_a_test_file_that_does_not_load_is_told_and_the_others_take_part(shop, tmp_path):
    (tmp_path / "tests/test_broken.py").write_text("import nowhere\n")
    minus = shop.mutant("shop.py", "-", "+")
    answer = shop.mutate([group("tests", ["tests/test_shop.py"]), group("new", ["tests/test_broken.py"])])
    assert answer.results(minus)["test_exact"] == "killed-by-assertion"
    assert answer.baseline["tests/test_broken.py"]["status"] == "did-not-run"
    assert "ModuleNotFoundError" in answer.baseline["tests/test_broken.py"]["reason"]


def test_a_test_file_that_ends_the_process_when_loaded_is_left_out(shop, tmp_path):
    (tmp_path / "tests/test_a_killer.py").write_text("import os\nos._exit(0)\n")
    minus = shop.mutant("shop.py", "-", "+")
    assert shop.mutate().results(minus)["test_exact"] == "killed-by-assertion"


def test_when_the_tests_can_not_be_collected_no_mutant_ran(shop, tmp_path):
    (tmp_path / "conftest.py").write_text("import os\nos._exit(0)\n")
    minus = shop.mutant("shop.py", "-", "+")
    answer = shop.mutate()
    assert answer.status(minus) == "not-run"
    assert answer.body["baseline"] == []


def test_offsets_are_bytes_also_after_text_that_is_not_ascii(tmp_path):
    files = {"shop.py": "NAME = 'é𝒳…'\n\ndef total(x):\n    return x - 1  # ü\n", "tests/test_a.py": "from shop import total\ndef test_a():\n    assert total(3) == 2\n"}
    project = Project(tmp_path, files)
    minus = project.mutant("shop.py", "- 1", "+ 1")
    assert project.mutate().results(minus) == {"test_a": "killed-by-assertion"}


def test_progress_counts_the_mutants(shop):
    for replacement in ("+", "*"):
        shop.mutant("shop.py", "-", replacement)
    last = shop.mutate().progress[-1]
    assert (last["done"], last["total"]) == (2, 2)


def test_without_groups_only_the_equivalents_are_found(shop):
    minus = shop.mutant("shop.py", "-", "+")
    same = shop.mutant("shop.py", "100", "50 * 2")
    answer = shop.mutate([])
    assert (answer.status(minus), answer.results(minus)) == ("ran", {})
    assert answer.status(same) == "equivalent"
    assert answer.body["baseline"] == []


def test_a_project_that_is_imported_from_elsewhere_is_not_measured(tmp_path):
    files = {"pkg/__init__.py": "", "pkg/price.py": "def f(x):\n    return x - 1\n", "tests/test_a.py": "from pkg.price import f\ndef test_a():\n    assert f(1) == 0\n"}
    installed = tmp_path / "installed" / "pkg"
    installed.mkdir(parents=True)
    for name in ("__init__.py", "price.py"):
        (installed / name).write_text(files[f"pkg/{name}"])
    root = tmp_path / "tree"
    project = Project(root, {**files, "conftest.py": f"import sys\nsys.path.insert(0, {str(installed.parent)!r})\n"})
    minus = project.mutant("pkg/price.py", "- 1", "+ 1")
    answer = project.mutate()
    assert answer.status(minus) == "not-run"
    assert "instead of pkg/price.py" in answer.mutants[minus]["reason"]


def test_the_order_of_sets_is_always_the_same(tmp_path):
    seed_0 = subprocess.run([sys.executable, "-c", "print(hash('tfactory'))"], env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True)
    files = {
        "shop.py": "BASE = 3\n\ndef f(x):\n    return x - 1\n",
        "tests/test_a.py": f"from shop import BASE, f\ndef test_a():\n    assert f(BASE) == 2\n    assert hash('tfactory') == {seed_0.stdout}",
    }
    project = Project(tmp_path, files)
    swapped, imported = project.mutant("shop.py", "x - 1", "x + 1"), project.mutant("shop.py", "3", "4")
    answer = project.mutate()
    assert answer.baseline["tests/test_a.py::test_a"]["status"] == "passed"
    assert [answer.results(one) for one in (swapped, imported)] == [{"test_a": "killed-by-assertion"}] * 2
