"""One head of a real model: three projections with their biases, then scaled attention."""

import numpy as np

from grader.exercises.a_real_transformer.shared import (
    ANY_KIND,
    HARD_WIRED,
    INPUT_CHANGED,
    INTEGER_PAPER,
    KEEP_AS_IT_WAS,
    drawn,
    drawn_bias,
    strided,
)
from grader.exercises.scaling.scaled_attention import scaled_attention
from grader.exercises.softmax_weighting.shared import unstable_softmax
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import only_changes_inputs, works_for_one_size


def head_attention(X, W_q, b_q, W_k, b_k, W_v, b_v):
    """One head of a transformer: scaled attention with Q = X W_q + b_q, K = X W_k + b_k, V = X W_v + b_v.

    X: (n, d_model), W_q, W_k, W_v: (d_model, d), b_q, b_k, b_v: (d,)
        ->  outputs: (n, d), weights: (n, n), row = who asks, each row sums to 1
    """
    Q = X @ W_q + b_q  # (n, d)
    K = X @ W_k + b_k  # (n, d)
    V = X @ W_v + b_v  # (n, d)
    return scaled_attention(Q, K, V)  # (n, d), (n, n)


def _head(rng, n, d_model, d):
    """Words and a head that leave every word some weight."""
    X = drawn(rng, n, d_model)
    W_q, W_k, W_v = (np.round(rng.normal(0, d_model**-0.5, (d_model, d)), 2) for _ in range(3))
    return X, W_q, drawn_bias(rng, d), W_k, drawn_bias(rng, d), W_v, 2 * drawn_bias(rng, d)


def _a_few_words(rng):
    X = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])
    yield (
        X,
        *(np.zeros((2, 4)), np.array([2.0, 0, 0, 0])),
        *(np.array([[0.0, 0, 0, 0], [1.0, 0, 0, 0]]), np.array([0.0, 1, 0, 0])),
        *(np.array([[4.0, 0, 0, 0], [0.0, 4, 0, 0]]), np.array([1.0, 1, 1, 0])),
    )
    for shape in ((3, 5, 4), (4, 6, 2), (5, 8, 3), (2, 4, 5), (6, 3, 4)):
        yield _head(rng, *shape)


def _any_size(rng):
    for shape in ((1, 4, 3), (4, 1, 2), (3, 5, 1), (2, 3, 6), (3, 3, 3), (7, 12, 9), (4, 4, 16), (9, 5, 2)):
        yield _head(rng, *shape)


def _company(rng):
    X, *head = _head(rng, 4, 5, 3)
    yield X, *head
    yield X[[2, 0, 3, 1]], *head
    yield X[[0, 1, 1, 2]], *head
    W = np.array([[1.0, 0.0], [0.0, 0.5], [0.0, 1.0]])
    loud = np.array([[40.0, 1.0, 0.0], [40.0, 0.0, 0.2], [-40.0, 2.0, 0.1], [0.0, 0.5, 1.0]])
    yield loud, W, np.array([0.5, 1.0]), W, np.array([1.0, -1.0]), drawn(rng, 3, 2), drawn_bias(rng, 2)


def _any_numbers(rng):
    whole = [rng.integers(-1, 2, shape) for shape in ((4, 3), (3, 2), (2,), (3, 2), (2,))]
    yield *whole, rng.integers(1, 9, (3, 2)), np.array([3, 5])
    yield tuple(array.astype(np.float32) for array in _head(rng, 3, 5, 4))
    yield tuple(map(strided, _head(rng, 4, 3, 2)))
    yield tuple(map(np.asfortranarray, _head(rng, 5, 4, 3)))


def _costumes(X, W_q, b_q, W_k, b_k, W_v, b_v):
    return X @ W_q + b_q, X @ W_k + b_k, X @ W_v + b_v


def _other(score=None, weigh=softmax):
    """Right costumes and a right sum; the scores are made or shared out in another way."""

    def wrong(*head):
        Q, K, V = _costumes(*head)
        weights = weigh(score(Q, K) if score else Q @ K.T / np.sqrt(Q.shape[1]))
        return weights @ V, weights

    return wrong


def _one_page(choose):
    def wrong(*head):
        Q, K, V = _costumes(*head)
        weights = softmax(Q @ K.T / np.sqrt(Q.shape[1]))
        return choose(weights, Q, K, V, head[0])

    return wrong


def _by_the_width_of_the_words(X, *head):
    Q, K, V = _costumes(X, *head)
    weights = softmax(Q @ K.T / np.sqrt(X.shape[1]))
    return weights @ V, weights


def _keepdims_forgotten(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1)


def _along_the_columns(scores):
    return softmax(scores.T).T


def _adds_the_bias_to_the_words(X, W_q, b_q, W_k, b_k, W_v, b_v):
    return scaled_attention((X + b_q) @ W_q, (X + b_k) @ W_k, (X + b_v) @ W_v)


