"""From what the weights should have been to what the scores should have been."""

import numpy as np

from grader.exercises.learning_to_look_up.shared import (
    ANY_KIND,
    DIAGONAL_ONLY,
    INPUT_CHANGED,
    KEEP_AS_IT_WAS,
    MISSING_MINUS_SUM,
    ROUNDED,
    STACKS,
    drawn,
    stops_on_stacks,
    strided,
    weights_for,
)
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, only_changes_inputs


def softmax_backward(d_weights, weights):
    """Gradient of a loss with respect to the scores, given its gradient with respect to their softmax.

    d_score_j = weight_j * (d_weight_j - sum_i weight_i * d_weight_i), in each row by itself

    d_weights: (..., n), weights: (..., n), what softmax returned  ->  d_scores: (..., n)
    """
    average = (weights * d_weights).sum(axis=-1, keepdims=True)  # (..., 1)
    return weights * (d_weights - average)


def _drawn(rng, *shape):
    return drawn(rng, *shape), weights_for(rng, *shape)


def _one_row(rng):
    yield np.array([4.0, 0.0]), np.array([0.5, 0.5])
    yield np.array([1.0, 0.0, 2.0]), np.array([0.5, 0.25, 0.25])
    for n in (2, 3, 5, 8, 16):
        yield _drawn(rng, n)


def _several_rows(rng):
    yield np.array([[1.0, 0.0], [0.0, 3.0]]), np.array([[0.5, 0.5], [0.75, 0.25]])
    for shape in ((3, 4), (4, 2), (2, 6), (3, 3), (1, 5)):
        yield _drawn(rng, *shape)


def _several_rooms(rng):
    for shape in ((2, 3, 4), (4, 1, 6), (3, 3, 3), (1, 2, 5), (2, 2, 3, 4)):
        yield _drawn(rng, *shape)


def _any_numbers(rng):
    yield rng.integers(-3, 4, (2, 3)), weights_for(rng, 2, 3)
    yield tuple(array.astype(np.float32) for array in _drawn(rng, 3, 4))
    yield tuple(map(strided, _drawn(rng, 2, 3, 4)))
    yield tuple(map(np.asfortranarray, _drawn(rng, 4, 3)))
    yield np.array([[2, 1, 5], [1, 3, 2]]), np.array([[0.5, 0.25, 0.25], [0.0, 0.75, 0.25]])


def _along(axis, keepdims=True):
    return lambda g, w: w * (g - (g * w).sum(axis=axis, keepdims=keepdims))


def _on_paper_of_the_same_kind(g, w):
    paper = np.zeros_like(g)
    paper[...] = softmax_backward(g, w)
    return paper


def _scribbles(g, w):
    g -= (g * w).sum(axis=-1, keepdims=True)
    return g * w


