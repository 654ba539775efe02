"""What the exercises of lesson 02 share."""

import numpy as np

from grader.judge import Text


def drawn(rng, n_q, n_k, d, spread=2.0):
    """Queries and keys whose products do not all cancel: float32 could not tell such a score from 0."""
    while True:
        queries, keys = rng.normal(0, spread, (n_q, d)), rng.normal(0, spread, (n_k, d))
        if np.abs(queries @ keys.T).max() > 0.1 * (np.abs(queries) @ np.abs(keys.T)).max():
            return queries, keys


def one_and_many(rng, n, d, spread=2.0):
    queries, keys = drawn(rng, 1, n, d, spread)
    return queries[0], keys


def shelves_of_any_numbers(rng):
    yield np.array([1, 2, 0]), np.array([[4, -1, 3], [0, 2, 5]])
    yield rng.integers(1, 9, 4), rng.uniform(0.1, 0.9, (3, 4))
    yield rng.uniform(0.1, 0.9, 3), rng.integers(1, 9, (5, 3))
    query, keys = one_and_many(rng, 3, 5)
    yield query.astype(np.float32), keys.astype(np.float32)
    yield query, np.asfortranarray(keys)
    yield np.repeat(query, 2)[::2], np.repeat(keys, 2, axis=1)[:, ::2]
    yield one_and_many(rng, 4, 30, spread=400.0)


def norms(vectors):
    return np.linalg.norm(vectors, axis=-1)


def unguarded_cosine(query, keys):
    return keys @ query / (np.linalg.norm(query) * norms(keys))


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
ANY_NUMBERS = Text(
    "Qualities may be whole numbers, float32, or a slice of a larger array, and the caller's arrays must "
    "stay as they were.",
    "特征可能是整数、float32，也可能是大数组的一个切片；调用者的数组要原样留着。",
)
AVERAGED = Text(
    "You averaged the products. A book that agrees with the question in more qualities should score higher: "
    "add them up and leave it at that.",
    "你取了乘积的平均。一本书与问题合拍的特征越多，得分就该越高：加起来就好，不要再除。",
)
COSINE_TOO_EARLY = Text(
    "You divided by the lengths. That is a fine score, and its turn comes at the end of this lesson; here a "
    "longer arrow shall shout louder.",
    "你除以了长度。这也是一种好得分，本课最后就轮到它；但在这里，箭头越长，嗓门就该越大。",
)
DISTANCE = Text(
    "You measured how far apart the two arrows end. A score works the other way round: bigger must mean a "
    "better match. Compare quality by quality with a product.",
    "你量的是两支箭头尖端相距多远。得分正好相反：越大应当越匹配。请逐个特征相乘来比较。",
)
INPUT_CHANGED = Text(
    "The scores are right, but the labels on the shelf are not what they were: `*=` and `/=` write into the "
    "caller's array. `a * b` makes a new one.",
    "得分是对的，可书架上的标签被你改写了：`*=`、`/=` 会直接写进调用者的数组。`a * b` 则会得到一个新数组。",
)
HARD_WIRED = Text(
    "A size of our shelf stands in your code as a number: 8 books, 4 qualities. Other shelves have other sizes; take them "
    "from the arrays that come in, with `len` or `.shape`.",
    "你把书架的大小（8 本书、4 个特征）当成数字写死在代码里了。换一排书就对不上：大小要从传进来的数组里取，用 `len` 或 `.shape`。",
)
ROUNDED = Text(
    "Right, but rounded: two books that differ a little now score the same. Hand over all the digits; rounding is for "
    "showing.",
    "算对了，却四舍五入了：差一点点的两本书，得分变得一样了。把所有位数都交出来；取整只用于显示。",
)
WHOLE_NUMBERS = Text(
    "Your scores lost their fractions: the array that you collect them in was made of whole numbers. Make "
    "one of floats, or collect them in a list.",
    "你的得分丢了小数：用来装得分的数组是整数数组。换成浮点数的，或者用列表来装。",
)