def _on_whole_number_paper(*head):
    outputs, weights = head_attention(*head)
    paper = np.zeros((len(weights), outputs.shape[1]), head[0].dtype)
    paper[...] = outputs
    return paper, weights


def _in_place(X, *head):
    right = head_attention(X, *head)
    if X.dtype.kind == "f":
        X += 1
    return right


def _five_words(X, *head):
    outputs, weights = head_attention(X, *head)
    if len(X) != 3:
        raise ValueError("operands could not be broadcast together")
    return outputs, weights


NO_BIAS = Text(
    "The matrices are all there, the biases are not: every word's query and value is shifted by the same row of numbers, learned like "
    "the rest. (The key's, oddly enough, would not be missed.)",
    "矩阵都用上了，偏置没有：每个词的查询和值，都要平移同样的一行数，它和矩阵一样是学来的。（说来也怪，键的那一份，少了倒看不出来。）",
)

HEAD_ATTENTION = Exercise(
    head_attention,
    builds_on=("softmax", "scaled_scores", "scaled_attention"),
    checks=(
        Check(
            Text("a few words", "几个词"),
            2,
            _a_few_words,
            advice=Text(
                "Three costumes first, each with its bias; then scaled attention as in lesson 06. Return (outputs, weights).",
                "先裁三身衣服，每身都加上自己的偏置；然后是第 06 课的缩放注意力。返回 (outputs, weights)。",
            ),
        ),
        Check(
            Text("sentences and heads of any size", "各种长短的句子，各种宽窄的头"),
            1,
            _any_size,
            advice=Text(
                "The scale is the root of the head's own width d, and not of the words' width d_model. Outputs (n, d), weights (n, n).",
                "缩放用的是头自己的宽度 d 的平方根，不是词的宽度 d_model。输出 (n, d)，权重 (n, n)。",
            ),
        ),
        Check(
            Text("shuffled words, loud words", "打乱的词，嗓门大的词"),
            1,
            _company,
            advice=Text(
                "Shuffle the words and the rows come out shuffled, nothing else. And a score near a thousand may break nothing.",
                "词打乱了，出来的行也照样打乱，别的都不变。得分近千，也不能出错。",
            ),
        ),
        Check(ANY_KIND, 1, _any_numbers, advice=KEEP_AS_IT_WAS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "no-bias",
            lambda X, W_q, b_q, W_k, b_k, W_v, b_v: scaled_attention(X @ W_q, X @ W_k, X @ W_v),
            NO_BIAS,
        ),
        Mistake(
            "no-query-bias",
            lambda X, W_q, b_q, W_k, b_k, W_v, b_v: scaled_attention(X @ W_q, X @ W_k + b_k, X @ W_v + b_v),
            Text(
                "The query has lost its bias: what every word of this head asks for, whoever it is.",
                "查询少了偏置：不管是哪个词，在这个头里都要问的那一份。",
            ),
        ),
        Mistake(
            "no-value-bias",
            lambda X, W_q, b_q, W_k, b_k, W_v, b_v: scaled_attention(X @ W_q + b_q, X @ W_k + b_k, X @ W_v),
            Text(
                "The weights are right, but the value has lost its bias: the pages are all off by the same row of numbers.",
                "权重是对的，可值少了偏置：每一页都差了同样的一行数。",
            ),
        ),
        Mistake(
            "biases-swapped",
            lambda X, W_q, b_q, W_k, b_k, W_v, b_v: scaled_attention(X @ W_q + b_k, X @ W_k + b_q, X @ W_v + b_v),
            Text("The biases of query and key have changed places.", "查询和键的偏置换了位置。"),
        ),
        Mistake(
            "bias-before-the-matrix",
            _adds_the_bias_to_the_words,
            Text(
                "The bias was added to the words and went through the matrix. It has the head's width d, and comes after the matrix.",
                "你把偏置加到词上，让它也过了一遍矩阵。偏置的宽度是头的 d，要在乘过矩阵之后再加。",
            ),
        ),
        Mistake(
            "unscaled",
            _other(score=lambda Q, K: Q @ K.T),
            Text(
                "These scores are plain dot products. Lesson 06: they grow with the head's width; bring them back first.",
                "这些得分只是点积。第 06 课说过：头越宽，它们越响；先压回来。",
            ),
        ),
        Mistake(
            "by-d",
            _other(score=lambda Q, K: Q @ K.T / Q.shape[1]),
            Text(
                "Your scores were divided by d altogether. Its square root, once, is enough; `scaled_attention` does it already.",
                "你的得分总共被除以了 d。除以它的平方根、除一次就够；`scaled_attention` 已经替你除了。",
            ),
        ),
        Mistake(
            "by-sqrt-d-model",
            _by_the_width_of_the_words,
            Text(
                "You divided by the root of the words' width, d_model. How loud a score is depends on how many numbers are added up in it: "
                "those of one head.",
                "你除以的是词的宽度 d_model 的平方根。一个得分有多响，看它是由多少个数加起来的：那是一个头的宽度。",
            ),
        ),
        Mistake(
            "multiplied",
            _other(score=lambda Q, K: Q @ K.T * np.sqrt(Q.shape[1])),
            Text(
                "You multiplied by the root of d. That makes loud scores louder still.",
                "你乘上了 d 的平方根。本来就响的得分更响了。",
            ),
        ),
        Mistake(
            "transposed-scores",
            _other(score=lambda Q, K: K @ Q.T / np.sqrt(Q.shape[1])),
            Text(
                "Query and key have changed places: row i shows who asks *about* word i. Row = who asks.",
                "查询和键换了位置：第 i 行成了谁来**问**第 i 个词。一行应当是一位提问者。",
            ),
        ),
        Mistake(
            "wrong-axis",
            _other(weigh=_along_the_columns),
            Text(
                "Your columns sum to 1. Each reader's row is a budget: the rows must.",
                "你让每一列加起来等于 1。一行才是一位读者的预算：该等于 1 的是行。",
            ),
        ),
        Mistake(
            "missing-keepdims",
            _other(weigh=_keepdims_forgotten),
            Text(
                "The division lined the readers' sums up with the words asked. Keep the summed axis, or let your earlier functions do it.",
                "做除法时，各位读者的和对到被问的词上去了。保留求和的那一维，或者交给以前写的函数。",
            ),
        ),
        Mistake(
            "no-softmax",
            _other(weigh=lambda scores: scores),
            Text(
                "No softmax on the way: these are scores, not yet a budget.",
                "中间少了 softmax：这些是得分，还不是预算。",
            ),
        ),
        Mistake(
            "no-max-subtraction",
            _other(weigh=unstable_softmax),
            Text(
                "A loud word breaks it: e to such a score overflows. The `softmax` of lesson 03 can bear it.",
                "来了个嗓门大的词就出错：这么大的得分，e 的幂溢出了。第 03 课的 `softmax` 不怕。",
            ),
        ),
        Mistake(
            "keys-for-values",
            _one_page(lambda weights, Q, K, V, X: (weights @ K, weights)),
            Text(
                "You blended the keys. A key says where to look; what a word hands over is its value.",
                "你混合的是键。键只告诉人往哪里看；词交出来的是值。",
            ),
        ),
        Mistake(
            "mixes-columns",
            _one_page(lambda weights, Q, K, V, X: (weights.T @ V, weights)),
            Text(
                "In the sum, those who ask and those who are asked have changed places: `weights.T`.",
                "求和时，提问的和被问的换了位置（`weights.T`）。",
            ),
        ),
        Mistake(
            "scores-for-weights",
            _one_page(lambda weights, Q, K, V, X: (weights @ V, Q @ K.T / np.sqrt(Q.shape[1]))),
            Text(
                "The output is right, but the second thing you hand over is the scores. Score is before softmax, weight after it.",
                "输出是对的，可你交出的第二样是得分。softmax 之前叫得分，之后才叫权重。",
            ),
        ),
        Mistake(
            "outputs-only",
            _one_page(lambda weights, Q, K, V, X: weights @ V),
            Text("Hand over two things: the outputs, then the weights.", "要交两样东西：先输出，后权重。"),
        ),
        Mistake(
            "weights-only",
            _one_page(lambda weights, Q, K, V, X: weights),
            Text(
                "Only the weights came back. Two things are wanted: the outputs, then the weights.",
                "交回来的只有权重。要的是两样：先输出，后权重。",
            ),
        ),
        Mistake(
            "swapped-pair",
            _one_page(lambda weights, Q, K, V, X: (weights, weights @ V)),
            Text(
                "Both are there, in the wrong order: outputs first, then weights.",
                "两样都在，只是次序反了：输出在前，权重在后。",
            ),
        ),
        Mistake("integer-truncation", _on_whole_number_paper, INTEGER_PAPER),
        Mistake("input-changed", _in_place, INPUT_CHANGED, behaves=only_changes_inputs),
        Mistake(
            "hard-wired",
            _five_words,
            HARD_WIRED,
            behaves=works_for_one_size(lambda X, W_q, *_: (*X.shape, W_q.shape[1])),
        ),
    ),
    hints=(
        Text(
            "It is `self_attention` of lesson 05 with two changes: each costume gets its bias, and the scores are scaled.",
            "它就是第 05 课的 `self_attention`，只有两处不同：每身衣服加上偏置，得分要缩放。",
        ),
        Text(
            "A bias (d,) added to a table (n, d) goes to every row. So: X times the matrix, plus the bias, three times.",
            "把偏置 (d,) 加到表 (n, d) 上，每一行都会加到。所以就是：X 乘矩阵，加偏置，做三次。",
        ),
        Text(
            "Then `scaled_attention` from lesson 06 takes Q, K, V and returns what you need, in the right order.",
            "然后第 06 课的 `scaled_attention` 接过 Q、K、V，返回的正是你要的两样，次序也对。",
        ),
    ),
)
