"""`grader check` and `grader doctor` as people and their scripts run them."""

import json
import os
import subprocess
import sys
import time
from contextlib import nullcontext

import pytest
from cage_helpers import need
from submissions import LESSON, OVERFLOWING, built, code, solved, untouched, with_cell, with_source
from typer.testing import CliRunner

from grader.cage import LEVELS, Cage
from grader.cage.probing import finding
from grader.cli import app
from grader.exercises import by_lesson
from grader.language import speak

FULL = sum(exercise.points for exercise in by_lesson()[LESSON].values())
KEYS = {"notebook", "language", "isolation", "score", "max_score", "exercises"}
EXERCISE_KEYS = {"name", "score", "max_score", "passed", "checks", "mistake", "hint", "inside"}
CHECK_KEYS = {"name", "passed", "score", "max_score", "message"}


@pytest.fixture(scope="module")
def warm_cage():
    """One cage for all tests that demand no level: making one takes a second."""
    with Cage() as cage:
        yield cage


@pytest.fixture
def grader(warm_cage, monkeypatch):
    """Run `grader …` in this process: `result` with `exit_code`, `stdout`, `stderr`."""
    monkeypatch.setattr("grader.cage.Cage", lambda level: Cage(level) if level else nullcontext(warm_cage))

    def run(*words):
        return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)

    return run


@pytest.fixture
def write(tmp_path):
    def write_notebook(notebook, name=f"{LESSON}.ipynb"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode())
        return file

    return write_notebook


def test_json_is_what_the_design_promises(grader, write):
    # Other people's scripts read it: names, kinds, and nothing else on standard output.
    result = grader("check", write(with_source(solved(), "softmax", OVERFLOWING)), "--json")
    report = json.loads(result.stdout)
    assert set(report) == KEYS
    assert (report["notebook"], report["language"], report["max_score"]) == (LESSON, "en", float(FULL))
    assert report["isolation"] in LEVELS
    assert report["score"] == sum(one["score"] for one in report["exercises"]) < FULL
    assert result.exit_code == 1
    for one in report["exercises"]:
        assert set(one) == EXERCISE_KEYS
        assert all(set(check) == CHECK_KEYS and isinstance(check["score"], float) for check in one["checks"])
        assert (one["hint"] is None) == one["passed"] == all(check["passed"] for check in one["checks"])
    softmax = report["exercises"][0]
    assert softmax["mistake"] == "no-max-subtraction"
    assert [one["mistake"] for one in report["exercises"][1:]] == [None] * (len(report["exercises"]) - 1)


def test_all_points(grader, write):
    # Exit code 0, and people see a tick at every exercise.
    result = grader("check", write(solved()))
    assert result.exit_code == 0
    assert result.stdout.count("✓") == len(by_lesson()[LESSON])
    assert f"{FULL} of {FULL} points" in result.stdout


def test_the_notebook_decides_the_language(grader, write):
    # Whatever the terminal speaks.
    result = grader("check", write(untouched("zh")))
    assert result.exit_code == 1
    assert "还在等你动笔" in result.stdout
    assert json.loads(grader("check", write(untouched("zh")), "--json").stdout)["language"] == "zh"


def test_a_renamed_notebook_is_recognised(grader, write):
    # By its grade ids.
    assert json.loads(grader("check", write(solved(), "my work.ipynb"), "--json").stdout)["notebook"] == LESSON


@pytest.mark.parametrize("language, words", [("en", "is damaged"), ("zh", "已损坏")])
def test_an_unreadable_notebook(grader, write, language, words):
    # Exit code 2 and one sentence in the reader's language, for scripts too.
    speak(language)
    file = write(b"{", "broken.ipynb")
    result = grader("check", file, "--json")
    report = json.loads(result.stdout)
    assert (set(report), report["notebook"]) == ({"notebook", "error"}, "broken")
    assert words in report["error"]
    assert result.exit_code == 2
    assert words in grader("check", file).stdout


def test_a_lesson_without_exercises_is_neither_right_nor_wrong(grader, write):
    # The welcome page in a folder of work must not turn its exit code; scripts get the form they know.
    file = write(built("notebooks", "en", "00-welcome"), "00-welcome.ipynb")
    result = grader("check", file, "--json")
    report = json.loads(result.stdout)
    assert (result.exit_code, set(report), report["notebook"]) == (0, KEYS, "00-welcome")
    assert (report["score"], report["max_score"], report["exercises"]) == (0.0, 0.0, [])
    assert "– 00-welcome  no exercises, nothing to judge" in grader("check", file).stdout
    alien = with_cell(built("notebooks", "en", "00-welcome"), "setup", graded("of_a_package_that_is_not_here"))
    assert grader("check", write(alien, "20-alien.ipynb")).exit_code == 2


