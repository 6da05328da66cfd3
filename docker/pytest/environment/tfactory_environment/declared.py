"""What a project declares: the requirements it needs, and those its tests need."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from .names import is_exact, is_tool, normal_name, purpose_of
from .poetry import poetry_requirements
from .projects import Project
from .requirement_files import read_requirements, requirement_files
from .toml_files import read_ini, read_toml, strings, table


@dataclass
class Declared:
    """Requirements by purpose. Without those that are `needed` the project cannot work; the others are for its tests and its developers."""

    needed: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    development: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    """Exact versions in any requirement file: what the project was last tried with. A wish, where `constraints` are a rule."""
    tried_with: list[str] = field(default_factory=list)
    """Index options, which hold for everything."""
    options: list[str] = field(default_factory=list)

    def add(self, purpose: str | None, lines: list[str]) -> None:
        if purpose is not None:
            getattr(self, purpose).extend(lines)

    @property
    def for_tests(self) -> list[str]:
        """What the tests need. Many projects keep that with what developers need: then that, without the usual tools."""
        return self.tests or [line for line in self.development if not is_tool(line)]


def declared_by(project: Project, requires: list[str] | None, root: Path) -> Declared:
    """`requires` is what the built project says (`Requires-Dist`); without it the files are read."""
    declared = Declared()
    if requires is None:
        _add_from_files(declared, project)
    else:
        _add_from_metadata(declared, requires)
    _add_from_groups(declared, project.pyproject)
    pipfile = read_toml(project.folder / "Pipfile")
    declared.add("needed", poetry_requirements(table(pipfile, "packages")))
    declared.add("development", poetry_requirements(table(pipfile, "dev-packages")))
    for path, purpose in requirement_files(project.folder):
        read = read_requirements(path, root)
        # a package says itself what it needs: its requirements.txt is often a pinned set for something else
        declared.add("development" if purpose == "needed" and project.is_package else purpose, read.requirements)
        declared.constraints += read.constraints
        declared.tried_with += [line for line in read.requirements if is_exact(line)]
        declared.options += read.options
    if not declared.tests and not declared.development:
        declared.add("tests", _from_tox(project.folder, root))
    return declared


def _add_from_metadata(declared: Declared, requires: list[str]) -> None:
    for line in requires:
        extra = re.search(r"""extra\s*==\s*["']([^"']+)["']""", line)
        if extra is None:
            declared.add("needed", [line])
        else:
            # a condition that always holds, so that the rest of the marker stays as it is
            declared.add(purpose_of(extra.group(1)), [line.replace(extra.group(0), 'python_version >= "0"')])


def _add_from_files(declared: Declared, project: Project) -> None:
    head = table(project.pyproject, "project")
    declared.add("needed", strings(head.get("dependencies")))
    for name, lines in table(head, "optional-dependencies").items():
        declared.add(purpose_of(name), strings(lines))
    poetry = table(project.pyproject, "tool", "poetry", "dependencies")
    optional = {name for name, wanted in poetry.items() if isinstance(wanted, dict) and wanted.get("optional")}
    declared.add("needed", poetry_requirements({name: wanted for name, wanted in poetry.items() if name not in optional}))
    setup_cfg = read_ini(project.folder / "setup.cfg")
    declared.add("needed", _lines(setup_cfg.get("options", "install_requires", fallback="")))
    declared.add("tests", _lines(setup_cfg.get("options", "tests_require", fallback="")))
    if setup_cfg.has_section("options.extras_require"):
        for name, text in setup_cfg.items("options.extras_require"):
            declared.add(purpose_of(name), _lines(text))


def _add_from_groups(declared: Declared, pyproject: dict) -> None:
    groups = table(pyproject, "dependency-groups")
    for name in groups:
        declared.add(purpose_of(name), _group(groups, name, frozenset()))
    tool = table(pyproject, "tool")
    for name, group in table(tool, "poetry", "group").items():
        declared.add(purpose_of(name), poetry_requirements(table(group, "dependencies")))
    declared.add("development", poetry_requirements(table(tool, "poetry", "dev-dependencies")))
    for name, lines in table(tool, "pdm", "dev-dependencies").items():
        declared.add(purpose_of(name), [line for line in strings(lines) if not line.startswith("-e")])
    declared.add("development", strings(table(tool, "uv").get("dev-dependencies")))
    for name, environment in table(tool, "hatch", "envs").items():
        if isinstance(environment, dict):
            lines = strings(environment.get("dependencies")) + strings(environment.get("extra-dependencies"))
            declared.add("development" if name == "default" else purpose_of(name), lines)


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


def _from_tox(folder: Path, root: Path) -> list[str]:
    """The last source: `deps` of tox's default environment, without what needs tox to understand."""
    tox = read_ini(folder / "tox.ini")
    found: list[str] = []
    for section in ("testenv", "testenv:py", "testenv:test", "testenv:tests"):
        for line in _lines(tox.get(section, "deps", fallback="")):
            line = re.sub(r"^[A-Za-z0-9_,.!{}-]+:\s+", "", line)
            nested = re.match(r"-r\s*(\S+)", line)
            if nested:
                found += read_requirements(folder / nested.group(1).replace("{toxinidir}/", ""), root).requirements
            elif not line.startswith("-") and "{" not in line and normal_name(line):
                found.append(line)
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
