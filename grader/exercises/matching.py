"""Lesson 02: from a query and keys to scores."""

import numpy as np

from grader.judge import Check, Exercise, Mistake, Text

LESSON = "02-matching"


def dot_score(query, key):
    """Score of one key for one query: the sum over i of query[i] * key[i].

    query: (d,), key: (d,)  ->  score: float
    """
    return float(np.sum(query * key))


def score_books(query, keys):
    """Score of every key for one query: scores[j] = query · keys[j].

    query: (d,), keys: (n, d)  ->  scores: (n,)
    """
    return keys @ query  # (n, d) @ (d,) -> (n,)


def score_matrix(queries, keys):
    """Score of every key for every query: scores[i, j] = queries[i] · keys[j].

    queries: (n_q, d), keys: (n_k, d)  ->  scores: (n_q, n_k), row = who asks
    """
    return queries @ keys.T  # (n_q, d) @ (d, n_k) -> (n_q, n_k)


def cosine_scores(query, keys):
    """Cosine between the query and every key: scores[j] = query · keys[j] / (‖query‖ ‖keys[j]‖).

    query: (d,), keys: (n, d)  ->  scores: (n,) in [-1, 1]; a zero vector on either side scores 0.0
    """
    lengths = np.linalg.norm(query) * np.linalg.norm(keys, axis=1)  # (n,)
    lengths = np.where(lengths == 0, 1.0, lengths)  # above a length of 0 stands a score of 0: 0 / 1 = 0
    return keys @ query / lengths


# ---------------------------------------------------------------------------------------------- cases


def _drawn(rng, n_q, n_k, d, spread=2.0):
    """Queries and keys whose products do not all cancel: float32 could not tell such a score from 0."""
    while True:
        queries, keys = rng.normal(0, spread, (n_q, d)), rng.normal(0, spread, (n_k, d))
        if np.abs(queries @ keys.T).max() > 0.1 * (np.abs(queries) @ np.abs(keys.T)).max():
            return queries, keys


def _one_and_one(rng, d, spread=2.0):
    queries, keys = _drawn(rng, 1, 1, d, spread)
    return queries[0], keys[0]


def _one_and_many(rng, n, d, spread=2.0):
    queries, keys = _drawn(rng, 1, n, d, spread)
    return queries[0], keys


def _some_qualities(rng):
    yield np.array([1.0, 2.0]), np.array([3.0, 4.0])
    yield np.array([1.0, 0.0, 2.0]), np.array([1.0, 5.0, 0.5])
    for d in (1, 3, 6, 40):
        yield _one_and_one(rng, d)


def _opposed(rng):
    yield np.array([1.0, 2.0]), np.array([-3.0, -1.0])
    yield np.array([0.0, 2.0, 0.0]), np.array([3.0, 0.0, -1.0])
    for d in (2, 5):
        query, key = _one_and_one(rng, d)
        yield query, key
        yield query, -key


def _pairs_of_any_numbers(rng):
    yield np.array([1, 2, 0]), np.array([4, -1, 3])
    yield rng.integers(1, 9, 5), rng.uniform(0.1, 0.9, 5)
    yield tuple(vector.astype(np.float32) for vector in _one_and_one(rng, 4))
    yield tuple(np.repeat(vector, 2)[::2] for vector in _one_and_one(rng, 7))
    yield _one_and_one(rng, 300, spread=400.0)


def _small_shelf(rng):
    yield np.array([1.0, 2.0]), np.array([[3.0, 0.0], [0.0, 1.0], [1.0, -1.0]])
    for n, d in ((5, 3), (2, 6), (4, 2)):
        yield _one_and_many(rng, n, d)


def _shelves_of_any_size(rng):
    for n, d in ((1, 3), (4, 1), (1, 1), (3, 3), (4, 4), (60, 7)):
        yield _one_and_many(rng, n, d)


def _rearranged(rng):
    query, keys = _one_and_many(rng, 4, 3)
    yield query, keys
    yield query, keys[[2, 0, 3, 1]]
    yield query, np.vstack([keys[:1], keys])
    yield query, -keys


