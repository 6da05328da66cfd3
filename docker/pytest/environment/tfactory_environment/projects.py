"""Finds the Python projects of a repository: the root, or the folders below it that declare something to install."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .requirement_files import requirement_files
from .toml_files import read_ini, read_toml, table

DEEPEST = 3
MOST = 8
NOT_PROJECTS = {"node_modules", "venv", "env", "build", "dist", "docs", "doc", "examples", "example", "tests", "test", "fixtures", "vendor"}


@dataclass(frozen=True)
class Project:
    folder: Path
    pyproject: dict
    """Has a build system or a setup file: it can be installed itself."""
    is_package: bool

    @property
    def declares_something(self) -> bool:
        return (
            self.is_package
            or any(table(self.pyproject, *keys) for keys in (("project",), ("dependency-groups",), ("tool", "poetry"), ("tool", "pdm")))
            or (self.folder / "Pipfile").is_file()
            or bool(requirement_files(self.folder))
        )


def read_project(folder: Path) -> Project:
    pyproject = read_toml(folder / "pyproject.toml")
    setup_cfg = read_ini(folder / "setup.cfg")
    builds = "build-system" in pyproject or "project" in pyproject or "poetry" in table(pyproject, "tool")
    if table(pyproject, "tool", "poetry").get("package-mode") is False or table(pyproject, "tool", "uv").get("package") is False:
        builds = False
    has_setup = (folder / "setup.py").is_file() or setup_cfg.has_section("metadata")
    return Project(folder, pyproject, builds or has_setup)


def find_projects(root: Path) -> list[Project]:
    """The root when it is a project of its own; else, or when it only holds a workspace together, those below it."""
    top = read_project(root)
    if top.is_package and not table(top.pyproject, "tool", "uv", "workspace"):
        return [top]
    below = [project for project in map(read_project, _folders(root)) if project.declares_something]
    if top.declares_something:
        # the folders of an application (requirements.txt at the root) are not projects unless they can be installed
        return [top, *[project for project in below if project.is_package]][:MOST]
    return below[:MOST]


def _folders(root: Path) -> list[Path]:
    found: list[Path] = []
    for folder, names, _ in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        names[:] = [] if depth >= DEEPEST else sorted(n for n in names if n not in NOT_PROJECTS and not n.startswith("."))
        if depth > 0:
            found.append(Path(folder))
    return sorted(found, key=lambda path: (len(path.parts), str(path)))
