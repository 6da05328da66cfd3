"""Lock files as constraints: the resolver takes what the project declares, in the versions its lock names.

Constraints and not a list to install, because a lock names packages for every platform and Python.
"""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from .names import normal_name
from .toml_files import read_toml

LOCK_FILES = ("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml", "Pipfile.lock")


def read_constraints(folder: Path) -> tuple[str | None, list[str]]:
    """The lock file that counts, and a `name==version` per package it pins to exactly one version."""
    for name in LOCK_FILES:
        path = folder / name
        if path.is_file():
            versions = _pipfile_lock(path) if name == "Pipfile.lock" else _toml_lock(path)
            return name, sorted(f"{package}=={next(iter(pins))}" for package, pins in versions.items() if len(pins) == 1)
    return None, []


def _toml_lock(path: Path) -> dict[str, set[str]]:
    lock = read_toml(path)
    versions: dict[str, set[str]] = defaultdict(set)
    for package in lock.get("package", lock.get("packages", [])):
        source = package.get("source", {})
        from_index = not source or "registry" in source or source.get("type") == "legacy"
        if from_index and isinstance(package.get("version"), str) and isinstance(package.get("name"), str):
            versions[normal_name(package["name"])].add(package["version"])
    return versions


def _pipfile_lock(path: Path) -> dict[str, set[str]]:
    try:
        lock = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError):
        return {}
    versions: dict[str, set[str]] = defaultdict(set)
    for section in ("default", "develop"):
        for name, package in lock.get(section, {}).items():
            version = package.get("version", "") if isinstance(package, dict) else ""
            if version.startswith("=="):
                versions[normal_name(name)].add(version[2:])
    return versions
