"""Lesson 01: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("exact_lookup", "returns-none"): Text(
        "On the shelf it works; a question that nobody can answer gives nothing at all, and `check` speaks of None.",
        "架上有的都查得到；问一个没有的，却什么也不显示，`check` 说返回了 None。",
    ),
    ("exact_lookup", "gives-up-at-first"): Text(
        "Only the first book is ever found. The `raise` (or an `else`) is indented as deep as the `if`.",
        "永远只找得到第一本书。代码里 `raise`（或 `else`）缩进得和 `if` 一样深。",
    ),
    ("overlap_scores", "counts-letters"): Text(
        "Nearly every book gets a score, and long labels get the best. `set(label)` of a text, or a loop over its characters.",
        "几乎每本书都有分，标签越长分越高。代码里对文本写了 `set(label)`，或逐个字符在循环。",
    ),
    ("overlap_scores", "returns-in-loop"): Text(
        "One single score comes back instead of eight.",
        "该有八个得分，只回来一个。",
    ),
    ("best_book", "starts-at-zero"): Text(
        "Right on the shelf of the lesson, wrong in `check`, where all scores may be negative. The search begins with `best = 0`.",
        "在课文的书架上没错，`check` 里却错了：那里的得分可以全是负的。代码一开头写着 `best = 0`。",
    ),
    ("proportional_shares", "no-equal-shares"): Text(
        "Everything passes but one check, with a division by zero or NaN: nobody thought of the reader whom no book fits.",
        "只有一项检查没过，报除以零或 NaN：没有想到会有一本书也不合适的读者。",
    ),
}
