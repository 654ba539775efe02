"""Several librarians at once, and the editor who joins their pages."""

import numpy as np

from grader.exercises.causal_mask.causal_mask import causal_mask
from grader.exercises.causal_mask.masked_attention import masked_attention
from grader.exercises.multi_head.merge_heads import merge_heads
from grader.exercises.multi_head.multi_head_mistakes import KNOWN_MISTAKES
from grader.exercises.multi_head.shared import ANY_KIND, KEEP_AS_IT_WAS, strided
from grader.exercises.multi_head.split_heads import split_heads
from grader.judge import Check, Exercise, Text


def multi_head_attention(X, W_q, W_k, W_v, W_o, n_heads, mask=None):
    """Self-attention in n_heads heads, each with its slice (Vaswani et al. 2017, section 3.2.2).

    X: (n, d_model), W_q, W_k, W_v, W_o: (d_model, d_model)
    mask: bool, (n, n) or broadcastable to the weights, True = may look; None = everything
        ->  outputs: (n, d_model), the heads' pages side by side, times W_o
            weights: (n_heads, n, n), softmax(Q_h K_h^T / sqrt(d_head)) in every head h
    """
    Q, K, V = (split_heads(X @ W, n_heads) for W in (W_q, W_k, W_v))  # each (n_heads, n, d_head)
    pages, weights = masked_attention(Q, K, V, mask)  # (n_heads, n, d_head), (n_heads, n, n)
    return merge_heads(pages) @ W_o, weights  # (n, d_model) @ (d_model, d_model)


def _a_sentence(rng, n, d_model):
    """Words and four matrices, such that the scores leave everybody some weight."""
    matrices = np.round(rng.normal(0, 1.2 / np.sqrt(d_model), (4, d_model, d_model)), 1)
    return np.round(rng.normal(0, 1, (n, d_model)), 1), *matrices


def _several_heads(rng):
    one, swapped = np.eye(2), np.eye(2)[::-1]
    yield np.array([[1.0, 0.0], [0.0, 2.0]]), one, one, one, swapped, 2
    for n, d_model, n_heads in ((3, 4, 2), (5, 6, 2), (4, 6, 3), (3, 8, 2), (2, 12, 4), (4, 8, 8), (6, 10, 2)):
        yield *_a_sentence(rng, n, d_model), n_heads


def _one_head(rng):
    for n, d_model in ((1, 2), (4, 3), (2, 5), (6, 4), (3, 1)):
        yield *_a_sentence(rng, n, d_model), 1


def _another_order(rng):
    X, *matrices = _a_sentence(rng, 5, 6)
    touched = X.copy()
    touched[1] = 0
    yield touched, *matrices, 2
    for order in (np.arange(5), np.arange(5)[::-1], np.roll(np.arange(5), 2)):
        yield X[order], *matrices, 2
    yield np.repeat(X[:1], 4, axis=0), *matrices, 3


def _masks(rng):
    yield *_a_sentence(rng, 3, 4), 2, causal_mask(3)
    yield *_a_sentence(rng, 5, 6), 3, causal_mask(5)
    yield *_a_sentence(rng, 4, 8), 2, _open_to_some(rng, 2, 4, 4)  # for each head its own
    yield *_a_sentence(rng, 5, 6), 2, (np.arange(5) < 3)[None, None, :]  # two words of padding
    yield *_a_sentence(rng, 4, 6), 3, _open_to_some(rng, 3, 1, 4)
    yield *_a_sentence(rng, 3, 8), 4, np.array([False, True, True])
    nobody = causal_mask(4)
    nobody[2] = False
    yield *_a_sentence(rng, 4, 6), 2, nobody
    asleep = np.ones((3, 5, 5), bool)
    asleep[1, 3] = asleep[2] = False  # one reader of head 1, all of head 2
    yield *_a_sentence(rng, 5, 6), 3, asleep
    yield *_a_sentence(rng, 4, 6), 2, None


