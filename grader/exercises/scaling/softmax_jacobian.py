"""How every weight answers to a nudge of every score."""

import numpy as np

from grader.exercises.scaling.shared import ANY_KIND, INPUT_CHANGED, ROUNDED, strided
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, only_changes_inputs, works_for_one_size


def softmax_jacobian(weights):
    """Derivative of each softmax weight by each score.

    d weight_i / d score_j = weight_i * ([i == j] - weight_j), where [i == j] is 1 if i equals j, else 0

    weights: (n,), what softmax returned, summing to 1
        ->  jacobian: (n, n), row i = weight i, column j = score j
    """
    return np.diag(weights) - np.outer(weights, weights)  # (n, n) - (n, n)


def _drawn(rng, n):
    """Weights in hundredths, none zero, none above .9."""
    return (1 + rng.multinomial(100 - n, rng.dirichlet(np.full(n, 2.0)) * 0.8 + 0.2 / n)) / 100


def _two_or_three_books(rng):
    yield (np.array([0.5, 0.5]),)
    yield (np.array([0.8, 0.2]),)
    yield (np.array([0.5, 0.3, 0.2]),)
    yield (rng.permutation([0.6, 0.3, 0.1]),)
    yield (rng.permutation([0.7, 0.2, 0.1]),)


def _any_shelf(rng):
    for n in (3, 5, 2, 8, 16, 4, 16):
        yield (_drawn(rng, n),)
    yield (softmax(rng.normal(0, 1, 30)),)
    yield (np.array([1.0]),)


def _decided_or_not(rng):
    yield (rng.permutation([0.96, 0.02, 0.02]),)
    yield (np.full(4, 0.25),)
    yield (np.array([0.0, 0.75, 0.25, 0.0]),)
    yield (rng.permutation([0.9, 0.05, 0.03, 0.01, 0.01]),)
    yield (np.array([0.0, 1.0, 0.0]),)


def _any_numbers(rng):
    yield (_drawn(rng, 4).astype(np.float32),)
    yield (strided(_drawn(rng, 5)),)
    yield (np.array([0, 0, 1]),)
    yield (_drawn(rng, 6),)
    yield (_drawn(rng, 3),)


def _all_rows_one_list(weights):
    n = len(weights)
    jacobian = [[0.0] * n] * n
    for i in range(n):
        for j in range(n):
            jacobian[i][j] = weights[i] * ((i == j) - weights[j])
    return jacobian


def _on_paper_for_whole_numbers(weights):
    n = len(weights)
    jacobian = np.zeros((n, n), dtype=int)
    jacobian[...] = softmax_jacobian(weights)
    return jacobian


def _scribbles(weights):
    jacobian = -np.outer(weights, weights)
    weights -= weights**2
    np.fill_diagonal(jacobian, weights)
    return jacobian


def _first_row_only(weights):
    jacobian = np.zeros((len(weights), len(weights)))
    jacobian[0] = softmax_jacobian(weights)[0]
    return jacobian


def _rest_on_the_diagonal(weights):
    jacobian = -np.outer(weights, weights)
    np.fill_diagonal(jacobian, 1 - weights)
    return jacobian


def _three_books(weights):
    return [[weights[i] * ((i == j) - weights[j]) for j in range(3)] for i in range(3)]


DIAGONAL = Text(
    "Raising one book's score lowers the other books' weights too: what it gains, they pay. That stands beside the diagonal.",
    "抬高一本书的得分，别的书的权重也会跟着降：它多拿的，正是别人掏的。这些数写在对角线两旁。",
)
NOBODY_PAYS = Text(
    "The diagonal is right, but beside it all numbers are positive: raising one score would raise every weight. Whose weight "
    "must go down, and by how much?",
    "对角线没错，可旁边全是正数：抬高一个得分，所有的权重都会跟着升。该降的是谁的权重，降多少？",
)
GAINS_FROM_NOTHING = Text(
    "Beside the diagonal all is well. On it, a book gains only in proportion to the weight it has: a book of weight 0 gains nothing.",
    "对角线之外都对。在对角线上，一本书能多拿多少，也和它现有的权重成正比：权重是 0 的书，什么也多拿不到。",
)
ONE_FOR_ALL = Text(
    "The diagonal is right; beside it, each entry should tell of *two* books, the one that pays and the one that was nudged. In yours one of "
    "the two is missing. Think of a table of all pairs.",
    "对角线没错；对角线之外，每一格说的是**两**本书的事：一本掏钱，一本被推了一把。你这里少了一本。想一想把所有的书两两配对的那张表。",
)

