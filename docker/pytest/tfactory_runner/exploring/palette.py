"""What edits of a probe draw from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tfactory_runner.exploring.inputs import Input
from tfactory_runner.exploring.literals import Literals
from tfactory_runner.exploring.probe import names_bound_by_import


@dataclass
class Palette:
    """What edits draw from. `aims` are values seen on the other side of a comparison; they come first."""

    literals: Literals
    aims: list[Any] = field(default_factory=list)
    keywords: dict[str, list[Input]] = field(default_factory=dict)

    @property
    def imports(self) -> dict[str, str]:
        """Import lines of the keywords' values, by the name they bind."""
        lines = [line for values in self.keywords.values() for value in values for line in value.imports]
        return {name: line for line in lines for name in names_bound_by_import(line)}

    def integers(self) -> list[int]:
        return [aim for aim in self.aims if isinstance(aim, int) and not isinstance(aim, bool)]

    def strings(self) -> list[str]:
        return [aim for aim in self.aims if isinstance(aim, str)]

    def sizes(self) -> list[int]:
        """Lengths and counts the change talks about, with their neighbours; aims weigh more."""
        aimed = [aim + step for aim in self.integers() for step in (-1, 0, 1)]
        return [*aimed, *aimed, *(number + step for number in self.literals.integers() for step in (-2, -1, 0, 1))]
