"""Changes the code of functions that already exist: a mutant of a function's body needs no new import."""

from __future__ import annotations

import gc
import os
import sys
import types
from collections import defaultdict

Key = tuple


class LiveFunctions:
    """All functions of some files that exist now, however they are reached: wrapped, bound, in properties, in closures.

    What is imported later is not among them. Make it before the first fork: `gc.freeze` hides objects from it.
    """

    def __init__(self, files: set[str]) -> None:
        real: dict[str, bool] = {}
        self._held: set[int] = set()
        self._found: dict[Key, list[types.FunctionType]] = defaultdict(list)
        for function in gc.get_objects():
            if type(function) is not types.FunctionType:
                continue
            name = function.__code__.co_filename
            if name not in real:
                real[name] = os.path.realpath(name) in files
            if real[name]:
                self._found[_key(function.__code__)].append(function)
        functions = [function for same in self._found.values() for function in same]
        ours = {id(functions), *map(id, self._found.values())}
        for holder in gc.get_referrers(*functions) if functions else []:
            if id(holder) not in ours and not _is_namespace(holder):
                self._held.update(map(id, gc.get_referents(holder)))

        loaded = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
        self._loaded = files.intersection(os.path.realpath(name) for name in loaded if isinstance(name, str))

    def is_loaded(self, file: str) -> bool:
        """Whether one of the files (real paths) is a module that is imported now."""
        return file in self._loaded

    def swap(self, code: types.CodeType, replacement: types.CodeType) -> int:
        """Gives every function that runs `code` its replacement. Changes this process for good: call it in a fork.

        Functions on one line (lambdas) are told apart by what they do. Raises `ValueError` when a closure does not fit.
        """
        functions = self.running(code)
        for function in functions:
            function.__code__ = replacement
        return len(functions)

    def set_default(self, code: types.CodeType, place: int | str, value: object) -> None:
        """Gives every function that runs `code` another default value. Changes this process for good: call it in a fork."""
        for function in self.running(code):
            if isinstance(place, str):
                function.__kwdefaults__ = {**function.__kwdefaults__, place: value}
            else:
                values = list(function.__defaults__)
                values[place] = value
                function.__defaults__ = tuple(values)

    def are_only_named(self, code: types.CodeType) -> bool:
        """Whether there are such functions, and modules and classes alone hold them: what else holds one may know its signature."""
        functions = self.running(code)
        return bool(functions) and all(id(function) not in self._held for function in functions)

    def running(self, code: types.CodeType) -> list[types.FunctionType]:
        functions = self._found.get(_key(code), [])
        codes = {(function.__code__.co_code, function.__code__.co_names) for function in functions}
        if len(codes) > 1:
            return [function for function in functions if (function.__code__.co_code, function.__code__.co_names) == (code.co_code, code.co_names)]
        return functions


def _is_namespace(holder: object) -> bool:
    """The names of a module or a class; a class's own dictionary is not to be had in another way."""
    return isinstance(holder, types.FrameType) or (isinstance(holder, dict) and ("__name__" in holder or "__module__" in holder))


def _key(code: types.CodeType) -> Key:
    return os.path.realpath(code.co_filename), getattr(code, "co_qualname", code.co_name), code.co_firstlineno
