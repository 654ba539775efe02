"""A lesson's sheet: its telling mistakes by exercise, and all the others that are known."""

from dataclasses import dataclass
from importlib import import_module

from grader.exercises import by_lesson, titles
from grader.exercises import exercise as exercise_named
from grader.language import Text


@dataclass(frozen=True)
class Telling:
    """A mistake that is worth a minute of the lab: what one sees when it is made, and the hint that helps."""

    id: str
    seen: Text
    hint: Text


@dataclass(frozen=True)
class Part:
    """One exercise on the sheet. `others` are hints of its further mistakes, each hint once, with the mistakes' ids."""

    name: str
    points: int
    telling: tuple[Telling, ...]
    others: tuple[tuple[tuple[str, ...], Text], ...]


@dataclass(frozen=True)
class Sheet:
    """All that goes onto the sheet of one lesson."""

    lesson: str
    title: Text
    parts: tuple[Part, ...]

    @property
    def known(self) -> int:
        """How many mistakes the grader knows by name in this lesson."""
        return sum(len(exercise.mistakes) for exercise in by_lesson()[self.lesson].values())


def sheet_of(lesson: str) -> Sheet:
    """The sheet of a lesson ("03-softmax-weighting")."""
    seen = _telling(lesson)
    return Sheet(lesson, titles()[lesson], tuple(_part(name, seen) for name in by_lesson()[lesson]))


def _telling(lesson: str) -> dict[tuple[str, str], Text]:
    """(exercise, mistake) → what one sees; nothing for a lesson that has no file here."""
    name = lesson.split("-", 1)[1].replace("-", "_")
    try:
        return getattr(import_module(f"grader.sheets.{name}"), "TELLING", {})
    except ModuleNotFoundError:
        return {}


def _part(name: str, seen: dict[tuple[str, str], Text]) -> Part:
    exercise = exercise_named(name)
    hints = {mistake.id: mistake.hint for mistake in exercise.mistakes}
    telling = [Telling(id, text, hints[id]) for (of, id), text in seen.items() if of == name]
    said = {one.hint for one in telling}
    others: dict[Text, tuple[str, ...]] = {}
    for mistake in exercise.mistakes:
        if mistake.hint not in said:
            others[mistake.hint] = (*others.get(mistake.hint, ()), mistake.id)
    return Part(name, exercise.points, tuple(telling), tuple((ids, hint) for hint, ids in others.items()))
