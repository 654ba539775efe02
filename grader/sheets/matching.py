"""Lesson 02: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("dot_score", "distance-as-score"): Text(
        "Minuses and squares where a product should be; the best book has the lowest number.",
        "该用乘法的地方写了减法和平方；最合适的书得分反而最低。",
    ),
    ("dot_score", "silent-cosine"): Text(
        "Somebody has read ahead: `norm` stands in the code, all scores lie between −1 and 1.",
        "有人提前读过书：代码里出现了 `norm`，得分全落在 −1 和 1 之间。",
    ),
    ("score_books", "wrong-axis"): Text(
        "Four scores for eight books: as many as qualities. `axis=0`.",
        "八本书只有四个得分，正好是特征的个数。代码里写着 `axis=0`。",
    ),
    ("score_matrix", "transposed-scores"): Text(
        "The numbers are right and the shape is (n_k, n_q): `keys @ queries.T`.",
        "数都对，形状却成了 (n_k, n_q)：写的是 `keys @ queries.T`。",
    ),
    ("score_matrix", "only-square"): Text(
        "Passes with three readers and three books, breaks or lies with two and three: one `len` too few in the loops.",
        "3 位读者、3 本书时没错，换成 2 位和 3 本就出错或算错：循环里少用了一个 `len`。",
    ),
    ("cosine_scores", "zero-vector-nan"): Text(
        "A warning about an invalid value in divide, and NaN for the book without qualities.",
        "出现“invalid value in divide”警告，没有任何特征的那本书得分成了 NaN。",
    ),
}
