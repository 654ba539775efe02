"""What the exercises of lesson 04 share.

Cases have numbers of one or two decimals: a learner whose answer fails sees one of them.
"""

import numpy as np

from grader.judge import Text


def drawn_weights(rng, n):
    """Shares in fortieths: (n,), none zero, summing to 1."""
    return (1 + rng.multinomial(40 - n, np.full(n, 1 / n))) / 40


def drawn_values(rng, n, d_v):
    """Pages; a single column is all positive, so that no sum cancels to nearly nothing."""
    return np.round(rng.uniform(1, 6, (n, 1)) if d_v == 1 else rng.normal(1, 3, (n, d_v)), 1)


def drawn_vectors(rng, *shape):
    """Queries or keys whose scores leave every book some weight."""
    return np.round(rng.normal(0, 0.9, shape), 1)


def strided(array):
    """The same numbers, not contiguous in memory."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


def any_shelf(rng):
    for n, d_v in ((1, 3), (4, 1), (1, 1), (2, 7), (9, 3), (3, 3), (8, 2)):
        yield drawn_weights(rng, n), drawn_values(rng, n, d_v)


def three_steps(score, weigh):
    """A wrong `attend` or `attention`: another way to score or to weigh; the sum is done right."""

    def wrong(queries, keys, values):
        weights = weigh(score(queries, keys))
        return weights @ values, weights

    return wrong


def softens_weights(score, softmax):
    """A wrong `attend` or `attention`: the weights are right, the sum is made with softened ones."""

    def wrong(queries, keys, values):
        weights = softmax(score(queries, keys))
        return softmax(weights) @ values, weights

    return wrong


def scaled(queries, keys):
    return queries @ keys.T / np.sqrt(keys.shape[1])


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
ANY_SIZE = Text("shelves of any size", "各种大小的书架")
WHOLE_NUMBER_PAPER = Text(
    "The paper you write on only takes whole numbers: it was made after books of whole numbers (with `zeros_like`, say, or "
    "`copy`), and the fractions have nowhere to go. Write on paper for floats.",
    "你写字的那张纸只写得下整数：它是照着整数的书做出来的（比如用 `zeros_like` 或 `copy`），小数部分无处安放。请换一张能写小数的纸。",
)
SCRIBBLED_IN_THE_BOOKS = Text(
    "You wrote into the library's own books: after the call they say something else. Put the products into a "
    "new array (`*=` changes the old one).",
    "你把算式写进了馆里的原书：调用之后，书的内容变了。把乘积放进一个新数组（`*=` 改的是原来那个）。",
)
HARD_WIRED = Text(
    "A size of our shelf stands in your code as a number: 8 books, 2 columns. Other shelves have other sizes; take them "
    "from the arrays that come in, with `len` or `.shape`.",
    "你把书架的大小（8 本书、每本 2 栏）当成数字写死在代码里了。换一排书就对不上：大小要从传进来的数组里取，用 `len` 或 `.shape`。",
)
ROUNDED = Text(
    "Right, but rounded: the page no longer says quite what its books say. Hand over all the digits; rounding is for "
    "showing.",
    "算对了，却四舍五入了：这一页和书里说的就差了一点。把所有位数都交出来；取整只用于显示。",
)
SOFTMAX_TWICE = Text(
    "Softmax ran twice: the second one took the weights for scores and made them nearly even. Scores go in once, weights "
    "come out.",
    "Softmax 跑了两遍：第二遍把权重当成得分，几乎抹平了。得分进去，权重出来，一次就够。",
)
HULL = Text(
    "No softmax on the way: the scores went straight to the books. They do not share out one budget, and the "
    "page lands where no book has ever been.",
    "中间少了 softmax：得分直接拿去读书了。它们不是一份花完的预算，合出来的一页跑到了哪本书都没到过的地方。",
)
KEYS_FOR_VALUES = Text(
    "You blended the labels on the spines. They say what a book is about; what it says stands in `values`.",
    "你混合的是书脊上的标签。标签说明书关于什么，书里写的是什么，要看 `values`。",
)
OUTPUTS_ONLY = Text(
    "The page is there, but nobody can see how it was mixed. Hand over two things: the output, then the weights.",
    "这一页有了，却看不出是怎么混出来的。要交两样东西：先输出，后权重。",
)
SWAPPED_PAIR = Text(
    "Both are there, in the wrong order: the output comes first, then the weights.",
    "两样都在，只是次序反了：输出在前，权重在后。",
)
SCORES_RETURNED = Text(
    "The output is right, but the second thing you hand over is the scores. Score is before softmax, weight after it.",
    "输出是对的，可你交出的第二样是得分。softmax 之前叫得分，之后才叫权重。",
)
SCALED = Text(
    "You divided the scores by √d. A good idea, and two lessons early: here the scores are plain dot products.",
    "你把得分除以了 √d。想法很好，只是早了两课：这里的得分就是点积本身。",
)
UNSTABLE = Text(
    "With large scores e to the score overflows. The `softmax` you wrote in lesson 03 can bear them: use it.",
    "得分一大，e 的幂就溢出了。你在第 03 课写的 `softmax` 不怕大得分：用它吧。",
)
