"""A whole class into the gradebook: judged side by side, entered by one writer, resumed where it was stopped."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc
from sqlalchemy.exc import OperationalError

from grader.gradebook import ledger, sentences
from grader.gradebook.course import CannotGrade, Course, language_of_source, notebook_sources
from grader.gradebook.files import Refused, read_file
from grader.gradebook.grading import Result, Setup, Task, needs_human
from grader.gradebook.marking import NotebookSource
from grader.gradebook.naming import assignments_of, folders_astray, nobody
from grader.gradebook.plan import lessons_own_cells
from grader.gradebook.rows import Marks, Rows
from grader.gradebook.seeds import REDRAWN, SECRET_FILE, SecretClosed, mark_of, secret_of
from grader.gradebook.workers import Failed, NoWorkers, grade_all
from grader.language import Text, say

BATCH, BATCH_SECONDS = 50, 1.0  # what at most is judged again after a kill
PATIENCE = 30  # seconds that somebody else may keep the gradebook locked
STAMP = "timestamp.txt"

LOCKED = Text(
    "The gradebook {url} stays locked. Close what else writes to it, then run this again: it goes on where it stopped.",
    "成绩册 {url} 一直被占用。请关掉别的正在写它的程序再运行一次，会从停下的地方继续。",
)
UNUSABLE = Text(
    "The gradebook {url} cannot be used ({reason}). Keep a copy of it, then run `nbgrader db upgrade`.",
    "成绩册 {url} 无法使用（{reason}）。请先备份，再运行 `nbgrader db upgrade`。",
)
NEW_GRADER = Text(
    "{count} had been graded before and were graded again, because the grader or the exercises concerned have changed "
    "since; `grader regrade {assignment}` lists what such a change does before anything is written.",
    "有 {count} 份以前评过，这次又重评了，因为评分程序或有关的练习后来改过；"
    "`grader regrade {assignment}` 可以在写入之前先列出这样的改动会带来什么。",
)
BAD_STAMP = Text(
    "The time of submission in {file} cannot be read, so no late penalty was worked out. Mend the file, grade again.",
    "{file} 里的提交时间无法识别，因此没有计算迟交扣分。请改好这个文件再评一次。",
)


@dataclass
class Line:
    """One student in the summary."""

    student: str
    score: float
    max_score: float
    isolation: str
    needs_human: str = ""
    penalty: float = 0.0  # for coming late

    @property
    def counts(self) -> float:
        """The points that are left after the late penalty, never below 0."""
        return max(0.0, self.score - self.penalty)


@dataclass
class Summary:
    """What a run came to. `new` counts those graded now, the others were graded before.

    `notice` is what there is to say about the whole run, or "". `astray` are sentences, one a folder that holds work
    but has a name which leads to no assignment.
    """

    assignment: str
    lines: dict[str, Line] = field(default_factory=dict)
    new: int = 0
    seconds: float = 0.0
    notice: str = ""
    astray: list[Text] = field(default_factory=list)

    @property
    def need_human(self) -> list[Line]:
        return [line for line in self.lines.values() if line.needs_human]


@dataclass(frozen=True)
class Options:
    """How to run."""

    students: str = "*"
    jobs: int = 1
    isolation: str | None = None
    language: str = ""
    force: bool = False
    figures: bool = False
    cluster: str = ""


def autograde(
    course: Course,
    assignment: str,
    options: Options,
    tell: Callable[[int, int, int], None] = lambda *_: None,
    warn: Callable[[Text], None] = lambda _: None,
) -> Summary:
    """Grade the class, on this machine or on the cluster whose scheduler's address the options give.

    `tell(total, done, need_human)` hears of every student, `warn` of workers that are not used. Raises `CannotGrade`.
    """
    begin = time.monotonic()
    folders = course.submissions(assignment, options.students)
    try:
        if not folders:
            raise nobody(course, assignment, options.students)
        with course.gradebook() as gradebook:
            run = _Run(course, gradebook, assignment, options)
            _grade(run, folders, _road(options, warn), tell)
            run.look_back()
    except (NoWorkers, SecretClosed) as none:
        raise CannotGrade(none.sentence) from None
    except OperationalError as error:
        sentence = LOCKED if _is_locked(error) else UNUSABLE
        raise CannotGrade(sentence.format(url=course.directory.db_url, reason=error.orig)) from None
    run.summary.seconds = time.monotonic() - begin
    return run.summary


def _road(options, warn):
    """(tasks, setup) → results as they come: of processes here, or of a cluster's workers."""
    if not options.cluster:
        return lambda tasks, setup: grade_all(tasks, setup, options.jobs)
    from grader.cluster import home

    return lambda tasks, setup: home.grade_all(tasks, setup, options.cluster, warn)


