"""The pytest plugins a project's configuration cannot start without, whether or not it declares them."""

from __future__ import annotations

import re
from pathlib import Path

from .names import normal_name
from .projects import Project
from .toml_files import read_ini, read_toml, strings, table

# An option in `addopts` or a setting -> the plugin that defines it.
OPTIONS = {
    r"--cov\b|--no-cov\b": "pytest-cov",
    r"(^|\s)-n[\s=]?\w|--numprocesses|--dist\b": "pytest-xdist",
    r"--timeout\b": "pytest-timeout",
    r"--benchmark-": "pytest-benchmark",
    r"--random-order\b": "pytest-random-order",
    r"-p\s+no:randomly|--randomly-": "pytest-randomly",
    r"--reruns\b": "pytest-rerunfailures",
    r"--mypy\b": "pytest-mypy",
    r"--asyncio-mode\b": "pytest-asyncio",
    r"--ds[= ]|--reuse-db\b|--nomigrations\b": "pytest-django",
    r"--doctest-plus": "pytest-doctestplus",
    r"--strict-data-files|--arraydiff": "pytest-arraydiff",
    r"--html\b": "pytest-html",
    r"--snapshot-": "syrupy",
}
SETTINGS = {
    "asyncio_mode": "pytest-asyncio",
    "timeout": "pytest-timeout",
    "DJANGO_SETTINGS_MODULE": "pytest-django",
    "env": "pytest-env",
    "qt_api": "pytest-qt",
}


def plugins_wanted(root: Path, projects: list[Project]) -> list[str]:
    """Names of plugins, in a fixed order."""
    wanted: list[str] = []
    for folder in dict.fromkeys([root, *[project.folder for project in projects]]):
        for settings in _settings(folder):
            addopts = settings.get("addopts", "")
            addopts = " ".join(strings(addopts)) if isinstance(addopts, list) else str(addopts)
            wanted += [plugin for pattern, plugin in OPTIONS.items() if re.search(pattern, addopts)]
            wanted += [plugin for setting, plugin in SETTINGS.items() if setting.lower() in {key.lower() for key in settings}]
            required = settings.get("required_plugins", "")
            required = strings(required) if isinstance(required, list) else str(required).split()
            wanted += [normal_name(line) for line in required]
    return list(dict.fromkeys(name for name in wanted if name))


def _settings(folder: Path) -> list[dict]:
    pyproject = table(read_toml(folder / "pyproject.toml"), "tool", "pytest")
    found = [table(pyproject, "ini_options"), {key: value for key, value in pyproject.items() if key != "ini_options"}]
    for name, section in (("pytest.ini", "pytest"), (".pytest.ini", "pytest"), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest")):
        ini = read_ini(folder / name)
        if ini.has_section(section):
            found.append(dict(ini.items(section)))
    return found
