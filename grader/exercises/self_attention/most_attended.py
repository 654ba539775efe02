"""Whom does a word read most?"""

import numpy as np

from grader.exercises.self_attention.shared import strided
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import failed_calls, only_changes_inputs, stops_with, works_for_one_size
from grader.judge.comparison import as_numbers


def most_attended(weights, top):
    """The positions of the largest weights, largest first; among equals the earlier position first.

    weights: (n,), one reader's row; top: int, 1 to n  ->  list of top ints, counted from 0
    """
    order = np.argsort(-weights, kind="stable")  # (n,), equals keep their order
    return [int(position) for position in order[:top]]


def _shares(rng, n):
    """Weights in hundredths, no two alike."""
    parts = rng.choice(np.arange(1, 3 * n), n, replace=False)
    return parts / parts.sum()


def _largest_first(rng):
    yield np.array([0.1, 0.5, 0.15, 0.25]), 2
    for n, top in ((5, 2), (5, 3), (7, 4), (5, 2), (10, 3)):
        yield _shares(rng, n), top


def _equals(rng):
    yield np.array([0.1, 0.4, 0.1, 0.4]), 3
    yield np.full(4, 0.25), 2
    yield np.array([0.0, 0.0, 1.0, 0.0, 0.0]), 3
    for n in (60, 200):
        parts = rng.integers(1, 4, n)
        yield parts / parts.sum(), n // 2


def _any_row(rng):
    yield np.array([1.0]), 1
    yield np.array([0, 1, 0, 0]), 1
    yield _shares(rng, 6), 6
    yield _shares(rng, 6), 1
    yield _shares(rng, 7).astype(np.float32), 3
    yield strided(_shares(rng, 5)), 4


def _ranked(weights):
    return [int(position) for position in np.argsort(-weights, kind="stable")]


def _finds_each_weight_by_value(weights, top):
    row = weights.tolist()
    return [row.index(weight) for weight in sorted(row, reverse=True)[:top]]


def _crosses_out_with_zero(weights, top):
    left, found = weights.copy(), []
    for _ in range(top):
        found.append(int(np.argmax(left)))
        left[found[-1]] = 0
    return found


def _crosses_out_in_the_row(weights, top):
    found = []
    for _ in range(top):
        found.append(int(np.argmax(weights)))
        weights[found[-1]] = -1
    return found


def _takes_words_out(weights, top):
    left, found = weights.tolist(), []
    for _ in range(top):
        found.append(int(np.argmax(left)))
        left.pop(found[-1])
    return found


def _sorts_in_place(weights, top):
    order = weights.tolist().sort()
    return order[:top]


def _works_for_one_number(calls):
    # In a row of one word, any slice is right.
    longer = [call for call in calls if len(call.args[0]) > 1]
    return works_for_one_size(lambda weights, top: (len(weights), top))(longer)


def _names_other_equals(calls):
    # Right weights in the right order, other positions: sorting without `stable`, or from the far end.
    return bool(failed_calls(calls)) and all(_same_weights(call) for call in failed_calls(calls))


def _same_weights(call):
    weights, got = call.args[0], as_numbers(call.got.value)
    if call.difference.kind != "other-value" or got.dtype.kind not in "iu" or len(set(got.tolist())) < len(got):
        return False
    inside = (got >= 0) & (got < len(weights))
    return bool(inside.all() and np.array_equal(weights[got], weights[list(call.want.value)]))


