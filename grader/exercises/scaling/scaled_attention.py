"""The whole mechanism, with scores that keep their voice down."""

import numpy as np

from grader.exercises.scaling.scaled_attention_mistakes import KNOWN_MISTAKES
from grader.exercises.scaling.scaled_scores import scaled_scores
from grader.exercises.scaling.shared import ANY_KIND, ROOMS, asked, drawn, strided
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Check, Exercise, Text


def scaled_attention(Q, K, V):
    """Scaled dot-product attention: softmax(Q K^T / sqrt(d)) V (Vaswani et al. 2017, equation 1).

    Q: (..., n_q, d), K: (..., n_k, d), V: (..., n_k, d_v), the same leading axes
        ->  outputs: (..., n_q, d_v), weights: (..., n_q, n_k), each row of weights sums to 1
    """
    weights = softmax(scaled_scores(Q, K))  # (..., n_q, n_k)
    return weights @ V, weights  # (..., n_q, n_k) @ (..., n_k, d_v) -> (..., n_q, d_v)


def _visit(rng, n_q, n_k, d, d_v, rooms=()):
    """A single column of values is all positive, so that no sum cancels to nearly nothing."""
    V = np.round(rng.uniform(1, 6, (*rooms, n_k, 1)), 1) if d_v == 1 else drawn(rng, *rooms, n_k, d_v, spread=3.0)
    return *asked(rng, n_q, n_k, d, rooms), V


def _one_room(rng):
    keys, values = np.array([[2.0, 0, 0, 0], [0, 2.0, 0, 0]]), np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    yield np.array([[0.0, 0, 0, 0], [3.0, 3, 0, 1], [1.0, 0, 2, 0]]), keys, values
    for shape in (
        (2, 3, 9, 5),
        (4, 2, 3, 3),
        (3, 5, 2, 4),
        (1, 4, 6, 1),
        (3, 1, 4, 2),
        (2, 4, 1, 3),
        (3, 3, 3, 3),
        (3, 4, 64, 2),
    ):
        yield _visit(rng, *shape)


def _several_rooms(rng):
    yield _visit(rng, 2, 3, 4, 1, rooms=(2,))
    for shape in ((3, 2, 5, 4), (2, 4, 3, 2), (3, 3, 3, 3), (4, 5, 2, 3)):
        yield _visit(rng, *shape, rooms=(3,))
    yield _visit(rng, 2, 3, 4, 3, rooms=(1,))
    yield _visit(rng, 3, 2, 4, 5, rooms=(2, 3))


def _company(rng):
    Q, K, V = _visit(rng, 3, 4, 5, 2)
    yield Q, K, V
    yield Q[1:2], K, V
    yield Q[::-1], K, V
    order = rng.permutation(4)
    yield Q, K[order], V[order]
    keys = np.array(
        [[2.0, 1, 0, 0], [2.0, 0, 0, 0], [2.0, -1, 0, 0]]
    )  # close rivals at +-1000; one row far below the others
    readers = np.array([[1000.0, 2, 0, 0], [-1000.0, 2, 0, 0], [0.0, -1, 1, 0], [0.0, 1, 0, 0]])
    yield readers, keys, drawn(rng, 3, 2, spread=3.0)


def _any_numbers(rng):
    yield rng.integers(-1, 2, (3, 4)), rng.integers(-1, 2, (2, 4)), rng.integers(1, 9, (2, 3))
    yield rng.integers(-1, 2, (2, 3, 5)), rng.integers(-1, 2, (2, 4, 5)), rng.integers(1, 9, (2, 4, 2))
    yield tuple(array.astype(np.float32) for array in _visit(rng, 3, 5, 4, 2))
    yield tuple(map(strided, _visit(rng, 4, 3, 3, 2, rooms=(2,))))
    yield tuple(map(np.asfortranarray, _visit(rng, 2, 4, 3, 5)))


SCALED_ATTENTION = Exercise(
    scaled_attention,
    builds_on=("softmax", "scaled_scores"),
    checks=(
        Check(
            Text("one reading room", "一间阅览室"),
            2,
            _one_room,
            advice=Text(
                "Three steps: scaled scores, softmax along each reader's row, weighted sum of the values. Return (outputs, weights).",
                "三步：缩放过的得分，对每位读者的那一行做 softmax，再对值加权求和。返回 (outputs, weights)。",
            ),
        ),
        Check(
            ROOMS,
            1,
            _several_rooms,
            advice=Text(
                "Rooms in front, all the way: the shapes end in (n_q, n_k) for the weights and in (n_q, d_v) for the outputs, and what "
                "stands before is the same as in Q.",
                "从头到尾，房间都站在前面：权重的形状以 (n_q, n_k) 结尾，输出以 (n_q, d_v) 结尾，前面的部分和 Q 一样。",
            ),
        ),
        Check(
            Text("readers alone, books in any order", "读者互不干扰，书换位置也无妨"),
            1,
            _company,
            advice=Text(
                "A reader's page depends on nobody else in the room, however loudly they ask, and books that change places take their "
                "weights along.",
                "一位读者得到的页，与屋里还有谁、别人问得多响都无关；书换了位置，权重跟着书走。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers, float32 and slices of larger arrays are all welcome, and Q, K and V stay as they were.",
                "整数、float32、大数组的切片都要能用；Q、K、V 要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "It is what `attention` did in lesson 04, with other scores, and you have just written those.",
            "做的就是第 04 课 `attention` 做的事，只是换了得分，而这种得分你刚刚写好。",
        ),
        Text(
            "Your softmax works along the last axis and your scaled_scores puts the books there: whatever stands in front takes care of itself.",
            "你的 softmax 沿最后一个轴计算，scaled_scores 正好把书放在那里：前面有什么轴都不用操心。",
        ),
        Text(
            "Weights (..., n_q, n_k), values (..., n_k, d_v): the two n_k stand side by side. You need the weights twice, so keep them "
            "under a name.",
            "权重 (..., n_q, n_k)，值 (..., n_k, d_v)：两个 n_k 正好挨着。权重要用两次，先给它起个名字。",
        ),
    ),
)
