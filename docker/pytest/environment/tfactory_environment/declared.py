"""What a project declares: the requirements it needs, and those its tests need."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from .names import is_for_tests, normal_name
from .poetry import poetry_requirements
from .projects import Project
from .requirement_files import read_requirements, requirement_files
from .toml_files import read_ini, read_toml, strings, table


@dataclass
class Declared:
    """The project cannot work without these: if they do not install, the environment failed."""

    needed: list[str] = field(default_factory=list)
    """What only its tests and its developers need: installed as far as possible."""
    for_tests: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    options: list[str] = field(default_factory=list)


def declared_by(project: Project, metadata: tuple[list[str], list[str]] | None, root: Path) -> Declared:
    """`metadata` is what the built project says (`Requires-Dist` and `Provides-Extra`); without it the files are read."""
    declared = Declared()
    needed, for_tests = _from_metadata(*metadata) if metadata else _from_files(project)
    declared.needed += needed
    declared.for_tests += for_tests + _from_groups(project.pyproject) + _from_pipfile(project.folder, declared)
    for path, tests_only in requirement_files(project.folder):
        read = read_requirements(path, root)
        # a package says itself what it needs: its requirements.txt is often a pinned set for something else
        (declared.for_tests if tests_only or project.is_package else declared.needed).extend(read.requirements)
        declared.constraints += read.constraints
        declared.options += read.options
    if not declared.for_tests:
        declared.for_tests += _from_tox(project.folder, root)
    return declared


def _from_metadata(requires: list[str], _extras: list[str]) -> tuple[list[str], list[str]]:
    needed: list[str] = []
    for_tests: list[str] = []
    for line in requires:
        extra = re.search(r"""extra\s*==\s*["']([^"']+)["']""", line)
        if extra is None:
            needed.append(line)
        elif is_for_tests(extra.group(1)):
            # a condition that always holds, so that the rest of the marker stays as it is
            for_tests.append(line.replace(extra.group(0), 'python_version >= "0"'))
    return needed, for_tests


def _from_files(project: Project) -> tuple[list[str], list[str]]:
    head = table(project.pyproject, "project")
    needed = strings(head.get("dependencies"))
    for_tests = [line for name, lines in table(head, "optional-dependencies").items() if is_for_tests(name) for line in strings(lines)]
    needed += poetry_requirements(
        {
            name: wanted
            for name, wanted in table(project.pyproject, "tool", "poetry", "dependencies").items()
            if not (isinstance(wanted, dict) and wanted.get("optional"))
        }
    )
    setup_cfg = read_ini(project.folder / "setup.cfg")
    needed += _lines(setup_cfg.get("options", "install_requires", fallback=""))
    if setup_cfg.has_section("options.extras_require"):
        for_tests += [line for name, text in setup_cfg.items("options.extras_require") if is_for_tests(name) for line in _lines(text)]
    for_tests += _lines(setup_cfg.get("options", "tests_require", fallback=""))
    return needed, for_tests


def _from_groups(pyproject: dict) -> list[str]:
    found: list[str] = []
    groups = table(pyproject, "dependency-groups")
    for name in groups:
        if is_for_tests(name):
            found += _group(groups, name, frozenset())
    for name, group in table(pyproject, "tool", "poetry", "group").items():
        if is_for_tests(name):
            found += poetry_requirements(table(group, "dependencies"))
    found += poetry_requirements(table(pyproject, "tool", "poetry", "dev-dependencies"))
    for name, lines in table(pyproject, "tool", "pdm", "dev-dependencies").items():
        if is_for_tests(name):
            found += [line for line in strings(lines) if not line.startswith("-e")]
    found += strings(table(pyproject, "tool", "uv").get("dev-dependencies"))
    for name, environment in table(pyproject, "tool", "hatch", "envs").items():
        if name == "default" or is_for_tests(name):
            found += strings(environment.get("dependencies")) + strings(environment.get("extra-dependencies"))
    return found


def _group(groups: dict, name: str, seen: frozenset[str]) -> list[str]:
    """PEP 735, with `{include-group = "other"}`."""
    if name in seen or not isinstance(groups.get(name), list):
        return []
    found: list[str] = []
    for item in groups[name]:
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict) and isinstance(item.get("include-group"), str):
            found += _group(groups, item["include-group"], seen | {name})
    return found


def _from_pipfile(folder: Path, declared: Declared) -> list[str]:
    pipfile = read_toml(folder / "Pipfile")
    declared.needed += poetry_requirements(table(pipfile, "packages"))
    return poetry_requirements(table(pipfile, "dev-packages"))


def _from_tox(folder: Path, root: Path) -> list[str]:
    """The last source: `deps` of tox's default environment, without what needs tox to understand."""
    tox = read_ini(folder / "tox.ini")
    found: list[str] = []
    for section in ("testenv", "testenv:py", "testenv:test", "testenv:tests"):
        for line in _lines(tox.get(section, "deps", fallback="")):
            line = re.sub(r"^[a-z0-9_,.!{}-]+:\s+", "", line)
            nested = re.match(r"-r\s*(\S+)", line)
            if nested:
                found += read_requirements(folder / nested.group(1).replace("{toxinidir}/", ""), root).requirements
            elif not line.startswith("-") and "{" not in line and normal_name(line):
                found.append(line)
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
