"""What learners do instead of a masked softmax."""

import numpy as np

from grader.exercises.causal_mask.shared import (
    HIDDEN_BUT_HEARD,
    INVERTED,
    MASK_IGNORED,
    NAN_ON_EMPTY_ROW,
    NO_MAX,
    ROUNDED,
    SPENDS_ON_NOTHING,
    TOO_LATE,
    ZERO_IS_A_SCORE,
    ZERO_TIMES_INFINITY,
    adds_minus_a_billion,
    hides_after,
    hides_after_and_renormalises,
    hides_with,
    plain_softmax,
    zero_times_infinity,
)
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, fails_just_where, is_rounded, stops_with
from grader.judge.comparison import as_numbers

RIGHT_BUT_FOR_EMPTY_ROWS = hides_with(-np.inf)


def _right(scores, mask):
    return np.nan_to_num(RIGHT_BUT_FOR_EMPTY_ROWS(scores, mask))


def _seen(call):
    """The mask, stretched to the scores."""
    return np.broadcast_to(call.args[1], call.args[0].shape)


def _has_empty_row(call):
    return not _seen(call).any(axis=-1).all()


def _is_large(call):
    return np.abs(call.args[0]).max() > 500


def _one_sum_for_all(scores, mask):
    weights = hides_after(scores, mask)
    return weights / weights.sum()


def _hidden_far_above(scores, mask):
    weights = plain_softmax(scores) * mask
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total == 0, 1, total)


def _largest_of_all_readers(scores, mask):
    powers = np.where(mask, np.exp(scores - scores[np.broadcast_to(mask, scores.shape)].max(initial=-1e9)), 0.0)
    return np.nan_to_num(powers / powers.sum(axis=-1, keepdims=True))


def _without_max(scores, mask):
    powers = np.exp(np.where(mask, scores, -np.inf))
    return np.nan_to_num(powers / powers.sum(axis=-1, keepdims=True))


def _overflows(calls):
    return fails_just_where(calls, lambda call: _is_large(call) and np.any(call.want.value))


def _shares_downwards(scores, mask):
    powers = np.exp(np.where(mask, scores, -np.inf))
    total = powers.sum(axis=0)
    return np.nan_to_num(powers / total)


def _along_axis_1(scores, mask):
    hidden = np.where(mask, scores, -np.inf)
    powers = np.exp(hidden - hidden.max(axis=1, keepdims=True))
    return np.nan_to_num(powers / powers.sum(axis=1, keepdims=True))


def _fails_at_single_rows(calls):
    rows = [call for call in calls if call.args[0].ndim == 1]
    tables = [call for call in calls if call.args[0].ndim == 2 and call.args[0].shape == call.args[1].shape]
    ordinary = [call for call in tables if not _has_empty_row(call) and not _is_large(call)]
    return all(call.difference for call in rows) and not failed_calls(ordinary)


def _drops_hidden_places(scores, mask):
    return plain_softmax(scores[np.broadcast_to(mask, scores.shape)])


def _one_budget_for_all(scores, mask):
    seen = np.broadcast_to(mask, scores.shape)
    weights = np.zeros(scores.shape)
    weights[seen] = plain_softmax(scores[seen])
    return weights


def _mask_as_index(scores, mask):
    hidden = scores.astype(float)
    hidden[~mask] = -np.inf
    return np.nan_to_num(plain_softmax(hidden))


def _takes_no_smaller_mask(calls):
    first_check = [call for call in calls if call.check is calls[0].check]
    return stops_with("boolean index did not match")(calls) and not failed_calls(first_check)


def _infinity_among_whole_numbers(scores, mask):
    hidden = scores.copy()
    hidden[np.broadcast_to(~mask, scores.shape)] = -np.inf
    return np.nan_to_num(plain_softmax(hidden))


def _whole_number_buffer(scores, mask):
    weights = np.zeros_like(scores)
    weights[...] = _right(scores, mask)
    return weights


def _hides_in_place(scores, mask):
    scores += np.where(mask, 0.0, -np.inf)
    return np.nan_to_num(plain_softmax(scores))


