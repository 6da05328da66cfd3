"""Mutants as code: which do not compile, which compile to the same code, and how each one is applied. Runs nothing."""

from __future__ import annotations

import __future__

import ast
import bisect
import io
import os
import tokenize
import types
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

from .default_values import NewDefault, defaults_of, new_default
from .statements import first_lines

_FUTURE = sum(getattr(__future__, name).compiler_flag for name in __future__.all_feature_names)
_NEW_LOCALS = 0x2  # code of functions, not of modules and class bodies (inspect.CO_NEWLOCALS)


@dataclass(frozen=True)
class MutantCode:
    """One edit. `status`: `equivalent`, `invalid` (see `reason`), or how it is applied: `swap` or `import`.

    `lines` are those of the edited statement. Module and class level code, decorators and default values run at import: for
    them `names` is what the statement defines, and `users` are the lines where that is used; `only_users`: nothing else can
    notice. `swaps` are the pairs (code, its replacement) of every function that differs, outer functions included. `default`:
    the mutant is no more than another default value of a function, a literal.
    """

    id: str
    file: str
    path: str
    status: str
    reason: str | None
    source: bytes = b""
    lines: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    only_users: bool = False
    swaps: tuple[tuple[types.CodeType, types.CodeType], ...] = ()
    default: NewDefault | None = None


    @property
    def module_word(self) -> str:
        """The word by which other files import it: the module's own name, the package's for an `__init__.py`."""
        stem = Path(self.path).stem
        return Path(self.path).parent.name if stem == "__init__" else stem


def prepare(mutants: list[dict], root: str) -> list[MutantCode]:
    """`mutants` of a `MutateRequest`, in their order. `root` is the real path of the tree."""
    files: dict[str, _SourceFile | str] = {}
    prepared = []
    for mutant in mutants:
        path = mutant["path"]
        if path not in files:
            files[path] = _read(root, path)
        file = files[path]
        if isinstance(file, str):
            prepared.append(MutantCode(mutant["id"], "", path, "invalid", file))
        else:
            prepared.append(file.prepare(mutant))
    return prepared


def differing_codes(one: types.CodeType, other: types.CodeType) -> tuple[bool, list[tuple[types.CodeType, types.CodeType]]]:
    """(whether code differs that runs at import, pairs of functions that differ).

    A function differs when its own code does or that of a function inside it: new closures are made from its constants.
    """
    at_import, pairs = False, []
    inner = list(zip(_inner(one), _inner(other)))
    same_shape = [_shape(code) for code in _inner(one)] == [_shape(code) for code in _inner(other)]
    is_different = not same_shape or _essence(one) != _essence(other)
    for below_one, below_other in inner if same_shape else []:
        below_at_import, below = differing_codes(below_one, below_other)
        pairs += below
        at_import = at_import or below_at_import
        is_different = is_different or bool(below) or below_at_import
    if not one.co_flags & _NEW_LOCALS:
        own = not same_shape or _essence(one) != _essence(other)
        return at_import or own, pairs
    return False, [*pairs, (one, other)] if is_different else pairs


def _read(root: str, path: str) -> "_SourceFile | str":
    """The file, or why there is none."""
    try:
        return _SourceFile(os.path.realpath(os.path.join(root, path)), path)
    except (OSError, SyntaxError, ValueError, RecursionError) as error:
        return f"{path} can not be read: {type(error).__name__}: {error}"


