"""A class run that is killed, starved, locked out or fed poison loses nothing, doubles nothing, and goes on."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import deque

import pytest
from poison import poisoned, refusing, stillborn
from submissions import LESSON, OVERFLOWING, ROOT, built, hand_in, solved, untouched, with_source
from test_autograde import cage, files, released, rows, run, scores

from grader.cage import CageUnavailable, Limits
from grader.exercises import by_lesson
from grader.gradebook import classroom, workers
from grader.gradebook import ledger as remembered
from grader.gradebook.classroom import Options, autograde
from grader.gradebook.course import CannotGrade, open_course
from grader.gradebook.grading import ClassGrader, Result, Setup, Spent, Task
from grader.gradebook.marking import NotebookSource
from grader.gradebook.submission import parse
from grader.gradebook.workers import Failed, NoWorkers, Pool
from grader.language import Text

FULL = sum(exercise.points for exercise in by_lesson()[LESSON].values())
KINDS = (solved(), solved("zh"), untouched(), with_source(solved(), "softmax", OVERFLOWING))
CLASS = 30

released, cage = released, cage  # fixtures of test_autograde


@pytest.fixture
def course(released, tmp_path):
    return shutil.copytree(released, tmp_path / "course")


def hand_in_class(course, size=CLASS):
    for number in range(size):
        hand_in(course, f"student-{number:02}", KINDS[number % len(KINDS)])


def ledger(course) -> dict[str, str]:
    """Student → key, as far as it is written."""
    try:
        with sqlite3.connect(f"file:{course}/gradebook.db?mode=ro", uri=True) as database:
            return dict(database.execute("select student, key from attention_graded"))
    except sqlite3.OperationalError:
        return {}


def until(condition, seconds=60):
    """Wait for a state."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def kill_when(course, condition):
    """Start the class run and end it as a power cut would, once the condition holds."""
    command = [sys.executable, "-c", "from grader.cli import main; main()", "autograde", LESSON, "--jobs", "2"]
    running = subprocess.Popen(command, cwd=course, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        until(lambda: condition() or running.poll() is not None)
    finally:
        running.kill()
        running.communicate()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a matter of POSIX")
def test_killed_three_times_and_resumed(course, grade, tmp_path):
    # At three moments: before the first commit, and twice in the middle. The end is that of a run left in peace.
    hand_in_class(course)
    (course / ".grading-secret").write_text("the same for both")
    peaceful = shutil.copytree(course, tmp_path / "peaceful")
    kill_when(course, lambda: (course / "autograded").exists())
    before: dict[str, str] = {}
    for least in (3, 12):
        kill_when(course, lambda least=least: len(ledger(course)) >= least)
        now = ledger(course)
        assert before.items() <= now.items()
        assert set(now) <= set(scores(course)), "the ledger knows of grades that are not there"
        before = now
    assert len(before) < CLASS, "it was over before it could be killed"
    untouched_since = {name: entry for name, entry in mtimes(course).items() if name.split("/")[0] in before}
    done = run(course, "autograde", LESSON, "--jobs", 2)
    assert f"{CLASS - len(before)} graded now, {len(before)} graded before" in " ".join(done.stdout.split())
    assert untouched_since.items() <= mtimes(course).items(), "something was graded again without need"
    grade(course=peaceful)
    assert rows(course) == rows(peaceful)
    assert files(course) == files(peaceful)
    assert len(rows(course)["grade"]) == CLASS * len(by_lesson()[LESSON])


def mtimes(course):
    folder = course / "autograded"
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*.ipynb")}


@pytest.fixture
def grade(course, cage, monkeypatch):
    """Grade the course in this process, in a cage that is warm."""
    monkeypatch.setattr(classroom, "grade_all", lambda tasks, setup, _: map(ClassGrader(setup, cage).grade, tasks))

    def run_here(lesson=LESSON, course=course, **options):
        return autograde(open_course(course), lesson, Options(**options))

    return run_here


def test_what_is_graded_again(course, grade):
    # Only what changed: a new hand-in, a lost file, a due date, or --force.
    hand_in_class(course, 4)
    assert grade().new == 4
    assert grade().new == 0
    hand_in(course, "student-00", with_source(solved(), "softmax", OVERFLOWING))
    shutil.rmtree(course / "autograded" / "student-01")
    again = grade()
    assert again.new == 2
    assert set(again.lines) == {f"student-{number:02}" for number in range(4)}
    assert 0 < scores(course)["student-00"] < FULL
    hand_in(course, "student-02", untouched(), stamp="2025-03-01 12:00:00 UTC")
    assert grade().new == 1
    assert grade(force=True).new == 4


def test_a_changed_grader_is_the_reason_given(course, grade, monkeypatch):
    # Else a class that is graded anew for no reason that one can see; what was asked for by --force needs none.
    hand_in_class(course, 2)
    assert grade().notice == ""
    monkeypatch.setattr(remembered, "grader_digest", lambda lessons: "another")
    assert grade(force=True).notice == ""
    monkeypatch.setattr(remembered, "grader_digest", lambda lessons: "a third")
    hand_in(course, "new", untouched())
    again = grade()
    assert (again.new, again.notice[:27]) == (3, "2 had been graded before an") and LESSON in again.notice
    assert grade().notice == ""


def test_a_teachers_grade_survives_a_regrade(course, grade):
    # The automatic score changes below it, and somebody is asked to look.
    hand_in(course, "alice", solved())
    grade()
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("update grade set manual_score = 1.5")
        database.execute("update comment set manual_comment = 'Mine.'")
    hand_in(course, "alice", untouched())
    grade()
    assert {row[2:] for row in rows(course)["grade"]} == {(0.0, 1.5, None, 1)}
    assert {row[2:] for row in rows(course)["comment"]} == {("No response.", "Mine.")}


def test_a_bad_timestamp_stops_nobody(course, grade):
    # nbgrader gives up on such a student; the grade is there, only the time is not.
    folder = hand_in(course, "alice", solved(), stamp="the day before yesterday")
    assert "cannot be read, so no late penalty" in grade().need_human[0].needs_human
    assert scores(course) == {"alice": FULL}
    os.unlink(folder / "timestamp.txt")
    hand_in(course, "alice", solved(), stamp="2025-03-01 12:00:00 UTC")
    grade()
    assert rows(course)["submission"] == [("alice", "2025-03-01 12:00:00.000000", None)]


def test_a_locked_gradebook_is_waited_for(course, grade, monkeypatch):
    # formgrader may be writing; the run waits, and says so when it has waited long enough.
    hand_in(course, "alice", solved())
    monkeypatch.setattr(classroom, "PATIENCE", 0.3)
    grade()
    hand_in(course, "bob", solved())
    other = sqlite3.connect(course / "gradebook.db")
    with contextlib.closing(other):
        other.execute("begin immediate")
        with pytest.raises(CannotGrade, match="stays locked"):
            grade()
        other.rollback()
    assert grade().new == 1
    assert scores(course) == {"alice": FULL, "bob": FULL}


def setup():
    return Setup([], {}, b"", ".", [])


@pytest.mark.skipif(sys.platform == "win32", reason="signal.pause is a matter of POSIX")
def test_a_worker_that_dies_or_hangs_costs_one_student(monkeypatch):
    # The others are graded, whoever had the bad luck to share a process.
    monkeypatch.setattr(workers, "SECONDS", 2)
    names = ["a", "deadly", "b", "hanging", "c", "d"]
    with Pool(setup(), 2, poisoned) as pool:
        ended = list(pool.run(deque(Task(name, "", "") for name in names)))
    failed = {one.task.student: one.reason.en for one in ended if isinstance(one, Failed)}
    assert set(failed) == {"deadly", "hanging"}
    assert "died twice" in failed["deadly"]
    assert "longer than" in failed["hanging"]
    assert sorted(one.student for one in ended if isinstance(one, Result)) == ["a", "b", "c", "d"]


def test_no_cage_no_run():
    # Otherwise a whole class would get 0 for want of bubblewrap.
    for work, words in ((refusing, "no cage"), (stillborn, "do not start")):
        with Pool(setup(), 1, work) as pool, pytest.raises(NoWorkers, match=words):
            list(pool.run(deque([Task("a", "", "")])))


def test_a_failed_student_gets_a_sentence_and_a_human(course, monkeypatch):
    # What no process brought to an end is in the gradebook like everything else.
    hand_in(course, "alice", solved())
    task = Task("alice", "", "")
    monkeypatch.setattr(classroom, "grade_all", lambda *_: iter([Failed(task, Text("It died.", "它中止了。"))]))
    summary = autograde(open_course(course), LESSON, Options())
    assert [line.student for line in summary.need_human] == ["alice"]
    assert {row[2:] for row in rows(course)["grade"]} == {(0.0, None, None, 1)}
    assert "It died." in rows(course)["comment"][0][2]


def test_a_full_disk_takes_no_points(course, grade, monkeypatch):
    # What is our trouble leaves the gradebook as it was, says so, and is tried again.
    hand_in(course, "alice", solved())
    grade()
    task = Task("alice", "", "")
    failed = Failed(task, Text("No space left.", "磁盘满了。"), is_ours=True)
    with monkeypatch.context() as patch:
        patch.setattr(classroom, "grade_all", lambda *_: iter([failed]))
        summary = autograde(open_course(course), LESSON, Options(force=True))
    assert [line.needs_human for line in summary.need_human] == ["No space left."]
    assert scores(course) == {"alice": FULL}
    assert grade(force=True).new == 1


def test_an_unusable_gradebook(course, grade):
    # A sentence, not SQLAlchemy's opinion.
    hand_in(course, "alice", solved())
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("alter table assignment rename column duedate to due")
    with pytest.raises(CannotGrade, match="nbgrader db upgrade"):
        grade()


def test_a_run_of_another_lesson_in_the_same_gradebook(course, grade):
    # Assignments do not disturb each other.
    other = "02-matching"
    shutil.copytree(ROOT / "solutions" / "en" / other, course / "solutions" / "en" / other)
    run(course, "generate_assignment", other, program="nbgrader")
    hand_in(course, "alice", solved())
    hand_in(course, "alice", built("solutions", "zh", other), name=other, lesson=other)
    grade()
    before = rows(course)
    summary = grade(other)
    assert summary.new == 1
    assert [row for row in rows(course)["grade"] if row in before["grade"]] == before["grade"]


def test_a_worker_whose_cage_broke_hands_its_task_on():
    # Otherwise everybody after the one who broke the cage would get 0.
    class Broken:
        level = "full"
        limits = Limits()

        def job(self, *_, **__):
            raise CageUnavailable(Text("broken", "坏了"))

    source = NotebookSource(LESSON, LESSON, {}, ())
    setup = Setup([source.plain()], {}, b"", ".", [])
    with pytest.raises(Spent):
        ClassGrader(setup, Broken())._judge(parse(json.dumps(solved()).encode(), LESSON), source)