MOST_ATTENDED = Exercise(
    most_attended,
    checks=(
        Check(
            Text("the largest first", "最大的排最前"),
            1,
            _largest_first,
            advice=Text(
                "Whom does this word read most, whom next? Say where they stand: positions counted from 0, as many as `top` says.",
                "这个词读谁最多，其次是谁？说出它们的位置：从 0 数起，`top` 说几个就几个。",
            ),
        ),
        Check(
            Text("the earlier of equals", "并列时取靠前的"),
            1,
            _equals,
            advice=Text(
                "Among equal weights the earlier word comes first, even in a row of two hundred; and no word is named twice.",
                "权重相等时，靠前的词排在前面，一行两百个词也是如此；同一个词不能报两遍。",
            ),
        ),
        Check(
            Text("any row, inputs untouched", "各种行，输入原样不动"),
            1,
            _any_row,
            advice=Text(
                "One word or all of them, whole numbers or float32: a list of `top` whole numbers comes back, and the weights stay as they "
                "were.",
                "要一个还是全要，整数还是 float32，都返回一个装着 `top` 个整数的列表；权重要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "smallest-first",
            lambda weights, top: np.argsort(weights, kind="stable")[:top],
            Text(
                "These are the words that it reads least. Sorting goes upwards unless told otherwise.",
                "这几个是它读得最少的。排序默认从小到大。",
            ),
        ),
        Mistake(
            "ascending-order",
            lambda weights, top: np.argsort(weights, kind="stable")[-top:],
            Text(
                "The right end of the list, but the smaller of them come first. The most read word should lead.",
                "取的是该取的那一头，可次序是小的在前。读得最多的词应当排第一。",
            ),
        ),
        Mistake(
            "last-of-equals",
            lambda weights, top: np.argsort(weights, kind="stable")[::-1][:top],
            Text(
                "Where weights are equal, the later word comes first. Two ways lead there: a sorted list that is turned round turns its "
                "equals, too; and a search with `>=` lets the last one win.",
                "权重相等时，你这里是靠后的词在前。有两条路会走到这里：排好序的列表倒过来，并列的也跟着倒了；用 `>=` 去找，赢的总是最后一个。",
            ),
        ),
        Mistake(
            "any-of-equals",
            lambda weights, top: np.argsort(-weights)[:top],
            Text(
                "The weights are right, but where several are equal, yours are not always the earliest. An ordinary sort may shuffle "
                "equals (ask for a `stable` one), and whoever turns a list round turns the equals round, too.",
                "权重是对的，可有并列时，你报的不总是最靠前的。普通的排序可能打乱并列的先后（要用 `stable` 的排法）；把列表倒过来，并列的也会跟着倒。",
            ),
            behaves=_names_other_equals,
        ),
        Mistake(
            "same-position-twice",
            _finds_each_weight_by_value,
            Text(
                "Equal weights send you to the same word again and again: looking up a weight always finds its first owner. Sort positions, not "
                "weights.",
                "权重相等时，你一次次找到同一个词：按权重去查，永远只查到第一个。该排序的是位置，不是权重。",
            ),
        ),
        Mistake(
            "positions-move-up",
            _takes_words_out,
            Text(
                "You take a word out of the list, and all that stood behind it move up by one: their positions are no longer those of the "
                "sentence. Cross words out without taking them away.",
                "你把找到的词从列表里拿走，它后面的词就都往前挪了一位：数出来的不再是句子里的位置。划掉就好，别拿走。",
            ),
        ),
        Mistake(
            "sorts-into-nothing",
            _sorts_in_place,
            Text(
                "`.sort()` sorts a list where it lies and returns None. `sorted(…)` returns a sorted list; let it sort the positions.",
                "`.sort()` 就地排序，返回的是 None。`sorted(…)` 才返回排好的列表；让它去排位置。",
            ),
            behaves=stops_with("'NoneType' object"),
        ),
        Mistake(
            "crossed-out-with-zero",
            _crosses_out_with_zero,
            Text(
                "You cross out a word by setting its weight to 0. But others may have 0 too, and then the crossed-out one is found again. Mark "
                "it with something no weight can be.",
                "你用权重 0 来划掉一个词。可别的词也可能是 0，于是划掉的又被找了出来。用一个权重不可能取的数来做记号。",
            ),
        ),
        Mistake(
            "input-changed",
            _crosses_out_in_the_row,
            Text(
                "Right, but you crossed the words out in the caller's own row: after the call it holds other numbers. Work on a copy.",
                "答案是对的，可你是在调用者自己的那一行里划掉的：调用之后，里面的数变了。请在副本上做。",
            ),
            behaves=only_changes_inputs,
        ),
        Mistake(
            "returns-weights",
            lambda weights, top: np.sort(weights)[::-1][:top],
            Text(
                "That is how much, not who. Return the positions of the words.",
                "这是读了多少，不是读了谁。请返回词的位置。",
            ),
        ),
        Mistake(
            "returns-pairs",
            lambda weights, top: [(i, weights[i]) for i in _ranked(weights)[:top]],
            Text(
                "Each of yours is a pair of position and weight. Only the positions are asked for.",
                "你的每一项都是位置和权重的一对。这里只要位置。",
            ),
        ),
        Mistake(
            "ignores-top",
            lambda weights, top: _ranked(weights),
            Text(
                "The order is right, but you named all the words. `top` says how many are wanted.",
                "次序是对的，可你把所有的词都报了出来。要几个，`top` 说了算。",
            ),
        ),
        Mistake(
            "only-the-best",
            lambda weights, top: [_ranked(weights)[0]],
            Text(
                "You named one word, the most read. `top` says how many are wanted.",
                "你只报了一个词，读得最多的那个。要几个，`top` 说了算。",
            ),
        ),
        Mistake(
            "one-number",
            lambda weights, top: int(np.argmax(weights)),
            Text(
                "That is the word read most, as a bare number. A list is wanted, with as many positions as `top` says, even if that is one.",
                "这是读得最多的那个词，只是一个光秃秃的数。要的是列表，`top` 说几个位置就几个，哪怕只有一个。",
            ),
        ),
        Mistake(
            "one-too-few",
            lambda weights, top: _ranked(weights)[: top - 1],
            Text(
                "One is missing: a slice `[:top]` already stops before position `top`.",
                "少了一个：切片 `[:top]` 本来就只取到 `top` 之前。",
            ),
        ),
        Mistake(
            "counts-from-one",
            lambda weights, top: [i + 1 for i in _ranked(weights)[:top]],
            Text(
                "You are one word too far: positions are counted from 0, so *The* stands at 0.",
                "你往后多数了一个：位置从 0 数起，*The* 在 0 号。",
            ),
        ),
        Mistake(
            "index-of-array",
            lambda weights, top: [weights.index(w) for w in sorted(weights, reverse=True)[:top]],
            Text(
                "`index` belongs to lists, and an array has none. Besides, equal weights would send you to the same word twice: sort positions, "
                "not weights.",
                "`index` 是列表才有的，数组没有。而且权重相等时，你会两次找到同一个词：该排序的是位置，不是权重。",
            ),
            behaves=stops_with("has no attribute 'index'"),
        ),
        Mistake(
            "hard-wired",
            lambda weights, top: _ranked(weights)[:2],
            Text(
                "A number stands in your code where a parameter should: how many are wanted says `top`, how long the row is says `len`.",
                "代码里有一处该用参数，却写死了一个数：要几个看 `top`，一行多长看 `len`。",
            ),
            behaves=_works_for_one_number,
        ),
    ),
    hints=(
        Text(
            "Do not sort the weights, sort the positions: by how much each of them is read.",
            "别给权重排序，给位置排序：按各自被读的多少来排。",
        ),
        Text(
            "Plain Python can do it: `sorted(range(n), key=…)`. It keeps equals in their order, also with `reverse=True`.",
            "普通的 Python 就能做：`sorted(range(n), key=…)`。它会保持并列者原来的次序，加上 `reverse=True` 也一样。",
        ),
        Text(
            'NumPy\'s `argsort` gives positions, the smallest first; with `kind="stable"` equals keep their order. What would have to be sorted so '
            "that the largest comes first?",
            'NumPy 的 `argsort` 给出位置，小的在前；加上 `kind="stable"`，并列的不乱。要让最大的排在前面，该拿什么去排？',
        ),
    ),
)
