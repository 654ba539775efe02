"""Lessons become notebooks, twins stay twins, and a faulty lesson is refused with file, line and remedy."""

import hashlib
import json
import re
from pathlib import Path

import jupytext
import nbformat
import pytest
from typer.testing import CliRunner

from grader import cli
from grader.exercises import by_lesson
from grader.language import LANGUAGES, speak
from grader.notebook import build as builder
from grader.notebook.lesson import LessonError, read_lesson

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "lessons").glob("[0-9][0-9]-*.md"))

FRONT = """---
jupyter:
  kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
---

"""
SETUP = """```python role="setup"
import numpy as np
```
"""
TWINS = """<!-- #region lang="en" -->
# A title with $x$ and [a link](https://example.org)
<!-- #endregion -->

<!-- #region lang="zh" -->
# 标题,有 $x$ 和[链接](https://example.org)
<!-- #endregion -->

"""
LESSON = FRONT + TWINS + SETUP


def write(folder, text, name="98-trial.md"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_committed_is_what_the_build_makes():
    # People open the notebooks straight from a clone: they may never lag behind the lessons.
    changed, total = builder.out_of_date(ROOT)
    assert not changed
    assert total == 4 * len(LESSONS)


def test_every_lesson_with_exercises_has_its_source():
    # lessons/ and grader/exercises/ mirror each other name by name.
    assert set(by_lesson()) <= {path.stem for path in LESSONS}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_twin_notebooks_share_code_ids_and_points(path):
    # One gradebook grades either language: only the line of the set-up cell that names the language may differ.
    def skeleton(folder, language):
        notebook = nbformat.read(ROOT / folder / language / path.stem / f"{path.stem}.ipynb", 4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        neutral = [re.sub(r'language="\w+"', "", cell.source) for cell in cells]
        return [cell.id for cell in notebook.cells], neutral, [cell.metadata for cell in cells]

    for folder in (builder.SOURCES, builder.RELEASES):
        assert skeleton(folder, "en") == skeleton(folder, "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_prose_cells_carry_no_nbgrader_metadata(path, language):
    # nbgrader writes locked cells back from its database, which would turn a Chinese submission English.
    notebook = nbformat.read(ROOT / "notebooks" / language / path.stem / f"{path.stem}.ipynb", 4)
    graded = [cell.id for cell in notebook.cells if "nbgrader" in cell.metadata]
    assert all(not name.startswith(("prose", "setup", "given")) for name in graded)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_release_notebook_holds_no_solution(path):
    # The body of no reference may slip through into what learners get; given functions of earlier lessons may.
    for language in LANGUAGES:
        text = (ROOT / "notebooks" / language / path.stem / f"{path.stem}.ipynb").read_text(encoding="utf-8")
        assert "SOLUTION" not in text
        for name, exercise in by_lesson().get(path.stem, {}).items():
            cell = next(cell for cell in nbformat.reads(text, 4).cells if cell.id == name)
            assert exercise.head in cell.source
            assert exercise.body not in cell.source
            assert "raise NotImplementedError()" in cell.source


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_survives_an_edit_in_jupyterlab(path):
    # Contributors open lessons/*.md as notebooks through jupytext: reading and writing back must lose nothing.
    notebook = jupytext.read(path)
    again = jupytext.reads(jupytext.writes(notebook, fmt="md"), fmt="md")
    assert [(cell.source, cell.metadata) for cell in again.cells] == [
        (cell.source, cell.metadata) for cell in notebook.cells
    ]


FAULTS = {
    "a missing twin": (FRONT + TWINS.split('<!-- #region lang="zh"')[0] + SETUP, 7, "no twin"),
    "prose outside a region": (LESSON + "\nstray words\n", 18, "outside any region"),
    "another formula in the twin": (LESSON.replace("有 $x$", "有 $y$"), 11, "formulas differ"),
    "another link in the twin": (
        LESSON.replace("[链接](https://example.org)", "[链接](https://a.b)"),
        11,
        "links differ",
    ),
    "an unknown exercise": (LESSON + '\n```python exercise="sofmax"\n```\n', 18, "no exercise sofmax"),
    "a merge conflict": (LESSON + "\n<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b\n", 18, "merge conflict"),
    "code that does not parse": (LESSON + "\n```python\nx = 1\ny = = 2\n```\n", 20, "does not parse"),
    "a broken header": (LESSON.replace("language: python", "language: [python"), 3, "header between"),
    "no set-up cell": (FRONT + TWINS, 1, "set-up cell"),
    "two set-up cells": (LESSON + "\n" + SETUP, 19, "set-up cell"),
    "a fence that is never closed": (LESSON + "\n```python\nx = 1\n", 18, "never closed"),
    "a fence that another follows": (LESSON + "\n```python\nx = 1\n\n```python\ny = 2\n```\n", 18, "never closed"),
    "an image as a tag": (LESSON.replace("# A title", "words\n\n<img src='x.png'> #"), 9, "<img> tag"),
    "a link to a lesson that is not there": (LESSON.replace("https://example.org", "../97-x/97-x.ipynb"), 7, "97-x"),
    "a figure without a file": (
        LESSON.replace("# A title", "![x](no.png) A").replace("# 标题", "![x](no.png)"),
        7,
        "no file no.png",
    ),
}


@pytest.mark.parametrize("text, line, words", FAULTS.values(), ids=FAULTS)
def test_a_faulty_lesson_is_refused_with_file_and_line(tmp_path, text, line, words):
    # One clear sentence: where, what, remedy.
    with pytest.raises(LessonError, match=re.escape(words)) as caught:
        read_lesson(write(tmp_path, text))
    assert str(caught.value).startswith(f"98-trial.md:{line}: ")


def test_an_exercise_may_stand_only_once(tmp_path):
    # Two cells with one grade id would make nbgrader drop one of them.
    twice = '\n```python exercise="softmax"\n```\n' * 2
    with pytest.raises(LessonError, match="a second time"):
        read_lesson(write(tmp_path, LESSON + twice, "03-softmax-weighting.md"))


def test_an_exercises_cell_is_left_empty(tmp_path):
    # What an author types there would be dropped without a word.
    with pytest.raises(LessonError, match="holds code"):
        read_lesson(write(tmp_path, LESSON + '\n```python exercise="softmax"\nx = 1\n```\n', "03-softmax-weighting.md"))


USES = {
    "a name": "weights = softmax(scores)",
    "a function": "def weigh(scores):\n    return softmax(scores)",
    "an entry": "table = {}\ntable['a'] = softmax(scores)",
    "a timed line": "%time weights = softmax(scores)",
    "a line timed often": "%timeit -n 10 -r3 weights = softmax(scores)",
    "a time that is kept": "weights = %time softmax(scores)",
    "a timed cell": "%%time\nweights = softmax(scores)",
    "a loop": "for weights in softmax(scores):\n    pass",
}
USED_LATER = dict.fromkeys(USES, "weights") | {"a function": "weigh", "an entry": "table"}


@pytest.mark.parametrize("how", USES)
def test_a_cell_that_needs_what_the_learner_has_not_written_may_fail(how):
    # Run All on an untouched notebook goes on: such a cell, and each that uses what came of it, gets a tag.
    fragile = builder.Fragile(["softmax"])
    assert not fragile.touches(USED_LATER[how])
    assert fragile.touches(USES[how])
    assert fragile.touches(f"print({USED_LATER[how]})")
    assert not fragile.touches("print(scores)")


def test_a_lesson_that_is_not_utf8_names_the_line(tmp_path):
    # Editors on Windows still save GBK now and then.
    path = tmp_path / "98-trial.md"
    path.write_bytes(LESSON.encode("gbk"))
    with pytest.raises(LessonError, match=r"98-trial\.md:11: .*UTF-8"):
        read_lesson(path)


def tree(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A small course: one lesson without exercises, built once."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "grader").mkdir()
    write(tmp_path / "lessons", LESSON)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(cli.app, ["build"]).exit_code == 0
    return tmp_path


def test_building_twice_changes_nothing(clone):
    # Cell ids come from the position, never from chance.
    before = tree(clone)
    builder.build(clone)
    assert tree(clone) == before


def test_check_says_what_is_out_of_date_and_writes_nothing(clone):
    # CI and the pre-commit habit: exit 1 and the file's name.
    write(clone / "lessons", LESSON.replace("A title", "Another title"))
    before = tree(clone)
    result = CliRunner().invoke(cli.app, ["build", "--check"])
    assert result.exit_code == 1
    assert "notebooks/en/98-trial/98-trial.ipynb is not what the lessons give" in result.output.replace("\n", "")
    assert tree(clone) == before


def test_a_faulty_lesson_leaves_all_notebooks_as_they_were(clone):
    # Nothing half written: the good lessons are not rebuilt either.
    write(clone / "lessons", LESSON.replace("A title", "Another title"))
    write(clone / "lessons", FRONT + TWINS, "99-broken.md")
    before = tree(clone)
    result = CliRunner().invoke(cli.app, ["build"])
    assert result.exit_code == 1
    assert "99-broken.md:1: " in result.output
    assert tree(clone) == before


def test_a_fault_is_told_in_the_readers_language(clone):
    # The same sentence in Chinese for a Chinese contributor.
    write(clone / "lessons", FRONT + TWINS, "99-broken.md")
    speak("zh")
    try:
        assert "准备单元格" in CliRunner().invoke(cli.app, ["build"]).output
    finally:
        speak("en")


def test_a_figure_travels_inside_the_notebook(tmp_path):
    # A notebook that came by mail or nbgrader's fetch still has its pictures.
    for language in LANGUAGES:
        write(tmp_path, "any bytes", f"dot.{language}.png")
    english = LESSON.replace("# A title", "![a dot](dot.en.png) A").replace("# 标题", "![一个点](dot.zh.png)")
    lesson = read_lesson(write(tmp_path, english))
    for language in LANGUAGES:
        cell = builder.source_notebook(lesson, language).cells[0]
        assert f"(attachment:dot.{language}.png)" in cell.source
        assert list(json.loads(json.dumps(cell.attachments))) == [f"dot.{language}.png"]


def test_outside_a_clone_the_command_says_so(tmp_path, monkeypatch):
    # `grader build` in the wrong folder: fact, then remedy, no traceback.
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli.app, ["build"])
    assert result.exit_code == 1
    assert "Run this command inside a clone" in result.output