def graded(name):
    return code("", metadata={"nbgrader": {"grade_id": name, "solution": True}})


def test_what_is_not_there(grader, tmp_path):
    # A slip in the name is no traceback; a folder without notebooks neither.
    result = grader("check", tmp_path / "nothing.ipynb", "--json")
    assert result.exit_code == 2
    assert "There is no file nothing.ipynb" in json.loads(result.stdout)["error"]
    result = grader("check", tmp_path, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no notebook in" in result.stderr


def test_a_folder_gives_an_array(grader, write, tmp_path):
    # Sorted by path, links not followed, checkpoints left out; the exit code is the worst.
    write(solved(), "class/a/x.ipynb")
    write(with_source(solved(), "softmax", OVERFLOWING), "class/b/x.ipynb")
    write(solved(), "class/b/.ipynb_checkpoints/x-checkpoint.ipynb")
    result = grader("check", tmp_path / "class", "--json")
    assert [report["score"] == FULL for report in json.loads(result.stdout)] == [True, False]
    assert result.exit_code == 1
    write(b"", "class/c.ipynb")
    result = grader("check", tmp_path / "class", "--json")
    assert ["error" in report for report in json.loads(result.stdout)] == [False, False, True]
    assert result.exit_code == 2


def test_several_notebooks_and_a_folder_of_one(grader, write, tmp_path):
    # What was asked for as several is answered as several.
    first, second = write(solved(), "a/1.ipynb"), write(built("solutions", "zh", "02-matching"), "b/2.ipynb")
    reports = json.loads(grader("check", first, second, "--json").stdout)
    assert [report["notebook"] for report in reports] == [LESSON, "02-matching"]
    assert len(json.loads(grader("check", tmp_path / "a", "--json").stdout)) == 1


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_can_be_demanded(grader, write, level):
    # The verdict is the same at each; the report says which it was, and `none` warns.
    result = grader("check", write(solved()), "--json", "--isolation", level)
    if not finding(level).works:
        assert result.exit_code == 2 and level in result.stderr
    need(level)
    assert json.loads(result.stdout)["isolation"] == level
    assert json.loads(result.stdout)["score"] == FULL
    assert ("WARNING" in grader("check", write(solved()), "--isolation", level).stderr) == (level == "none")


def test_a_level_that_does_not_exist(grader, write):
    result = grader("check", write(solved()), "--json", "--isolation", "perfect")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no isolation level perfect" in result.stderr


def test_a_module_beside_the_notebook_can_be_imported(grader, write):
    # Some learners keep helpers in a file.
    file = write(with_source(solved(), "softmax", "from helpers import softmax"), "alone/x.ipynb")
    assert grader("check", file).exit_code == 1
    (file.parent / "helpers.py").write_text(f"import numpy as np\n\n{OVERFLOWING.replace('(scores)', '(s)')}", "utf-8")
    assert "softmax" in grader("check", file).stdout
    right = "def softmax(s):\n    e = np.exp(s - np.max(s, -1, keepdims=True))\n    return e / e.sum(-1, keepdims=True)"
    (file.parent / "helpers.py").write_text(f"import numpy as np\n\n{right}", "utf-8")
    assert grader("check", file).exit_code == 0


def test_a_cold_start_is_quick(write):
    # As a learner runs it, Python's own start included. The time is the processor's: the machine may be busy.
    begin, before = time.perf_counter(), os.times()
    program = "from grader.cli import main; main()"
    command = [sys.executable, "-c", program, "check", str(write(solved())), "--json"]
    done = subprocess.run(command, capture_output=True, text=True)
    after = os.times()
    assert json.loads(done.stdout)["score"] == FULL, done.stderr
    used = after.children_user + after.children_system - before.children_user - before.children_system
    assert used < 4
    assert time.perf_counter() - begin < 60


def test_the_doctor_names_each_level_and_each_program(grader):
    # With a remedy for whatever is missing.
    result = grader("doctor")
    for word in (*LEVELS, "alembic", "nbgrader", "AttentionSansSC", "numpy"):
        assert word in result.stdout


def test_the_doctor_prescribes(grader, monkeypatch):
    # Without the environment's programs on PATH nbgrader dies with FileNotFoundError: the doctor says so beforehand.
    monkeypatch.setenv("PATH", "/nowhere")
    result = grader("doctor")
    assert result.exit_code == 1
    assert "alembic is not on PATH" in " ".join(result.stdout.split())
