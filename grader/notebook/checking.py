"""check, hint and solution: what a learner calls in a notebook."""

import difflib
import hashlib
import sys
import types

from grader.exercises import UnknownExercise, all_exercises, exercise
from grader.judge import Exercise
from grader.judge.credit import NOTHING_THERE, judge_with_credit
from grader.notebook import pages, progress, session
from grader.notebook.calling import KernelCaller

TRIES_BEFORE_SOLUTION = 3


def check(target=None) -> float:
    """Judge one exercise, show what was found, return the points as a float (which nbgrader reads).

    target: the exercise's name, or the function itself. A name is looked up in the notebook that calls.
    """
    namespace = _caller_names()
    name, namespace = _name_of(target, namespace)
    found = _find(name)
    if not found:
        return 0.0
    if session.is_stale(name):
        pages.show_sentence(pages.STALE.format(name=name))
        return 0.0
    try:
        verdict = judge_with_credit(found, KernelCaller(namespace), exercise)
    except KeyboardInterrupt:
        pages.show_sentence(pages.INTERRUPTED.format(name=name))
        return 0.0
    record = _remember(found, verdict, namespace.get(name))
    pages.show_verdict(verdict, record)
    return float(verdict.score)


def hint(target=None) -> None:
    """Show the next hint for an exercise, from gentle to strong."""
    found = _find(_name_of(target, {})[0])
    if not found:
        return
    record = progress.load(found.name)
    record.hints = min(record.hints + 1, len(found.hints))
    progress.save(found.name, record)
    pages.show_hint(found, record.hints)


def solution(target=None) -> None:
    """Show the course's own solution: after the exercise is done, or after three honest tries."""
    found = _find(_name_of(target, {})[0])
    if not found:
        return
    record = progress.load(found.name)
    missing = TRIES_BEFORE_SOLUTION - len(record.tries)
    if not record.passed and missing > 0:
        pages.show_sentence(pages.TRY_FIRST.format(name=found.name, tries=pages.times(missing)))
        return
    record.solution_seen = True
    progress.save(found.name, record)
    pages.show_solution(found)


def _caller_names() -> dict:
    return sys._getframe(2).f_globals


def _name_of(target, namespace) -> tuple[str, dict]:
    if target is None or isinstance(target, str):
        return target or "", namespace
    name = getattr(target, "__name__", type(target).__name__)
    return name, {**namespace, name: target} if namespace.get(name) is not target else namespace


def _find(name: str) -> Exercise | None:
    try:
        return exercise(name)
    except UnknownExercise:
        near = difflib.get_close_matches(name, all_exercises(), n=1)
        pages.show_sentence(pages.unknown(name, near))
        return None


def _remember(found, verdict, function):
    record = progress.load(found.name)
    record.best = max(record.best, verdict.score)
    record.passed = record.passed or verdict.passed
    mark = _fingerprint(function)
    if verdict.mistake not in NOTHING_THERE and mark not in record.tries:
        record.tries.append(mark)
    progress.save(found.name, record)
    return record


def _fingerprint(function) -> str:
    """Tells one answer from another by the compiled code: a new comment or a cell run again is no new try."""
    code = getattr(function, "__code__", None)
    essence = repr(_essence(code) if code else type(function).__qualname__)
    return hashlib.sha256(essence.encode()).hexdigest()[:16]


def _essence(code: types.CodeType):
    constants = [_essence(one) if isinstance(one, types.CodeType) else one for one in code.co_consts]
    return code.co_code, code.co_names, constants
