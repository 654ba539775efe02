"""Lesson 09: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("sinusoidal_positions", "every-column-frequency"): Text(
        "d clocks instead of d/2: the exponent runs with the column, so that no sine has a cosine of its own angle.",
        "一列一座钟：指数跟着列号走，正弦找不到跟自己同角度的余弦。",
    ),
    ("sinusoidal_positions", "halves-not-interleaved"): Text(
        "All sines, then all cosines: a common convention, only not the one of this course. Say so.",
        "前一半正弦，后一半余弦：这也是常见写法，只是本课程不这样排。请明说。",
    ),
    ("shift_matrix", "shifts-back"): Text(
        "Stamp times matrix instead of matrix times stamp, or the school book's order: at k = 1 the clock goes one back.",
        "矩阵放错了边，或照搬了课本里余弦在前的次序：k = 1 时，钟往回走了一格。",
    ),
    ("rotate_by_position", "overwritten-half"): Text(
        "The even columns are right, the odd ones are not: the new x was used to work out y.",
        "偶数列对，奇数列错：算 y 的时候用了新的 x。",
    ),
    ("attention_layer", "positions-after-projection"): Text(
        "The stamps are added to Q, K and V; shapes fit only because d_model is everywhere.",
        "戳加到了 Q、K、V 上；形状合得上，只因为到处都是 d_model。",
    ),
    ("attention_layer", "not-causal"): Text(
        "The midterm's classic: all parts there, the mask forgotten. Changing the last word moves the first row.",
        "期中考的老毛病：零件都齐了，忘了掩码。改最后一个词，第一行也跟着动。",
    ),
}
