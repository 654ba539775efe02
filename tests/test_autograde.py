"""A whole class: `grader autograde` and `nbgrader autograde` end in the same gradebook and the same files."""

import datetime
import json
import os
import shutil
import sqlite3
import stat
import sys

import pytest
from commands import run_program
from submissions import (
    LESSON,
    OVERFLOWING,
    ROOT,
    built,
    code,
    hand_in,
    of_format_3,
    other_points,
    reordered,
    retyped,
    solved,
    source_of,
    twin,
    untouched,
    with_cell,
    with_outputs,
    with_source,
    without,
)
from typer.testing import CliRunner

from grader.cage import Cage
from grader.cli import app
from grader.exercises import by_lesson
from grader.gradebook import classroom
from grader.gradebook.grading import ClassGrader

FULL = sum(exercise.points for exercise in by_lesson()[LESSON].values())
ON_TIME, LATE = "2025-03-01 11:59:00 UTC", "2025-03-01 14:00:00 UTC"
DUE = "2025-03-01 12:00:00 UTC"
EVIL = "from IPython.display import HTML, display\ndisplay(HTML('<script>alert(1)</script>'))\nprint('<script>')"
NBGRADER = {"schema_version": 3, "locked": False, "task": False}
SETTINGS = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"

TABLES = {
    "student": "select id from student",
    "submission": """select student_id, timestamp, extension from submitted_assignment""",
    "notebook": """select s.student_id, n.name, b.late_submission_penalty, b.flagged
        from submitted_notebook b join notebook n on n.id = b.notebook_id
        join submitted_assignment s on s.id = b.assignment_id""",
    "grade": """select s.student_id, c.name, g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
        from grade g join base_cell c on c.id = g.cell_id join submitted_notebook b on b.id = g.notebook_id
        join submitted_assignment s on s.id = b.assignment_id""",
    "comment": """select s.student_id, c.name, k.auto_comment, k.manual_comment
        from comment k join base_cell c on c.id = k.cell_id join submitted_notebook b on b.id = k.notebook_id
        join submitted_assignment s on s.id = b.assignment_id""",
}


def run(course, *words, program="grader", codes=(0,)):
    """Run a program of the environment in the course's folder."""
    done = run_program(program, *words, cwd=course)
    assert done.returncode in codes, done.stdout + done.stderr
    return done


def rows(course) -> dict[str, list]:
    """What the gradebook holds, without its random ids."""
    with sqlite3.connect(course / "gradebook.db") as database:
        return {name: sorted(database.execute(query), key=repr) for name, query in TABLES.items()}


def files(course) -> dict[str, tuple]:
    """Autograded files: content and permissions."""
    folder = course / "autograded"
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
        for path in folder.rglob("*")
        if path.is_file()
    }


def scores(course) -> dict[str, float]:
    found: dict[str, float] = {}
    for student, _, auto, manual, _, _ in rows(course)["grade"]:
        found[student] = found.get(student, 0) + (auto if manual is None else manual)
    return found


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course with the assignment released and nothing handed in yet."""
    course = tmp_path_factory.mktemp("course")
    for language in ("en", "zh"):
        shutil.copytree(ROOT / "solutions" / language / LESSON, course / "solutions" / language / LESSON)
    (course / "nbgrader_config.py").write_text((ROOT / "nbgrader_config.py").read_text() + SETTINGS)
    run(course, "generate_assignment", LESSON, program="nbgrader")
    return course


@pytest.fixture
def course(released, tmp_path):
    """A course of one's own."""
    return shutil.copytree(released, tmp_path / "course")


@pytest.fixture(scope="module")
def cage():
    with Cage() as cage:
        yield cage


@pytest.fixture
def grader(cage, course, monkeypatch):
    """Run `grader …` in this process and in a cage that is warm: `result` with `exit_code`, `stdout`, `stderr`."""
    monkeypatch.chdir(course)
    monkeypatch.setattr(classroom, "grade_all", lambda tasks, setup, _: map(ClassGrader(setup, cage).grade, tasks))

    def run_here(*words):
        return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)

    return run_here


