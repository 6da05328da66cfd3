import re

from tfactory_environment.uv import RARELY_IMPORTED, reason_of

NOT_FOUND = """
  × No solution found when resolving dependencies:
  ╰─▶ Because nowhere-to-be-found was not found in the package registry and
      you require nowhere-to-be-found, we can conclude that your requirements
      are unsatisfiable.
"""
OFFLINE = """
error: Request failed after 3 retries in 2.0s
  Caused by: Failed to fetch: `https://index.example/simple/six/`
  Caused by: dns error: failed to lookup address information: Temporary failure in name resolution
"""


def test_the_reason_of_a_resolution_is_its_conclusion_in_one_line():
    assert reason_of(NOT_FOUND) == (
        "Because nowhere-to-be-found was not found in the package registry and you require nowhere-to-be-found, "
        "we can conclude that your requirements are unsatisfiable."
    )


def test_an_unreachable_index_is_named_as_such():
    assert reason_of(OFFLINE).startswith("the package index cannot be reached: Request failed after 3 retries")


def test_output_without_a_known_mark_gives_its_last_lines():
    assert reason_of("one\ntwo\nthree\nfour\n") == "two three four"
    assert reason_of("") == "uv gave no reason"


BUILD = """
Resolved 1 package in 1ms
  × Failed to build `six @ file:///work`
  ├─▶ The build backend returned an error
  ╰─▶ Call to `setuptools.build_meta.build_editable` failed (exit status: 1)

      [stderr]
      Traceback (most recent call last):
        File "<string>", line 1, in <module>
      error: no compiler here

      hint: Build failures usually indicate a problem with the package or the build environment
"""


def test_the_reason_of_a_build_is_the_builds_last_word():
    assert reason_of(BUILD) == "Failed to build `six @ file:///work`: no compiler here"


def test_what_pytest_imports_is_compiled_and_what_hardly_anyone_imports_is_not() -> None:
    shown_with = ["lexers/__init__", "lexers/_mapping", "lexers/python", "lexers/diff", "formatters/terminal", "styles/_mapping"]
    rare = ["pygments/lexers/rust", "pygments/formatters/html", "pygments/styles/monokai", "six/tests/test_six", "pip/main"]
    assert [path for path in shown_with if is_rare(f"pygments/{path}")] == []
    assert [path for path in [*rare, "six"] if not is_rare(path)] == ["six"]


def is_rare(path: str) -> bool:
    return re.search(RARELY_IMPORTED, f"/opt/env/lib/python3.12/site-packages/{path}.py") is not None
