"""What a name says: the normal form of a package's name, and what an extra, group or file is for."""

from __future__ import annotations

import re

TEST_WORDS = {"test", "tests", "testing", "unittest", "unittests", "unit", "pytest"}
DEVELOPMENT_WORDS = {"dev", "develop", "development", "devel"}

# What developers run and tests do not import. Left out of what is only for development: documentation and type checkers
# take most of the time and space of an install.
TOOLS = {
    *("black", "ruff", "flake8", "isort", "pylint", "mypy", "pyright", "pyre-check", "pytype", "bandit", "codespell", "yapf"),
    *("tox", "tox-uv", "nox", "hatch", "pre-commit", "build", "twine", "wheel", "flit", "poetry", "pdm", "pip-tools", "uv"),
    *("bump2version", "bumpversion", "bump-my-version", "commitizen", "towncrier", "check-manifest", "pyroma", "readme-renderer"),
    *("sphinx", "furo", "mkdocs", "mkdocstrings", "pdoc", "pdoc3", "docutils", "pydocstyle", "interrogate", "doc8"),
    *("ipython", "ipdb", "ipykernel", "jupyter", "jupyterlab", "notebook", "pyinstaller", "snakeviz", "py-spy"),
}
TOOL_FAMILIES = ("sphinx-", "sphinxcontrib-", "mkdocs-", "mkdocstrings-", "flake8-", "types-", "pallets-sphinx", "pylint-")


def purpose_of(name: str) -> str | None:
    """`tests`, `development` or `None` for something else, from the words of a name: `requirements-dev`, `test_extras`."""
    words = set(re.split(r"[-_.\s/]+", name.lower()))
    if words & TEST_WORDS:
        return "tests"
    return "development" if words & DEVELOPMENT_WORDS else None


def normal_name(requirement: str) -> str:
    """`Foo_Bar[x]>=1` -> `foo-bar` (PEP 503)."""
    found = re.match(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)", requirement)
    return re.sub(r"[-_.]+", "-", found.group(1)).lower().rstrip("-") if found else ""


def is_tool(requirement: str) -> bool:
    name = normal_name(requirement)
    return name in TOOLS or name.startswith(TOOL_FAMILIES)


def is_exact(requirement: str) -> bool:
    """`a==1.2` or `a===1.2`, without a wildcard."""
    return re.match(r"[\w.-]+(\[[^\]]*\])?\s*={2,3}\s*[^*,\s;]+\s*(;|$)", requirement) is not None