class _SourceFile:
    """One file of the project, parsed once. Only the module-level statement around an edit is compiled: files are long."""

    def __init__(self, file: str, path: str) -> None:
        self._file, self._path = file, path
        self._bytes = Path(file).read_bytes()
        self._encoding = tokenize.detect_encoding(io.BytesIO(self._bytes).readline)[0]
        self._module = _quietly(ast.parse, self._bytes, file)
        self._first = first_lines(self._module)
        self._line_starts = [0]
        for line in self._bytes.splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))
        self._flags = _future_flags(self._module)
        self._compiled: dict[tuple[int, int], types.CodeType] = {}

    def prepare(self, mutant: dict) -> MutantCode:
        start, end = mutant["start"], mutant["end"]
        known = {"id": mutant["id"], "file": self._file, "path": self._path}
        if not 0 <= start <= end <= len(self._bytes):
            return MutantCode(**known, status="invalid", reason="its offsets are outside of the file")
        replacement = mutant["replacement"].encode()
        source = self._bytes[:start] + replacement + self._bytes[end:]
        first, last = self._fragment(start, end)
        growth = len(replacement) - (end - start)
        try:
            one = self._compile_original(first, last)
            other = self._compile(source, first, last + growth)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            return MutantCode(**known, status="invalid", reason=f"does not compile: {error}")
        at_import, swaps = differing_codes(one, other)
        if not at_import and not swaps:
            return MutantCode(**known, status="equivalent", reason="compiles to the same code")
        line = self._line_of(start)
        names, users = _names_and_users(self._module, line) if at_import else (frozenset(), frozenset())
        status = "import" if at_import or not all(_can_swap(*pair) for pair in swaps) else "swap"
        found = {"lines": self._lines_of(line), "users": users, "names": names, "swaps": tuple(swaps)}
        place = self._default_at(line, start, end) if at_import else None
        found["only_users"] = place is not None
        if place is not None and not swaps:
            found["default"] = new_default(one, _quietly(ast.parse, self._text(source, first, last + growth)), *place)
        return MutantCode(**known, status=status, reason=None, source=source, **found)

    def _fragment(self, start: int, end: int) -> tuple[int, int]:
        """Bytes of the module-level statement around an edit; of the whole file when it is not inside one that stands alone."""
        for statement in self._module.body:
            decorators = getattr(statement, "decorator_list", [])
            first_line = min([statement.lineno, *(decorator.lineno for decorator in decorators)])
            first = self._line_starts[first_line - 1]
            last = self._line_starts[statement.end_lineno or statement.lineno]
            alone = statement.col_offset == 0 and self._offset(statement.end_lineno, statement.end_col_offset) >= end
            if first <= start and end <= last and alone and isinstance(statement, _DEFINITIONS):
                return first, last
        return 0, len(self._bytes)

    def _compile_original(self, first: int, last: int) -> types.CodeType:
        if (first, last) not in self._compiled:
            self._compiled[first, last] = self._compile(self._bytes, first, last)
        return self._compiled[first, last]

    def _compile(self, source: bytes, first: int, last: int) -> types.CodeType:
        return _quietly(compile, self._text(source, first, last), self._file, "exec", self._flags, True)

    def _text(self, source: bytes, first: int, last: int) -> str:
        padding = "\n" * (self._line_of(first) - 1)  # keeps the line numbers, by which live functions are found
        return padding + source[first:last].decode(self._encoding)

    def _line_of(self, offset: int) -> int:
        return bisect.bisect_right(self._line_starts, offset)

    def _lines_of(self, line: int) -> frozenset[int]:
        first = self._first.get(line, line)
        return frozenset([line, *(other for other, start in self._first.items() if start == first)])

    def _default_at(self, line: int, start: int, end: int) -> tuple[ast.AST, int | str] | None:
        """The function whose default value is edited, and which one. Of one that nothing decorates: only its own body can see that."""
        function = next(reversed(list(_chain(self._module, line))), None)
        if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) or function.decorator_list:
            return None
        for place, value in defaults_of(function):
            first = self._offset(value.lineno, value.col_offset)
            if first <= start and end <= self._offset(value.end_lineno, value.end_col_offset):
                return function, place
        return None

    def _offset(self, line: int | None, column: int | None) -> int:
        return self._line_starts[(line or 1) - 1] + (column or 0)


_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _quietly(function: Any, *arguments: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `is` with a literal, invalid escapes: not ours to report
        return function(*arguments)


def _future_flags(module: ast.Module) -> int:
    names = [alias.name for node in module.body if isinstance(node, ast.ImportFrom) and node.module == "__future__" for alias in node.names]
    return sum(getattr(__future__, name).compiler_flag for name in names if hasattr(__future__, name)) & _FUTURE


def _inner(code: types.CodeType) -> list[types.CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, types.CodeType)]


def _shape(code: types.CodeType) -> tuple[str, int]:
    return code.co_name, code.co_flags & _NEW_LOCALS


def _essence(code: types.CodeType) -> tuple:
    """What a code object does, without where it stands; code inside it is left out."""
    constants = tuple(_constant(constant) for constant in code.co_consts if not isinstance(constant, types.CodeType))
    positions = tuple(isinstance(constant, types.CodeType) for constant in code.co_consts)
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    counts = (code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount, code.co_flags)
    return code.co_code, constants, positions, names, counts, getattr(code, "co_exceptiontable", b"")


def _constant(value: Any) -> Any:
    """Tells apart what `==` does not: 1, 1.0 and True; 0.0 and -0.0."""
    if isinstance(value, (tuple, frozenset)):
        parts = [_constant(part) for part in value]
        return type(value), tuple(sorted(parts, key=repr) if isinstance(value, frozenset) else parts)
    return type(value), repr(value)


def _can_swap(one: types.CodeType, other: types.CodeType) -> bool:
    """A function's closure is fixed: its new code must want the same cells."""
    return one.co_freevars == other.co_freevars


def _names_and_users(module: ast.Module, line: int) -> tuple[frozenset[str], frozenset[int]]:
    """What the statement of this line defines (with the classes around it), and the lines where that is used.

    The users of a function's or class's header are the lines of its own body; of other statements, those that read the names.
    """
    chain = list(_chain(module, line))
    statement = chain[-1] if chain else None
    names = {one.name for one in chain if isinstance(one, _DEFINITIONS)}
    if isinstance(statement, _DEFINITIONS):
        return frozenset(names), frozenset(range(statement.body[0].lineno, (statement.end_lineno or statement.lineno) + 1))
    bound = set(_names_bound(statement)) if statement is not None else set()
    used = set()
    for node in ast.walk(module):
        name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None
        if name in bound and isinstance(node.ctx, ast.Load):  # type: ignore[attr-defined]
            used.add(node.lineno)  # type: ignore[attr-defined]
    return frozenset(names | bound), frozenset(used)


def _chain(node: ast.AST, line: int) -> Iterator[ast.stmt]:
    """The statements around a line, outermost first."""
    for child in ast.iter_child_nodes(node):
        first = getattr(child, "lineno", None)
        if first is None:
            continue
        first = min([first, *(decorator.lineno for decorator in getattr(child, "decorator_list", []))])
        if first <= line <= child.end_lineno:  # type: ignore[attr-defined]
            if isinstance(child, ast.stmt):
                yield child
            yield from _chain(child, line)


def _names_bound(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
