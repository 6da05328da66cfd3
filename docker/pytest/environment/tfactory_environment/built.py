"""What is installed: versions, the metadata of the project after its editable install, and the files its build wrote."""

from __future__ import annotations

import email.parser
import json
from pathlib import Path
from urllib.parse import unquote, urlparse

from .names import normal_name

SITE_PACKAGES = "lib/python*/site-packages"
MOST_FILES = 20
MOST_BYTES = 16 * 1024


def metadata_of(folder: Path, environment: Path) -> tuple[str, list[str]] | None:
    """Name and `Requires-Dist` of the distribution that was installed from `folder`."""
    for direct_url in environment.glob(f"{SITE_PACKAGES}/*.dist-info/direct_url.json"):
        try:
            url = json.loads(direct_url.read_text("utf-8"))["url"]
            if Path(unquote(urlparse(url).path)).resolve() != folder.resolve():
                continue
            headers = email.parser.Parser().parsestr((direct_url.parent / "METADATA").read_text("utf-8"), headersonly=True)
        except (OSError, ValueError, KeyError):
            continue
        return headers["Name"], headers.get_all("Requires-Dist") or []
    return None


def version_of(package: str, environment: Path) -> str | None:
    """The installed version of a package, by its normal name."""
    for folder in environment.glob(f"{SITE_PACKAGES}/*.dist-info"):
        name, _, version = folder.name.removesuffix(".dist-info").partition("-")
        if normal_name(name) == package:
            return version
    return None


def files_of(root: Path) -> set[Path]:
    return {path for path in root.rglob("*") if path.is_file()}


def generated_files(root: Path, before: set[Path]) -> list[dict[str, str]]:
    """Python files that the build wrote into the tree (a `_version.py`): the tree of a run needs them too."""
    found: list[dict[str, str]] = []
    for path in sorted(files_of(root) - before):
        relative = path.relative_to(root)
        if path.suffix not in (".py", ".pyi") or "build" in relative.parts or path.stat().st_size > MOST_BYTES:
            continue
        try:
            found.append({"path": relative.as_posix(), "source": path.read_text("utf-8")})
        except (OSError, UnicodeDecodeError):
            continue
    return found[:MOST_FILES]
