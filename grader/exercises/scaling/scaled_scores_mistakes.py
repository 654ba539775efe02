"""What goes wrong on the way to scaled scores."""

import numpy as np

from grader.exercises.scaling import shared
from grader.exercises.scaling.shared import own_spread, plain_scores, scaled, turned
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, is_rounded, only_changes_inputs, stops_with
from grader.judge.comparison import as_numbers


def _by_own_lengths(Q, K):
    lengths = np.linalg.norm(Q, axis=-1)[..., :, None] * np.linalg.norm(K, axis=-1)[..., None, :]
    return plain_scores(Q, K) / lengths


def _divides_in_place(Q, K):
    scores = plain_scores(Q, K)
    scores /= np.sqrt(Q.shape[-1])
    return scores


def _divides_the_queries(Q, K):
    Q /= np.sqrt(Q.shape[-1])
    return plain_scores(Q, K)


def _whole_division(Q, K):
    return plain_scores(Q, K) // np.sqrt(Q.shape[-1])


def _one_room_after_the_other(Q, K):
    return np.array([Q[room] @ K[room].T for room in range(len(Q))]) / np.sqrt(Q.shape[-1])


def _one_number_for_all(calls):
    """Is every table its dot products divided by one and the same number, whatever its size?"""
    tables = [call for call in calls if _axes_of(call) == 2]
    with np.errstate(all="ignore"):
        ratios = [plain_scores(*call.args) / as_numbers(call.got.value) for call in tables]
    numbers = np.concatenate([ratio[np.isfinite(ratio)] for ratio in ratios])
    return bool(np.allclose(numbers, numbers[0], rtol=1e-3, atol=0)) and not np.isclose(numbers[0], 1)


def _axes_of(call):
    return call.args[0].ndim


def _right_for(calls, axes):
    return not failed_calls([call for call in calls if _axes_of(call) == axes])


def _only_one_room(calls):
    stacks = [call for call in calls if _axes_of(call) > 2 and call.args[0].shape[0] > 1]
    return _right_for(calls, 2) and not any(call.difference is None for call in stacks)


def _only_three_axes(calls):
    return _right_for(calls, 3) and len(failed_calls(calls)) >= 3


KNOWN_MISTAKES = (
    Mistake("unscaled", plain_scores, shared.UNSCALED),
    Mistake("by-d", lambda Q, K: plain_scores(Q, K) / Q.shape[-1], shared.BY_D),
    Mistake("by-sqrt-keys", lambda Q, K: plain_scores(Q, K) / np.sqrt(K.shape[-2]), shared.BY_SQRT_KEYS),
    Mistake("by-sqrt-readers", lambda Q, K: plain_scores(Q, K) / np.sqrt(Q.shape[-2]), shared.BY_SQRT_READERS),
    Mistake("by-sqrt-rooms", lambda Q, K: plain_scores(Q, K) / np.sqrt(len(Q)), shared.BY_SQRT_ROOMS),
    Mistake("by-sqrt-rooms-keys", lambda Q, K: plain_scores(Q, K) / np.sqrt(len(K)), shared.BY_SQRT_ROOMS),
    Mistake("second-axis", lambda Q, K: plain_scores(Q, K) / np.sqrt(Q.shape[1]), shared.SECOND_AXIS),
    Mistake("second-axis-keys", lambda Q, K: plain_scores(Q, K) / np.sqrt(K.shape[1]), shared.SECOND_AXIS),
    Mistake("multiplied", lambda Q, K: plain_scores(Q, K) * np.sqrt(Q.shape[-1]), shared.MULTIPLIED),
    Mistake("half-of-d", lambda Q, K: plain_scores(Q, K) / (Q.shape[-1] / 2), shared.PRECEDENCE),
    Mistake("twice-d", lambda Q, K: plain_scores(Q, K) / Q.shape[-1] / 2, shared.PRECEDENCE),
    Mistake(
        "fixed-divisor",
        lambda Q, K: plain_scores(Q, K) / np.sqrt(64),
        shared.FIXED_DIVISOR,
        behaves=_one_number_for_all,
    ),
    Mistake("by-own-spread", own_spread(), shared.OWN_SPREAD),
    Mistake("by-own-spread-of-a-row", own_spread(axis=-1), shared.OWN_SPREAD),
    Mistake("silent-cosine", _by_own_lengths, shared.COSINE),
    Mistake(
        "after-softmax",
        lambda Q, K: softmax(plain_scores(Q, K)) / np.sqrt(Q.shape[-1]),
        Text(
            "You made weights first and divided afterwards: the shouting has already been heard. Divide the scores, and leave softmax "
            "to the next function.",
            "你先算成了权重，再去除：可大嗓门早就喊完了。要除的是得分；softmax 留给下一个函数。",
        ),
    ),
    Mistake(
        "weights-for-scores",
        lambda Q, K: softmax(scaled(Q, K)),
        Text(
            "These are weights already. Score is before softmax, weight after it; asked for are the scores.",
            "这已经是权重了。softmax 之前叫得分，之后才叫权重；这里要的是得分。",
        ),
    ),
    Mistake(
        "transposed-scores",
        lambda Q, K: turned(scaled(Q, K)),
        Text(
            "Your rows are books. A row is the one who asks: (..., n_q, n_k).",
            "你的一行是一本书。一行应当是提问的人：(..., n_q, n_k)。",
        ),
    ),
    Mistake(
        "elementwise",
        lambda Q, K: Q * K / np.sqrt(Q.shape[-1]),
        Text(
            "`Q * K` lays the two tables on top of each other. Every reader should meet every book, and each meeting ends in one number.",
            "`Q * K` 是把两张表叠在一起相乘。每位读者都要见每一本书，每次见面只得一个数。",
        ),
    ),
    Mistake(
        "no-transpose",
        lambda Q, K: Q @ K / np.sqrt(Q.shape[-1]),
        Text(
            "(n_q, d) @ (n_k, d) does not fit: it is the two d's that have to meet. Turn the keys, in their last two axes.",
            "(n_q, d) @ (n_k, d) 对不上：该碰头的是两个 d。把键转一下，只转最后两个轴。",
        ),
    ),
    Mistake("rooms-mixed", lambda Q, K: np.dot(Q, turned(K)) / np.sqrt(Q.shape[-1]), shared.ROOMS_MIXED),
    Mistake(
        "whole-division",
        _whole_division,
        Text(
            "`//` throws away all that stands behind the point. Divide with `/`.",
            "`//` 会把小数点后面的全扔掉。请用 `/`。",
        ),
    ),
    Mistake("rounded", lambda Q, K: np.round(scaled(Q, K), 2), shared.ROUNDED, behaves=is_rounded),
    Mistake("input-changed", _divides_the_queries, shared.INPUT_CHANGED, behaves=only_changes_inputs),
    Mistake("divides-in-place", _divides_in_place, shared.IN_PLACE_DIVISION, behaves=stops_with("Cannot cast ufunc")),
    Mistake("batch-transpose", lambda Q, K: Q @ K.T / np.sqrt(Q.shape[-1]), shared.BATCH_TRANSPOSE),
    Mistake(
        "only-one-room",
        lambda Q, K: np.einsum("id,jd->ij", Q, K) / np.sqrt(Q.shape[-1]),
        shared.ONE_ROOM_ONLY,
        behaves=_only_one_room,
    ),
    Mistake("only-three-axes", _one_room_after_the_other, shared.ONLY_ROOMS, behaves=_only_three_axes),
)
