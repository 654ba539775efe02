"""Softmax run backwards: two weights are a thermometer."""

import numpy as np

from grader.exercises.softmax_weighting.shared import WHOLE_DIVISION
from grader.exercises.softmax_weighting.softmax_with_temperature import softmax_with_temperature
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded


def implied_temperature(score_a, score_b, weight_a, weight_b):
    """The temperature at which softmax gives two books these weights for these scores.

    weight_a / weight_b = exp((score_a - score_b) / temperature), solved for the temperature
    four numbers, the higher score with the larger weight  ->  a number above 0
    """
    return (score_a - score_b) / np.log(weight_a / weight_b)


def _first_book_ahead(rng):
    yield 3.0, 1.0, 0.8, 0.2
    yield 2.0, 1.0, 0.75, 0.25
    for _ in range(3):
        yield _two_of_three(rng, 1.5, 0.5)


def _second_book_ahead(rng):
    yield 1.0, 5.0, 0.1, 0.2
    yield -2.0, 0.0, 0.2, 0.6
    for _ in range(3):
        yield _two_of_three(rng, 0.5, 1.5)


def _extreme_books(rng):
    yield 2, 0, 0.5, 0.125
    yield -3, 4, 1e-12, 0.9
    yield 1000.0, 990.0, 0.55, 0.45
    yield _two_of_three(rng, 12.0, 3.0)


def _two_of_three(rng, middle_a, middle_b):
    """Two scores about half a point around their middles, and the weights that a third book leaves to them."""
    scores = np.round(np.array([middle_a, middle_b, 0.0]) + rng.uniform(-0.4, 0.4, 3), 2)
    weights = softmax_with_temperature(scores, rng.uniform(0.4, 3.0))
    return float(scores[0]), float(scores[1]), float(weights[0]), float(weights[1])


NO_LOG = Text(
    "Weights do not follow scores in a straight line: a difference of scores becomes a ratio of weights, by a power of e. "
    "What undoes a power of e?",
    "权重不随得分直线变化：得分之差，经过 e 的幂，变成了权重之比。什么运算能解开 e 的幂？",
)
NATURAL = Text(
    "The right road, another scale: softmax raises e to the score, so the logarithm that undoes it is the one to base e.",
    "路走对了，尺子换错了：softmax 取的是 e 的幂，能解开它的对数也要以 e 为底。",
)


IMPLIED_TEMPERATURE = Exercise(
    implied_temperature,
    checks=(
        Check(
            Text("the first book is ahead", "第一本书领先"),
            1,
            _first_book_ahead,
            advice=Text(
                "Start from weight_a / weight_b = e^((score_a − score_b) / T), take the logarithm of both sides and solve for T.",
                "从 weight_a / weight_b = e^((score_a − score_b) / T) 出发，两边取对数，解出 T。",
            ),
        ),
        Check(
            Text("the second book is ahead", "第二本书领先"),
            1,
            _second_book_ahead,
            advice=Text(
                "When b has the higher score it also has the larger weight: both differences turn negative, and their quotient "
                "stays positive. Keep a − b in the same order above and below.",
                "b 的得分更高时，权重也更大：两个差都变成负的，商仍是正的。上下都要按 a − b 的顺序。",
            ),
        ),
        Check(
            Text("far apart, close together", "天差地别与难分高下"),
            1,
            _extreme_books,
            advice=Text(
                "Only the difference of the scores and the ratio of the weights matter, be the numbers whole, huge or tiny; "
                "nothing should be rounded on the way.",
                "要紧的只是得分之差和权重之比，数再大、再小、是不是整数都一样；中途不要取整。",
            ),
        ),
    ),
    mistakes=(
        Mistake(
            "inverted",
            lambda score_a, score_b, weight_a, weight_b: np.log(weight_a / weight_b) / (score_a - score_b),
            Text(
                "Upside down: yours reads high where it is cold. The same weights from a wider gap between the scores mean a "
                "hotter room.",
                "颠倒了：越冷，你的温度计读数越高。得分差得更多，权重却还一样，说明温度更高。",
            ),
        ),
        Mistake(
            "sign-flipped",
            lambda score_a, score_b, weight_a, weight_b: (score_b - score_a) / np.log(weight_a / weight_b),
            Text(
                "A negative temperature would favour the worse book. Above and below, the two books must be taken in the same "
                "order.",
                "温度是负的，岂不是偏爱更差的书？上面和下面，两本书要按同一个顺序来。",
            ),
        ),
        Mistake(
            "missing-log",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / (weight_a - weight_b),
            NO_LOG,
        ),
        Mistake(
            "ratio-without-log",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / (weight_a / weight_b),
            NO_LOG,
        ),
        Mistake(
            "ratio-of-scores",
            lambda score_a, score_b, weight_a, weight_b: np.float64(score_a) / score_b / np.log(weight_a / weight_b),
            Text(
                "You compare the scores by dividing them. Softmax knows nothing of that: add 10 to both scores and the weights "
                "stay. What else of two scores stays then?",
                "你用除法来比较得分。Softmax 可不认这个：两个得分都加 10，权重一点不变。这时两个得分之间还有什么也不变？",
            ),
        ),
        Mistake(
            "log-of-difference",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / np.log(weight_a - weight_b),
            Text(
                "ln(a) − ln(b) is not ln(a − b): a difference of logarithms is the logarithm of something else.",
                "ln(a) − ln(b) 不等于 ln(a − b)：对数之差，是另一样东西的对数。",
            ),
        ),
        Mistake(
            "multiplied",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) * np.log(weight_a / weight_b),
            Text(
                "Ask your formula a question: the same scores, but weights further apart, means a colder room. Yours says hotter. "
                "On which side of the equation did the temperature end up?",
                "考考你的式子：得分不变，权重差得更多，说明温度更低。你的却说更高。移项之后，温度到了等式的哪一边？",
            ),
        ),
        Mistake(
            "base-ten",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / np.log10(weight_a / weight_b),
            NATURAL,
        ),
        Mistake(
            "base-two",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / np.log2(weight_a / weight_b),
            NATURAL,
        ),
        Mistake(
            "whole-division",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) // np.log(weight_a / weight_b),
            WHOLE_DIVISION,
        ),
        Mistake(
            "rounded",
            lambda score_a, score_b, weight_a, weight_b: round((score_a - score_b) / np.log(weight_a / weight_b), 2),
            Text(
                "Right, but rounded: on a cold day the digits you cut off are the whole temperature. Hand over all of them; "
                "rounding is for showing.",
                "算对了，却四舍五入了：天冷的时候，温度全在你抹掉的那几位上。把所有位数都交出来；取整只用于显示。",
            ),
            behaves=is_rounded,
        ),
    ),
    hints=(
        Text(
            "Write both weights as softmax does. Divide one by the other: the sum below is the same and cancels.",
            "把两个权重都按 softmax 写出来，再相除：分母是同一个和，约掉了。",
        ),
        Text(
            "What is left is weight_a / weight_b = e^((score_a − score_b) / T). Which function brings an exponent down?",
            "剩下的是 weight_a / weight_b = e^((score_a − score_b) / T)。哪个函数能把指数“请下来”？",
        ),
        Text(
            "ln(weight_a / weight_b) = (score_a − score_b) / T. Now solve for T; np.log is the logarithm to base e.",
            "ln(weight_a / weight_b) = (score_a − score_b) / T。解出 T 即可；np.log 就是以 e 为底的对数。",
        ),
    ),
)
