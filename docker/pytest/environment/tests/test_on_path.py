import importlib.metadata

from tfactory_environment.on_path import add_to_path, describe
from tfactory_environment.projects import read_project


def test_sources_come_before_installed_packages_and_after_the_standard_library(write):
    root = write({"src/pkg/__init__.py": "", "env/lib/python3.11/site-packages/x": ""})
    add_to_path(root, root / "env")
    hook = (root / "env/lib/python3.11/site-packages/tfactory-sources.pth").read_text()
    path = ["/usr/lib/python3.11", "/env/lib/python3.11/site-packages"]
    exec(hook.removeprefix("import sys; "), {"sys": type("sys", (), {"path": path})})
    assert path == ["/usr/lib/python3.11", str(root / "src"), str(root), "/env/lib/python3.11/site-packages"]


def test_a_described_project_has_a_version_and_entry_points(write):
    root = write(
        {
            "pyproject.toml": "[project]\nname='my.pkg'\nversion='1.2'\n[project.scripts]\nrun='pkg:main'\n",
            "env/lib/python3.11/site-packages/x": "",
        }
    )
    describe(read_project(root), root / "env")
    [found] = importlib.metadata.distributions(path=[str(root / "env/lib/python3.11/site-packages")])
    assert (found.metadata["Name"], found.version, [point.value for point in found.entry_points]) == ("my.pkg", "1.2", ["pkg:main"])


def test_a_hostile_name_or_version_writes_nothing_elsewhere(write):
    root = write({"pyproject.toml": "[project]\nname='../../evil'\nversion='1'\n", "env/lib/python3.11/site-packages/x": ""})
    describe(read_project(root), root / "env")
    assert [path.name for path in (root / "env/lib/python3.11/site-packages").iterdir()] == ["x"]
