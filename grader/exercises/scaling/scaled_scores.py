"""Dot products, divided so that long labels do not shout."""

import numpy as np

from grader.exercises.scaling.scaled_scores_mistakes import KNOWN_MISTAKES
from grader.exercises.scaling.shared import ANY_KIND, ROOMS, asked, strided
from grader.judge import Check, Exercise, Text


def scaled_scores(Q, K):
    """Dot-product scores divided by the square root of d (Vaswani et al. 2017, section 3.2.1).

    Q: (..., n_q, d), K: (..., n_k, d), the same leading axes
        ->  scores: (..., n_q, n_k), row = who asks
    """
    d = Q.shape[-1]
    return Q @ np.swapaxes(K, -1, -2) / np.sqrt(d)  # (..., n_q, d) @ (..., d, n_k) -> (..., n_q, n_k)


def _one_room(rng):
    keys = np.array([[3.0, 1.0, 0.0, -1.0], [0.0, 0.0, 0.0, 4.0], [1.0, 1.0, 1.0, 1.0]])
    yield np.array([[2.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 1.0]]), keys
    for n_q, n_k, d in ((3, 2, 9), (2, 5, 4), (4, 3, 2), (1, 6, 3), (5, 1, 4), (3, 3, 3), (2, 3, 1)):
        yield asked(rng, n_q, n_k, d)


def _long_labels(rng):
    yield np.tile([1.0, 2.0], (1, 8)), np.tile([[1.0, 0.0], [0.0, -1.0], [1.0, 1.0]], (1, 8))
    for n_q, n_k, d in ((2, 4, 64), (4, 2, 100), (3, 16, 512)):
        yield asked(rng, n_q, n_k, d)


def _several_rooms(rng):
    yield asked(rng, 2, 1, 4, rooms=(3,))
    for n_q, n_k, d in ((3, 4, 5), (3, 2, 9), (4, 4, 4), (1, 3, 2)):
        yield asked(rng, n_q, n_k, d, rooms=(2,))
    yield asked(rng, 3, 3, 3, rooms=(3,))
    yield asked(rng, 2, 4, 3, rooms=(1,))
    yield asked(rng, 2, 3, 4, rooms=(2, 3))
    yield asked(rng, 3, 2, 5, rooms=(2, 1, 2))


def _any_numbers(rng):
    yield np.array([[1, 2, 0, 1], [0, 1, 1, 3]]), np.array([[4, -1, 3, 0], [0, 2, 5, 1], [2, 0, -2, 1]])
    yield rng.integers(1, 5, (2, 3, 6)), rng.integers(1, 9, (2, 4, 6))
    yield tuple(array.astype(np.float32) for array in asked(rng, 3, 2, 5))
    yield tuple(map(strided, asked(rng, 2, 4, 3, rooms=(2,))))
    yield tuple(map(np.asfortranarray, asked(rng, 4, 3, 6)))
    Q, K = asked(rng, 2, 3, 8)
    yield 400 * Q, K


SCALED_SCORES = Exercise(
    scaled_scores,
    builds_on=("score_matrix",),
    checks=(
        Check(
            Text("one reading room", "一间阅览室"),
            1,
            _one_room,
            advice=Text(
                "A table of dot products, one row per reader and one column per book, every number in it divided by the "
                "square root of d. Here d is the number of qualities.",
                "先是一张点积的表，一行一位读者，一列一本书；再把表里的每个数除以 d 的平方根。这里 d 是特征的个数。",
            ),
        ),
        Check(
            Text("long labels", "很长的标签"),
            1,
            _long_labels,
            advice=Text(
                "With many qualities the scores must spread no wider than with few. Which number do you divide by when d is 64?",
                "特征多的时候，得分的波动也不应比特征少时更大。d 是 64 时，你除以的是几？",
            ),
        ),
        Check(
            ROOMS,
            1,
            _several_rooms,
            advice=Text(
                "Axes in front count rooms, perhaps on several floors: (rooms, n_q, d) and (rooms, n_k, d) make (rooms, n_q, n_k). "
                "What you do with one table happens in every room, to the last two axes.",
                "前面的轴数的是房间，也许还分楼层：(rooms, n_q, d) 和 (rooms, n_k, d) 得出 (rooms, n_q, n_k)。对一张表做的事，"
                "在每间房里照做一遍，只动最后两个轴。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers, float32 and slices of larger arrays are all welcome, and Q and K stay as they were.",
                "整数、float32、大数组的切片都要能用；Q 和 K 要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "Two steps: the dot products of lesson 02, then one division. The divisor depends on nothing but the number of qualities.",
            "两步：先是第 02 课的点积，再做一次除法。除数只由特征的个数决定。",
        ),
        Text(
            "Read d off the last axis, `.shape[-1]`: there it stands in a table and in any stack of tables.",
            "从最后一个轴读出 d，即 `.shape[-1]`：不管是一张表还是一叠表，它都在那里。",
        ),
        Text(
            "`@` works on the last two axes and leaves those in front alone. K must be turned for it, also only in its last two axes: "
            "that is what `np.swapaxes` is for.",
            "`@` 只在最后两个轴上做乘法，前面的轴原样不动。K 要先转一下，也只转最后两个轴：`np.swapaxes` 正是做这个的。",
        ),
    ),
)
