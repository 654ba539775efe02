"""What goes wrong on the way from scaled scores to the page."""

import numpy as np

from grader.exercises.scaling import shared
from grader.exercises.scaling.shared import own_spread, plain_scores, scaled, turned
from grader.exercises.softmax_weighting.shared import unstable_softmax
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, only_changes_inputs, stops_with


def _three_steps(score=scaled, weigh=softmax):
    """Another way to score or to weigh; the sum is done right."""

    def wrong(Q, K, V):
        weights = weigh(score(Q, K))
        return weights @ V, weights

    return wrong


def _right(Q, K, V):
    return _three_steps()(Q, K, V)


def _divided_by(root_of):
    """Scores divided by the root of something that is not d."""

    def wrong(Q, K, V):
        return _three_steps(lambda Q, K: plain_scores(Q, K) / np.sqrt(root_of(Q, K, V)))(Q, K, V)

    return wrong


def _softmax_along(axis):
    def weigh(scores):
        powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
        return powers / powers.sum(axis=axis, keepdims=True)

    return weigh


def _sums_lie_down(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1)


def _weights_divided(Q, K, V):
    weights = softmax(plain_scores(Q, K)) / np.sqrt(Q.shape[-1])
    return weights @ V, weights


def _page_divided(Q, K, V):
    weights = softmax(plain_scores(Q, K))
    return weights @ V / np.sqrt(Q.shape[-1]), weights


def _by_the_spines(Q, K, V):
    weights = softmax(scaled(Q, K))
    return weights @ K, weights


def _readers_and_books_swapped(Q, K, V):
    weights = softmax(scaled(Q, K))
    return turned(weights) @ V, weights


def _scores_handed_over(Q, K, V):
    scores = scaled(Q, K)
    return softmax(scores) @ V, scores


def _softened_once_more(Q, K, V):
    weights = softmax(scaled(Q, K))
    return softmax(weights) @ V, weights


def _rooms_mixed(Q, K, V):
    weights = softmax(scaled(Q, K))
    return np.dot(weights, V), weights


def _whole_batch_turned(Q, K, V):
    return _three_steps(lambda Q, K: Q @ K.T / np.sqrt(Q.shape[-1]))(Q, K, V)


def _one_room_in_einsum(Q, K, V):
    return _three_steps(lambda Q, K: np.einsum("id,jd->ij", Q, K) / np.sqrt(Q.shape[-1]))(Q, K, V)


def _divides_in_place(Q, K, V):
    scores = plain_scores(Q, K)
    scores /= np.sqrt(Q.shape[-1])
    return softmax(scores) @ V, softmax(scores)


def _divides_the_queries(Q, K, V):
    Q /= np.sqrt(Q.shape[-1])
    weights = softmax(plain_scores(Q, K))
    return weights @ V, weights


def _only_one_room(calls):
    tables = [call for call in calls if call.args[0].ndim == 2]
    stacks = [call for call in calls if call.args[0].ndim > 2 and call.args[0].shape[0] > 1]
    return not any(call.difference for call in tables) and all(call.difference for call in stacks)


def _pair_is_rounded(calls):
    pairs = [
        (want, got) for call in failed_calls(calls) for want, got in zip(call.want.value, call.got.value, strict=True)
    ]
    return any(all(np.allclose(np.round(want, digits), got) for want, got in pairs) for digits in range(1, 5))


AFTER_SOFTMAX = Text(
    "You divided after softmax. By then the loudest score has already taken the budget, and dividing only makes the budget smaller: "
    "the rows no longer sum to 1.",
    "你是在 softmax 之后才除的。那时嗓门最大的已经把预算拿走了，再除只是让预算变小：每一行加起来不再是 1。",
)


def _calls_what_is_not_here(Q, K, V):
    raise NameError("name 'attention' is not defined")


