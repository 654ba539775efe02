"""What goes wrong with a box of cards."""

import numpy as np

from grader.exercises.causal_mask.shared import plain_softmax
from grader.exercises.long_contexts.shared import INPUT_CHANGED, ROUNDED, WHOLE_NUMBER_PAPER
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, fails_just_where, only_changes_inputs, stops_with, works_for_one_size


def _sqrt_d(q, v, keys):
    return np.sqrt(len(q))


def _step(divisor=_sqrt_d, weigh=plain_softmax, hand_over=lambda output, keys, values: (output, keys, values)):
    """A wrong step: other scores, other weights, or something else is handed over."""

    def wrong(q, k, v, cached_keys, cached_values):
        keys, values = np.vstack([cached_keys, k]), np.vstack([cached_values, v])
        output = weigh(keys @ q / divisor(q, v, keys)) @ values
        return hand_over(output, keys, values)

    return wrong


_right = _step()


def _attends_first(nobody):
    """The new token reads the old cards only; `nobody(v)` is its page where there are none."""

    def wrong(q, k, v, cached_keys, cached_values):
        scores = cached_keys @ q / np.sqrt(len(q))
        output = plain_softmax(scores) @ cached_values if len(scores) else nobody(v)
        return output, np.vstack([cached_keys, k]), np.vstack([cached_values, v])

    return wrong


def _refuses(v):
    raise ValueError("zero-size array to reduction operation maximum which has no identity")


def _forgets_values(q, k, v, cached_keys, cached_values):
    keys = np.vstack([cached_keys, k])
    return plain_softmax(keys @ q) @ cached_values, keys, cached_values


def _one_value_missing(calls):
    """Did every call stop because t+1 weights met t values?"""
    return bool(failed_calls(calls)) and all(
        f"size {t} is different from {t + 1}" in call.got.text or f"({t + 1},) and ({t}," in call.got.text
        for call in calls
        for t in [len(call.args[3])]
    )


def _joins_row_and_table(q, k, v, cached_keys, cached_values):
    return q, np.concatenate([cached_keys, k]), np.concatenate([cached_values, v])


def _cannot_join(calls):
    return all("same number of dimensions" in call.got.text for call in calls)


def _asks_the_first_card(q, k, v, cached_keys, cached_values):
    d = len(cached_keys[0])
    return _step(lambda q, v, keys: np.sqrt(d))(q, k, v, cached_keys, cached_values)


def _old_box_back(q, k, v, cached_keys, cached_values):
    return _right(q, k, v, cached_keys, cached_values)[0], cached_keys, cached_values


def _old_values_back(q, k, v, cached_keys, cached_values):
    return *_right(q, k, v, cached_keys, cached_values)[:2], cached_values


def _new_card_in_front(q, k, v, cached_keys, cached_values):
    keys, values = np.vstack([k, cached_keys]), np.vstack([v, cached_values])
    return plain_softmax(keys @ q / np.sqrt(len(q))) @ values, keys, values


def _only_the_new_card(q, k, v, cached_keys, cached_values):
    return _right(q, k, v, cached_keys, cached_values)[0], k, v


def _query_for_key(q, k, v, cached_keys, cached_values):
    return _right(q, q, v, cached_keys, cached_values)


def _first_row_of_the_mask(q, k, v, cached_keys, cached_values):
    keys, values = np.vstack([cached_keys, k]), np.vstack([cached_values, v])
    return 1.0 * values[0], keys, values


def _both_things(q, k, v, cached_keys, cached_values):
    output, keys, values = _right(q, k, v, cached_keys, cached_values)
    return (output[None, :], np.ones((1, len(keys))) / len(keys)), keys, values


def _hands_on_a_pair(calls):
    firsts = [call.got.value[0] for call in calls]
    return all(isinstance(first, (tuple, list)) and len(first) == 2 for first in firsts) and all(
        np.shape(page) == (1, len(call.args[2])) and np.shape(weights) == (1, len(call.args[3]) + 1)
        for call, (page, weights) in zip(calls, firsts, strict=True)
    )


def _appends_flat(q, k, v, cached_keys, cached_values):
    return np.swapaxes(np.append(cached_keys, k), -1, -2)


def _asks_arrays_to_append(q, k, v, cached_keys, cached_values):
    cached_keys.append(k)


def _returns_weights(q, k, v, cached_keys, cached_values):
    keys, values = np.vstack([cached_keys, k]), np.vstack([cached_values, v])
    return plain_softmax(keys @ q / np.sqrt(len(q))), keys, values


def _scales_the_query_in_place(q, k, v, cached_keys, cached_values):
    q /= np.sqrt(len(q))
    return _step(lambda q, v, keys: 1)(q, k, v, cached_keys, cached_values)


def _into_whole_numbers(q, k, v, cached_keys, cached_values):
    output, keys, values = _right(q, k, v, cached_keys, cached_values)
    return output.astype(v.dtype), keys, values


def _rounds(q, k, v, cached_keys, cached_values):
    output, keys, values = _right(q, k, v, cached_keys, cached_values)
    return np.round(output, 2), keys, values


