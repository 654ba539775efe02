"""Match, weight and sum for many readers at once."""

import numpy as np

from grader.exercises.matching.score_matrix import score_matrix
from grader.exercises.softmax_weighting.shared import unstable_softmax
from grader.exercises.softmax_weighting.softmax import softmax
from grader.exercises.weighted_summation.attend import attend
from grader.exercises.weighted_summation.shared import (
    ANY_KIND,
    HARD_WIRED,
    HULL,
    KEYS_FOR_VALUES,
    OUTPUTS_ONLY,
    SCALED,
    SCORES_RETURNED,
    SOFTMAX_TWICE,
    SWAPPED_PAIR,
    UNSTABLE,
    drawn_values,
    drawn_vectors,
    scaled,
    softens_weights,
    strided,
    three_steps,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import works_for_one_size


def attention(queries, keys, values):
    """Attention for many readers at once, each row of queries for itself (Vaswani et al. 2017, without the scaling).

    queries: (n_q, d), keys: (n_k, d), values: (n_k, d_v)
        ->  outputs: (n_q, d_v), outputs[i] = sum over books j of weights[i, j] * values[j]
            weights: (n_q, n_k), each row sums to 1
    """
    weights = softmax(score_matrix(queries, keys))  # (n_q, n_k), every row sums to 1
    return weights @ values, weights  # (n_q, n_k) @ (n_k, d_v) -> (n_q, d_v)


def _questions(rng, n_q, n_k, d, d_v):
    return drawn_vectors(rng, n_q, d), drawn_vectors(rng, n_k, d), drawn_values(rng, n_k, d_v)


def _a_few_readers(rng):
    keys, values = np.array([[2.0, 0.0], [0.0, 1.0]]), np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    yield np.array([[1.0, 2.0], [0.0, 0.0], [10.0, 0.0]]), keys, values
    for shape in ((2, 3, 4, 5), (4, 2, 3, 3), (3, 3, 2, 4), (3, 4, 4, 4), (3, 8, 4, 2)):
        yield _questions(rng, *shape)


def _readers_any_shape(rng):
    for shape in ((1, 4, 3, 2), (3, 1, 2, 4), (2, 5, 1, 3), (4, 3, 2, 1), (5, 2, 3, 6), (3, 3, 3, 3), (3, 8, 4, 2)):
        yield _questions(rng, *shape)


def _each_reader_alone(rng):
    queries, keys, values = _questions(rng, 3, 4, 2, 3)
    yield queries, keys, values
    yield queries[1:2], keys, values
    yield queries[::-1], keys, values
    keys = np.array([[2.0, 1.0], [2.0, 0.0], [2.0, -1.0]])
    yield np.array([[500.0, 1.0], [-500.0, 1.0], [0.0, -2.0], [0.0, 0.5]]), keys, drawn_values(rng, 3, 2)


def _readers_any_numbers(rng):
    yield rng.integers(-1, 2, (3, 4)), rng.integers(-1, 2, (2, 4)), rng.integers(1, 9, (2, 3))
    yield tuple(array.astype(np.float32) for array in _questions(rng, 3, 5, 4, 2))
    yield tuple(map(strided, _questions(rng, 4, 3, 3, 2)))
    yield tuple(map(np.asfortranarray, _questions(rng, 2, 4, 3, 5)))


def _softmax_without_keepdims(scores):
    lifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    return lifted / lifted.sum(axis=1)


def _books_and_readers_swapped(queries, keys, values):
    weights = softmax(score_matrix(queries, keys))
    return weights.T @ values, weights


def _attention_to_the_spines(queries, keys, values):
    weights = softmax(score_matrix(queries, keys))
    return weights @ keys, weights


def _attention_returning_scores(queries, keys, values):
    scores = score_matrix(queries, keys)
    return softmax(scores) @ values, scores


def _only_the_first_reader(queries, keys, values):
    for query in queries:
        return attend(query, keys, values)


def _only_the_last_reader(queries, keys, values):
    for query in queries:
        page = attend(query, keys, values)
    return page


def _three_readers(queries, keys, values):
    pages = np.zeros((3, 2))
    for i in range(3):
        pages[i] = attend(queries[i], keys, values)[0]
    return pages, softmax(score_matrix(queries, keys))


ATTENTION = Exercise(
    attention,
    builds_on=("score_books", "score_matrix", "softmax", "weighted_sum", "attend"),
    checks=(
        Check(
            Text("a few readers", "几位读者"),
            2,
            _a_few_readers,
            advice=Text(
                "One row per reader, all the way: a row of scores, a row of weights, a row of output. Return "
                "(outputs, weights).",
                "从头到尾一行一位读者：一行得分，一行权重，一行输出。返回 (outputs, weights)。",
            ),
        ),
        Check(
            Text("any number of readers and books", "多少读者、多少书都行"),
            1,
            _readers_any_shape,
            advice=Text(
                "Try 1 reader, 1 book, and more readers than books: outputs (n_q, d_v), weights (n_q, n_k).",
                "试试 1 位读者、1 本书、读者比书多：输出 (n_q, d_v)，权重 (n_q, n_k)。",
            ),
        ),
        Check(
            Text("every reader alone", "读者互不干扰"),
            1,
            _each_reader_alone,
            advice=Text(
                "A reader's page may not depend on who else is in the room: not on their number, nor on how "
                "loudly they ask.",
                "一位读者得到的页，与屋里还有谁无关：不管来了几位，也不管别人问得多响。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _readers_any_numbers,
            advice=Text(
                "Whole numbers and float32 are welcome, and queries, keys and values stay as they were.",
                "整数和 float32 都要能用；查询、键、值都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "wrong-axis",
            three_steps(score_matrix, lambda scores: softmax(scores.T).T),
            Text(
                "Your columns sum to 1: the books share out the readers. Each reader's row is a budget and "
                "must sum to 1.",
                "你让每一列加起来等于 1：变成书在分读者了。一行才是一位读者的预算，每行之和要等于 1。",
            ),
        ),
        Mistake(
            "global-sum",
            three_steps(score_matrix, lambda scores: softmax(scores.ravel()).reshape(scores.shape)),
            Text(
                "All readers share one single budget here. Each of them has a whole one of their own.",
                "这里所有读者合用一份预算。其实每位读者都有完整的一份。",
            ),
        ),
        Mistake(
            "global-max",
            three_steps(score_matrix, lambda scores: unstable_softmax(scores - scores.max())),
            Text(
                "You took the room's loudest score away from everybody, and a quiet reader was left with "
                "0/0. Use each row's own largest score, or simply your `softmax`.",
                "你让所有人都减去全场最大的得分，安静的读者只剩下 0/0。要减的是各行自己的最大值，或者直接用你的 `softmax`。",
            ),
        ),
        Mistake(
            "missing-keepdims",
            three_steps(score_matrix, _softmax_without_keepdims),
            Text(
                "The division lined the readers' sums up with the books. Keep the summed axis, or let your "
                "`softmax` do it.",
                "做除法时，各位读者的总和对到书上去了。求和时要保留那一维，或者交给你的 `softmax`。",
            ),
        ),
        Mistake(
            "transposed-scores",
            three_steps(lambda queries, keys: score_matrix(keys, queries), softmax),
            Text(
                "In your table the books ask the readers. Row = who asks: (n_q, n_k).",
                "在你的表里，是书在问读者。一行是一位提问的读者：(n_q, n_k)。",
            ),
        ),
        Mistake(
            "mixes-columns",
            _books_and_readers_swapped,
            Text(
                "`weights.T` swaps readers and books. A reader's row of weights must meet the rows of "
                "`values`, one a book.",
                "`weights.T` 把读者和书对调了。读者的那一行权重，要去配 `values` 里一本一行的书。",
            ),
        ),
        Mistake("keys-for-values", _attention_to_the_spines, KEYS_FOR_VALUES),
        Mistake("outside-the-hull", three_steps(score_matrix, lambda scores: scores), HULL),
        Mistake("scaled-too-early", three_steps(scaled, softmax), SCALED),
        Mistake("no-max-subtraction", three_steps(score_matrix, unstable_softmax), UNSTABLE),
        Mistake("scores-for-weights", _attention_returning_scores, SCORES_RETURNED),
        Mistake("outputs-only", lambda queries, keys, values: attention(queries, keys, values)[0], OUTPUTS_ONLY),
        Mistake(
            "swapped-pair",
            lambda queries, keys, values: attention(queries, keys, values)[::-1],
            SWAPPED_PAIR,
        ),
        Mistake(
            "first-reader-only",
            _only_the_first_reader,
            Text(
                "A `return` inside the loop sends everybody home after the first reader. Collect all pages first.",
                "循环里的 `return` 让第一位读者一走就关了门。先把所有人的页收齐。",
            ),
        ),
        Mistake(
            "last-reader-only",
            _only_the_last_reader,
            Text(
                "Only the last reader's page is left: each turn of the loop overwrites the one before. Collect the pages of "
                "all, and the weights as well.",
                "只剩下最后一位读者的页：循环每转一圈就盖掉上一圈。把所有人的页都收起来，权重也一样。",
            ),
        ),
        Mistake("softmax-on-weights", softens_weights(score_matrix, softmax), SOFTMAX_TWICE),
        Mistake("softmax-twice", three_steps(score_matrix, lambda scores: softmax(softmax(scores))), SOFTMAX_TWICE),
        Mistake(
            "hard-wired",
            _three_readers,
            HARD_WIRED,
            behaves=works_for_one_size(lambda queries, keys, values: (len(queries), *keys.shape, values.shape[1])),
        ),
        Mistake(
            "list-of-pairs",
            lambda queries, keys, values: [attend(query, keys, values) for query in queries],
            Text(
                "You have one pair (page, weights) per reader. Asked for is one pair: all pages, then all weights.",
                "你得到的是每位读者一对（页，权重）。要的只是一对：先是所有的页，再是所有的权重。",
            ),
        ),
    ),
    hints=(
        Text(
            "It is `attend` for a whole queue of readers: a loop that collects pages and weights is a fine answer.",
            "这就是给一整队读者用的 `attend`：写个循环，把页和权重都收集起来，就是很好的答案。",
        ),
        Text(
            "Without a loop: score_matrix scores for all readers at once, and your softmax already treats "
            "every row by itself.",
            "不用循环也行：score_matrix 一次给所有读者打分，你的 softmax 本来就一行归一行。",
        ),
        Text(
            "Weights (n_q, n_k), books (n_k, d_v): the two n_k stand side by side. Which operator turns that "
            "into (n_q, d_v)?",
            "权重 (n_q, n_k)，书 (n_k, d_v)：两个 n_k 正好挨着。哪个运算符能把它们变成 (n_q, d_v)？",
        ),
    ),
)
