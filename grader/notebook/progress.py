"""What is remembered of a learner: one small file an exercise, in the user's own data folder, and nowhere else."""

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from grader.exercises import by_lesson

GRADING = "ATTENTION_COURSE_GRADING"
_unsaved: dict[str, "Record"] = {}


@dataclass
class Record:
    """One exercise: the best score so far, the answers tried (as fingerprints), hints read, solution seen."""

    best: int = 0
    passed: bool = False
    tries: list[str] = field(default_factory=list)
    hints: int = 0
    solution_seen: bool = False


def folder() -> Path:
    """Where progress is kept: the platform's folder for a user's data."""
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"
    return Path(base) / "attention-course"


def is_grading() -> bool:
    """While a grader runs the notebook nothing is remembered: the class's work is not the teacher's progress."""
    return bool(os.environ.get(GRADING) or os.environ.get("NBGRADER_EXECUTION"))


def load(name: str) -> Record:
    """What is remembered of one exercise; a fresh record when nothing is, or when the file was damaged."""
    if is_grading():
        return Record()
    if name in _unsaved:
        return _unsaved[name]
    try:
        record = Record(**json.loads(_file(name).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Record()
    return (
        record if all(type(value) is type(getattr(Record(), key)) for key, value in vars(record).items()) else Record()
    )


def save(name: str, record: Record) -> None:
    """Remember; on a full or locked disk only as long as this kernel lives."""
    if is_grading():
        return
    file = _file(name)
    draft = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(asdict(record)), encoding="utf-8")
        draft.replace(file)
        _unsaved.pop(name, None)
    except OSError:
        _unsaved[name] = record
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _file(name):
    return folder() / "progress" / f"{name}.json"


def course_map() -> dict[str, list[tuple]]:
    """Lesson → (exercise, record) in the order of the course."""
    return {
        lesson: [(exercise, _within(exercise, load(name))) for name, exercise in exercises.items()]
        for lesson, exercises in by_lesson().items()
    }


def _within(exercise, record):
    """An update may have made an exercise worth less than the best that is remembered of it."""
    return replace(record, best=min(record.best, exercise.points))


@dataclass(frozen=True)
class Summary:
    """How far the whole course is: functions written, points earned."""

    written: int
    functions: int
    points: int
    most: int

    @property
    def is_complete(self) -> bool:
        return self.written == self.functions


def summary(lessons: dict[str, list[tuple]]) -> Summary:
    """The sums over a `course_map()`, or over a part of it."""
    entries = [entry for lesson in lessons.values() for entry in lesson]
    return Summary(
        sum(record.passed for _, record in entries),
        len(entries),
        sum(record.best for _, record in entries),
        sum(exercise.points for exercise, _ in entries),
    )


def progress() -> None:
    """Show the learner's map of the course: each exercise done, begun or still to come."""
    from grader.notebook import pages

    pages.show_map(course_map())