def _writes_into_scores(calls):
    """Changed inputs; beside that only what the same habit stops with at whole numbers or at masks that stretch."""
    failed = failed_calls(calls)
    others = [call for call in failed if call.difference.kind != "inputs-changed"]
    names = ("UFuncTypeError", "OverflowError", "IndexError")
    stopped = [any(name in call.got.error for name in names) for call in others]
    return len(others) < len(failed) and all(stopped)


def _leaks_a_little(calls):
    """Hidden places take next to nothing from the budget, but all of it where the visible scores are far below 0."""
    leaks = [(_is_large(call), _leak(call)) for call in calls if _is_readable(call)]
    return max(leak for large, leak in leaks if large) > 0.5 > 0.02 > max(leak for large, leak in leaks if not large)


def _is_readable(call):
    got = as_numbers(call.got.value)
    return got is not None and got.shape == call.args[0].shape and np.isfinite(got).all()


def _leak(call):
    """The largest part of a reader's budget that went to hidden places, although there was something to look at."""
    seen = _seen(call)
    lost = np.where(seen, 0, as_numbers(call.got.value)).sum(axis=-1)
    return np.where(seen.any(axis=-1), lost, 0).max()


def _nan_on_empty_rows(calls):
    failed = failed_calls(calls)
    return {call.difference.kind for call in failed} == {"not-finite"} and all(map(_has_empty_row, failed))


def _stops_at_empty_rows(calls):
    stopped = stops_with("zero-size array", "empty sequence", "is an empty")(calls)
    return stopped and fails_just_where(calls, _has_empty_row)


def _no_largest_of_nothing(scores, mask):
    seen = np.broadcast_to(mask, scores.shape)
    weights = np.zeros(scores.shape)
    for place in np.ndindex(scores.shape[:-1]):
        row = seen[place]
        weights[place][row] = plain_softmax(scores[place][row])
    return weights