def _grade(run, folders, road, tell):
    waiting = run.waiting(folders)
    _report(run.summary, len(folders), tell)
    try:
        for ended in road(waiting, run.setup()):
            run.enter(ended)
            _report(run.summary, len(folders), tell)
    finally:
        run.commit()


def _is_locked(error) -> bool:
    return "locked" in str(error.orig)


def _report(summary, total, tell):
    tell(total, len(summary.lines), len(summary.need_human))


def setup_of(course: Course, assignment: str, sources: list[NotebookSource], secret: bytes, options: Options) -> Setup:
    """What every worker is told."""
    directory = course.directory
    source_folder = course.folder("source_directory", ".", assignment)
    lessons = {source.lesson for source in sources if source.lesson}
    return Setup(
        sources=[source.plain() for source in sources],
        lessons_own={lesson: sorted(lessons_own_cells(lesson, source_folder)) for lesson in lessons},
        secret=secret,
        source_folder=str(source_folder),
        ignored=directory.ignore,
        isolation=options.isolation,
        language=options.language or language_of_source(source_folder),
        permissions=0o664 if directory.groupshared else 0o444,
        figures=options.figures,
    )


class _Run:
    """One run: what is to be done, and the one writer."""

    def __init__(self, course: Course, gradebook, assignment: str, options: Options):
        self._course, self._gradebook, self._assignment, self._options = course, gradebook, assignment, options
        self._sources = notebook_sources(gradebook, assignment, course)
        ledger.prepare(gradebook.engine)
        gradebook.db().expire_on_commit = False
        self._rows = Rows(gradebook, assignment, late_penalties(course))
        self._secret = secret_of(course.root)
        self._mark = mark_of(self._secret)
        self._grader = ledger.grader_digest(frozenset(source.lesson for source in self._sources if source.lesson))
        self._keys: dict[str, str] = {}
        self._stamps: dict[str, datetime | None] = {}
        self._bad_stamps: dict[str, str] = {}
        self._pending: list[Result] = []
        self._committed = time.monotonic()
        self.summary = Summary(assignment)

    def setup(self) -> Setup:
        """What every worker is told."""
        return setup_of(self._course, self._assignment, self._sources, self._secret, self._options)

    def waiting(self, folders: dict[str, Path]) -> list[Task]:
        """Who is still to be graded; the others go into the summary at once."""
        done = ledger.entries(self._gradebook.db, self._assignment)
        tasks = []
        for student, folder in folders.items():
            self._keys[student] = self._key(student, folder)
            target = self._course.folder("autograded_directory", student, self._assignment)
            kept = [done.get((student, source.name)) for source in self._sources]
            if not self._options.force and all(map(self._is_done, kept, self._sources, [target] * len(kept))):
                self.summary.lines[student] = _line_of(student, kept)
            else:
                tasks.append(Task(student, str(folder), str(target)))
        self._remark_what_is_new({task.student for task in tasks})
        return tasks

    def _remark_what_is_new(self, students):
        """Why so many are graded that were graded before; with --force nobody asks about the grader."""
        session, said = self._gradebook.db, []
        if count := len(students & ledger.redrawn(session, self._assignment, self._mark)):
            said.append(REDRAWN.format(count=count, file=self._course.root / SECRET_FILE))
        others = ledger.of_another_grader(session, self._assignment, self._grader)
        if (count := len(students & others)) and not self._options.force:
            said.append(NEW_GRADER.format(count=count, assignment=self._assignment))
        self.summary.notice = "\n".join(map(say, said))

    def look_back(self) -> None:
        """After the grading: what the class lost to lateness, and work that no name leads to."""
        for student, penalty in self._rows.penalties().items():
            if student in self.summary.lines:
                self.summary.lines[student].penalty = penalty
        known = assignments_of(self._gradebook)
        self.summary.astray = folders_astray(self._course, known, self._assignment, self._options.students)

    def _key(self, student, folder):
        self._read_stamp(student, folder)
        due, extension = self._rows.due(student)
        told = [self._grader, self._secret.hex(), str(due), str(extension), str(self._options.figures)]
        return ledger.fingerprint(folder, *told, *(repr(source) for source in self._sources))

    def _is_done(self, entry, source: NotebookSource, target: Path) -> bool:
        student_key = entry and self._keys[entry.student]
        return bool(entry) and entry.key == student_key and (target / f"{source.name}.ipynb").is_file()

    def _read_stamp(self, student: str, folder: Path) -> None:
        """When the work was handed in, as nbgrader's collecting wrote it down; a file that says nothing is remarked."""
        self._stamps[student] = None
        if not (folder / STAMP).exists():
            return
        try:
            text = read_file(folder / STAMP, 1000).decode("utf-8", "replace").strip()
            self._stamps[student] = parse_utc(text or None)
        except (Refused, ValueError, OverflowError):
            self._bad_stamps[student] = say(BAD_STAMP.format(file=folder / STAMP))

    def enter(self, ended: Result | Failed) -> None:
        """Take one student's result; it is in the gradebook after the next commit.

        Where we are to blame nothing is entered: the grade from before stays, and the next run tries again.
        """
        result = self._failed(ended) if isinstance(ended, Failed) else ended
        self.summary.lines[result.student] = Line(
            result.student, result.score, result.max_score, result.isolation, self._why_human(result)
        )
        self.summary.new += 1
        if not getattr(ended, "is_ours", False):
            self._pending.append(result)
        if len(self._pending) >= BATCH or time.monotonic() - self._committed > BATCH_SECONDS:
            self.commit()

    def _failed(self, failed: Failed) -> Result:
        """Nobody could judge it: no points, a sentence, a human; the autograded file stays as it was."""
        reason = say(failed.reason if failed.is_ours else sentences.NEEDS_HUMAN.format(reason=failed.reason))
        result = Result(failed.task.student, needs_human=reason)
        for source in self._sources:
            graded = [cell.name for cell in source.cells if cell.grade]
            answers = [cell.name for cell in source.cells if cell.solution]
            result.marks.append(
                {
                    "notebook": source.name,
                    "scores": dict.fromkeys(graded, 0.0),
                    "comments": dict.fromkeys(answers, reason),
                    "human": graded,
                }
            )
            result.max_score += sum(cell.points for cell in source.cells if cell.points)
        return result

    def _why_human(self, result) -> str:
        return needs_human(result) or self._bad_stamps.get(result.student, "")

    def commit(self) -> None:
        """Write what is pending in one transaction, again and again while somebody else holds the gradebook."""
        until = time.monotonic() + PATIENCE
        while self._pending:
            try:
                self._write(self._pending)
                self._pending = []
            except OperationalError as error:
                self._rows.start_over()
                if time.monotonic() > until or not _is_locked(error):
                    raise
                time.sleep(0.2)
        self._committed = time.monotonic()

    def _write(self, results: Iterable[Result]) -> None:
        for result in results:
            marks = [Marks(**one) for one in result.marks]
            self._rows.record(result.student, self._stamps[result.student], marks)
            for one in result.marks:
                self._rows.remember(self._entry(result, one))
            whose = {"assignment": self._assignment, "student": result.student}
            self._rows.remember(ledger.Drawn(**whose, mark=self._mark))
            self._rows.remember(ledger.Judged(**whose, grader=self._grader))
        self._rows.commit()

    def _entry(self, result, marks) -> ledger.Graded:
        return ledger.Graded(
            assignment=self._assignment,
            student=result.student,
            notebook=marks["notebook"],
            key=self._keys[result.student],
            score=sum(filter(None, marks["scores"].values())),
            max_score=result.max_score,
            isolation=result.isolation,
            needs_human=bool(self._why_human(result)),
            reason=self._why_human(result),
        )


def _line_of(student, entries) -> Line:
    reason = next((entry.reason for entry in entries if entry.needs_human), "")
    return Line(student, sum(entry.score for entry in entries), entries[0].max_score, entries[0].isolation, reason)


def late_penalties(course: Course) -> AssignLatePenalties:
    late = AssignLatePenalties(parent=course.app)
    late.init_plugin()
    return late
