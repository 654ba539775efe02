"""Names that lead nowhere: of an assignment, of a student, of a folder that was handed in; and what was meant."""

import fnmatch
import glob
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from nbgrader.api import Assignment, Gradebook
from sqlalchemy.engine import make_url

from grader.exercises import by_lesson
from grader.gradebook.course import CannotGrade, Course, is_released_from, no_assignment
from grader.gradebook.files import ordinary_files, shown
from grader.gradebook.nearest import nearest
from grader.language import Text

AT_MOST = 8  # folders, or names, that are told one by one
NO_SUBMISSIONS = Text(
    "Nobody has handed in {assignment}: there is nothing at {place}. Collect the class's work first.",
    "还没有人交 {assignment}：{place} 什么也没有。请先收作业。",
)
NO_STUDENT = Text(
    "No student's id matches {students}: {assignment} was handed in by {names}. Write one of them, or a glob such as "
    "'a*', after --student.",
    "没有学号符合 {students}：交了 {assignment} 的有 {names}。请在 --student 后面写其中一个，或 'a*' 这样的通配。",
)
MEANT = Text("{name} (did you mean that?)", "{name}（是不是想写它？）")
MORE_NAMES = Text("{names} and {count} more", "{names} 等，另外还有 {count} 人")
WRONG_NAME = Text(
    "{student} has a folder `{folder}` that is no assignment, so it was not graded; did you mean `{near}`? Rename it, "
    "then run this again.",
    "{student} 有个文件夹 `{folder}`，不是任何作业的名字，所以没有评；是不是 `{near}`？请改好名字，再运行一次。",
)
NO_NAME = Text(
    "{student} has a folder `{folder}` that is no assignment, so it was not graded. Give it an assignment's name, or "
    "move it elsewhere.",
    "{student} 有个文件夹 `{folder}`，不是任何作业的名字，所以没有评。请改成作业的名字，或者移到别处。",
)
SWAPPED = Text(
    "{place} has student and assignment the wrong way round, so it was not graded: the order is {order}. Move it to "
    "{right}, then run this again.",
    "{place} 把学生和作业写反了，所以没有评：顺序是 {order}。请移到 {right}，再运行一次。",
)
MORE_FOLDERS = Text(
    "{count} more folders have names that lead to no assignment and were not graded. Mend those above, then run this "
    "again to see the others.",
    "另有 {count} 个文件夹的名字对不上任何作业，也没有评。请先改好上面这些，再运行一次看其余的。",
)


def assignments_of(gradebook: Gradebook) -> list[str]:
    """The names of the assignments that the gradebook knows."""
    return [name for (name,) in gradebook.db.query(Assignment.name)]


def nobody(course: Course, assignment: str, students: str) -> CannotGrade:
    """Why there is no hand-in of these students to be graded: no such assignment, no such student, or none at all."""
    names = _assignments_of(course)
    if assignment not in names and not is_released_from(course, assignment):
        return CannotGrade(no_assignment(course, assignment, names))
    if astray := folders_astray(course, names, assignment, students):
        return CannotGrade(Text("\n".join(one.en for one in astray), "\n".join(one.zh for one in astray)))
    if there := list(course.submissions(assignment)):
        told = {"students": shown(students), "assignment": assignment}
        return CannotGrade(NO_STUDENT.format(**told, names=_some_of(there, students)))
    place = course.folder("submitted_directory", students, assignment)
    return CannotGrade(NO_SUBMISSIONS.format(assignment=assignment, place=place))


def _assignments_of(course: Course) -> list[str]:
    """None where there is no gradebook: nbgrader's own `Gradebook` would make one."""
    url = make_url(course.directory.db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return []
    with course.gradebook() as gradebook:
        return assignments_of(gradebook)


def _some_of(names: list[str], asked: str) -> Text:
    if near := nearest(asked, names):
        return MEANT.format(name=shown(near))
    some = ", ".join(map(shown, names[:AT_MOST]))
    rest = len(names) - AT_MOST
    return MORE_NAMES.format(names=some, count=rest) if rest > 0 else Text(some, some)


def folders_astray(course: Course, names: Iterable[str], assignment: str, students: str = "*") -> list[Text]:
    """A sentence for each folder with a notebook which may be `assignment` but whose name leads to none.

    `names` are the gradebook's assignments; the course's lessons and the source folders are assignments as well.
    """
    known = {*names, *by_lesson(), *_sources(course), assignment}
    found = [
        sentence
        for student, folder, path in _places(course)
        if folder not in known and (sentence := _astray(course, known, (student, folder, path), assignment, students))
    ]
    more = [MORE_FOLDERS.format(count=len(found) - AT_MOST)] if len(found) > AT_MOST else []
    return found[:AT_MOST] + more


def _astray(course, known, place, assignment, students) -> Text | None:
    student, folder, path = place
    is_swapped = student in known
    near = student if is_swapped else nearest(folder, known)
    owner = folder if is_swapped else student
    if near not in ("", assignment) or not fnmatch.fnmatchcase(owner, students) or not _has_notebook(path):
        return None
    if is_swapped:
        right = course.folder("submitted_directory", shown(folder), student)
        order = course.directory.directory_structure.format(
            nbgrader_step=course.directory.submitted_directory, student_id="STUDENT", assignment_id="ASSIGNMENT"
        )
        return SWAPPED.format(
            place=shown(os.path.relpath(path, course.root)), order=order, right=os.path.relpath(right, course.root)
        )
    return (WRONG_NAME if near else NO_NAME).format(student=shown(student), folder=shown(folder), near=near)


def _has_notebook(folder: Path) -> bool:
    return any(path.suffix == ".ipynb" for path in ordinary_files(folder))


def _places(course: Course) -> Iterator[tuple[str, str, Path]]:
    """(student, assignment, folder) of all that lies where hand-ins do, as the names of the folders say."""
    directory = course.directory
    name = "(?P<{}>[^/\\\\]+)"
    pattern = directory.format_path(
        re.escape(directory.submitted_directory), name.format("student"), name.format("assignment"), escape=True
    )
    structure = directory.directory_structure.format(
        nbgrader_step=glob.escape(directory.submitted_directory), student_id="*", assignment_id="*"
    )
    for place in sorted(glob.glob(os.path.join(glob.escape(str(course.root)), structure))):
        if (match := re.fullmatch(pattern, place)) and os.path.isdir(place) and not os.path.islink(place):
            yield match["student"], match["assignment"], Path(place)


def _sources(course: Course) -> list[str]:
    folder = course.folder("source_directory", ".", ".")
    return [path.name for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
