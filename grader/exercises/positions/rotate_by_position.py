"""Rotary positions: not a stamp that is added, but a turn."""

import numpy as np

from grader.exercises.positions.rotate_by_position_mistakes import KNOWN_MISTAKES
from grader.exercises.positions.shared import ANY_KIND
from grader.exercises.weighted_summation.shared import strided
from grader.judge import Check, Exercise, Text


def rotate_by_position(X, positions):
    """Turn each pair of columns like the hand of a clock at the row's position (Su et al. 2021, RoFormer, section 3.2).

    X: (n, d), an odd d raises ValueError; positions: (n,) whole numbers, 0 or more, in any order
        ->  (n, d): the pair x, y in columns 2i, 2i + 1 of a row at position p becomes
            x cos(a) - y sin(a), x sin(a) + y cos(a), with a = p / 10000**(2i/d)
    """
    n, d = X.shape
    if d % 2:
        raise ValueError("d must be even: columns are turned in pairs")
    angles = positions[:, None] / 10000 ** (np.arange(0, d, 2) / d)  # (n, 1), (d/2,) -> (n, d/2)
    sin, cos = np.sin(angles), np.cos(angles)
    x, y = X[:, 0::2], X[:, 1::2]  # (n, d/2) each
    turned = np.zeros((n, d))
    turned[:, 0::2] = x * cos - y * sin
    turned[:, 1::2] = x * sin + y * cos
    return turned


def _drawn(rng, n, d):
    return np.round(rng.normal(0, 2, (n, d)), 1)


def _one_pair(rng):
    yield np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 2.0]]), np.array([0, 1, 1])
    for n in (2, 5):
        yield _drawn(rng, n, 2), np.arange(n)


def _several_pairs(rng):
    for n, d in ((3, 4), (2, 8), (4, 6), (5, 4), (3, 8)):
        yield _drawn(rng, n, d), np.arange(n)
    yield _drawn(rng, 3, 6), np.array([1, 2, 3])
    yield _drawn(rng, 1, 10), np.array([3])


def _any_positions(rng):
    X = _drawn(rng, 4, 6)
    yield X, np.array([2, 0, 3, 1])
    yield X, np.array([7, 7, 7, 7])
    yield X, np.array([12, 10, 13, 11])  # the same places as above, ten further on
    yield _drawn(rng, 3, 4), rng.integers(20, 60, 3)
    yield _drawn(rng, 2, 8), np.array([5, 0])


def _any_numbers(rng):
    yield rng.integers(1, 9, (3, 4)), np.array([0, 2, 1])
    yield _drawn(rng, 4, 6).astype(np.float32), np.arange(4, dtype=np.int32)
    yield _drawn(rng, 2, 3), np.array([0, 1])
    yield strided(_drawn(rng, 3, 8)), strided(np.array([4, 1, 9]))
    yield np.asfortranarray(_drawn(rng, 3, 4)), np.array([3, 0, 5])
    yield _drawn(rng, 2, 1), np.array([1, 2])


ROTATE_BY_POSITION = Exercise(
    rotate_by_position,
    builds_on=("sinusoidal_positions", "shift_matrix"),
    checks=(
        Check(
            Text("one pair", "一对数"),
            1,
            _one_pair,
            advice=Text(
                "With d = 2 each row is one arrow on paper. At position p turn it counter-clockwise by p: (1, 0) at position 1 "
                "becomes (cos 1, sin 1).",
                "d = 2 时，每一行就是纸上的一支箭头。在位置 p，把它逆时针转过 p：位置 1 上的 (1, 0) 变成 (cos 1, sin 1)。",
            ),
        ),
        Check(
            Text("several pairs", "几对数"),
            2,
            _several_pairs,
            advice=Text(
                "Neighbouring columns 2i and 2i+1 are one pair; pair i turns as fast as clock i of the stamps: p / 10000^(2i/d).",
                "相邻的第 2i、2i+1 列是一对；第 i 对转得和戳上第 i 座钟一样快：p / 10000^(2i/d)。",
            ),
        ),
        Check(
            Text("positions in any order", "位置不按次序"),
            1,
            _any_positions,
            advice=Text(
                "A row's position stands in `positions`; its number in the table does not matter. Positions may come in any order, "
                "repeat, and be larger than n.",
                "一行的位置写在 `positions` 里，和它在表中排第几无关。位置可以乱序，可以重复，也可以比 n 大。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers, float32 and slices are welcome, an odd d is a `ValueError`; X and positions stay as they were.",
                "整数、float32、切片都要能用，d 是奇数就抛出 `ValueError`；X 和 positions 都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "First d = 2 and a single row: an arrow (x, y) on paper. Turn it by the angle p.",
            "先看 d = 2、只有一行：纸上的一支箭头 (x, y)。把它转过角度 p。",
        ),
        Text(
            "The angles are those of `sinusoidal_positions`, only that p comes from `positions`. A row of positions becomes a column "
            "with `[:, None]`.",
            "角度和 `sinusoidal_positions` 里的一样，只是 p 要从 `positions` 里取。用 `[:, None]` 可以把一行位置竖成一列。",
        ),
        Text(
            "`X[:, 0::2]` are all the x, `X[:, 1::2]` all the y. Work out both new halves from the *old* x and y, then write them "
            "into a new array of zeros, even columns and odd columns.",
            "`X[:, 0::2]` 是所有的 x，`X[:, 1::2]` 是所有的 y。两半新的数都要用**旧的** x 和 y 来算，再写进一个新的全零数组，一半放偶数列，一半放奇数列。",
        ),
    ),
)
