"""A class on a real JupyterHub: a proxy, a server for each student, a formgrader for each course, a real browser."""

import os
import sys
import urllib.request
from pathlib import Path

import pytest
from classroom_week import LESSON, STUDENTS, live

from grader.exercises import by_lesson, exercise
from grader.language import Text

pytest_plugins = ("browser",)
ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "deploy"))
# JupyterHub does not run on Windows.
pytestmark = pytest.mark.skipif(os.name == "nt", reason="not on this platform: JupyterHub")

FULL = sum(each.points for each in by_lesson()[LESSON].values())
PROXY = "ATTENTION_COURSE_PROXY"  # another configurable-http-proxy, Node's say, to try the same with


@pytest.fixture(scope="module")
def shown(browser, tmp_path_factory, artefacts):
    """The demonstration, and the week that its people had; by now it is over."""
    from demonstration import Demonstration

    demonstration = Demonstration(tmp_path_factory.mktemp("hub"), proxy=os.environ.get(PROXY, ""))
    with demonstration.running():
        week = live(demonstration, browser, artefacts)
    return demonstration, week


@pytest.fixture
def week(shown):
    return shown[1]


def hint() -> Text:
    """What a learner is told whose softmax overflows."""
    return next(mistake.hint for mistake in exercise("softmax").mistakes if mistake.id == "no-max-subtraction")


@pytest.mark.parametrize(("student", "language"), STUDENTS.items())
def test_a_student_has_the_own_course_only(week, student, language):
    # Both courses are released on the same exchange, with the same assignment's name.
    assert week.courses[student] == f"attention-{language}"


def test_a_student_does_not_get_into_formgrader(week):
    # Gradebook and everybody's work are there.
    assert week.stranger == 403


@pytest.mark.parametrize(("student", "language"), STUDENTS.items())
def test_check_answers_in_the_notebook_on_the_hub(week, student, language):
    # The spawned server has the course, its kernel runs it, in the course's language.
    assert hint()[language] in week.checked[student]


@pytest.mark.parametrize(("student", "language"), STUDENTS.items())
def test_the_student_reads_in_the_feedback_what_went_wrong(week, student, language):
    # By formgrader's button for one course and by `grader autograde` for the other: the same card.
    assert hint()[language] in week.feedback[student]


def test_both_courses_are_in_one_report(week):
    # Two gradebooks, one class.
    assert all(student in week.report for student in STUDENTS)


def test_both_courses_are_in_one_export(week):
    # One mistake each, its points lost once, the same in both languages.
    rows = {row["student_id"]: row for row in week.export}
    assert sorted(rows) == sorted(STUDENTS)
    scores = {float(row["score"]) for row in rows.values()}
    assert len(scores) == 1 and 0 < scores.pop() < FULL
    assert {float(row["max_score"]) for row in rows.values()} == {FULL}


def test_submissions_were_judged_in_a_cage(week):
    # The level is that of the machine; "none" would be said loudly.
    from grader.cage.probing import best_level

    assert best_level() in week.graded


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_nothing_runs_on_when_the_demonstration_has_ended(shown):
    # Hub, proxy, formgraders, students' servers and their kernels.
    demonstration, _ = shown
    with pytest.raises(OSError):
        urllib.request.urlopen(demonstration.address, timeout=5)
    assert not demonstration.left_behind()
