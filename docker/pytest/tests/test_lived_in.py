"""The variation of another user: a home in which what is looked for is there, and empty."""

import textwrap

import pytest
from project import Project

MINDS = {
    "exists": "assert not (HOME / '.settings').exists()",
    "isfile": "assert not os.path.isfile(HOME / '.config' / 'app' / 'settings')",
    "stat": """
        with pytest.raises(FileNotFoundError):
            os.stat(HOME / '.settings')
        """,
    "access": "assert not os.access(HOME / '.settings', os.R_OK)",
    "open": """
        with pytest.raises(FileNotFoundError):
            open(HOME / '.settings')
        """,
    "read_text": """
        with pytest.raises(FileNotFoundError):
            (HOME / '.settings').read_text()
        """,
    "expanduser": "assert not os.path.exists(os.path.expanduser('~') + '/' + '.settings')",
    "below one that was looked for": """
        (HOME / '.app').exists()
        assert not (HOME / '.app' / 'settings').exists()
        """,
}
MINDS_NOT = {
    "a home of its own": """
        monkeypatch.setenv('HOME', str(tmp_path))
        assert not (Path.home() / '.settings').exists()
        """,
    "a path": "assert str(HOME / '.settings').startswith(str(HOME))",
    "an optional file": """
        settings = HOME / '.settings'
        assert (settings.read_text() if settings.exists() else '') == ''
        """,
    "a folder made when it is not there": """
        folder = HOME / '.app' / 'cache'
        if not os.path.isdir(folder):
            os.makedirs(folder)
        (folder / 'a').write_text('a')
        assert (folder / 'a').read_text() == 'a'
        assert os.listdir(folder) == ['a']
        """,
    "a folder made when it may be there": """
        (HOME / '.app').is_dir()
        (HOME / '.app' / 'cache').mkdir(parents=True, exist_ok=True)
        assert list((HOME / '.app' / 'cache').iterdir()) == []
        """,
    "a folder that is listed when it is there": """
        folder = HOME / '.plugins'
        assert ([path.name for path in folder.iterdir()] if folder.exists() else []) == []
        """,
    "a new file": """
        (HOME / 'new').exists()
        with open(HOME / 'new', 'x') as file:
            file.write('a')
        assert (HOME / 'new').read_text() == 'a'
        """,
    "a file that is written": """
        (HOME / '.settings').write_text('a')
        assert (HOME / '.settings').read_text() == 'a'
        """,
    "a link": """
        (HOME / 'link').exists()
        os.symlink(tmp_path, HOME / 'link')
        assert (HOME / 'link').resolve() == tmp_path
        """,
    "a database": """
        (HOME / 'db').exists()
        import sqlite3
        with sqlite3.connect(HOME / 'db') as database:
            database.execute('create table a (b)')
        """,
    "a function that is replaced": """
        from unittest import mock
        with mock.patch("builtins.open", mock.mock_open(read_data="a")) as opened, mock.patch("os.mkdir") as made:
            (HOME / '.app' / 'settings').exists()
            assert open(HOME / '.settings').read() == 'a'
        opened.assert_called_once_with(HOME / '.settings')
        made.assert_not_called()
        """,
    "a listing": "assert '.never' not in os.listdir(HOME)",
    "another place": "assert not (tmp_path / '.settings').exists() and not Path('nowhere').exists()",
    "a file by its number": """
        with open(tmp_path / 'a', 'w') as file:
            assert os.stat(file.fileno()).st_size == 0
        """,
}


def project(folder, tests):
    text = "import os\nfrom pathlib import Path\nimport pytest\n\nHOME = Path.home()\n"
    for number, body in enumerate(tests.values()):
        body = body.replace("'.", f"'.{number}-")  # each case has names of its own: the home is everyone's
        text += f"\n\ndef test_{number}(tmp_path, monkeypatch):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n"
    return Project(folder, {"test_a.py": text})


@pytest.mark.parametrize(("tests", "status"), [(MINDS, "failed"), (MINDS_NOT, "passed")], ids=["minds", "minds not"])
def test_what_is_looked_for_at_home_is_there_for_another_user(tmp_path, tests, status):
    shop = project(tmp_path, tests)
    everywhere = dict.fromkeys((f"test_{number}" for number in range(len(tests))), "passed")
    assert shop.run("test_a.py").statuses == everywhere
    assert shop.run("test_a.py", user="ada", alone=True).statuses == dict.fromkeys(everywhere, status)
