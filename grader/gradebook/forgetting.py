"""What a course keeps of a student, and how it is deleted: gradebook rows, the ledger's rows, folders."""

import glob
import os
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import Table, delete, func, select, text
from sqlalchemy.engine import make_url

from grader.cage.workspaces import remove
from grader.gradebook import ledger
from grader.gradebook.course import CannotGrade, Course
from grader.gradebook.downloaded import downloads
from grader.gradebook.files import shown
from grader.language import Text

STEPS = ("submitted_directory", "autograded_directory", "feedback_directory")
NOTHING = Text(
    "Nothing is kept of {student} in {root}. Look the id up: it is the folder's name in `submitted`.",
    "{root} 里没有 {student} 的任何东西。请核对学号：它就是 `submitted` 里的文件夹名。",
)
STAYS = Text(
    "{folder} could not be deleted. Delete it by hand, then run this again.",
    "{folder} 没能删掉。请手工删除，再运行一次。",
)


@dataclass(frozen=True)
class Traces:
    """What there is of a student: assignments in the gradebook, whether it knows them, rows of ours in it, folders.

    `downloads` are the files from which `nbgrader zip_collect` would bring them back: the teacher's to delete.
    """

    assignments: tuple[str, ...]
    is_enrolled: bool
    remembered: int
    folders: tuple[Path, ...]
    downloads: tuple[Path, ...]


def traces(course: Course, student: str) -> Traces:
    """What is kept of the student. Raises `CannotGrade` where that is nothing."""
    rows = (), False, 0
    if _has_gradebook(course):
        with course.gradebook() as gradebook:
            ledger.prepare(gradebook.engine)
            rows = _rows(gradebook, student)
    found = Traces(*rows, tuple(_folders(course, student)), tuple(downloads(course, student)))
    if not (found.is_enrolled or found.remembered or found.folders or found.downloads):
        raise CannotGrade(NOTHING.format(student=shown(student), root=course.root))
    return found


def forget(course: Course, student: str) -> None:
    """Delete all `traces` but downloads. Raises `CannotGrade` where a folder stays."""
    if _has_gradebook(course):
        with course.gradebook() as gradebook:
            _delete_rows(gradebook, student)
    for folder in _folders(course, student):
        remove(folder)
        if os.path.lexists(folder):
            raise CannotGrade(STAYS.format(folder=folder))
        if folder.parent.name == student and not any(folder.parent.iterdir()):
            folder.parent.rmdir()


def _has_gradebook(course: Course) -> bool:
    """nbgrader's own `Gradebook` would make one where there is none."""
    url = make_url(course.directory.db_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def _delete_rows(gradebook: Gradebook, student: str) -> None:
    if gradebook.engine.dialect.name == "sqlite":
        gradebook.db.execute(text("PRAGMA secure_delete = ON"))  # the freed pages are overwritten
    for table in _ledgers():
        gradebook.db.execute(delete(table).where(table.c.student == student))
    gradebook.db.commit()
    if _rows(gradebook, student)[1]:
        gradebook.remove_student(student)


def _rows(gradebook: Gradebook, student: str) -> tuple[tuple[str, ...], bool, int]:
    counts = (select(func.count()).where(table.c.student == student) for table in _ledgers())
    remembered = sum(map(gradebook.db.scalar, counts))
    try:
        submissions = gradebook.find_student(student).submissions
    except MissingEntry:
        return (), False, remembered
    return tuple(sorted(one.assignment.name for one in submissions)), True, remembered


def _ledgers() -> list[Table]:
    """Our own tables in the gradebook that speak of students."""
    return [table for table in ledger.Base.metadata.sorted_tables if "student" in table.c]


def _folders(course: Course, student: str) -> list[Path]:
    """The student's own, whole: one a step. Where assignments come above students, one a step and assignment.

    An id that is no plain name has none: `..` must not lead anywhere.
    """
    if student in ("", ".", "..") or {"/", "\\"} & set(student):
        return []
    parts = Path(course.directory.directory_structure).parts
    last = max(place for place, part in enumerate(parts) if "{student_id}" in part or "{nbgrader_step}" in part)
    structure = os.path.join(*parts[: last + 1])
    found = []
    for step in STEPS:
        step_folder = glob.escape(getattr(course.directory, step))
        place = structure.format(nbgrader_step=step_folder, student_id=glob.escape(student), assignment_id="*")
        found += sorted(glob.glob(os.path.join(glob.escape(str(course.root)), place), include_hidden=True))
    return [Path(place) for place in found]
