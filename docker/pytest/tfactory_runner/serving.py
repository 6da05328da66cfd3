"""Makes an import find the mutated source of a file, whatever module name it has and however it is found."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import os
import sys
import types
from typing import Any


def serve_mutated(file: str, source: bytes) -> None:
    """From now on, importing the file (real path) runs `source`. For good: call it in a fork."""
    sys.meta_path.insert(0, _Finder(file, source))


class _Finder(importlib.abc.MetaPathFinder):
    """Finds as everybody else does; only the loader of the one file is another."""

    def __init__(self, file: str, source: bytes) -> None:
        self._file, self._source = file, source

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(name, path, target) if finder is not self and find is not None else None
            if spec is not None:
                if spec.origin and spec.has_location and os.path.realpath(spec.origin) == self._file:
                    spec.loader = _Loader(spec.name, spec.origin, self._source)
                return spec
        return None


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, file: str, source: bytes) -> None:
        super().__init__(name, file)
        self._source = source

    def get_code(self, fullname: str) -> types.CodeType:
        """Past every cache of compiled code."""
        return self.source_to_code(self._source, self.path)

    def get_data(self, path: Any) -> bytes:
        return self._source if os.path.realpath(path) == os.path.realpath(self.path) else super().get_data(path)
