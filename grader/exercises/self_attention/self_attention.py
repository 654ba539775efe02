"""A sentence that reads itself."""

import numpy as np

from grader.exercises.self_attention.project import project
from grader.exercises.self_attention.shared import ANY_KIND, ANY_SIZE, drawn_matrix, drawn_words, strided
from grader.exercises.softmax_weighting.shared import unstable_softmax
from grader.exercises.softmax_weighting.softmax import softmax
from grader.exercises.weighted_summation.attend import attend
from grader.exercises.weighted_summation.attention import attention
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import stops_with, works_for_one_size


def self_attention(X, W_q, W_k, W_v):
    """Every token reads every token, itself included: attention(X W_q, X W_k, X W_v), no scaling yet.

    X: (n, d_model), one token per row; W_q, W_k: (d_model, d); W_v: (d_model, d_v)
        ->  outputs: (n, d_v), weights: (n, n), row = who asks, each row sums to 1
    """
    Q = project(X, W_q)  # (n, d)
    K = project(X, W_k)  # (n, d)
    V = project(X, W_v)  # (n, d_v)
    return attention(Q, K, V)  # (n, d_v), (n, n)


def _sentence(rng, n, d_model, d, d_v):
    X = drawn_words(rng, n, d_model)
    return (
        X,
        drawn_matrix(rng, d_model, d),
        drawn_matrix(rng, d_model, d),
        np.round(rng.normal(1, 2, (d_model, d_v)), 1),
    )


def _a_few_words(rng):
    X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    yield (
        X,
        np.array([[0.0, 1.0], [0.0, 0.0]]),
        np.array([[0.0, 0.0], [1.0, 1.0]]),
        np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]]),
    )
    for shape in ((3, 4, 2, 3), (4, 3, 2, 2), (5, 8, 4, 4), (2, 5, 3, 5), (4, 3, 3, 3)):
        yield _sentence(rng, *shape)


def _any_size(rng):
    for shape in ((1, 4, 3, 2), (6, 1, 2, 3), (3, 4, 1, 2), (4, 3, 2, 1), (2, 3, 6, 4), (3, 3, 3, 3), (5, 8, 4, 4)):
        yield _sentence(rng, *shape)


def _shuffled_and_loud(rng):
    X, W_q, W_k, W_v = _sentence(rng, 4, 3, 2, 3)
    yield X, W_q, W_k, W_v
    yield X[[2, 0, 3, 1]], W_q, W_k, W_v
    yield X[[0, 1, 1, 2]], W_q, W_k, W_v
    loud = np.array([[30.0, 1.0], [30.0, 0.0], [-30.0, 2.0], [0.0, 0.5]])
    yield loud, np.eye(2), np.array([[1.0, 0.0], [0.0, 0.5]]), W_v[:2]


def _any_numbers(rng):
    yield (*(rng.integers(-1, 2, shape) for shape in ((4, 3), (3, 2), (3, 2))), rng.integers(1, 9, (3, 4)))
    yield tuple(array.astype(np.float32) for array in _sentence(rng, 3, 5, 4, 2))
    yield tuple(map(strided, _sentence(rng, 4, 3, 3, 2)))
    yield tuple(map(np.asfortranarray, _sentence(rng, 2, 4, 3, 5)))


def _with(weigh):
    """A wrong `self_attention`: costumes and sum are right, the scores (n, n) become something else than weights."""

    def wrong(X, W_q, W_k, W_v):
        weights = weigh((X @ W_q) @ (X @ W_k).T)
        return weights @ (X @ W_v), weights

    return wrong


def _keys_as_contents(X, W_q, W_k, W_v):
    weights = self_attention(X, W_q, W_k, W_v)[1]
    return weights @ (X @ W_k), weights


def _embeddings_as_contents(X, W_q, W_k, W_v):
    weights = self_attention(X, W_q, W_k, W_v)[1]
    return weights @ X, weights


def _readers_and_words_swapped(X, W_q, W_k, W_v):
    weights = self_attention(X, W_q, W_k, W_v)[1]
    return weights.T @ (X @ W_v), weights