SOFTMAX_JACOBIAN = Exercise(
    softmax_jacobian,
    builds_on=("softmax",),
    checks=(
        Check(
            Text("two or three books", "两三本书"),
            1,
            _two_or_three_books,
            advice=Text(
                "Take weights ½ and ½. If the first book's score rises, its weight rises by ¼ of the nudge and the other's falls by as much. "
                "Which products of the weights give these quarters?",
                "拿 ½ 和 ½ 两份权重试试。第一本书的得分抬高一点，它的权重就升高这一点的 ¼，另一本则降低同样多。这些 ¼ 是哪些权重的乘积？",
            ),
        ),
        Check(
            Text("shelves of any size", "各种大小的书架"),
            1,
            _any_shelf,
            advice=Text(
                "n books make a table of shape (n, n): each weight against each score. A lone book has nobody to take from: [[0.]].",
                "n 本书，得到一张 (n, n) 的表：每份权重对每个得分。只有一本书时，没有谁的可拿：[[0.]]。",
            ),
        ),
        Check(
            Text("readers who are decided, and who are not", "拿定了主意的和没拿定的"),
            1,
            _decided_or_not,
            advice=Text(
                "A book with weight 0 can neither gain nor pay, and a book with weight 1 has nothing left to gain. Every row and every "
                "column sums to 0, for the budget is always spent completely.",
                "权重是 0 的书，既拿不到也掏不出；权重是 1 的书，没有更多可拿。每行每列加起来都是 0，因为预算总是正好花完。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Weights may come as float32, as a slice of a larger array, or as whole numbers (0, 0, 1); they must stay as they were.",
                "权重可能是 float32、大数组的切片，也可能是整数（0, 0, 1）；它们要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake("diagonal-jacobian", lambda weights: np.diag(weights * (1 - weights)), DIAGONAL),
        Mistake(
            "diagonal-only-as-a-row",
            lambda weights: weights * (1 - weights),
            Text(
                "You say how each weight answers to its *own* score. The answer to everybody else's scores is missing: a table (n, n).",
                "你只说了每份权重对**自己**的得分有何反应。它对别人的得分也有反应：要的是一张 (n, n) 的表。",
            ),
        ),
        Mistake(
            "no-diagonal",
            lambda weights: -np.outer(weights, weights),
            Text(
                "Everybody pays and nobody gains: even the book whose score was raised loses weight in your table. Each column must sum to 0.",
                "人人掏钱，没人进账：在你的表里，连得分被抬高的那本书也降了权重。每一列加起来应当是 0。",
            ),
        ),
        Mistake(
            "everybody-gains",
            lambda weights: np.diag(weights) + np.outer(weights, weights),
            Text(
                "When one score rises, all weights rise in your version, and the budget is overspent. What one book gains the others must pay.",
                "在你这里，一个得分升高，所有权重都升高，预算就超支了。一本书多拿的，要由别的书来掏。",
            ),
        ),
        Mistake("everybody-gains-without-paying", lambda weights: np.outer(weights, 1 - weights), NOBODY_PAYS),
        Mistake("missing-minus", lambda weights: np.abs(softmax_jacobian(weights)), NOBODY_PAYS),
        Mistake(
            "pays-itself",
            lambda weights: np.diag(weights * (1 - weights)) - np.outer(weights, weights),
            Text(
                "Beside the diagonal all is well. On it, a book pays itself: you took w·w away twice, once in `1 - w` and once more with "
                "the table of pairs.",
                "对角线之外都对。在对角线上，一本书自己掏给了自己：w·w 减了两次，`1 - w` 里一次，减去两两相乘的表时又一次。",
            ),
        ),
        Mistake(
            "first-row-only",
            _first_row_only,
            Text(
                "Only the row of the first weight is filled. `return` ends the function at once: look at its indentation.",
                "只填好了第一份权重的那一行。`return` 一执行，函数就结束了：看看它的缩进。",
            ),
        ),
        Mistake(
            "flipped-sign",
            lambda weights: np.outer(weights, weights) - np.diag(weights),
            Text(
                "All signs are the wrong way round: raise a book's score and its own weight goes up.",
                "正负号全反了：抬高一本书的得分，它自己的权重应当上升。",
            ),
        ),
        Mistake("square-for-outer", lambda weights: np.diag(weights) - weights * weights, ONE_FOR_ALL),
        Mistake(
            "square-for-outer-columns", lambda weights: np.diag(weights) - (weights * weights)[:, None], ONE_FOR_ALL
        ),
        Mistake(
            "inner-for-outer",
            lambda weights: np.diag(weights) - weights @ weights,
            Text(
                "`weights @ weights` is one single number, and you take it away everywhere. Each pair of books has a product of its own: "
                "a table (n, n).",
                "`weights @ weights` 只是一个数，你却到处都减它。每一对书都有自己的乘积：那是一张 (n, n) 的表。",
            ),
        ),
        Mistake(
            "ones-on-the-diagonal",
            lambda weights: np.eye(len(weights)) - np.outer(weights, weights),
            GAINS_FROM_NOTHING,
        ),
        Mistake("rest-on-the-diagonal", _rest_on_the_diagonal, GAINS_FROM_NOTHING),
        Mistake(
            "no-minus-outer",
            lambda weights: np.diag(weights),
            Text(
                "Here every book gains by itself and nobody pays. The budget cannot grow: what one gains the others lose.",
                "在你这里，每本书各自多拿，没有谁掏钱。预算不会变大：一本多拿，别的就得少拿。",
            ),
        ),
        Mistake(
            "softmax-again",
            lambda weights: softmax_jacobian(softmax(weights)),
            Text(
                "What comes in are weights already. You took them for scores and ran softmax once more.",
                "传进来的已经是权重了。你把它们当成得分，又跑了一遍 softmax。",
            ),
        ),
        Mistake(
            "rows-are-one-list",
            _all_rows_one_list,
            Text(
                "All rows came out the same: `[row] * n` is n times the same list. Make a new row for each weight.",
                "每一行都一样：`[row] * n` 是同一个列表的 n 次引用。请给每份权重新建一行。",
            ),
        ),
        Mistake(
            "integer-truncation",
            _on_paper_for_whole_numbers,
            Text(
                "All your entries became 0: an array for whole numbers cannot hold a fraction. Write on paper for floats.",
                "你的每一格都成了 0：为整数准备的数组装不下小数。换一张能写小数的纸。",
            ),
        ),
        Mistake("input-changed", _scribbles, INPUT_CHANGED, behaves=only_changes_inputs),
        Mistake("rounded", lambda weights: np.round(softmax_jacobian(weights), 2), ROUNDED, behaves=is_rounded),
        Mistake(
            "hard-wired",
            _three_books,
            Text(
                "The number of books stands in your code as a plain number. Take it from the weights that come in, with `len`.",
                "你把书的本数写死在代码里了。请用 `len` 从传进来的权重里取。",
            ),
            behaves=works_for_one_size(lambda weights: weights.shape),
        ),
    ),
    hints=(
        Text(
            "Begin with the pairs i ≠ j: book j is nudged up, book i pays. The payment is a product of two weights, with a minus sign.",
            "先看 i ≠ j 的格子：j 号书被推高，i 号书掏钱。掏多少，是两份权重的乘积，前面带负号。",
        ),
        Text(
            "Then the diagonal: a book's own gain is its weight times what the others hold. Two loops and an `if` are a fine answer.",
            "再看对角线：一本书自己多拿的，是它的权重乘以别人手里的总和。两层循环加一个 `if`，就是很好的答案。",
        ),
        Text(
            "Without loops: `np.outer` makes the table of all products of two weights, and `np.diag` puts a row of numbers on a diagonal.",
            "不用循环也行：`np.outer` 给出两两相乘的整张表，`np.diag` 把一行数摆到对角线上。",
        ),
    ),
)
