import pytest
from tfactory_environment.poetry import poetry_requirements, version_range


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("^1.2.3", ">=1.2.3,<2"),
        ("^0.2.3", ">=0.2.3,<0.3"),
        ("^0.0.3", ">=0.0.3,<0.0.4"),
        ("^0", ">=0,<1"),
        ("~1.2.3", ">=1.2.3,<1.3"),
        ("~1", ">=1,<2"),
        ("*", ""),
        ("1.2.*", "==1.2.*"),
        ("1.2", "==1.2"),
        (">=1, <2", ">=1,<2"),
        (">=1 <2", ">=1,<2"),
        ("~=1.4", "~=1.4"),
        ("^1 || ^2", ""),
        ("^2.0b1", ">=2.0b1,<3"),
    ],
)
def test_a_version_in_poetrys_form(wanted, expected):
    assert version_range(wanted) == expected


def test_tables_with_extras_markers_git_and_paths():
    found = poetry_requirements(
        {
            "python": "^3.9",
            "a": {"version": "^1", "extras": ["x", "y"]},
            "b": {"version": "*", "python": "<3.8", "markers": "sys_platform == 'linux'"},
            "c": {"git": "https://host.example/c.git", "tag": "v1"},
            "d": {"path": "../d"},
            "e": [{"version": "1", "python": "<3.8"}, {"version": "2", "python": ">=3.8"}],
        }
    )
    assert found == [
        "a[x,y]>=1,<2",
        "b ; (sys_platform == 'linux') and python_full_version < '3.8'",
        "c @ git+https://host.example/c.git@v1",
        "e==1 ; python_full_version < '3.8'",
        "e==2 ; python_full_version >= '3.8'",
    ]
