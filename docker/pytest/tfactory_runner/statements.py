"""Which statement a line belongs to, and which statements run."""

from __future__ import annotations

import ast
import io
import tokenize
import types
from typing import Any, Iterator


def first_lines(module: ast.Module) -> dict[int, int]:
    """Each line of code to the first line of its statement: of a compound statement, the lines of its header."""
    first: dict[int, int] = {}
    for start, end in _spans(module):
        for line in range(start, end + 1):
            first[line] = start
    return first


def executable_lines(module: ast.Module, source: str, path: str) -> set[int]:
    """First lines of the statements that compile to code. Left out: docstrings, comments, what only a type checker reads,
    imports and `class` lines, which no test can claim. A `def` line stays: calling the function runs it (`entry_lines`).

    Raises what `compile` raises.
    """
    first = first_lines(module)
    ran = {first.get(line, line) for line in _code_lines(compile(source, path, "exec", dont_inherit=True))}
    return (ran & set(first.values())) - _docstrings(module) - _type_checking(module) - _import_time_only(module)


def entry_lines(module: ast.Module) -> dict[int, list[int]]:
    """The line that stands for a function in arcs (`-line` is its entry) to the lines of its header: decorators and `def`."""
    entries: dict[int, list[int]] = {}
    for node in ast.walk(module):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            header = [*(decorator.lineno for decorator in node.decorator_list), node.lineno]
            entries[min(header)] = header
    return entries


def _spans(module: ast.Module) -> Iterator[tuple[int, int]]:
    """(first, last) line of every statement or header, outer before inner."""
    pending: list[Any] = list(reversed(module.body))
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.stmt, ast.ExceptHandler)):
            for decorator in getattr(node, "decorator_list", []):
                yield decorator.lineno, decorator.end_lineno
            yield node.lineno, _end_of_header(node)
        elif type(node).__name__ == "match_case":  # Python 3.9 has none
            yield node.pattern.lineno, node.body[0].lineno - 1
        pending += reversed(list(ast.iter_child_nodes(node)))


def _end_of_header(statement: Any) -> int:
    body = getattr(statement, "body", None)
    if not isinstance(body, list) or not body:
        cases = getattr(statement, "cases", None)
        return statement.subject.end_lineno if cases else statement.end_lineno
    inner = body[0]
    starts = [inner.lineno, *(decorator.lineno for decorator in getattr(inner, "decorator_list", []))]
    return max(statement.lineno, min(starts) - 1)


def _code_lines(code: types.CodeType) -> Iterator[int]:
    lines = code.co_lines() if hasattr(code, "co_lines") else _old_lines(code)
    yield from (line for _, _, line in lines if line)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _code_lines(constant)


def _old_lines(code: types.CodeType):
    """Python 3.9 has no `co_lines`."""
    import dis

    return ((start, None, line) for start, line in dis.findlinestarts(code))


def _docstrings(module: ast.Module) -> set[int]:
    """Also the string of a module, class or function that has nothing else: it compiles to a return of `None`."""
    lines = set()
    for node in ast.walk(module):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                on_header = not isinstance(node, ast.Module) and first.lineno == node.lineno
                if not on_header and (isinstance(first.value.value, str) or first.value.value is ...):
                    lines.add(first.lineno)
    return lines


def _import_time_only(module: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            lines.add(node.lineno)
        elif isinstance(node, ast.ClassDef):
            lines |= {node.lineno, *(decorator.lineno for decorator in node.decorator_list)}
    return lines


def _type_checking(module: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(module):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING"):
            for statement in node.body:
                lines |= set(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    return lines


def code_lines(source: str) -> set[int]:
    """Lines that hold anything but blanks and comments."""
    lines: set[int] = set()
    blank = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type not in blank:
                lines |= set(range(token.start[0], token.end[0] + 1))
    except (tokenize.TokenError, SyntaxError):
        pass  # the parser has the last word on what is wrong
    return lines
