"""Weights summed up in one number: the books really read."""

import numpy as np

from grader.exercises.softmax_weighting.shared import HARD_WIRED
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import (
    failed_calls,
    fails_just_where,
    is_rounded,
    only_breaks,
    works_for_one_size,
)
from grader.judge.comparison import as_numbers


def effective_books(weights):
    """How many books are really being read: e to the power of the entropy.

    entropy = -sum of w * ln(w), with 0 * ln(0) = 0
    weights: (n,), none negative, sum 1  ->  a number from 1 (one book) to n (all alike)
    """
    weights = np.asarray(weights, dtype=float)
    read = weights[weights > 0]  # a book with weight 0 adds nothing
    return np.exp(-np.sum(read * np.log(read)))


def _shared_budgets(rng):
    yield (np.array([0.5, 0.5]),)
    yield (np.array([0.7, 0.2, 0.1]),)
    yield (np.full(4, 0.25),)
    for n in (3, 6, 8):
        yield (softmax(rng.normal(0, 1, n)),)


def _unread_books(rng):
    yield (np.array([0.5, 0.5, 0.0, 0.0]),)
    yield (np.array([0, 1, 0]),)
    yield (np.array([0.0, 0.2, 0.8]),)
    yield (np.append(softmax(rng.normal(0, 1, 4)), 0.0),)


def _any_library(rng):
    yield (np.array([1.0]),)
    yield (np.array([0.9] + [0.001] * 100),)
    yield (softmax(rng.normal(0, 1, 8)),)
    yield (softmax(rng.normal(0, 1, 5)).astype(np.float32),)
    yield (np.insert(softmax(rng.normal(0, 1, 3)), 1, 0.0),)
    yield (np.repeat(softmax(rng.normal(0, 1, 4)), 2)[::2],)


def _surprises(weights):
    """Each book's part of the entropy, in nats."""
    return -weights * np.log(np.where(weights > 0, weights, 1))


def _nan_at_zero(weights):
    return np.exp(-np.sum(weights * np.log(weights)))


def _fills_zeros_in_place(weights):
    weights[weights == 0] = 1e-12
    return _nan_at_zero(weights)


def _first_book_only(weights):
    for surprise in _surprises(weights)[weights > 0]:
        return np.exp(surprise)


def _last_book_only(weights):
    for surprise in _surprises(weights)[weights > 0]:
        entropy = surprise
    return np.exp(entropy)


def _eight_books(weights):
    return np.exp(sum(_surprises(weights)[i] for i in range(8)))


def _adds_a_little(weights, little=1e-3):
    return np.exp(-np.sum(weights * np.log(weights + little)))


def _added_a_little(calls):
    answers = [as_numbers(call.got.value) for call in calls]
    if any(answer is None or answer.ndim for answer in answers):
        return False
    guesses = [[_adds_a_little(*call.args, little) for call in calls] for little in 10.0 ** -np.arange(1, 9)]
    return any(np.allclose(answers, guess) for guess in guesses)


def _stumbles_over_zero(calls):
    # np.log ends in NaN there, math.log in an exception.
    return fails_just_where(calls, lambda call: bool((call.args[0] == 0).any())) and only_breaks(calls)


def _changes_weights(calls):
    # In an array of whole numbers, 1e-12 is written as 0 again.
    failed = [call for call in failed_calls(calls) if call.args[0].dtype.kind == "f"]
    return {call.difference.kind for call in failed} == {"inputs-changed"}


DIGITS = Text(
    "Right, but rounded: 1.004 books and 1 book are not the same answer. Hand over all the digits; rounding is for showing.",
    "算对了，却四舍五入了：1.004 本和 1 本可不是一回事。把所有位数都交出来；取整只用于显示。",
)
ONE_BASE = Text(
    "Logarithm and power must undo each other, so both need the same base; here that is e: nats, not bits.",
    "对数和幂要能互相抵消，底数就得相同；这里都用 e：单位是奈特，不是比特。",
)