def _rounded_output(calls):
    """`is_rounded`, asked of the first of the three."""
    failed = failed_calls(calls)
    off = {call.difference.kind for call in failed} == {"other-value"}
    pairs = [(np.asarray(call.got.value[0]), np.asarray(call.want.value[0])) for call in failed]
    rounds = any(all(_is_rounded_to(digits, *pair) for pair in pairs) for digits in range(5))
    return off and len(failed) > 1 and rounds and any(np.any(got) for got, _ in pairs)


def _is_rounded_to(digits, got, want):
    return got.shape == want.shape and np.allclose(got, want.round(digits))


def _has_one_size(calls):
    # With an empty box there is nothing to share out, and any divisor is right.
    shared_out = [call for call in calls if len(call.args[3])]
    return works_for_one_size(lambda q, k, v, keys, values: (len(q), len(keys)))(shared_out)


ATTENDS_FIRST = Text(
    "Your token reads the box before its own card is in it. A word may look at itself: put the card in first, then read.",
    "你的词元先读了盒子，才把自己的卡片放进去。词可以看自己：先放卡片，再读。",
)
FORGETS_VALUES = Text(
    "There are two boxes: the new key went into its own, but the new value did not. Every card needs both, its label and its page.",
    "盒子有两个：新的键放进去了，新的值却没有。每张卡片都得两样俱全：标签，和那一页内容。",
)

