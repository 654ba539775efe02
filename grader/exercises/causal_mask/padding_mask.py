"""The mask of shelves that are not full."""

import numpy as np

from grader.exercises.causal_mask.shared import (
    ADDED_TO_SCORES,
    ANY_KIND,
    INVERTED,
    NUMBERS_FOR_YES_AND_NO,
    are_added_to_scores,
    are_numbers_for,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import works_for_one_size


def padding_mask(lengths, n):
    """Which places hold real tokens: mask[b, 0, j] is True where j < lengths[b].

    lengths: (batch,) ints from 0 to n  ->  mask: (batch, 1, n), dtype bool; True = may look
    """
    return np.arange(n) < lengths[:, None, None]  # (n,) with (batch, 1, 1) -> (batch, 1, n)


def _short_shelves(rng):
    yield np.array([1, 3]), 4
    yield np.array([3, 1, 2]), 5
    yield np.array([4, 2]), 5
    for batch, n in ((4, 6), (3, 8)):
        yield rng.integers(1, n, batch), n


def _full_and_empty(rng):
    yield np.array([0, 2]), 3
    yield np.array([3]), 3
    yield np.array([1, 0, 1, 1]), 1
    yield np.array([2, 1, 3]), 3
    yield rng.integers(0, 13, 7), 12
    yield rng.integers(1, 4, 6), 5


def _lengths_of_any_kind(rng):
    yield np.array([2, 1], dtype=np.int32), 3
    yield np.repeat(rng.integers(1, 6, 4), 2)[::2], 7
    yield rng.integers(1, 9, (3, 2))[:, 0], 9


def _stands(lengths, n):
    return np.arange(n) < lengths[:, None]  # (batch, n)


def _counts_from_the_back(lengths, n):
    return np.arange(n) >= n - lengths[:, None, None]


def _hides_both(lengths, n):
    real = _stands(lengths, n)
    return real[:, :, None] & real[:, None, :]


PADDING_MASK = Exercise(
    padding_mask,
    checks=(
        Check(
            Text("short shelves", "没放满的书架"),
            1,
            _short_shelves,
            advice=Text(
                "One shelf at a time: the first `lengths[b]` places are True, the rest False. All shelves have n places, and "
                "between shelf and places stands an axis of length 1.",
                "一个书架一个书架地来：前 `lengths[b]` 格是 True，其余是 False。每个书架都有 n 格，书架和格子之间还有一个长度为 1 的轴。",
            ),
        ),
        Check(
            Text("full shelves, empty shelves, any number of them", "放满的、空着的，多少个都行"),
            1,
            _full_and_empty,
            advice=Text(
                "A full shelf is all True, an empty one all False; a single shelf still has three axes, (1, 1, n).",
                "放满的书架全是 True，空书架全是 False；只有一个书架，也仍然有三个轴：(1, 1, n)。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _lengths_of_any_kind,
            advice=Text(
                "The lengths may be a slice of a larger array or short integers, and they stay as they were.",
                "长度可以是大数组的一个切片，也可以是位数少的整数；它们都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "missing-axis",
            _stands,
            Text(
                "Right, but two axes only, (batch, n). Scores have three, (batch, n_q, n_k): put an axis of length 1 in the middle, "
                "so that all readers of a shelf share its row.",
                "内容对了，却只有两个轴：(batch, n)。得分有三个轴，(batch, n_q, n_k)：在中间插一个长度为 1 的轴，同一书架的读者就能共用这一行。",
            ),
        ),
        Mistake(
            "pads-queries",
            lambda lengths, n: _stands(lengths, n)[:, :, None],
            Text(
                "Your mask stands upright, (batch, n, 1): it closes the eyes of readers. What must be hidden is what they look at: "
                "the empty places among the *keys*, the last axis.",
                "你的掩码是竖着的，(batch, n, 1)：蒙住的是读者的眼睛。该藏的是被看的一边，也就是**键**里的空位，在最后一个轴上。",
            ),
        ),
        Mistake(
            "pads-both",
            _hides_both,
            Text(
                "You also hid readers, and made a full table, (batch, n, n). Only what is looked at needs hiding: one row per "
                "shelf is enough, (batch, 1, n).",
                "你连读者也一起藏了，做成了一整张表 (batch, n, n)。只需要藏被看的一边：每个书架一行就够了，(batch, 1, n)。",
            ),
        ),
        Mistake(
            "stretched",
            lambda lengths, n: np.repeat(_stands(lengths, n)[:, None, :], n, axis=1),
            Text(
                "The rows are right, but there are n copies of each. One is enough, (batch, 1, n): NumPy stretches it by itself "
                "when it meets the scores.",
                "每一行都对，只是抄了 n 份。一份就够了，(batch, 1, n)：碰到得分时，NumPy 自己会把它撑开。",
            ),
        ),
        Mistake("inverted-mask", lambda lengths, n: ~_stands(lengths, n)[:, None, :], INVERTED),
        Mistake(
            "one-too-many",
            lambda lengths, n: np.arange(n) <= lengths[:, None, None],
            Text(
                "One place too many: a shelf with 3 books holds them at the places 0, 1 and 2.",
                "多了一格：有 3 本书的书架，书在 0、1、2 这三格上。",
            ),
        ),
        Mistake(
            "one-too-few",
            lambda lengths, n: np.arange(n) < lengths[:, None, None] - 1,
            Text(
                "One place too few: a shelf with 3 books holds them at the places 0, 1 and 2, and the last one counts too.",
                "少了一格：有 3 本书的书架，书在 0、1、2 这三格上，最后一本也算数。",
            ),
        ),
        Mistake(
            "pads-in-front",
            _counts_from_the_back,
            Text(
                "Your shelves are filled from the right end. Here the books stand on the left and the empty places behind them.",
                "你是从右端开始摆书的。这里书都在左边，空位在书的后面。",
            ),
        ),
        Mistake(
            "longest-for-n",
            lambda lengths, n: _stands(lengths, max(lengths))[:, None, :],
            Text(
                "Your shelves are as long as the fullest of them. All have n places, and even the fullest may have room left.",
                "你把书架做成了和最满的那个一样长。其实每个书架都有 n 格，最满的那个也可能还有空位。",
            ),
        ),
        Mistake(
            "places-as-rows",
            lambda lengths, n: _stands(lengths, n).T,
            Text(
                "Your rows are places and your columns shelves. A row is a shelf: (batch, 1, n).",
                "你的行是格子，列是书架。一行应当是一个书架：(batch, 1, n)。",
            ),
        ),
        Mistake(
            "first-shelf-only",
            lambda lengths, n: _stands(lengths, n)[:1, None, :],
            Text(
                "Only the first shelf came back. If a loop fills them, look where its `return` stands.",
                "只交回了第一个书架。如果你用了循环，看看 `return` 写在哪里。",
            ),
        ),
        Mistake(
            "numbers-for-bool",
            lambda lengths, n: _stands(lengths, n)[:, None, :].astype(float),
            NUMBERS_FOR_YES_AND_NO,
            behaves=are_numbers_for,
        ),
        Mistake(
            "additive-mask",
            lambda lengths, n: np.where(_stands(lengths, n), 0.0, -np.inf)[:, None, :],
            ADDED_TO_SCORES,
            behaves=are_added_to_scores,
        ),
        Mistake(
            "hard-wired",
            lambda lengths, n: _stands(lengths, 5)[:, None, :],
            Text(
                "A size stands in your code as a number. Other shelves are longer, and there may be more of them: take n, and the "
                "number of shelves from `lengths`.",
                "你把一个大小当成数字写死在代码里了。别的书架会更长，也可能更多：用 n，书架的个数则从 `lengths` 里取。",
            ),
            behaves=works_for_one_size(lambda lengths, n: (len(lengths), n)),
        ),
    ),
    hints=(
        Text(
            "Take one shelf with 2 books and 4 places: which four answers, True or False, belong to it?",
            "拿一个有 4 格、放了 2 本书的书架：它的四个答案，哪些是 True，哪些是 False？",
        ),
        Text(
            "A list of lists of lists is fine: for each length a list that holds one list of n answers. Which comparison says "
            "whether place j holds a book?",
            "三层列表也行：每个长度对应一个列表，里面装着一个由 n 个答案组成的列表。用哪个比较，能判断第 j 格有没有书？",
        ),
        Text(
            "Without a loop it is the trick of `causal_mask` again: places lie flat, (n,); the lengths stand upright, twice "
            "over: `[:, None, None]`.",
            "不用循环，就还是 `causal_mask` 的那一招：位置横着放，(n,)；长度竖起来，而且要竖两层：`[:, None, None]`。",
        ),
    ),
)
