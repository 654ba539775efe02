"""Whatever lies in a folder that was handed in, it is walked to the end, and the autograded folder gets written."""

import os
import sys
from pathlib import Path

import pytest

from grader.cage.workspaces import remove
from grader.gradebook.autograded import copied_files, out_of_the_way, write_autograded
from grader.gradebook.checking import notebooks_in
from grader.gradebook.files import MAX_DEPTH, files_beside, ordinary_files, strangers, too_deep
from grader.gradebook.ledger import fingerprint
from grader.gradebook.preprocessors import before_autograde

NAME = "03-softmax-weighting.ipynb"
DEEP = 1300  # more than Python's stack holds, less than a path may be long


@pytest.fixture
def deep(tmp_path):
    """A thousand folders in each other and ten with long names, a file in the first and in the last of them."""
    folder, here = tmp_path / "handed-in", Path.cwd()
    (folder / "d").mkdir(parents=True)
    (folder / NAME).write_text("{}")
    (folder / "d" / "near.csv").write_text("x")
    os.chdir(folder / "d")
    for name in ("d" * DEEP, ["long" * 60] * 10):
        for one in name:
            os.mkdir(one)
            os.chdir(one)
        Path("far.csv").write_text("x")
        os.chdir(folder / "d")
    os.chdir(here)
    yield folder
    remove(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no paths so long")
def test_folders_a_thousand_deep_are_walked_as_far_as_is_sensible(deep):
    # os.walk recurses before Python 3.12, and so would nbgrader's copying: what is that deep is taken away before it.
    assert set(files_beside(deep)) == {"d/near.csv"}
    assert len(ordinary_files(deep)) == 2
    assert not strangers(deep)
    assert notebooks_in([deep])[0] == [deep / NAME]
    assert fingerprint(deep)
    assert [len(path.relative_to(deep).parts) for path in too_deep(deep)] == [MAX_DEPTH, 6]
    before_autograde("03-softmax-weighting", "ann", [str(deep / NAME)])
    assert not too_deep(deep)
    assert len(list(deep.rglob("*.csv"))) == 1


def test_a_folder_called_as_a_notebook_is_not_copied(tmp_path):
    # Its files would need a folder where the autograded notebook goes; nbgrader leaves it out too.
    (tmp_path / NAME).mkdir()
    (tmp_path / NAME / "inner.txt").write_text("x")
    (tmp_path / "a.csv").write_text("x")
    assert set(copied_files(tmp_path, [])) == {"a.csv"}


def test_the_course_s_files_come_first():
    # A file where the course has a folder, or a folder where it has a file, would stop the writing.
    theirs = dict.fromkeys(["data", "table.csv/x", "own/x", "table.csv"], b"")
    assert set(out_of_the_way(theirs, {"data/numbers.csv", "table.csv"})) == {"own/x"}


def test_what_an_earlier_run_has_left_is_no_obstacle(tmp_path):
    # Handed in again, a file may have become a folder, and a folder a file.
    folder = tmp_path / "autograded"
    for files in ({"a": b"1", "b/c": b"2", NAME: b"{}"}, {"a/x/y": b"3", "b": b"4", NAME: b"{}"}):
        write_autograded(folder, files)
        found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        assert {name: path.read_bytes() for name, path in found.items()} == files
