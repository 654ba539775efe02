"""Softmax with a knob for how picky it is."""

import numpy as np

from grader.exercises.softmax_weighting.shared import ROUNDED, WHOLE_DIVISION, unstable_softmax
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import failed_calls, fails_just_where, is_rounded, only_changes_inputs
from grader.judge.comparison import as_numbers


def softmax_with_temperature(scores, temperature):
    """Weights from scores at a temperature: softmax(scores / temperature), over the last axis.

    scores: (..., n), temperature: a number  ->  weights: (..., n)
    Raises ValueError when the temperature is 0 or below.
    """
    if temperature <= 0:
        raise ValueError(f"the temperature must be above 0, not {temperature}")
    return softmax(np.asarray(scores) / temperature)


FAINT = 2.0**-10  # float32 holds it, and 1 + it, exactly


def _everyday(rng):
    yield np.array([2.0, 4.0]), 2.0
    yield np.array([1.0, 0.0, -1.0]), 0.5
    yield rng.normal(0, 2, 4), 1.0
    yield rng.normal(0, 2, 5), rng.uniform(1.5, 4)


def _hot_and_cold(rng):
    yield np.array([1.0, 2.0, 2.0]), 0.001
    yield np.array([-3.0, 5.0]), 1e4
    yield np.array([1.0, 6.0]), 0.001
    yield np.array([1.0, 1.0 + FAINT]), FAINT
    yield np.round(rng.normal(0, 1, 4) * 8) / 8, 0.125
    yield rng.normal(0, 2, 6), 8.0


def _tables_of_any_numbers(rng):
    yield np.array([[1, 2, 4], [3, 0, 0]]), 2
    yield np.array([5, 4, 2, 0]), 3
    yield rng.normal(0, 2, (3, 2)).astype(np.float32), 0.7
    yield rng.normal(0, 2, (2, 3, 8))[..., ::2], 1.6


def _zero_or_below(rng):
    yield np.array([1.0, 2.0]), 0
    yield np.array([[1.0, 0.0, 2.0]]), -1.0
    yield rng.normal(0, 1, 3), -0.5
    yield rng.normal(0, 1, 3), 0.5
    yield rng.normal(0, 1, (2, 4)), 3.0


def _temperature_unchecked(scores, temperature):
    return softmax(scores / np.float64(temperature))


def _zero_unchecked(scores, temperature):
    if temperature < 0:
        raise ValueError
    return _temperature_unchecked(scores, temperature)


def _where_positive(formula):
    """The formula for temperatures above 0, the asked-for error for the others."""

    def function(scores, temperature):
        if temperature <= 0:
            raise ValueError
        return formula(scores, temperature)

    return function


def _power_of_weights(scores, temperature):
    powers = softmax(scores) ** (1 / temperature)
    return powers / powers.sum(axis=-1, keepdims=True)


def _divides_in_place(scores, temperature):
    scores /= temperature
    return softmax(scores)


def _warms_the_cold(calls):
    # A floor or a little added: only nearly equal scores near 0 show it, by weights that are too even.
    faint = fails_just_where(calls, lambda call: call.args[1] == FAINT)
    return faint and all(_is_too_even(call.got.value, call.want.value) for call in failed_calls(calls))


def _is_too_even(got, want):
    got = as_numbers(got)
    return got is not None and got.shape == want.shape and 0.5 <= got.max() < want.max() and np.isclose(got.sum(), 1)


def _lets_pass(refused):
    """A predicate: wrong exactly where the temperature is `refused`, and there by going on."""

    def behaves(calls):
        goes_on = all(call.got.kind == "value" or "ZeroDivisionError" in call.got.error for call in failed_calls(calls))
        return goes_on and fails_just_where(calls, lambda call: refused(call.args[1]))

    return behaves


