"""Write a regrade: the named exercises' rows and cells, and nothing else."""

import json
import stat
from pathlib import Path

from sqlalchemy.exc import OperationalError

from grader.gradebook import ledger
from grader.gradebook.autograded import write_file
from grader.gradebook.classroom import late_penalties
from grader.gradebook.course import CannotGrade
from grader.gradebook.files import Refused, read_file
from grader.gradebook.marking import as_json, grade_id
from grader.gradebook.record import record_below
from grader.gradebook.rows import Marks, Rows
from grader.gradebook.seeds import mark_of
from grader.regrade import sentences
from grader.regrade.changes import differs
from grader.regrade.grades import grades_of
from grader.regrade.regrading import TEST, Fresh, Regrading, cells_of


def write(regrading: Regrading) -> None:
    """Write what was judged, all of it or nothing of the gradebook. Raises `CannotGrade`.

    The gradebook is locked first, the notebooks follow, then it is committed: whatever stops this in between, the same
    regrade finds the same changes again.
    """
    session = regrading.gradebook.db
    try:
        session.rollback()  # what others wrote while we judged is read again
        _demand_unchanged(regrading)
        ledger.prepare(regrading.gradebook.engine)
        _record(regrading)
        session.flush()
        _demand_same_work(regrading)
        for fresh in regrading.fresh:
            _rewrite(_path(regrading, fresh), fresh)
        session.commit()
    except CannotGrade:
        session.rollback()
        raise
    except OperationalError as error:
        session.rollback()
        sentence = sentences.LOCKED if "locked" in str(error.orig) else sentences.UNUSABLE
        raise CannotGrade(sentence.format(url=regrading.course.directory.db_url, reason=error.orig)) from None
    except OSError as error:
        session.rollback()
        sentence = sentences.NOT_WRITTEN.format(path=error.filename, reason=error.strerror or error)
        raise CannotGrade(sentence) from None


def _demand_unchanged(regrading) -> None:
    """Nobody has graded anew what was shown to the teacher."""
    now = grades_of(regrading.gradebook.db, regrading.assignment)
    for fresh in regrading.fresh:
        for name, before in fresh.before.items():
            found = now.get((fresh.student, fresh.notebook, TEST + name))
            if found is None or found.auto != before:
                raise CannotGrade(sentences.MEANWHILE.format(student=fresh.student))


def _demand_same_work(regrading) -> None:
    """Nobody has graded a newer hand-in. Asked while the gradebook is locked: equal points do not mean equal work."""
    for fresh in regrading.fresh:
        there = cells_of(_path(regrading, fresh))
        if any(record_below(there.get(name, {})).get("submission") != fresh.submission for name in fresh.cells):
            raise CannotGrade(sentences.MEANWHILE.format(student=fresh.student))


def _record(regrading) -> None:
    rows = Rows(regrading.gradebook, regrading.assignment, late_penalties(regrading.course))
    for fresh in regrading.fresh:
        moved = {name: score for name, score in fresh.scores.items() if differs(fresh.before[name], score)}
        if (
            moved
        ):  # else another text only: no row has to know, and a due date that changed since is not applied unasked
            scores = {TEST + name: score for name, score in moved.items()}
            comments = {name: comment for name, comment in fresh.comments.items() if name in moved}
            rows.record(fresh.student, None, [Marks(fresh.notebook, scores, comments, [])])
            _correct_ledger(regrading, fresh)
    if regrading.is_whole:
        for student in regrading.judged:
            rows.remember(
                ledger.Drawn(assignment=regrading.assignment, student=student, mark=mark_of(regrading.secret))
            )


def _correct_ledger(regrading, fresh: Fresh) -> None:
    entry = regrading.gradebook.db.get(ledger.Graded, (regrading.assignment, fresh.student, fresh.notebook))
    if entry:
        entry.score += sum(score - (fresh.before[name] or 0.0) for name, score in fresh.scores.items())


def _path(regrading, fresh: Fresh) -> Path:
    folder = regrading.course.folder("autograded_directory", fresh.student, regrading.assignment)
    return folder / f"{fresh.notebook}.ipynb"


def _rewrite(path: Path, fresh: Fresh) -> None:
    """Put the fresh verdicts below their test cells; every other byte stays."""
    try:
        notebook = json.loads(read_file(path))
    except (Refused, ValueError):
        raise CannotGrade(sentences.MEANWHILE.format(student=fresh.student)) from None
    for cell in notebook["cells"]:
        if found := fresh.cells.get(grade_id(cell).removeprefix(TEST) if grade_id(cell).startswith(TEST) else ""):
            cell["outputs"], cell["execution_count"] = found["outputs"], found["execution_count"]
    write_file(path, as_json(notebook).encode(), stat.S_IMODE(path.stat().st_mode))
