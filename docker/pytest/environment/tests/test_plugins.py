import pytest
from tfactory_environment.plugins import plugins_wanted


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--cov=pkg -n auto'\n"}, ["pytest-cov", "pytest-xdist"]),
        ({"pyproject.toml": "[tool.pytest.ini_options]\naddopts = ['--timeout=5']\nasyncio_mode = 'auto'\n"}, ["pytest-timeout", "pytest-asyncio"]),
        ({"setup.cfg": "[tool:pytest]\nDJANGO_SETTINGS_MODULE = a.b\n"}, ["pytest-django"]),
        ({"pytest.ini": "[pytest]\nrequired_plugins = pytest-mock>=3\n"}, ["pytest-mock"]),
        ({"pytest.ini": "[pytest]\naddopts = -ra --no-header\n"}, []),
        ({}, []),
    ],
)
def test_the_plugins_a_configuration_cannot_start_without(write, files, expected):
    assert plugins_wanted(write(files), []) == expected
