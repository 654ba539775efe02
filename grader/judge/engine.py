"""The one verdict engine: an exercise and a caller go in, a verdict comes out."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Protocol

import numpy as np

from grader.cage.inside.calling import Reply, call, fresh
from grader.judge import sentences
from grader.judge.comparison import ANYTHING, Difference, compare_replies, measure_reply
from grader.judge.declaration import Check, Exercise
from grader.judge.diagnosis import diagnose
from grader.language import Text

TIMEOUTS_BORNE = 2
READABLE = 24  # numbers and words in the inputs and the answer together


class Caller(Protocol):
    """Something that can call a learner's function by name.

    The functions named in `given` are to be answered rightly, whatever the learner wrote for them. A caller that also
    has `calls(name, several, seconds, given)` is handed the arguments of several calls at once; it may stop after any.
    """

    def __call__(self, name: str, args: tuple, seconds: float, given: Sequence[str] = ()) -> Reply: ...


@dataclass(frozen=True, eq=False)
class Call:
    """One case of one check: what went in, what was wanted, what came back, and the difference if there is one."""

    check: Check
    args: tuple
    want: Reply
    got: Reply
    difference: Difference | None


@dataclass(frozen=True)
class CheckResult:
    """How one check ended; `shown` is the call that failed to be shown to the learner, none where it was measured."""

    name: Text
    passed: bool
    max_score: int
    message: Text | None = None
    shown: Call | None = None

    @property
    def score(self) -> int:
        return self.max_score if self.passed else 0


@dataclass(frozen=True)
class Verdict:
    """What is said of one answer. `given` names the earlier functions that the course stood in for."""

    exercise: Exercise
    checks: tuple[CheckResult, ...]
    mistake: str | None = None
    hint: Text | None = None
    given: tuple[str, ...] = ()

    @property
    def score(self) -> int:
        return sum(check.score for check in self.checks)

    @property
    def max_score(self) -> int:
        return self.exercise.points

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)


def judge(exercise: Exercise, caller: Caller, seed: int = 0, given: Sequence[str] = ()) -> Verdict:
    """Draw the cases, call, compare, and name the mistake. The same seed draws the same cases."""
    with np.errstate(all="ignore"):  # the learner may have told NumPy to raise
        calls, stopped = _call_all(exercise, caller, seed, given)
        failed = [call for call in calls if call.difference]
        diagnosis = diagnose(exercise, calls) if failed else None
    results = tuple(_result(check, calls, stopped) for check in exercise.checks)
    first_advice = next((check.advice for check in exercise.checks if any(c.check is check for c in failed)), None)
    return Verdict(
        exercise,
        results,
        mistake=diagnosis and diagnosis.id,
        hint=(diagnosis.hint if diagnosis else first_advice),
        given=tuple(given),
    )


def draw_cases(exercise: Exercise, seed: int = 0) -> list[tuple[Check, tuple]]:
    """Every case of every check; a check draws from a stream of its own, so a new case moves no other check's."""
    streams = np.random.SeedSequence([seed, zlib.crc32(exercise.name.encode())]).spawn(len(exercise.checks))
    return [
        (check, args)
        for check, stream in zip(exercise.checks, streams, strict=True)
        for args in check.cases(np.random.default_rng(stream))
    ]


def _call_all(exercise, caller, seed, given):
    calls, slow = [], set()
    for check, drawn in groupby(draw_cases(exercise, seed), key=itemgetter(0)):
        if len(slow) >= TIMEOUTS_BORNE:
            slow.add(check.name)
            continue
        cases = [args for _, args in drawn]
        replies = _replies(exercise, caller, cases, given)
        if replies[-1].kind == "timeout":
            slow.add(check.name)
        for args, got in zip(cases, replies, strict=False):
            want = ANYTHING if check.falls_short else call(exercise.reference, fresh(args))
            calls.append(Call(check, args, want, got, difference(exercise, check, args, want, got)))
    return calls, slow


def _replies(exercise, caller, cases, given) -> list[Reply]:
    """What the learner's function says to each case, up to the first for which it takes too long."""
    replies = []
    while len(replies) < len(cases) and not (replies and replies[-1].kind == "timeout"):
        waiting = [fresh(args) for args in cases[len(replies) :]]
        if hasattr(caller, "calls"):
            replies += caller.calls(exercise.name, waiting, exercise.seconds, given)
        else:
            replies.append(caller(exercise.name, waiting[0], exercise.seconds, given))
    return replies


def difference(exercise: Exercise, check: Check, args: tuple, want: Reply, got: Reply) -> Difference | None:
    """What is wrong with this reply; None when nothing is."""
    if check.falls_short:
        found = measure_reply(exercise.name, check.falls_short, args, got)
    else:
        found = compare_replies(exercise.name, want, got, exercise.tolerance)
    if not found and check.keeps_inputs and not same_inputs(args, got.inputs):
        return Difference("inputs-changed", sentences.DIFFERENCES["inputs-changed"].format(name=exercise.name))
    return found


def same_inputs(before, after) -> bool:
    """Bit for bit the same, kinds included."""
    if isinstance(before, np.ndarray):
        return _looks(before) == _looks(after)
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(same_inputs, before, after))
    if isinstance(before, dict):
        return list(before) == list(after) and all(same_inputs(before[key], after[key]) for key in before)
    return type(before) is type(after) and (before == after or before != before)


def _looks(array):
    return getattr(array, "shape", None), getattr(array, "dtype", None), array.tobytes()


def _result(check, calls, stopped):
    mine = [call for call in calls if call.check is check]
    failed = [call for call in mine if call.difference]
    if failed:
        shown = _readable(failed)
        example = None if check.falls_short else shown
        return CheckResult(check.name, False, check.points, shown.difference.sentence, example)
    if check.name in stopped:
        return CheckResult(check.name, False, check.points, sentences.STOPPED)
    return CheckResult(check.name, True, check.points)


def _readable(failed: list[Call]) -> Call:
    """The first call that a reader can take in at a glance, else the smallest."""
    return next((call for call in failed if _size_of(call) <= READABLE), min(failed, key=_size_of))


def _size_of(call):
    return sum(_size(value) for value in (*call.args, call.want.value))


def _size(value):
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, (list, tuple, set)):
        return sum(map(_size, value))
    return 1
