"""Puts a mutant into the running process and takes it out again."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from typing import Any, Callable

from tfactory_runner.exploring.importing import module_name, tree_modules
from tfactory_runner.mutant_code import MutantCode, prepare
from tfactory_runner.serving import serve_mutated
from tfactory_runner.swapping import LiveFunctions


class Mutants:
    """The mutants of a request as code, and the live functions they change. Make it when the project is imported."""

    def __init__(self, edits: list[dict[str, Any]]) -> None:
        self._codes = {code.id: code for code in prepare(edits, os.path.realpath(os.getcwd()))}
        gc.unfreeze()  # an earlier fork may have frozen them, and frozen objects are not listed
        self._live = LiveFunctions({code.file for code in self._codes.values()})

    def facts(self) -> dict[str, dict[str, Any]]:
        """Per mutant its `mode` (swap, import, equivalent, invalid), the `lines` of its statement, and what uses it when it is static."""
        return {
            code.id: {"mode": code.status, "lines": sorted(code.lines), "users": sorted(code.users), "names": sorted(code.names)}
            for code in self._codes.values()
        }

    def is_swapped(self, mutant: str) -> bool:
        return self._codes[mutant].status == "swap"

    def apply(self, mutant: str) -> Callable[[], None]:
        """Puts the mutant in. The result takes it out again; after an import nothing can: call that in a fork of its own."""
        code = self._codes[mutant]
        if code.status != "swap":
            _import_again(code)
            return lambda: None
        before = [(function, function.__code__) for original, _ in code.swaps for function in self._live.running(original)]
        for original, replacement in code.swaps:
            self._live.swap(original, replacement)

        def restore() -> None:
            for function, original in before:
                function.__code__ = original

        return restore


def _import_again(code: MutantCode) -> None:
    for loaded in tree_modules():
        sys.modules.pop(loaded, None)
    serve_mutated(code.file, code.source)
    importlib.invalidate_caches()
    importlib.import_module(module_name(code.path)[0])
