"""A teacher's course as nbgrader sees it: its folders, its configuration, the assignment's own cells."""

import glob
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Assignment, Gradebook, MissingEntry
from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.coursedir import CourseDirectory

from grader.exercises import by_lesson
from grader.gradebook.files import shown
from grader.gradebook.inside import lesson_of_source, unfit
from grader.gradebook.marking import NotebookSource, SourceCell
from grader.gradebook.nearest import nearest
from grader.gradebook.submission import read_submission
from grader.language import Text

NO_ASSIGNMENT = Text(
    "There is no assignment {name} in the gradebook of {root}. Run `nbgrader generate_assignment {name}` there first.",
    "{root} 的成绩册里没有 {name} 这份作业。请先在那里运行 `nbgrader generate_assignment {name}`。",
)
UNKNOWN_ASSIGNMENT = Text(
    "There is no assignment {name} in the gradebook of {root}. Did you mean {near}?",
    "{root} 的成绩册里没有 {name} 这份作业。是不是想写 {near}？",
)
NONE_OF_THESE = Text(
    "There is no assignment {name} in the gradebook of {root}. There are: {names}.",
    "{root} 的成绩册里没有 {name} 这份作业。有的是：{names}。",
)
NO_COURSE = Text(
    "There is no nbgrader_config.py in {root}. Run this command in the course's folder.",
    "{root} 里没有 nbgrader_config.py。请在课程文件夹里运行这条命令。",
)
NOT_PYTHON = Text(
    "The notebooks of {name} are not for Python, and the cage runs nothing else. "
    "Grade it with `nbgrader autograde {name}`, which runs them without a cage.",
    "{name} 的笔记不是 Python 的，而隔离环境只运行 Python。请用 `nbgrader autograde {name}` 评分（那样没有隔离）。",
)


class CannotGrade(Exception):
    """Nothing can be graded; `sentence` says why, and the remedy."""

    def __init__(self, sentence: Text):
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True)
class Course:
    """nbgrader's application with its configuration read, and its course directory."""

    app: AutogradeApp
    directory: CourseDirectory

    @property
    def root(self) -> Path:
        return Path(self.directory.root)

    def gradebook(self) -> Gradebook:
        """The gradebook, opened."""
        return Gradebook(self.directory.db_url, self.directory.course_id)

    def folder(self, step: str, student: str, assignment: str) -> Path:
        """Where nbgrader keeps a step ("submitted_directory", …) of a student's assignment."""
        return Path(self.directory.format_path(getattr(self.directory, step), student, assignment))

    def submissions(self, assignment: str, student_glob: str = "*") -> dict[str, Path]:
        """Student → the folder that was handed in, sorted by student."""
        pattern = self.directory.format_path(
            re.escape(self.directory.submitted_directory), "(?P<student>[^/\\\\]+)", re.escape(assignment), escape=True
        )
        structure = self.directory.directory_structure.format(
            nbgrader_step=glob.escape(self.directory.submitted_directory),
            student_id=student_glob,
            assignment_id=glob.escape(assignment),
        )
        places = sorted(glob.glob(os.path.join(glob.escape(str(self.root)), structure)))
        return {match["student"]: Path(place) for place in places if (match := re.fullmatch(pattern, place))}


def open_course(root: Path | None = None) -> Course:
    """Read nbgrader's configuration as `nbgrader autograde` would in this folder."""
    root = root or Path.cwd()
    if not (root / "nbgrader_config.py").is_file():
        raise CannotGrade(NO_COURSE.format(root=root))
    app = AutogradeApp(log_level="ERROR")
    before = Path.cwd()
    os.chdir(root)
    try:
        app.initialize([])
    finally:
        os.chdir(before)
    return Course(app, app.coursedir)


def language_of_source(folder: Path | None) -> str:
    """The language of the assignment's own notebook: for submissions that do not tell theirs."""
    for path in sorted(folder.glob("*.ipynb")) if folder else ():
        return read_submission(path, plain=True).language or "en"
    return "en"


def is_released_from(course: Course, assignment: str) -> bool:
    """Whether `nbgrader generate_assignment` has something to work on."""
    return course.folder("source_directory", ".", assignment).is_dir()


def no_assignment(course: Course, name: str, known: list[str]) -> Text:
    """What to say of an assignment that is none of the gradebook's, which are `known`.

    Where its source is there, or it is a lesson of the course, it is to be released; else its name is mistaken.
    """
    told = {"name": shown(name), "root": course.root}
    if name in by_lesson() or is_released_from(course, name):
        return NO_ASSIGNMENT.format(**told)
    if near := nearest(name, known) or nearest(name, by_lesson()):
        return UNKNOWN_ASSIGNMENT.format(**told, near=near)
    return NONE_OF_THESE.format(**told, names=", ".join(sorted(known))) if known else NO_ASSIGNMENT.format(**told)


def notebook_sources(gradebook: Gradebook, assignment: str, course: Course) -> list[NotebookSource]:
    """The assignment's notebooks as they were released. Raises `CannotGrade`."""
    try:
        found = gradebook.find_assignment(assignment)
    except MissingEntry:
        known = [name for (name,) in gradebook.db.query(Assignment.name)]
        raise CannotGrade(no_assignment(course, assignment, known)) from None
    sources = [notebook_source(notebook) for notebook in found.notebooks]
    sources = [source for source in sources if source.is_python]
    if not sources:
        raise CannotGrade(NOT_PYTHON.format(name=assignment))
    if sentence := next(filter(None, (unfit(source.cells) for source in sources)), None):
        raise CannotGrade(sentence)
    return sources


def notebook_source(notebook) -> NotebookSource:
    """One notebook, from the gradebook's rows."""
    points = {cell.name: cell.max_score for cell in [*notebook.grade_cells, *notebook.task_cells]}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    cells = [
        SourceCell(
            cell.name,
            cell.cell_type,
            cell.source,
            cell.checksum,
            cell.locked,
            grade=cell.name in points and cell.name not in tasks,
            solution=cell.name in solutions,
            task=cell.name in tasks,
            points=points.get(cell.name),
        )
        for cell in notebook.source_cells
    ]
    lesson = lesson_of_source(cells)
    kernelspec = json.loads(notebook.kernelspec or "{}")
    return NotebookSource(notebook.name, lesson, kernelspec, _in_lesson_order(cells, lesson))


def _in_lesson_order(cells, lesson):
    order = [grade_id for name in by_lesson().get(lesson, {}) for grade_id in (name, f"test_{name}")]
    return tuple(sorted(cells, key=lambda cell: order.index(cell.name) if cell.name in order else len(order)))