def _open_to_some(rng, *shape):
    """A random mask that leaves every row something to look at and something hidden."""
    mask = rng.random(shape) < 0.5
    mask[..., 0], mask[..., 1] = True, False
    return mask[..., rng.permutation(shape[-1])]


def _any_numbers(rng):
    yield rng.integers(-2, 3, (3, 4)), *rng.integers(-1, 2, (4, 4, 4)), 2
    yield *(array.astype(np.float32) for array in _a_sentence(rng, 5, 6)), 3, causal_mask(5)
    yield *map(strided, _a_sentence(rng, 4, 6)), 2, strided(_open_to_some(rng, 4, 4))
    yield *map(np.asfortranarray, _a_sentence(rng, 3, 8)), 4


MULTI_HEAD_ATTENTION = Exercise(
    multi_head_attention,
    builds_on=("project", "masked_attention", "split_heads", "merge_heads"),
    checks=(
        Check(
            Text("several heads", "几个头"),
            1,
            _several_heads,
            advice=Text(
                "Go through it stage by stage: Q, K, V from X; a slice of each for every head; scaled attention in every "
                "head; pages side by side; the editor. Print the shape after each stage.",
                "一站一站地查：由 X 得到 Q、K、V；每个头各拿一片；每个头里做缩放过的注意力；各页并排放；最后交给编辑。每一站之后都打印形状。",
            ),
        ),
        Check(
            Text("one head is plain attention", "一个头就是普通的注意力"),
            1,
            _one_head,
            advice=Text(
                "With one head there is nothing to cut: this must be the scaled self-attention that you know, times W_o, "
                "with weights of shape (1, n, n).",
                "只有一个头时没什么可切：这应当就是你熟悉的、缩放过的自注意力，再乘 W_o；权重的形状是 (1, n, n)。",
            ),
        ),
        Check(
            Text("one word touched, words in another order", "动一个词，换换次序"),
            1,
            _another_order,
            advice=Text(
                "Every word must be heard by all the others, and the same words in another order must give the same rows in "
                "that order. If not, words got mixed on the way; look at how the heads are split and merged.",
                "每个词，别的词都要听得见；同样的词换个次序，得到的行也应当只是换个次序。不然，就是词在半路上串了；看看各个头是怎么切开、怎么合上的。",
            ),
        ),
        Check(
            Text("masks of every shape", "各种形状的掩码"),
            2,
            _masks,
            advice=Text(
                "The mask may be the same for all heads, (n, n), or come as (n_heads, n, n) or (1, 1, n), or not at all; "
                "NumPy's broadcasting copes with all of them. A reader with nothing to look at gets zeros.",
                "掩码可以所有的头共用一份 (n, n)，也可以是 (n_heads, n, n) 或 (1, 1, n)，也可以没有；NumPy 的广播都能应付。什么都不能看的读者，"
                "得到的全是零。",
            ),
        ),
        Check(ANY_KIND, 1, _any_numbers, advice=KEEP_AS_IT_WAS, keeps_inputs=True),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "You have all the parts: the costumes of lesson 05, the two functions of today, the masked attention of lesson "
            "07. The editor is one more multiplication.",
            "零件都齐了：第 05 课的三身衣服，今天的两个函数，第 07 课带掩码的注意力。编辑只是再乘一次。",
        ),
        Text(
            "First make Q, K and V, whole, (n, d_model). Then cut each of the three into heads. Do not cut X itself.",
            "先做出完整的 Q、K、V，都是 (n, d_model)。再把这三样各切成几个头。不要切 X 本身。",
        ),
        Text(
            "`masked_attention` allows axes in front: give it all heads at once, (n_heads, n, d_head), and the mask as it is. "
            "No loop is needed.",
            "`masked_attention` 前面可以带别的轴：把所有的头 (n_heads, n, d_head) 一次交给它，掩码原样递进去，不用循环。",
        ),
        Text(
            "Then merge_heads, then `@ W_o`. Return outputs and weights; the weights keep their heads apart.",
            "然后 merge_heads，再 `@ W_o`。返回输出和权重；权重里各个头要分开留着。",
        ),
    ),
)