SOFTMAX_WITH_TEMPERATURE = Exercise(
    softmax_with_temperature,
    checks=(
        Check(
            Text("everyday temperatures", "平常的温度"),
            1,
            _everyday,
            advice=Text(
                "The temperature acts on the scores, before any power of e is taken: differences shrink when it is hot.",
                "温度作用在得分上，在取 e 的幂之前：温度高，得分之间的差就缩小。",
            ),
        ),
        Check(
            Text("hot and cold", "酷热与严寒"),
            1,
            _hot_and_cold,
            advice=Text(
                "Near 0 the best book takes everything, equals share; when it is very hot all books are alike. A tiny "
                "temperature makes huge numbers: only the stable softmax survives them.",
                "温度接近 0 时，最好的书拿走全部，并列的平分；很热时，所有书都差不多。温度很小，数就变得很大，只有稳定的 softmax 扛得住。",
            ),
        ),
        Check(
            Text("tables of any numbers, inputs untouched", "各种数的表，输入原样不动"),
            1,
            _tables_of_any_numbers,
            advice=Text(
                "One temperature for all readers; each row still sums to 1, whole numbers included, and the caller's "
                "scores stay as they were.",
                "所有读者共用一个温度；每一行仍然各自加起来等于 1，整数也一样；调用者手里的得分要原样留着。",
            ),
            keeps_inputs=True,
        ),
        Check(
            Text("no temperature at or below zero", "温度不能是零或负数"),
            1,
            _zero_or_below,
            advice=Text(
                "A temperature of 0 or below has no meaning here: `raise ValueError(...)` before computing anything; for "
                "all other temperatures compute as usual.",
                "温度为 0 或负数在这里没有意义：先 `raise ValueError(...)`，什么也不用算；其他温度照常计算。",
            ),
        ),
    ),
    mistakes=(
        Mistake(
            "multiplies-temperature",
            _where_positive(lambda scores, temperature: softmax(scores * temperature)),
            Text(
                "The hotter your room, the pickier your reader. It should be the other way round: heat flattens the weights.",
                "你这里越热，读者越挑剔。应当反过来：温度越高，权重越平。",
            ),
        ),
        Mistake(
            "ignores-temperature",
            _where_positive(lambda scores, temperature: softmax(scores)),
            Text(
                "Hot or cold, your weights are the same. Where does the temperature come into your formula?",
                "不管冷热，你的权重都一样。温度在你的式子里出现在哪儿？",
            ),
        ),
        Mistake(
            "temperature-after-softmax",
            _where_positive(lambda scores, temperature: softmax(scores) / temperature),
            Text(
                "You divide the weights, and the budget no longer sums to 1. Temperature acts on scores, and a score is "
                "what goes into softmax.",
                "你除的是权重，预算加起来就不等于 1 了。温度作用在得分上，而得分是放进 softmax 之前的东西。",
            ),
        ),
        Mistake(
            "power-of-weights",
            _where_positive(_power_of_weights),
            Text(
                "A clever road, right on paper: a power of the weights, shared out anew. But near temperature 0 weights below "
                "1 to such a power are 0 to a computer, and 0/0 is no weight. Let the temperature act on the scores.",
                "这条路很巧，纸面上也对：权重取幂，再重新分。可温度接近 0 时，小于 1 的权重取那么大次幂，计算机只剩下 0，而 0/0 不是权重。让温度作用在得分上吧。",
            ),
        ),
        Mistake(
            "power-not-shared-out",
            _where_positive(lambda scores, temperature: softmax(scores) ** (1 / temperature)),
            Text(
                "You raised the weights to a power, and the budget no longer sums to 1. The temperature should act before "
                "softmax: on the scores.",
                "你给权重取了幂，预算加起来就不等于 1 了。温度应当在 softmax 之前起作用：作用在得分上。",
            ),
        ),
        Mistake(
            "weights-for-scores",
            _where_positive(lambda scores, temperature: softmax(softmax(scores) / temperature)),
            Text(
                "Softmax ran twice: the first made weights, and the temperature then acted on these as if they were scores. "
                "Change the scores first, then let softmax run once.",
                "Softmax 跑了两遍：第一遍得到了权重，温度却把权重当成了得分。先调整得分，再让 softmax 跑一遍。",
            ),
        ),
        Mistake(
            "numerator-only",
            _where_positive(
                lambda scores, temperature: np.exp(scores / temperature) / np.exp(scores).sum(axis=-1, keepdims=True)
            ),
            Text(
                "The books feel the temperature, the sum that you divide by does not. Both must be made of the same numbers, "
                "or the budget does not sum to 1.",
                "每本书都感受到了温度，用来除的总和却没有。上下必须用同一批数，否则预算加起来不等于 1。",
            ),
        ),
        Mistake(
            "no-max-subtraction",
            _where_positive(lambda scores, temperature: unstable_softmax(scores / temperature)),
            Text(
                "At temperature 0.001 a score of 2 becomes 2000, and e to that power overflows. Your own `softmax`, called "
                "once with the scores divided by the temperature, survives this.",
                "温度为 0.001 时，得分 2 变成 2000，e 的这么大次幂会溢出。先让得分除以温度，再调用一次你自己的 `softmax`，它扛得住。",
            ),
        ),
        Mistake(
            "temperature-unchecked",
            _temperature_unchecked,
            Text(
                "For a temperature of 0 or below your function hands something back. It should refuse: "
                "`raise ValueError(...)`, which is neither `return` nor `print`.",
                "温度为 0 或负数时，你的函数照样交出了结果。它应当拒绝：用 `raise ValueError(...)`，不是 `return`，也不是 `print`。",
            ),
            behaves=_lets_pass(lambda temperature: temperature <= 0),
        ),
        Mistake(
            "lowest-temperature",
            _where_positive(lambda scores, temperature: softmax(scores / max(temperature, 0.01))),
            Text(
                "Near 0 your room is warmer than its thermometer: a lowest temperature or a small addition keeps you off 0. "
                "0 is refused anyway; take every temperature above it just as it is.",
                "接近 0 时，你的房间比温度计上的更暖：你设了最低温度，或者加了一点点，好躲开 0。0 反正已经被拒绝；大于 0 的温度，是多少就用多少。",
            ),
            behaves=_warms_the_cold,
        ),
        Mistake(
            "zero-unchecked",
            _zero_unchecked,
            Text(
                "Negative temperatures are refused, 0 slips through. What happens to scores that are divided by 0?",
                "负的温度拒绝了，0 却溜了进来。得分除以 0，会怎么样？",
            ),
            behaves=_lets_pass(lambda temperature: temperature == 0),
        ),
        Mistake(
            "input-changed",
            _where_positive(_divides_in_place),
            Text(
                "`scores /= temperature` writes into the scores that were lent to you (and refuses whole numbers). "
                "`scores / temperature` makes a new array.",
                "`scores /= temperature` 直接改写了借来的得分（遇到整数还会报错）。`scores / temperature` 会另做一个数组。",
            ),
            behaves=only_changes_inputs,
        ),
        Mistake(
            "whole-division",
            _where_positive(lambda scores, temperature: softmax(scores // temperature)),
            WHOLE_DIVISION,
        ),
        Mistake(
            "rounded",
            _where_positive(lambda scores, temperature: np.round(softmax(scores / temperature), 2)),
            ROUNDED,
            behaves=is_rounded,
        ),
    ),
    hints=(
        Text(
            "First turn away what has no meaning: a temperature of 0 or below.",
            "先把没有意义的情形挡在门外：温度为 0 或负数。",
        ),
        Text(
            "Heat shrinks the differences between scores. Which single operation on all the scores does that?",
            "温度升高，得分之间的差要缩小。对所有得分做哪一种运算就行？",
        ),
        Text(
            "Divide the scores by the temperature and let your own softmax do the rest.",
            "让得分除以温度，剩下的交给你自己写的 softmax。",
        ),
    ),
    builds_on=("softmax",),
)
