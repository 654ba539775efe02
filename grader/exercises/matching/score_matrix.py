"""Many questions, many books."""

import numpy as np

from grader.exercises.matching.shared import (
    ANY_KIND,
    ANY_NUMBERS,
    COSINE_TOO_EARLY,
    DISTANCE,
    HARD_WIRED,
    INPUT_CHANGED,
    ROUNDED,
    WHOLE_NUMBERS,
    drawn,
    norms,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, works_for_one_size


def score_matrix(queries, keys):
    """Score of every key for every query: scores[i, j] = queries[i] · keys[j].

    queries: (n_q, d), keys: (n_k, d)  ->  scores: (n_q, n_k), row = who asks
    """
    return queries @ keys.T  # (n_q, d) @ (d, n_k) -> (n_q, n_k)


def _readers_and_books(rng):
    yield np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([[3.0, 0.0], [0.0, 1.0], [1.0, -1.0]])
    for n_q, n_k, d in ((3, 2, 4), (2, 5, 3), (4, 3, 2), (3, 8, 4)):
        yield drawn(rng, n_q, n_k, d)


def _equal_and_single_sizes(rng):
    for n_q, n_k, d in (
        (3, 3, 2),
        (3, 3, 3),
        (2, 4, 4),
        (1, 4, 3),
        (4, 1, 3),
        (1, 1, 2),
        (2, 3, 1),
        (3, 8, 4),
        (20, 30, 6),
    ):
        yield drawn(rng, n_q, n_k, d)


def _company(rng):
    queries, keys = drawn(rng, 3, 4, 5)
    yield queries, keys
    yield queries[[2, 0, 1]], keys
    yield np.vstack([queries[:1], 10 * queries[1:]]), keys
    yield queries, np.vstack([keys[2:], keys[:1]])


def _readers_of_any_numbers(rng):
    yield np.array([[1, 2, 0], [0, 1, 1]]), np.array([[4, -1, 3], [0, 2, 5], [1, 1, 1], [2, 0, -2]])
    yield rng.integers(1, 9, (3, 4)), rng.uniform(0.1, 0.9, (2, 4))
    queries, keys = drawn(rng, 2, 3, 5)
    yield queries.astype(np.float32), keys.astype(np.float32)
    yield np.asfortranarray(queries), np.repeat(keys, 2, axis=1)[:, ::2]
    yield drawn(rng, 3, 4, 30, spread=400.0)


def _as_many_books_as_readers(queries, keys):
    scores = np.zeros((len(queries), len(queries)))
    for i in range(len(queries)):
        for j in range(len(queries)):
            scores[i, j] = np.sum(queries[i] * keys[j])
    return scores


def _three_readers_eight_books(queries, keys):
    scores = np.zeros((3, 8))
    for i in range(3):
        for j in range(8):
            scores[i, j] = np.sum(queries[i] * keys[j])
    return scores


def _one_list_for_all_readers(queries, keys):
    scores = [[0] * len(keys)] * len(queries)
    for i in range(len(queries)):
        for j in range(len(keys)):
            scores[i][j] = np.sum(queries[i] * keys[j])
    return scores


def _whole_number_matrix(queries, keys):
    scores = np.array([[0] * len(keys) for _ in queries])
    for i in range(len(queries)):
        scores[i] = keys @ queries[i]
    return scores


def _matrix_in_place(queries, keys):
    scores = []
    for query in queries:
        keys *= query
        scores.append(keys.sum(axis=1))
    return scores


FIRST_READER_ONLY = Text(
    "Only the first reader was served: `return` stands inside the loop.",
    "只招待了第一位读者：`return` 写在循环里面了。",
)


SCORE_MATRIX = Exercise(
    score_matrix,
    checks=(
        Check(
            Text("row = who asks", "一行一位提问者"),
            1,
            _readers_and_books,
            advice=Text(
                "Row i holds what `score_books` says to reader i; the answer has n_q rows and n_k columns.",
                "第 i 行就是 `score_books` 给第 i 位读者的结果；答案有 n_q 行、n_k 列。",
            ),
        ),
        Check(
            Text("any number of readers and books", "读者和书各有多少都行"),
            1,
            _equal_and_single_sizes,
            advice=Text(
                "One reader, one book, as many readers as books: the shape is always (n_q, n_k), and row i "
                "belongs to reader i.",
                "一位读者、一本书、读者和书一样多：形状总是 (n_q, n_k)，第 i 行总归第 i 位读者。",
            ),
        ),
        Check(
            Text("each reader alone", "各问各的"),
            1,
            _company,
            advice=Text(
                "A reader's row must not depend on who else is asking, nor a book's column on its neighbours.",
                "一位读者的那一行与旁边还有谁在问无关；一本书的那一列也与左邻右舍无关。",
            ),
        ),
        Check(ANY_KIND, 1, _readers_of_any_numbers, advice=ANY_NUMBERS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "transposed-scores",
            lambda queries, keys: keys @ queries.T,
            Text(
                "Your rows are books. A row is the one who asks: turn the table round.",
                "你的一行是一本书。行应当是提问的人：把这张表转过来。",
            ),
        ),
        Mistake(
            "no-transpose",
            lambda queries, keys: queries @ keys,
            Text(
                "(n_q, d) @ (n_k, d) does not fit: the two inner numbers must be the same, and it is the "
                "d's that have to meet. One of the two must be turned.",
                "(n_q, d) @ (n_k, d) 对不上：中间两个数必须相同，该碰头的是两个 d。其中一个得转一下。",
            ),
        ),
        Mistake(
            "no-transpose-keys-first",
            lambda queries, keys: keys @ queries,
            Text(
                "(n_k, d) @ (n_q, d) does not fit: the two inner numbers must be the same, and it is the "
                "d's that have to meet. Turn one of the two, and let those who ask stand on the left.",
                "(n_k, d) @ (n_q, d) 对不上：中间两个数必须相同，该碰头的是两个 d。转一下其中一个，并让提问的站在左边。",
            ),
        ),
        Mistake(
            "only-square",
            _as_many_books_as_readers,
            Text(
                "This works while there are as many books as readers. Try 2 readers and 3 books: which of "
                "your lengths counts readers, which books?",
                "读者和书一样多时才行得通。试试 2 位读者、3 本书：你写的哪个长度数的是读者，哪个数的是书？",
            ),
        ),
        Mistake(
            "elementwise",
            lambda queries, keys: queries * keys,
            Text(
                "`queries * keys` lays the two tables on top of each other. Here every reader should meet "
                "every book, and each meeting ends in one number.",
                "`queries * keys` 是把两张表叠在一起相乘。这里每位读者都要见每一本书，每次见面只得一个数。",
            ),
        ),
        Mistake(
            "own-book-only",
            lambda queries, keys: (queries * keys).sum(axis=1),
            Text(
                "Reader 0 met only book 0, reader 1 only book 1. Every reader should meet every book.",
                "0 号读者只见了 0 号书，1 号读者只见了 1 号书。每位读者都应当见每一本书。",
            ),
        ),
        Mistake(
            "only-last-reader",
            lambda queries, keys: keys @ queries[-1],
            Text(
                "Only the last reader's scores are left: each turn of the loop overwrote the row before. "
                "Keep a row for each reader.",
                "只剩下最后一位读者的得分：循环每转一圈就覆盖了上一行。请给每位读者留一行。",
            ),
        ),
        Mistake("returns-too-early", lambda queries, keys: keys @ queries[0], FIRST_READER_ONLY),
        Mistake("returns-list-too-early", lambda queries, keys: [keys @ queries[0]], FIRST_READER_ONLY),
        Mistake(
            "one-long-row",
            lambda queries, keys: (queries @ keys.T).ravel(),
            Text(
                "All scores are there, but in one long row. Begin a new row with each reader: shape (n_q, n_k).",
                "得分都在，可排成了长长的一行。每换一位读者就另起一行：形状为 (n_q, n_k)。",
            ),
        ),
        Mistake(
            "rows-are-one-list",
            _one_list_for_all_readers,
            Text(
                "All rows came out the same: `[row] * n` is n times the same list, so what you write into "
                "one shows in all. Make a new row for each reader.",
                "每一行都一样：`[row] * n` 是同一个列表的 n 次引用，写进一个，个个都变。请给每位读者新建一行。",
            ),
        ),
        Mistake(
            "scaled-already",
            lambda queries, keys: queries @ keys.T / np.sqrt(queries.shape[1]),
            Text(
                "You know the √d from the famous paper! It gets a lesson of its own (06); here plain dot "
                "products are asked for.",
                "你知道那篇著名论文里的 √d！它后面有专门的一课（06）；这里要的是原原本本的点积。",
            ),
        ),
        Mistake(
            "silent-cosine",
            lambda queries, keys: queries @ keys.T / np.outer(norms(queries), norms(keys)),
            COSINE_TOO_EARLY,
        ),
        Mistake("distance-as-score", lambda queries, keys: np.linalg.norm(queries[:, None] - keys, axis=-1), DISTANCE),
        Mistake("integer-truncation", _whole_number_matrix, WHOLE_NUMBERS),
        Mistake("input-changed", _matrix_in_place, INPUT_CHANGED),
        Mistake(
            "hard-wired",
            _three_readers_eight_books,
            HARD_WIRED,
            behaves=works_for_one_size(lambda queries, keys: (*queries.shape, len(keys))),
        ),
        Mistake("rounded", lambda queries, keys: np.round(queries @ keys.T, 2), ROUNDED, behaves=is_rounded),
    ),
    hints=(
        Text(
            "Each reader gets the row that `score_books` gives them. Stack the rows.",
            "每位读者得到 `score_books` 给他的那一行。把这些行摞起来。",
        ),
        Text(
            "As one product of matrices: (n_q, d) times something of shape (d, n_k). You have `keys` of "
            "shape (n_k, d).",
            "写成一次矩阵乘法：(n_q, d) 乘上一个形状为 (d, n_k) 的东西。而你手里的 `keys` 是 (n_k, d)。",
        ),
        Text(
            "`.T` turns rows into columns. Whoever stands on the left of `@` gives the rows.",
            "`.T` 把行变成列。站在 `@` 左边的，决定结果的行。",
        ),
    ),
    builds_on=("dot_score", "score_books"),
)
