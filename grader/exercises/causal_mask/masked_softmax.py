"""Softmax that shares out only among what may be seen."""

import numpy as np

from grader.exercises.causal_mask.masked_softmax_mistakes import KNOWN_MISTAKES
from grader.exercises.causal_mask.shared import ANY_KIND, visible_mask
from grader.exercises.weighted_summation.shared import strided
from grader.judge import Check, Exercise, Text


def masked_softmax(scores, mask):
    """Softmax among the places that may be seen, over the last axis.

    scores: (..., n); mask: bool, broadcastable to scores, True = may look
        ->  weights: (..., n), hidden places exactly 0, each row sums to 1;
            a row with nothing to look at is all 0
    """
    scores = np.where(mask, scores, -np.inf)  # e**-inf = 0: no share
    largest = scores.max(axis=-1, keepdims=True)  # among the visible ones; -inf if there are none
    powers = np.exp(scores - np.where(np.isinf(largest), 0, largest))
    total = powers.sum(axis=-1, keepdims=True)
    return powers / np.where(total == 0, 1, total)  # nothing to look at: 0 / 1


def _hidden_get_nothing(rng):
    yield np.array([1.0, 1.0, 3.0]), np.array([True, True, False])
    yield np.array([[0.0, 5.0, 9.0], [2.0, 2.0, 9.0]]), np.array([[True, False, False], [True, True, False]])
    yield np.array([-3.0, -2.0, -1.0, -5.0]), np.array([True, False, True, True])
    for shape in ((6,), (3, 3), (2, 5), (4, 2)):
        yield rng.normal(-1, 2, shape), visible_mask(rng, *shape)
    yield rng.normal(0, 2, (2, 4)), np.ones((2, 4), dtype=bool)


def _masks_that_stretch(rng):
    yield np.array([[1.0, 1.0, 7.0], [0.0, -2.0, 4.0]]), np.array([True, True, False])
    for scores, mask in (((2, 3, 4), (3, 4)), ((3, 2, 4), (3, 1, 4)), ((2, 4), (1, 4)), ((2, 2, 3, 3), (2, 1, 1, 3))):
        yield rng.normal(0, 2, scores), visible_mask(rng, *mask)
    yield rng.normal(0, 2, (2, 3, 3)), np.tril(np.ones((3, 3), dtype=bool))


def _nothing_to_look_at(rng):
    yield np.array([[1.0, 2.0], [3.0, 3.0]]), np.array([[False, False], [True, True]])
    yield np.array([2.0, -1.0, 4.0]), np.array([False, False, False])
    yield rng.normal(0, 2, (3, 4)), np.array([[True], [False], [True]])
    mask = visible_mask(rng, 2, 3, 5)
    mask[0, 1] = mask[1, 2] = False
    yield rng.normal(0, 2, (2, 3, 5)), mask
    yield rng.normal(-800, 2, (2, 3)), np.array([[False, False, False], [True, False, True]])


def _large_scores(rng):
    yield np.array([1000.0, 1001.0, 999.0]), np.array([True, True, False])
    yield np.array([-1000.0, -1001.0, 0.0]), np.array([True, True, False])
    yield np.array([1e5, -1e5, -1e5 + 1]), np.array([False, True, True])
    eighths = np.round(rng.normal(0, 1, (3, 4)) * 8) / 8  # float32 holds them exactly, 800 added or not
    yield eighths + np.array([[800.0], [-800.0], [800.0]]), visible_mask(rng, 3, 4)
    yield rng.normal(0, 2, (3, 4)), visible_mask(rng, 3, 4)


def _any_numbers(rng):
    yield np.array([[2, 0, 1], [5, 5, 4]]), np.array([[True, False, True], [True, True, False]])
    yield rng.integers(-3, 4, 5), visible_mask(rng, 5)
    yield rng.normal(0, 2, (3, 4)).astype(np.float32), visible_mask(rng, 3, 4)
    yield strided(rng.normal(0, 2, (2, 4))), strided(visible_mask(rng, 2, 4))
    yield rng.normal(0, 2, (2, 5)).T, visible_mask(rng, 5, 2)


MASKED_SOFTMAX = Exercise(
    masked_softmax,
    builds_on=("softmax",),
    checks=(
        Check(
            Text("a hidden book gets nothing", "藏起来的书分文不得"),
            1,
            _hidden_get_nothing,
            advice=Text(
                "Think of the hidden books as gone: the visible ones share the whole budget by softmax, and at the hidden places "
                "stands 0. Every row sums to 1.",
                "就当藏起来的书不在：看得见的书按 softmax 分掉整份预算，藏起来的位置写 0。每一行加起来等于 1。",
            ),
        ),
        Check(
            Text("masks that stretch", "会撑开的掩码"),
            1,
            _masks_that_stretch,
            advice=Text(
                "The mask may have fewer axes than the scores, or axes of length 1: one row for all readers, one table for all texts. "
                "NumPy stretches it wherever two arrays are combined, but not where a mask stands in square brackets.",
                "掩码的轴可以比得分少，也可以有长度为 1 的轴：一行给所有读者共用，一张表给所有文本共用。两个数组一起运算时，NumPy 会把它撑开；放在方括号里作下标时则不会。",
            ),
        ),
        Check(
            Text("nothing to look at", "什么也看不到"),
            1,
            _nothing_to_look_at,
            advice=Text(
                "Who sees nothing spends nothing: a row whose mask is all False is all 0. Its neighbours still sum to 1.",
                "什么都看不到，就什么也不花：掩码整行都是 False，权重就整行是 0。旁边的各行照样加起来等于 1。",
            ),
        ),
        Check(
            Text("large scores, hidden ones too", "很大的得分，藏着的也算"),
            1,
            _large_scores,
            advice=Text(
                "The shift that keeps e from overflowing may only look at what can be seen: a hidden score of 100,000 must not move "
                "a single weight.",
                "为了不让 e 的幂溢出而做的平移，只能参照看得见的得分：藏着的得分哪怕有十万，也不能影响任何一个权重。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers may come in, fractions must come out; scores and mask stay as they were.",
                "进来的可以是整数，出去的必须能是小数；得分和掩码都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "Do one row by hand: scores 1, 1, 3, and the last book is hidden. Who shares the budget?",
            "先动手算一行：得分 1、1、3，最后一本藏起来了。预算由谁来分？",
        ),
        Text(
            "Each book's share comes from e to its score. Which score makes this power exactly 0? NumPy has that number: `-np.inf`.",
            "每本书分到多少，看的是 e 的幂，指数就是它的得分。什么样的得分，能让这个幂正好是 0？NumPy 有这个数：`-np.inf`。",
        ),
        Text(
            "`np.where(mask, a, b)` takes a where the mask is True and b elsewhere, and stretches all three. What follows is the "
            "softmax that you know.",
            "`np.where(mask, a, b)` 在掩码为 True 处取 a，别处取 b，三样都会自动撑开。接下来就是你熟悉的 softmax。",
        ),
        Text(
            "Last, the reader who sees nothing: softmax gives that row NaN, or a budget spent on hidden books. Both can be "
            "repaired afterwards with one more `np.where`.",
            "最后是什么都看不到的读者：softmax 会给那一行 NaN，或者把预算花在藏起来的书上。两种情形都可以事后再用一次 `np.where` 修好。",
        ),
    ),
)