def _returning_scores(X, W_q, W_k, W_v):
    return self_attention(X, W_q, W_k, W_v)[0], (X @ W_q) @ (X @ W_k).T


def _softened(X, W_q, W_k, W_v):
    weights = self_attention(X, W_q, W_k, W_v)[1]
    return softmax(weights) @ (X @ W_v), weights


def _first_word_only(X, W_q, W_k, W_v):
    for x in X:
        return attend(x @ W_q, X @ W_k, X @ W_v)


def _last_word_only(X, W_q, W_k, W_v):
    for x in X:
        page = attend(x @ W_q, X @ W_k, X @ W_v)
    return page


def _five_words(X, W_q, W_k, W_v):
    pages = [attend(X[i] @ W_q, X @ W_k, X @ W_v) for i in range(5)]
    return [page for page, _ in pages], [weights for _, weights in pages]


def _softmax_without_keepdims(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1)


def _powers_without_keepdims(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=1)


KEEPDIMS = Text(
    "The division lined up the readers' sums with the words asked. Keep the summed axis, or let your `softmax` of lesson 03 do "
    "it.",
    "做除法时，各位读者的和对到被问的词上去了。保留求和的那一维，或者交给你第 03 课的 `softmax`。",
)
NO_COSTUME = Text(
    "The words went to the library as they are: the scores are dot products of the embeddings themselves. Where do `W_q` and `W_k` "
    "come in?",
    "这些词没换衣服就去了图书馆：得分成了嵌入自己跟自己的点积。`W_q` 和 `W_k` 用到哪里去了？",
)
SAME_COSTUME = Text(
    "Query and key wear the same costume here: one matrix was used for both, and the scores are the same in both directions. A word "
    "asks with `W_q` and is found by `W_k`.",
    "你这里查询和键穿的是同一身衣服：一个矩阵用了两次，谁问谁得分都一样。词提问时穿 `W_q` 裁的，被找时穿 `W_k` 裁的。",
)
SCALED = Text(
    "You divided the scores by a root. A good idea, and one lesson early: here the scores are plain dot products.",
    "你把得分除以了一个平方根。想法很好，只是早了一课：这里的得分就是点积本身。",
)


