"""What the exercises of lesson 12 share."""

import numpy as np

from grader.judge import Text


def drawn(rng, *shape):
    """Queries, keys or scores of one decimal that leave every book some weight."""
    return np.round(rng.normal(0, 1.2, shape), 1)


def drawn_values(rng, n, d_v):
    """Pages; a single column is all positive, so that no sum cancels to nearly nothing."""
    return np.round(rng.uniform(1, 6, (n, 1)) if d_v == 1 else rng.normal(2, 3, (n, d_v)), 1)


def answered(predicate):
    """The predicate, asked of those calls only that have an answer and not an error to give."""
    return lambda calls: predicate([call for call in calls if call.want.kind == "value"])


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
INPUT_CHANGED = Text(
    "The answer is right, but what was lent to you is not what it was: `*=`, `/=` and `+=` write into the caller's arrays. "
    "`a * b` makes a new one.",
    "答案是对的，可借给你的东西变了样：`*=`、`/=`、`+=` 会直接改写别人的数组。`a * b` 才会另做一个。",
)
WHOLE_NUMBER_PAPER = Text(
    "The paper you write on only takes whole numbers: it was made after an array of whole numbers (with `zeros_like`, say), "
    "and the fractions have nowhere to go. Write on paper for floats.",
    "你写字的那张纸只写得下整数：它是照着整数的数组做出来的（比如用 `zeros_like`），小数部分无处安放。请换一张能写小数的纸。",
)
ROUNDED = Text(
    "Right, but rounded. Others go on reckoning with what you hand over, and the error grows with every step: hand over "
    "all the digits.",
    "算对了，却四舍五入了。别人还要接着你交出的数往下算，误差会一步步变大：请把所有位数都交出来。",
)
