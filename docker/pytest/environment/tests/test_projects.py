from tfactory_environment.projects import find_projects

PACKAGE = '[project]\nname = "a"\nversion = "1"\n'


def folders(root):
    return [project.folder.relative_to(root).as_posix() for project in find_projects(root)]


def test_a_package_at_the_root_is_the_only_project(write):
    root = write({"pyproject.toml": PACKAGE, "tools/helper/pyproject.toml": PACKAGE})
    assert folders(root) == ["."]


def test_a_repository_without_a_manifest_at_the_root_has_the_projects_below(write):
    root = write({"services/api/setup.py": "", "services/web/requirements.txt": "flask\n", "README.md": ""})
    assert folders(root) == ["services/api", "services/web"]


def test_a_root_that_only_configures_tools_is_no_project(write):
    root = write({"pyproject.toml": "[tool.ruff]\nline-length = 100\n", "lib/pyproject.toml": PACKAGE})
    assert folders(root) == ["lib"]


def test_a_workspace_is_its_root_and_its_members(write):
    root = write({"pyproject.toml": PACKAGE + "[tool.uv.workspace]\nmembers = ['packages/*']\n", "packages/b/pyproject.toml": PACKAGE})
    assert folders(root) == [".", "packages/b"]


def test_an_application_with_requirements_also_installs_the_packages_below(write):
    root = write({"requirements.txt": "flask\n", "libs/shared/setup.py": "", "scripts/requirements.txt": "x\n"})
    assert folders(root) == [".", "libs/shared"]


def test_a_folder_of_fixtures_is_not_searched(write):
    root = write({"tests/data/pkg/pyproject.toml": PACKAGE, "node_modules/x/setup.py": "", ".venv/y/setup.py": ""})
    assert folders(root) == []


def test_poetry_outside_package_mode_is_a_project_but_no_package(write):
    root = write({"pyproject.toml": "[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\nrequests = '*'\n"})
    [project] = find_projects(root)
    assert not project.is_package


def test_a_manifest_that_does_not_parse_stops_nothing(write):
    assert find_projects(write({"pyproject.toml": "[project\n", "setup.cfg": "no section\n"})) == []
