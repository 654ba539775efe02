"""Lesson 10: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("cross_entropy", "targets-as-columns"): Text(
        "A table or a much too large mean: `logits[:, targets]` where `logits[np.arange(n), targets]` was meant.",
        "出来的是一张表，或者平均数大得离谱：想写 `logits[np.arange(n), targets]`，写成了 `logits[:, targets]`。",
    ),
    ("cross_entropy", "no-log-sum-exp"): Text(
        "Infinity or NaN at scores of 1000, though softmax was stable: it is the logarithm of a rounded 0.",
        "softmax 明明是稳定的，得分到了 1000 还是无穷大或 NaN：那是对舍成 0 的数取了对数。",
    ),
    ("softmax_backward", "diagonal-only"): Text(
        "w·(1 − w)·d: the sigmoid's derivative, remembered from another course.",
        "写成了 w·(1 − w)·d：那是从别的课上记来的 sigmoid 导数。",
    ),
    ("attention_backward", "missing-scale"): Text(
        "All directions right, dQ and dK too large by √d; gradient checking shows one constant ratio.",
        "方向都对，dQ 和 dK 大了 √d 倍；做梯度检验时，比值处处一样。",
    ),
    ("sgd_step", "updates-in-place"): Text(
        "The step is right, and the parameters from before are gone: `-=`.",
        "这一步走对了，可原来的参数没了：写的是 `-=`。",
    ),
    ("train_librarian", "starts-all-alike"): Text(
        "The loss falls a little and then stands still; every column of the tables is the same. They started with zeros.",
        "损失降了一点就不动了；表里每一列都一样。它们都是从零开始的。",
    ),
}
