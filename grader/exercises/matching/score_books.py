"""One question, many books."""

import numpy as np

from grader.exercises.matching.shared import (
    ANY_KIND,
    ANY_NUMBERS,
    AVERAGED,
    COSINE_TOO_EARLY,
    DISTANCE,
    HARD_WIRED,
    INPUT_CHANGED,
    ROUNDED,
    WHOLE_NUMBERS,
    norms,
    one_and_many,
    shelves_of_any_numbers,
    unguarded_cosine,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, works_for_one_size


def score_books(query, keys):
    """Score of every key for one query: scores[j] = query · keys[j].

    query: (d,), keys: (n, d)  ->  scores: (n,)
    """
    return keys @ query  # (n, d) @ (d,) -> (n,)


def _small_shelf(rng):
    yield np.array([1.0, 2.0]), np.array([[3.0, 0.0], [0.0, 1.0], [1.0, -1.0]])
    for n, d in ((5, 3), (2, 6), (8, 4)):
        yield one_and_many(rng, n, d)


def _shelves_of_any_size(rng):
    for n, d in ((1, 3), (4, 1), (1, 1), (3, 3), (4, 4), (8, 4), (60, 7)):
        yield one_and_many(rng, n, d)


def _rearranged(rng):
    query, keys = one_and_many(rng, 4, 3)
    yield query, keys
    yield query, keys[[2, 0, 3, 1]]
    yield query, np.vstack([keys[:1], keys])
    yield query, -keys


def _keys_multiplied_in_place(query, keys):
    keys *= query
    return keys.sum(axis=1)


def _whole_number_scores(query, keys):
    scores = np.array([0] * len(keys))
    for j in range(len(keys)):
        scores[j] = np.sum(query * keys[j])
    return scores


def _eight_books(query, keys):
    scores = np.zeros(8)
    for j in range(8):
        scores[j] = np.sum(query * keys[j])
    return scores


FIRST_BOOK_ONLY = Text(
    "Only the first book got a score. `return` ends the function: collect the scores of all books first.",
    "只有第一本书得到了得分。`return` 会结束函数：先把所有书的得分收齐。",
)


SCORE_BOOKS = Exercise(
    score_books,
    checks=(
        Check(
            Text("a small shelf", "一小排书"),
            1,
            _small_shelf,
            advice=Text(
                "One row of `keys` is one book's label. Score each row by the question, as `dot_score` does for one.",
                "`keys` 的一行就是一本书的标签。像 `dot_score` 对一本书那样，用问题给每一行打分。",
            ),
        ),
        Check(
            Text("shelves of any size", "大小不一的书架"),
            1,
            _shelves_of_any_size,
            advice=Text(
                "A shelf with a single book, labels with a single quality, as many books as qualities: the "
                "answer has always one score per book, shape (n,).",
                "书架上只有一本书、标签只有一个特征、书和特征一样多：答案总是每本书一个得分，形状为 (n,)。",
            ),
        ),
        Check(
            Text("books in another order", "换个顺序摆书"),
            1,
            _rearranged,
            advice=Text(
                "Rearrange the books and their scores move with them: a book's score depends on its own label only.",
                "书换了位置，得分就跟着换：一本书的得分只取决于它自己的标签。",
            ),
        ),
        Check(ANY_KIND, 1, shelves_of_any_numbers, advice=ANY_NUMBERS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "elementwise",
            lambda query, keys: query * keys,
            Text(
                "You have every product of every book, n rows of d numbers. Each row still has to be added "
                "up to the score of its book.",
                "你得到了每本书的每个乘积：n 行，每行 d 个数。还要把每一行加起来，才是那本书的得分。",
            ),
        ),
        Mistake(
            "wrong-axis",
            lambda query, keys: (query * keys).sum(axis=0),
            Text(
                "You added down the columns: that is one number per quality. A book is a row; add along it.",
                "你是竖着加的：每个特征得到一个数。一本书是一行，要横着加。",
            ),
        ),
        Mistake(
            "one-number",
            lambda query, keys: (query * keys).sum(),
            Text(
                "You added up the whole shelf into one number. Every book wants a score of its own: tell "
                "`sum` which axis to add along.",
                "你把整排书加成了一个数。每本书都要有自己的得分：告诉 `sum` 沿哪个轴加。",
            ),
        ),
        Mistake(
            "column-of-scores",
            lambda query, keys: (query * keys).sum(axis=1, keepdims=True),
            Text(
                "The numbers are right, but they stand in a column of shape (n, 1). A plain row of n "
                "scores, shape (n,), is asked for.",
                "数都对了，可它们排成了形状为 (n, 1) 的一列。这里要的是 n 个得分，形状为 (n,)。",
            ),
        ),
        Mistake(
            "books-and-qualities-swapped",
            lambda query, keys: query @ keys,
            Text(
                "(d,) @ (n, d) lets your d qualities meet the n books. In `a @ b` the last axis of `a` "
                "meets the first of `b`: which of the two should stand on the left?",
                "(d,) @ (n, d) 是让 d 个特征去碰 n 本书。在 `a @ b` 里，碰头的是 `a` 的最后一维和 `b` 的第一维：谁该站在左边？",
            ),
        ),
        Mistake(
            "counts-qualities",
            lambda query, keys: [np.sum(query * keys[j]) for j in range(len(query))],
            Text(
                "Your loop runs once for each quality, `len(query)` times. There are `len(keys)` books.",
                "你的循环按特征的个数 `len(query)` 来转。可书有 `len(keys)` 本。",
            ),
        ),
        Mistake("returns-too-early", lambda query, keys: np.sum(query * keys[0]), FIRST_BOOK_ONLY),
        Mistake("returns-list-too-early", lambda query, keys: [np.sum(query * keys[0])], FIRST_BOOK_ONLY),
        Mistake(
            "only-last-book",
            lambda query, keys: np.sum(query * keys[-1]),
            Text(
                "Only the last book's score is left: each turn of the loop overwrites the one before. Keep them all, in a "
                "list or in an array.",
                "只剩下最后一本书的得分：循环每转一圈就盖掉上一圈。把它们都留下来，放进列表或数组。",
            ),
        ),
        Mistake(
            "sign-turned",
            lambda query, keys: -(keys @ query),
            Text(
                "Every score has the wrong sign, so the best book comes last. If you put a minus there to "
                "watch the picture turn round: take it away again.",
                "每个得分的正负号都反了，最好的书成了垫底。如果你是为了看图翻转才加的负号，记得把它去掉。",
            ),
        ),
        Mistake("averaged", lambda query, keys: (query * keys).mean(axis=1), AVERAGED),
        Mistake("integer-truncation", _whole_number_scores, WHOLE_NUMBERS),
        Mistake("silent-cosine", unguarded_cosine, COSINE_TOO_EARLY),
        Mistake("distance-as-score", lambda query, keys: norms(query - keys), DISTANCE),
        Mistake("input-changed", _keys_multiplied_in_place, INPUT_CHANGED),
        Mistake(
            "hard-wired",
            _eight_books,
            HARD_WIRED,
            behaves=works_for_one_size(lambda query, keys: keys.shape),
        ),
        Mistake("rounded", lambda query, keys: np.round(keys @ query, 2), ROUNDED, behaves=is_rounded),
    ),
    hints=(
        Text(
            "You can already score one book. Do it for every row of `keys` and keep the scores in the books' order.",
            "给一本书打分你已经会了。对 `keys` 的每一行都做一遍，得分按书的顺序放好。",
        ),
        Text(
            "Without a loop: `query * keys` has shape (n, d), each row multiplied by the query. Then add "
            "along the qualities.",
            "不用循环的话：`query * keys` 的形状是 (n, d)，每一行都乘上了查询。然后沿着特征那一维相加。",
        ),
        Text(
            "Shorter still: a matrix times a vector is exactly this, (n, d) @ (d,) → (n,).",
            "还可以更短：矩阵乘向量正好就是这件事，(n, d) @ (d,) → (n,)。",
        ),
    ),
    builds_on=("dot_score",),
)