def _shelves_of_any_numbers(rng):
    yield np.array([1, 2, 0]), np.array([[4, -1, 3], [0, 2, 5]])
    yield rng.integers(1, 9, 4), rng.uniform(0.1, 0.9, (3, 4))
    yield rng.uniform(0.1, 0.9, 3), rng.integers(1, 9, (5, 3))
    query, keys = _one_and_many(rng, 3, 5)
    yield query.astype(np.float32), keys.astype(np.float32)
    yield query, np.asfortranarray(keys)
    yield np.repeat(query, 2)[::2], np.repeat(keys, 2, axis=1)[:, ::2]
    yield _one_and_many(rng, 4, 30, spread=400.0)


def _readers_and_books(rng):
    yield np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([[3.0, 0.0], [0.0, 1.0], [1.0, -1.0]])
    for n_q, n_k, d in ((3, 2, 4), (2, 5, 3), (4, 3, 2)):
        yield _drawn(rng, n_q, n_k, d)


def _equal_and_single_sizes(rng):
    for n_q, n_k, d in (
        (3, 3, 2),
        (3, 3, 3),
        (2, 4, 4),
        (1, 4, 3),
        (4, 1, 3),
        (1, 1, 2),
        (2, 3, 1),
        (20, 30, 6),
    ):
        yield _drawn(rng, n_q, n_k, d)


def _company(rng):
    queries, keys = _drawn(rng, 3, 4, 5)
    yield queries, keys
    yield queries[[2, 0, 1]], keys
    yield np.vstack([queries[:1], 10 * queries[1:]]), keys
    yield queries, np.vstack([keys[2:], keys[:1]])


def _readers_of_any_numbers(rng):
    yield np.array([[1, 2, 0], [0, 1, 1]]), np.array([[4, -1, 3], [0, 2, 5], [1, 1, 1], [2, 0, -2]])
    yield rng.integers(1, 9, (3, 4)), rng.uniform(0.1, 0.9, (2, 4))
    queries, keys = _drawn(rng, 2, 3, 5)
    yield queries.astype(np.float32), keys.astype(np.float32)
    yield np.asfortranarray(queries), np.repeat(keys, 2, axis=1)[:, ::2]
    yield _drawn(rng, 3, 4, 30, spread=400.0)


def _directions(rng):
    yield np.array([3.0, 4.0]), np.array([[6.0, 8.0], [4.0, -3.0], [-3.0, -4.0], [5.0, 0.0]])
    for n, d in ((5, 3), (2, 6), (3, 3), (1, 4), (4, 1)):
        yield _one_and_many(rng, n, d)


def _lengths(rng):
    yield np.array([1.0, 0.0]), np.array([[1.0, 1.0], [10.0, 10.0], [0.1, 0.1]])
    query, keys = _one_and_many(rng, 4, 3)
    yield query, keys
    yield 100 * query, keys
    yield query, keys * np.array([[100.0], [1.0], [0.001], [20.0]])


def _zero_vectors(rng):
    yield np.array([3.0, 4.0]), np.array([[0.0, 0.0], [4.0, 3.0], [0.0, 2.0]])
    yield np.zeros(3), rng.normal(0, 2, (4, 3))
    query, keys = _one_and_many(rng, 5, 4)
    yield query, keys * np.array([[1.0], [0.0], [1.0], [1.0], [0.0]])
    yield np.zeros(2), np.array([[0.0, 0.0], [1.0, 2.0], [-1.0, 0.5]])


# --------------------------------------------------------------------------------------------- mistakes


def _norms(vectors):
    return np.linalg.norm(vectors, axis=-1)


def _first_product_only(query, key):
    total = 0
    for asked, offered in zip(query, key, strict=True):
        total += asked * offered
        return total


def _last_product_only(query, key):
    for asked, offered in zip(query, key, strict=True):
        total = asked * offered
    return total


def _keys_multiplied_in_place(query, keys):
    keys *= query
    return keys.sum(axis=1)


def _whole_number_scores(query, keys):
    scores = np.array([0] * len(keys))
    for j in range(len(keys)):
        scores[j] = np.sum(query * keys[j])
    return scores


