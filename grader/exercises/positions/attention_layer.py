"""The midterm: positions, mask and heads in one layer."""

import numpy as np

from grader.exercises.causal_mask.causal_mask import causal_mask
from grader.exercises.multi_head.multi_head_attention import multi_head_attention
from grader.exercises.positions.attention_layer_mistakes import KNOWN_MISTAKES
from grader.exercises.positions.sinusoidal_positions import sinusoidal_positions
from grader.exercises.weighted_summation.shared import strided
from grader.judge import Check, Exercise, Text

NAMES = ("W_q", "W_k", "W_v", "W_o")


def attention_layer(X, parameters, n_heads):
    """A causal multi-head self-attention layer with sinusoidal positions (Vaswani et al. 2017, sections 3.2 and 3.5).

    X: (n, d_model), one token per row, d_model even
    parameters: dict of "W_q", "W_k", "W_v", "W_o", each (d_model, d_model); n_heads divides d_model
        ->  outputs: (n, d_model), weights: (n_heads, n, n); row i sees rows 0 to i
    """
    n, d_model = X.shape
    stamped = X + sinusoidal_positions(n, d_model)  # (n, d_model)
    W_q, W_k, W_v, W_o = (parameters[name] for name in ("W_q", "W_k", "W_v", "W_o"))
    return multi_head_attention(stamped, W_q, W_k, W_v, W_o, n_heads, causal_mask(n))


def _words(rng, n, d_model):
    return np.round(rng.normal(0, 1, (n, d_model)), 1)


def _parameters(rng, d_model, order=NAMES):
    """Four matrices that leave every word some weight; `order` is that of the dict, which should not matter."""
    return {name: np.round(rng.normal(0, 1.1 / np.sqrt(d_model), (d_model, d_model)), 1) for name in order}


def _one_word(rng):
    yield np.array([[1.0, 1.0]]), dict.fromkeys(NAMES, np.eye(2)), 1
    yield np.array([[2.0, 0.0]]), {**dict.fromkeys(NAMES, np.eye(2)), "W_v": np.array([[1.0, 3.0], [0.0, 2.0]])}, 1
    for d_model, n_heads in ((4, 2), (6, 3), (8, 1)):
        yield _words(rng, 1, d_model), _parameters(rng, d_model), n_heads


def _one_head(rng):
    yield np.zeros((2, 2)), dict.fromkeys(NAMES, np.eye(2)), 1
    for n, d_model in ((3, 2), (5, 4), (4, 6), (3, 8)):
        yield _words(rng, n, d_model), _parameters(rng, d_model), 1


def _several_heads(rng):
    for n, d_model, n_heads in ((3, 4, 2), (5, 6, 3), (5, 8, 2), (4, 8, 4), (7, 6, 2), (2, 10, 5)):
        yield _words(rng, n, d_model), _parameters(rng, d_model), n_heads
    yield _words(rng, 4, 6), _parameters(rng, 6, order=NAMES[::-1]), 2


def _tomorrow_changes(rng):
    for n, d_model, n_heads in ((3, 4, 1), (4, 6, 2), (5, 8, 4)):
        X, parameters = _words(rng, n, d_model), _parameters(rng, d_model)
        yield X, parameters, n_heads
        other = X.copy()
        other[-1] = _words(rng, 1, d_model) + 1
        yield other, parameters, n_heads
        yield X[:-1], parameters, n_heads


def _words_change_places(rng):
    X, parameters = _words(rng, 5, 8), _parameters(rng, 8)
    for order in ([0, 1, 2, 3, 4], [0, 4, 2, 3, 1], [3, 1, 2, 0, 4]):
        yield X[order], parameters, 2
    yield np.repeat(X[:1], 4, axis=0), parameters, 4  # one word, four times


