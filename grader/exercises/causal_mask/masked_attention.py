"""Attention in which not everything may be looked at."""

import numpy as np

from grader.exercises.causal_mask.masked_attention_mistakes import KNOWN_MISTAKES
from grader.exercises.causal_mask.masked_softmax import masked_softmax
from grader.exercises.causal_mask.shared import ANY_KIND, visible_mask
from grader.exercises.scaling.scaled_scores import scaled_scores
from grader.exercises.weighted_summation.shared import strided
from grader.judge import Check, Exercise, Text


def masked_attention(Q, K, V, mask=None):
    """Scaled dot-product attention to what may be seen (Vaswani et al. 2017, section 3.2.3).

    Q: (..., n_q, d), K: (..., n_k, d), V: (..., n_k, d_v)
    mask: None (hides nothing) or bool, broadcastable to (..., n_q, n_k); True = may look
        ->  outputs: (..., n_q, d_v), weights: (..., n_q, n_k);
            a reader with nothing to look at gets weights and output of zeros
    """
    scores = scaled_scores(Q, K)  # (..., n_q, n_k)
    if mask is None:
        mask = np.ones(scores.shape, dtype=bool)
    weights = masked_softmax(scores, mask)
    return weights @ V, weights  # (..., n_q, n_k) @ (..., n_k, d_v) -> (..., n_q, d_v)


def _drawn(rng, n_q, n_k, d, d_v, leading=()):
    """Queries and keys whose scores leave every book some weight; a single column of values is all positive."""
    Q, K = (np.round(rng.normal(0, 1.2, (*leading, n, d)), 1) for n in (n_q, n_k))
    draw = rng.uniform(1, 6, (*leading, n_k, 1)) if d_v == 1 else rng.normal(1, 3, (*leading, n_k, d_v))
    return Q, K, np.round(draw, 1)


def _lower(n):
    return np.tril(np.ones((n, n), dtype=bool))


def _readers_with_a_mask(rng):
    yield np.zeros((2, 4)), np.eye(2, 4), np.array([[2.0, 0.0], [4.0, 8.0]]), _lower(2)
    for n, d, d_v in ((3, 2, 3), (5, 4, 4), (4, 3, 2)):
        yield *_drawn(rng, n, n, d, d_v), _lower(n)
    for n_q, n_k, d, d_v in ((2, 4, 3, 5), (5, 4, 4, 2), (4, 3, 9, 1)):
        yield *_drawn(rng, n_q, n_k, d, d_v), visible_mask(rng, n_q, n_k)


def _readers_without_a_mask(rng):
    yield np.zeros((1, 4)), np.eye(2, 4), np.array([[2.0, 0.0], [4.0, 8.0]])
    for n_q, n_k, d, d_v in ((3, 3, 2, 4), (2, 5, 4, 3), (4, 3, 5, 1)):
        yield _drawn(rng, n_q, n_k, d, d_v)
    yield *_drawn(rng, 3, 4, 2, 3), None
    yield *_drawn(rng, 2, 3, 4, 4), np.ones((2, 3), dtype=bool)


def _tomorrow_changes(rng):
    for n, d, d_v, loud in ((3, 4, 2, 1.0), (4, 3, 3, 30.0), (5, 4, 3, 300.0)):
        Q, K, V = _drawn(rng, n, n, d, d_v)
        Q[:, 0] = np.abs(Q[:, 0]) + 1
        yield Q, K, V, _lower(n)
        K, V = K.copy(), V.copy()
        K[-1, 0], V[-1] = 3.0 * loud, 3.0 * loud
        yield Q, K, V, _lower(n)


def _stacks_and_small_masks(rng):
    Q, K, V = _drawn(rng, 3, 4, 2, 5, leading=(2,))
    yield Q, K, V
    yield Q, K, V, np.arange(4) < np.array([2, 4])[:, None, None]
    yield *_drawn(rng, 3, 3, 4, 2, leading=(4,)), _lower(3)
    yield *_drawn(rng, 3, 5, 4, 3), np.array([True, False, True, True, False])
    yield *_drawn(rng, 3, 4, 3, 2, leading=(2, 2)), visible_mask(rng, 2, 1, 1, 4)
    yield *_drawn(rng, 3, 2, 4, 3), np.array([[True], [False], [True]])
    mask = visible_mask(rng, 2, 4, 3)
    mask[0, 2] = False
    yield *_drawn(rng, 4, 3, 2, 2, leading=(2,)), mask


