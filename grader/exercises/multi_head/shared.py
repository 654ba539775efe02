"""What the exercises of lesson 08 share.

In whole-number cases the tens digit names the reader and the ones digit the quality: who got mixed up can be read off.
"""

import numpy as np

from grader.judge import Text


def signed_rows(n, d_model):
    """Rows that say where each number comes from: 23 is quality 3 of reader 2, both counted from 1."""
    return 10 * np.arange(1, n + 1)[:, None] + np.arange(1, d_model + 1)


def drawn_rows(rng, *shape):
    """Numbers of one decimal, some of them negative."""
    return np.round(rng.normal(0, 2, shape), 1)


def strided(array):
    """The same numbers, not contiguous in memory."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
KEEP_AS_IT_WAS = Text(
    "Whole numbers, float32, a slice of a larger array: all are welcome, and all stay as they were.",
    "整数、float32、大数组的一个切片，都要能用，也都要保持原样。",
)
SEATS_TAKEN = Text(
    "The shape is right, but row i of a head is no longer reader i: head 0 got the first readers, cut up into several rows "
    "each, instead of a slice of every reader. `reshape` only counts the numbers off in the order in which they lie. First "
    "give the heads an axis of their own beside the qualities, then move that axis.",
    "形状对了，可一个头的第 i 行已经不是读者 i：头 0 没有拿到每位读者的一片，而是拿到了最前面几位，每位还被拆成了好几行。`reshape` "
    "只按数存放的次序往下数。先让头在特征旁边单独占一个轴，再移动这个轴。",
)
PAGES_MIXED = Text(
    "The shape is right and the readers are mixed: a row is pasted together from pages of different words. Bring a "
    "reader's pages next to each other first, then let `reshape` join them.",
    "形状对了，读者却串了：一行里拼着好几个词的页。先把同一位读者的几页挪到一起，再让 `reshape` 把它们接起来。",
)
INTERLEAVED = Text(
    "You dealt the qualities out like cards, one to each head in turn. A slice is cut in one piece: head 0 has the first "
    "qualities, head 1 the next ones.",
    "你像发牌一样，把特征一个个轮流发给了各个头。一片要整块切下来：头 0 拿最前面的几个特征，头 1 拿接下来的几个。",
)
HARD_WIRED = Text(
    "A size of our sentence stands in your code as a number: 2 heads, 8 qualities. Other sentences and other models have "
    "other sizes; take them from what comes in, the arrays' `.shape` above all.",
    "你把我们那个句子的大小（2 个头、8 个特征）当成数字写死在代码里了。换个句子、换个模型就对不上：大小要从传进来的东西里取，"
    "先看数组的 `.shape`。",
)
FLOAT_SIZE = Text(
    "A width came out as a float: `/` makes one even where the division comes out even. Sizes and positions are counted: "
    "divide with `//`.",
    "宽度成了浮点数：哪怕除得尽，`/` 给出的也是浮点数。大小和位置是数出来的：请用 `//` 来除。",
)
