from tfactory_environment.locks import read_constraints


def test_uv_lock_pins_what_comes_from_an_index(write):
    root = write(
        {
            "uv.lock": """
[[package]]
name = "Attrs"
version = "23.1"
source = { registry = "https://index.example" }
[[package]]
name = "mine"
version = "0.1"
source = { editable = "." }
[[package]]
name = "forked"
version = "1"
source = { registry = "https://index.example" }
[[package]]
name = "forked"
version = "2"
source = { registry = "https://index.example" }
"""
        }
    )
    assert read_constraints(root) == ("uv.lock", ["attrs==23.1"])


def test_poetry_and_pdm_locks(write):
    lock = '[[package]]\nname = "six"\nversion = "1.16"\n[[package]]\nname = "g"\nversion = "1"\n[package.source]\ntype = "git"\n'
    assert read_constraints(write({"poetry.lock": lock})) == ("poetry.lock", ["six==1.16"])
    assert read_constraints(write({"uv.lock": "not toml ["})) == ("uv.lock", [])


def test_pipfile_lock(write):
    lock = '{"default": {"flask": {"version": "==2.0"}, "g": {"git": "x"}}, "develop": {"pytest": {"version": "==7.0"}}}'
    assert read_constraints(write({"Pipfile.lock": lock})) == ("Pipfile.lock", ["flask==2.0", "pytest==7.0"])


def test_no_lock(write):
    assert read_constraints(write({})) == (None, [])
