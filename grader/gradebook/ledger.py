"""What has been graded already: one row a notebook, in the gradebook's database, written in the same transaction.

A row says that the grades and the autograded file of exactly this submission, judged by exactly this grader, are
there. Whatever was interrupted has no row, so it is graded again, with the same result.
"""

import hashlib
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from sqlalchemy import Boolean, Column, Float, String, Text, inspect
from sqlalchemy.orm import Session, declarative_base

import grader
from grader import installed
from grader.exercises import all_exercises, by_lesson, lesson_of, package_of
from grader.gradebook.files import Refused, ordinary_files, read_file, strangers

Base = declarative_base()
SHOWN = ("notebook/pages.py", "notebook/example.py")
JUDGING = ("language.py", "exercises", "judge", "cage", "cluster", "gradebook", *SHOWN)


class Graded(Base):
    """One graded notebook of one student."""

    __tablename__ = "attention_graded"

    assignment = Column(String(128), primary_key=True)
    student = Column(String(128), primary_key=True)
    notebook = Column(String(128), primary_key=True)
    key = Column(String(64), nullable=False)
    score = Column(Float, nullable=False)
    max_score = Column(Float, nullable=False)
    isolation = Column(String(16), nullable=False)
    needs_human = Column(Boolean, nullable=False)
    reason = Column(Text, nullable=False, default="")


class Drawn(Base):
    """With which secret a student's inputs were drawn (see `grader.gradebook.seeds.mark_of`)."""

    __tablename__ = "attention_drawn"

    assignment = Column(String(128), primary_key=True)
    student = Column(String(128), primary_key=True)
    mark = Column(String(16), nullable=False)


class Judged(Base):
    """Which grader judged a student last (see `grader_digest`)."""

    __tablename__ = "attention_judged"

    assignment = Column(String(128), primary_key=True)
    student = Column(String(128), primary_key=True)
    grader = Column(String(64), nullable=False)


def prepare(engine) -> None:
    """Make the ledger's tables where they are not there yet."""
    Base.metadata.create_all(engine)


def entries(session: Session, assignment: str) -> dict[tuple[str, str], Graded]:
    """(student, notebook) → what is remembered of it."""
    rows = session.query(Graded).filter(Graded.assignment == assignment)
    return {(row.student, row.notebook): row for row in rows}


def redrawn(session: Session, assignment: str, mark: str) -> set[str]:
    """The students whose inputs were last drawn with another secret than that of this mark."""
    if not inspect(session.connection()).has_table(Drawn.__tablename__):
        return set()
    rows = session.query(Drawn.student).filter(Drawn.assignment == assignment, Drawn.mark != mark)
    return {row.student for row in rows}


def of_another_grader(session: Session, assignment: str, digest: str) -> set[str]:
    """The students whose rows are those of another grader than that of this digest, or of one that left none."""
    rows = session.query(Judged.student).filter(Judged.assignment == assignment, Judged.grader == digest)
    return {student for student, _ in entries(session, assignment)} - {row.student for row in rows}


def fingerprint(folder: Path, *more: str) -> str:
    """A digest of all that was handed in and of whatever else decides the grade: the grader's digest is in `more`."""
    digest = hashlib.sha256()
    for path in sorted([*ordinary_files(folder), *strangers(folder)]):
        digest.update(f"{path.relative_to(folder)}\0{_digest_of(path)}\0".encode("utf-8", "replace"))
    digest.update("\0".join(more).encode("utf-8", "replace"))
    return digest.hexdigest()


def _digest_of(path):
    try:
        return hashlib.sha256(read_file(path)).hexdigest()
    except Refused as refused:
        return refused.sentence.en


@cache
def grader_digest(lessons: frozenset[str] | None = None) -> str:
    """The grader's version and everything of it that decides or writes a verdict of these lessons (None: of any).

    All of the course's own counts, and of the installed packages those that declare one of the lessons or what these
    build on: somebody who mends one exercise of theirs does not have every lesson graded again.
    """
    root = Path(grader.__file__).parent
    files = [
        path for name in JUDGING for path in ([root / name] if name.endswith(".py") else (root / name).rglob("*.py"))
    ]
    digest = hashlib.sha256(version().encode())
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + path.read_bytes())
    for path in installed.files() if lessons is None else _files_of(lessons):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _files_of(lessons) -> list[Path]:
    """Those of the installed packages that declare the lessons concerned."""
    tops = {package_of(lesson).__name__.partition(".")[0] for lesson in _concerned(lessons)} - {grader.__name__}
    folders = [folder for top in tops for folder in getattr(sys.modules[top], "__path__", ())]
    return [path for path in installed.files() if any(path.is_relative_to(folder) for folder in folders)]


def _concerned(lessons) -> set[str]:
    """The lessons, and those whose exercises theirs build on, and so on."""
    found, waiting = set(), set(lessons)
    while waiting:
        found |= waiting
        names = {name for lesson in waiting for one in by_lesson()[lesson].values() for name in one.builds_on}
        waiting = {lesson_of(name) for name in names & set(all_exercises())} - found
    return found


def version() -> str:
    """The installed package's version; "" where it is not installed."""
    try:
        return metadata.version("attention-course")
    except metadata.PackageNotFoundError:
        return ""
