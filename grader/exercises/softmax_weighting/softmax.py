"""The formula that turns scores into weights."""

import numpy as np

from grader.exercises.softmax_weighting.softmax_mistakes import KNOWN_MISTAKES
from grader.judge import Check, Exercise, Text


def softmax(scores):
    """Weights from scores: exp(score) / sum of exp(scores), over the last axis.

    scores: (..., n), any finite numbers  ->  weights: (..., n), each row sums to 1
    """
    scores = np.asarray(scores, dtype=float)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))  # the largest: e**0 = 1
    return powers / powers.sum(axis=-1, keepdims=True)


def _one_reader(rng):
    yield (np.array([1.0, 2.0, 3.0]),)
    yield (np.array([0.0, -2.0]),)
    for n in (1, 4, 7, 8):
        yield (rng.normal(0, 2, n),)


def _several_readers(rng):
    for shape in ((2, 3), (3, 3), (4, 2), (3, 1), (2, 3, 5)):
        yield (rng.normal(0, 2, shape),)


def _large_scores(rng):
    yield (np.array([1000.0, 1001.0, 999.0]),)
    yield (np.array([-1e4, -1e4 + 1, 1e4 - 1, 1e4]),)
    yield (np.array([-1000.0, 0.0, 1.0, 2.0]),)
    yield (np.array([1e5 - 1, 1e5, -1e5]),)  # too much for any float, the 80-bit ones included
    yield (np.array([-1e5, -1e5 - 2, -1e5 - 1]),)
    eighths = np.round(rng.normal(0, 1, (3, 4)) * 8) / 8  # float32 holds them exactly, 800 added or not
    yield (eighths + np.array([[800.0], [-800.0], [800.0]]),)


def _any_numbers(rng):
    yield (np.array([1, 2, 3]),)
    yield (np.array([[2, 0, -1], [5, 5, 4]]),)
    yield (rng.normal(0, 2, (3, 4)).astype(np.float32),)
    yield (rng.normal(0, 2, (3, 8))[:, ::2],)
    yield (rng.normal(0, 2, (2, 5)).T,)
    yield (rng.normal(0, 2, 8),)


SOFTMAX = Exercise(
    softmax,
    checks=(
        Check(
            Text("one reader", "一位读者"),
            1,
            _one_reader,
            advice=Text(
                "Two steps: raise e to each score, then divide each of these powers by the sum of all of them. "
                "One reader's scores are a single row, shape (n,).",
                "分两步：先对每个得分取 e 的幂，再用每个幂除以所有幂之和。一位读者的得分只有一行，形状是 (n,)。",
            ),
        ),
        Check(
            Text("several readers", "多位读者"),
            1,
            _several_readers,
            advice=Text(
                "One row per reader: each row is a budget of its own and sums to 1, whatever the other rows hold and "
                "however many axes stand in front.",
                "一行就是一位读者：每一行各有一份预算，各自加起来等于 1。别的行是什么、前面还有几个轴，都不影响它。",
            ),
        ),
        Check(
            Text("large scores", "很大的得分"),
            2,
            _large_scores,
            advice=Text(
                "e¹⁰⁰⁰ is too large for a computer, and e⁻¹⁰⁰⁰ is 0 to it. Which number may you take away from a "
                "reader's whole row without changing a weight?",
                "e¹⁰⁰⁰ 大得计算机装不下，e⁻¹⁰⁰⁰ 对它来说就是 0。从一位读者的整行得分里减去哪个数，权重一点也不会变？",
            ),
        ),
        Check(
            Text("any kind of numbers, inputs untouched", "各种数，输入原样不动"),
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers may come in, fractions must come out, and the caller's scores stay as they were.",
                "进来的可以是整数，出去的必须能是小数；调用者手里的得分要原样留着。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "Two steps: turn every score into a positive number, then share out the budget in proportion to these.",
            "分两步：先把每个得分变成正数，再按它们的比例分预算。",
        ),
        Text(
            "np.exp works on a whole array. Sum along the last axis, axis=-1, and keep that axis (keepdims=True), so that "
            "the division lines up row by row.",
            "np.exp 可以一次处理整个数组。沿最后一个轴（axis=-1）求和，并保留这个轴（keepdims=True），除法才会逐行对齐。",
        ),
        Text(
            "Before np.exp, take each row's largest score away from that row. The weights stay the same and nothing overflows.",
            "在 np.exp 之前，让每一行减去这一行的最大得分。权重不变，也不会溢出。",
        ),
    ),
)
