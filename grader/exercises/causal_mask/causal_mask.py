"""The mask of a writer who has not yet written tomorrow's pages."""

import numpy as np

from grader.exercises.causal_mask.shared import (
    ADDED_TO_SCORES,
    INVERTED,
    NUMBERS_FOR_YES_AND_NO,
    are_added_to_scores,
    are_numbers_for,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import works_for_one_size
from grader.judge.comparison import as_numbers


def causal_mask(n):
    """Who may look at what in a text written from left to right: mask[i, j] is True where j <= i.

    n: number of tokens  ->  mask: (n, n), dtype bool; row = who asks, True = may look
    """
    places = np.arange(n)  # (n,)
    return places[:, None] >= places[None, :]  # (n, 1) with (1, n) -> (n, n)


def _short_texts(rng):
    yield (3,)
    for n in (2, 4, 5):
        yield (n,)
    yield (int(rng.integers(6, 10)),)


def _one_word_and_many(rng):
    for n in (1, 5, 7, 1):
        yield (n,)
    for n in rng.integers(10, 40, 2):
        yield (int(n),)


def _ones(n):
    return np.ones((n, n), dtype=bool)


def _are_single_rows(calls):
    """Is every answer (n,) or (1, n)?"""
    answers = [(call.args[0], as_numbers(call.got.value)) for call in calls]
    return all(got.size == n and got.shape[-1] == n for n, got in answers)


def _first_row_filled(n):
    mask = np.zeros((n, n), dtype=bool)
    mask[0, 0] = True
    return mask


CAUSAL_MASK = Exercise(
    causal_mask,
    checks=(
        Check(
            Text("short texts", "短的文本"),
            1,
            _short_texts,
            advice=Text(
                "Go row by row: the row says who asks, the column who is asked. True where the one asked stands no later than "
                "the one who asks.",
                "一行一行来：行是谁在问，列是问谁。被问者的位置不晚于提问者，就是 True。",
            ),
        ),
        Check(
            Text("a single word, and long texts", "只有一个词，以及长文本"),
            1,
            _one_word_and_many,
            advice=Text(
                "A text of one word has a mask of one place, [[True]]; a text of n words has n rows and n columns, whatever n is.",
                "只有一个词，掩码就只有一格：[[True]]；有 n 个词，就有 n 行 n 列，不管 n 是多少。",
            ),
        ),
    ),
    mistakes=(
        Mistake("inverted-mask", lambda n: np.triu(_ones(n), 1), INVERTED),
        Mistake(
            "wrong-triangle",
            lambda n: np.triu(_ones(n)),
            Text(
                "The wrong triangle: your first word sees the whole text, the last one only itself. The row is who asks, and may "
                "look back, not ahead.",
                "三角形选错了：你的第一个词能看见全文，最后一个词只看得见自己。行是提问者，可以回头看，不能往前看。",
            ),
        ),
        Mistake(
            "diagonal-hidden",
            lambda n: np.tril(_ones(n), -1),
            Text(
                "Nobody may look at themselves, and the first word sees nothing at all. The page one is writing on is on the desk: "
                "it may be seen.",
                "谁也不许看自己，第一个词就什么都看不到了。正在写的这一页就摊在桌上，是看得见的。",
            ),
        ),
        Mistake(
            "sees-next",
            lambda n: np.tril(_ones(n), 1),
            Text(
                "One place too many: every word peeps at the one that comes next. That is just what it is supposed to guess.",
                "多看了一格：每个词都偷看到了下一个词。要猜的偏偏就是它。",
            ),
        ),
        Mistake(
            "only-itself",
            lambda n: np.eye(n, dtype=bool),
            Text(
                "Every word sees only itself. What has been written before may be read as well.",
                "每个词只看得见自己。前面已经写下的，也都可以读。",
            ),
        ),
        Mistake(
            "sees-all",
            lambda n: _ones(n),
            Text(
                "All True: everybody sees everything, tomorrow's pages too. (Should your rows come from `[row] * n`: that is n times "
                "one and the same list.)",
                "全是 True：人人什么都看得见，明天的页也不例外。（如果你的各行是 `[row] * n` 做出来的：那是同一个列表的 n 次引用。）",
            ),
        ),
        Mistake(
            "one-row",
            lambda n: np.ones(n, dtype=bool),
            Text(
                "One single row came back. Every word needs a row of its own, for each of them sees another part of the text: (n, n).",
                "你只交回了一行。每个词都要有自己的一行，因为各自看得见的部分不同：(n, n)。",
            ),
            behaves=_are_single_rows,
        ),
        Mistake(
            "first-row-only",
            _first_row_filled,
            Text(
                "Only the first row has been filled: `return` ends the function at once. Look at its indentation.",
                "只填好了第一行：`return` 一执行，函数就结束了。看看它的缩进。",
            ),
        ),
        Mistake(
            "numbers-for-bool", lambda n: np.tril(np.ones((n, n))), NUMBERS_FOR_YES_AND_NO, behaves=are_numbers_for
        ),
        Mistake(
            "additive-mask",
            lambda n: np.where(np.tril(_ones(n)), 0.0, -np.inf),
            ADDED_TO_SCORES,
            behaves=are_added_to_scores,
        ),
        Mistake(
            "hard-wired",
            lambda n: np.tril(_ones(5)),
            Text(
                "The length of our sentence stands in your code as a number. Another text is longer or shorter: use n.",
                "你把我们那句话的长度当成数字写死在代码里了。别的文本会长一些或短一些：请用 n。",
            ),
            behaves=works_for_one_size(lambda n: (n,)),
        ),
    ),
    hints=(
        Text(
            "Write the mask for three words on paper: three rows, three columns. Which of the nine places are True?",
            "先在纸上写出三个词的掩码：三行三列。九个格子里，哪几个是 True？",
        ),
        Text(
            "Two loops will do: in row i, column j, ask how j compares with i. Start from `np.zeros((n, n), dtype=bool)`.",
            "两层循环就行：在第 i 行第 j 列，问一问 j 和 i 哪个大。可以从 `np.zeros((n, n), dtype=bool)` 开始。",
        ),
        Text(
            "Without a loop: `np.arange(n)` holds the places. Stand it upright once, `[:, None]`, lay it flat once, and compare "
            "the two.",
            "不用循环：`np.arange(n)` 就是各个位置。一份竖起来（`[:, None]`），一份横着放，把两份拿来比较。",
        ),
    ),
)
