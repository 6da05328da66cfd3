"""Puts a mutant into the running process: by swapping code of live functions, or by importing the mutated source."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from types import CodeType, FunctionType
from typing import Any, Callable

from tfactory_runner.exploring.importing import module_name, tree_modules

Place = tuple


class Mutant:
    """One edit. `mode` is swap, import, equivalent (same code) or invalid (does not compile)."""

    def __init__(self, edit: dict[str, Any], source: bytes) -> None:
        self.id: str = edit["id"]
        self.path: str = edit["path"]
        self.line: int = edit["line"]
        self.file = os.path.abspath(edit["path"])
        self.source = source[: edit["start"]] + edit["replacement"].encode() + source[edit["end"] :]
        self.original_text = source[edit["start"] : edit["end"]].decode(errors="replace")
        self.replacement = edit["replacement"]
        self.changed_codes: dict[Place, CodeType] = {}
        self.mode = "invalid"

    def compile(self, original: CodeType, file: str) -> None:
        try:
            mutated = compile(self.source, file, "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return
        outside, inside = compare_codes(original, mutated, ())
        if not outside and not inside:
            self.mode = "equivalent"
        elif outside or not _can_swap(original, inside):
            self.mode = "import"
        else:
            self.mode, self.changed_codes = "swap", inside


def prepare_mutants(edits: list[dict[str, Any]]) -> list[Mutant]:
    sources: dict[str, bytes] = {}
    codes: dict[str, CodeType] = {}
    prepared = []
    for edit in edits:
        path = edit["path"]
        if path not in sources:
            with open(path, "rb") as file:
                sources[path] = file.read()
            codes[path] = compile(sources[path], os.path.abspath(path), "exec", dont_inherit=True)
        mutant = Mutant(edit, sources[path])
        mutant.compile(codes[path], mutant.file)
        prepared.append(mutant)
    return prepared


def compare_codes(first: CodeType, second: CodeType, place: Place) -> tuple[bool, dict[Place, CodeType]]:
    """Whether module or class level code differs, and the functions that differ, by place (names and first line)."""
    inner_first = [c for c in first.co_consts if isinstance(c, CodeType)]
    inner_second = [c for c in second.co_consts if isinstance(c, CodeType)]
    is_function = bool(first.co_flags & 0x2)  # CO_NEWLOCALS is set for functions, not for modules; class bodies have 0
    changed: dict[Place, CodeType] = {}
    outside = False
    if _differs(first, second) or [c.co_name for c in inner_first] != [c.co_name for c in inner_second]:
        if is_function:
            changed[place] = second
        else:
            outside = True
    for one, other in zip(inner_first, inner_second):
        below_outside, below = compare_codes(one, other, (*place, (one.co_name, one.co_firstlineno)))
        changed.update(below)
        outside = outside or (below_outside and not is_function)
        if is_function and (below or below_outside):
            changed[place] = second  # new closures are made from the constants of the outer function
    return outside, changed


def _differs(first: CodeType, second: CodeType) -> bool:
    def constants(code: CodeType) -> list[Any]:
        return [(type(c), repr(c)) for c in code.co_consts if not isinstance(c, CodeType)]

    return (
        first.co_code != second.co_code
        or constants(first) != constants(second)
        or first.co_names != second.co_names
        or first.co_varnames != second.co_varnames
        or first.co_freevars != second.co_freevars
        or first.co_cellvars != second.co_cellvars
        or first.co_flags != second.co_flags
        or getattr(first, "co_exceptiontable", b"") != getattr(second, "co_exceptiontable", b"")
    )


def _can_swap(original: CodeType, changed: dict[Place, CodeType]) -> bool:
    """A place must be unambiguous, and closures must keep their free variables."""
    seen: dict[Any, int] = {}
    free: dict[Place, tuple] = {}

    def walk(code: CodeType, place: Place) -> None:
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                below = (*place, (constant.co_name, constant.co_firstlineno))
                seen[below[-1]] = seen.get(below[-1], 0) + 1
                free[below] = constant.co_freevars
                walk(constant, below)

    walk(original, ())
    return all(seen.get(place[-1], 0) == 1 and free.get(place) == code.co_freevars for place, code in changed.items() if place)


class LiveFunctions:
    """Functions of the changed files that exist now, by file, name and first line."""

    def __init__(self, files: set[str]) -> None:
        real = {os.path.realpath(file): file for file in files}
        self.found: dict[tuple[str, str, int], list[FunctionType]] = {}
        gc.unfreeze()  # an earlier fork may have frozen them, and frozen objects are not listed
        for item in gc.get_objects():
            if type(item) is FunctionType:
                code = item.__code__
                file = real.get(os.path.realpath(code.co_filename)) if code.co_filename.endswith(".py") else None
                if file:
                    self.found.setdefault((file, code.co_name, code.co_firstlineno), []).append(item)


def apply(mutant: Mutant, live: LiveFunctions) -> Callable[[], None]:
    """Puts the mutant in. The result takes it out again; after import mode nothing can: call that in a fork of its own."""
    if mutant.mode != "swap":
        _import_again(mutant)
        return lambda: None
    before = []
    for place, code in mutant.changed_codes.items():
        for function in live.found.get((mutant.file, *place[-1]), []):
            before.append((function, function.__code__))
            function.__code__ = code.replace(co_filename=function.__code__.co_filename)

    def restore() -> None:
        for function, code in before:
            function.__code__ = code

    return restore


def _import_again(mutant: Mutant) -> None:
    name = module_name(mutant.path)[0]
    for loaded in tree_modules():
        sys.modules.pop(loaded, None)
    sys.meta_path.insert(0, _ServeMutated(name, mutant))
    importlib.invalidate_caches()
    importlib.import_module(name)


class _ServeMutated(importlib.abc.MetaPathFinder):
    """Finds one module as everybody else does, but loads the mutated source."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        self._name = name
        self._mutant = mutant

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != self._name:
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not self and hasattr(finder, "find_spec") else None
            if spec is not None:
                spec.loader = _MutatedLoader(name, spec.origin, self._mutant.source)
                return spec
        return None


class _MutatedLoader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, origin: str, source: bytes) -> None:
        super().__init__(name, origin)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec", dont_inherit=True)
