"""What the exercises of lesson 03 share."""

import numpy as np

from grader.judge import Text


def unstable_softmax(scores):
    """The formula as it is written, no shift: NaN where e to a score leaves the range of floats."""
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


HARD_WIRED = Text(
    "The number of books stands in your code as a plain number, 8 perhaps. Another shelf is longer or shorter: take the "
    "length from the array that comes in.",
    "你把书的本数（比如 8）写死在代码里了。换一排书，就会长一些或短一些：长度要从传进来的数组里取。",
)
ROUNDED = Text(
    "Right, but rounded: a budget of rounded parts no longer sums to 1. Hand over all the digits; rounding is "
    "for showing.",
    "算对了，却四舍五入了：零头一抹，预算加起来就不是 1 了。把所有位数都交出来；取整只用于显示。",
)
WHOLE_DIVISION = Text(
    "`//` throws away all that stands behind the point, and here that is nearly everything. Divide with `/`.",
    "`//` 会把小数点后面的全扔掉，而这里要紧的几乎都在小数点后面。请用 `/`。",
)
