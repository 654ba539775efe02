"""`grader new exercise` begins an exercise that the build and the tests then find by themselves."""

import subprocess
import sys

import nbformat
import pytest
from typer.testing import CliRunner

from grader import cli
from grader.language import LANGUAGES, speak

LESSON = "03-softmax-weighting"
GRADER = ("-c", "from grader.cli import main; main()")
LIST = ("-c", f"from grader.exercises import by_lesson; print(*by_lesson()['{LESSON}'])")
COLLECT = ("-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "tests/test_exercises.py")


def python(clone, *arguments):
    """What Python says in the copy, with the copy's packages."""
    done = subprocess.run([sys.executable, *arguments], cwd=clone, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_new_exercise_is_found_built_and_collected(clone):
    # What CONTRIBUTING.md promises after one command, before anything is filled in.
    python(clone, *GRADER, "new", "exercise", "leaky_softmax", "--lesson", "03")
    assert python(clone, *LIST).split()[-1] == "leaky_softmax"
    assert "[leaky_softmax-fill-in]" in python(clone, *COLLECT, "-k", "leaky_softmax")
    done = subprocess.run([sys.executable, *GRADER, "build"], cwd=clone, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and done.stderr.count("FILL IN") == 1, (
        "what nobody has written yet is not released unseen"
    )
    assert "The exercise leaky_softmax still says FILL IN" in done.stderr
    for folder in ("solutions", "notebooks"):
        for language in LANGUAGES:
            notebook = nbformat.read(clone / folder / language / LESSON / f"{LESSON}.ipynb", as_version=4)
            assert [cell.id for cell in notebook.cells][-3:-1] == ["leaky_softmax", "test_leaky_softmax"]
            assert notebook.cells[-1].cell_type == "markdown", "the lesson's closing words stay last"


REFUSALS = {
    "not a name": ("Leaky-Softmax", "03", "cannot be a function's name", "不能作函数名"),
    "a word of Python": ("lambda", "03", "cannot be a function's name", "不能作函数名"),
    "an exercise of another lesson": ("dot_score", "03", "taken already", "已经用掉了"),
    "another file of the lesson": ("shared", "03", "taken already", "已经用掉了"),
    "another name of the lesson": ("exercises", "03", "taken already", "已经用掉了"),
    "no such lesson": ("leaky_relu", "77", "called 77", "没有 77"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name, lesson, english, chinese", REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_is_refused_in_one_sentence(clone, monkeypatch, name, lesson, english, chinese, language):
    # A contributor's slip: fact, then remedy, in their language, and nothing is written.
    monkeypatch.chdir(clone)
    speak(language)
    before = texts(clone)
    result = CliRunner().invoke(cli.app, ["new", "exercise", name, "--lesson", lesson])
    assert result.exit_code == 1
    assert {"en": english, "zh": chinese}[language] in result.output
    assert len(result.output.splitlines()) == 1
    assert texts(clone) == before


def texts(clone):
    files = [*(clone / "lessons").glob("*.md"), *(clone / "grader" / "exercises").rglob("*.py")]
    return {file: file.read_bytes() for file in files}
