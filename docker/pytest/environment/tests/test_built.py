import json

from tfactory_environment.built import files_of, generated_files, metadata_of, version_of


def test_metadata_of_the_distribution_that_came_from_a_folder(write):
    site = "env/lib/python3.11/site-packages"
    root = write(
        {
            f"{site}/a-1.dist-info/direct_url.json": json.dumps({"url": "file:///work"}),
            f"{site}/a-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: a\nVersion: 1\nRequires-Dist: six\nRequires-Dist: attrs\n\nlong text",
            f"{site}/b-2.dist-info/METADATA": "Name: b\n",
        }
    )
    from pathlib import Path

    assert metadata_of(Path("/work"), root / "env") == ("a", ["six", "attrs"])
    assert metadata_of(Path("/work/b"), root / "env") is None
    assert version_of("b", root / "env") == "2"


def test_only_new_python_files_count_as_generated(write):
    root = write({"pkg/a.py": "old"})
    before = files_of(root)
    write({"pkg/_version.py": "v = 1", "pkg.egg-info/PKG-INFO": "x", "build/lib/a.py": "x", "pkg/big.py": "#" * 20_000})
    assert generated_files(root, before) == [{"path": "pkg/_version.py", "source": "v = 1"}]
