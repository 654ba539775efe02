"""Match, weight and sum for one reader."""

import numpy as np

from grader.exercises.matching.score_books import score_books
from grader.exercises.softmax_weighting.shared import unstable_softmax
from grader.exercises.softmax_weighting.softmax import softmax
from grader.exercises.weighted_summation.shared import (
    ANY_KIND,
    ANY_SIZE,
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
from grader.exercises.weighted_summation.weighted_sum import weighted_sum
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import works_for_one_size


def attend(query, keys, values):
    """Attention for one reader: dot-product scores, softmax, weighted sum; no scaling.

    query: (d,), keys: (n, d), values: (n, d_v)  ->  output: (d_v,), weights: (n,)
    """
    weights = softmax(score_books(query, keys))  # (n, d), (d,) -> (n,)
    return weighted_sum(weights, values), weights  # (d_v,), (n,)


def _one_question(rng, n, d, d_v):
    return drawn_vectors(rng, d), drawn_vectors(rng, n, d), drawn_values(rng, n, d_v)


def _one_reader(rng):
    values = np.array([[4.0, 0.0, 8.0], [0.0, 4.0, 8.0]])
    yield np.array([1.0, 2.0]), np.array([[2.0, 0.0], [0.0, 1.0]]), values
    yield np.array([1.0, 0.0]), np.array([[0.0, 5.0], [-1.0, 2.0]]), values
    for n, d, d_v in ((3, 2, 4), (5, 4, 3), (4, 4, 4), (8, 4, 2)):
        yield _one_question(rng, n, d, d_v)


def _one_reader_any_shape(rng):
    for n, d, d_v in ((1, 3, 2), (6, 1, 3), (4, 3, 1), (3, 7, 2), (2, 3, 6), (3, 3, 3), (8, 4, 2)):
        yield _one_question(rng, n, d, d_v)


def _large_scores(rng):
    keys = np.array([[20.0, 1.0], [20.0, 0.0], [30.0, 2.0], [20.0, -1.0]])
    for query in ([-100.0, 1.0], [50.0, 2.0]):  # close rivals at about -2000, one favourite at about 1500
        yield np.array(query), rng.permutation(keys), drawn_values(rng, 4, 3)
    yield _one_question(rng, 4, 3, 2)


def _one_reader_any_numbers(rng):
    yield rng.integers(-2, 3, 3), rng.integers(-1, 2, (4, 3)), rng.integers(1, 9, (4, 2))
    yield tuple(array.astype(np.float32) for array in _one_question(rng, 5, 3, 2))
    yield tuple(map(strided, _one_question(rng, 3, 4, 2)))
    yield tuple(map(np.asfortranarray, _one_question(rng, 4, 2, 3)))


def _attend_to_the_spines(query, keys, values):
    weights = softmax(score_books(query, keys))
    return weights @ keys, weights


def _attend_by_contents(query, keys, values):
    weights = softmax(values @ query)
    return weights @ values, weights


def _attend_returning_scores(query, keys, values):
    scores = score_books(query, keys)
    return softmax(scores) @ values, scores


def _attend_in_a_table(query, keys, values):
    weights = softmax(query[None, :] @ keys.T)
    return weights @ values, weights


def _eight_books(query, keys, values):
    weights = softmax(np.array([query @ keys[j] for j in range(8)]))
    return sum(weights[j] * values[j] for j in range(8)), weights


ATTEND = Exercise(
    attend,
    builds_on=("score_books", "softmax", "weighted_sum"),
    checks=(
        Check(
            Text("one reader's page", "一位读者的一页"),
            2,
            _one_reader,
            advice=Text(
                "Three steps in this order: match (scores), weight (softmax), sum (the page). Then return "
                "page and weights.",
                "三步，依次做：匹配（得分），加权（softmax），求和（那一页）。最后返回这一页和权重。",
            ),
        ),
        Check(
            ANY_SIZE,
            1,
            _one_reader_any_shape,
            advice=Text(
                "Query and keys share d; keys and values share n; the output has the d_v of the values. "
                "Nothing else need agree.",
                "查询和键共有 d，键和值共有 n，输出的宽度是值的 d_v。除此之外，都不必相等。",
            ),
        ),
        Check(
            Text("large scores", "很大的得分"),
            1,
            _large_scores,
            advice=Text(
                "Scores in the thousands must work too, below zero and above: no weight may become NaN.",
                "得分上千也要对，正的负的都一样：权重里不能出现 NaN。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _one_reader_any_numbers,
            advice=Text(
                "Whole numbers and float32 are welcome, and query, keys and values stay as they were.",
                "整数和 float32 都要能用；查询、键、值都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake("keys-for-values", _attend_to_the_spines, KEYS_FOR_VALUES),
        Mistake("outside-the-hull", three_steps(score_books, lambda scores: scores), HULL),
        Mistake(
            "raw-shares",
            three_steps(score_books, lambda scores: scores / scores.sum(axis=-1, keepdims=True)),
            Text(
                "Dividing by the sum of the scores breaks as soon as a score is negative. Lesson 03 found a better way "
                "to share out the budget.",
                "一出现负的得分，除以总和就行不通了。第 03 课找到过更好的分预算的办法。",
            ),
        ),
        Mistake(
            "best-book-only",
            three_steps(score_books, lambda scores: (scores == scores.max()).astype(float)),
            Text(
                "You picked one book. Attention reads all of them a little; that is what softmax is for.",
                "你只挑了一本。注意力会把每本书都读一点，softmax 就是为此而来。",
            ),
        ),
        Mistake("scaled-too-early", three_steps(scaled, softmax), SCALED),
        Mistake("softmax-on-weights", softens_weights(score_books, softmax), SOFTMAX_TWICE),
        Mistake("softmax-twice", three_steps(score_books, lambda scores: softmax(softmax(scores))), SOFTMAX_TWICE),
        Mistake(
            "hard-wired",
            _eight_books,
            HARD_WIRED,
            behaves=works_for_one_size(lambda query, keys, values: (*keys.shape, values.shape[1])),
        ),
        Mistake(
            "scores-by-contents",
            _attend_by_contents,
            Text(
                "You matched the question with the contents. The librarian matches it with the labels and "
                "only then opens the books.",
                "你拿问题去比对书的内容了。管理员先比对标签，之后才翻开书。",
            ),
        ),
        Mistake("no-max-subtraction", three_steps(score_books, unstable_softmax), UNSTABLE),
        Mistake("scores-for-weights", _attend_returning_scores, SCORES_RETURNED),
        Mistake("outputs-only", lambda query, keys, values: attend(query, keys, values)[0], OUTPUTS_ONLY),
        Mistake(
            "returns-weights",
            lambda query, keys, values: attend(query, keys, values)[1],
            Text(
                "That is how much of each book, not what they say. Hand over two things: the output, then the weights.",
                "这只说明每本书读多少，没说书里讲了什么。要交两样东西：先输出，后权重。",
            ),
        ),
        Mistake("swapped-pair", lambda query, keys, values: attend(query, keys, values)[::-1], SWAPPED_PAIR),
        Mistake(
            "one-row-too-many",
            _attend_in_a_table,
            Text(
                "The numbers are right, but they come as tables with one row. One reader: output (d_v,), weights (n,).",
                "数都对，却装在只有一行的表里。只有一位读者：输出 (d_v,)，权重 (n,)。",
            ),
        ),
    ),
    hints=(
        Text(
            "You have written all three steps already, one a lesson. Call them one after the other.",
            "三步你都写过了，一课一步。把它们接起来调用就行。",
        ),
        Text(
            "Question and labels make scores; scores make weights; weights and books make the page.",
            "问题和标签得出得分，得分变成权重，权重和书合成一页。",
        ),
        Text(
            "score_books, then softmax, then weighted_sum. Keep the weights under a name: you need them twice.",
            "先 score_books，再 softmax，再 weighted_sum。给权重起个名字留着：要用两次。",
        ),
    ),
)
