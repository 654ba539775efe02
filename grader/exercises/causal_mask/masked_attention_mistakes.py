"""What learners do instead of masked attention."""

import numpy as np

from grader.exercises.causal_mask.masked_softmax import masked_softmax
from grader.exercises.causal_mask.shared import (
    HIDDEN_BUT_HEARD,
    INVERTED,
    MASK_IGNORED,
    MASK_OR_NONE,
    NAN_ON_EMPTY_ROW,
    NO_MAX,
    SPENDS_ON_NOTHING,
    TOO_LATE,
    ZERO_IS_A_SCORE,
    ZERO_TIMES_INFINITY,
    hides_after,
    hides_after_and_renormalises,
    hides_with,
    plain_softmax,
    zero_times_infinity,
)
from grader.exercises.scaling.scaled_scores import scaled_scores
from grader.exercises.weighted_summation.shared import (
    KEYS_FOR_VALUES,
    OUTPUTS_ONLY,
    SCORES_RETURNED,
    SOFTMAX_TWICE,
    SWAPPED_PAIR,
)
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, stops_with, works_for_one_size
from grader.judge.comparison import as_numbers


def _products(Q, K):
    return Q @ np.swapaxes(K, -1, -2)


def _steps(score=scaled_scores, weigh=masked_softmax, hand_over=lambda outputs, weights: (outputs, weights)):
    """A wrong `masked_attention`: another way to score, to weigh or to hand over; the rest is done right."""

    def wrong(Q, K, V, mask=None):
        scores = score(Q, K)
        weights = weigh(scores, np.ones(scores.shape, dtype=bool) if mask is None else mask)
        return hand_over(weights @ V, weights)

    return wrong


def _right(Q, K, V, mask=None):
    return _steps()(Q, K, V, mask)


def _without_max(scores, mask):
    powers = np.where(mask, np.exp(scores), 0.0)
    return np.nan_to_num(powers / powers.sum(axis=-1, keepdims=True))


def _causal_whatever_comes(Q, K, V, mask=None):
    scores = scaled_scores(Q, K)
    weights = masked_softmax(scores, np.tril(np.ones(scores.shape[-2:], dtype=bool)))
    return weights @ V, weights


def _causal_unless_told(Q, K, V, mask=None):
    return _causal_whatever_comes(Q, K, V) if mask is None else _right(Q, K, V, mask)


def _mask_on_outputs(Q, K, V, mask=None):
    scores = scaled_scores(Q, K)
    weights = plain_softmax(scores)
    return (weights if mask is None else weights * mask) @ V, weights


def _to_the_spines(Q, K, V, mask=None):
    weights = _right(Q, K, V, mask)[1]
    return weights @ K, weights


def _hands_over_scores(Q, K, V, mask=None):
    return _right(Q, K, V, mask)[0], scaled_scores(Q, K)


def _hands_over_masked_scores(Q, K, V, mask=None):
    scores = scaled_scores(Q, K)
    return _right(Q, K, V, mask)[0], np.where(True if mask is None else mask, scores, -np.inf)


def _divides_weights(Q, K, V, mask=None):
    weights = _steps(_products)(Q, K, V, mask)[1] / np.sqrt(Q.shape[-1])
    return weights @ V, weights


def _takes_none_for_a_mask(Q, K, V, mask=None):
    weights = masked_softmax(scaled_scores(Q, K), mask)
    return weights @ V, weights


def _asks_the_mask_itself(Q, K, V, mask=None):
    return _right(Q, K, V, mask if mask else None)


def _is_unmasked(call):
    return len(call.args) == 3 or call.args[3] is None


def _stumbles_without_mask(calls):
    """Wrong wherever no mask came: an error, or None taken for a mask that hides everything."""
    first_check = [call for call in calls if call.check is calls[0].check]
    lost = [call.got for call in calls if call.difference and _is_unmasked(call)]
    all_lost = len(lost) == sum(map(_is_unmasked, calls))
    return (
        all_lost
        and not failed_calls(first_check)
        and all(got.kind == "exception" or not any(np.any(as_numbers(part)) for part in got.value) for got in lost)
    )


def _sizes(Q, K, V, mask=None):
    return (Q.shape[-1],)


UNSCALED = Text(
    "Right, but for lesson 06: the scores have not been divided by √d, and the weights are too sharp.",
    "都对，只差第 06 课的那一步：得分没有除以 √d，权重分得过于悬殊了。",
)


