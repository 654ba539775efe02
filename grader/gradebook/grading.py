"""One student's hand-in from folder to marks: read, judge, write the autograded files. Runs in a process of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from grader.cage import CageUnavailable
from grader.cage.sentences import BROKEN
from grader.gradebook import sentences
from grader.gradebook.autograded import copied_files, out_of_the_way, write_autograded
from grader.gradebook.files import shown
from grader.gradebook.inside import TestCells
from grader.gradebook.judging import Judgement, cannot_judge, judge_submission
from grader.gradebook.marking import NotebookSource, as_text, grade_id, mark, points_for, sanitised
from grader.gradebook.seeds import Secret
from grader.gradebook.submission import Submission, find_submission
from grader.language import Text, say, speak

NO_RESPONSE = "No response."  # nbgrader's own words for an answer that was left as it was released


@dataclass(frozen=True)
class Setup:
    """What is the same for a whole class: plain data.

    `lessons_own` are, by lesson, the cells that need not run; `language` is for those whose notebook cannot be read;
    `figures` runs all cells and keeps the pictures.
    """

    sources: list[dict]
    lessons_own: dict[str, list[str]]
    secret: bytes
    source_folder: str
    ignored: list[str]
    isolation: str | None = None
    language: str = "en"
    permissions: int = 0o444
    figures: bool = False


@dataclass(frozen=True)
class Task:
    """One student's folder, and where the autograded files go."""

    student: str
    folder: str
    target: str


@dataclass
class Result:
    """What came of a task: plain data. `marks` is one dict a notebook (see `grader.gradebook.rows.Marks`)."""

    student: str
    marks: list[dict] = field(default_factory=list)
    score: float = 0.0
    max_score: float = 0.0
    isolation: str = ""
    needs_human: str = ""


@dataclass(frozen=True)
class HandIn:
    """What a student's folder held: one submission for each notebook of the assignment, and the files to copy."""

    submissions: list[Submission]
    files: dict[str, bytes]


class Folders:
    """Reads what was handed in and writes what came of it, on the machine that has the course's folders."""

    def __init__(self, setup: Setup):
        self._setup = setup
        self._sources = [NotebookSource.from_plain(plain) for plain in setup.sources]
        self._beside = copied_files(Path(setup.source_folder), setup.ignored)

    def read(self, task: Task) -> HandIn:
        """What was handed in; a notebook that cannot be read is there with its refusal."""
        folder, setup = Path(task.folder), self._setup
        taken = {*self._beside, *(f"{source.name}.ipynb" for source in self._sources)}
        files = out_of_the_way(copied_files(folder, setup.ignored), taken) | self._beside
        found = [find_submission(folder, one.name, one.lesson, setup.language) for one in self._sources]
        for submission in found:
            submission.files.update(self._beside)
        return HandIn(found, files)

    def write(self, task: Task, hand_in: HandIn, notebooks: Mapping[str, str]) -> None:
        """Write the autograded folder: `notebooks`, name → text, and what is copied. Raises `OSError`."""
        graded = {f"{name}.ipynb": text.encode() for name, text in notebooks.items()}
        write_autograded(Path(task.target), hand_in.files | graded, self._setup.permissions)


class Spent(Exception):
    """This process cannot go on, its cage is broken; another one should try. `sentence` (a `Text`) says why."""

    def __init__(self, sentence: Text):
        super().__init__(sentence)
        self.sentence = sentence