KNOWN_MISTAKES = (
    Mistake(
        "unscaled",
        _three_steps(plain_scores),
        Text(
            "This is attention without the scale: with long labels one book shouts down all others. Divide the scores before they become "
            "weights.",
            "这是没有缩放的注意力：标签一长，一本书就会盖过所有的书。得分变成权重之前，先除一除。",
        ),
    ),
    Mistake(
        "by-d",
        _divided_by(lambda Q, K, V: Q.shape[-1] ** 2),
        Text(
            "Your scores were divided by d altogether. By the square root of d, once, is enough; `scaled_scores` has done it already for "
            "those who call it.",
            "你的得分总共被除以了 d。除以 d 的平方根，除一次就够；要是调用了 `scaled_scores`，它已经替你除过了。",
        ),
    ),
    Mistake("by-sqrt-keys", _divided_by(lambda Q, K, V: K.shape[-2]), shared.BY_SQRT_KEYS),
    Mistake("by-sqrt-readers", _divided_by(lambda Q, K, V: Q.shape[-2]), shared.BY_SQRT_READERS),
    Mistake(
        "by-sqrt-values",
        _divided_by(lambda Q, K, V: V.shape[-1]),
        Text(
            "Your divisor is the width of the *values*. The values have not spoken yet when scores are made: whose numbers are multiplied "
            "and added there?",
            "你的除数取自**值**的宽度。可算得分的时候，值还没有开口：在那里相乘再相加的，是谁的数？",
        ),
    ),
    Mistake("by-sqrt-rooms", _divided_by(lambda Q, K, V: len(Q)), shared.BY_SQRT_ROOMS),
    Mistake("by-sqrt-rooms-keys", _divided_by(lambda Q, K, V: len(K)), shared.BY_SQRT_ROOMS),
    Mistake("second-axis", _divided_by(lambda Q, K, V: Q.shape[1]), shared.SECOND_AXIS),
    Mistake("second-axis-keys", _divided_by(lambda Q, K, V: K.shape[1]), shared.SECOND_AXIS),
    Mistake("second-axis-values", _divided_by(lambda Q, K, V: V.shape[1]), shared.SECOND_AXIS),
    Mistake("multiplied", _three_steps(lambda Q, K: plain_scores(Q, K) * np.sqrt(Q.shape[-1])), shared.MULTIPLIED),
    Mistake("half-of-d", _three_steps(lambda Q, K: plain_scores(Q, K) / (Q.shape[-1] / 2)), shared.PRECEDENCE),
    Mistake("twice-d", _three_steps(lambda Q, K: plain_scores(Q, K) / Q.shape[-1] / 2), shared.PRECEDENCE),
    Mistake("by-own-spread", _three_steps(own_spread()), shared.OWN_SPREAD),
    Mistake("by-own-spread-of-a-row", _three_steps(own_spread(axis=-1)), shared.OWN_SPREAD),
    Mistake("after-softmax", _weights_divided, AFTER_SOFTMAX),
    Mistake(
        "after-the-sum",
        _page_divided,
        Text(
            "You divided the finished page. Its mixture was decided long before, by scores that were too loud. Divide *those*.",
            "你除的是写好的那一页。可它怎么混，早就由嗓门太大的得分定下了。该除的是**得分**。",
        ),
    ),
    Mistake(
        "wrong-axis",
        _three_steps(weigh=_softmax_along(-2)),
        Text(
            "Your columns sum to 1: the books share out the readers. A row is a reader, and every row must sum to 1.",
            "你让每一列加起来等于 1：变成书在分读者了。一行才是一位读者，每行之和要等于 1。",
        ),
    ),
    Mistake(
        "only-tables",
        _three_steps(weigh=_softmax_along(1)),
        Text(
            "With several rooms your softmax runs along the wrong axis: axis 1 then counts readers. The books stand on the last axis.",
            "房间一多，你的 softmax 就沿错了轴：这时 1 号轴数的是读者。书站在最后一个轴上。",
        ),
    ),
    Mistake(
        "global-sum",
        _three_steps(weigh=_softmax_along(None)),
        Text(
            "All readers share one single budget here. Each of them has a whole one of their own.",
            "这里所有读者合用一份预算。其实每位读者都有完整的一份。",
        ),
    ),
    Mistake(
        "global-max",
        _three_steps(weigh=lambda scores: unstable_softmax(scores - scores.max())),
        Text(
            "You took the room's loudest score away from everybody, and a quiet reader was left with 0/0. Your `softmax` of lesson 03 "
            "takes away each row's own.",
            "你让所有人都减去全场最大的得分，安静的读者只剩下 0/0。你第 03 课写的 `softmax` 减的是各行自己的最大值。",
        ),
    ),
    Mistake(
        "no-max-subtraction",
        _three_steps(weigh=unstable_softmax),
        Text(
            "Scaled scores can still be large, and e to the score overflows. The `softmax` you wrote in lesson 03 can bear them: use it.",
            "缩放过的得分也可能很大，e 的幂还是会溢出。你在第 03 课写的 `softmax` 不怕大得分：用它吧。",
        ),
    ),
    Mistake(
        "missing-keepdims",
        _three_steps(weigh=_sums_lie_down),
        Text(
            "The division lined the readers' sums up with the books. Keep the summed axis, or let your `softmax` do it.",
            "做除法时，各位读者的总和对到书上去了。求和时要保留那一维，或者交给你的 `softmax`。",
        ),
    ),
    Mistake(
        "calls-lesson-04",
        _calls_what_is_not_here,
        Text(
            "This function of lesson 04 is not in today's set-up cell. You need not fetch it: `softmax` and `scaled_scores` are there, and "
            "`weights @ V` is the whole sum, in every room.",
            "第 04 课的这个函数，今天的准备单元格里没有。不必去找：`softmax` 和 `scaled_scores` 都在，`weights @ V` 就是全部的加权求和，每间房都管用。",
        ),
        behaves=stops_with(*(f"name '{name}' is not defined" for name in ("attention", "attend", "weighted_sum"))),
    ),
    Mistake(
        "softmax-twice",
        _three_steps(weigh=lambda scores: softmax(softmax(scores))),
        Text(
            "Softmax ran twice: the second one took the weights for scores and made them nearly even.",
            "Softmax 跑了两遍：第二遍把权重当成得分，几乎抹平了。",
        ),
    ),
    Mistake(
        "softmax-on-weights",
        _softened_once_more,
        Text(
            "The weights you return are right, but the page was mixed with others: they went through softmax once more on the way.",
            "你返回的权重是对的，可那一页是用另一份权重混的：半路上又过了一遍 softmax。",
        ),
    ),
    Mistake(
        "outside-the-hull",
        _three_steps(weigh=lambda scores: scores),
        Text(
            "No softmax on the way: the scores went straight to the books. They do not share out one budget.",
            "中间少了 softmax：得分直接拿去读书了。它们不是一份花完的预算。",
        ),
    ),
    Mistake(
        "keys-for-values",
        _by_the_spines,
        Text(
            "You blended the labels on the spines. What a book says stands in `V`.",
            "你混合的是书脊上的标签。书里写的是什么，要看 `V`。",
        ),
    ),
    Mistake(
        "mixes-columns",
        _readers_and_books_swapped,
        Text(
            "Readers and books are swapped in your sum. A reader's row of weights must meet the rows of `V`, one a book.",
            "求和时，你把读者和书对调了。读者的那一行权重，要去配 `V` 里一本一行的书。",
        ),
    ),
    Mistake(
        "transposed-scores",
        _three_steps(lambda Q, K: scaled(K, Q)),
        Text(
            "In your table the books ask the readers. Row = who asks: (..., n_q, n_k).",
            "在你的表里，是书在问读者。一行是一位提问的读者：(..., n_q, n_k)。",
        ),
    ),
    Mistake("rooms-mixed", _rooms_mixed, shared.ROOMS_MIXED),
    Mistake(
        "scores-for-weights",
        _scores_handed_over,
        Text(
            "The output is right, but the second thing you hand over is the scores. Score is before softmax, weight after it.",
            "输出是对的，可你交出的第二样是得分。softmax 之前叫得分，之后才叫权重。",
        ),
    ),
    Mistake(
        "outputs-only",
        lambda Q, K, V: _right(Q, K, V)[0],
        Text(
            "The pages are there, but nobody can see how they were mixed. Hand over two things: the outputs, then the weights.",
            "页都有了，却看不出是怎么混出来的。要交两样东西：先输出，后权重。",
        ),
    ),
    Mistake(
        "swapped-pair",
        lambda Q, K, V: _right(Q, K, V)[::-1],
        Text(
            "Both are there, in the wrong order: the outputs come first, then the weights.",
            "两样都在，只是次序反了：输出在前，权重在后。",
        ),
    ),
    Mistake("input-changed", _divides_the_queries, shared.INPUT_CHANGED, behaves=only_changes_inputs),
    Mistake("divides-in-place", _divides_in_place, shared.IN_PLACE_DIVISION, behaves=stops_with("Cannot cast ufunc")),
    Mistake(
        "rounded",
        lambda Q, K, V: tuple(np.round(part, 2) for part in _right(Q, K, V)),
        shared.ROUNDED,
        behaves=_pair_is_rounded,
    ),
    Mistake("batch-transpose", _whole_batch_turned, shared.BATCH_TRANSPOSE),
    Mistake("only-one-room", _one_room_in_einsum, shared.ONE_ROOM_ONLY, behaves=_only_one_room),
)
