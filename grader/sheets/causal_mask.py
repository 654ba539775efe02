"""Lesson 07: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("causal_mask", "diagonal-hidden"): Text(
        "The first row is all False: `j < i`. Ask what the first word can read.",
        "第一行全是 False：写的是 `j < i`。问一句：第一个词还能读什么？",
    ),
    ("masked_softmax", "zeros-for-minus-infinity"): Text(
        "Weights in the future that are small but not 0, and each visible one a little too low: `scores * mask` or `np.where(mask, scores, 0)`.",
        "未来的权重很小却不是 0，看得见的都略微偏低：写的是 `scores * mask` 或 `np.where(mask, scores, 0)`。",
    ),
    ("masked_softmax", "mask-after-softmax"): Text(
        "Zeros where they belong, but the rows no longer sum to 1.",
        "该是零的地方是零了，可每行之和不再是 1。",
    ),
    ("masked_softmax", "nan-on-empty-row"): Text(
        "One row of NaN, and a warning: all of that reader's scores are −∞.",
        "有一整行 NaN，还带着警告：那位读者的得分全是 −∞。",
    ),
    ("masked_attention", "none-mask-crash"): Text(
        'Works with every mask and stops without one; the question "what does None mean here?" is worth asking aloud.',
        "有掩码就对，不给掩码就停下。值得当堂问一句：“None 在这里是什么意思？”",
    ),
    ("padding_mask", "pads-queries"): Text(
        "Shape (batch, n, 1) instead of (batch, 1, n): readers are hidden, not what they read.",
        "形状是 (batch, n, 1)，不是 (batch, 1, n)：蒙住的是读者，不是被读的。",
    ),
}
