"""Lines, statements and entries."""

import ast
import textwrap

import pytest

from tfactory_runner.statements import code_lines, entry_lines, executable_lines, first_lines


def parse(source):
    source = textwrap.dedent(source).lstrip("\n")
    return ast.parse(source), source


def executable(source):
    module, text = parse(source)
    return sorted(executable_lines(module, text, "a.py"))


def test_a_line_of_a_long_statement_belongs_to_its_first_line():
    module, _ = parse("""
        x = [
            1,
            2,
        ]
        if (
            x
            and x
        ):
            y = 1
        """)
    assert first_lines(module) == {1: 1, 2: 1, 3: 1, 4: 1, 5: 5, 6: 5, 7: 5, 8: 5, 9: 9}


def test_headers_end_where_their_body_begins():
    module, _ = parse("""
        @wraps(
            1
        )
        def f(
            a,
        ):
            for x in (
                a,
            ):
                pass
        """)
    assert first_lines(module) == {1: 1, 2: 1, 3: 1, 4: 4, 5: 4, 6: 4, 7: 7, 8: 7, 9: 7, 10: 10}


def test_only_what_compiles_to_code_is_executable():
    source = '''
        """Doc."""
        import os
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            import sys


        class A:
            """Doc."""
            x: int
            y = 1

            def f(self):
                """Doc."""
                # comment
                global z
                return (
                    1
                )

            def g(self): ...
        '''
    assert executable(source) == [4, 10, 11, 13, 17, 21]


def test_a_function_is_entered_at_its_first_decorator():
    module, _ = parse("""
        @one
        @two
        async def f(): pass
        def g(): pass
        """)
    assert entry_lines(module) == {1: [1, 2, 3], 4: [4]}


def test_blank_and_comment_lines_hold_no_code():
    assert code_lines('x = 1  # why\n\n# no\n"""a\n\nb"""\n') == {1, 4, 5, 6}


def test_a_thousand_branches_are_no_recursion():
    source = "if a == 0:\n    pass\n" + "".join(f"elif a == {n}:\n    pass\n" for n in range(1, 1200))
    assert len(first_lines(ast.parse(source))) == 2400


@pytest.mark.skipif(not hasattr(ast, "Match"), reason="Python 3.9 has no match")
def test_each_case_of_a_match_is_a_line_of_its_own():
    module, _ = parse("""
        match x:
            case [
                1
            ]:
                y = 1
        """)
    assert first_lines(module) == {1: 1, 2: 2, 3: 2, 4: 2, 5: 5}
