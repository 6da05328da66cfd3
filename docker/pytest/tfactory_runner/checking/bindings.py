"""What the names of a candidate stand for: imports, its own definitions, locals, fixtures, parametrised values."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import types
from typing import Any

from _pytest.fixtures import FixtureRequest

from .annotations import elements_of, hints_of, of_hint
from .candidate_file import CandidateFile
from .fixtures import fixture_functions, function_name, parameter_values
from .inference import Inference
from .known import UNKNOWN, Alternatives, Exactly, Made, all_of
from .real_names import ImportFailed, RealNames
from .sources import SourceInference, evaluated


class Bindings(Inference):
    """`full_path` is where pytest loaded the candidate from; `items` are its collected cases."""

    def __init__(self, file: CandidateFile, real: RealNames, full_path: str, items: list[Any]) -> None:
        super().__init__(file)
        self._file, self._real = file, real
        self._module = _loaded_from(full_path)
        self._cases: dict[str, list[Any]] = {}
        for item in items:
            self._cases.setdefault(function_name(item), []).append(item)
        self._fixtures = fixture_functions(items)
        self._known_fixtures: dict[str, Alternatives] = {}

    def absolute(self, module: str | None, level: int) -> str | None:
        """The absolute name of a relative import, `None` when the file's own package is not known."""
        package = getattr(self._module, "__package__", None) or None
        if level == 0:
            return module
        if package is None:
            return None
        parts = package.split(".")
        if len(parts) < level:
            return None
        return ".".join([*parts[: len(parts) - (level - 1)], *([module] if module else [])])

    def global_name(self, node: ast.Name, binders: list[ast.AST]) -> Alternatives:
        if binders and all(isinstance(binder, ast.alias) for binder in binders):
            return all_of(self.imported(binder, node.id) for binder in binders)
        own = vars(self._module) if self._module is not None else {}
        if len(binders) == 1 or (not binders and node.id in own):
            if isinstance(binders[0] if binders else None, (ast.Global, ast.arg)) or node.id in self._file.made_global:
                return UNKNOWN
            return (Exactly(own[node.id]),) if own.get(node.id) is not None else UNKNOWN
        return (Exactly(getattr(builtins, node.id)),) if not binders and hasattr(builtins, node.id) else UNKNOWN

    def imported(self, alias: ast.alias, name: str) -> Alternatives:
        statement = self._file.parent(alias)
        try:
            if isinstance(statement, ast.ImportFrom):
                module = self.absolute(statement.module, statement.level)
                found = None if module is None else self._real.imported(module, alias.name)
            elif alias.asname:
                found = self._real.module(alias.name)
            else:
                self._real.module(alias.name)  # `import a.b` loads b and binds a
                found = self._real.module(alias.name.partition(".")[0])
        except ImportFailed:
            return UNKNOWN
        return UNKNOWN if found is None else (Exactly(found),)

    def parameter(self, node: ast.arg, function: Any) -> Alternatives:
        if isinstance(function, ast.Lambda):
            return UNKNOWN
        owner = self._file.parent(function)
        if isinstance(owner, ast.ClassDef) and function.args.args[:1] == [node] and not function.decorator_list:
            return self._instance_of(owner)
        if function.name.startswith("test") and self._file.case_at(function.lineno) is not None:
            return self._argument(node.arg, self._cases.get(self._file.case_at(function.lineno) or "", []))
        if _is_fixture(function):
            return self.fixture(node.arg)
        return self.annotation(node.annotation) if node.annotation is not None else UNKNOWN

    def annotation(self, node: ast.AST) -> Alternatives:
        return of_hint(evaluated(node, vars(self._module) if self._module is not None else {}))

    def class_of(self, node: ast.AST) -> type | None:
        """The class an expression names."""
        known = self.of(node)
        only = known[0].value if len(known) == 1 and isinstance(known[0], Exactly) else None
        return only if isinstance(only, type) else None

    def is_replaced(self, name: str) -> bool:
        return name in self._file.replaced

    def fixture(self, name: str) -> Alternatives:
        """What a fixture gives, by its hint or its source."""
        if name == "request":
            return (Made(FixtureRequest),)
        if name not in self._known_fixtures:
            self._known_fixtures[name] = UNKNOWN  # one that needs itself overrides another: leave it
            candidates = self._fixtures.get(name, [])
            self._known_fixtures[name] = all_of(self._given(function) for function in candidates) if candidates else UNKNOWN
        return self._known_fixtures[name]

    def _argument(self, name: str, cases: list[Any]) -> Alternatives:
        values = parameter_values(name, cases)
        return tuple(Exactly(value) for value in values) if values else self.fixture(name)

    def _given(self, function: Any) -> Alternatives:
        if not isinstance(function, types.FunctionType):
            return UNKNOWN
        hint = hints_of(function).get("return", UNKNOWN)
        if hint is not UNKNOWN:
            return elements_of(hint) if _yields(function) else of_hint(hint)
        if hasattr(function, "__wrapped__"):
            return UNKNOWN
        try:
            return SourceInference(function, None, 0, self.fixture).results()
        except (SyntaxError, ValueError):
            return UNKNOWN

    def _instance_of(self, owner: ast.ClassDef) -> Alternatives:
        kind = getattr(self._module, owner.name, None)
        return (Made(kind),) if isinstance(kind, type) else UNKNOWN


def _yields(function: Any) -> bool:
    return inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)


def _is_fixture(function: Any) -> bool:
    return any("fixture" in ast.unparse(decorator) for decorator in function.decorator_list)


def _loaded_from(full_path: str) -> types.ModuleType | None:
    """The candidate as pytest loaded it."""
    return next((m for m in list(sys.modules.values()) if getattr(m, "__file__", None) == full_path), None)