class ClassGrader:
    """Grades one student after the other in one cage."""

    def __init__(self, setup: Setup, cage):
        self._setup, self._cage = setup, cage
        self._sources = [NotebookSource.from_plain(plain) for plain in setup.sources]
        self._own = {lesson: frozenset(cells) for lesson, cells in setup.lessons_own.items()}
        speak(setup.language)

    @cached_property
    def _folders(self) -> Folders:
        return Folders(self._setup)

    def grade(self, task: Task) -> Result:
        """Judge all notebooks of a student and write the autograded folder. `Spent`, `OSError` (of the writing)."""
        hand_in = self._folders.read(task)
        result, notebooks = self.judge(task.student, hand_in.submissions, self._setup.secret)
        self._folders.write(task, hand_in, notebooks)
        return result

    def judge(self, student: str, submissions: list[Submission], secret: Secret) -> tuple[Result, dict[str, str]]:
        """Judge one submission for each notebook: the result, and the marked notebooks, name → text. `Spent`."""
        result = Result(student, isolation=self._cage.level)
        pairs = zip(submissions, self._sources, strict=True)
        return result, {source.name: self._grade_notebook(one, source, result, secret) for one, source in pairs}

    def _grade_notebook(self, submission: Submission, source: NotebookSource, result: Result, secret: Secret) -> str:
        try:
            notebook, judgement, marks = self._marked(submission, source, secret)
        except Spent:
            raise
        except Exception as error:  # a class must not stop for one notebook, whatever we did wrong
            notebook, judgement, marks = self._unmarked(submission, source, error)
        result.marks.append(marks)
        result.score += sum(filter(None, marks["scores"].values()))
        result.max_score += sum(cell.points for cell in source.cells if cell.points)
        result.needs_human = result.needs_human or judgement.needs_human
        return as_text(notebook)

    def _marked(self, submission, source, secret) -> tuple[dict, Judgement, dict]:
        notebook = sanitised(submission, source)
        judgement = self._judge(submission, source, secret, TestCells(source.name, source.cells, notebook["cells"]))
        mark(notebook, judgement)
        return notebook, judgement, marks_of(notebook, source, judgement)

    def _unmarked(self, submission, source, error) -> tuple[dict, Judgement, dict]:
        """The assignment's cells without the learner's, which could not be marked, and the sentence that says so."""
        reason = _stumbled(error)
        notebook = sanitised(replace(submission, cells=(), refusal=reason), source)
        tests = TestCells(source.name, source.cells, notebook["cells"])
        judgement = cannot_judge(source.lesson, submission.language, self._cage.level, reason, tests)
        mark(notebook, judgement)
        return notebook, judgement, marks_of(notebook, source, judgement)

    def _judge(self, submission, source, secret=b"", tests=None) -> Judgement:
        own = self._own.get(source.lesson, frozenset())
        try:
            return judge_submission(submission, self._cage, secret, own, source.lesson, self._setup.figures, tests)
        except CageUnavailable as trouble:
            raise Spent(trouble.sentence) from trouble
        except OSError as trouble:
            raise Spent(BROKEN.format(reason=trouble)) from trouble
        except Exception as error:  # what the learner wrote is kept
            return cannot_judge(source.lesson, submission.language, self._cage.level, _stumbled(error), tests)


def _stumbled(error) -> Text:
    return sentences.BROKEN_GRADER.format(reason=shown(f"{type(error).__name__}: {error}"))


def marks_of(notebook: dict, source: NotebookSource, judgement: Judgement) -> dict:
    """The grades and comments of one marked notebook."""
    judged = {one.cell: one for one in judgement.exercises}
    cells = {grade_id(cell): cell for cell in notebook["cells"]}
    unchanged = {known.name: cells[known.name]["source"] == known.source for known in source.cells}
    remarks = {one.name: one.remark for one in judgement.exercises}
    graded = [known for known in source.cells if known.grade]
    return {
        "notebook": source.name,
        "scores": {known.name: _score(known, judged.get(known.name), unchanged[known.name]) for known in graded},
        "comments": {
            known.name: remarks.get(known.name) or (NO_RESPONSE if unchanged[known.name] and not known.task else None)
            for known in source.cells
            if known.solution or known.task
        },
        "human": [known.name for known in graded if judgement.needs_human or known.name not in judged],
    }


def _score(known, verdict, unchanged):
    if known.solution:
        return 0.0 if unchanged else None
    return points_for(verdict, known.points)


def needs_human(result: Result) -> str:
    """The sentence that says why somebody has to look at a student's work; "" when nobody has to."""
    return result.needs_human or (say(sentences.BY_HAND) if any(one["human"] for one in result.marks) else "")
