"""One question, one book."""

import numpy as np

from grader.exercises.matching.shared import (
    ANY_KIND,
    ANY_NUMBERS,
    AVERAGED,
    COSINE_TOO_EARLY,
    DISTANCE,
    HARD_WIRED,
    ROUNDED,
    drawn,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, stops_with, works_for_one_size


def dot_score(query, key):
    """Score of one key for one query: the sum over i of query[i] * key[i].

    query: (d,), key: (d,)  ->  score: float
    """
    return float(np.sum(query * key))


def _one_and_one(rng, d, spread=2.0):
    queries, keys = drawn(rng, 1, 1, d, spread)
    return queries[0], keys[0]


def _some_qualities(rng):
    yield np.array([1.0, 2.0]), np.array([3.0, 4.0])
    yield np.array([1.0, 0.0, 2.0]), np.array([1.0, 5.0, 0.5])
    for d in (1, 3, 4, 6, 40):
        yield _one_and_one(rng, d)


def _opposed(rng):
    yield np.array([1.0, 2.0]), np.array([-3.0, -1.0])
    yield np.array([0.0, 2.0, 0.5]), np.array([3.0, 0.0, -1.0])
    for d in (2, 5):
        query, key = _one_and_one(rng, d)
        yield query, key
        yield query, -key


def _pairs_of_any_numbers(rng):
    yield np.array([1, 2, 3]), np.array([4, -1, 2])
    yield rng.integers(1, 9, 5), rng.uniform(0.1, 0.9, 5)
    yield tuple(vector.astype(np.float32) for vector in _one_and_one(rng, 4))
    yield tuple(np.repeat(vector, 2)[::2] for vector in _one_and_one(rng, 7))
    yield _one_and_one(rng, 300, spread=400.0)


def _first_product_only(query, key):
    total = 0
    for asked, offered in zip(query, key, strict=True):
        total += asked * offered
        return total


def _last_product_only(query, key):
    for asked, offered in zip(query, key, strict=True):
        total = asked * offered
    return total


def _unpacks_without_zip(query, key):
    total = 0
    for asked, offered in query, key:
        total += asked * offered
    return total


DOT_SCORE = Exercise(
    dot_score,
    checks=(
        Check(
            Text("multiply, then add", "先乘后加"),
            1,
            _some_qualities,
            advice=Text(
                "Multiply each quality of the question by the same quality of the label; the sum of these "
                "products is the score.",
                "把问题的每个特征与标签的同一个特征相乘，这些乘积的和就是得分。",
            ),
        ),
        Check(
            Text("opposed qualities", "相反的特征"),
            1,
            _opposed,
            advice=Text(
                "A quality that the label denies counts against it: minus times plus is minus, and the "
                "score may fall below 0.",
                "标签否定的特征要倒扣：一正一负得负，得分完全可以低于 0。",
            ),
        ),
        Check(ANY_KIND, 1, _pairs_of_any_numbers, advice=ANY_NUMBERS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "elementwise",
            lambda query, key: query * key,
            Text(
                "You have one product for each quality. The librarian wants one number for the book: "
                "multiply, then add up.",
                "现在每个特征各有一个乘积。图书管理员要的是整本书的一个数：先相乘，再加起来。",
            ),
        ),
        Mistake(
            "sums-before-multiplying",
            lambda query, key: np.sum(query) * np.sum(key),
            Text(
                "You added first and multiplied afterwards, so technology in the question met art on the "
                "label. Let each quality meet only itself, then add.",
                "你先加后乘，于是问题里的“科技”碰上了标签里的“艺术”。先让每个特征只和自己相乘，然后再加。",
            ),
        ),
        Mistake(
            "returns-too-early",
            _first_product_only,
            Text(
                "Only the first quality was counted: `return` ends the function at once. Let the loop "
                "finish first; look at the indentation.",
                "只算了第一个特征：`return` 一执行，函数就结束了。让循环先跑完；看看缩进。",
            ),
        ),
        Mistake(
            "forgets-the-others",
            _last_product_only,
            Text(
                "Only the last quality is left: each turn of the loop overwrites the one before. Keep a running sum.",
                "只剩下最后一个特征：循环每转一圈就覆盖了上一圈。请边走边累加。",
            ),
        ),
        Mistake(
            "adds-for-multiplying",
            lambda query, key: np.sum(query + key),
            Text(
                "You added question and label. Then a quality that nobody asked for counts in full; multiplied by an asked 0 "
                "it would not.",
                "你把问题和标签相加了。这样一来，没人问起的特征也全算了进去；要是乘上问题里的 0，就不会算。",
            ),
        ),
        Mistake(
            "zip-forgotten",
            _unpacks_without_zip,
            Text(
                "`for a, b in query, key` takes first the whole question apart, then the whole label. To walk along both at "
                "once, quality by quality, tie them together with `zip`.",
                "`for a, b in query, key` 是先拆整个问题，再拆整个标签。要让两边一个特征一个特征地并排走，得用 `zip` 把它们扣在一起。",
            ),
            behaves=stops_with("values to unpack"),
        ),
        Mistake("averaged", lambda query, key: np.mean(query * key), AVERAGED),
        Mistake(
            "counts-equal-qualities",
            lambda query, key: np.sum(query == key),
            Text(
                "You counted the qualities that are equal. That was the strict librarian; here .9 and .8 "
                "should match well. Multiply instead of comparing with `==`.",
                "你数的是相等的特征，那是上一课严格的图书管理员。在这里 0.9 和 0.8 应当很合拍：用乘法，别用 `==`。",
            ),
        ),
        Mistake(
            "sign-lost",
            lambda query, key: abs(np.sum(query * key)),
            Text(
                "Your score forgot its sign: a label that says the opposite of the question got as much as "
                "one that agrees. Below 0 is allowed.",
                "你的得分丢了正负号：与问题唱反调的标签，竟和合拍的一样高。得分可以低于 0。",
            ),
        ),
        Mistake(
            "cut-off-at-zero",
            lambda query, key: max(0.0, np.sum(query * key)),
            Text(
                "You cut the score off at 0, so a book that says the contrary looks like one that says "
                "nothing. Below 0 is allowed.",
                "你把得分在 0 处截断了，于是唱反调的书和什么都没说的书看起来一个样。得分可以低于 0。",
            ),
        ),
        Mistake(
            "silent-cosine",
            lambda query, key: np.sum(query * key) / (np.linalg.norm(query) * np.linalg.norm(key) or 1.0),
            COSINE_TOO_EARLY,
        ),
        Mistake("distance-as-score", lambda query, key: np.linalg.norm(query - key), DISTANCE),
        Mistake(
            "negative-distance",
            lambda query, key: -np.linalg.norm(query - key),
            Text(
                "Minus the distance: bigger does mean closer, well thought. But a product is asked for "
                "here: an arrow twice as long shall score twice as much.",
                "取了距离的相反数：越大确实越近，想得不错。但这里要的是乘积：箭头长一倍，得分也该多一倍。",
            ),
        ),
        Mistake(
            "hard-wired",
            lambda query, key: sum(query[i] * key[i] for i in range(4)),
            HARD_WIRED,
            behaves=works_for_one_size(lambda query, key: (len(query),)),
        ),
        Mistake("rounded", lambda query, key: round(float(np.sum(query * key)), 2), ROUNDED, behaves=is_rounded),
    ),
    hints=(
        Text(
            "Take the pair [1, 2] and [3, 4] by hand: 1·3 = 3 and 2·4 = 8. What is the book's score?",
            "拿 [1, 2] 和 [3, 4] 手算一遍：1·3 = 3，2·4 = 8。这本书的得分是多少？",
        ),
        Text(
            "`query * key` multiplies two arrays place by place and gives an array of the same shape.",
            "`query * key` 把两个数组逐位相乘，得到同样形状的数组。",
        ),
        Text(
            "An array has a method that adds up all that is in it; a loop with a running total does as well.",
            "数组自带一个方法，能把里面的数全加起来；用循环累加也行。",
        ),
    ),
)
