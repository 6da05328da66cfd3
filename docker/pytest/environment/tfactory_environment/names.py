"""What a name says: the normal form of a package's name, and whether an extra, group or file is for testing."""

from __future__ import annotations

import re

# Names under which projects keep what their tests need. "dev" is here because many have nothing else.
FOR_TESTS = {"test", "tests", "testing", "unittest", "unittests", "unit", "pytest", "dev", "develop", "development"}


def is_for_tests(name: str) -> bool:
    return any(word in FOR_TESTS for word in re.split(r"[-_.\s]+", name.lower()))


def normal_name(requirement: str) -> str:
    """`Foo_Bar[x]>=1` -> `foo-bar` (PEP 503)."""
    found = re.match(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)", requirement)
    return re.sub(r"[-_.]+", "-", found.group(1)).lower().rstrip("-") if found else ""