def _any_numbers(rng):
    yield rng.integers(-2, 3, (3, 4)), {name: rng.integers(-1, 2, (4, 4)) for name in NAMES}, 2
    X, parameters = _words(rng, 5, 6), _parameters(rng, 6)
    yield X.astype(np.float32), {name: W.astype(np.float32) for name, W in parameters.items()}, 3
    yield strided(_words(rng, 4, 8)), {name: strided(W) for name, W in _parameters(rng, 8).items()}, 2
    yield np.asfortranarray(_words(rng, 3, 4)), _parameters(rng, 4, order=("W_o", "W_v", "W_q", "W_k")), 1


ATTENTION_LAYER = Exercise(
    attention_layer,
    builds_on=("sinusoidal_positions", "causal_mask", "multi_head_attention"),
    checks=(
        Check(
            Text("a text of one word", "只有一个词的文本"),
            1,
            _one_word,
            advice=Text(
                "A single word can only read itself, weight 1. What is left is: stamp it with place 0, times W_v, times W_o. Do the "
                "first example in your head.",
                "只有一个词，只能读自己，权重是 1。剩下的就是：盖上位置 0 的戳，乘 W_v，再乘 W_o。第一个例子可以心算。",
            ),
        ),
        Check(
            Text("one head is the attention of lesson 07", "一个头，就是第 07 课的注意力"),
            1,
            _one_head,
            advice=Text(
                "With one head, outputs and weights are those of `masked_attention` on the stamped words, with a causal mask; the "
                "outputs then go through W_o, and the weights stand in a stack of one: (1, n, n).",
                "只有一个头时，输出和权重就是对盖过戳的词做 `masked_attention`，用因果掩码；输出还要过一遍 W_o，权重放在只有一层的一叠里：(1, n, n)。",
            ),
        ),
        Check(
            Text("several heads, texts of any length", "几个头，文本长短不限"),
            1,
            _several_heads,
            advice=Text(
                "Print the shapes along the way: words (n, d_model), weights (n_heads, n, n), outputs (n, d_model). And take each matrix "
                "out of the dict by its name.",
                "一路打印形状：词 (n, d_model)，权重 (n_heads, n, n)，输出 (n, d_model)。还有，从字典里取矩阵要按名字取。",
            ),
        ),
        Check(
            Text("tomorrow changes nothing", "明天改不了昨天"),
            1,
            _tomorrow_changes,
            advice=Text(
                "The same text three times: as it is, with another last word, without its last word. No earlier row may move.",
                "同一段文本来三遍：原样，换掉最后一个词，去掉最后一个词。前面的各行都不该动。",
            ),
        ),
        Check(
            Text("the order of the words counts", "词序要紧"),
            1,
            _words_change_places,
            advice=Text(
                "The same words in three orders, and one word four times over: every word must carry the stamp of the place where it "
                "stands *now*.",
                "同样的词排成三种次序，还有一个词连写四遍：每个词身上的戳，都应当是它**现在**所站的位置。",
            ),
        ),
        Check(
            Text("any kind of numbers, inputs untouched", "各种数，输入原样不动"),
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers, float32 and slices are welcome; X and the parameters stay as they were.",
                "整数、float32、切片都要能用；X 和各个参数都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "Three of your pieces are enough. One says where the words stand, one who may look at whom, and one does all the reading.",
            "用你写过的三样就够了：一样说词站在哪里，一样说谁能看谁，一样把该读的都读了。",
        ),
        Text(
            "Where do the stamps belong? Before Q, K and V are cut, so that all three can know the place. And they have the same shape "
            "as X, (n, d_model).",
            "戳该在什么时候盖？在裁出 Q、K、V 之前，这样三者都能知道位置。它们的形状和 X 一样：(n, d_model)。",
        ),
        Text(
            "`multi_head_attention` takes the stamped words, the four matrices by name, n_heads and a mask; `causal_mask(n)` is that mask. "
            "It returns just what you have to return.",
            "`multi_head_attention` 要的是盖过戳的词、按名字取出的四个矩阵、n_heads 和掩码；`causal_mask(n)` 就是那个掩码。它返回的，正是你要返回的。",
        ),
    ),
)
