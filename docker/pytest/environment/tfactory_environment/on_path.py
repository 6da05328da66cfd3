"""A project that cannot be built: its sources on the path, and just enough metadata that it can ask for its version."""

from __future__ import annotations

import re
from pathlib import Path

from .built import SITE_PACKAGES
from .projects import Project
from .toml_files import read_ini, table

# Before site-packages, so that no published version of the project shadows it; after the standard library, so that the
# project's root does not shadow that. A plain path in a .pth file would come last.
HOOK = """import sys; sys.path[next((i for i, p in enumerate(sys.path) if p.endswith("site-packages")), len(sys.path)):0] = {roots!r}\n"""


def add_to_path(folder: Path, environment: Path) -> None:
    """`src` when there is one, and the folder itself."""
    roots = [str(path) for path in (folder / "src", folder) if path.is_dir()]
    for site_packages in environment.glob(SITE_PACKAGES):
        with open(site_packages / "tfactory-sources.pth", "a", encoding="utf-8") as file:
            file.write(HOOK.format(roots=roots))


def describe(project: Project, environment: Path) -> None:
    """Writes a minimal distribution: name, version and entry points, as far as they stand in the files."""
    head = table(project.pyproject, "project") or table(project.pyproject, "tool", "poetry")
    setup_cfg = read_ini(project.folder / "setup.cfg")
    name = head.get("name") or setup_cfg.get("metadata", "name", fallback=None)
    version = str(head.get("version") or setup_cfg.get("metadata", "version", fallback="0.0.0"))
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name):
        return
    if not re.fullmatch(r"[0-9][0-9A-Za-z.!+-]*", version):
        version = "0.0.0"
    groups = {"console_scripts": table(head, "scripts"), "gui_scripts": table(head, "gui-scripts"), **table(head, "entry-points")}
    lines: list[str] = []
    for group, entries in groups.items():
        if isinstance(entries, dict) and entries:
            lines += [f"[{group}]", *[f"{key} = {value}" for key, value in entries.items() if isinstance(value, str)]]
    for site_packages in environment.glob(SITE_PACKAGES):
        folder = site_packages / f"{re.sub(r'[-_.]+', '_', name)}-{version}.dist-info"
        folder.mkdir(exist_ok=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
        (folder / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
