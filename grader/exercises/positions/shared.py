"""What the exercises of lesson 09 share: clocks, right ones and wrong ones. A pair of columns is one clock."""

import numpy as np

from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls


def angles(places, d, exponent=lambda pair, d: 2 * pair / d, base=10000.0):
    """How far each clock's hand has turned at each place: (n,) -> (n, d/2), in radians."""
    return np.asarray(places)[:, None] / base ** exponent(np.arange(d // 2), d)


def woven(even, odd):
    """Two tables (n, d/2) as the even and the odd columns of one: (n, d)."""
    return np.stack([even, odd], axis=-1).reshape(len(even), -1)


def in_halves(first, second):
    return np.concatenate([first, second], axis=-1)


def refuse_odd(d):
    if d % 2:
        raise ValueError("d must be even")


def fails_only_where(where):
    """A predicate: is something wrong, and only in calls like these?"""
    return lambda calls: bool(failed_calls(calls)) and all(where(*call.args) for call in failed_calls(calls))


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
STARTS_AT_ONE = Text(
    "Your clocks are one step ahead: the first word was read at place 1. Places are counted from 0, and at place 0 every "
    "hand still points straight up.",
    "你的钟都快了一步：第一个词就按位置 1 来读了。位置从 0 数起；在位置 0，每根指针都还笔直向上。",
)
HALVES = Text(
    "The numbers are right, but not in their places: first everything of one kind, then everything of the other. The two "
    "numbers of a clock stand side by side, in columns 2i and 2i+1.",
    "数都对，位置不对：你先放完一种，再放另一种。同一座钟的两个数要挨在一起，放在第 2i 列和第 2i+1 列。",
)
ODD_WIDTH = Text(
    "A clock takes two columns, so an odd d leaves one column without a partner. Such a d is to be refused: with a "
    "`ValueError`, before anything is computed.",
    "一座钟占两列，d 是奇数，就有一列落了单。这样的 d 要拒绝：什么都还没算，先抛出 `ValueError`。",
)
WHOLE_NUMBER_PAPER = Text(
    "The table that you write into only holds whole numbers (made with `dtype=int`, or after a table of whole numbers), and "
    "everything behind the point is lost. Write into a table for floats.",
    "你往里写的那张表只装得下整数（可能是用 `dtype=int` 做的，或是照着一张整数表做的），小数点后面全丢了。请换一张能写小数的表。",
)
ROUNDED = Text(
    "Right, but rounded: the slow clocks move by less than a thousandth, and their hands now seem to stand still. Hand over "
    "all the digits.",
    "算对了，却四舍五入了：慢钟一步走不到千分之一，这下指针像是停住了。请把所有位数都交出来。",
)
HARD_WIRED = Text(
    "A size stands in your code as a number, that of one example. Other texts are longer, other tables wider: take the sizes "
    "from what comes in.",
    "你把某个例子的大小当成数字写死在代码里了。别的文本更长，别的表更宽：大小要从传进来的东西里取。",
)
MISSING_MINUS = Text(
    "There is a minus sign missing. When a hand turns, one of its two numbers takes from the other, while the other adds; with "
    "two plus signs the hand changes its length.",
    "少了一个负号。指针转动时，它的两个数一个减、一个加；两处都是加号，指针的长度就变了。",
)
BRACKETS = Text(
    "In your answer no hand ever moves. Is the place, or the number of steps, in the angle? And mind the brackets: Python reads "
    "`10000 ** 2*i/d` as (10000 squared) · i / d; write `10000 ** (2*i/d)`.",
    "在你的答案里，指针一动也没动。角度里用到位置（或步数）了吗？还要当心括号：`10000 ** 2*i/d` 在 Python 里是（10000 的平方）· i / d；"
    "要写成 `10000 ** (2*i/d)`。",
)
BASE = Text(
    "The first clock is right, but your slowest one runs at the wrong pace. The speeds go down from 1 towards one "
    "ten-thousandth: powers of 10000, not of another number.",
    "第一座钟是对的，最慢的那座却走得不对。速度从 1 一路降到将近万分之一：底数是 10000，不是别的数。",
)

# What can go wrong on the way from a place to the angles of the hands, in every exercise with clocks.
_WRONG_ANGLES = (
    (
        "half-exponent",
        lambda places, d: angles(places, d, lambda pair, d: pair / d),
        Text(
            "The first clock is right, the others slow down too little: with d = 4 your second one is ten times slower than the "
            "first, and it should be a hundred times. Look at the exponent: where is its 2?",
            "第一座钟对了，后面的慢得不够：d = 4 时，你的第二座比第一座只慢十倍，本该慢一百倍。看看指数：里面的 2 呢？",
        ),
    ),
    (
        "double-exponent",
        lambda places, d: angles(places, d, lambda pair, d: 4 * pair / d),
        Text(
            "The first clock is right, the others slow down far too much. The 2 of the exponent came in twice: 2i *is* already the "
            "number of a column (0, 2, 4, …), and i counts the clocks.",
            "第一座钟对了，后面的慢过了头。指数里的 2 算了两遍：2i 本身就是列号（0、2、4……），i 数的是钟。",
        ),
    ),
    ("wrong-base", lambda places, d: angles(places, d, base=1000.0), BASE),
    ("base-e", lambda places, d: angles(places, d, base=np.e), BASE),
    (
        "speeds-up",
        lambda places, d: np.asarray(places)[:, None] * 10000.0 ** (2 * np.arange(d // 2) / d),
        Text(
            "Your clocks run faster and faster: with d = 4 the second is a hundred times as fast as the first. They should slow down: "
            "divide where you multiply.",
            "你的钟一座比一座快：d = 4 时，第二座比第一座快一百倍。它们应当越来越慢：你用乘的地方，该用除。",
        ),
    ),
    (
        "one-speed",
        lambda places, d: angles(places, d, lambda pair, d: 0 * pair),
        Text(
            "All your clocks run at one speed, so the second tells no more than the first. Is the exponent 0 everywhere (`//` throws "
            "away what is behind the point), or is it missing?",
            "你的钟都走得一样快，有第二座和没有一样。是指数处处成了 0（`//` 会扔掉小数部分），还是压根没有指数？",
        ),
    ),
    (
        "degrees",
        lambda places, d: np.radians(angles(places, d)),
        Text(
            "Your hands hardly move: the angles were taken for degrees. `np.sin` and `np.cos` reckon in radians, and so does the "
            "formula; nothing needs converting.",
            "你的指针几乎没动：角度被当成度数了。`np.sin` 和 `np.cos` 用弧度，公式用的也是弧度，不必换算。",
        ),
    ),
)


def angle_mistakes(with_angles):
    """The known wrong angles as mistakes of an exercise; `with_angles(f)` is that exercise done with angles f(places, d)."""
    return tuple(Mistake(id, with_angles(wrong), hint) for id, wrong, hint in _WRONG_ANGLES)
