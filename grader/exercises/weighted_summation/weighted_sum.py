"""One page out of all books."""

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
from grader.judge.behaviour import is_rounded, stops_with, works_for_one_size


def weighted_sum(weights, values):
    """One page for the reader: the sum over all books i of weights[i] * values[i].

    weights: (n,), sum to 1; values: (n, d_v), one book per row  ->  page: (d_v,)
    """
    return weights @ values  # (n,) @ (n, d_v) -> (d_v,)


def _a_few_books(rng):
    yield np.array([0.75, 0.25]), np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    yield np.array([0.5, 0.3, 0.2]), np.array([[2.0, -2.0], [0.0, 10.0], [5.0, 0.0]])
    for n, d_v in ((3, 4), (6, 2), (4, 4), (8, 2)):
        yield drawn_weights(rng, n), drawn_values(rng, n, d_v)


def _all_on_one_book(rng):
    for n, d_v in ((4, 3), (3, 5)):
        values = drawn_values(rng, n, d_v)
        yield np.eye(n)[rng.integers(1, n)], values
        yield np.full(n, 1 / n), values
        yield drawn_weights(rng, n), values


def _sums_of_any_numbers(rng):
    yield np.array([0.75, 0.25]), np.array([[3, 0, 1], [0, 2, 7]])
    yield np.array([0, 1, 0]), rng.integers(-9, 9, (3, 2))
    yield drawn_weights(rng, 5).astype(np.float32), drawn_values(rng, 5, 3).astype(np.float32)
    yield strided(drawn_weights(rng, 4)), strided(drawn_values(rng, 4, 3))
    yield drawn_weights(rng, 3), np.asfortranarray(drawn_values(rng, 3, 4))


def _row_by_row(weights, values):
    page = np.zeros_like(values[0])
    for weight, value in zip(weights, values, strict=True):
        page += weight * value
    return page


def _number_by_number(weights, values):
    page = np.zeros_like(values[0])
    for i in range(len(values)):
        for j in range(values.shape[1]):
            page[j] += weights[i] * values[i, j]
    return page


def _as_many_columns_as_books(weights, values):
    n = len(weights)
    return np.array([sum(weights[i] * values[i, j] for i in range(n)) for j in range(n)])


def _sum_in_place(weights, values):
    values *= weights[:, None]
    return values.sum(axis=0)


def _softened(weights, values):
    powers = np.exp(weights)
    return powers @ values / powers.sum()


def _unpacks_without_zip(weights, values):
    page = 0
    for weight, value in weights, values:
        page = page + weight * value
    return page


def _eight_books_two_columns(weights, values):
    page = np.zeros(2)
    for i in range(8):
        page += weights[i] * values[i]
    return page


FIRST_BOOK_TWICE = Text(
    "The first book stands on the page before the loop begins, and the loop puts it there again. Begin with an empty page, "
    "or let the loop begin with the second book.",
    "循环还没开始，第一本书已经写在页上，循环又写了它一遍。从一张空白页开始，或者让循环从第二本书开始。",
)