def hand_in_all(course):
    """Sixteen hand-ins, each odd in its own way, that both roads can grade."""
    hand_in(course, "solved", solved(), stamp=ON_TIME)
    hand_in(course, "solved-zh", solved("zh"))
    hand_in(course, "untouched", untouched())
    hand_in(course, "partly", with_source(solved(), "softmax", OVERFLOWING), stamp=LATE)
    hand_in(course, "copied", twin(untouched(), "softmax", source_of(solved(), "softmax"), before=True))
    hand_in(course, "split", twin(solved(), "softmax", "x = 1"))
    hand_in(course, "missing", without(solved("zh"), "softmax", "test_softmax", "test_effective_books"))
    hand_in(course, "retyped", retyped(retyped(solved(), "softmax", "markdown"), "test_softmax", "raw"))
    hand_in(course, "reordered", reordered(solved()))
    hand_in(course, "greedy", other_points(with_cell(solved(), "setup", code(EVIL))))
    hand_in(course, "old-format", of_format_3(solved()))
    hand_in(course, "huge", with_outputs(solved(), 5))
    hand_in(course, "damaged", b"{", stamp=LATE)
    hand_in(course, "wrong-lesson", built("solutions", "zh", "02-matching"))
    hand_in(course, "renamed", solved(), name="softmax (1)")
    hand_in(course, "overruled", with_source(solved(), "softmax", OVERFLOWING), stamp=LATE)
    beside = hand_in(course, "with-files", with_cell(solved(), "setup", code("from helpers import x\nprint(x)")))
    (beside / "helpers.py").write_text("x = 41")
    if sys.platform != "win32":
        (beside / "stolen.db").symlink_to(course / "gradebook.db")


