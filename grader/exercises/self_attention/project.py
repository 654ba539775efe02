"""One costume for every word."""

import numpy as np

from grader.exercises.self_attention.shared import ANY_KIND, ANY_SIZE, drawn_words, strided
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, works_for_one_size


def project(X, W):
    """Every row of X multiplied by the same matrix W.

    X: (n, d_model), one token per row; W: (d_model, d)  ->  (n, d)
        result[i, j] = sum over k of X[i, k] * W[k, j]
    """
    return X @ W  # (n, d_model) @ (d_model, d) -> (n, d)


def _cloth(rng, n, d_model, d):
    return drawn_words(rng, n, d_model), np.round(rng.normal(0.2, 0.9, (d_model, d)), 1)


def _a_few_words(rng):
    yield np.array([[1.0, 0.0, 2.0], [0.0, 3.0, 1.0]]), np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 4.0]])
    for shape in ((3, 4, 2), (3, 4, 4), (4, 4, 2), (2, 3, 2), (5, 8, 4), (2, 5, 6)):
        yield _cloth(rng, *shape)


def _any_size(rng):
    for shape in ((1, 4, 3), (4, 1, 3), (3, 5, 1), (2, 3, 7), (3, 3, 3), (9, 3, 2), (5, 8, 4)):
        yield _cloth(rng, *shape)


def _any_numbers(rng):
    yield np.array([[1, 0, 2], [0, 3, 1]]), np.array([[0.5, 0.0, 1.5], [2.0, 1.0, 0.25], [0.0, 4.5, 0.75]])
    yield rng.integers(1, 4, (4, 3)), rng.integers(1, 4, (3, 2))
    yield tuple(array.astype(np.float32) for array in _cloth(rng, 3, 5, 4))
    yield tuple(map(strided, _cloth(rng, 4, 3, 2)))
    yield tuple(map(np.asfortranarray, _cloth(rng, 2, 4, 3)))


def _first_word_only(X, W):
    for x in X:
        return x @ W


def _last_word_only(X, W):
    for x in X:
        costume = x @ W
    return costume


def _paper_of_the_old_width(X, W):
    costumes = np.zeros_like(X)
    for i in range(len(X)):
        costumes[i] = X[i] @ W
    return costumes


def _paper_for_whole_numbers(X, W):
    costumes = np.zeros((X.shape[0], W.shape[1]), X.dtype)
    for i in range(len(X)):
        costumes[i] = X[i] @ W
    return costumes


def _five_words(X, W):
    return np.array([[sum(X[i, k] * W[k, j] for k in range(8)) for j in range(4)] for i in range(5)])


