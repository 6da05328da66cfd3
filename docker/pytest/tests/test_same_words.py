"""What a case says about itself is the same in every run: no address, no random folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from tfactory_runner.failures import shorten
from tfactory_runner.scratch import scratch_folder


def test_where_an_object_lies_is_left_out():
    assert shorten("assert <Tag object at 0x7f3a> == <Tag object at 0xDEADBEEF>") == "assert <Tag object at 0x...> == <Tag object at 0x...>"


def test_a_number_stays_a_number():
    assert shorten("assert 0x7f3a == hex(3)") == "assert 0x7f3a == hex(3)"


def test_folders_have_the_first_free_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    first, second = scratch_folder("t-"), scratch_folder("t-")
    assert [os.path.relpath(path, tmp_path) for path in (first, second)] == ["t-0", "t-1"]
    os.rmdir(first)
    assert scratch_folder("t-") == first
    assert os.stat(first).st_mode & 0o777 == 0o700


def test_a_folder_is_never_somebody_elses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "t-0").symlink_to("/")
    assert scratch_folder("t-") == str(tmp_path / "t-1")
