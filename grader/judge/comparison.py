"""Is what came back what the reference gives? If not, what is the first thing to say about it?"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.cage.inside.calling import Reply, Unreadable
from grader.judge import sentences
from grader.judge.declaration import Tolerance
from grader.language import Text

ANYTHING = Reply("value", value=())  # wanted where an answer is measured: no particular one
TOO_MUCH = re.compile(r" of .*\d (items|numbers)$")  # what stands for a value too large to be carried


@dataclass(frozen=True)
class Difference:
    """Why an answer is not the wanted one: an id from `sentences` and the sentence itself."""

    kind: str
    sentence: Text


def compare_replies(name: str, want: Reply, got: Reply, tolerance: Tolerance) -> Difference | None:
    """The first difference between what was wanted and what came back; None when the answer is right."""
    if got.kind == "value":
        if isinstance(got.value, Unreadable):
            return _unreadable(name, got.value)
        if want.kind == "exception":
            return _difference("no-exception", name=name, error=want.error[0])
        if got.value is None and want.value is not None:
            return _difference("prints-instead-of-returning" if got.printed.strip() else "returned-nothing", name=name)
        return compare_values(name, want.value, got.value, tolerance)
    if got.kind == "exception":
        return _compare_exceptions(name, want, got)
    return _difference({"timeout": "too-slow", "uncallable": "not-a-function"}.get(got.kind, got.kind), name=name)


def measure_reply(name: str, falls_short: Callable, args: tuple, got: Reply) -> Difference | None:
    """The same for an answer that is judged by what it can do (see `Check.falls_short`)."""
    if got.kind != "value" or got.value is None or isinstance(got.value, Unreadable):
        return compare_replies(name, ANYTHING, got, Tolerance())
    try:
        sentence = falls_short(args, got.value)
    except Exception:  # it was given something that nobody thought of: no good, but no reason to stop judging
        return _difference("other-value", name=name)
    return Difference("falls-short", sentence) if sentence else None


def _compare_exceptions(name, want, got):
    if want.kind == "exception" and want.error[0] in got.error:
        return None
    if got.error[0] == "NotImplementedError":  # a subclass is something else, input() without a keyboard say
        return _difference("not-started", name=name)
    where = sentences.LINE.format(text=got.line[1]) if got.line and got.line[1] else Text("", "")
    details = {
        "name": name,
        "error": got.error[0],
        "text": f": {got.text}" if got.text else "",
        "where": where,
    }
    if want.kind == "exception":
        return _difference("wrong-exception", wanted=want.error[0], **details)
    return _difference("raises", **details)


def compare_values(name: str, want, got, tolerance: Tolerance) -> Difference | None:
    """Shape first, then kind, then values: a `(1,)` array must not broadcast to a pass."""
    if isinstance(got, Unreadable):
        return _unreadable(name, got)
    if isinstance(want, dict):
        return _compare_dicts(name, want, got, tolerance)
    if isinstance(want, tuple):
        return _compare_tuples(name, want, got, tolerance)
    if isinstance(want, str) or want is None or isinstance(want, set):
        return None if type(got) is type(want) and got == want else _difference("other-value", name=name)
    wanted = as_numbers(want)
    if wanted is None:
        return _compare_lists(name, want, got, tolerance)
    return _compare_numbers(name, wanted, got, tolerance)


def _unreadable(name, got):
    if TOO_MUCH.search(got.type):
        return _difference("too-much", name=name)
    returned_error = got.type.endswith(("Error", "Exception"))
    return _difference("returned-exception" if returned_error else "strange-type", name=name, type=got.type)


def _compare_dicts(name, want, got, tolerance):
    if not isinstance(got, dict) or set(got) != set(want):
        return _difference("other-keys", name=name, wanted=", ".join(map(repr, want)))
    return _first(compare_values(name, want[key], got[key], tolerance) for key in want)


def _compare_tuples(name, want, got, tolerance):
    if not isinstance(got, (tuple, list)) or len(got) != len(want):
        returned = sentences.count(len(got)) if isinstance(got, (tuple, list)) else sentences.ONE_THING
        return _difference("not-a-tuple", name=name, wanted=len(want), returned=returned)
    parts = zip(want, got, strict=True)
    return _first(_in_part(index, compare_values(name, *pair, tolerance)) for index, pair in enumerate(parts, start=1))


def _in_part(index, difference):
    return difference and Difference(difference.kind, sentences.part(index, difference.sentence))


def _compare_lists(name, want, got, tolerance):
    if not isinstance(got, (tuple, list)) or len(got) != len(want):
        return _difference("other-value", name=name)
    return _first(compare_values(name, *pair, tolerance) for pair in zip(want, got, strict=True))


def _first(differences):
    return next(filter(None, differences), None)


def as_numbers(value) -> np.ndarray | None:
    """A number, an array or a nested list of numbers as an array; None when it is none of these."""
    if value is None or isinstance(value, (str, set, dict, Unreadable)):
        return None
    try:
        array = np.asarray(value)
    except ValueError:
        return None
    return array if array.dtype.kind in "biuf" else None


def _compare_numbers(name, want, value, tolerance):
    got = as_numbers(value)
    if got is None:
        kind = "not-numbers" if want.ndim else "not-a-number"
        return _difference(kind, name=name, type=type(value).__name__)
    if got.shape != want.shape:
        return _difference("wrong-shape", name=name, got=sentences.shape(got), wanted=sentences.shape(want))
    if (want.dtype.kind == "b") != (got.dtype.kind == "b") and want.size:
        return _difference("bool-wanted" if want.dtype.kind == "b" else "bool-returned", name=name)
    if want.ndim == 0 and want.dtype.kind in "iu" and got.dtype.kind == "f":
        return _difference("int-wanted", name=name)
    if want.dtype.kind == "f" and np.isfinite(want).all() and not np.isfinite(got).all():
        return _difference("not-finite", name=name)
    return None if numbers_agree(want, got, tolerance).all() else _difference("other-value", name=name)


def numbers_agree(want, got, tolerance: Tolerance) -> np.ndarray:
    """Place by place, for arrays of one shape; NaN agrees with NaN, and infinities with themselves."""
    want, got = want.astype(float), got.astype(float)
    finite = np.isfinite(want)
    largest = np.abs(want[finite]).max(initial=0.0)
    with np.errstate(invalid="ignore"):
        near = np.abs(got - want) <= tolerance.relative * np.abs(want) + tolerance.of_largest * largest
    return np.where(finite, near, (got == want) | (np.isnan(got) & np.isnan(want)))


def _difference(kind, **details):
    return Difference(kind, sentences.DIFFERENCES[kind].format(**details))
