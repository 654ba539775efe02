"""Our steps inside nbgrader's own: `nbgrader autograde` and formgrader's button judge in the cage, from outside.

nbgrader goes over a hand-in twice with one exporter: first it sanitises, then it grades. The exporter reads the
learner's file with suspicion and keeps what it read; the steps below find it there (or make do with the notebook).
"""

import os
import weakref
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.api import Gradebook
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from traitlets import Bool, Unicode
from traitlets.log import get_logger

from grader.cage.workspaces import remove
from grader.exercises import by_lesson
from grader.gradebook import ledger
from grader.gradebook.autograded import copied_files
from grader.gradebook.course import language_of_source, notebook_source
from grader.gradebook.files import Refused, read_file, strangers, too_deep
from grader.gradebook.grading import marks_of
from grader.gradebook.inside import TestCells, unfit
from grader.gradebook.judging import Judgement, judge_submission
from grader.gradebook.marking import NotebookSource, mark, sanitised
from grader.gradebook.plan import lessons_own_cells
from grader.gradebook.seeds import REDRAWN, SECRET_FILE, mark_of, secret_of
from grader.gradebook.submission import Submission, find_submission, from_notebook, renamed
from grader.language import say


class CarefulExporter(NotebookExporter):
    """Reads what was handed in with `find_submission`, so that no file can stop or mislead the batch."""

    submission: Submission | None = None
    source: NotebookSource | None = None
    judgement: Judgement | None = None

    def from_filename(self, filename, resources=None, **kw):
        """A submitted notebook is read with suspicion; what we wrote ourselves is read as usual."""
        if not getattr(self.parent, "_sanitizing", False):
            return super().from_filename(filename, resources, **kw)
        self.submission = self.source = self.judgement = None
        self.source = _source_of(resources)
        if not self.source.is_python:
            get_logger().warning("%s is not for Python: its cells will run without a cage", filename)
            return super().from_filename(filename, resources, **kw)
        path, folder = Path(filename), _source_folder(self, resources)
        self.submission = find_submission(path.parent, path.stem, self.source.lesson, language_of_source(folder))
        if folder and folder.is_dir():
            self.submission.files.update(copied_files(folder, _directory(self).ignore))
        return self.from_notebook_node(nbformat.from_dict(sanitised(self.submission, self.source)), resources, **kw)


class Sanitise(NbGraderPreprocessor):
    """Duplicate ids mended, missing cells back, tags and metadata as the assignment has them, nothing that runs."""

    def preprocess(self, nb, resources):
        source = _source(self, resources)
        if not source.is_python:
            return nb, resources
        submission = _submission(self, nb, resources)
        return nbformat.from_dict(sanitised(submission, source)), resources


class JudgeInCage(Execute):
    """In place of nbgrader's Execute: the cells run in the cage; each test cell shows a verdict and its points.

    A teacher's plain test cells run there too. A notebook that is not for Python is executed as nbgrader does.
    """

    isolation = Unicode("", help='"full", "landlock" or "none": demand this level; empty takes the best there is.').tag(
        config=True
    )
    figures = Bool(False, help="Run also the lesson's own cells that only show something, and keep pictures.").tag(
        config=True
    )

    def preprocess(self, nb, resources, *args, **kwargs):
        source = _source(self, resources)
        if not source.is_python:
            return super().preprocess(nb, resources, *args, **kwargs)
        if sentence := unfit(source.cells):
            raise NbGraderException(say(sentence))
        directory, lesson = _directory(self), source.lesson
        self.parent.judgement = judge_submission(
            _submission(self, nb, resources),
            _cage(self.parent, self.isolation or None),
            secret_of(Path(directory.root) if directory else None),
            lessons_own_cells(lesson, _source_folder(self, resources)) if lesson else frozenset(),
            lesson,
            self.figures,
            TestCells(source.name, source.cells, nb["cells"]),
        )
        mark(nb, self.parent.judgement)
        return nbformat.from_dict(nb), resources


class SaveRemarks(NbGraderPreprocessor):
    """After SaveAutoGrades: our sentences as comments, and the mark that somebody has to look."""

    def preprocess(self, nb, resources):
        judgement = getattr(self.parent, "judgement", None)
        if judgement is None:
            return nb, resources
        names = [resources["nbgrader"][key] for key in ("notebook", "assignment", "student")]
        marks = marks_of(nb, _source(self, resources), judgement)
        with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
            for name, comment in marks["comments"].items():
                gradebook.find_comment(name, *names).auto_comment = comment
            for name in marks["human"]:
                gradebook.find_grade(name, *names).needs_manual_grade = True
            self._remember_secret(gradebook, *names[1:])
            gradebook.db.commit()
        return nb, resources

    def _remember_secret(self, gradebook, assignment, student):
        """So that a regrade with another one can say so."""
        directory = _directory(self)
        root = Path(directory.root) if directory else None
        mark = mark_of(secret_of(root))
        ledger.prepare(gradebook.engine)
        if root and student in ledger.redrawn(gradebook.db, assignment, mark):
            get_logger().warning("%s: %s", student, REDRAWN.format(count=1, file=root / SECRET_FILE).en)
        gradebook.db.merge(ledger.Drawn(assignment=assignment, student=student, mark=mark))


def before_autograde(assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's `pre_convert_hook`, called with the notebooks of one student.

    nbgrader copies the files beside a notebook; it would follow links, wait for pipes and stumble over folders a
    thousand deep: these are taken away. A lesson's only notebook under another name gets a copy under the right one.
    """
    folder = Path(notebooks[0]).parent
    for path in too_deep(folder):
        get_logger().warning("Removing %s: it lies too many folders deep", path)
        remove(path)
    for path in strangers(folder):
        if path.suffix != ".ipynb":
            get_logger().warning("Removing %s: it is a link or no ordinary file", path)
            path.unlink()
    wanted = folder / f"{folder.name}.ipynb"
    if folder.name in by_lesson() and not os.path.lexists(wanted) and (found := renamed(folder, folder.name)):
        wanted.write_bytes(read_file(found))
        notebooks.append(str(wanted))


def _source(step, resources) -> NotebookSource:
    """The assignment's own cells for the notebook that is being converted."""
    return getattr(step.parent, "source", None) or _source_of(resources)


def _source_of(resources) -> NotebookSource:
    names = resources["nbgrader"]
    with Gradebook(names["db_url"]) as gradebook:
        return notebook_source(gradebook.find_notebook(names["notebook"], names["assignment"]))


def _submission(step, nb, resources) -> Submission:
    if submission := getattr(step.parent, "submission", None):
        return submission
    name = resources["nbgrader"]["notebook"]
    try:
        return from_notebook(nb, name, plain=not _source(step, resources).lesson)
    except Refused as refused:
        return Submission(name, "", language="en", refusal=refused.sentence)


def _directory(part):
    """nbgrader's course directory, known to the converter above the exporter above the steps."""
    while part is not None and not hasattr(part, "coursedir"):
        part = part.parent
    return part and part.coursedir


def _source_folder(part, resources) -> Path | None:
    directory = _directory(part)
    names = resources["nbgrader"]
    return directory and Path(directory.format_path(directory.source_directory, ".", names["assignment"]))


def _cage(exporter, level):
    """One cage for as long as the exporter lives."""
    from grader.cage import Cage

    if not getattr(exporter, "cage", None):
        exporter.cage = Cage(level=level).__enter__()
        weakref.finalize(exporter, exporter.cage.__exit__, None, None, None)
    return exporter.cage
