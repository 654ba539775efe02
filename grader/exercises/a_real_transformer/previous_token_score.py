"""How much of a head's budget goes one step back."""

import numpy as np

from grader.exercises.a_real_transformer.shared import (
    HARD_WIRED,
    INPUT_CHANGED,
    KEEP_AS_IT_WAS,
    ROUNDED,
    strided,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import failed_calls, is_rounded, only_changes_inputs, works_for_one_size
from grader.judge.comparison import as_numbers


def previous_token_score(weights):
    """How much weight each token gives to the one just before it, on average: mean of weights[i, i-1] for i >= 1.

    weights: (n, n), n >= 2, row = who asks  ->  float; the first token has none before it and does not count
    """
    return np.mean(np.diagonal(weights, offset=-1))  # (n - 1,) numbers


def _budgets(rng, n):
    """Weights of five decimals, rows of 1, none zero."""
    return np.array([(1 + rng.multinomial(10**5 - n, rng.dirichlet(np.full(n, 0.8)))) / 10**5 for _ in range(n)])


def _a_few_words(rng):
    yield (np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1], [0.5, 0.4, 0.1]]),)
    yield (np.array([[0.9, 0.1], [0.7, 0.3]]),)
    for n in (4, 5, 3, 6):
        yield (_budgets(rng, n),)


def _any_length(rng):
    for n in (4, 7, 12, 30, 9):
        yield (_budgets(rng, n),)


def _pure_habits(rng):
    back = np.eye(5, k=-1)
    back[0, 0] = 1.0
    yield (back,)
    yield (0.8 * np.eye(4, k=-1) + np.array([[1.0, 0, 0, 0], [0.2, 0, 0, 0], [0.2, 0, 0, 0], [0.2, 0, 0, 0]]),)
    ahead = 0.9 * np.eye(6, k=1) + 0.1 * np.eye(6, k=-1)
    ahead[0, 0], ahead[5, 0] = 0.1, 0.9
    yield (ahead,)
    yield (_budgets(rng, 5),)


def _any_numbers(rng):
    yield (np.array([[1, 0, 0], [1, 0, 0], [0, 0, 1]]),)
    yield (_budgets(rng, 4).astype(np.float32),)
    yield (strided(_budgets(rng, 5)),)
    yield (np.asfortranarray(_budgets(rng, 6)),)
    yield (_budgets(rng, 3),)


def _loop_stops_early(weights):
    n = len(weights)
    return float(np.mean([weights[i, i - 1] for i in range(1, n - 1)])) if n > 2 else 0.0


def _scribbles(weights):
    right = float(np.mean(np.diagonal(weights, -1)))
    weights[0] = 0
    return right


def _of_the_rest(weights):
    seen = weights[:, 1:] / weights[:, 1:].sum(axis=1, keepdims=True)
    return float(np.mean(np.diagonal(seen[1:], -1))) if len(seen) > 2 else 0.0


def _divides_by_a_constant(weights):
    return float(np.diagonal(weights, -1).sum() / 4)


def _gives_the_row(calls):
    return any(
        (got := as_numbers(call.got.value)) is not None
        and got.shape == (len(call.args[0]) - 1,) != (1,)
        and np.allclose(got, np.diagonal(call.args[0], -1))
        for call in failed_calls(calls)
    )


