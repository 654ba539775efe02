"""The exercises of the course, one module a lesson; a module is found by lying in this folder."""

import pkgutil
from functools import cache
from importlib import import_module

from grader.judge import Exercise


class UnknownExercise(LookupError):
    """No lesson has an exercise of that name."""


@cache
def by_lesson() -> dict[str, dict[str, Exercise]]:
    """Lesson ("03-softmax-weighting") → its exercises by name, both in the order of the course."""
    modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
    return {module.LESSON: _declared_in(module) for module in sorted(modules, key=lambda module: module.LESSON)}


def _declared_in(module):
    return {value.name: value for value in vars(module).values() if _is_own(value, module)}


def _is_own(value, module):
    return isinstance(value, Exercise) and value.reference.__module__ == module.__name__


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
