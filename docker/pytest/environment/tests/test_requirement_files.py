from tfactory_environment.requirement_files import read_requirements, requirement_files


def test_nested_files_constraints_and_options_are_resolved(write):
    root = write(
        {
            "requirements.txt": "-r more/base.txt\n-c pins.txt\n--extra-index-url https://index.example\nflask \\\n  >=2\n",
            "more/base.txt": "--requirement=../again.txt\nsix==1 --hash=sha256:00 --hash=sha256:11\n",
            "again.txt": "-r requirements.txt\nattrs\n",
            "pins.txt": "six==1\n",
        }
    )
    read = read_requirements(root / "requirements.txt", root)
    assert read.requirements == ["attrs", "six==1", "flask >=2"]
    assert read.constraints == ["six==1"]
    assert read.options == ["--extra-index-url https://index.example"]


def test_the_project_itself_and_paths_in_the_tree_are_left_out(write):
    root = write({"requirements.txt": "-e .\n.\n.[test]\n./libs/a\n../b\n-e git+https://host.example/x.git#egg=x\nreal\n"})
    assert read_requirements(root / "requirements.txt", root).requirements == ["git+https://host.example/x.git#egg=x", "real"]


def test_a_file_outside_the_tree_is_not_read(write, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("secret\n")
    root = write({"requirements.txt": f"-r {outside}\n-r ../{outside.parent.name}/secret.txt\n"})
    assert read_requirements(root / "requirements.txt", root).requirements == []


def test_a_symlink_out_of_the_tree_is_not_read(write, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.txt"
    outside.write_text("secret\n")
    root = write({"requirements.txt": "-r link.txt\n"})
    (root / "link.txt").symlink_to(outside)
    assert read_requirements(root / "requirements.txt", root).requirements == []


def test_files_by_purpose(write):
    root = write(dict.fromkeys(["requirements.txt", "dev-requirements.txt", "test_requirements.txt", "requirements/docs.txt", "notes.txt", "tests/requirements.txt"], ""))
    assert {(path.relative_to(root).as_posix(), purpose) for path, purpose in requirement_files(root)} == {
        ("requirements.txt", "needed"),
        ("dev-requirements.txt", "development"),
        ("test_requirements.txt", "tests"),
        ("tests/requirements.txt", "tests"),
    }
