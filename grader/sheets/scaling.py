"""Lesson 06: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("scaled_scores", "by-d"): Text(
        'Learnt by heart as "divide by d": at 1,024 qualities all weights are alike.',
        "背成了“除以 d”：特征有 1024 个时，权重全都差不多。",
    ),
    ("scaled_scores", "by-sqrt-keys"): Text(
        "`len(K)` or `K.shape[0]` under the root: right only where there are as many books as qualities.",
        "根号下写的是 `len(K)` 或 `K.shape[0]`：书和特征一样多时才碰巧对。",
    ),
    ("scaled_scores", "batch-transpose"): Text(
        "One room passes; with several rooms shapes do not fit, or rooms and qualities are exchanged: `.T`.",
        "一间房能过；几间房就形状对不上，或者房间和特征串了：写的是 `.T`。",
    ),
    ("scaled_attention", "after-softmax"): Text(
        "Rows of weights that sum to less than 1: the division came too late.",
        "权重每行之和小于 1：除晚了。",
    ),
    ("softmax_jacobian", "diagonal-jacobian"): Text(
        'A matrix that is zero beside its diagonal: "each weight depends on its own score".',
        "矩阵除了对角线全是零。问起来会说：“每个权重只跟自己的得分有关”。",
    ),
}