def _one_score_a_quality(query, keys):
    return [np.sum(query * keys[j]) for j in range(len(query))]


def _as_many_books_as_readers(queries, keys):
    scores = np.zeros((len(queries), len(queries)))
    for i in range(len(queries)):
        for j in range(len(queries)):
            scores[i, j] = np.sum(queries[i] * keys[j])
    return scores


def _one_list_for_all_readers(queries, keys):
    scores = [[0] * len(keys)] * len(queries)
    for i in range(len(queries)):
        for j in range(len(keys)):
            scores[i][j] = np.sum(queries[i] * keys[j])
    return scores


def _whole_number_matrix(queries, keys):
    scores = np.array([[0] * len(keys) for _ in queries])
    for i in range(len(queries)):
        scores[i] = keys @ queries[i]
    return scores


def _matrix_in_place(queries, keys):
    scores = []
    for query in queries:
        keys *= query
        scores.append(keys.sum(axis=1))
    return scores


def _cosine_of_readers(queries, keys):
    return queries @ keys.T / np.outer(_norms(queries), _norms(keys))


def _distance_of_readers(queries, keys):
    return np.linalg.norm(queries[:, None] - keys, axis=-1)


def _unguarded_cosine(query, keys):
    return keys @ query / (np.linalg.norm(query) * _norms(keys))


def _unguarded_query(query, keys):
    lengths = _norms(keys)
    return keys @ query / (np.linalg.norm(query) * np.where(lengths == 0, 1.0, lengths))


def _unguarded_keys(query, keys):
    return np.zeros(len(keys)) if not query.any() else _unguarded_cosine(query, keys)


def _one_zero_silences_all(query, keys):
    lengths = np.linalg.norm(query) * _norms(keys)
    return np.zeros(len(keys)) if (lengths == 0).any() else keys @ query / lengths


def _guarded(query, keys, lengths):
    lengths = np.where(lengths == 0, 1.0, lengths) * np.ones(len(keys))
    return keys @ query / lengths


def _keys_shortened_in_place(query, keys):
    for key in keys:
        if np.linalg.norm(key) > 0:
            key /= np.linalg.norm(key)
    return _guarded(query, keys, np.linalg.norm(query))


def _unit_columns(query, keys):
    unit_keys = keys / np.linalg.norm(keys, axis=1)
    return unit_keys @ (query / np.linalg.norm(query))


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
AVERAGED = Text(
    "You averaged the products. A book that agrees with the question in more qualities should score higher: "
    "add them up and leave it at that.",
    "你取了乘积的平均。一本书与问题合拍的特征越多，得分就该越高：加起来就好，不要再除。",
)
WHOLE_NUMBERS = Text(
    "Your scores lost their fractions: the array that you collect them in was made of whole numbers. Make "
    "one of floats, or collect them in a list.",
    "你的得分丢了小数：用来装得分的数组是整数数组。换成浮点数的，或者用列表来装。",
)
INPUT_CHANGED = Text(
    "The scores are right, but the labels on the shelf are not what they were: `*=` and `/=` write into the "
    "caller's array. `a * b` makes a new one.",
    "得分是对的，可书架上的标签被你改写了：`*=`、`/=` 会直接写进调用者的数组。`a * b` 则会得到一个新数组。",
)
ANY_NUMBERS = Text(
    "Qualities may be whole numbers, float32, or a slice of a larger array, and the caller's arrays must "
    "stay as they were.",
    "特征可能是整数、float32，也可能是大数组的一个切片；调用者的数组要原样留着。",
)
ANY_KIND = Text("any kind of numbers", "各种数")


# -------------------------------------------------------------------------------------------- exercises

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
                "标签否定的特征要倒扣：负正得负，得分完全可以低于 0。",
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

