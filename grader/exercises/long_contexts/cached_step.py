"""One more token, and nothing reckoned twice."""

import numpy as np

from grader.exercises.causal_mask.masked_attention import masked_attention
from grader.exercises.long_contexts.cached_step_mistakes import KNOWN_MISTAKES
from grader.exercises.long_contexts.shared import ANY_KIND, drawn, drawn_values
from grader.exercises.weighted_summation.shared import strided
from grader.judge import Check, Exercise, Text


def cached_step(q, k, v, cached_keys, cached_values):
    """Scaled attention of one new token to itself and all tokens before it, whose keys and values were kept.

    q: (d,), k: (d,), v: (d_v,), of the new token
    cached_keys: (t, d), cached_values: (t, d_v), of the t tokens before it, oldest first; t may be 0
        ->  output: (d_v,), keys: (t+1, d), values: (t+1, d_v), the caches with the new token's row at the end
    """
    keys = np.vstack([cached_keys, k])  # (t+1, d)
    values = np.vstack([cached_values, v])  # (t+1, d_v)
    pages = masked_attention(q[None, :], keys, values)[0]  # (1, d_v); no mask: later tokens are not there yet
    return pages[0], keys, values


def _token(rng, t, d, d_v):
    """A new token and the cards of t earlier ones."""
    K, V = drawn(rng, t + 1, d), drawn_values(rng, t + 1, d_v)
    return drawn(rng, d), K[-1], V[-1], K[:-1], V[:-1]


def _one_more_card(rng):
    yield (
        np.zeros(4),
        np.array([1.0, 0, 0, 0]),
        np.array([4.0, 8.0]),
        np.array([[0.0, 1, 0, 0]]),
        np.array([[0.0, 4.0]]),
    )
    for t, d, d_v in ((2, 4, 3), (1, 3, 5), (4, 2, 3), (3, 5, 1), (5, 4, 2), (2, 9, 4), (3, 3, 3)):
        yield _token(rng, t, d, d_v)


def _an_empty_box(rng):
    yield np.array([1.0, 2.0]), np.array([3.0, 0.0]), np.array([5.0, 6.0, 7.0]), np.zeros((0, 2)), np.zeros((0, 3))
    for t, d, d_v in ((0, 3, 2), (1, 2, 4), (0, 4, 4), (0, 1, 3), (3, 2, 3)):
        yield _token(rng, t, d, d_v)


def _word_by_word(rng):
    for n, d, d_v in ((4, 3, 2), (5, 4, 6)):
        Q, K, V = drawn(rng, n, d), drawn(rng, n, d), drawn_values(rng, n, d_v)
        for i in range(n):
            yield Q[i], K[i], V[i], K[:i], V[:i]


def _any_numbers(rng):
    yield (
        np.array([1, 0, -1]),
        np.array([0, 2, 1]),
        np.array([3, 4]),
        rng.integers(-2, 3, (3, 3)),
        rng.integers(1, 9, (3, 2)),
    )
    yield tuple(array.astype(np.float32) for array in _token(rng, 4, 3, 2))
    yield tuple(map(strided, _token(rng, 3, 2, 4)))
    yield tuple(map(np.asfortranarray, _token(rng, 4, 5, 3)))
    v, values = drawn_values(rng, 1, 2)[0], drawn_values(rng, 3, 2)
    far = np.array([[900.0, 1, 0, 0], [900.0, 0, 0, 0], [-900.0, 0, 0, 0]])
    yield np.array([2.0, 1, 0, 0]), np.array([900.0, -1, 0, 0]), v, far, values
    yield np.array([-2.0, 1, 0, 0]), np.array([900.0, -1, 0, 0]), v, np.abs(far), values


CACHED_STEP = Exercise(
    cached_step,
    builds_on=("softmax", "scaled_scores", "masked_softmax", "masked_attention"),
    checks=(
        Check(
            Text("one card more", "多一张卡片"),
            2,
            _one_more_card,
            advice=Text(
                "First put the new key and the new value behind the old ones; then let q read all of them, scores divided by √d. "
                "Return (output, keys, values).",
                "先把新的键和新的值放到旧的后面；再让 q 读全部的卡片，得分除以 √d。返回 (output, keys, values)。",
            ),
        ),
        Check(
            Text("an empty box", "空盒子"),
            1,
            _an_empty_box,
            advice=Text(
                "The first word of a text finds no cards at all, caches of shape (0, d) and (0, d_v). It reads itself: its output is v.",
                "文本的第一个词一张卡片也没有，缓存的形状是 (0, d) 和 (0, d_v)。它读自己：输出就是 v。",
            ),
        ),
        Check(
            Text("word by word, as if all at once", "一个词一个词地来，和一次全算一样"),
            1,
            _word_by_word,
            advice=Text(
                "A whole text, one word after another: each output must be the row that causal attention would give that word.",
                "一整段文本，一个词接一个词：每一步的输出，都应当是因果注意力给那个词的那一行。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers, float32 and slices are welcome, large scores too; what came in stays as it was.",
                "整数、float32、切片都要能用，很大的得分也一样；传进来的都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "Two things happen, in this order: the new card goes into the box; the new token reads everything in the box.",
            "有两件事，次序是：新卡片放进盒子；新词元把盒子里的全读一遍。",
        ),
        Text(
            "k is `(d,)` and the box `(t, d)`. Give k a row's shape, `k[None, :]`, or let `np.vstack` do it; both also work "
            "with an empty box.",
            "k 是 `(d,)`，盒子是 `(t, d)`。用 `k[None, :]` 把 k 变成一行，或者交给 `np.vstack`；空盒子也不碍事。",
        ),
        Text(
            "`masked_attention` does the reading, with one reader, `q[None, :]`, and no mask. It returns a table with one row; you "
            "want the row.",
            "读的活儿交给 `masked_attention`：一位读者 `q[None, :]`，不要掩码。它交回的是只有一行的表，你要的是那一行。",
        ),
    ),
)
