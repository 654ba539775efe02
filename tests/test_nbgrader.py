"""Stock nbgrader from the repository root: release, autograde, feedback, export, in both languages, one gradebook."""

import csv
import os
import shutil
import sys
from pathlib import Path

import nbformat
import pytest
from commands import run_program
from nbgrader.api import Gradebook

from grader.exercises import by_lesson
from grader.language import LANGUAGES
from grader.notebook import progress

ROOT = Path(__file__).parents[1]
LESSONS = list(by_lesson())
FULL = {lesson: sum(exercise.points for exercise in exercises.values()) for lesson, exercises in by_lesson().items()}


def nbgrader(course, *words):
    """Run nbgrader as a teacher does, from the course's root; the environment's programs first on PATH."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "XDG_DATA_HOME": str(course / "data-home")}
    done = run_program("nbgrader", *words, cwd=course, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def hand_in(course, student, lesson, notebook):
    """Lay a notebook where `nbgrader autograde` looks for a student's work."""
    folder = course / "submitted" / student / lesson
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{lesson}.ipynb")


def built(folder, language, lesson):
    return nbformat.read(ROOT / folder / language / lesson / f"{lesson}.ipynb", 4)


def with_cell(notebook, cell_id, source):
    next(cell for cell in notebook.cells if cell.id == cell_id).source = source
    return notebook


def scores(course):
    """(student, lesson) → score, from nbgrader's own export."""
    nbgrader(course, "export")
    with open(course / "grades.csv", newline="", encoding="utf-8") as file:
        return {(row["student_id"], row["assignment"]): float(row["score"]) for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def empty_gradebook(tmp_path_factory):
    """A gradebook in which nothing is: to make one takes nbgrader longer than a lesson."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    Gradebook(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def course(tmp_path, empty_gradebook):
    """A teacher's clone of the course, release notebooks included."""
    shutil.copy(empty_gradebook, tmp_path)
    for name in ("solutions", "notebooks", "nbgrader_config.py"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_class_in_two_languages(course, lesson):
    # Solutions get everything, untouched notebooks nothing, in either language, in one gradebook.
    nbgrader(course, "generate_assignment", lesson)
    released = course / "notebooks" / "en" / lesson / f"{lesson}.ipynb"
    assert released.read_bytes() == (ROOT / "notebooks" / "en" / lesson / released.name).read_bytes()
    for language in LANGUAGES:
        hand_in(course, f"solved-{language}", lesson, built("solutions", language, lesson))
        hand_in(course, f"untouched-{language}", lesson, built("notebooks", language, lesson))
    nbgrader(course, "autograde", lesson)
    wanted = {f"solved-{one}": FULL[lesson] for one in LANGUAGES} | {f"untouched-{one}": 0 for one in LANGUAGES}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        assert {one.student.id: one.score for one in book.assignment_submissions(lesson)} == wanted
    _languages_stay(course, lesson)
    if lesson == LESSONS[0]:
        _feedback_is_in_the_same_language(course, lesson)
    assert not list((course / "data-home").rglob("*.json")), "grading wrote into a learner's progress"


def _languages_stay(course, lesson):
    """The autograded notebook speaks the language that was handed in."""
    for language in LANGUAGES:
        notebook = nbformat.read(course / "autograded" / f"solved-{language}" / lesson / f"{lesson}.ipynb", 4)
        source = built("notebooks", language, lesson)
        prose = [cell.source for cell in source.cells if cell.cell_type == "markdown"]
        assert [cell.source for cell in notebook.cells if cell.cell_type == "markdown"] == prose


def _feedback_is_in_the_same_language(course, lesson):
    nbgrader(course, "generate_feedback", lesson)
    for language in LANGUAGES:
        feedback = course / "feedback" / f"solved-{language}" / lesson / f"{lesson}.html"
        assert {"en": "All right.", "zh": "全对了。"}[language] in feedback.read_text(encoding="utf-8")


def test_partial_credit_arrives_and_is_not_taken_twice(course):
    # A softmax that overflows loses its own points in 03; what builds on it later in the notebook keeps its own.
    lesson = "03-softmax-weighting"
    overflowing = "def softmax(scores):\n    e = np.exp(scores)\n    return e / e.sum(axis=-1, keepdims=True)"
    using_it = (
        "def softmax_with_temperature(scores, temperature):\n    if temperature <= 0:\n"
        "        raise ValueError\n    return softmax(np.asarray(scores) / temperature)"
    )
    notebook = with_cell(built("solutions", "en", lesson), "softmax", overflowing)
    hand_in(course, "partly", lesson, with_cell(notebook, "softmax_with_temperature", using_it))
    nbgrader(course, "generate_assignment", lesson)
    nbgrader(course, "autograde", lesson)
    graded = nbformat.read(course / "autograded" / "partly" / lesson / f"{lesson}.ipynb", 4)
    points = {cell.id: _points(cell) for cell in graded.cells if cell.id.startswith("test_")}
    exercises = by_lesson()[lesson]
    assert 0 < points["test_softmax"] < exercises["softmax"].points
    others = [name for name in exercises if name != "softmax"]
    assert [points[f"test_{name}"] for name in others] == [exercises[name].points for name in others]
    assert scores(course)["partly", lesson] == sum(points.values())


def _points(cell):
    return next(float(output.data["text/plain"]) for output in cell.outputs if output.output_type == "execute_result")


def test_progress_folder_is_the_learners_own():
    # The tests above look for progress files below XDG_DATA_HOME: that is where they would be.
    assert progress.folder().name == "attention-course"
