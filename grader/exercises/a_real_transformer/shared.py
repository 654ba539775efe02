"""What the exercises of lesson 11 share. Numbers of one decimal: a learner whose answer fails sees some of them."""

import numpy as np

from grader.judge import Text


def drawn(rng, *shape, spread=1.0):
    """Numbers of one decimal, some of them negative."""
    return np.round(rng.normal(0, spread, shape), 1)


def drawn_bias(rng, d):
    """A bias (d,) that nobody can leave out unnoticed: every number at least 0.3 from zero."""
    return np.round(rng.choice([-1, 1], d) * rng.uniform(0.3, 1.2, d), 1)


def strided(array):
    """The same numbers, not contiguous in memory."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
KEEP_AS_IT_WAS = Text(
    "Whole numbers, float32, a slice of a larger array: all are welcome, and all stay as they were.",
    "整数、float32、大数组的一个切片，都要能用，也都要保持原样。",
)
INPUT_CHANGED = Text(
    "The answer is right, but an array that was lent to you is not what it was: `*=`, `/=`, `+=` and `-=` write into it. "
    "`a - b` makes a new one.",
    "答案是对的，可借给你的数组变了样：`*=`、`/=`、`+=`、`-=` 会直接改写它。`a - b` 才会另做一个。",
)
ROUNDED = Text(
    "Right, but rounded. Hand over all the digits; rounding is for showing.",
    "算对了，却四舍五入了。把所有位数都交出来；取整只用于显示。",
)
INTEGER_PAPER = Text(
    "The paper that you write on was made after the input (with `zeros_like`, say). Whole numbers in give paper for whole "
    "numbers, and the fractions are lost. Use paper for floats.",
    "你写结果的那张纸是照着输入做的（比如用 `zeros_like`）。输入是整数，纸就只写得下整数，小数部分都丢了。请换一张能写小数的纸。",
)
HARD_WIRED = Text(
    "A size stands in your code as a plain number. Other sentences and other models have other sizes: take them from the arrays "
    "that come in.",
    "你把某个大小当成数字写死在代码里了。换个句子、换个模型就对不上：大小要从传进来的数组里取。",
)
