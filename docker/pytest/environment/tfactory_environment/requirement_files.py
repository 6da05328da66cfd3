"""Requirement files: which ones a project has, and their lines with nested files resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from .names import DEVELOPMENT_WORDS, TEST_WORDS, purpose_of


@dataclass
class RequirementLines:
    requirements: list[str] = field(default_factory=list)
    constraints: list[str] = field(default_factory=list)
    """Index options, which hold for everything."""
    options: list[str] = field(default_factory=list)


FILE_WORDS = {"requirements", "requirement", "reqs", "requires"}
MAIN_WORDS = {"base", "main", "common", "prod", "production", "install", "core"}
OWN_WORDS = {"needed": MAIN_WORDS, "tests": TEST_WORDS, "development": DEVELOPMENT_WORDS}
PLACES = ("*.txt", "requirements/*.txt", "reqs/*.txt", "tests/*.txt", "test/*.txt")


def requirement_files(folder: Path) -> list[tuple[Path, str]]:
    """Each file with what it is for: `needed`, `tests` or `development`. Files for documentation and the like are left out.

    Of one purpose only the plainest names count: beside `tests.txt`, `tests-minimal.txt` is another set of versions.
    """
    found: dict[str, list[tuple[int, Path]]] = {}
    for path in sorted(path for place in PLACES for path in folder.glob(place)):
        words = {word for word in re.split(r"[-_./\s]+", str(path.relative_to(folder).with_suffix("")).lower()) if word}
        rest = words - FILE_WORDS
        if rest == words:
            continue
        purpose = purpose_of(" ".join(rest)) or ("needed" if not rest - MAIN_WORDS else None)
        if purpose:
            found.setdefault(purpose, []).append((len(rest - OWN_WORDS[purpose]), path))
    return [(path, purpose) for purpose, paths in found.items() for size, path in paths if size == min(paths)[0]]


def read_requirements(path: Path, root: Path, seen: frozenset[Path] = frozenset()) -> RequirementLines:
    """The lines of a file and of the files it includes. The project itself (`-e .`, `.`, paths in the tree) is left out."""
    read = RequirementLines()
    path = path.resolve()
    if path in seen or not path.is_relative_to(root.resolve()):
        return read
    try:
        text = path.read_text("utf-8-sig", errors="replace")
    except OSError:
        return read
    for line in re.sub(r"\s*\\\r?\n\s*", " ", text).splitlines():
        line = re.sub(r"(^|\s)#.*$", "", line).strip()
        # a hash cannot be checked once several files are resolved together
        line = re.sub(r"\s--hash[= ]\S+", "", line).strip()
        if not line:
            continue
        nested = re.match(r"(-r|--requirement|-c|--constraint)(?:\s+|=)(\S+)|(-r|-c)(\S+)", line)
        if nested:
            option, name = nested.group(1) or nested.group(3), nested.group(2) or nested.group(4)
            inner = read_requirements(path.parent / name, root, seen | {path})
            into = read.constraints if option in ("-c", "--constraint") else read.requirements
            into.extend(inner.requirements)
            read.constraints.extend(inner.constraints)
            read.options.extend(inner.options)
        elif re.match(r"--(extra-)?index-url|-i\s|--find-links|-f\s|--pre\b", line):
            read.options.append(line)
        elif line.startswith("-e") or line.startswith("--editable"):
            target = re.sub(r"^(-e|--editable)[\s=]*", "", line)
            if "://" in target:
                read.requirements.append(target)
        elif line.startswith("-") or re.match(r"\.{0,2}/|\.$|\.\[|file:", line):
            continue
        else:
            read.requirements.append(line)
    return read
