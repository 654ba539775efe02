"""Lesson 04: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("weighted_sum", "unweighted-mean"): Text(
        "The page hardly changes with the query: `values.mean(axis=0)`.",
        "查询怎么变，合出来的那一页几乎不变：写的是 `values.mean(axis=0)`。",
    ),
    ("weighted_sum", "missing-new-axis"): Text(
        "`weights * values` fails to broadcast, or (worse) runs because there are as many books as qualities.",
        "`weights * values` 报形状对不上；更糟的是书和特征一样多，竟然跑通了。",
    ),
    ("attend", "keys-for-values"): Text(
        "The weights are right, and the page reads like a label: `weights @ keys`.",
        "权重是对的，合出来的一页读着却像标签：写的是 `weights @ keys`。",
    ),
    ("attend", "outside-the-hull"): Text(
        "The point in the picture jumps out of the polygon of the books.",
        "图里那个点跳到了书围成的多边形外面。",
    ),
    ("attention", "wrong-axis"): Text(
        "Was right for one reader. With several the columns of the weights sum to 1.",
        "一位读者时是对的；读者一多，权重成了每列之和为 1。",
    ),
    ("attention", "swapped-pair"): Text(
        "All numbers right, all checks wrong: `return weights, outputs`.",
        "数全对，检查全错：写的是 `return weights, outputs`。",
    ),
}
