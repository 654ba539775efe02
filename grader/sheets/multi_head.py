"""Lesson 08: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("split_heads", "reshape-without-transpose"): Text(
        "The shape is right, so everybody believes it: one `reshape`, no `transpose`. Print two rows of head 0 beside X.",
        "形状是对的，所以谁都以为对了：只有一个 `reshape`，没有 `transpose`。把头 0 的头两行和 X 并排打印出来看看。",
    ),
    ("split_heads", "divisibility-unchecked"): Text(
        "`//` drops the last qualities silently; the check with 5 qualities and 2 heads expects an error.",
        "`//` 不声不响地丢掉了最后几个特征；那项检查等着的是一个错误。",
    ),
    ("merge_heads", "merge-without-transpose"): Text(
        "The same again on the way back; splitting and merging in turn does not give X.",
        "回来的路上又犯一次：先切开再合上，得不到 X。",
    ),
    ("multi_head_attention", "by-sqrt-d-model"): Text(
        "Weights too even in every head: the old d was taken along into the new room.",
        "每个头的权重都偏平均：把原来的 d 带进了新房间。",
    ),
    ("multi_head_attention", "no-output-projection"): Text(
        "Nearly right, and W_o appears nowhere in the body. Easily overlooked by both of you.",
        "几乎全对，只是函数里找不到 W_o。学生会漏看，你也会。",
    ),
}
