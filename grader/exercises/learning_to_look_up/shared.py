"""What the exercises of lesson 10 share."""

import numpy as np

from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Text
from grader.judge.comparison import as_numbers


def drawn(rng, *shape):
    """Numbers of one decimal, some of them negative."""
    return np.round(rng.normal(0, 1.5, shape), 1)


def strided(array):
    """The same numbers, not contiguous in memory."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


def turned(table):
    return np.swapaxes(table, -1, -2)


def weights_for(rng, *shape):
    """Rows of weights, none near 0 or 1."""
    return softmax(rng.normal(0, 1, shape))


def stops_on_stacks(calls, axes):
    """Is every answer right for an input of `axes` axes, and wrong for all with more?"""
    fits = [call for call in calls if np.ndim(call.args[0]) <= axes]
    stacks = [call for call in calls if np.ndim(call.args[0]) > axes]
    return bool(fits and stacks) and not any(c.difference for c in fits) and all(c.difference for c in stacks)


def parts_rounded(calls):
    """Are all numbers of the wrong answers the wanted ones, rounded to the same few digits?"""
    pairs = [pair for call in calls if call.difference for pair in _parts(call)]
    return bool(pairs) and any(
        all(as_numbers(got) is not None and np.allclose(got, np.round(want, digits)) for want, got in pairs)
        for digits in range(1, 5)
    )


def _parts(call):
    want, got = call.want.value, call.got.value
    if isinstance(want, dict):
        return [(want[name], got[name]) for name in want]
    return list(zip(want, got, strict=True)) if isinstance(want, tuple) else [(want, got)]


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
STACKS = Text("several rooms at once", "几间阅览室同时开门")
KEEP_AS_IT_WAS = Text(
    "Whole numbers, float32, a slice of a larger array: all are welcome, and all stay as they were.",
    "整数、float32、大数组的一个切片，都要能用，也都要保持原样。",
)
INPUT_CHANGED = Text(
    "The answer is right, but the arrays that were lent to you are not what they were: `-=`, `*=` and `/=` write into "
    "them. `a - b` makes a new one.",
    "答案是对的，可借给你的数组变了样：`-=`、`*=`、`/=` 会直接改写它们。`a - b` 才会另做一个。",
)
ROUNDED = Text(
    "Right, but rounded. Steps downhill are small; hand over all the digits.",
    "算对了，却四舍五入了。下山的步子很小，请把所有位数都交出来。",
)
MISSING_MINUS_SUM = Text(
    "You let every book answer for itself alone: its weight times its d. But the budget is fixed: what one book gains, the "
    "others pay. Something that all of them share must be taken away first.",
    "你让每本书只为自己负责：自己的权重乘自己的 d。可预算是定死的，一本多拿，别的就要掏钱。先要减去一样大家共有的东西。",
)
DIAGONAL_ONLY = Text(
    "You used only the diagonal of lesson 06's Jacobian, each weight's answer to its *own* score. Raising one score lowers all "
    "the other weights, and these have a say in the loss, too.",
    "你只用了第 06 课雅可比矩阵的对角线，也就是每份权重对**自己**的得分的反应。抬高一个得分，别的权重都会降，它们对损失也有影响。",
)