SCORE_BOOKS = Exercise(
    score_books,
    checks=(
        Check(
            Text("a small shelf", "一小排书"),
            1,
            _small_shelf,
            advice=Text(
                "One row of `keys` is one book's label. Score each row by the question, as `dot_score` does for one.",
                "`keys` 的一行就是一本书的标签。像 `dot_score` 对一本书那样，用问题给每一行打分。",
            ),
        ),
        Check(
            Text("shelves of any size", "大小不一的书架"),
            1,
            _shelves_of_any_size,
            advice=Text(
                "A shelf with a single book, labels with a single quality, as many books as qualities: the "
                "answer has always one score per book, shape (n,).",
                "书架上只有一本书、标签只有一个特征、书和特征一样多：答案总是每本书一个得分，形状为 (n,)。",
            ),
        ),
        Check(
            Text("books in another order", "换个顺序摆书"),
            1,
            _rearranged,
            advice=Text(
                "Rearrange the books and their scores move with them: a book's score depends on its own label only.",
                "书换了位置，得分就跟着换：一本书的得分只取决于它自己的标签。",
            ),
        ),
        Check(ANY_KIND, 1, _shelves_of_any_numbers, advice=ANY_NUMBERS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "elementwise",
            lambda query, keys: query * keys,
            Text(
                "You have every product of every book, n rows of d numbers. Each row still has to be added "
                "up to the score of its book.",
                "你得到了每本书的每个乘积：n 行，每行 d 个数。还要把每一行加起来，才是那本书的得分。",
            ),
        ),
        Mistake(
            "wrong-axis",
            lambda query, keys: (query * keys).sum(axis=0),
            Text(
                "You added down the columns: that is one number per quality. A book is a row; add along it.",
                "你是竖着加的：每个特征得到一个数。一本书是一行，要横着加。",
            ),
        ),
        Mistake(
            "one-number",
            lambda query, keys: (query * keys).sum(),
            Text(
                "You added up the whole shelf into one number. Every book wants a score of its own: tell "
                "`sum` which axis to add along.",
                "你把整排书加成了一个数。每本书都要有自己的得分：告诉 `sum` 沿哪个轴加。",
            ),
        ),
        Mistake(
            "column-of-scores",
            lambda query, keys: (query * keys).sum(axis=1, keepdims=True),
            Text(
                "The numbers are right, but they stand in a column of shape (n, 1). A plain row of n "
                "scores, shape (n,), is asked for.",
                "数都对了，可它们排成了形状为 (n, 1) 的一列。这里要的是 n 个得分，形状为 (n,)。",
            ),
        ),
        Mistake(
            "books-and-qualities-swapped",
            lambda query, keys: query @ keys,
            Text(
                "(d,) @ (n, d) lets your d qualities meet the n books. In `a @ b` the last axis of `a` "
                "meets the first of `b`: which of the two should stand on the left?",
                "(d,) @ (n, d) 是让 d 个特征去碰 n 本书。在 `a @ b` 里，碰头的是 `a` 的最后一维和 `b` 的第一"
                "维：谁该站在左边？",
            ),
        ),
        Mistake(
            "counts-qualities",
            _one_score_a_quality,
            Text(
                "Your loop runs once for each quality, `len(query)` times. There are `len(keys)` books.",
                "你的循环按特征的个数 `len(query)` 来转。可书有 `len(keys)` 本。",
            ),
        ),
        Mistake(
            "returns-too-early",
            lambda query, keys: np.sum(query * keys[0]),
            Text(
                "Only the first book got a score. `return` ends the function: collect the scores of all books first.",
                "只有第一本书得到了得分。`return` 会结束函数：先把所有书的得分收齐。",
            ),
        ),
        Mistake(
            "sign-turned",
            lambda query, keys: -(keys @ query),
            Text(
                "Every score has the wrong sign, so the best book comes last. If you put a minus there to "
                "watch the picture turn round: take it away again.",
                "每个得分的正负号都反了，最好的书成了垫底。如果你是为了看图翻转才加的负号，记得把它去掉。",
            ),
        ),
        Mistake("averaged", lambda query, keys: (query * keys).mean(axis=1), AVERAGED),
        Mistake("integer-truncation", _whole_number_scores, WHOLE_NUMBERS),
        Mistake("silent-cosine", _unguarded_cosine, COSINE_TOO_EARLY),
        Mistake("distance-as-score", lambda query, keys: _norms(query - keys), DISTANCE),
        Mistake("input-changed", _keys_multiplied_in_place, INPUT_CHANGED),
    ),
    hints=(
        Text(
            "You can already score one book. Do it for every row of `keys` and keep the scores in the books' order.",
            "给一本书打分你已经会了。对 `keys` 的每一行都做一遍，得分按书的顺序放好。",
        ),
        Text(
            "Without a loop: `query * keys` has shape (n, d), each row multiplied by the query. Then add "
            "along the qualities.",
            "不用循环的话：`query * keys` 的形状是 (n, d)，每一行都乘上了查询。然后沿着特征那一维相加。",
        ),
        Text(
            "Shorter still: a matrix times a vector is exactly this, (n, d) @ (d,) → (n,).",
            "还可以更短：矩阵乘向量正好就是这件事，（n, d） @ (d,) → (n,)。",
        ),
    ),
    builds_on=("dot_score",),
)

