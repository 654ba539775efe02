"""A small class, really graded, with a bit of everything: for the tests of reports and exports.

A test module says `pytest_plugins = ("graded_class",)` and asks for `courses`: (English course, Chinese course).
"""

import shutil
from unittest import mock

import pytest
from commands import run_program
from submissions import LESSON, OVERFLOWING, ROOT, hand_in, solved, source_of, untouched, with_source

from grader.cage import Cage
from grader.gradebook import classroom
from grader.gradebook.classroom import Options
from grader.gradebook.course import open_course
from grader.gradebook.grading import ClassGrader

ON_TIME, LATE = "2025-03-01 11:59:00 UTC", "2025-03-02 14:00:00 UTC"
DUE = "2025-03-01 12:00:00 UTC"
SETTINGS = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"

# Two answers that differ in names, comments and layout only, and that nobody else would give.
ODD = '''def softmax(scores):
    """Mine."""
    shifted = np.asarray(scores, dtype=float)  # a copy
    for _ in range(3):
        shifted = shifted - shifted.max(axis=-1, keepdims=True)
    return np.exp2(shifted) / np.exp2(shifted).sum(axis=-1, keepdims=True)
'''
ODD_AGAIN = """def softmax(scores):
    x = np.asarray(scores, dtype=float)

    for i in range(3):
        x = (x - x.max(axis=-1, keepdims=True))
    return np.exp2(x) / np.exp2(x).sum(axis=-1, keepdims=True)"""

PEOPLE = {
    "ana": ("Ana", "O'Neil", "ana@example.org"),
    "chen": ("伟", "陈", "chen@example.org"),
    "0042": ("Dora", 'Smith, "Jr."', "Dora@Example.org"),
    "<b>ivy</b>": ("<script>alert(1)</script>", "Ivy", ""),
}
NOT_HANDED_IN = "<b>ivy</b>"


def run_nbgrader(course, *words):
    """Run nbgrader in the course's folder."""
    done = run_program("nbgrader", *words, cwd=course)
    assert done.returncode == 0, done.stdout + done.stderr


def autograde(course, cage):
    """Grade the class in this process, in a cage that is warm."""
    grade_all = mock.patch.object(
        classroom, "grade_all", lambda tasks, setup, _: map(ClassGrader(setup, cage).grade, tasks)
    )
    with grade_all:
        return classroom.autograde(open_course(course), LESSON, Options())


def enrol(course, people, due=DUE):
    """Names and addresses, and the time by which the work is due."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "attention") as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=due)
        for student, (first, last, email) in people.items():
            gradebook.update_or_create_student(student, first_name=first, last_name=last, email=email)


def work_of_the_english_class() -> dict[str, tuple]:
    """Student → notebook and time."""
    return {
        "ana": (solved(), ON_TIME),
        "ben": (with_source(solved(), "softmax", OVERFLOWING), ON_TIME),
        "0042": (untouched(), ON_TIME),
        "eve": (b"{", ON_TIME),
        "fay": (solved(), LATE),
        "gus": (with_source(solved(), "softmax", ODD), ON_TIME),
        "hal": (with_source(solved(), "softmax", ODD_AGAIN), ON_TIME),
    }


@pytest.fixture(scope="session")
def warm_cage():
    with Cage() as cage:
        yield cage


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A course with the assignment released and nothing handed in."""
    course = tmp_path_factory.mktemp("released") / "course"
    for language in ("en", "zh"):
        shutil.copytree(ROOT / "solutions" / language / LESSON, course / "solutions" / language / LESSON)
    (course / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text(encoding="utf-8") + SETTINGS)
    run_nbgrader(course, "generate_assignment", LESSON)
    return course


@pytest.fixture(scope="session")
def courses(released, warm_cage, tmp_path_factory):
    """Two graded courses: of the Chinese one's two students one is in the English one too, with better work there."""
    english, chinese = (tmp_path_factory.mktemp(name) / "course" for name in ("english", "chinese"))
    for course in (english, chinese):
        shutil.copytree(released, course)
    for student, (notebook, stamp) in work_of_the_english_class().items():
        hand_in(english, student, notebook, stamp=stamp)
    hand_in(chinese, "chen", with_source(solved("zh"), "softmax", OVERFLOWING), stamp=ON_TIME)
    hand_in(chinese, "ana", untouched("zh"), stamp=ON_TIME)
    enrol(english, {name: person for name, person in PEOPLE.items() if name != "chen"})
    enrol(chinese, {name: PEOPLE[name] for name in ("chen", "ana")})
    for course in (english, chinese):
        autograde(course, warm_cage)
    assert source_of(solved(), "softmax") != ODD
    return english, chinese
