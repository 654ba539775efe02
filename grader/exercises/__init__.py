"""The exercises of the course, one package a lesson; a package is found by lying in this folder."""

import pkgutil
from functools import cache
from importlib import import_module

from grader.judge import Exercise, Text


class UnknownExercise(LookupError):
    """No lesson has an exercise of that name."""


def by_lesson() -> dict[str, dict[str, Exercise]]:
    """Lesson ("03-softmax-weighting") → its exercises by name, both in the order of the course."""
    return {lesson.LESSON: {exercise.name: exercise for exercise in lesson.EXERCISES} for lesson in _packages()}


def titles() -> dict[str, Text]:
    """Lesson → what people call it, in the order of the course."""
    return {lesson.LESSON: lesson.TITLE for lesson in _packages()}


@cache
def _packages():
    packages = [import_module(f"{__name__}.{package.name}") for package in pkgutil.iter_modules(__path__)]
    return sorted(packages, key=lambda package: package.LESSON)


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
