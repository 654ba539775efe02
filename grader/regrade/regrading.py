"""Judge a class again beside the grades it has: into a folder of our own, compared, and written only when told to."""

import fnmatch
import json
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from grader.exercises import all_exercises, exercise
from grader.gradebook import ledger
from grader.gradebook.classroom import Options, setup_of
from grader.gradebook.course import CannotGrade, Course, notebook_sources
from grader.gradebook.files import Refused, read_file
from grader.gradebook.grading import Result, Task
from grader.gradebook.marking import NotebookSource, grade_id
from grader.gradebook.record import record_below
from grader.gradebook.seeds import REDRAWN, SECRET_FILE, SecretClosed, mark_of, secret_of
from grader.gradebook.workers import Failed, NoWorkers, grade_all
from grader.language import Text
from grader.regrade import sentences
from grader.regrade.changes import Change, Changes, differs, turned, why
from grader.regrade.grades import Grade, grades_of

TEST = "test_"


@dataclass
class Fresh:
    """What is to be written for one student's notebook: the fresh test cells, points and comments, by exercise.

    `submission` is the digest of the work that was judged.
    """

    student: str
    notebook: str
    submission: str = ""
    cells: dict[str, dict] = field(default_factory=dict)
    before: dict[str, float | None] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)


class Regrading:
    """One regrade, as a context: `judge`, look at what it returns, perhaps `grader.regrade.writing.write`.

    `exercises` are the names asked for; none means all. Nothing of the course is written here.
    """

    def __init__(self, course: Course, assignment: str, exercises: tuple[str, ...], options: Options):
        self.course, self.assignment, self.options = course, assignment, options
        self._asked = exercises
        self._leaving = ExitStack()
        self.fresh: list[Fresh] = []
        self.judged: list[str] = []

    @property
    def is_whole(self) -> bool:
        """Whether all exercises are meant."""
        return not self._asked

    def __enter__(self):
        _demand_gradebook(self.course)
        self._folder = Path(self._leaving.enter_context(tempfile.TemporaryDirectory(prefix="regrade-")))
        self.gradebook = self._leaving.enter_context(self.course.gradebook())
        return self

    def __exit__(self, *_):
        self._leaving.close()

    def judge(self, tell: Callable[[int, int, int], None] = lambda *_: None) -> Changes:
        """Judge again. `tell(total, done, left_out)` hears of every student. Raises `CannotGrade`."""
        try:
            return self._judge(tell)
        except (NoWorkers, SecretClosed) as cannot:
            raise CannotGrade(cannot.sentence) from None
        except OperationalError as error:
            sentence = sentences.UNUSABLE.format(url=self.course.directory.db_url, reason=error.orig)
            raise CannotGrade(sentence) from None

    def _judge(self, tell) -> Changes:
        every = notebook_sources(self.gradebook, self.assignment, self.course)
        self._sources = [source for source in every if source.lesson]
        changes = Changes(self.assignment, self._named())
        self._grades = grades_of(self.gradebook.db, self.assignment)
        self.secret = secret_of(self.course.root)
        tasks = self._tasks(changes)
        setup = setup_of(self.course, self.assignment, self._sources, self.secret, self.options)
        for done, ended in enumerate(grade_all(tasks, setup, self.options.jobs), 1):
            self._compare(ended, changes)
            tell(len(tasks), done, len(changes.left_out))
        changes.listed.sort(key=lambda one: (not one.is_named, one.student))
        changes.notice = self._new_secret()
        return changes

    def _named(self) -> tuple[str, ...]:
        there = [name for source in self._sources for name in exercises_of(source)]
        for name in self._asked:
            if name not in there:
                names = ", ".join(there)
                raise CannotGrade(sentences.NO_SUCH_EXERCISE.format(assignment=self.assignment, name=name, names=names))
        return tuple(name for name in there if self.is_whole or name in self._asked)

    def _tasks(self, changes: Changes) -> list[Task]:
        """Those whose work is here and graded; the others are left out, with the reason."""
        folders = self.course.submissions(self.assignment, self.options.students)
        graded = {grade.student for grade in self._grades.values() if grade.auto is not None}
        for student in graded - folders.keys():
            if fnmatch.fnmatch(student, self.options.students):
                folder = self.course.folder("submitted_directory", student, self.assignment)
                changes.left_out[student] = sentences.GONE.format(folder=folder)
        changes.left_out |= {student: sentences.NOT_GRADED for student in folders if student not in graded}
        students = [student for student in folders if student in graded]
        if not students:
            nobody = sentences.NOBODY.format(students=self.options.students)
            reason = next(iter(changes.left_out.values()), nobody)
            raise CannotGrade(sentences.NOTHING_GRADED.format(assignment=self.assignment, reason=reason))
        self._targets = {student: self._folder / str(number) for number, student in enumerate(students)}
        return [Task(student, str(folders[student]), str(self._targets[student])) for student in students]

    def _compare(self, ended: Result | Failed, changes: Changes) -> None:
        if isinstance(ended, Failed):
            changes.left_out[ended.task.student] = ended.reason
            return
        changes.isolation = ended.isolation
        if ended.needs_human:
            changes.left_out[ended.student] = Text(ended.needs_human, ended.needs_human)
            return
        pairs = [(marks, *self._cells(ended.student, marks["notebook"])) for marks in ended.marks]
        if reason := next(filter(None, (_unfit(kept, now) for _, kept, now in pairs)), None):
            changes.left_out[ended.student] = reason
            return
        self.judged.append(ended.student)
        for marks, kept, now in pairs:
            self._compare_notebook(ended.student, marks, kept, now, changes)

    def _cells(self, student, notebook) -> tuple[dict, dict]:
        """The test cells that are there and the fresh ones, each by exercise."""
        folder = self.course.folder("autograded_directory", student, self.assignment)
        return cells_of(folder / f"{notebook}.ipynb"), cells_of(self._targets[student] / f"{notebook}.ipynb")

    def _compare_notebook(self, student: str, marks: dict, kept: dict, now: dict, changes: Changes) -> None:
        fresh = Fresh(student, marks["notebook"])
        for name in now:
            grade, after = self._grades[student, marks["notebook"], TEST + name], marks["scores"][TEST + name]
            is_named, moved = name in changes.exercises, differs(grade.auto, after)
            if moved:
                changes.listed.append(self._change(grade, name, after, (kept[name], now[name]), is_named))
            changes.same += is_named and not moved and grade.manual is None
            changes.by_hand += is_named and grade.manual is not None
            if is_named and (moved or kept[name]["outputs"] != now[name]["outputs"]):
                changes.refreshed += not moved
                fresh.cells[name], fresh.before[name], fresh.scores[name] = now[name], grade.auto, after
                fresh.submission = record_below(now[name])["submission"]
                fresh.comments |= {name: marks["comments"][name]} if name in marks["comments"] else {}
        if fresh.cells:
            self.fresh.append(fresh)

    def _change(self, grade: Grade, name: str, after: float, cells: tuple[dict, dict], is_named: bool) -> Change:
        was, now = map(record_below, cells)
        found, follows = turned(was, now), tuple(one for one in self._asked if one in below(name))
        reason = why(found, now, grade.manual, follows, is_named)
        points = (grade.auto, after, grade.max_score, grade.manual)
        return Change(grade.student, grade.notebook, name, *points, is_named, found, reason)

    def _new_secret(self) -> Text | None:
        others = ledger.redrawn(self.gradebook.db, self.assignment, mark_of(self.secret))
        count = len(others & set(self.judged))
        return REDRAWN.format(count=count, file=self.course.root / SECRET_FILE) if count else None


