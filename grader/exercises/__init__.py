"""The exercises of the course, one package a lesson; a package is found by lying in this folder.

Those of other people's installed packages follow (see `grader.installed`).
"""

import pkgutil
from functools import cache
from importlib import import_module

from grader import installed
from grader.judge import Exercise, Text
from grader.language import say

PARTS = "LESSON", "TITLE", "EXERCISES"  # what the package of a lesson says
TWICE = Text("{name} is declared already", "{name} 已经声明过了")


class UnknownExercise(LookupError):
    """No lesson has an exercise of that name."""


def by_lesson() -> dict[str, dict[str, Exercise]]:
    """Lesson ("03-softmax-weighting") → its exercises by name, both in the order of the course."""
    return {lesson.LESSON: {exercise.name: exercise for exercise in lesson.EXERCISES} for lesson in _packages()}


def titles() -> dict[str, Text]:
    """Lesson → what people call it, in the order of the course."""
    return {lesson.LESSON: lesson.TITLE for lesson in _packages()}


def own_lessons() -> set[str]:
    """The lessons that lie in this folder."""
    return {lesson.LESSON for lesson in _packages() if lesson.__name__.startswith(f"{__name__}.")}


def package_of(lesson: str):
    """The module that declares a lesson."""
    return next(package for package in _packages() if lesson == package.LESSON)


@cache
def _packages():
    ours = [import_module(f"{__name__}.{package.name}") for package in pkgutil.iter_modules(__path__)]
    taken = {name for lesson in ours for name in _declared(lesson)}
    return sorted([*ours, *_others(taken)], key=lambda package: package.LESSON)


def _others(taken: set[str]):
    """The lessons of installed packages, none of whose names may be `taken`. Raises `installed.BrokenPackage`."""
    for package in installed.packages():
        for found in (found for found in pkgutil.iter_modules(package.__path__) if found.ispkg):
            try:
                lesson = import_module(f"{package.__name__}.{found.name}")
                names = _declared(lesson) if any(hasattr(lesson, part) for part in PARTS) else ()
            except Exception as error:
                raise installed.broken(package.__name__, error) from error
            if twice := [name for name in names if name in taken]:
                raise installed.broken(package.__name__, LookupError(say(TWICE).format(name=twice[0])))
            taken.update(names)
            if names:
                yield lesson


def _declared(lesson) -> list[str]:
    """What must be its own: the lesson's name and its exercises'. Raises `AttributeError` where one of `PARTS` lacks."""
    name, _, exercises = (getattr(lesson, part) for part in PARTS)
    return [name, *(exercise.name for exercise in exercises)]


def all_exercises() -> dict[str, Exercise]:
    """Every exercise of the course by name, in its order."""
    return {name: exercise for lesson in by_lesson().values() for name, exercise in lesson.items()}


def exercise(name: str) -> Exercise:
    """The exercise of that name; `UnknownExercise` when there is none."""
    try:
        return all_exercises()[name]
    except KeyError:
        raise UnknownExercise(name) from None


def lesson_of(name: str) -> str:
    """The lesson that an exercise belongs to."""
    return next(lesson for lesson, exercises in by_lesson().items() if name in exercises)