WEIGHTED_SUM = Exercise(
    weighted_sum,
    checks=(
        Check(
            Text("a few books", "几本书"),
            1,
            _a_few_books,
            advice=Text(
                "Take each book as often as its weight says, then put all of it on one page, column by column.",
                "每本书按权重取用，再一栏一栏合到同一页上。",
            ),
        ),
        Check(
            ANY_SIZE,
            1,
            any_shelf,
            advice=Text(
                "The page is as wide as one book, (d_v,), however many books there are: one book, one "
                "column, more columns than books.",
                "不论书架上有几本书，这一页总和一本书一样宽，形状 (d_v,)：只有一本书、只有一栏、栏比书多，都该成立。",
            ),
        ),
        Check(
            Text("all on one book, or the same on each", "全给一本，或人人有份"),
            1,
            _all_on_one_book,
            advice=Text(
                "Weight 1 on one book must give that book, word for word; equal weights must give the mean.",
                "权重 1 全给一本书，拿到的就该是那本书，一字不差；每本书权重相等，拿到的就该是平均。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _sums_of_any_numbers,
            advice=Text(
                "Books may hold whole numbers; their blend needs fractions. And the books stay as they were.",
                "书里可以全是整数，混出来的一页却需要小数。书本身要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "unweighted-mean",
            lambda weights, values: values.mean(axis=0),
            Text(
                "That is the plain average: every book got the same say. Where do the weights come in?",
                "这是普通的平均：每本书说话的分量都一样。权重用到哪里去了？",
            ),
        ),
        Mistake(
            "best-book-only",
            lambda weights, values: values[np.argmax(weights)],
            Text(
                "You handed over the best book and left the others on the shelf. Everyone with a weight gets a say.",
                "你只交出了最好的那一本，别的都留在架上。凡有权重的书，都该说上话。",
            ),
        ),
        Mistake(
            "not-added-up",
            lambda weights, values: weights[:, None] * values,
            Text(
                "Each book is weighed rightly, but there is still a pile of excerpts. The reader wants one page.",
                "每本书的分量都对，可桌上还是一叠摘抄。读者要的是一页。",
            ),
        ),
        Mistake(
            "mixes-columns",
            lambda weights, values: values @ weights,
            Text(
                "Books are the rows, and there is one weight per book. Your product pairs the weights with "
                "the columns.",
                "书是行，一本书一个权重。你的乘法却让权重去配列了。",
            ),
        ),
        Mistake(
            "missing-new-axis",
            lambda weights, values: (weights * values).sum(axis=0),
            Text(
                "`weights * values` lays the weights along the columns, one per column. They belong to the "
                "rows: stand them upright, (n, 1).",
                "`weights * values` 会把权重横着铺，一列一个。它们属于行：要竖起来，变成 (n, 1)。",
            ),
        ),
        Mistake(
            "wrong-axis",
            lambda weights, values: (weights[:, None] * values).sum(axis=1),
            Text(
                "You added along each book and got one number per book. Add across the books, column by column.",
                "你沿着每本书自己加，得到一本书一个数。要跨过各本书、一栏一栏地加。",
            ),
        ),
        Mistake(
            "one-number",
            lambda weights, values: (weights[:, None] * values).sum(),
            Text(
                "Everything went into one number. A page has d_v columns, and each column keeps its own sum.",
                "所有的数都加成了一个。一页有 d_v 栏，每一栏各加各的。",
            ),
        ),
        Mistake(
            "wrong-normaliser",
            lambda weights, values: weights @ values / len(weights),
            Text(
                "The weights already share out one whole reader. Dividing by the number of books makes the "
                "page too faint.",
                "权重加起来已经正好是一位读者的全部。再除以书的本数，这一页就太淡了。",
            ),
        ),
        Mistake(
            "one-row-too-many",
            lambda weights, values: weights[None, :] @ values,
            Text(
                "The numbers are right, but they lie in a table with one row, (1, d_v). One reader, one page: (d_v,).",
                "数都对，却装在一张只有一行的表里：(1, d_v)。一位读者、一页纸，形状是 (d_v,)。",
            ),
        ),
        Mistake(
            "only-square",
            _as_many_columns_as_books,
            Text(
                "You wrote as many columns as there are books. Count the columns of a book: try 2 books of 3 columns.",
                "有几本书，你就写了几栏。该数的是书里有几栏：拿 2 本 3 栏的书试试。",
            ),
        ),
        Mistake(
            "last-book-only",
            lambda weights, values: weights[-1] * values[-1],
            Text(
                "Only the last book's part is left on the page: each turn of the loop overwrites the one before. Let them add "
                "up.",
                "页上只剩下最后一本书的那一份：循环每转一圈就盖掉上一圈。要让它们累加起来。",
            ),
        ),
        Mistake(
            "first-book-only",
            lambda weights, values: weights[0] * values[0],
            Text(
                "You handed the page over after the first book: `return` ends the function at once. Let the loop go through "
                "the whole shelf; look at the indentation.",
                "刚写完第一本书，你就把这一页交出去了：`return` 一执行，函数就结束了。让循环走完整排书；看看缩进。",
            ),
        ),
        Mistake(
            "first-book-twice", lambda weights, values: weights @ values + weights[0] * values[0], FIRST_BOOK_TWICE
        ),
        Mistake("first-book-whole", lambda weights, values: weights @ values + values[0], FIRST_BOOK_TWICE),
        Mistake(
            "softmax-on-weights",
            _softened,
            Text(
                "What comes in are weights already: the budget has been shared out. Another softmax makes them nearly even, "
                "and the page turns bland.",
                "进来的已经是权重，预算早就分好了。再做一遍 softmax，权重几乎抹平，这一页就淡而无味了。",
            ),
        ),
        Mistake(
            "zip-forgotten",
            _unpacks_without_zip,
            Text(
                "`for weight, book in weights, values` takes first all the weights apart, then all the books. To walk along "
                "both at once, tie them together with `zip`.",
                "`for weight, book in weights, values` 是先拆所有的权重，再拆所有的书。要让两边并排走，得用 `zip` 把它们扣在一起。",
            ),
            behaves=stops_with("values to unpack"),
        ),
        Mistake("integer-truncation", _number_by_number, WHOLE_NUMBER_PAPER),
        Mistake("integer-buffer", _row_by_row, WHOLE_NUMBER_PAPER),
        Mistake("input-changed", _sum_in_place, SCRIBBLED_IN_THE_BOOKS),
        Mistake(
            "hard-wired",
            _eight_books_two_columns,
            HARD_WIRED,
            behaves=works_for_one_size(lambda weights, values: values.shape),
        ),
        Mistake("rounded", lambda weights, values: np.round(weights @ values, 2), ROUNDED, behaves=is_rounded),
    ),
    hints=(
        Text(
            "Do the first column by hand: each book's number times its weight, then add. Every column goes "
            "the same way.",
            "先用笔算第一栏：每本书的数乘自己的权重，再相加。每一栏都是如此。",
        ),
        Text(
            "A loop over the books will do: start from a page of zeros, `np.zeros(d_v)`, and add weight times row.",
            "逐本循环就行：从一张全零的纸 `np.zeros(d_v)` 开始，一次次加上“权重乘那一行”。",
        ),
        Text(
            "NumPy's `@` multiplies and adds along the place where both sides have n. Which order brings the "
            "two n together?",
            "NumPy 的 `@` 会沿两边同为 n 的那一维先乘后加。怎样排先后，两个 n 才挨在一起？",
        ),
    ),
)
