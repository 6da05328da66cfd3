"""Every import statement, tried for real."""

from __future__ import annotations

import ast

from .bindings import Bindings
from .candidate_file import CandidateFile
from .real_names import ImportFailed, RealNames


def check_imports(file: CandidateFile, real: RealNames, bindings: Bindings) -> None:
    for node in ast.walk(file.module):
        if isinstance(node, (ast.Import, ast.ImportFrom)) and not file.is_guarded(node, "ImportError"):
            for alias in node.names:
                try:
                    _try_import(node, alias, real, bindings)
                except ImportFailed as error:
                    rule = "unknown-name" if error.kind == "symbol" else "import-fails"
                    # Inside a function, a fixture may have extended sys.path by then.
                    provisional = error.kind == "import" and file.is_in_function(node)
                    severity = "medium" if provisional else "high"
                    file.add(rule, error.kind, severity, node, str(error), error.answered_by, error.nearest)


def _try_import(node: ast.Import | ast.ImportFrom, alias: ast.alias, real: RealNames, bindings: Bindings) -> None:
    if isinstance(node, ast.Import):
        real.module(alias.name)
        return
    module = bindings.absolute(node.module, node.level)
    if module is None:
        return  # relative, and the file's package is not known: loading it has already said what is wrong
    if alias.name == "*":
        real.module(module)
    else:
        real.imported(module, alias.name)
