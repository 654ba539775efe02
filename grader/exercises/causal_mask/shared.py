"""What the exercises of lesson 07 share."""

import numpy as np

from grader.judge import Text
from grader.judge.comparison import as_numbers


def plain_softmax(scores):
    """Softmax that also takes scores of −∞; a row of nothing else gives NaN."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def hides_with(fill):
    """A wrong `masked_softmax`: `fill` stands where a place is hidden, then softmax as ever."""
    return lambda scores, mask: plain_softmax(np.where(mask, scores, fill))


def hides_after(scores, mask):
    return plain_softmax(scores) * mask


def hides_after_and_renormalises(scores, mask):
    weights = plain_softmax(scores) * mask
    return weights / weights.sum(axis=-1, keepdims=True)


def adds_minus_a_billion(scores, mask):
    return plain_softmax(scores + np.where(mask, 0.0, -1e9))


def zero_times_infinity(scores, mask):
    return plain_softmax(scores + (1 - mask) * -np.inf)


def visible_mask(rng, *shape):
    """A random mask that hides something in every row, and leaves two places to look at where there are three or more."""
    ranks = rng.random(shape).argsort(axis=-1).argsort(axis=-1)  # 0 to n - 1 in every row
    return ranks < rng.integers(min(2, shape[-1] - 1), shape[-1], (*shape[:-1], 1))


def are_numbers_for(calls):
    """Is every answer a mask of the wanted shape and pattern, but made of ones and zeros?"""
    answers = [(as_numbers(call.got.value), call.want.value) for call in calls]
    return all(got.dtype.kind != "b" and np.array_equal(got, want) for got, want in answers)


def are_added_to_scores(calls):
    """Is every answer 0 where one may look and far below 0 where not?"""
    answers = [(as_numbers(call.got.value), call.want.value) for call in calls]
    return all(
        got.dtype.kind != "b" and got.shape == want.shape and np.all(np.where(want, got == 0, got < -100))
        for got, want in answers
    )


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
INVERTED = Text(
    "Everything is turned round: you show what should be hidden and hide what should be seen. In this course True "
    "means: may look.",
    "全反了：该藏的露着，该露的藏着。在本课程里，True 的意思是“可以看”。",
)
NUMBERS_FOR_YES_AND_NO = Text(
    "The pattern is right, but it is written in numbers. May look or may not: a mask says only yes or no, True or False "
    "(dtype bool).",
    "图样对了，却是用数字写的。能看还是不能看：掩码只答是或否，也就是 True 或 False（dtype 为 bool）。",
)
ADDED_TO_SCORES = Text(
    "That is a table to be added to the scores, 0 and something far below 0; you meet it in many programs. Here the mask "
    "only says yes or no: True = may look.",
    "这是一张用来加到得分上的表：0 和远低于 0 的数。许多程序里确实这么写。而这里的掩码只答是或否：True 表示可以看。",
)
ZERO_IS_A_SCORE = Text(
    "You gave the hidden books a score of 0. But 0 is a score like any other: e⁰ = 1, so they still got a share of the "
    "budget. Which score gets nothing at all?",
    "你给藏起来的书打了 0 分。可 0 也是一个得分：e⁰ = 1，它们照样分到了预算。什么样的得分才会一点也分不到？",
)
TOO_LATE = Text(
    "You hid the books after the budget was spent: what they had received is gone, and the rows no longer sum to 1. Turn "
    "their covers to the wall first, then share out.",
    "预算都花完了，你才去藏书：分给它们的那份白白丢了，每行加起来不再是 1。要先把封面转向墙，再分预算。",
)
HIDDEN_BUT_HEARD = Text(
    "The hidden books still had their say before you hid them: one with a huge score took everything, and for the visible "
    "ones nothing was left to share. Hide first; then neither the largest score nor the sum may know of them.",
    "藏起来的书，在你藏之前已经掺和过了：其中一本得分极高，把一切都卷走，看得见的书没剩下什么可分的。要先藏；找最大得分、求和，都不该知道有它们。",
)
ZERO_TIMES_INFINITY = Text(
    "0 × ∞ is not a number: NaN. Somewhere you multiply the mask with infinity, and so spoil exactly the places that may "
    "be seen. Choose for each place, do not multiply.",
    "0 × ∞ 不是数，是 NaN。你在某处拿掩码去乘无穷大，毁掉的恰恰是看得见的位置。要逐个位置地选，别用乘。",
)
MASK_OR_NONE = Text(
    "`if` wants one yes or no, and a mask has one for each place. `if mask:` and `mask == None` ask every place; whether a mask came at "
    "all is asked with `mask is None`.",
    "`if` 只要一个“是”或“否”，掩码却每一格都有一个。`if mask:` 和 `mask == None` 问的都是每一格；有没有传掩码进来，要用 `mask is None` 来问。",
)
MASK_IGNORED = Text(
    "Every book can still be seen: the mask came in, but nothing in your answer depends on it.",
    "每本书都还露着：掩码传了进来，你的答案却一点没用上它。",
)
NAN_ON_EMPTY_ROW = Text(
    "A reader with nothing to look at got NaN: there was nothing to share, and 0 was divided by 0. Whoever sees nothing "
    "spends nothing: all weights 0.",
    "有位读者什么也看不到，得到的是 NaN：没有东西可分，成了 0 除以 0。什么都看不到，就什么也不花：权重全是 0。",
)
SPENDS_ON_NOTHING = Text(
    "A reader with nothing to look at spent a whole budget on hidden books: where all scores sink equally deep, none is deep. "
    "Whoever sees nothing spends nothing: all weights 0.",
    "有位读者什么也看不到，却把整份预算花在了藏起来的书上：所有得分一样低，就等于谁也不低。什么都看不到，就什么也不花：权重全是 0。",
)
NO_MAX = Text(
    "With large scores e to the score overflows, or sinks to 0 for all. You know the remedy from lesson 03: shift the row "
    "first, here by the largest score that can be seen.",
    "得分一大，e 的幂就溢出，或者全都沉成 0。办法第 03 课就有：先把整行平移，这里要减的是看得见的最大得分。",
)
ROUNDED = Text(
    "Right, but rounded: a budget of rounded parts no longer sums to 1. Hand over all the digits; rounding is for showing.",
    "算对了，却四舍五入了：零头一抹，预算加起来就不是 1 了。把所有位数都交出来；取整只用于显示。",
)
