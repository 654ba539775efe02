"""What goes wrong on the way from scores to weights."""

import numpy as np

from grader.exercises.softmax_weighting.shared import HARD_WIRED, ROUNDED, WHOLE_DIVISION, unstable_softmax
from grader.judge import Mistake, Text
from grader.judge.behaviour import (
    failed_calls,
    fails_just_where,
    is_rounded,
    only_breaks,
    only_changes_inputs,
    works_for_one_size,
)
from grader.judge.comparison import as_numbers


def _softmax_along(scores, axis):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def _maxima_lie_down(scores):
    powers = np.exp(scores - scores.max(axis=-1))
    return powers / powers.sum(axis=-1, keepdims=True)


def _sums_lie_down(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1)


def _both_lie_down(scores):
    powers = np.exp(scores - scores.max(axis=-1))
    return powers / powers.sum(axis=-1)


def _whole_division(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers // powers.sum(axis=-1, keepdims=True)


def _eight_books(scores):
    powers = [np.exp(scores[i] - scores.max()) for i in range(8)]
    return np.array(powers) / sum(powers)


def _raw_shares(scores):
    return scores / scores.sum(axis=-1, keepdims=True)


def _integer_truncation(scores):
    weights = np.zeros_like(scores)
    weights[...] = _softmax_along(scores, -1)
    return weights


def _input_changed(scores):
    scores -= scores.max(axis=-1, keepdims=True)
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def _out_of_range(scores):
    """Does e to these very scores leave what a computer can hold, in one row at least?"""
    with np.errstate(over="ignore"):
        totals = np.exp(np.asarray(scores, dtype=float)).sum(axis=-1)
    return bool((np.isinf(totals) | (totals == 0)).any())


def _answer(call):
    """What came back, when it is an array of the wanted shape."""
    got = as_numbers(call.got.value)
    return got if got is not None and got.shape == np.shape(call.want.value) else None


def _overflows(calls):
    # np.exp ends in NaN there, math.exp in an exception: one mistake, two looks.
    return fails_just_where(calls, lambda call: _out_of_range(call.args[0])) and only_breaks(calls)


def _all_zero_out_of_range(calls):
    answers = [_answer(call) for call in failed_calls(calls)]
    return fails_just_where(calls, lambda call: _out_of_range(call.args[0])) and all(
        answer is not None and not answer.any() for answer in answers
    )


def _wants_a_table(calls):
    # By axis=1, by [:, None] or by a loop over rows: a lone row fails, and either it has no such axis or tables are right.
    rows = [call for call in calls if call.args[0].ndim == 1 and call.args[0].size > 1]
    tables = [call for call in calls if call.args[0].ndim == 2 and not _out_of_range(call.args[0])]
    if not all(call.difference for call in rows):
        return False
    return all("IndexError" in call.got.error for call in rows) or not failed_calls(tables)


def _one_reader_only(scores):
    powers = np.exp(scores - max(scores))
    return powers / sum(powers)


def _stops_at_tables(calls):
    rows = [call for call in calls if call.args[0].ndim == 1 and not _out_of_range(call.args[0])]
    tables = [call for call in calls if call.args[0].ndim > 1 and call.args[0].shape[-1] > 1]
    return not failed_calls(rows) and all(call.got.kind == "exception" for call in tables)


def _does_not_broadcast(calls):
    rows = [call for call in calls if call.args[0].ndim == 1 and not _out_of_range(call.args[0])]
    return not failed_calls(rows) and any("ValueError" in c.got.error and "broadcast" in c.got.text for c in calls)


def _in_proportion(calls):
    # Divided by nothing, or by something that is not the sum of these powers.
    rows = [call for call in calls if call.args[0].ndim == 1 and not _out_of_range(call.args[0])]
    return any(call.difference.kind == "other-value" for call in failed_calls(rows)) and all(map(_is_multiple, rows))


def _is_multiple(call):
    got, want = _answer(call), call.want.value
    if got is None or not np.isfinite(got).all():
        return False
    ratios = got[want > 0] / want[want > 0]
    return bool(ratios[0] != 0 and np.allclose(ratios, ratios[0], rtol=1e-3, atol=0))


SHIFT = Text(
    "The right idea, another number: after your shift some scores are still huge, and e to a huge number overflows. "
    "Choose what you take away so that no score is above 0 afterwards.",
    "思路对了，数没选对：平移之后还有很大的得分，e 的幂照样溢出。要减去哪个数，才能保证没有得分大于 0？",
)
ORDER_LOST = Text(
    "Scores of −5 and −1 are different opinions, and yours no longer knows which is worse: the sign was thrown away "
    "before the budget was shared out. A positive number that still grows with the score is needed.",
    "−5 和 −1 是两种不同的看法，可你在分预算之前就丢掉了正负号，分不清哪个更差了。需要的是：结果总为正，又随得分一起增大。",
)


KNOWN_MISTAKES = (
    Mistake(
        "no-max-subtraction",
        unstable_softmax,
        Text(
            "Try scores around 1000: e to that power does not fit into a computer, and the division ends in NaN. "
            "Only differences between scores matter, so you may shift a reader's scores first.",
            "试试 1000 上下的得分：e 的这么大次幂，计算机装不下，一除就成了 NaN。权重只看得分之间的差，所以可以先把一位读者的得分整体平移。",
        ),
        behaves=_overflows,
    ),
    Mistake(
        "nan-painted-over",
        lambda scores: np.nan_to_num(unstable_softmax(scores)),
        Text(
            "With huge scores all your weights are 0: NaN is gone (by `nan_to_num`, say), but so is the budget, which must "
            "sum to 1. Let NaN never arise: shift a reader's scores before you take powers of e.",
            "得分很大时，你的权重全是 0：NaN 是不见了（比如用了 `nan_to_num`），预算也跟着不见了，可它加起来应当等于 1。要让 NaN 根本不出现：取 e 的幂之前，先把一位读者的得分整体平移。",
        ),
        behaves=_all_zero_out_of_range,
    ),
    Mistake("mean-subtraction", lambda scores: unstable_softmax(scores - scores.mean(axis=-1, keepdims=True)), SHIFT),
    Mistake("min-subtraction", lambda scores: unstable_softmax(scores - scores.min(axis=-1, keepdims=True)), SHIFT),
    Mistake(
        "clipped-scores",
        lambda scores: unstable_softmax(np.clip(scores, -500, 500)),
        Text(
            "Nothing overflows any more, but scores of 1000 and 1001 became equal and now get the same weight. "
            "Shift the scores instead of cutting them off: differences survive a shift.",
            "是不溢出了，可 1000 和 1001 被截成了同一个数，分到的权重也一样了。别截断，要平移：平移不会改变得分之间的差。",
        ),
    ),
    Mistake(
        "global-max",
        lambda scores: unstable_softmax(scores - scores.max()),
        Text(
            "You shift every reader by one and the same number. A reader whose scores are all far below it is left "
            "with e⁻¹⁶⁰⁰ = 0 everywhere, and 0/0 is no weight. Each reader needs a shift of their own.",
            "你让所有读者都减去同一个数。要是某位读者的得分全都远远低于它，每一项就都成了 e⁻¹⁶⁰⁰ = 0，而 0/0 不是权重。每位读者要有自己的平移量。",
        ),
    ),
    Mistake(
        "upside-down",
        lambda scores: _softmax_along(-scores, -1),
        Text(
            "Your worst match gets the largest weight. Look at the sign in the exponent: when a score rises, its "
            "power of e must rise too.",
            "你让最不匹配的书拿了最大的权重。看看指数里的正负号：得分升高，e 的幂也应当升高。",
        ),
    ),
    Mistake(
        "only-tables",
        lambda scores: _softmax_along(scores, axis=1),
        Text(
            "Your function takes it for granted that a table comes in. One reader's scores are a single row, and a "
            "stack of tables has three axes. Which axis number means the last one, however many there are?",
            "你的函数认定进来的是一张表。可一位读者的得分只有一行，一叠表又有三个轴。用哪个编号，不管有几个轴，指的都是最后一个？",
        ),
        behaves=_wants_a_table,
    ),
    Mistake(
        "wrong-axis",
        lambda scores: _softmax_along(scores, axis=0),
        Text(
            "Your columns sum to 1, but a column is a book. A row is a reader, and it is each reader's budget that "
            "must be spent completely.",
            "你让每一列加起来等于 1，可一列是一本书。一行才是一位读者，要正好花完的是每位读者的预算。",
        ),
    ),
    Mistake(
        "global-sum",
        lambda scores: _softmax_along(scores, axis=None),
        Text(
            "All the readers of the table share one budget in your version. Every reader has a full budget: each "
            "row sums to 1 by itself.",
            "在你这里，整张表的读者合用一份预算。其实每位读者都有一整份：每一行各自加起来等于 1。",
        ),
    ),
    Mistake(
        "only-one-reader",
        _one_reader_only,
        Text(
            "For one reader it works; a table of several stops it. Python's own `max`, `sum` and `math.exp` take single numbers, "
            "and a row is none. NumPy's take whole tables, and an axis to work along.",
            "一位读者时行得通，换成几位读者的表就停了。Python 自带的 `max`、`sum` 和 `math.exp` 只会对付一个个的数，可一行不是一个数。NumPy 的那些能处理整张表，还能指定沿哪个轴。",
        ),
        behaves=_stops_at_tables,
    ),
    Mistake(
        "missing-keepdims-max",
        _maxima_lie_down,
        Text(
            "For one reader it is right; for a table your maxima lie down as a row and are taken from the wrong numbers. "
            "One maximum per reader must stand as a column, shape (n_q, 1), as your sums already do.",
            "一位读者时没错；换成一张表，各行的最大值躺成了一行，减错了对象。每位读者的最大值应当竖成一列，形状 (n_q, 1)，就像你的总和那样。",
        ),
    ),
    Mistake(
        "missing-keepdims",
        _sums_lie_down,
        Text(
            "For one reader it is right; for a table the sums lie down as a row and meet the wrong numbers. One sum "
            "per reader must stand as a column, shape (n_q, 1), beside the rows it belongs to.",
            "一位读者时没错；换成一张表，各行的和躺成了一行，除错了对象。每位读者的和应当竖成一列，形状 (n_q, 1)，站在自己那一行旁边。",
        ),
    ),
    Mistake(
        "missing-keepdims-everywhere",
        _both_lie_down,
        Text(
            "For one reader it is right; in a table, what you found for each reader lies down as a row and meets the wrong "
            "numbers. Maximum and sum alike must stand as a column, shape (n_q, 1), beside the rows they belong to.",
            "一位读者时没错；换成一张表，为每位读者求出的数躺成了一行，对错了位置。最大值也好，总和也好，都应当竖成一列，形状 (n_q, 1)，站在自己那一行旁边。",
        ),
        behaves=_does_not_broadcast,
    ),
    Mistake(
        "unnormalised",
        lambda scores: np.exp(scores - scores.max(axis=-1, keepdims=True)),
        Text(
            "From book to book your numbers stand in the right ratios, but they do not sum to 1, so the budget is not "
            "spent. What you divide by must be the sum of the very numbers that you divide.",
            "书与书之间的比例对了，可加起来不等于 1，预算没有正好花完。用来除的，必须正是被除的这些数之和。",
        ),
        behaves=_in_proportion,
    ),
    Mistake(
        "raw-shares",
        _raw_shares,
        Text(
            "Dividing the scores by their sum was good enough for counts. Scores may be negative, and nobody can spend "
            "a negative part of a budget: make every score positive first.",
            "用得分除以总和，对付“数出来的个数”还行。可得分会是负的，谁也花不出负的预算：先把每个得分变成正数。",
        ),
    ),
    Mistake("absolute-or-relu", lambda scores: _raw_shares(np.abs(scores)), ORDER_LOST),
    Mistake("relu-shares", lambda scores: _raw_shares(np.maximum(scores, 0)), ORDER_LOST),
    Mistake(
        "lifted-shares",
        lambda scores: _raw_shares(scores - scores.min(axis=-1, keepdims=True)),
        Text(
            "Lifting all scores until the lowest is 0 makes them positive, but the worst book then never gets a page, "
            "and a lone book gets 0/0. Turn equal differences into equal ratios instead: what does e do?",
            "把得分整体抬高，让最低的等于 0，确实不再有负数；可最差的书就永远一页也分不到，只有一本书时更成了 0/0。要让相等的差变成相等的比：e 的幂会怎么做？",
        ),
    ),
    Mistake(
        "sigmoid",
        lambda scores: 1 / (1 + np.exp(-scores)),
        Text(
            "You judge every book by itself. A budget is shared: when one book gets more, the others must get less. Where "
            "do the other scores come into your formula?",
            "你给每本书单独打分，互不相干。预算却是分着花的：一本多拿，别的就得少拿。别的书的得分，在你的式子里出现在哪儿？",
        ),
    ),
    Mistake(
        "base-two",
        lambda scores: _softmax_along(scores * np.log(2), -1),
        Text(
            "In your version one more point of score doubles the weight. In softmax it multiplies the weight by e ≈ 2.718.",
            "在你这里，得分每高 1，权重变成 2 倍。Softmax 里，得分每高 1，权重要乘以 e ≈ 2.718。",
        ),
    ),
    Mistake(
        "softmax-twice",
        lambda scores: _softmax_along(_softmax_along(scores, -1), -1),
        Text(
            "Too even: your weights were treated as scores and softened once more. Scores go in, weights come out, once.",
            "太平均了：你把算好的权重又当成得分，再软化了一遍。得分进去，权重出来，一次就够。",
        ),
    ),
    Mistake(
        "integer-truncation",
        _integer_truncation,
        Text(
            "With whole-number scores all your weights became 0: an array that was made for whole numbers cannot hold "
            "a fraction. Which dtype has the array that you write the weights into?",
            "得分是整数时，你的权重全成了 0：为整数准备的数组装不下小数。你把权重写进去的那个数组，dtype 是什么？",
        ),
    ),
    Mistake("rounded", lambda scores: np.round(_softmax_along(scores, -1), 2), ROUNDED, behaves=is_rounded),
    Mistake("whole-division", _whole_division, WHOLE_DIVISION),
    Mistake(
        "input-changed",
        _input_changed,
        Text(
            "The weights are right, but after your call the caller's scores are different. `scores - m` makes a new "
            "array; `scores -= m` writes into the one that was lent to you.",
            "权重是对的，可调用之后，调用者手里的得分变了。`scores - m` 会另做一个数组；`scores -= m` 却是直接改写借来的那一个。",
        ),
        behaves=only_changes_inputs,
    ),
    Mistake(
        "hard-wired",
        _eight_books,
        HARD_WIRED,
        behaves=works_for_one_size(lambda scores: scores.shape[-1:]),
    ),
)