SCORE_MATRIX = Exercise(
    score_matrix,
    checks=(
        Check(
            Text("row = who asks", "一行一位提问者"),
            1,
            _readers_and_books,
            advice=Text(
                "Row i holds what `score_books` says to reader i; the answer has n_q rows and n_k columns.",
                "第 i 行就是 `score_books` 给第 i 位读者的结果；答案有 n_q 行、n_k 列。",
            ),
        ),
        Check(
            Text("any number of readers and books", "读者和书各有多少都行"),
            1,
            _equal_and_single_sizes,
            advice=Text(
                "One reader, one book, as many readers as books: the shape is always (n_q, n_k), and row i "
                "belongs to reader i.",
                "一位读者、一本书、读者和书一样多：形状总是 (n_q, n_k)，第 i 行总归第 i 位读者。",
            ),
        ),
        Check(
            Text("each reader alone", "各问各的"),
            1,
            _company,
            advice=Text(
                "A reader's row must not depend on who else is asking, nor a book's column on its neighbours.",
                "一位读者的那一行与旁边还有谁在问无关；一本书的那一列也与左邻右舍无关。",
            ),
        ),
        Check(ANY_KIND, 1, _readers_of_any_numbers, advice=ANY_NUMBERS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "transposed-scores",
            lambda queries, keys: keys @ queries.T,
            Text(
                "Your rows are books. A row is the one who asks: turn the table round.",
                "你的一行是一本书。行应当是提问的人：把这张表转过来。",
            ),
        ),
        Mistake(
            "no-transpose",
            lambda queries, keys: queries @ keys,
            Text(
                "(n_q, d) @ (n_k, d) does not fit: the two inner numbers must be the same, and it is the "
                "d's that have to meet. One of the two must be turned.",
                "(n_q, d) @ (n_k, d) 对不上：中间两个数必须相同，该碰头的是两个 d。其中一个得转一下。",
            ),
        ),
        Mistake(
            "no-transpose-keys-first",
            lambda queries, keys: keys @ queries,
            Text(
                "(n_k, d) @ (n_q, d) does not fit: the two inner numbers must be the same, and it is the "
                "d's that have to meet. Turn one of the two, and let those who ask stand on the left.",
                "(n_k, d) @ (n_q, d) 对不上：中间两个数必须相同，该碰头的是两个 d。转一下其中一个，并让提问"
                "的站在左边。",
            ),
        ),
        Mistake(
            "only-square",
            _as_many_books_as_readers,
            Text(
                "This works while there are as many books as readers. Try 2 readers and 3 books: which of "
                "your lengths counts readers, which books?",
                "读者和书一样多时才行得通。试试 2 位读者、3 本书：你写的哪个长度数的是读者，哪个数的是书？",
            ),
        ),
        Mistake(
            "elementwise",
            lambda queries, keys: queries * keys,
            Text(
                "`queries * keys` lays the two tables on top of each other. Here every reader should meet "
                "every book, and each meeting ends in one number.",
                "`queries * keys` 是把两张表叠在一起相乘。这里每位读者都要见每一本书，每次见面只得一个数。",
            ),
        ),
        Mistake(
            "own-book-only",
            lambda queries, keys: (queries * keys).sum(axis=1),
            Text(
                "Reader 0 met only book 0, reader 1 only book 1. Every reader should meet every book.",
                "0 号读者只见了 0 号书，1 号读者只见了 1 号书。每位读者都应当见每一本书。",
            ),
        ),
        Mistake(
            "only-last-reader",
            lambda queries, keys: keys @ queries[-1],
            Text(
                "Only the last reader's scores are left: each turn of the loop overwrote the row before. "
                "Keep a row for each reader.",
                "只剩下最后一位读者的得分：循环每转一圈就覆盖了上一行。请给每位读者留一行。",
            ),
        ),
        Mistake(
            "returns-too-early",
            lambda queries, keys: keys @ queries[0],
            Text(
                "Only the first reader was served: `return` stands inside the loop.",
                "只招待了第一位读者：`return` 写在循环里面了。",
            ),
        ),
        Mistake(
            "one-long-row",
            lambda queries, keys: (queries @ keys.T).ravel(),
            Text(
                "All scores are there, but in one long row. Begin a new row with each reader: shape (n_q, n_k).",
                "得分都在，可排成了长长的一行。每换一位读者就另起一行：形状为 (n_q, n_k)。",
            ),
        ),
        Mistake(
            "rows-are-one-list",
            _one_list_for_all_readers,
            Text(
                "All rows came out the same: `[row] * n` is n times the same list, so what you write into "
                "one shows in all. Make a new row for each reader.",
                "每一行都一样：`[row] * n` 是同一个列表的 n 次引用，写进一个，个个都变。请给每位读者新建一行。",
            ),
        ),
        Mistake(
            "scaled-already",
            lambda queries, keys: queries @ keys.T / np.sqrt(queries.shape[1]),
            Text(
                "You know the √d from the famous paper! It gets a lesson of its own (06); here plain dot "
                "products are asked for.",
                "你知道那篇著名论文里的 √d！它后面有专门的一课（06）；这里要的是原原本本的点积。",
            ),
        ),
        Mistake("silent-cosine", _cosine_of_readers, COSINE_TOO_EARLY),
        Mistake("distance-as-score", _distance_of_readers, DISTANCE),
        Mistake("integer-truncation", _whole_number_matrix, WHOLE_NUMBERS),
        Mistake("input-changed", _matrix_in_place, INPUT_CHANGED),
    ),
    hints=(
        Text(
            "Each reader gets the row that `score_books` gives them. Stack the rows.",
            "每位读者得到 `score_books` 给他的那一行。把这些行摞起来。",
        ),
        Text(
            "As one product of matrices: (n_q, d) times something of shape (d, n_k). You have `keys` of "
            "shape (n_k, d).",
            "写成一次矩阵乘法：（n_q, d） 乘上一个形状为 (d, n_k) 的东西。而你手里的 `keys` 是 (n_k, d)。",
        ),
        Text(
            "`.T` turns rows into columns. Whoever stands on the left of `@` gives the rows.",
            "`.T` 把行变成列。站在 `@` 左边的，决定结果的行。",
        ),
    ),
    builds_on=("dot_score", "score_books"),
)

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
        Check(ANY_KIND, 1, _shelves_of_any_numbers, advice=ANY_NUMBERS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "zero-vector-nan",
            _unguarded_cosine,
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
            _unguarded_keys,
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
            lambda query, keys: _guarded(query, keys, _norms(keys)),
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
            lambda query, keys: _guarded(query, keys, np.linalg.norm(query)) * _norms(keys),
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
            lambda query, keys: 1 - _guarded(query, keys, np.linalg.norm(query) * _norms(keys)),
            Text(
                "1 − cosine is a distance: 0 for the best book. A score grows with the match; give the cosine itself.",
                "1 − 余弦是距离：最好的书反而得 0。得分应当越匹配越大，请直接给出余弦。",
            ),
        ),
        Mistake("input-changed", _keys_shortened_in_place, INPUT_CHANGED),
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
