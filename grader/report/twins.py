"""Work that is the same in several students' names: pointed out, not judged.

Two answers are the same when only names, comments, docstrings and layout differ. A short answer is soon found by two
people, so it takes more: all of their answers are the same, and one of them nobody else in the class has given.
"""

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from grader.exercises import UnknownExercise, exercise
from grader.gradebook.plan import is_stub, parsed
from grader.report.work import Answer, ClassWork, Work

TELLING = 60  # nodes of the syntax tree, a few more than a softmax has: what is shorter many write alike


@dataclass(frozen=True)
class Same:
    """Works that are the same; `to_the_letter` with the same names and comments too."""

    works: tuple[Work, ...]
    to_the_letter: bool


def same_work(work: ClassWork) -> list[Same]:
    """Groups of two and more, the largest first."""
    groups, givers = defaultdict(list), defaultdict(set)
    for one in work.works:
        answers = frozenset(filter(None, map(_own, one.answers)))
        groups[answers].append(one)
        for answer in answers:
            givers[answer].add(one.person.id)
    found = [_same(works) for answers, works in groups.items() if _is_telling(answers, works, givers)]
    return sorted(found, key=lambda same: (-len(same.works), same.works[0].person.id))


def _same(works) -> Same:
    sources = {tuple(answer.code.strip() for answer in work.answers) for work in works}
    return Same(tuple(works), len(sources) == 1)


def _is_telling(answers, works, givers) -> bool:
    alone = [answer for answer in answers if len(givers[answer]) == len(works)]
    return len(works) > 1 and any(code.count("(") >= TELLING for _, code in alone)


def _own(answer: Answer) -> tuple[str, str] | None:
    """The exercise and its answer, names and layout taken away; None for a stub and for the course's own solution."""
    if not answer.code or is_stub(answer.code, answer.exercise):
        return None
    code = normalised(answer.code)
    return (answer.exercise, code) if code and code != _solution(answer.exercise) else None


@cache
def _solution(name) -> str | None:
    try:
        return normalised(exercise(name).source)
    except UnknownExercise:
        return None


@lru_cache(maxsize=10_000)
def normalised(source: str) -> str | None:
    """The syntax tree of code as text, without docstrings, with its own names numbered; None for what is no Python."""
    tree = parsed(source)
    if tree is None:
        return None
    own = {name for node in ast.walk(tree) for name in _bound(node)}
    numbers: dict[str, str] = {}
    for node in ast.walk(tree):
        _strip(node)
        for field in ("id", "arg"):
            name = getattr(node, field, None)
            if name in own and not isinstance(node, ast.keyword):
                setattr(node, field, numbers.setdefault(name, f"name{len(numbers)}"))
    try:
        return ast.dump(tree)
    except RecursionError:
        return None


def _bound(node):
    if isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id


def _strip(node) -> None:
    """Take a docstring and annotations away."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        node.returns = None
        if ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    elif isinstance(node, ast.arg):
        node.annotation = None
