"""From scores to a budget that is spent, as far as dividing goes."""

import numpy as np

from grader.exercises.library_lookup.shared import HARD_WIRED
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import (
    failed_calls,
    fails_just_where,
    is_rounded,
    only_changes_inputs,
    works_for_one_size,
)


def proportional_shares(scores):
    """A share of the budget for each score: score / sum of scores.

    scores: (n,), none negative  ->  shares: (n,), together 1; equal shares when all scores are 0
    ValueError when a score is negative
    """
    scores = np.asarray(scores, dtype=float)
    if (scores < 0).any():
        raise ValueError("a negative score has no share")
    if not scores.any():
        return np.full(len(scores), 1 / len(scores))
    return scores / scores.sum()


def _in_proportion(rng):
    yield (np.array([3, 1]),)
    yield (np.array([0.0, 1.0, 4.0]),)
    for n in (3, 6, 8):
        yield (rng.uniform(0.1, 5, n),)


def _nobody_matched(rng):
    yield (np.array([0, 0]),)
    yield (np.zeros(5),)
    yield (np.zeros(8),)
    yield (np.zeros(int(rng.integers(9, 13)), dtype=int),)
    yield (np.array([0.0, 0.0, 2.0]),)
    yield (rng.uniform(0.1, 5, 4),)


def _negative_scores(rng):
    yield (np.array([3, -1]),)
    yield (np.array([-1, 3]),)
    yield (np.array([1.0, -1.0]),)
    yield (np.array([-2.0, -1.0, -1.0]),)
    yield (np.append(rng.uniform(0.1, 5, 3), -0.01),)
    yield (np.insert(rng.uniform(0.1, 5, 3), rng.integers(3), -0.01),)
    yield (rng.uniform(0.1, 5, 3),)


def _any_scores_at_all(rng):
    yield (np.array([1, 1, 2]),)
    yield (np.array([7]),)
    yield (rng.uniform(0.1, 5, 4).astype(np.float32),)
    yield (rng.uniform(0.01, 0.1, 8)[::2],)
    yield (rng.integers(1, 100_000, 5),)
    yield (np.zeros(3),)
    yield (np.zeros(4, dtype=int),)


def _shares(scores):
    return scores / scores.sum() if scores.sum() else np.full(len(scores), 1 / len(scores))


def _refusing_negatives(divide):
    def shares(scores):
        if min(scores) < 0:
            raise ValueError
        return divide(scores)

    return shares


def _last_score_decides(scores):
    for score in scores:
        negative = score < 0
    if negative:
        raise ValueError
    return _shares(scores)


def _refuses_some_negatives(calls):
    # By the sign of the last score, of the first, of the sum or of the largest.
    negatives = [call for call in calls if call.want.kind == "exception"]
    slipped = failed_calls(negatives)
    return slipped == failed_calls(calls) and 0 < len(slipped) < len(negatives) and all(map(_was_answered, slipped))


def _was_answered(call):
    return call.difference.kind == "no-exception"


def _zero_refused(scores):
    if (scores <= 0).any():
        raise ValueError
    return scores / scores.sum()


def _integer_buffer(scores):
    shares = np.zeros_like(scores)
    for place, score in enumerate(scores):
        shares[place] = score / scores.sum() if scores.sum() else 1 / len(scores)
    return shares


def _input_divided(scores):
    if not scores.any():
        scores += 1
    scores /= scores.sum()
    return scores


def _first_share_only(scores):
    for share in _shares(scores):
        return share


def _last_share_only(scores):
    for share in _shares(scores):
        last = share
    return last


def _eight_equal_shares(calls):
    return fails_just_where(calls, lambda call: not call.args[0].any() and len(call.args[0]) != 8)


def _eight_books(scores):
    shares = _shares(scores)
    return np.array([shares[place] for place in range(8)])


NEGATIVE_BENT = Text(
    "You bent the negative score until it fitted. The function should not guess: a share below nothing "
    "does not exist, so say so with a ValueError.",
    "你把负的得分掰成了能用的数。函数不该替人猜：比“没有”还少的份额并不存在，请用 ValueError 说出来。",
)