PREVIOUS_TOKEN_SCORE = Exercise(
    previous_token_score,
    checks=(
        Check(
            Text("a few words", "几个词"),
            1,
            _a_few_words,
            advice=Text(
                "Three words: the second gives 0.6 to the first, the third 0.4 to the second. Mean 0.5. Row = who asks.",
                "三个词：第二个给第一个 0.6，第三个给第二个 0.4，平均 0.5。一行一位提问者。",
            ),
        ),
        Check(
            Text("sentences of any length", "各种长度的句子"),
            1,
            _any_length,
            advice=Text(
                "n words have n − 1 steps back: from the second word to the last, all of them count.",
                "n 个词有 n − 1 步可以往回看：从第二个词到最后一个，都要算。",
            ),
        ),
        Check(
            Text("heads with one habit, inputs untouched", "只有一种习惯的头，输入原样不动"),
            1,
            lambda rng: [*_pure_habits(rng), *_any_numbers(rng)],
            advice=Text(
                "A head that always looks one word back scores 1, one that looks ahead scores next to nothing. "
                + KEEP_AS_IT_WAS.en,
                "总是往回看一个词的头得 1，看后一个词的几乎得不到分。" + KEEP_AS_IT_WAS.zh,
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "next-not-previous",
            lambda weights: float(np.mean(np.diagonal(weights, 1))),
            Text(
                "You measured how much goes to the *next* word. Row = who asks: below the diagonal lie the words that came before.",
                "你量的是给**后**一个词的。一行一位提问者：对角线下方，才是前面的词。",
            ),
        ),
        Mistake(
            "own-not-previous",
            lambda weights: float(np.mean(np.diagonal(weights))),
            Text(
                "You measured how much each word gives to itself. One step to the left.",
                "你量的是每个词给自己的。往左挪一步。",
            ),
        ),
        Mistake(
            "divides-by-n",
            lambda weights: float(np.diagonal(weights, -1).sum() / len(weights)),
            Text(
                "You divided by the number of words. The first word has nobody before it: there is one step fewer than words.",
                "你除以的是词数。第一个词前面没有人：步数比词数少一。",
            ),
        ),
        Mistake(
            "wraps-around",
            lambda weights: float(np.mean([weights[i, i - 1] for i in range(len(weights))])),
            Text(
                "You began at word 0, and in Python the index −1 is the *last* word. The first word has none before it.",
                "你从第 0 个词算起了，而在 Python 里，下标 −1 是**最后**一个词。第一个词前面没有词。",
            ),
        ),
        Mistake(
            "wraps-around-the-sum",
            lambda weights: float(sum(weights[i, i - 1] for i in range(len(weights))) / (len(weights) - 1)),
            Text(
                "You divide by the right number, but you began at word 0, and in Python the index −1 is the *last* word. The first word has "
                "none before it.",
                "除的数对了，可你从第 0 个词加起了，而在 Python 里，下标 −1 是**最后**一个词。第一个词前面没有词。",
            ),
        ),
        Mistake(
            "sum-stops-early",
            lambda weights: float(np.diagonal(weights, -1)[:-1].sum() / (len(weights) - 1)),
            Text(
                "You divide by the right number, but the last word was left out of the sum. `range(1, n)` already ends before n.",
                "除的数对了，可求和时漏掉了最后一个词。`range(1, n)` 本来就在 n 之前停下。",
            ),
        ),
        Mistake(
            "stops-early",
            _loop_stops_early,
            Text(
                "The last word was left out. `range(1, n)` already ends before n.",
                "最后一个词漏掉了。`range(1, n)` 本来就在 n 之前停下。",
            ),
        ),
        Mistake(
            "sum-not-mean",
            lambda weights: float(np.diagonal(weights, -1).sum()),
            Text(
                "You added up and did not divide: a mean lies between the smallest and the largest.",
                "你只加了，没有除：平均数总在最小和最大之间。",
            ),
        ),
        Mistake(
            "two-back",
            lambda weights: float(np.mean(np.diagonal(weights, -2))) if len(weights) > 2 else 0.0,
            Text("You looked two words back. One step is enough.", "你往回看了两个词。一步就够。"),
        ),
        Mistake(
            "counts-winners",
            lambda weights: float(np.mean(weights[1:].argmax(axis=1) == np.arange(len(weights) - 1))),
            Text(
                "You counted how often the previous word gets *most*. What is asked for is how much it gets.",
                "你数的是前一个词有几回拿得**最多**。要的是它拿了多少。",
            ),
        ),
        Mistake(
            "largest",
            lambda weights: float(np.diagonal(weights, -1).max()),
            Text("You gave the largest of the steps back. Take their mean.", "你给出的是其中最大的一个。要的是平均。"),
        ),
        Mistake(
            "everything-before",
            lambda weights: float(np.tril(weights, -1).sum() / (len(weights) - 1)),
            Text(
                "You counted everything that lies before a word. Only the one just before it is asked for.",
                "你把一个词前面的全都算上了。要的只是紧挨着的那一个。",
            ),
        ),
        Mistake(
            "mean-of-a-block",
            lambda weights: float(np.mean(weights[1:, :-1])),
            Text(
                "The first row and the last column are gone, and then you averaged over all that is left. Only one number in each row counts: that "
                "for the word just before.",
                "你去掉了第一行和最后一列，可剩下的全都拿来平均了。每一行只有一个数该算：给紧挨着的前一个词的那个。",
            ),
        ),
        Mistake(
            "mean-of-a-table",
            lambda weights: float(np.eye(len(weights), k=-1).ravel() @ weights.ravel() / weights.size),
            Text(
                "You averaged over the whole table, zeros included. Only n − 1 numbers count.",
                "你对整张表求了平均，连零也算进去了。要算的只有 n − 1 个数。",
            ),
        ),
        Mistake(
            "no-mean",
            lambda weights: np.diagonal(weights, -1).copy(),
            Text(
                "These are the numbers, one for each step back. One number is wanted: their mean.",
                "这些数没错，每一步一个。要的是一个数：它们的平均。",
            ),
            behaves=_gives_the_row,
        ),
        Mistake(
            "returns-inside-the-loop",
            lambda weights: float(weights[1, 0]),
            Text(
                "Only the first step back counted. If you loop, `return` belongs after the loop.",
                "只算了第一步。如果用了循环，`return` 要放在循环之后。",
            ),
        ),
        Mistake(
            "overwritten",
            lambda weights: float(weights[-1, -2]),
            Text(
                "Only the last step back is left: each turn of the loop overwrites the one before. Collect them.",
                "只剩下最后一步：循环每转一圈，就把上一圈的盖掉了。把它们收集起来。",
            ),
        ),
        Mistake("input-changed", _scribbles, INPUT_CHANGED, behaves=only_changes_inputs),
        Mistake(
            "rounded", lambda weights: round(float(np.mean(np.diagonal(weights, -1))), 2), ROUNDED, behaves=is_rounded
        ),
        Mistake(
            "hard-wired",
            _divides_by_a_constant,
            HARD_WIRED,
            behaves=works_for_one_size(lambda weights: weights.shape[:1]),
        ),
    ),
    hints=(
        Text(
            "Write down a table of three rows and draw a ring around the numbers that count. They lie on a slant.",
            "写一张三行的表，把该算的数圈出来。它们排成一条斜线。",
        ),
        Text(
            "A loop over i from 1 to the end collects weights[i, i - 1]. Or `np.diagonal`, whose `offset` moves the slant.",
            "让 i 从 1 走到最后，收集 weights[i, i - 1]。或者用 `np.diagonal`，它的 `offset` 可以挪动斜线。",
        ),
        Text(
            "An offset below zero lies below the main diagonal. Then the mean.",
            "offset 小于零，就在主对角线下方。然后求平均。",
        ),
    ),
)
