"""What the exercises of lesson 03 share."""

import numpy as np


def no_max_subtraction(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def failed_calls(calls):
    return [call for call in calls if call.difference]


def fails_just_where(calls, where):
    """Are these calls wrong, every one of them, and no other?"""
    return bool(failed_calls(calls)) and all(bool(call.difference) == where(call) for call in calls)


def only_breaks(calls):
    return {call.difference.kind for call in failed_calls(calls)} <= {"not-finite", "raises"}


def only_changes_inputs(calls):
    # `scores -= …` works in whole numbers too, `scores /= …` refuses them.
    failed = [call for call in failed_calls(calls) if "UFuncTypeError" not in call.got.error]
    return {call.difference.kind for call in failed} == {"inputs-changed"}
