import pytest
from tfactory_environment.declared import declared_by
from tfactory_environment.projects import read_project


@pytest.fixture
def declared(write):
    def declare(files, requires=None):
        root = write(files)
        return declared_by(read_project(root), requires, root)

    return declare


def test_metadata_of_the_built_project_gives_requirements_and_test_extras(declared):
    found = declared({"setup.py": ""}, ["attrs>=2", 'pytest; extra == "test"', "sphinx; extra == 'docs'", 'x; python_version < "4" and extra == "tests"'])
    assert found.needed == ["attrs>=2"]
    assert found.for_tests == ['pytest; python_version >= "0"', 'x; python_version < "4" and python_version >= "0"']


def test_pyproject_is_read_when_there_is_no_metadata(declared):
    found = declared({"pyproject.toml": "[project]\nname='a'\ndependencies=['attrs']\n[project.optional-dependencies]\ntesting=['pytest']\ndocs=['sphinx']\n"})
    assert (found.needed, found.for_tests) == (["attrs"], ["pytest"])


def test_setup_cfg_is_read_when_there_is_no_metadata(declared):
    found = declared({"setup.cfg": "[metadata]\nname = a\n[options]\ninstall_requires =\n  attrs\n  six\n[options.extras_require]\ntest =\n  pytest\n"})
    assert (found.needed, found.for_tests) == (["attrs", "six"], ["pytest"])


def test_dependency_groups_include_others(declared):
    found = declared({"pyproject.toml": "[dependency-groups]\nbase=['mock']\ntest=['pytest', {include-group='base'}]\nloop=[{include-group='loop'}]\n"})
    assert found.for_tests == ["pytest", "mock"]


def test_development_requirements_count_without_the_usual_tools_when_nothing_is_for_tests(declared):
    found = declared({"pyproject.toml": "[dependency-groups]\ndev=['pytest', 'hypothesis', 'ruff', 'mypy>=1', 'Sphinx-Tabs', 'types-requests']\n"})
    assert found.for_tests == ["pytest", "hypothesis"]


def test_test_requirements_stand_in_for_development_requirements(declared):
    found = declared({"pyproject.toml": "[dependency-groups]\ntests=['pytest']\ndev=['tox', 'ipdb', 'anything']\n"})
    assert found.for_tests == ["pytest"]


def test_poetry_groups_and_the_old_development_table(declared):
    found = declared({"pyproject.toml": "[tool.poetry.dependencies]\npython='^3.9'\nattrs='^22.1'\nextra={version='1', optional=true}\n[tool.poetry.group.test.dependencies]\npytest='^7'\n"})
    assert (found.needed, found.for_tests) == (["attrs>=22.1,<23"], ["pytest>=7,<8"])


def test_pipfile(declared):
    found = declared({"Pipfile": "[packages]\nflask='*'\n[dev-packages]\npytest='>=7'\n"})
    assert (found.needed, found.for_tests) == (["flask"], ["pytest>=7"])


def test_requirements_of_an_application_are_needed(declared):
    found = declared({"requirements.txt": "flask==2.0  # web\n", "requirements-dev.txt": "-r requirements.txt\npytest\n"})
    assert found.needed == ["flask==2.0"]
    assert found.for_tests == ["flask==2.0", "pytest"]
    assert "flask==2.0" in found.tried_with


def test_requirements_of_a_package_are_not_needed(declared):
    found = declared({"setup.py": "", "requirements.txt": "flask==2.0\n"}, ["flask"])
    assert (found.needed, found.tried_with) == (["flask"], ["flask==2.0"])


def test_the_plainest_file_of_a_purpose_counts(declared):
    found = declared({"requirements/tests.txt": "pytest\n", "requirements/tests-min.txt": "pytest==5\n", "requirements/tests-dev.txt": "x\n"})
    assert found.for_tests == ["pytest"]


def test_tox_is_the_last_source(declared):
    tox = "[testenv]\ndeps =\n  pytest\n  py38: mock\n  -rextra.txt\n  {env:X}\n"
    assert declared({"tox.ini": tox, "extra.txt": "six\n"}).for_tests == ["pytest", "mock", "six"]


def test_tox_is_not_read_beside_other_sources(declared):
    found = declared({"tox.ini": "[testenv]\ndeps = six\n", "requirements-test.txt": "pytest\n"})
    assert found.for_tests == ["pytest"]