EFFECTIVE_BOOKS = Exercise(
    effective_books,
    checks=(
        Check(
            Text("a shared budget", "分着花的预算"),
            1,
            _shared_budgets,
            advice=Text(
                "Entropy first: add up w·ln(w) over the books and take the minus sign. Then e to the power of it: two books "
                "with half the budget each must count as 2.",
                "先算熵：把每本书的 w·ln(w) 加起来，取负号。再取 e 的这么多次幂：两本书各占一半，应当数出 2 本。",
            ),
        ),
        Check(
            Text("unread books", "没人读的书"),
            1,
            _unread_books,
            advice=Text(
                "A book with weight 0 is not read and must not change the count: 0·ln(0) counts as 0, though a computer "
                "calls it NaN.",
                "权重为 0 的书没人读，不该影响本数：0·ln(0) 要算作 0，尽管计算机说它是 NaN。",
            ),
        ),
        Check(
            Text("any library, inputs untouched", "大大小小的图书馆，输入原样不动"),
            1,
            _any_library,
            advice=Text(
                "One book or a hundred and one: the answer is a single number, and the caller's weights stay as they were.",
                "一本书也好，一百零一本也好：答案都是一个数；调用者手里的权重要原样留着。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "nan-at-zero",
            _nan_at_zero,
            Text(
                "A book that nobody opens spoils the whole count: the computer finds ln(0) = −∞, and 0·(−∞) is not a number. "
                "Whom do you have to ask for their logarithm at all?",
                "一本没人翻开的书毁了整个结果：计算机认为 ln(0) = −∞，而 0·(−∞) 不是数。到底哪些书才需要取对数？",
            ),
            behaves=_stumbles_over_zero,
        ),
        Mistake("entropy-bits", lambda weights: np.exp(np.sum(_surprises(weights)) / np.log(2)), ONE_BASE),
        Mistake("two-to-the-nats", lambda weights: 2 ** np.sum(_surprises(weights)), ONE_BASE),
        Mistake(
            "missing-exp",
            lambda weights: np.sum(_surprises(weights)),
            Text(
                "That is the entropy, a sum of logarithms. A single book read alone gives 0 there, yet it is one book: one "
                "step is missing that turns logarithms back into a number of books.",
                "这是熵，是对数之和。只读一本书时它等于 0，可那明明是一本：还差一步，把对数变回本数。",
            ),
        ),
        Mistake(
            "missing-minus",
            lambda weights: np.exp(-np.sum(_surprises(weights))),
            Text(
                "Two books shared equally gave one half instead of 2. Logarithms of weights are negative: what makes entropy "
                "positive?",
                "两本书平分，你数出的是半本，不是 2 本。权重的对数是负的：熵靠什么变成正数？",
            ),
        ),
        Mistake(
            "counts-opened",
            np.count_nonzero,
            Text(
                "You count every book that was opened at all. A book with 0.1% of the attention should hardly count, one with "
                "half of it should count a lot.",
                "凡是翻开过的书，你都算一整本。只分到 0.1% 注意力的书几乎不该算，分到一半的书才该多算。",
            ),
        ),
        Mistake(
            "whole-books",
            lambda weights: int(np.round(effective_books(weights))),
            Text(
                "Nobody asks for whole books here: one and a half books read is a fine answer. Leave the number as it comes.",
                "这里不要求整本整本地数：读了一本半，也是好答案。算出来是多少就交多少。",
            ),
        ),
        Mistake(
            "inverse-square-sum",
            lambda weights: 1 / np.sum(weights.astype(float) ** 2),
            Text(
                "1/Σw² counts books too, and honestly, but it is another measure. The one asked for comes from the entropy.",
                "1/Σw² 也能老老实实地数书，不过那是另一种量法。这里要的是从熵得来的那一种。",
            ),
        ),
        Mistake(
            "mean-for-sum",
            lambda weights: np.exp(np.mean(_surprises(weights))),
            Text(
                "You took the mean over the books, so that each unread book pulls the answer down. The weights already do the "
                "averaging: add up.",
                "你对所有书取了平均，于是每多一本没人读的书，结果就被拉低。权重本身已经起了平均的作用：直接相加。",
            ),
        ),
        Mistake(
            "no-sum",
            lambda weights: np.exp(_surprises(weights)),
            Text(
                "You hand back a number for every book. Asked is one number for the whole library: where are the parts added?",
                "你给每本书都交回了一个数。要的是整个图书馆的一个数：各部分在哪里相加？",
            ),
        ),
        Mistake(
            "first-book-only",
            _first_book_only,
            Text(
                "Only the first book was looked at: `return` inside the loop ends the whole function. Add up first, and "
                "hand over after the loop.",
                "只看了第一本书：循环里的 `return` 会结束整个函数。先全部加完，出了循环再交。",
            ),
        ),
        Mistake(
            "last-book-only",
            _last_book_only,
            Text(
                "Only the last book's part is left: each turn of the loop overwrites the one before. Keep a running sum.",
                "只剩下最后一本书的那一份：循环每转一圈就盖掉上一圈。请边走边累加。",
            ),
        ),
        Mistake(
            "softmax-of-weights",
            lambda weights: effective_books(softmax(weights)),
            Text(
                "What comes in are weights already, a budget that is spent. Softmax on top makes them more even, and too "
                "many books seem to be read.",
                "进来的已经是权重，是一份花完的预算。再做一遍 softmax 会把它们抹平，读到的书就数多了。",
            ),
        ),
        Mistake(
            "power-before-sum",
            lambda weights: np.sum(np.exp(_surprises(weights))),
            Text(
                "Two steps in the wrong order: first add up all the logarithms with their weights, then take one power of e.",
                "两步的先后反了：先把带权重的对数全部加起来，最后才取一次 e 的幂。",
            ),
        ),
        Mistake(
            "input-changed",
            _fills_zeros_in_place,
            Text(
                "To get past ln(0) you wrote small numbers into the weights that were lent to you. Leave the unread books out "
                "instead, or work on a copy of floats.",
                "为了绕过 ln(0)，你往借来的权重里填了小数。不如把没人读的书略过，或者另做一份浮点数副本再改。",
            ),
            behaves=_changes_weights,
        ),
        Mistake(
            "adds-a-little",
            _adds_a_little,
            Text(
                "A small number inside the logarithm keeps ln(0) away, and bends all the others a little. Leave the unread "
                "books out instead; the rest need no help.",
                "在对数里加一个小数，躲开了 ln(0)，可别的对数也都歪了一点。不如把没人读的书略过；其余的用不着帮忙。",
            ),
            behaves=_added_a_little,
        ),
        Mistake("hard-wired", _eight_books, HARD_WIRED, behaves=works_for_one_size(lambda weights: (len(weights),))),
        Mistake("rounded", lambda weights: np.round(effective_books(weights), 2), DIGITS, behaves=is_rounded),
    ),
    hints=(
        Text(
            "Try it by hand on (½, ½): ln ½ = −0.693, so the entropy is 0.693, and e to that power is 2. Two books.",
            "先用手算 (½, ½)：ln ½ = −0.693，所以熵是 0.693，e 的这么多次幂是 2。两本书。",
        ),
        Text(
            "Books with weight 0 add nothing. A comparison such as `weights > 0` can pick the others out of the array.",
            "权重为 0 的书什么也不添。像 `weights > 0` 这样的比较，可以从数组里挑出其余的书。",
        ),
        Text(
            "In this order: keep the positive weights, multiply each by its np.log, add up, change the sign, np.exp of that.",
            "依次做：留下正的权重，各乘以自己的 np.log，相加，变号，再取 np.exp。",
        ),
    ),
)