def _any_numbers(rng):
    yield rng.integers(-2, 3, (3, 4)), rng.integers(-2, 3, (2, 4)), rng.integers(1, 9, (2, 3)), visible_mask(rng, 3, 2)
    yield *(array.astype(np.float32) for array in _drawn(rng, 3, 5, 3, 2)), visible_mask(rng, 3, 5)
    yield *map(strided, _drawn(rng, 4, 3, 3, 2)), strided(visible_mask(rng, 4, 3))
    yield *map(np.asfortranarray, _drawn(rng, 2, 4, 3, 5)), None
    queries = np.array([[900.0, 1.0, 0.0, 0.0], [-900.0, 1.0, 0.0, 0.0], [0.0, 0.5, 0.0, 2.0]])
    keys = np.array([[2.0, 1.0, 0.0, 0.0], [2.0, 0.0, 0.0, 0.0], [2.0, -1.0, 0.0, 0.0]])
    yield queries, keys, _drawn(rng, 1, 3, 1, 2)[2], _lower(3)


MASKED_ATTENTION = Exercise(
    masked_attention,
    builds_on=("softmax", "scaled_scores", "masked_softmax"),
    checks=(
        Check(
            Text("readers with a mask", "有掩码的读者"),
            2,
            _readers_with_a_mask,
            advice=Text(
                "Four steps: score, divide by √d, share out among what may be seen, blend the values. Return (outputs, weights).",
                "四步：打分，除以 √d，在看得见的书里分预算，混合值。返回 (outputs, weights)。",
            ),
        ),
        Check(
            Text("no mask hides nothing", "没有掩码，就什么也不藏"),
            1,
            _readers_without_a_mask,
            advice=Text(
                "`mask=None` means that everything may be seen: the answer is plain scaled attention. Readers and books may differ "
                "in number.",
                "`mask=None` 表示什么都看得见：答案就是普通的缩放注意力。读者和书的数目可以不同。",
            ),
        ),
        Check(
            Text("tomorrow changes nothing", "明天改不了昨天"),
            1,
            _tomorrow_changes,
            advice=Text(
                "The same text twice, the second time with another last word, sometimes a very loud one. With a causal mask no earlier "
                "row may move, neither in the weights nor in the outputs.",
                "同一段文本来两遍，第二遍换了最后一个词，有时还换得特别响。有了因果掩码，前面各行的权重和输出都不该动。",
            ),
        ),
        Check(
            Text("stacks of texts, masks that stretch, nobody to look at", "一叠文本，会撑开的掩码，无书可看"),
            1,
            _stacks_and_small_masks,
            advice=Text(
                "Any number of axes may stand in front, so turn only the last two of K; the mask stretches to the scores; a reader "
                "with nothing to look at gets zeros, weights and output.",
                "前面可以有任意多个轴，所以 K 只转最后两个；掩码会撑开到得分的形状；什么都看不到的读者，权重和输出全是零。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers, float32 and slices are welcome, large scores too; Q, K, V and the mask stay as they were.",
                "整数、float32、切片都要能用，很大的得分也一样；Q、K、V 和掩码都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "It is the attention that you know, with one station changed: where softmax stood, `masked_softmax` stands now.",
            "就是你熟悉的注意力，只换了一站：原来是 softmax 的地方，现在换成 `masked_softmax`。",
        ),
        Text(
            "No mask means: hide nothing. Which mask says so, and which shape must it have?",
            "没有掩码，就是什么都不藏。怎样的掩码正好表达这个意思？它该是什么形状？",
        ),
        Text(
            "`K.T` turns all axes round. With a stack of texts only the last two may change places: `np.swapaxes(K, -1, -2)`.",
            "`K.T` 会把所有的轴都倒过来。碰到一叠文本，只能交换最后两个轴：`np.swapaxes(K, -1, -2)`。",
        ),
    ),
)