def prepare_gradebook(course):
    """A due date, an extension for nobody but one, and a teacher's own grade and comment."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "attention") as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate=DUE)
        for student in ("overruled", "solved"):
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(LESSON, student)
        gradebook.find_submission(LESSON, "overruled").extension = datetime.timedelta(minutes=1)
        grade = gradebook.find_grade("test_softmax", LESSON, LESSON, "overruled")
        grade.manual_score, grade.extra_credit = 4.5, 1.0
        gradebook.find_comment("softmax", LESSON, LESSON, "overruled").manual_comment = "Well tried."
        gradebook.db.commit()


# Both roads take twenty seconds: one worker goes them for all.
together = pytest.mark.xdist_group("two roads")


@pytest.fixture(scope="module")
def two_roads(released, tmp_path_factory):
    """The same class graded by nbgrader with our steps, and by `grader autograde`."""
    stock, fast = (tmp_path_factory.mktemp(name) / "course" for name in ("stock", "fast"))
    shutil.copytree(released, stock)
    prepare_gradebook(stock)
    hand_in_all(stock)
    (stock / ".grading-secret").write_text("the same for both")
    shutil.copytree(stock, fast, symlinks=True)
    if sys.platform != "win32":
        for course in (stock, fast):
            (course / "submitted" / "pipe" / LESSON).mkdir(parents=True)
            os.mkfifo(course / "submitted" / "pipe" / LESSON / f"{LESSON}.ipynb")
            os.mkfifo(hand_in(course, "with-pipe", solved()) / "data.csv")
            (course / "submitted" / "folder" / LESSON / f"{LESSON}.ipynb").mkdir(parents=True)
            (course / "submitted" / "link" / LESSON).mkdir(parents=True)
            (course / "submitted" / "link" / LESSON / f"{LESSON}.ipynb").symlink_to(
                course / "submitted" / "solved" / LESSON / f"{LESSON}.ipynb"
            )
    run(stock, "autograde", LESSON, program="nbgrader")
    done = run(fast, "autograde", LESSON, "--jobs", 2, codes=(1,))
    return stock, fast, done


@together
@pytest.mark.parametrize("table", TABLES)
def test_both_roads_write_the_same_rows(two_roads, table):
    # Late penalties, comments, needs-manual flags, a teacher's own grades: all as nbgrader writes them.
    stock, fast, _ = two_roads
    assert rows(fast)[table] == rows(stock)[table]
    assert rows(fast)[table]


@together
def test_both_roads_write_the_same_files(two_roads):
    # Byte for byte, read-only; the learner's own files too, but never what a link leads to.
    stock, fast, _ = two_roads
    assert files(fast) == files(stock)
    assert f"with-files/{LESSON}/helpers.py" in files(fast)
    assert not [name for name in files(fast) if "stolen" in name]


@together
def test_the_grades_are_the_right_ones(two_roads):
    # Bent but right is full; what cannot be read is 0; nobody gains by points of their own.
    found = scores(two_roads[1])
    for student in ("solved", "solved-zh", "split", "retyped", "reordered", "greedy", "old-format", "huge"):
        assert found[student] == FULL, student
    assert found["renamed"] == found["with-files"] == found["with-pipe"] == FULL
    assert found["pipe"] == found["folder"] == found["link"] == 0
    assert found["copied"] == by_lesson()[LESSON]["softmax"].points
    assert found["untouched"] == found["damaged"] == found["wrong-lesson"] == 0
    assert 0 < found["partly"] < FULL
    assert found["missing"] == FULL - by_lesson()[LESSON]["softmax"].points


@together
def test_late_work_is_penalised_and_a_teachers_grade_stays(two_roads):
    # The plug-in's method is "zero": the penalty is the whole score, a manual grade and its extra credit included.
    fast = rows(two_roads[1])
    penalties = {student: penalty for student, _, penalty, _ in fast["notebook"]}
    found = scores(two_roads[1])
    assert penalties["partly"] == found["partly"]
    assert penalties["overruled"] == found["overruled"] + 1.0
    assert penalties["solved"] is None
    overruled = next(row for row in fast["grade"] if row[:2] == ("overruled", "test_softmax"))
    assert overruled[3:] == (4.5, 1.0, 1)
    assert ("overruled", "softmax", None, "Well tried.") in fast["comment"]


@together
def test_comments_say_what_is_the_matter(two_roads):
    # In the notebook's language; nbgrader's own words for an answer that was left as it was.
    comments = {(student, name): comment for student, name, comment, _ in rows(two_roads[1])["comment"]}
    assert comments["untouched", "softmax"] == "No response."
    assert comments["solved", "softmax"] is None
    assert "笔记里没有 `softmax` 的单元格" in comments["missing", "softmax"]
    assert "is damaged" in comments["damaged", "softmax"]
    assert "02-matching" in comments["wrong-lesson", "softmax"]


@together
def test_the_summary_names_those_who_need_a_human(two_roads):
    # Exit code 1 (see the fixture); the others are not in the table.
    _, fast, done = two_roads
    needing = {student for student, *_, needs in rows(fast)["grade"] if needs} - {"overruled"}
    assert needing == {"damaged", "wrong-lesson", "pipe", "folder", "link"}
    for student in needing:
        assert student in done.stdout
    said = " ".join(done.stdout.split())
    assert (
        "points before late penalties;" in said and "2 lost points to lateness: after late penalties the mean" in said
    )
    assert "solved-zh" not in done.stdout
    assert "21 graded now" in " ".join(done.stdout.split())


def test_plain_test_cells_get_the_same_points_on_both_roads(course):
    # A teacher's own assignment in the same course, with asserts: run in the cage, by nbgrader's rules.
    own = untouched()
    own["cells"] = [
        {"cell_type": "code", "id": name, "metadata": {"nbgrader": flags | NBGRADER}, "outputs": [], "source": source}
        | {"execution_count": None}
        for name, source, flags in (
            ("twice", "def twice(x):\n    return 2 * x", {"grade_id": "twice", "grade": False, "solution": True}),
            ("good", "assert twice(2) == 4", {"grade_id": "good", "grade": True, "solution": False, "points": 3}),
            ("bad", "assert twice(2) == 5", {"grade_id": "bad", "grade": True, "solution": False, "points": 2}),
        )
    ]
    folder = course / "solutions" / "en" / "own"
    folder.mkdir()
    (folder / "own.ipynb").write_text(json.dumps(own))
    run(course, "generate_assignment", "own", program="nbgrader")
    hand_in(course, "alice", own, name="own", lesson="own")
    run(course, "autograde", "own", program="nbgrader")
    assert {row[1]: row[2] for row in rows(course)["grade"]} == {"good": 3, "bad": 0}
    run(course, "autograde", "own", "--force")
    assert {row[1]: row[2] for row in rows(course)["grade"]} == {"good": 3, "bad": 0}


@together
def test_nothing_in_the_files_can_run(two_roads):
    # Only what we made ourselves is HTML.
    for name, (content, _) in files(two_roads[1]).items():
        if name.startswith("greedy") and name.endswith(".ipynb"):
            outputs = [one for cell in json.loads(content)["cells"] for one in cell.get("outputs", [])]
            shown = [text for one in outputs for text in one.get("data", {}).get("text/html", [])]
            assert shown
            assert "<script" not in "".join(shown)


@together
def test_nbgrader_goes_on_from_there(two_roads):
    # Feedback and export after the fast road; the verdict is in the learner's page.
    fast = two_roads[1]
    run(fast, "generate_feedback", LESSON, "--student", "partly", program="nbgrader")
    page = (fast / "feedback" / "partly" / LESSON / f"{LESSON}.html").read_text()
    assert "attn-card" in page
    run(fast, "export", program="nbgrader")
    assert f"solved,,,,{float(FULL)},0.0,{float(FULL)},{float(FULL)}" in (fast / "grades.csv").read_text()


def test_formgraders_button_takes_the_same_road(course):
    # The web page calls this API in its own process.
    from nbgrader.apps.api import NbGraderAPI

    from grader.gradebook.course import open_course

    hand_in(course, "alice", with_source(solved(), "softmax", OVERFLOWING))
    opened = open_course(course)
    answer = NbGraderAPI(opened.directory, config=opened.app.config).autograde(LESSON, "alice", force=True)
    assert answer["success"], answer
    assert 0 < scores(course)["alice"] < FULL
    assert "ATTENTION_COURSE_GRADING" not in os.environ


def test_only_the_students_asked_for(course, grader):
    # A glob over student ids; the others have no rows.
    for student in ("anna", "anton", "berta"):
        hand_in(course, student, solved())
    assert grader("autograde", LESSON, "--student", "an*").exit_code == 0
    assert scores(course) == {"anna": FULL, "anton": FULL}


NOTHING = {
    "unknown assignment": (["autograde", "99-nothing"], "There is no assignment 99-nothing"),
    "half an assignment": (["autograde", "03-softmax"], f"Did you mean {LESSON}?"),
    "its number only": (["autograde", "3"], f"Did you mean {LESSON}?"),
    "nobody of that name": (["autograde", LESSON, "--student", "zoe"], "No student's id matches zoe"),
    "a student misspelt": (["autograde", LESSON, "--student", "allice"], "alice (did you mean that?)"),
    "unknown language": (["autograde", LESSON, "--language", "fr"], 'speaks "en" and "zh"'),
    "assignment forgotten": (["autograde", "02-matching"], "nbgrader generate_assignment 02-matching"),
}


@pytest.mark.parametrize("words, sentence", NOTHING.values(), ids=NOTHING)
def test_nothing_can_be_done(course, grader, words, sentence):
    # Exit code 2, one sentence, no traceback.
    hand_in(course, "alice", solved())
    hand_in(course, "alice", built("solutions", "en", "02-matching"), name="02-matching", lesson="02-matching")
    result = grader(*words)
    assert result.exit_code == 2
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_work_below_a_wrong_name_is_told(course, grader):
    # It is in no report and no export, so whoever grades has to hear of it: one sentence a folder, and no exit code 0.
    for student, name in (("alice", LESSON), ("dora", "3-softmax"), ("alice", "02-matching"), (LESSON, "hal")):
        hand_in(course, student, untouched(), lesson=name)
    (course / "submitted" / "dora" / "notes").mkdir()
    result = grader("autograde", LESSON)
    said = " ".join(result.stdout.split())
    assert result.exit_code == 1 and "Nobody needs a human" not in said
    assert (
        f"dora has a folder `3-softmax` that is no assignment, so it was not graded; did you mean `{LESSON}`?" in said
    )
    assert f"submitted/{LESSON}/hal has student and assignment the wrong way round" in said
    assert f"Move it to submitted/hal/{LESSON}" in said
    assert "02-matching" not in said and "notes" not in said
    alone = grader("autograde", LESSON, "--student", "dora")
    assert alone.exit_code == 2 and "did you mean" in alone.stderr
    shutil.rmtree(course / "submitted" / "dora")
    shutil.rmtree(course / "submitted" / LESSON)
    assert "Nobody needs a human" in grader("autograde", LESSON).stdout


def test_no_such_level(course):
    # Said by a worker, who is the first to want a cage.
    hand_in(course, "alice", solved())
    done = run(course, "autograde", LESSON, "--isolation", "perfect", codes=(2,))
    assert "no isolation level perfect" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_course(tmp_path, grader, monkeypatch):
    # The usual slip: the wrong folder.
    monkeypatch.chdir(tmp_path)
    result = grader("autograde", LESSON)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no nbgrader_config.py" in result.stderr


def test_a_folder_without_a_notebook(course, grader):
    # nbgrader passes it over; here it gets 0, a sentence and a human.
    (course / "submitted" / "alice" / LESSON).mkdir(parents=True)
    assert grader("autograde", LESSON).exit_code == 1
    assert scores(course) == {"alice": 0}
    assert "The folder that was handed in is empty" in rows(course)["comment"][0][2]


def test_figures_only_if_asked_for(course, grader):
    # Drawing triples the cost, and only a human looks at it.
    draws = code("import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()", id="drawing")
    hand_in(course, "alice", with_cell(solved(), "setup", draws))
    place = course / "autograded" / "alice" / LESSON / f"{LESSON}.ipynb"
    for option, pictures in ((), 0), (("--figures",), 1):
        grader("autograde", LESSON, *option)
        outputs = next(cell for cell in json.loads(place.read_text())["cells"] if cell["id"] == "drawing")["outputs"]
        assert len([one for one in outputs if "image/png" in one.get("data", {})]) == pictures
    assert scores(course) == {"alice": FULL}
