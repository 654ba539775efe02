"""Follow-through credit: a wrong early function costs its points once, not again in all that build on it."""

from collections.abc import Callable

from grader.judge.declaration import Exercise
from grader.judge.engine import Caller, Verdict, judge

NOTHING_THERE = ("missing", "not-started", "not-a-function")


def judge_with_credit(exercise: Exercise, caller: Caller, find: Callable[[str], Exercise], seed: int = 0) -> Verdict:
    """Judge; if points are missing and an earlier function is wrong, judge again with a right one in its place.

    `find` gives an exercise by name. The better of the two verdicts counts.
    """
    verdict = judge(exercise, caller, seed)
    if verdict.passed or not exercise.builds_on:
        return verdict
    wrong = [name for name in _all_below(exercise, find) if not judge(find(name), caller, seed).passed]
    if not wrong:
        return verdict
    again = judge(exercise, caller, seed, given=wrong)
    return again if again.score > verdict.score else verdict


def _all_below(exercise: Exercise, find) -> list[str]:
    below: dict[str, None] = {}
    for name in exercise.builds_on:
        below |= dict.fromkeys([*_all_below(find(name), find), name])
    return list(below)
