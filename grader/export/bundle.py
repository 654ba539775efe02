"""The zip that Gradescope builds its container from: two scripts at the root, the course beside them.

The course travels in the zip, as source: nothing of ours has to be fetched, and what grades is what was exported. The
libraries are fetched by setup.sh while the container is built; running needs no network.
"""

import io
import zipfile
from importlib import metadata
from pathlib import Path

import grader
from grader.exercises import by_lesson, own_lessons
from grader.gradebook.course import CannotGrade
from grader.language import LANGUAGES, Text

PACKAGES = Path(grader.__file__).resolve().parents[1]  # the clone, or site-packages
FOLDERS = ("grader", "explorers", "data")
CONTAINER = Path(__file__).parent / "container"
EXECUTABLE = ("setup.sh", "run_autograder")
NOT_SHIPPED = ("__pycache__", ".ipynb_checkpoints")
LOCK = "requirements.lock"  # exact and with hashes; only a clone has it
A_DATE = (2020, 1, 1, 0, 0, 0)  # the same course gives the same zip

NOT_A_LESSON = Text(
    "{assignment} is none of the course's lessons: {lessons}. Name one of these.",
    "{assignment} 不是本课程的课：{lessons}。请写其中一课的名字。",
)


def bundle(assignment: str) -> bytes:
    """The zip. Raises `CannotGrade` for what is no lesson."""
    lessons = [lesson for lesson in by_lesson() if lesson in own_lessons()]
    if assignment not in lessons:
        raise CannotGrade(NOT_A_LESSON.format(assignment=assignment, lessons=", ".join(lessons)))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in (*EXECUTABLE, "README.md"):
            _add(archive, name, (CONTAINER / name).read_bytes().replace(b"\r\n", b"\n"))
        _add(archive, "course/assignment.txt", f"{assignment}\n".encode())
        _add(archive, "course/requirements.txt", _requirements().encode())
        for path in _files(assignment):
            _add(archive, f"course/{path.relative_to(PACKAGES).as_posix()}", path.read_bytes())
    return made.getvalue()


def _files(assignment) -> list[Path]:
    """Our packages with their data, and the lesson's notebooks: of its own cells the needless ones are not run."""
    folders = [PACKAGES / name for name in FOLDERS if _is_ours(PACKAGES / name)]
    folders += [PACKAGES / "notebooks" / language / assignment for language in LANGUAGES]
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if not set(NOT_SHIPPED) & set(path.parts))


def _is_ours(folder: Path) -> bool:
    """A wheel holds the data inside `explorers`; a `data` beside it in site-packages would be somebody else's."""
    return folder.name != "data" or (PACKAGES / LOCK).is_file()


def _requirements() -> str:
    """The lock where there is one: then the container has the versions that were tested."""
    if (PACKAGES / LOCK).is_file():
        return (PACKAGES / LOCK).read_text(encoding="utf-8")
    wanted = metadata.requires("attention-course") or []
    return "".join(f"{one}\n" for one in wanted if "extra ==" not in one)


def _add(archive, name, content) -> None:
    entry = zipfile.ZipInfo(name, A_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o100755 if name in EXECUTABLE else 0o100644) << 16
    archive.writestr(entry, content)