KNOWN_MISTAKES = (
    Mistake("zeros-for-minus-infinity", hides_with(0.0), ZERO_IS_A_SCORE),
    Mistake(
        "zeros-for-minus-infinity-hidden", lambda scores, mask: plain_softmax(scores * mask) * mask, ZERO_IS_A_SCORE
    ),
    Mistake("mask-after-softmax", hides_after, TOO_LATE),
    Mistake(
        "global-sum",
        _one_sum_for_all,
        Text(
            "You divided by the sum of the whole table: all readers share a single budget. Each row needs a sum of its own.",
            "你除的是整张表的总和：所有读者合分一份预算了。每一行要除以自己的和。",
        ),
    ),
    Mistake("renormalised-after", hides_after_and_renormalises, HIDDEN_BUT_HEARD),
    Mistake("renormalised-after-guarded", _hidden_far_above, HIDDEN_BUT_HEARD),
    Mistake("times-mask", zero_times_infinity, ZERO_TIMES_INFINITY),
    Mistake("inverted-mask", lambda scores, mask: _right(scores, ~mask), INVERTED),
    Mistake("mask-ignored", lambda scores, mask: plain_softmax(scores), MASK_IGNORED),
    Mistake("nan-on-empty-row", RIGHT_BUT_FOR_EMPTY_ROWS, NAN_ON_EMPTY_ROW, behaves=_nan_on_empty_rows),
    Mistake(
        "stops-at-empty-row",
        _no_largest_of_nothing,
        Text(
            "Your function stops at a reader who sees nothing: among no books there is no largest. Ask beforehand whether there is "
            "anything to share.",
            "遇到什么都看不到的读者，你的函数就停了：一本书都没有，哪来的最大值。先问一句：有没有东西可分？",
        ),
        behaves=_stops_at_empty_rows,
    ),
    Mistake("evenly-on-empty-row", hides_with(-1e9), SPENDS_ON_NOTHING),
    Mistake(
        "unmasked-empty-row",
        adds_minus_a_billion,
        Text(
            "A reader with nothing to look at saw everything: when all scores of a row are lowered by the same amount, the weights "
            "do not notice. Whoever sees nothing spends nothing: all weights 0.",
            "有位读者本该什么也看不到，却全看见了：一行得分全降同样多，权重根本察觉不到。什么都看不到，就什么也不花：权重全是 0。",
        ),
    ),
    Mistake("no-max-subtraction", _without_max, NO_MAX, behaves=_overflows),
    Mistake(
        "global-max",
        _largest_of_all_readers,
        Text(
            "You took the room's loudest visible score away from every row, and the quiet readers were left with nothing. Each row "
            "needs its own largest score.",
            "你让每一行都减去全场看得见的最大得分，安静的读者就什么也不剩了。每一行要减自己的最大得分。",
        ),
    ),
    Mistake(
        "additive-mask-too-weak",
        hides_with(-1e3),
        Text(
            "Your hidden books are only very low, not out of the game: where the visible scores lie lower still, the hidden ones win. "
            "Which score lies below all others, whatever they are?",
            "你藏起来的书只是得分很低，并没有出局：看得见的得分要是更低，藏着的反而赢了。什么样的得分，不管别的多低，总比它们都低？",
        ),
        behaves=_leaks_a_little,
    ),
    Mistake(
        "wrong-axis",
        _shares_downwards,
        Text(
            "Your columns sum to 1: the books share out the readers. A row is a reader, and each reader's budget must be spent "
            "completely.",
            "你让每一列加起来等于 1：变成书在分读者了。一行才是一位读者，每位读者的预算都要正好花完。",
        ),
    ),
    Mistake(
        "only-tables",
        _along_axis_1,
        Text(
            "Your function takes it for granted that a table comes in. It may also be a single row, shape (n,), or a stack of tables. "
            "What works along the last axis, axis -1, does for all of them.",
            "你的函数认定进来的是一张表。可也许只有一行，形状 (n,)，也许是一叠表。沿最后一个轴（编号 -1）来算，就都能应付。",
        ),
        behaves=_fails_at_single_rows,
    ),
    Mistake(
        "drops-hidden-places",
        _drops_hidden_places,
        Text(
            "The hidden books have fallen off the shelf: your answer has fewer places than the scores. Every book keeps its place; "
            "a hidden one gets 0.",
            "藏起来的书从架子上掉下去了：你的答案比得分少了几格。每本书都留着自己的位置，藏着的写 0。",
        ),
    ),
    Mistake(
        "one-budget-for-all",
        _one_budget_for_all,
        Text(
            "`scores[mask]` throws the visible books of all readers into one heap, and they share a single budget. Every reader has "
            "one of their own: each row sums to 1.",
            "`scores[mask]` 把所有读者看得见的书倒进了一堆，大家只分一份预算。每位读者各有一份：每一行加起来都等于 1。",
        ),
    ),
    Mistake(
        "input-changed",
        _hides_in_place,
        Text(
            "You wrote the −∞ into the scores that were lent to you; whoever lent them can never unhide a book again. Make a new array.",
            "你把 −∞ 直接写进了借来的得分里；借给你的人再也没法让那本书露面了。请另做一个数组。",
        ),
        behaves=_writes_into_scores,
    ),
    Mistake(
        "mask-as-index",
        _mask_as_index,
        Text(
            "A mask in square brackets must have the very shape of the scores; here it may be smaller, one row for all readers. "
            "Stretch it first, or choose with something that stretches by itself.",
            "方括号里的掩码，形状必须和得分一模一样；而这里它可以更小，比如一行给所有读者共用。先把它撑开，或者换一种会自动撑开的办法来选。",
        ),
        behaves=_takes_no_smaller_mask,
    ),
    Mistake(
        "infinity-among-whole-numbers",
        _infinity_among_whole_numbers,
        Text(
            "Infinity is not a whole number: a copy of whole scores has no room for it. Write on paper for floats.",
            "无穷大不是整数：照着整数得分做的副本里写不下它。请换一张能写小数的纸。",
        ),
        behaves=stops_with("float infinity"),
    ),
    Mistake(
        "integer-truncation",
        _whole_number_buffer,
        Text(
            "The paper you write on only takes whole numbers: it was made after whole scores (with `zeros_like`, say), and a share "
            "below 1 becomes 0. Write on paper for floats.",
            "你写字的那张纸只写得下整数：它是照着整数得分做出来的（比如用 `zeros_like`），不到 1 的份额全成了 0。请换一张能写小数的纸。",
        ),
    ),
    Mistake("rounded", lambda scores, mask: np.round(_right(scores, mask), 2), ROUNDED, behaves=is_rounded),
)
