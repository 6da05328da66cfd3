"""Finds and reads the pytest configuration that pytest itself would use, without running pytest."""

from __future__ import annotations

import configparser
import os
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

try:
    import tomllib as _toml
except ImportError:  # Python < 3.11: pytest itself depends on tomli there
    try:
        import tomli as _toml
    except ImportError:
        _toml = None

# In the order in which pytest looks (https://docs.pytest.org/en/stable/reference/customize.html).
NAMES = ("pytest.toml", ".pytest.toml", "pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg")


@dataclass(frozen=True)
class Ini:
    """`path` is `None` when the project has no pytest configuration; `values` as written (str, or what TOML gives)."""

    path: Path | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def words(self, key: str) -> list[str]:
        """A value that is a list of words, whichever way it is written. Bad quoting gives plain splitting."""
        value = self.values.get(key, "")
        if isinstance(value, list):
            return [str(word) for word in value]
        try:
            return shlex.split(str(value), comments=True)
        except ValueError:
            return str(value).split()


def find_ini(root: Path, start: Path | None = None) -> Ini:
    """The configuration that holds for `start` (default `root`): the nearest one upwards, not above `root`."""
    folder = start or root
    if not folder.is_dir():
        folder = folder.parent
    while True:
        for name in NAMES:
            ini = _read(folder / name)
            if ini is not None:
                return ini
        if folder == root or folder == folder.parent:
            return Ini()
        folder = folder.parent


def common_folder(root: Path, paths: list[str]) -> Path:
    """The folder from which pytest starts to look for its configuration when it is given these paths."""
    folders = [str(root / path) if (root / path).is_dir() else str((root / path).parent) for path in paths]
    return Path(os.path.commonpath(folders)) if folders else root


def _read(path: Path) -> Ini | None:
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".toml":
            return _read_toml(path, text)
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        parser.read_string(text)
        section = "tool:pytest" if path.name == "setup.cfg" else "pytest"
        if parser.has_section(section):
            return Ini(path, dict(parser[section]))
    except (OSError, ValueError, configparser.Error):
        return None
    return Ini(path) if path.name in ("pytest.ini", ".pytest.ini") else None


def _read_toml(path: Path, text: str) -> Ini | None:
    data = _parse_toml(text)
    if data is None:
        return None
    if path.name != "pyproject.toml":
        return Ini(path, dict(data.get("pytest", {})))
    tool = data.get("tool", {}).get("pytest", {})
    if "ini_options" in tool:
        return Ini(path, dict(tool["ini_options"]))
    return Ini(path, dict(tool)) if tool else None


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file's content, `{}` when it is missing or broken."""
    try:
        return _parse_toml(path.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError):
        return {}


def _parse_toml(text: str) -> dict[str, Any] | None:
    return None if _toml is None else _toml.loads(text)
