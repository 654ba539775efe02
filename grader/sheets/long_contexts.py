"""Lesson 12: what a teacher sees when one of its telling mistakes is made."""

from grader.language import Text

TELLING = {
    ("score_count", "window-off-by-one"): Text(
        "Too large by one for nearly every token: does the window count the token itself?",
        "几乎每个词元都多算一个：窗口里算不算词元自己？",
    ),
    ("cached_step", "appends-after-attending"): Text(
        "Each token is blind to itself; the first one finds an empty box and divides by nothing.",
        "每个词元都看不见自己；第一个词元面对的是空盒子，没有东西可除。",
    ),
    ("cached_step", "empty-cache-crash"): Text(
        "Works from the second token on: a size was taken from `cached_keys[0]`.",
        "从第二个词元起都对：代码里从 `cached_keys[0]` 取了大小。",
    ),
    ("online_softmax_step", "no-rescale-of-output"): Text(
        "Right while the first shelf holds the record; wrong as soon as a later one breaks it.",
        "纪录一直在第一个书架上时没错；后面的书架一破纪录就错。",
    ),
    ("online_softmax_step", "divides-each-step"): Text(
        "One shelf is right, two are not: the page was divided before the next shelf came.",
        "一个书架时对，两个就错：下一个书架还没来，就先除过了。",
    ),
    ("sliding_window_mask", "chained-comparison"): Text(
        '"The truth value of an array is ambiguous": `a < b <= c` on whole tables.',
        "报“The truth value of an array is ambiguous”：对整张表写了 `a < b <= c`。",
    ),
}
