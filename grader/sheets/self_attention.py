"""Lesson 05: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("project", "matrix-on-its-side"): Text(
        "`X @ W.T`: runs only where W happens to be square, and there the numbers are wrong.",
        "写了 `X @ W.T`：只有 W 碰巧是方阵时跑得通，而那时数是错的。",
    ),
    ("self_attention", "query-costume-for-both"): Text(
        "The table of scores is symmetric about its diagonal; nobody asks differently from how they are found.",
        "得分表沿对角线对称：谁问谁都一样。",
    ),
    ("self_attention", "embeddings-for-values"): Text(
        "The weights pass, the outputs do not, and have the width of X: `attention(Q, K, X)`.",
        "权重通过了，输出没通过，宽度还和 X 一样：写的是 `attention(Q, K, X)`。",
    ),
    ("self_attention", "transposed-scores"): Text(
        "In the picture everything points the wrong way round: whoever asks is read instead of reading.",
        "图里的方向全反了：提问的词成了被读的词。",
    ),
    ("most_attended", "positions-move-up"): Text(
        "The first position is right, later ones are too small by one: the list got shorter while they searched it.",
        "第一个位置对，后面的常常小一：边找边删，列表变短了。",
    ),
}