PROJECT = Exercise(
    project,
    checks=(
        Check(
            Text("a few words", "几个词"),
            1,
            _a_few_words,
            advice=Text(
                "Take the first word's row. Multiply it, number by number, with a column of W and add: that is one number of "
                "its costume. Every column gives one.",
                "先看第一个词那一行。让它和 W 的一列逐个相乘再相加，就得到衣服上的一个数；W 有几列，就有几个数。",
            ),
        ),
        Check(
            ANY_SIZE,
            1,
            _any_size,
            advice=Text(
                "One word, one quality, one column: all must work. As many rows as X has, as many columns as W has: (n, d).",
                "只有一个词、只有一项特征、只有一列，都要能用。X 有几行就有几行，W 有几列就有几列：(n, d)。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Words of whole numbers may meet a matrix with fractions. And X and W stay as they were.",
                "词可以全是整数，矩阵却带小数。X 和 W 都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "elementwise",
            lambda X, W: X * W,
            Text(
                "`*` multiplies place by place and does not add. Here a whole row meets a whole column: multiply, *then add up*.",
                "`*` 只是同一位置两两相乘，没有相加。这里是整行遇上整列：先乘，**再加起来**。",
            ),
        ),
        Mistake(
            "not-added-up",
            lambda X, W: X[:, :, None] * W,
            Text(
                "All products are there, but none have been added: for each word and each column of W there is a whole list. Add "
                "along the qualities.",
                "乘积都有了，却没有加起来：每个词、W 的每一列，手里还是一串数。沿着特征那一维加起来。",
            ),
        ),
        Mistake(
            "matrix-on-its-side",
            lambda X, W: X @ W.T,
            Text(
                "You laid W on its side. Its rows are the old qualities, as many as a word has; its columns are the new ones. It "
                "fits as it stands.",
                "你把 W 放倒了。它的行对应旧的特征，和词的特征一样多；它的列才是新的。照原样放就合得上。",
            ),
        ),
        Mistake(
            "words-on-their-side",
            lambda X, W: X.T @ W,
            Text(
                "You laid the sentence on its side: now the qualities are the rows, and words are added to words. One word is one "
                "row.",
                "你把句子放倒了：特征成了行，词和词被加到了一起。一行才是一个词。",
            ),
        ),
        Mistake(
            "matrix-first",
            lambda X, W: W @ X,
            Text(
                "The order matters: in your product W's rows meet the columns of X. A word's row should meet a column of W.",
                "先后不能颠倒：你的乘法里，是 W 的行去配 X 的列。应当是词的那一行，去配 W 的一列。",
            ),
        ),
        Mistake(
            "transposed-result",
            lambda X, W: (X @ W).T,
            Text(
                "The numbers are right, but the table lies on its side: one word per row, shape (n, d).",
                "数都对，只是表放倒了：一行一个词，形状 (n, d)。",
            ),
        ),
        Mistake(
            "first-word-only",
            _first_word_only,
            Text(
                "Only the first word got its costume: a `return` inside the loop ends the function at once.",
                "只有第一个词穿上了衣服：`return` 写在循环里面，函数当场就结束了。",
            ),
        ),
        Mistake(
            "last-word-only",
            _last_word_only,
            Text(
                "Only the last word's costume is left: each turn of the loop replaces the one before. Collect them, one row a word.",
                "只剩下最后一个词的衣服：循环每转一圈，就把上一件换掉了。把它们收集起来，一个词一行。",
            ),
        ),
        Mistake(
            "last-quality-only",
            lambda X, W: X[:, -1:] * W[-1:],
            Text(
                "Only the last quality counts in your sum: the loop writes over what the others brought. Let the products add up.",
                "你的和里只算了最后一项特征：循环把前面的都盖掉了。要让乘积累加起来。",
            ),
        ),
        Mistake(
            "as-wide-as-before",
            _paper_of_the_old_width,
            Text(
                "You cut the costumes from paper that has the size of X (`zeros_like`, say). They have another width, that of W's "
                "columns, and need fractions even where X has none.",
                "你裁衣服用的纸是照着 X 的大小来的（比如用了 `zeros_like`）。衣服的宽度却是 W 的列数，而且即使 X 全是整数，衣服也需要小数。",
            ),
        ),
        Mistake(
            "integer-truncation",
            _paper_for_whole_numbers,
            Text(
                "X holds whole numbers here, and so does your paper: the fractions that W brings are cut off. Write on paper for "
                "floats.",
                "这里 X 全是整数，你的纸也就只写得下整数：W 带来的小数被截掉了。请换一张能写小数的纸。",
            ),
        ),
        Mistake(
            "hard-wired",
            _five_words,
            Text(
                "A size of our sentence stands in your code as a number: 5 words, 8 qualities, 4 columns. Take the sizes from `X.shape` "
                "and `W.shape`.",
                "你把我们那句话的大小（5 个词、8 项特征、4 列）当成数字写死在代码里了。大小要从 `X.shape` 和 `W.shape` 里取。",
            ),
            behaves=works_for_one_size(lambda X, W: (*X.shape, W.shape[1])),
        ),
        Mistake(
            "rounded",
            lambda X, W: np.round(X @ W, 1),
            Text(
                "Right, but rounded. Hand over all the digits; rounding is for showing.",
                "算对了，却四舍五入了。把所有位数都交出来；取整只用于显示。",
            ),
            behaves=is_rounded,
        ),
    ),
    hints=(
        Text(
            "Each new number is a dot product, the one of lesson 02: a word's row with a column of W.",
            "每个新的数都是一次点积，就是第 02 课的那个：词的一行，配 W 的一列。",
        ),
        Text(
            "Two loops will do: over the rows of X and over the columns of W (`W[:, j]`), into a table of zeros (n, d).",
            "两层循环就行：走遍 X 的行和 W 的列（`W[:, j]`），填进一张 (n, d) 的全零表。",
        ),
        Text(
            "One sign of NumPy does it for the whole sentence. It brings the two d_model together in the middle.",
            "NumPy 有一个符号，能把整句话一次做完。两个 d_model 要在中间相遇。",
        ),
    ),
)
