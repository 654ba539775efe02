"""Which book put what on the page."""

import numpy as np

from grader.exercises.weighted_summation.shared import (
    ANY_KIND,
    ANY_SIZE,
    HARD_WIRED,
    ROUNDED,
    SCRIBBLED_IN_THE_BOOKS,
    WHOLE_NUMBER_PAPER,
    any_shelf,
    drawn_values,
    drawn_weights,
    strided,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, works_for_one_size


def contributions(weights, values):
    """What each book puts on the page: row i is weights[i] * values[i].

    weights: (n,), sum to 1; values: (n, d_v), one book per row  ->  (n, d_v), adding up to the page
    """
    return weights[:, None] * values  # (n, 1) * (n, d_v) -> (n, d_v)


def _parts_of_a_few_books(rng):
    yield np.array([0.75, 0.25]), np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    for n, d_v in ((3, 2), (5, 4), (3, 3), (8, 2)):
        yield drawn_weights(rng, n), drawn_values(rng, n, d_v)


def _parts_of_any_numbers(rng):
    yield np.array([0.75, 0.25]), np.array([[3, 0, 1], [0, 2, 7]])
    yield np.array([0, 0, 1]), rng.integers(-9, 9, (3, 2))
    yield drawn_weights(rng, 5).astype(np.float32), drawn_values(rng, 5, 3).astype(np.float32)
    yield strided(drawn_weights(rng, 4)), strided(drawn_values(rng, 4, 3))
    yield drawn_weights(rng, 3), np.asfortranarray(drawn_values(rng, 3, 4))


def _parts_in_a_whole_number_array(weights, values):
    parts = np.zeros_like(values)
    for i in range(len(weights)):
        parts[i] = weights[i] * values[i]
    return parts


def _parts_in_place(weights, values):
    values *= weights[:, None]
    return values


def _parts_written_over_the_books(weights, values):
    for i in range(len(weights)):
        values[i] = weights[i] * values[i]
    return values


def _eight_books_two_columns(weights, values):
    parts = np.zeros((8, 2))
    for i in range(8):
        parts[i] = weights[i] * values[i]
    return parts


FIRST_BOOK_ONLY = Text(
    "Only the first book's part came out: `return` stands inside the loop. Collect the rows of all books first.",
    "只交出了第一本书的那一份：`return` 写在循环里面了。先把每本书的那一行收齐。",
)


CONTRIBUTIONS = Exercise(
    contributions,
    checks=(
        Check(
            Text("each book's part", "每本书的那一份"),
            1,
            _parts_of_a_few_books,
            advice=Text(
                "Every number of a book is multiplied by that book's weight, and nothing is added up yet.",
                "一本书里的每个数，都乘上这本书的权重；先不要相加。",
            ),
        ),
        Check(
            ANY_SIZE,
            1,
            any_shelf,
            advice=Text(
                "The answer has the shape of the books, (n, d_v), also with one book, one column, or as many "
                "books as columns.",
                "结果与 values 同形，(n, d_v)；只有一本书、只有一栏、书与栏一样多时也一样。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _parts_of_any_numbers,
            advice=Text(
                "Whole numbers in, fractions out; a book of weight 0 puts nothing on the page; the books "
                "stay as they were.",
                "进来的可以是整数，出去的要能是小数；权重为 0 的书什么也不贡献；书本身要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "added-up",
            lambda weights, values: weights @ values,
            Text(
                "That is the finished page. Here the reader wants to see what came from which book: one row for each.",
                "这已经是合好的一页。这里读者想看的是哪一份来自哪本书：一本一行。",
            ),
        ),
        Mistake(
            "mixes-columns",
            lambda weights, values: weights * values,
            Text(
                "Books are the rows, but your weights lie along the columns. A weight must meet a whole row: "
                "stand the weights upright.",
                "书是行，你的权重却沿着列铺开了。一个权重要碰上一整行：把权重竖起来。",
            ),
        ),
        Mistake(
            "transposed",
            lambda weights, values: weights * values.T,
            Text(
                "The numbers are right, but the table lies on its side: (d_v, n). Row = book, as in `values`.",
                "数是对的，表却放倒了：(d_v, n)。一行是一本书，和 `values` 一样。",
            ),
        ),
        Mistake(
            "one-number-a-book",
            lambda weights, values: (weights[:, None] * values).sum(axis=1),
            Text(
                "You squeezed each book into one number. Its part of the page has as many columns as the page.",
                "你把每本书压成了一个数。它在页上的那一份，栏数应当和这一页一样。",
            ),
        ),
        Mistake(
            "unweighted",
            lambda weights, values: values / len(weights),
            Text(
                "Every book got an equal part. How much each one gives is in the weights.",
                "你让每本书出了同样的一份。各出多少，写在权重里。",
            ),
        ),
        Mistake(
            "last-book-only",
            lambda weights, values: weights[-1] * values[-1],
            Text(
                "Only the last book's part is left: each turn of the loop overwrites the one before. Keep a row for each book.",
                "只剩下最后一本书的那一份：循环每转一圈就盖掉上一圈。请给每本书留一行。",
            ),
        ),
        Mistake("first-book-only", lambda weights, values: weights[0] * values[0], FIRST_BOOK_ONLY),
        Mistake("first-book-listed", lambda weights, values: [weights[0] * values[0]], FIRST_BOOK_ONLY),
        Mistake("integer-truncation", _parts_in_a_whole_number_array, WHOLE_NUMBER_PAPER),
        Mistake("input-changed", _parts_in_place, SCRIBBLED_IN_THE_BOOKS),
        Mistake("input-overwritten", _parts_written_over_the_books, SCRIBBLED_IN_THE_BOOKS),
        Mistake(
            "hard-wired",
            _eight_books_two_columns,
            HARD_WIRED,
            behaves=works_for_one_size(lambda weights, values: values.shape),
        ),
        Mistake("rounded", lambda weights, values: np.round(weights[:, None] * values, 2), ROUNDED, behaves=is_rounded),
    ),
    hints=(
        Text(
            "It is the weighted sum, stopped just before the adding.",
            "这就是加权求和，只是停在相加之前。",
        ),
        Text(
            "Write the shapes under each other, aligned on the right: (n,) and (n, d_v). Which place of the "
            "weights must become an axis of length 1?",
            "把两个形状右对齐，上下写好：(n,) 和 (n, d_v)。权重要在哪个位置添一个长度为 1 的维？",
        ),
        Text(
            "`weights[:, None]` is a column, (n, 1). A column times a table multiplies each row by its own number.",
            "`weights[:, None]` 是一列，(n, 1)。一列乘一张表，就是每一行乘自己的那个数。",
        ),
    ),
)