SOFTMAX_BACKWARD = Exercise(
    softmax_backward,
    builds_on=("softmax",),
    checks=(
        Check(
            Text("one reader", "一位读者"),
            1,
            _one_row,
            advice=Text(
                "One reader means a single row, shape `(n,)`. Weights ½ and ½, d of the weights 4 and 0: their average, weighted, is 2. The "
                "first book is 2 above it, the second 2 below; times ½ makes 1 and −1. The result always sums to 0.",
                "一位读者就是单独一行，形状 `(n,)`。权重 ½、½，权重的 d 是 4 和 0：按权重平均是 2。第一本高出 2，第二本低了 2；再乘 ½，得 1 和 −1。结果加起来总是 0。",
            ),
        ),
        Check(
            Text("several readers", "几位读者"),
            1,
            _several_rows,
            advice=Text(
                "Each reader has a budget of their own, so each row has an average of its own.",
                "每位读者各有一份预算，所以每一行各有一个平均。",
            ),
        ),
        Check(
            STACKS,
            1,
            _several_rooms,
            advice=Text(
                "Any number of axes may stand in front. The books are on the last one: sum along it, and keep it as an axis of length 1.",
                "前面可以站任意多个轴。书总在最后一个轴上：沿它求和，并把它留成长度为 1 的轴。",
            ),
        ),
        Check(ANY_KIND, 1, _any_numbers, advice=KEEP_AS_IT_WAS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake("missing-minus-sum", lambda g, w: w * g, MISSING_MINUS_SUM),
        Mistake("diagonal-only", lambda g, w: w * (1 - w) * g, DIAGONAL_ONLY),
        Mistake(
            "plain-average",
            lambda g, w: w * (g - g.mean(axis=-1, keepdims=True)),
            Text(
                "You took away the plain average of the d's. Books with a large weight have more of a say: it is the *weighted* average.",
                "你减去的是 d 的普通平均。权重大的书更有发言权：该减的是按权重算的平均。",
            ),
        ),
        Mistake(
            "plain-sum",
            lambda g, w: w * (g - g.sum(axis=-1, keepdims=True)),
            Text(
                "You took away the sum of all the d's. Each must be counted with its book's weight.",
                "你减去的是所有 d 之和。每个 d 都要乘上那本书的权重再加。",
            ),
        ),
        Mistake(
            "not-times-weight",
            lambda g, w: g - (g * w).sum(axis=-1, keepdims=True),
            Text(
                "“Above or below the average” is right. But a book moves only in proportion to the weight it has: a book of weight 0 "
                "does not answer at all.",
                "“比平均高多少”算对了。可一本书动多少，还要看它现有的权重：权重是 0 的书，推也推不动。",
            ),
        ),
        Mistake(
            "weights-and-gradient-swapped",
            lambda g, w: g * (w - (g * w).sum(axis=-1, keepdims=True)),
            Text(
                "The two inputs have changed places in the last step: the average is taken away from the d's, and the *weights* "
                "multiply.",
                "最后一步里，两样输入换了位置：平均要从 d 里减去，外面乘的是**权重**。",
            ),
        ),
        Mistake(
            "flipped-sign",
            lambda g, w: w * ((g * w).sum(axis=-1, keepdims=True) - g),
            Text(
                "All signs are the wrong way round: a book whose d lies above the average has a positive d of its score.",
                "正负号全反了：d 高出平均的书，它得分的 d 应当是正的。",
            ),
        ),
        Mistake(
            "plus-sum",
            lambda g, w: w * (g + (g * w).sum(axis=-1, keepdims=True)),
            Text(
                "You added the average instead of taking it away. The others *pay* for what one book gains: your result should sum to 0.",
                "你加上了平均，而不是减去。一本书多拿的要由别的书来**掏**：结果加起来应当是 0。",
            ),
        ),
        Mistake(
            "global-sum",
            _along(None),
            Text(
                "All readers share one average in your version. Each row has its own budget, hence its own average.",
                "在你这里，所有读者合用一个平均。每一行各有预算，也就各有平均。",
            ),
        ),
        Mistake(
            "global-average",
            lambda g, w: w * (g - np.average(g, weights=w)),
            Text(
                "All readers share one average in your version (`np.average` takes one over everything unless told otherwise). Each row has "
                "its own budget, hence its own average.",
                "在你这里，所有读者合用一个平均（`np.average` 不特别说明，就对全部求一个平均）。每一行各有预算，也就各有平均。",
            ),
        ),
        Mistake(
            "integer-truncation",
            _on_paper_of_the_same_kind,
            Text(
                "With whole numbers your fractions were cut off: paper made with `zeros_like` of integers holds integers only. Write on paper "
                "for floats.",
                "遇到整数，你的小数部分被截掉了：照着整数用 `zeros_like` 做出来的纸，只写得下整数。换一张能写小数的纸。",
            ),
        ),
        Mistake(
            "wrong-axis",
            _along(0),
            Text(
                "You summed down the readers. The budget is spread over the books: the last axis.",
                "你是沿着读者求和的。预算是分在书上的：沿最后一个轴。",
            ),
        ),
        Mistake(
            "second-to-last-axis",
            lambda g, w: _along(-2)(g, w) if np.ndim(g) > 1 else softmax_backward(g, w),
            Text(
                "You summed down the readers of each room. The budget is spread over the books: the last axis.",
                "你在每间房里沿着读者求和了。预算是分在书上的：沿最后一个轴。",
            ),
        ),
        Mistake(
            "axis-one",
            lambda g, w: softmax_backward(g, w) if np.ndim(g) == 1 else _along(1)(g, w),
            Text(
                "For tables it is right, for stacks of them it is not: axis 1 then counts readers. Count from the end.",
                "一张表时没错，一叠表就不对了：这时 1 号轴数的是读者。请从末尾数起。",
            ),
        ),
        Mistake(
            "missing-keepdims",
            _along(-1, keepdims=False),
            Text(
                "The averages lay down along the books instead of standing beside their rows. Keep the summed axis.",
                "各行的平均躺到书的方向上去了，没有站在自己那一行旁边。求和时要保留那一维。",
            ),
        ),
        Mistake(
            "softmax-again",
            lambda g, w: softmax_backward(g, softmax(w)),
            Text(
                "What comes in are weights already. You took them for scores and ran softmax once more.",
                "传进来的已经是权重了。你把它们当成得分，又跑了一遍 softmax。",
            ),
        ),
        Mistake(
            "only-one-row",
            lambda g, w: (np.diag(w) - np.outer(w, w)) @ g,
            Text(
                "For one reader it is right. With several, each row has an average of its own (and a Jacobian of its own, should you use "
                "one), and `@` between two tables mixes the readers. Multiply place by place and sum along the last axis: that does all rows "
                "at once.",
                "只有一位读者时没错。读者一多，每一行各有一个平均（用雅可比矩阵的话，也是各有一个），两张表之间的 `@` 会把读者混在一起。逐格相乘，再沿最后一个轴求和，一次就能算完所有的行。",
            ),
            behaves=lambda calls: stops_on_stacks(calls, 1),
        ),
        Mistake("input-changed", _scribbles, INPUT_CHANGED, behaves=only_changes_inputs),
        Mistake("rounded", lambda g, w: np.round(softmax_backward(g, w), 2), ROUNDED, behaves=is_rounded),
    ),
    hints=(
        Text(
            "Take lesson 06's Jacobian and one reader. Every weight that moves changes the loss: add up Jacobian entry times d over all "
            "weights i.",
            "拿第 06 课的雅可比矩阵和一位读者来看。每份动了的权重都会改变损失：对所有权重 i，把雅可比矩阵的格子乘上 d，再加起来。",
        ),
        Text(
            "In that sum, weight j stands before everything. What remains in the bracket is d_weight_j minus one number that is the same "
            "for all books.",
            "在那个和里，权重 j 可以提到最前面。括号里剩下的是 d_weight_j 减去一个数，对所有的书都一样。",
        ),
        Text(
            "The number is the weighted average of the d's: weights times d_weights, summed along the last axis with keepdims=True.",
            "那个数就是 d 的加权平均：weights 乘 d_weights，沿最后一个轴求和，带上 keepdims=True。",
        ),
    ),
)
