"""Lesson 03: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("softmax", "no-max-subtraction"): Text(
        "Right for all small scores. With 1000 a warning about overflow, then NaN. Many start like this; it is no blunder but the lesson's point.",
        "小的得分全对；到了 1000 就警告溢出，接着是 NaN。很多人都这样起步：这不是粗心，正是这一课要讲的。",
    ),
    ("softmax", "wrong-axis"): Text(
        "A table of weights whose columns sum to 1, not its rows: `axis=0`.",
        "权重表里每列之和是 1，每行之和却不是：写的是 `axis=0`。",
    ),
    ("softmax", "missing-keepdims"): Text(
        "One reader passes, a table of three readers and three books gives wrong numbers, any other table does not broadcast.",
        "一位读者能过；3 位读者、3 本书时数不对；别的表干脆报形状对不上（broadcast）。",
    ),
    ("softmax_with_temperature", "multiplies-temperature"): Text(
        "The bars in the picture flatten when it should get colder: `scores * temperature`.",
        "该变冷的时候，图里的柱子反而变平：写的是 `scores * temperature`。",
    ),
    ("effective_books", "nan-at-zero"): Text(
        "NaN as soon as one book has weight 0; often followed by an attempt to add 1e-9 everywhere.",
        "只要有一本书的权重是 0，结果就是 NaN；接下来往往有人想给所有权重加个 1e-9。",
    ),
    ("implied_temperature", "inverted"): Text(
        "The colder the reader, the higher the answer: logarithm and difference stand the wrong way up in the fraction.",
        "读者越冷静，答案反而越大：分数里对数和差放反了，上下颠倒。",
    ),
}