KNOWN_MISTAKES = (
    Mistake("unscaled", _steps(_products), UNSCALED),
    Mistake(
        "by-d",
        _steps(lambda Q, K: _products(Q, K) / Q.shape[-1]),
        Text(
            "You divided by d; the scores have become too faint. Lesson 06: their spread grows with √d only.",
            "你除以了 d，得分变得太弱了。第 06 课说过：得分的波动只随 √d 增长。",
        ),
    ),
    Mistake(
        "by-sqrt-keys",
        _steps(lambda Q, K: _products(Q, K) / np.sqrt(K.shape[-2])),
        Text(
            "You divided by the root of the number of books. It is the number of qualities, d, that spreads the scores.",
            "你除以的是书的本数的平方根。让得分散开的是特征的个数 d。",
        ),
    ),
    Mistake(
        "after-softmax",
        _divides_weights,
        Text(
            "The rows no longer sum to 1: something is divided after the budget has been shared out. The √d belongs to the scores.",
            "每行加起来不再是 1：预算分完之后，又除了一次什么。√d 该用在得分上。",
        ),
    ),
    Mistake(
        "batch-transpose",
        _steps(lambda Q, K: Q @ K.T / np.sqrt(Q.shape[-1])),
        Text(
            "For one text it is right; for a stack of texts `K.T` turns the stack itself inside out. Only the last two axes may "
            "change places.",
            "一段文本时没错；来了一叠文本，`K.T` 把整叠都倒了过来。只有最后两个轴可以对调。",
        ),
    ),
    Mistake("mask-after-softmax", _steps(weigh=hides_after), TOO_LATE),
    Mistake("renormalised-after", _steps(weigh=hides_after_and_renormalises), HIDDEN_BUT_HEARD),
    Mistake("zeros-for-minus-infinity", _steps(weigh=hides_with(0.0)), ZERO_IS_A_SCORE),
    Mistake("times-mask", _steps(weigh=zero_times_infinity), ZERO_TIMES_INFINITY),
    Mistake("inverted-mask", lambda Q, K, V, mask=None: _right(Q, K, V, mask if mask is None else ~mask), INVERTED),
    Mistake("mask-ignored", lambda Q, K, V, mask=None: _right(Q, K, V), MASK_IGNORED),
    Mistake(
        "always-causal",
        _causal_whatever_comes,
        Text(
            "You always hide the future, whatever mask comes in. Today's mask may be another: use the one you are given.",
            "不管传进来什么掩码，你都只藏未来。这一回的掩码可能是另一张：请用传进来的那张。",
        ),
    ),
    Mistake(
        "none-means-causal",
        _causal_unless_told,
        Text(
            "No mask hides nothing. You took it for the causal one and hid the future, though nobody asked for it.",
            "没有掩码，就什么也不藏。你却当成了因果掩码，没人要求就把未来藏了起来。",
        ),
    ),
    Mistake("asks-every-place", _asks_the_mask_itself, MASK_OR_NONE, behaves=stops_with("truth value of an array")),
    Mistake(
        "none-mask-crash",
        _takes_none_for_a_mask,
        Text(
            "Without a mask your function stumbles: None is not a mask, it says that there is none. Then everything may be seen.",
            "没有掩码时，你的函数就绊倒了：None 不是掩码，而是说“没有掩码”。那就什么都看得见。",
        ),
        behaves=_stumbles_without_mask,
    ),
    Mistake(
        "mask-on-outputs",
        _mask_on_outputs,
        Text(
            "The outputs know of the mask, the weights you hand over do not. Hide before the budget is shared out, then both are right.",
            "输出用上了掩码，交出来的权重却没有。要在分预算之前就藏，两样才都对。",
        ),
    ),
    Mistake("nan-on-empty-row", _steps(weigh=hides_with(-np.inf)), NAN_ON_EMPTY_ROW),
    Mistake("evenly-on-empty-row", _steps(weigh=hides_with(-1e9)), SPENDS_ON_NOTHING),
    Mistake("no-max-subtraction", _steps(weigh=_without_max), NO_MAX),
    Mistake(
        "softmax-twice",
        _steps(weigh=lambda scores, mask: masked_softmax(plain_softmax(scores), mask)),
        SOFTMAX_TWICE,
    ),
    Mistake("keys-for-values", _to_the_spines, KEYS_FOR_VALUES),
    Mistake("scores-for-weights", _hands_over_scores, SCORES_RETURNED),
    Mistake("masked-scores-for-weights", _hands_over_masked_scores, SCORES_RETURNED),
    Mistake("outputs-only", _steps(hand_over=lambda outputs, weights: outputs), OUTPUTS_ONLY),
    Mistake("swapped-pair", _steps(hand_over=lambda outputs, weights: (weights, outputs)), SWAPPED_PAIR),
    Mistake(
        "hard-wired",
        _steps(lambda Q, K: _products(Q, K) / 2),
        Text(
            "You divide by a fixed number: 2, perhaps, which is √d for d = 4. Other readers ask with other d; take it from the last axis of Q.",
            "你除以了一个写死的数，也许是 2，也就是 d = 4 时的 √d。别的读者，d 会不同：从 Q 的最后一个轴取。",
        ),
        behaves=works_for_one_size(_sizes),
    ),
)
