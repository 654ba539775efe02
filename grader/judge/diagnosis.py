"""Which mistake was made? The known wrong implementations answer the same questions; the one that agrees names it."""

import re
from dataclasses import dataclass

from grader.cage.inside.calling import Reply, call, fresh
from grader.judge import sentences
from grader.judge.comparison import as_numbers, compare_replies, compare_values, numbers_agree
from grader.judge.declaration import Exercise, Mistake
from grader.language import Text

# Differences that are a mistake by themselves, whatever the exercise; the others only say "not the same".
TELLING = frozenset(sentences.DIFFERENCES) - {"other-value", "no-exception", "wrong-exception", "other-keys"}


@dataclass(frozen=True)
class Diagnosis:
    """The mistake's id and the sentence that helps."""

    id: str
    hint: Text


def diagnose(exercise: Exercise, calls: list) -> Diagnosis | None:
    """Name the mistake behind the calls that went wrong; None when no known one explains them.

    A mistake of the exercise that behaves like the learner's function in every call comes first; then one that does so
    in every failed call of the first failed check (two mistakes at once show like that); then what any function can do
    wrong.
    """
    failed = [call for call in calls if call.difference]
    known = _declared(exercise, calls, calls) or (
        _declared(exercise, calls, _first_check(failed)) if _says_enough(_first_check(failed)) else None
    )
    if known:
        return Diagnosis(known.id, known.hint)
    kind = _telling_kind(calls, failed)
    return kind and Diagnosis(kind, _remedy(kind, exercise, failed))


def _remedy(kind, exercise, failed) -> Text:
    if kind == "raises" and (explained := _explained(failed[0].got)):
        return explained
    if kind == "hard-coded":
        return sentences.DIFFERENCES[kind].format(name=exercise.name)
    if kind in sentences.COMPLETE:
        return failed[0].difference.sentence
    return failed[0].check.advice


def _declared(exercise: Exercise, calls: list, looked_at: list) -> Mistake | None:
    return next((mistake for mistake in exercise.mistakes if _explains(mistake, exercise, calls, looked_at)), None)


def _explains(mistake, exercise, calls, looked_at):
    if mistake.behaves:
        try:
            return bool(mistake.behaves(calls))
        except Exception:  # an answer too odd for the predicate: not this mistake
            return False
    return all(_same_reply(call(mistake.wrong, fresh(one.args)), one, exercise.tolerance) for one in looked_at)


def _same_reply(wrong: Reply, one, tolerance) -> bool:
    if wrong.kind != one.got.kind or _only_the_form_is_wrong(wrong, one, tolerance):
        return False
    if wrong.kind == "exception":
        return wrong.error[0] == one.got.error[0]
    if wrong.kind != "value" or (_as_bytes(wrong.inputs) != _as_bytes(one.got.inputs) and one.check.keeps_inputs):
        return wrong.kind == "timeout"
    return _same_value(wrong.value, one.got.value, tolerance)


def _only_the_form_is_wrong(wrong, one, tolerance):
    """The learner's call failed where this mistake is right: what they share is not the fault."""
    return (
        one.difference is not None
        and one.difference.kind != "inputs-changed"
        and compare_replies("", one.want, wrong, tolerance) is None
    )


def _same_value(wrong, got, tolerance):
    first, second = as_numbers(wrong), as_numbers(got)
    if first is None or second is None:
        return compare_values("", wrong, got, tolerance) is None
    same_kind = first.shape == second.shape and (first.dtype.kind == "b") == (second.dtype.kind == "b")
    return same_kind and bool(numbers_agree(first, second, tolerance).all())


def _as_bytes(value):
    """Arrays as their bytes, wherever they lie, so that what was left behind of the inputs can be compared."""
    if isinstance(value, (list, tuple)):
        return [_as_bytes(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_bytes(item) for key, item in value.items()}
    return value.tobytes() if hasattr(value, "tobytes") else value


def _explained(reply: Reply) -> Text | None:
    said = f"{reply.error[0]}: {reply.text}"
    if reply.error[0] == "TypeError" and reply.line is None and re.search(sentences.OTHER_ARGUMENTS, said):
        return sentences.KEEP_THE_HEAD
    return next((text for pattern, text in sentences.EXPLAINED.items() if re.search(pattern, said)), None)


def _first_check(failed):
    return [call for call in failed if call.check is failed[0].check]


def _says_enough(calls) -> bool:
    """Two lone numbers that agree prove nothing; an array or several calls do."""
    return all(call.got.kind == "value" for call in calls) and (
        len(calls) > 1 or getattr(calls[0].want.value, "size", 0) > 2
    )


def _telling_kind(calls, failed):
    kinds = [call.difference.kind for call in failed]
    if len(failed) == len(calls) > 2 and set(kinds) == {"other-value"} and _always_the_same(calls):
        return "hard-coded"
    return kinds[0] if kinds[0] in TELLING else None


def _always_the_same(calls) -> bool:
    answers = {repr(call.got.value) for call in calls}
    return len(answers) == 1 and len({repr(call.want.value) for call in calls}) > 1
