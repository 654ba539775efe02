"""Checks that measure what an answer can do: the reference is not asked, the sentence is the measure's own."""

import numpy as np
import pytest
from cage_helpers import calling

from grader.cage import best_level
from grader.cage.inside.calling import Unreadable, call
from grader.cage.limits import Limits
from grader.exercises import exercise
from grader.exercises.learning_to_look_up.librarian_shared import at_least
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.engine import draw_cases, judge
from grader.notebook.calling import KernelCaller

TOO_SMALL = Text("{value} is not above {limit}", "{value} 不大于 {limit}")
TRAIN = exercise("train_librarian")


def something_larger(numbers):
    """Any number above all of these."""
    raise AssertionError("where answers are measured nobody asks the reference")


def below(args, value):
    return None if value > np.max(args[0]) else TOO_SMALL.format(value=value, limit=np.max(args[0]))


LARGER = Exercise(
    something_larger,
    checks=(
        Check(
            Text("larger", "更大"),
            2,
            lambda rng: [(rng.integers(1, 9, 3),) for _ in range(3)],
            advice=Text("Look for the largest.", "找出最大的。"),
            keeps_inputs=True,
            falls_short=below,
        ),
    ),
    mistakes=(
        Mistake(
            "the-smallest",
            np.min,
            Text("That is the smallest.", "那是最小的。"),
            behaves=lambda calls: all(one.got.value == one.args[0].min() for one in calls),
        ),
    ),
    hints=(),
)


def judged(function):
    return judge(LARGER, lambda name, args, seconds, given=(): call(function, args, seconds))


@pytest.mark.parametrize("more", [1, 1000.5])
def test_every_answer_that_will_do_gets_everything(more):
    # The point of measuring: many answers are right.
    assert judged(lambda numbers: numbers.max() + more).score == 2


def test_an_answer_that_falls_short_hears_by_how_much():
    # No table with "expected" beside it: there is no expected answer.
    check = judged(lambda numbers: -1).checks[0]
    assert check.score == 0
    assert check.message.en.startswith("-1 is not above")
    assert check.shown is None


@pytest.mark.parametrize("odd", [{}, "a", [[1], [2, 3]], (1, "b")], ids=repr)
def test_a_measure_that_stumbles_costs_the_answer_not_the_judging(odd):
    # The measure runs where the references are, on whatever a learner's function gave.
    assert judged(lambda numbers: odd).score == 0


def test_a_mistake_is_told_by_what_all_calls_show():
    # `wrong` cannot be compared where answers differ from run to run.
    verdict = judged(lambda numbers: numbers.min())
    assert (verdict.mistake, verdict.hint.en) == ("the-smallest", "That is the smallest.")
    assert judged(lambda numbers: -1).hint.en == "Look for the largest."


def scribbles(numbers):
    numbers += 1
    return numbers.max() + 1


NO_ANSWER = {
    "nothing": (lambda numbers: None, "returned None"),
    "an exception": (lambda numbers: 1 / 0, "stopped with ZeroDivisionError"),
    "an unfinished one": (lambda numbers: [][0], "stopped with IndexError"),
    "an object": (lambda numbers: object(), "an object of type object"),
    "inputs changed": (scribbles, "changed its inputs"),
}


@pytest.mark.parametrize("function, words", NO_ANSWER.values(), ids=NO_ANSWER)
def test_what_is_no_answer_is_told_as_ever(function, words):
    # The measure sees plain values only; the rest has its sentences already.
    check = judged(function).checks[0]
    assert check.score == 0
    assert words in check.message.en


def parameters(d=16, **other):
    shapes = {"W_q": (16, d), "W_k": (24, d), "W_v": (24, d), "W_o": (d, 8)}
    return {name: np.ones(shape) for name, shape in shapes.items()} | other


ODD = {
    "a number": 3.0,
    "a text": "W_q",
    "no names": {},
    "too many names": parameters(bias=np.zeros(8)),
    "numbers for names": {1: np.ones(3)},
    "a text for a table": parameters(W_q="table"),
    "something unreadable": parameters(W_k=Unreadable("Tensor")),
    "nothing for a table": parameters(W_o=None),
    "ragged": parameters(W_v=[[1.0], [1.0, 2.0]]),
    "a number for a table": parameters(W_q=1.0),
    "other widths": parameters(W_q=np.ones((16, 3))),
    "no columns": parameters(d=0),
    "columns that would fill the memory": parameters(d=5000),
    "NaN": parameters(W_o=np.full((16, 8), np.nan)),
    "infinity": parameters(W_q=np.full((16, 16), np.inf)),
    "truth values": parameters(W_q=np.ones((16, 16), bool)),
    "numbers so large that they overflow": parameters(W_q=np.full((16, 16), 1e300), W_k=np.full((24, 16), 1e300)),
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_the_librarians_measure_bears_any_plain_value(value):
    # It runs in the grader, on what a learner's process sent: always a sentence, never an exception, no huge array.
    args = draw_cases(TRAIN)[0][1]
    sentence = at_least(0.5)(args, value)
    assert sentence.en and sentence.zh


GOOD = TRAIN.source
EVERYTHING = "\n\n".join(
    ["import numpy as np", *(exercise(name).source for name in ("score_matrix", *TRAIN.builds_on))]
)
EVERYTHING += "\n\n" + "\n\n".join(exercise(name).source for name in ("scaled_scores", "softmax_backward"))
ANSWERS = {
    "right": GOOD,
    "nothing learnt": GOOD.replace("        parameters = sgd_step", "        sgd_step"),
    "uphill": GOOD.replace("3.0)", "-3.0)"),
    "more than the parameters": GOOD.replace("return parameters", "return parameters, [2.0]"),
    "a name missing": GOOD.replace("return parameters", "return {'W_q': parameters['W_q']}"),
    "not written": "def train_librarian(libraries, steps):\n    raise NotImplementedError()",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_verdict_is_that_of_the_kernel(name):
    # The parameters travel out of the cage and are measured outside, with the same words as in a notebook.
    names = {}
    exec(f"{EVERYTHING}\n\n{ANSWERS[name]}", names)
    with calling(best_level(), EVERYTHING, ANSWERS[name], limits=Limits()) as job:
        caged = judge(TRAIN, job, seed=3)
    local = judge(TRAIN, KernelCaller(names), seed=3)
    assert (caged.score, caged.mistake, caged.hint) == (local.score, local.mistake, local.hint)
    assert [check.message for check in caged.checks] == [check.message for check in local.checks]
    assert (caged.score == TRAIN.points) == (name == "right")