KNOWN_MISTAKES = (
    Mistake("appends-after-attending", _attends_first(_refuses), ATTENDS_FIRST),
    Mistake("appends-after-attending-zeros", _attends_first(lambda v: 0.0 * v), ATTENDS_FIRST),
    Mistake("appends-after-attending-itself", _attends_first(lambda v: v), ATTENDS_FIRST),
    Mistake("forgets-value-cache", _forgets_values, FORGETS_VALUES, behaves=_one_value_missing),
    Mistake("old-values-back", _old_values_back, FORGETS_VALUES),
    Mistake(
        "old-box-back",
        _old_box_back,
        Text(
            "The output is right, but you handed back the boxes as they came. The next word will not find the new card: return the "
            "longer ones.",
            "输出是对的，可交回去的盒子还是原来那两个。下一个词就找不到新卡片了：要返回变长的那两个。",
        ),
    ),
    Mistake(
        "joins-row-and-table",
        _joins_row_and_table,
        Text(
            "A single card, `(d,)`, does not join a box, `(t, d)`: one has one axis, the other two. Make the card a table of one row "
            "first.",
            "单独一张卡片 `(d,)` 接不到盒子 `(t, d)` 上：一个只有一个轴，一个有两个。先把卡片变成只有一行的表。",
        ),
        behaves=_cannot_join,
    ),
    Mistake(
        "appends-flat",
        _appends_flat,
        Text(
            "Something with one axis came where a table of keys was wanted. (`np.append` without an `axis` does that: it lays everything "
            "out in one long row.) The box must keep its rows, `(t+1, d)`.",
            "要一张键的表，来的却是只有一个轴的东西。（不写 `axis` 的 `np.append` 就会这样：把所有的数摊成长长的一行。）盒子要保留一行一行的样子，`(t+1, d)`。",
        ),
        behaves=stops_with("axis -2 is out of bounds for array of dimension 1"),
    ),
    Mistake(
        "array-append",
        _asks_arrays_to_append,
        Text(
            "Lists have an `append`, arrays have not; and the boxes that came in must stay as they were anyway. Make new, longer ones.",
            "列表有 `append`，数组没有；再说传进来的盒子本来就要保持原样。请另做两个长一行的。",
        ),
        behaves=stops_with("'numpy.ndarray' object has no attribute 'append'"),
    ),
    Mistake(
        "empty-cache-crash",
        _asks_the_first_card,
        Text(
            "It works as soon as there is a card in the box. The first word of a text comes to an empty one: take no size and no row "
            "from old cards; ask q and v.",
            "盒子里有了卡片，就都对。可文本的第一个词面对的是空盒子：别从旧卡片里取大小、取行，去问 q 和 v。",
        ),
        behaves=lambda calls: fails_just_where(
            calls, lambda call: not len(call.args[3]) and call.got.kind == "exception"
        ),
    ),
    Mistake(
        "unscaled",
        _step(lambda q, v, keys: 1),
        Text(
            "Right, but for lesson 06: the scores have not been divided by √d.",
            "都对，只差第 06 课的那一步：得分没有除以 √d。",
        ),
    ),
    Mistake(
        "by-sqrt-keys",
        _step(lambda q, v, keys: np.sqrt(len(keys))),
        Text(
            "You divided by the root of the number of cards, and it grows with each word. It is the number of qualities, d, that "
            "spreads the scores.",
            "你除以的是卡片张数的平方根，它每来一个词都会变大。让得分散开的是特征的个数 d。",
        ),
    ),
    Mistake(
        "by-d",
        _step(lambda q, v, keys: len(q)),
        Text(
            "You divided by d; the scores have become too faint. Lesson 06: their spread grows with √d only.",
            "你除以了 d，得分变得太弱了。第 06 课说过：得分的波动只随 √d 增长。",
        ),
    ),
    Mistake(
        "by-sqrt-d-v",
        _step(lambda q, v, keys: np.sqrt(len(v))),
        Text(
            "You divided by the root of the length of a *page*. A score is made of query and key: their length counts.",
            "你除以的是一**页**长度的平方根。得分是由查询和键算出来的：要看它们的长度。",
        ),
    ),
    Mistake(
        "no-max-subtraction",
        _step(weigh=lambda scores: np.exp(scores) / np.exp(scores).sum()),
        Text(
            "With large scores e to the score overflows. Your functions of lessons 03 and 07 can bear them: use one.",
            "得分一大，e 的幂就溢出了。第 03、07 课的那几个函数不怕大得分：用上一个吧。",
        ),
    ),
    Mistake(
        "no-softmax",
        _step(weigh=lambda scores: scores),
        Text(
            "The scores went straight to the pages. A budget must be shared out in between: softmax.",
            "得分直接拿去混合了。中间还得分一份预算：softmax。",
        ),
    ),
    Mistake(
        "query-for-key",
        _query_for_key,
        Text(
            "You filed the question, q, in the box of keys. What later words will look for is the label, k.",
            "你把问题 q 归进了键的盒子。以后的词要找的，是标签 k。",
        ),
    ),
    Mistake(
        "new-card-in-front",
        _new_card_in_front,
        Text(
            "The new card stands in front. The box is kept in the order of the text: the newest goes to the end.",
            "新卡片放到最前面去了。盒子按文本的次序排：最新的放在末尾。",
        ),
    ),
    Mistake(
        "only-the-new-card",
        _only_the_new_card,
        Text(
            "You return the new card alone. The next step needs the whole boxes, with the new card in them.",
            "你只交回了新的这张卡片。下一步要的是整个盒子，新卡片也在里面。",
        ),
    ),
    Mistake(
        "table-of-one-row",
        _step(hand_over=lambda output, keys, values: (output[None, :], keys, values)),
        Text(
            "One token asked, so one page goes back, `(d_v,)`. Yours is a table with one row, `(1, d_v)`: take the row out.",
            "只有一个词元在问，就只交回一页，`(d_v,)`。你交的是只有一行的表 `(1, d_v)`：把那一行取出来。",
        ),
    ),
    Mistake(
        "pair-for-page",
        _both_things,
        Text(
            "The first thing you hand over is itself two things, pages and weights: that is what the attention functions return. Only the "
            "page is wanted, and of its table the one row.",
            "你交出的第一样本身又是两样：页和权重。注意力函数返回的就是这两样。这里只要页，而且要的是那张表里仅有的一行。",
        ),
        behaves=_hands_on_a_pair,
    ),
    Mistake(
        "first-row-of-the-mask",
        _first_row_of_the_mask,
        Text(
            "Your output is the page of the very first card: all others were hidden. A causal mask over the whole box does that to its first "
            "row. Your token is the *last* word, and nothing in the box comes later: nothing need be hidden.",
            "你的输出就是第一张卡片的那一页，别的全被藏住了。拿一张盖住整个盒子的因果掩码，它的第一行就会这样。你的词元是**最后**一个词，盒子里没有比它更晚的：什么都不用藏。",
        ),
    ),
    Mistake(
        "returns-weights",
        _returns_weights,
        Text(
            "The first thing you hand over is how much of each card was read, `(t+1,)`. What is wanted is the page that comes of it, "
            "`(d_v,)`.",
            "你交出的第一样，是每张卡片各读了多少，`(t+1,)`。要的是由此混合出来的那一页，`(d_v,)`。",
        ),
    ),
    Mistake(
        "output-last",
        _step(hand_over=lambda output, keys, values: (keys, values, output)),
        Text(
            "All three are there, in the wrong order: first the output, then the keys, then the values.",
            "三样都在，只是次序不对：先输出，再键，再值。",
        ),
    ),
    Mistake(
        "boxes-swapped",
        _step(hand_over=lambda output, keys, values: (output, values, keys)),
        Text(
            "The two boxes have changed places: keys first, then values.",
            "两个盒子调了位置：先键，后值。",
        ),
    ),
    Mistake(
        "output-only",
        _step(hand_over=lambda output, keys, values: output),
        Text(
            "The page is right, but the boxes are lost: whoever calls you next needs the keys and the values, too.",
            "这一页是对的，盒子却丢了：下一步的人还要用到键和值。",
        ),
    ),
    Mistake("input-changed", _scales_the_query_in_place, INPUT_CHANGED, behaves=only_changes_inputs),
    Mistake("integer-truncation", _into_whole_numbers, WHOLE_NUMBER_PAPER),
    Mistake("rounded", _rounds, ROUNDED, behaves=_rounded_output),
    Mistake(
        "hard-wired",
        _step(lambda q, v, keys: 2.0),
        Text(
            "A size stands in your code as a number, and it is right for one length of labels or boxes only. Take sizes from what comes in.",
            "你把一个大小当成数字写死在代码里了，只有一种长度的标签或盒子才合适。大小要从传进来的东西里取。",
        ),
        behaves=_has_one_size,
    ),
)
