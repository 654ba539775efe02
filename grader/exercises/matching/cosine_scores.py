"""Scores that know directions only, not lengths."""

import numpy as np

from grader.exercises.matching.shared import (
    ANY_KIND,
    ANY_NUMBERS,
    HARD_WIRED,
    INPUT_CHANGED,
    ROUNDED,
    norms,
    one_and_many,
    shelves_of_any_numbers,
    unguarded_cosine,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import failed_calls, is_rounded, works_for_one_size
from grader.judge.comparison import as_numbers


def cosine_scores(query, keys):
    """Cosine between the query and every key: scores[j] = query · keys[j] / (‖query‖ ‖keys[j]‖).

    query: (d,), keys: (n, d)  ->  scores: (n,) in [-1, 1]; a zero vector on either side scores 0.0
    """
    lengths = np.linalg.norm(query) * np.linalg.norm(keys, axis=1)  # (n,)
    lengths = np.where(lengths == 0, 1.0, lengths)  # above a length of 0 stands a score of 0: 0 / 1 = 0
    return keys @ query / lengths


def _directions(rng):
    yield np.array([3.0, 4.0]), np.array([[6.0, 8.0], [4.0, -3.0], [-3.0, -4.0], [5.0, 0.0]])
    for n, d in ((5, 3), (2, 6), (3, 3), (1, 4), (4, 1), (8, 4)):
        yield one_and_many(rng, n, d)


def _lengths(rng):
    yield np.array([1.0, 0.0]), np.array([[1.0, 1.0], [10.0, 10.0], [0.1, 0.1]])
    yield np.array([0.01, 0.0]), np.array([[0.01, 0.01], [1.0, 1.0]])
    yield one_and_many(rng, 8, 4)
    query, keys = one_and_many(rng, 4, 3)
    yield query, keys
    yield 100 * query, keys
    yield query, keys * np.array([[100.0], [1.0], [0.001], [20.0]])


def _zero_vectors(rng):
    yield np.array([3.0, 4.0]), np.array([[0.0, 0.0], [4.0, 3.0], [0.0, 2.0]])
    yield np.zeros(3), rng.normal(0, 2, (4, 3))
    query, keys = one_and_many(rng, 5, 4)
    yield query, keys * np.array([[1.0], [0.0], [1.0], [1.0], [0.0]])
    yield np.zeros(2), np.array([[0.0, 0.0], [1.0, 2.0], [-1.0, 0.5]])


def _unguarded_query(query, keys):
    lengths = norms(keys)
    return keys @ query / (np.linalg.norm(query) * np.where(lengths == 0, 1.0, lengths))


def _one_zero_silences_all(query, keys):
    lengths = np.linalg.norm(query) * norms(keys)
    return np.zeros(len(keys)) if (lengths == 0).any() else keys @ query / lengths


def _guarded(query, keys, lengths):
    lengths = np.where(lengths == 0, 1.0, lengths) * np.ones(len(keys))
    return keys @ query / lengths


def _softened(query, keys):
    return keys @ query / (np.linalg.norm(query) * norms(keys) + 1e-6)


def _adds_a_little(calls):
    # Every wrong cosine came out a little too near to 0, as if the lengths were a little longer.
    return bool(failed_calls(calls)) and all(map(_a_little_short, failed_calls(calls)))


def _a_little_short(call):
    query, keys = call.args
    got = as_numbers(call.got.value)
    if got is None or got.shape != call.want.value.shape or not got.all():
        return False
    added = np.linalg.norm(query) * norms(keys) * (call.want.value / got - 1)
    return bool((added >= -1e-9).all() and (added < 0.05).all())


def _eight_books(query, keys):
    return [_guarded(query, keys, np.linalg.norm(query) * norms(keys))[j] for j in range(8)]


def _keys_shortened_in_place(query, keys):
    for key in keys:
        if np.linalg.norm(key) > 0:
            key /= np.linalg.norm(key)
    return _guarded(query, keys, np.linalg.norm(query))


def _unit_columns(query, keys):
    unit_keys = keys / np.linalg.norm(keys, axis=1)
    return unit_keys @ (query / np.linalg.norm(query))


COSINE_SCORES = Exercise(
    cosine_scores,
    checks=(
        Check(
            Text("direction", "方向"),
            2,
            _directions,
            advice=Text(
                "The score of each book, divided by the length of its label and by the length of the "
                "question. The same direction gives 1, a right angle 0, the opposite −1.",
                "每本书的点积得分，除以它标签的长度，再除以问题的长度。方向相同得 1，垂直得 0，相反得 −1。",
            ),
        ),
        Check(
            Text("length does not count", "长短不算"),
            1,
            _lengths,
            advice=Text(
                "Make a label ten times as long, or the question: no cosine may move.",
                "把某个标签或者问题拉长十倍：余弦得分一个都不该变。",
            ),
        ),
        Check(
            Text("zero vectors", "零向量"),
            1,
            _zero_vectors,
            advice=Text(
                "A label without qualities has no direction. It scores 0.0, and so does every book when the "
                "question is empty; the other books keep their scores.",
                "什么特征都没写的标签没有方向：它得 0.0。问题为空时，每本书都得 0.0。其余的书得分照旧。",
            ),
        ),
        Check(ANY_KIND, 1, shelves_of_any_numbers, advice=ANY_NUMBERS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "zero-vector-nan",
            unguarded_cosine,
            Text(
                "0 / 0 is not a number. A label without qualities matches nothing: its score is 0, not NaN.",
                "0 / 0 不是一个数。什么特征都没写的标签谁也不匹配：得 0，而不是 NaN。",
            ),
        ),
        Mistake(
            "zero-query-nan",
            _unguarded_query,
            Text(
                "Empty labels are safe now; an empty question still divides by 0. It matches nothing: every "
                "score is 0.",
                "空标签已经没事了，可空的问题还会除以 0。它谁也不匹配：每个得分都是 0。",
            ),
        ),
        Mistake(
            "zero-key-nan",
            lambda query, keys: np.zeros(len(keys)) if not query.any() else unguarded_cosine(query, keys),
            Text(
                "An empty question is safe now; an empty label on the shelf still divides by 0. Its score is 0.",
                "空问题已经没事了，可书架上的空标签还会除以 0。它的得分是 0。",
            ),
        ),
        Mistake(
            "one-zero-silences-all",
            _one_zero_silences_all,
            Text(
                "One empty label silenced the whole shelf. Only that book scores 0; the others keep their cosine.",
                "一个空标签让整排书都不作声了。只有那一本得 0，其余的照常算余弦。",
            ),
        ),
        Mistake(
            "not-divided",
            lambda query, keys: keys @ query,
            Text(
                "That is the dot product: long labels still shout. Divide their length out.",
                "这是点积：长标签还在大声嚷嚷。把长度除掉。",
            ),
        ),
        Mistake(
            "query-length-forgotten",
            lambda query, keys: _guarded(query, keys, norms(keys)),
            Text(
                "The labels' lengths are gone, the question's is not: a score may still exceed 1. Two "
                "lengths have to be divided out.",
                "标签的长度除掉了，问题的还没有：得分仍可能超过 1。要除掉的长度有两个。",
            ),
        ),
        Mistake(
            "key-lengths-forgotten",
            lambda query, keys: _guarded(query, keys, np.linalg.norm(query)),
            Text(
                "You divided by the question's length, the same for all books; so long labels still win. "
                "Divide by each label's own length too.",
                "你除以了问题的长度，这对每本书都一样，长标签照样占便宜。还要除以每个标签自己的长度。",
            ),
        ),
        Mistake(
            "one-length-for-all",
            lambda query, keys: _guarded(query, keys, np.linalg.norm(query) * np.linalg.norm(keys)),
            Text(
                "You divided every book by one and the same length, that of the whole shelf. Each label has "
                "a length of its own: tell `norm` along which axis.",
                "你让每本书都除以同一个长度：整排书合起来的长度。每个标签有自己的长度：告诉 `norm` 沿哪个轴算。",
            ),
        ),
        Mistake(
            "missing-parentheses",
            lambda query, keys: _guarded(query, keys, np.linalg.norm(query)) * norms(keys),
            Text(
                "`a / b * c` divides by b and then multiplies by c: your long labels grew even louder. Put "
                "the two lengths in parentheses.",
                "`a / b * c` 是先除以 b，再乘以 c：你的长标签反而嗓门更大了。把两个长度用括号括起来。",
            ),
        ),
        Mistake(
            "squared-lengths",
            lambda query, keys: _guarded(query, keys, np.sum(query**2) * np.sum(keys**2, axis=1)),
            Text(
                "The sum of squares is the square of a length (Pythagoras). A root is missing.",
                "平方和是长度的平方（勾股定理）。还差一个开方。",
            ),
        ),
        Mistake(
            "wrong-axis",
            lambda query, keys: keys @ query / (np.linalg.norm(query) * np.linalg.norm(keys, axis=0)),
            Text(
                "You measured the columns: one length per quality. A label is a row, and there is one length per book.",
                "你量的是列：每个特征一个长度。标签是一行，应当每本书一个长度。",
            ),
        ),
        Mistake(
            "missing-keepdims",
            _unit_columns,
            Text(
                "Dividing (n, d) by (n,) lines the lengths up with the columns. Score first and divide "
                "then, or keep the axis when you measure (keepdims=True).",
                "(n, d) 除以 (n,) 时，长度会去对齐列。先打分再除；或者量长度时保留那一维（keepdims=True）。",
            ),
        ),
        Mistake(
            "cosine-distance",
            lambda query, keys: 1 - _guarded(query, keys, np.linalg.norm(query) * norms(keys)),
            Text(
                "1 − cosine is a distance: 0 for the best book. A score grows with the match; give the cosine itself.",
                "1 − 余弦是距离：最好的书反而得 0。得分应当越匹配越大，请直接给出余弦。",
            ),
        ),
        Mistake("input-changed", _keys_shortened_in_place, INPUT_CHANGED),
        Mistake(
            "small-constant-added",
            _softened,
            Text(
                "A small number added to the lengths keeps 0 / 0 away, but it is not small beside a short label, whose cosine "
                "it shifts. Treat only the length 0 apart.",
                "给长度加上一个小小的数，确实躲开了 0 / 0；可在很短的标签旁边它并不小，余弦得分就偏了。只需把长度为 0 的情形单独处理。",
            ),
            behaves=_adds_a_little,
        ),
        Mistake(
            "hard-wired",
            _eight_books,
            HARD_WIRED,
            behaves=works_for_one_size(lambda query, keys: keys.shape),
        ),
        Mistake("rounded", lambda query, keys: np.round(cosine_scores(query, keys), 2), ROUNDED, behaves=is_rounded),
    ),
    hints=(
        Text(
            "Start from the dot-product scores, shape (n,). Which lengths made them large? Divide these out.",
            "从点积得分出发，形状为 (n,)。是哪些长度让它们变大的？把这些长度除掉。",
        ),
        Text(
            "`np.linalg.norm(query)` is the length of one arrow; `np.linalg.norm(keys, axis=1)` gives one "
            "per row, (n,).",
            "`np.linalg.norm(query)` 是一支箭头的长度；`np.linalg.norm(keys, axis=1)` 给每一行一个长度，形状 (n,)。",
        ),
        Text(
            "Where the product of the lengths is 0, the dot product is 0 as well. Divide by something "
            "harmless there, for example with `np.where`.",
            "长度之积为 0 的地方，点积也是 0。在那里改除一个无害的数，比如借助 `np.where`。",
        ),
    ),
    builds_on=("dot_score", "score_books"),
)
