"""The recipe: what is installed, in which order, and what is tried when something does not install."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Callable, Iterable

from .built import files_of, generated_files, metadata_of, version_of
from .declared import Declared, declared_by
from .locks import read_constraints
from .names import normal_name
from .on_path import add_to_path, describe
from .plugins import plugins_wanted
from .projects import Project, find_projects
from .toml_files import table
from .uv import ENVIRONMENT, Uv, reason_of

WORK = Path("/work")
# What only the tests need is tried one by one for so long, when it does not install together.
SECONDS_FOR_SINGLES = 90


class InstallFailed(Exception):
    """The message is one line for a person."""


def install(uv: Uv, progress: Callable[[int, int | None, str], None]) -> dict:
    """Fills /opt/env. Gives `notes` (what a person should know) and `generated` (files the build wrote into the tree)."""
    notes: list[str] = []
    before = files_of(WORK)
    projects = find_projects(WORK)
    progress(0, 5, "python")
    _make_environment(uv, projects, notes)
    progress(1, 5, "the project itself")
    not_built = _install_projects(uv, projects)
    progress(2, 5, "its dependencies")
    _install_declared(uv, _declared_by_all(projects, notes), notes)
    for project, reason in not_built:
        _install_after_all(uv, project, reason, notes)
    if not any(project.is_package for project in projects):
        add_to_path(WORK, ENVIRONMENT)
    progress(3, 5, "pytest and coverage")
    _install_tools(uv, projects, notes)
    progress(4, 5, "compiling")
    uv.compile_all()
    return {"notes": [note[:900] for note in notes[:40]], "generated": generated_files(WORK, before)}


def _make_environment(uv: Uv, projects: list[Project], notes: list[str]) -> None:
    wanted = [str(table(project.pyproject, "project").get("requires-python") or "") for project in projects]
    wanted = ",".join(_unique(part for part in wanted if part))
    if wanted:
        if uv.run("venv", "--no-project", "--quiet", "--no-managed-python", "--python", wanted, str(ENVIRONMENT))[0]:
            return
        if uv.run("venv", "--no-project", "--quiet", "--clear", "--python", wanted, str(ENVIRONMENT))[0]:
            notes.append(f"Python {wanted} was downloaded, for the image has another version")
            return
        notes.append(f"the project asks for Python {wanted}, which could not be had: the image's own is used")
    made, output = uv.run("venv", "--no-project", "--quiet", "--clear", "--python", "python3", str(ENVIRONMENT))
    if not made:
        raise InstallFailed(f"no virtual environment could be made: {reason_of(output)}")


def _install_projects(uv: Uv, projects: list[Project]) -> list[tuple[Project, str]]:
    """The projects in editable form, without their dependencies. Gives those that could not be built, with the reason."""
    not_built: list[tuple[Project, str]] = []
    for project in projects:
        if project.is_package:
            built, output = uv.pip_install("--no-deps", "--editable", str(project.folder))
            if not built:
                not_built.append((project, reason_of(output)))
    return not_built


def _declared_by_all(projects: list[Project], notes: list[str]) -> Declared:
    everything = Declared()
    own_names: set[str] = set()
    for project in projects:
        metadata = metadata_of(project.folder, ENVIRONMENT) if project.is_package else None
        own_names.add(normal_name(metadata[0] if metadata else str(table(project.pyproject, "project").get("name", ""))))
        one = declared_by(project, metadata[1] if metadata else None, WORK)
        lock, pins = read_constraints(project.folder)
        if lock:
            notes.append(f"versions from {(project.folder / lock).relative_to(WORK)}")
        everything.needed += one.needed
        everything.tests += one.for_tests
        everything.constraints += one.constraints + pins
        everything.tried_with += one.tried_with
        everything.options += one.options
    # a project of this repository is installed already, in editable form
    everything.needed = _unique(line for line in everything.needed if normal_name(line) not in own_names)
    everything.tests = _unique(line for line in everything.tests if normal_name(line) not in own_names)
    return everything


def _install_declared(uv: Uv, declared: Declared, notes: list[str]) -> None:
    """All together first, so that one resolution fits everything; then with less and less asked for."""
    if not declared.needed and not declared.tests:
        return
    everything = declared.needed + declared.tests
    pins = declared.constraints
    tried_with = _pins_that_agree(declared)
    attempts = [(everything, pins + tried_with, ["--only-binary", ":all:"]), (everything, pins + tried_with, [])]
    if tried_with:
        attempts.append((everything, pins, []))
    if pins:
        attempts.append((everything, [], []))
    for requirements, constraints, flags in attempts:
        installed, output = _install(uv, requirements, constraints, declared.options, flags)
        if installed:
            if pins and not constraints:
                notes.append("the locked versions could not be installed here: the newest that fit were taken")
            return
    if declared.needed:
        installed, output = _install(uv, declared.needed, pins, declared.options, [])
        if not installed and pins:
            installed, output = _install(uv, declared.needed, [], declared.options, [])
        if not installed:
            raise InstallFailed(reason_of(output))
    _install_what_can_be(uv, declared, notes)


def _pins_that_agree(declared: Declared) -> list[str]:
    """Of the versions it was tried with, one per package, none for what is pinned elsewhere or twice differently."""
    pinned = {normal_name(line) for line in declared.constraints}
    versions: dict[str, set[str]] = {}
    for line in _unique(declared.tried_with):
        name, _, rest = line.partition("==")
        versions.setdefault(normal_name(name), set()).add(rest.split(";")[0].strip(" ="))
    return [f"{name}=={min(found)}" for name, found in versions.items() if len(found) == 1 and name not in pinned]


def _install_what_can_be(uv: Uv, declared: Declared, notes: list[str]) -> None:
    """Of what only the tests need: all that an index has in one go, else and for the rest line by line."""
    end = time.monotonic() + SECONDS_FOR_SINGLES
    named = [line for line in declared.tests if "://" not in line]
    rest = [line for line in declared.tests if "://" in line]
    if not _install(uv, named, declared.constraints, declared.options, [])[0]:
        rest = named + rest
    for line in rest:
        left = end - time.monotonic()
        installed, output = _install(uv, [line], declared.constraints, declared.options, [], left) if left > 1 else (False, "no time left")
        if not installed:
            notes.append(f"not installed, wanted by the tests only: {line} ({reason_of(output)[:160]})")


def _install(
    uv: Uv, requirements: list[str], constraints: list[str], options: list[str], flags: list[str], seconds: float | None = None
) -> tuple[bool, str]:
    with tempfile.TemporaryDirectory(dir="/scratch") as folder:
        wanted, pinned = Path(folder, "requirements.txt"), Path(folder, "constraints.txt")
        wanted.write_text("\n".join([*_unique(options), *requirements]) + "\n", "utf-8")
        pinned.write_text("\n".join(constraints) + "\n", "utf-8")
        pinned_flags = ["--constraint", str(pinned)] if constraints else []
        return uv.pip_install(*flags, "--requirement", str(wanted), *pinned_flags, seconds=seconds)


def _install_after_all(uv: Uv, project: Project, reason: str, notes: list[str]) -> None:
    """Some builds need the dependencies to be there; when that fails too, the sources go on the path."""
    built, _ = uv.pip_install("--no-deps", "--no-build-isolation", "--editable", str(project.folder))
    if built:
        return
    add_to_path(project.folder, ENVIRONMENT)
    describe(project, ENVIRONMENT)
    where = project.folder.relative_to(WORK).as_posix()
    notes.append(f"{'the project' if where == '.' else where} could not be built, its sources are on the path instead ({reason[:200]})")


def _install_tools(uv: Uv, projects: list[Project], notes: list[str]) -> None:
    """What the runner needs. An installed pytest stays as it is: it is the project's choice."""
    installed, output = uv.pip_install("pytest")
    if not installed:
        raise InstallFailed(f"pytest: {reason_of(output)}")
    before = version_of("coverage", ENVIRONMENT)
    installed, output = uv.pip_install("coverage>=7")
    if not installed:
        raise InstallFailed(f"coverage: {reason_of(output)}")
    now = version_of("coverage", ENVIRONMENT)
    if before and before != now:
        notes.append(f"coverage {before} was replaced by {now}: measuring per test needs 7 or newer")
    for plugin in plugins_wanted(WORK, projects):
        if version_of(plugin, ENVIRONMENT) is None and not uv.pip_install(plugin)[0]:
            notes.append(f"pytest's configuration needs {plugin}, which could not be installed")


def _unique(lines: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(lines))
