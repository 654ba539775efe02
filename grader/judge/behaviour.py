"""What all calls together show and no single answer does: predicates for `Mistake.behaves`, in every lesson."""

import numpy as np

from grader.judge.comparison import as_numbers


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


def stops_with(*texts):
    """A predicate: does a call stop with an error that says one of these texts?"""
    return lambda calls: any(text in call.got.text for call in failed_calls(calls) for text in texts)


def is_rounded(calls):
    """Is every wrong number the wanted one, rounded to the same few digits?"""
    failed = failed_calls(calls)
    rounds = any(all(_rounded_to(digits, call) for call in failed) for digits in range(5))
    return len(failed) > 1 and rounds and any(np.any(call.got.value) for call in failed)


def _rounded_to(digits, call):
    got, want = as_numbers(call.got.value), as_numbers(call.want.value)
    return got is not None and want is not None and got.shape == want.shape and np.allclose(got, want.round(digits))


def works_for_one_size(sizes):
    """A predicate: right for one size of the inputs, more than once, and wrong for every other.

    `sizes` takes what the exercise takes and gives the lengths that a learner may have written down as numbers.
    """

    def behaves(calls):
        valued = [call for call in calls if call.want.kind == "value"]
        right = [sizes(*call.args) for call in valued if not call.difference]
        if len(right) < 2 or len(right) == len(valued):
            return False
        shared = {axis: lengths[0] for axis, lengths in enumerate(zip(*right, strict=True)) if len(set(lengths)) == 1}
        written = {axis: length for axis, length in shared.items() if length > 1}
        return all(_differs(sizes(*call.args), written) for call in failed_calls(valued))

    return behaves


def _differs(sizes, written):
    return any(sizes[axis] != length for axis, length in written.items())