SELF_ATTENTION = Exercise(
    self_attention,
    builds_on=("score_books", "score_matrix", "softmax", "weighted_sum", "attend", "attention", "project"),
    checks=(
        Check(
            Text("a few words", "几个词"),
            2,
            _a_few_words,
            advice=Text(
                "Three costumes first: X with each of the three matrices. Then the words read each other as readers read books in lesson "
                "04. Return (outputs, weights).",
                "先裁三身衣服：X 分别乘三个矩阵。然后词读词，就像第 04 课读者读书。返回 (outputs, weights)。",
            ),
        ),
        Check(
            ANY_SIZE,
            1,
            _any_size,
            advice=Text(
                "Try a sentence of one word, and values that are wider or narrower than the keys: outputs (n, d_v), weights (n, n).",
                "试试只有一个词的句子，再试试比键宽、比键窄的值：输出 (n, d_v)，权重 (n, n)。",
            ),
        ),
        Check(
            Text("shuffled words, loud words", "打乱的词，嗓门大的词"),
            1,
            _shuffled_and_loud,
            advice=Text(
                "Shuffle the words and the rows come out shuffled, nothing else; the same word twice gets the same page twice. And scores "
                "near a thousand may break nothing.",
                "词打乱了，出来的行也照样打乱，别的都不变；同一个词出现两次，就拿到两页一样的。得分近千，也不能出错。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers and float32 are welcome, and X and the three matrices stay as they were.",
                "整数和 float32 都要能用；X 和三个矩阵都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake("no-projection", lambda X, W_q, W_k, W_v: attention(X, X, X @ W_v), NO_COSTUME),
        Mistake("no-projection-at-all", lambda X, W_q, W_k, W_v: attention(X, X, X), NO_COSTUME),
        Mistake("query-costume-for-both", lambda X, W_q, W_k, W_v: self_attention(X, W_q, W_q, W_v), SAME_COSTUME),
        Mistake("key-costume-for-both", lambda X, W_q, W_k, W_v: self_attention(X, W_k, W_k, W_v), SAME_COSTUME),
        Mistake(
            "embeddings-for-values",
            _embeddings_as_contents,
            Text(
                "The weights are right, but what the words hand over is their embedding. They should hand over their values: `W_v` cuts "
                "those.",
                "权重是对的，可词交出来的是自己的嵌入。应当交出的是值：那是用 `W_v` 裁的。",
            ),
        ),
        Mistake(
            "keys-for-values",
            _keys_as_contents,
            Text(
                "You blended the keys. A key only says where to look; what a word hands over is its value.",
                "你混合的是键。键只告诉人往哪里看；词交出来的东西是值。",
            ),
        ),
        Mistake(
            "keys-and-values-swapped",
            lambda X, W_q, W_k, W_v: self_attention(X, W_q, W_v, W_k),
            Text(
                "Keys and values have changed places: the question was compared with the contents. `attention` takes readers, labels, "
                "contents, in this order.",
                "键和值换了位置：拿问题去比对内容了。`attention` 依次接收读者、标签、内容。",
            ),
        ),
        Mistake(
            "transposed-scores",
            lambda X, W_q, W_k, W_v: self_attention(X, W_k, W_q, W_v),
            Text(
                "Query and key have changed places: row i now shows who asks *about* word i. Row = who asks.",
                "查询和键换了位置：第 i 行成了谁来**问**第 i 个词。一行应当是一位提问者。",
            ),
        ),
        Mistake(
            "wrong-axis",
            _with(lambda scores: softmax(scores.T).T),
            Text(
                "Your columns sum to 1: the words asked share out those who ask. Each reader's row is a budget and must sum to 1.",
                "你让每一列加起来等于 1：变成被问的词在分提问的词了。一行才是一个词的预算，每行之和要等于 1。",
            ),
        ),
        Mistake(
            "global-sum",
            _with(lambda scores: softmax(scores.ravel()).reshape(scores.shape)),
            Text(
                "The whole sentence shares one single budget here. Every word has a whole one of its own.",
                "这里整句话合用一份预算。其实每个词都有完整的一份。",
            ),
        ),
        Mistake("missing-keepdims", _with(_softmax_without_keepdims), KEEPDIMS),
        Mistake("missing-keepdims-unstable", _with(_powers_without_keepdims), KEEPDIMS),
        Mistake(
            "outside-the-hull",
            _with(lambda scores: scores),
            Text(
                "No softmax on the way: scores went straight to the values. They are opinions, not yet a budget.",
                "中间少了 softmax：得分直接拿去读值了。得分只是看法，还不是预算。",
            ),
        ),
        Mistake(
            "scaled-too-early",
            lambda X, W_q, W_k, W_v: self_attention(X, W_q / np.sqrt(W_q.shape[1]), W_k, W_v),
            SCALED,
        ),
        Mistake(
            "scaled-by-sqrt-d-model",
            lambda X, W_q, W_k, W_v: self_attention(X, W_q / np.sqrt(len(W_q)), W_k, W_v),
            SCALED,
        ),
        Mistake(
            "softmax-twice",
            _with(lambda scores: softmax(softmax(scores))),
            Text(
                "Softmax ran twice: the second one took the weights for scores and made them nearly even. `attention` has done it already.",
                "Softmax 跑了两遍：第二遍把权重当成得分，几乎抹平了。`attention` 里已经做过了。",
            ),
        ),
        Mistake(
            "softmax-on-weights",
            _softened,
            Text(
                "The weights are right, but the sum is made with softened ones: another softmax has crept in between.",
                "权重是对的，求和时用的却是被抹平过的：中间又混进了一次 softmax。",
            ),
        ),
        Mistake(
            "mixes-columns",
            _readers_and_words_swapped,
            Text(
                "In the sum, those who ask and those who are asked have changed places: `weights.T`. Row i of the weights makes row i of the "
                "outputs.",
                "求和时，提问的和被问的换了位置（`weights.T`）。权重的第 i 行，合出输出的第 i 行。",
            ),
        ),
        Mistake(
            "no-max-subtraction",
            _with(unstable_softmax),
            Text(
                "A loud word breaks it: e to such a score overflows. The `softmax` of lesson 03 can bear it: use it, or `attention`.",
                "来了个嗓门大的词就出错：这么大的得分，e 的幂溢出了。第 03 课的 `softmax` 不怕大得分：用它，或者直接用 `attention`。",
            ),
        ),
        Mistake(
            "scores-for-weights",
            _returning_scores,
            Text(
                "The output is right, but the second thing you hand over is the scores. Score is before softmax, weight after it.",
                "输出是对的，可你交出的第二样是得分。softmax 之前叫得分，之后才叫权重。",
            ),
        ),
        Mistake(
            "outputs-only",
            lambda X, W_q, W_k, W_v: self_attention(X, W_q, W_k, W_v)[0],
            Text(
                "The pages are there, but nobody can see who read whom. Hand over two things: the outputs, then the weights.",
                "各页都有了，却看不出谁读了谁。要交两样东西：先输出，后权重。",
            ),
        ),
        Mistake(
            "swapped-pair",
            lambda X, W_q, W_k, W_v: self_attention(X, W_q, W_k, W_v)[::-1],
            Text(
                "Both are there, in the wrong order: the outputs come first, then the weights.",
                "两样都在，只是次序反了：输出在前，权重在后。",
            ),
        ),
        Mistake(
            "first-word-only",
            _first_word_only,
            Text(
                "Only the first word asked. All of them are readers, at the same time: one row each.",
                "只有第一个词提了问。每个词都是读者，大家同时问：一词一行。",
            ),
        ),
        Mistake(
            "last-word-only",
            _last_word_only,
            Text(
                "Only the last word's page is left: each turn of the loop replaces the one before. Collect them, one row a word.",
                "只剩下最后一个词的那一页：循环每转一圈，就把上一页换掉了。把它们收集起来，一个词一行。",
            ),
        ),
        Mistake(
            "lists-for-arrays",
            lambda X, W_q, W_k, W_v: attention(*((X @ W).tolist() for W in (W_q, W_k, W_v))),
            Text(
                "The costumes came as lists, and a list has no `.T` and no `.shape`. Make arrays of them (`np.array`) before you give "
                "them to a function that does sums with them.",
                "衣服装在列表里，而列表没有 `.T`，也没有 `.shape`。先用 `np.array` 变成数组，再交给要拿它们做运算的函数。",
            ),
            behaves=stops_with("'list' object has no attribute"),
        ),
        Mistake(
            "hard-wired",
            _five_words,
            Text(
                "A size of our sentence stands in your code as a number: 5 words, 8 qualities, 4 columns. Take the sizes from the arrays "
                "that come in.",
                "你把我们那句话的大小（5 个词、8 项特征、4 列）当成数字写死在代码里了。大小要从传进来的数组里取。",
            ),
            behaves=works_for_one_size(lambda X, W_q, W_k, W_v: (*X.shape, W_q.shape[1], W_v.shape[1])),
        ),
    ),
    hints=(
        Text(
            "You have written everything it takes. Today's `project` makes queries, keys and values; the rest stands in lesson 04.",
            "需要的东西你都写过了：今天的 `project` 裁出查询、键和值，其余的在第 04 课。",
        ),
        Text(
            "Project X three times, once with each matrix, and give the three results names: Q, K, V.",
            "让 X 分别乘三个矩阵，得到三样东西，起好名字：Q、K、V。",
        ),
        Text(
            "`attention` takes readers, labels and contents, in this order, and returns what you need, in the right order.",
            "`attention` 依次接收读者、标签和内容，返回的正是你要的两样，次序也对。",
        ),
    ),
)
