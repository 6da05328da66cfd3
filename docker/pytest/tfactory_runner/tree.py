"""The project's Python files, read and parsed but never imported."""

from __future__ import annotations

import ast
import os
import tokenize
import warnings
from pathlib import Path
from typing import Iterator

MAX_FILES = 20_000
MAX_BYTES = 2_000_000
_SKIPPED = {"node_modules", "__pycache__", "site-packages", "venv", "env"}
_SKIPPED_AT_TOP = {"build", "dist"}


class Unreadable(Exception):
    """A file that is not there, too large, or no Python. The message is for people."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class Tree:
    """The tree at `root`. Paths are relative to it with `/`. Parsed files are kept."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._parsed: dict[str, ast.Module | Unreadable] = {}
        self._texts: dict[str, str] = {}
        self._files: list[str] | None = None

    def python_files(self) -> list[str]:
        """All `.py` files in path order, without environments, caches and hidden folders; at most `MAX_FILES`."""
        if self._files is None:
            self._files = sorted(_first(self._walk(), MAX_FILES))
        return self._files

    def has(self, path: str) -> bool:
        return (self.root / path).is_file()

    def text(self, path: str) -> str:
        """The decoded source. Raises `Unreadable`."""
        if path not in self._texts:
            full = self.root / path
            try:
                if full.stat().st_size > MAX_BYTES:
                    raise Unreadable(f"larger than {MAX_BYTES} bytes")
                with tokenize.open(full) as file:  # honours the coding cookie and the BOM
                    self._texts[path] = file.read()
            except (OSError, SyntaxError, UnicodeDecodeError) as error:
                raise Unreadable(f"{type(error).__name__}: {error}") from None
        return self._texts[path]

    def parse(self, path: str) -> ast.Module:
        """Raises `Unreadable` with the place of the syntax error."""
        if path not in self._parsed:
            self._parsed[path] = self._parse(path)
        parsed = self._parsed[path]
        if isinstance(parsed, Unreadable):
            raise parsed
        return parsed

    def try_parse(self, path: str) -> ast.Module | None:
        try:
            return self.parse(path)
        except Unreadable:
            return None

    def _parse(self, path: str) -> ast.Module | Unreadable:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # invalid escapes of the project are not ours to report
                return ast.parse(self.text(path), filename=path)
        except Unreadable as error:
            return error
        except SyntaxError as error:
            return Unreadable(f"syntax error in line {error.lineno}: {error.msg}", max(1, error.lineno or 1))
        except (ValueError, RecursionError, MemoryError) as error:
            return Unreadable(f"cannot be parsed: {type(error).__name__}: {error}")

    def _walk(self) -> Iterator[str]:
        for folder, folders, files in os.walk(self.root):
            here = Path(folder).relative_to(self.root)
            at_top = here == Path(".")
            folders[:] = sorted(f for f in folders if self._is_ours(Path(folder) / f, at_top))
            yield from ((here / file).as_posix() for file in files if file.endswith(".py"))

    def _is_ours(self, folder: Path, at_top: bool) -> bool:
        name = folder.name
        if name.startswith(".") or name in _SKIPPED or (at_top and name in _SKIPPED_AT_TOP):
            return False
        return not folder.is_symlink() and not (folder / "pyvenv.cfg").exists()


def _first(paths: Iterator[str], count: int) -> Iterator[str]:
    for _, path in zip(range(count), paths):
        yield path