def _demand_gradebook(course: Course) -> None:
    """nbgrader's own `Gradebook` would make one where there is none."""
    url = make_url(course.directory.db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise CannotGrade(sentences.NO_GRADEBOOK.format(place=url.database))


def exercises_of(source: NotebookSource) -> list[str]:
    """The course's exercises that a notebook of an assignment grades."""
    names = [cell.name.removeprefix(TEST) for cell in source.cells if cell.grade and cell.name.startswith(TEST)]
    return [name for name in names if name in all_exercises()]


def below(name: str) -> set[str]:
    """The exercises that this one builds on, and those that they build on."""
    direct = set(exercise(name).builds_on)
    return direct.union(*map(below, direct))


def cells_of(path: Path) -> dict[str, dict]:
    """Exercise → its test cell in a graded notebook; empty when the file cannot be read."""
    try:
        cells = json.loads(read_file(path))["cells"]
        by_id = {grade_id(cell): cell for cell in cells}
        return {name: by_id[TEST + name] for name in all_exercises() if TEST + name in by_id}
    except (Refused, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _unfit(kept: dict, now: dict) -> Text | None:
    """Why the verdicts that are there cannot be compared with the fresh ones."""
    pairs = [(record_below(kept.get(name, {})), record_below(cell)) for name, cell in now.items()]
    if not all(was for was, _ in pairs):
        return sentences.NO_RECORD
    if any(was.get("submission") != new.get("submission") for was, new in pairs):
        return sentences.HANDED_IN_AGAIN
    return None