ONE_SHARE = Text(
    "Only one share comes out. Every score has a share of its own: gather them all in a list, and let `return` wait until "
    "the loop has finished.",
    "出来的只有一个份额。每个得分都有自己的份额：全收进一个列表，等循环跑完了再 `return`。",
)


PROPORTIONAL_SHARES = Exercise(
    proportional_shares,
    checks=(
        Check(
            Text("in proportion", "按比例分"),
            1,
            _in_proportion,
            advice=Text(
                "A score that is three times as high gets three times the share, and all shares together make 1.",
                "得分是别人的三倍，份额就是别人的三倍；所有份额加起来等于 1。",
            ),
        ),
        Check(
            Text("nobody matched", "谁也不匹配"),
            1,
            _nobody_matched,
            advice=Text(
                "All scores are 0, yet the budget must be spent. A fair librarian gives every book the same.",
                "得分全是 0，预算却还是要花完。公平的管理员会给每本书一样多。",
            ),
        ),
        Check(
            Text("negative scores", "负的得分"),
            1,
            _negative_scores,
            advice=Text(
                "A negative score has no share: raise ValueError before you divide, but only when a score is below 0.",
                "负的得分没有份额可言：在做除法之前抛出 ValueError，但只有得分小于 0 时才抛。",
            ),
        ),
        Check(
            Text("any kind of numbers, inputs untouched", "各种数，输入原样不动"),
            1,
            _any_scores_at_all,
            advice=Text(
                "Whole numbers may come in, fractions must come out, and the caller's scores stay as they were.",
                "进来的可以是整数，出去的必须能是小数；调用者手里的得分要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "no-equal-shares",
            _refusing_negatives(lambda scores: scores / scores.sum()),
            Text(
                "Nobody matched, the scores add up to 0, and 0/0 is no number. What would a fair librarian "
                "do with the budget?",
                "谁也不匹配，得分加起来是 0，而 0/0 不是一个数。公平的管理员会怎么分这份预算？",
            ),
        ),
        Mistake(
            "budget-unspent",
            _refusing_negatives(lambda scores: scores / scores.sum() if scores.sum() else scores * 0.0),
            Text(
                "When nobody matches, your shares are all 0 and the budget stays in the drawer. It must be "
                "spent: together the shares make 1, always.",
                "谁也不匹配时，你的份额全是 0，预算留在了抽屉里。预算必须花完：份额加起来永远等于 1。",
            ),
        ),
        Mistake(
            "negative-accepted",
            _shares,
            Text(
                "With scores 3 and −1 your shares are 1.5 and −0.5: one book gets more than the whole "
                "budget, the other owes you something. Refuse negative scores with ValueError.",
                "得分是 3 和 −1 时，你的份额是 1.5 和 −0.5：一本书拿的比整份预算还多，另一本倒欠你的。请用 ValueError 拒绝负的得分。",
            ),
        ),
        Mistake(
            "some-negatives-accepted",
            _last_score_decides,
            Text(
                "Some negative scores are refused, others slip through. A single one is enough, wherever it stands and "
                "whatever the others make up for: ask each score, and let no later answer overwrite an earlier one.",
                "有的负得分被拒绝了，有的却溜了进来。只要有一个就够了，不管它站在哪里，也不管别的得分能不能补回来：每个得分都要问到，后面的回答不能盖掉前面的。",
            ),
            behaves=_refuses_some_negatives,
        ),
        Mistake("negative-clipped", lambda scores: _shares(np.maximum(scores, 0)), NEGATIVE_BENT),
        Mistake("negative-absolute", lambda scores: _shares(np.abs(scores)), NEGATIVE_BENT),
        Mistake(
            "zero-refused",
            _zero_refused,
            Text(
                "You sent away books that score 0. Zero is a score like any other; only what lies below 0 is an error.",
                "你把得 0 分的书也赶走了。0 和别的得分一样正当；小于 0 才是错误。",
            ),
        ),
        Mistake(
            "divides-by-largest",
            _refusing_negatives(
                lambda scores: scores / scores.max() if scores.any() else np.full(len(scores), 1 / len(scores))
            ),
            Text(
                "You divided by the highest score, so the best book alone takes the whole budget. Divide "
                "by what all of them have together.",
                "你除以了最高的得分，结果最好的那本书一个就拿走了全部预算。请除以大家合起来的得分。",
            ),
        ),
        Mistake(
            "divides-by-count",
            _refusing_negatives(
                lambda scores: scores / len(scores) if scores.any() else np.full(len(scores), 1 / len(scores))
            ),
            Text(
                "You divided by the number of books. Add your shares up: they do not make 1. Which total would?",
                "你除以了书的本数。把份额加起来看看：不等于 1。除以哪个总数才对？",
            ),
        ),
        Mistake(
            "percent",
            _refusing_negatives(lambda scores: 100 * _shares(scores)),
            Text(
                "Your shares are percentages and add up to 100. The whole budget is 1 here: 90% is written 0.9.",
                "你的份额是百分数，加起来是 100。这里整份预算是 1：90% 写作 0.9。",
            ),
        ),
        Mistake(
            "integer-truncation",
            _refusing_negatives(_integer_buffer),
            Text(
                "Whole numbers came in, and your array for the answer is of whole numbers too, so every "
                "fraction was cut down to 0. Give it room for fractions.",
                "进来的是整数，你装答案的数组也就成了整数数组，小数部分全被截掉了。请让它装得下小数。",
            ),
        ),
        Mistake(
            "input-changed",
            _refusing_negatives(_input_divided),
            Text(
                "You write over the caller's own scores: `scores /= …` and `scores[:] = …` change the array that was "
                "lent to you (and `/=` cannot do it at all with whole numbers). `scores / …` makes a new one.",
                "你把结果写到了调用者自己的得分上：`scores /= …`、`scores[:] = …` 改的都是借来的那个数组（遇到整数，`/=` 还根本做不到）。`scores / …` 才会得到新数组。",
            ),
            behaves=only_changes_inputs,
        ),
        Mistake(
            "whole-division",
            _refusing_negatives(lambda scores: scores // scores.sum() if scores.any() else _shares(scores)),
            Text(
                "`//` throws the fraction away, and a share is nothing but fraction: 3 // 4 is 0. Divide with `/`.",
                "`//` 会把小数部分扔掉，可份额恰恰就是小数：3 // 4 等于 0。请用 `/`。",
            ),
        ),
        Mistake(
            "rounded",
            _refusing_negatives(lambda scores: np.round(_shares(scores), 2)),
            Text(
                "Right, but rounded: three rounded thirds make 0.99, and the budget is not quite spent. Hand over all the "
                "digits; rounding is for showing.",
                "算对了，却四舍五入了：三个三分之一各取两位小数，合起来是 0.99，预算没有花完。把所有位数都交出来；取整只用于显示。",
            ),
            behaves=is_rounded,
        ),
        Mistake("returns-too-early", _refusing_negatives(_first_share_only), ONE_SHARE),
        Mistake("last-share-only", _refusing_negatives(_last_share_only), ONE_SHARE),
        Mistake(
            "hard-wired-when-zero",
            _refusing_negatives(lambda scores: scores / scores.sum() if scores.any() else np.full(8, 1 / 8)),
            HARD_WIRED,
            behaves=_eight_equal_shares,
        ),
        Mistake(
            "hard-wired",
            _refusing_negatives(_eight_books),
            HARD_WIRED,
            behaves=works_for_one_size(lambda scores: (len(scores),)),
        ),
    ),
    hints=(
        Text(
            "Scores 3 and 1: together 4, so the first book gets 3 of 4 parts. How do you say that for any scores?",
            "得分是 3 和 1：合起来 4，所以第一本书得 4 份里的 3 份。对任意得分，该怎么说？",
        ),
        Text(
            "An array divided by a number divides every entry at once, and `scores.sum()` is what all have "
            "together. Two kinds of scores need a word before you divide: negative ones, and none but "
            "zeros.",
            "数组除以一个数，就是每一项都除以它；`scores.sum()` 是大家合起来的得分。做除法之前，有两种情况要先处理：有负数，以及全是 0。",
        ),
        Text(
            "`(scores < 0).any()` says whether a negative one is among them. When the sum is 0, np.full(n, "
            "…) makes an array of n equal entries: how much is each, if n of them make 1?",
            "`(scores < 0).any()` 能说出其中有没有负数。总和为 0 时，`np.full(n, …)` 给出 n 个相同的数：n 个加起来是 1，每个是多少？",
        ),
    ),
)
