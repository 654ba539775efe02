"""The bill: how many scores a text of n tokens costs."""

from grader.judge import Check, Exercise, Mistake, Text


def score_count(n, window=None):
    """How many scores causal attention over n tokens needs.

    n: number of tokens, at least 1; a token sees itself and all tokens before it
    window: None, or the largest number of tokens that one may see, itself included (at least 1, may exceed n)
        ->  int
    """
    most = n if window is None else window
    return sum(min(i + 1, most) for i in range(n))


def _every_token_looks_back(rng):
    for n in (3, 1, 4, 10, 2):
        yield (n,)
    yield (int(rng.integers(20, 60)),)


def _only_so_far(rng):
    yield from ((4, 2), (5, 3), (6, 1), (8, 4), (7, 5))
    window = int(rng.integers(4, 9))
    yield int(rng.integers(20, 60)), window


def _long_texts_and_wide_windows(rng):
    yield from ((3, 7), (4, 4), (1, 1), (5, 6), (1, 3), (6, 2))
    yield int(rng.integers(5, 15)), None
    yield (int(rng.integers(800, 1500)),)
    yield int(rng.integers(800, 1500)), int(rng.integers(30, 90))


def _seen(n, window):
    return n if window is None else min(window, n)


def _each_sees(how_many):
    """A wrong count: token i of n sees `how_many(i, most)`."""

    def wrong(n, window=None):
        return sum(how_many(i, n if window is None else window) for i in range(n))

    return wrong


def _no_beginning(seen):
    """A wrong count, right without a window: with one, every token is given a full window."""

    def wrong(n, window=None):
        return score_count(n) if window is None else n * seen(n, window)

    return wrong


def _gauss_without_a_limit(n, window=None):
    most = n if window is None else window
    return most * (most + 1) // 2 + (n - most) * most


FULL_SQUARE = Text(
    "You pay for the whole square, n rows of n. But nobody reads tomorrow: the first token needs one score, the second two. "
    "Half of your bill is for books with their covers to the wall.",
    "你按整个方块付账，n 行，每行 n 个。可谁也不读明天：第一个词元只要一个得分，第二个两个。你的账单里有一半，付给了封面朝墙的书。",
)
NO_BEGINNING = Text(
    "You gave every token a full window. The first ones cannot fill it: behind token 0 (counted from 0) there is nobody, behind token 1 "
    "just one.",
    "你给每个词元都算了整整一个窗口。可开头的几个装不满：第 0 个词元（从 0 数起）后面一个也没有，第 1 个后面只有一个。",
)

SCORE_COUNT = Exercise(
    score_count,
    checks=(
        Check(
            Text("every token looks back", "每个词元都往回看"),
            1,
            _every_token_looks_back,
            advice=Text(
                "Three tokens: the first needs one score, the second two, the third three. How many is that together?",
                "三个词元：第一个要一个得分，第二个两个，第三个三个。一共多少？",
            ),
        ),
        Check(
            Text("only so far back", "只往回看这么远"),
            1,
            _only_so_far,
            advice=Text(
                "Four tokens, a window of two: the first sees only itself, all others see two. Draw the table and count the places.",
                "四个词元，窗口是二：第一个只看得见自己，其余的各看见两个。画出那张表，数一数格子。",
            ),
        ),
        Check(
            Text("windows wider than the text, and long texts", "比文本还宽的窗口，还有长文本"),
            1,
            _long_texts_and_wide_windows,
            advice=Text(
                "A window wider than the text hides nothing: the count is that without a window. And the count is a whole number.",
                "窗口比文本还宽，就什么也没藏：个数和没有窗口时一样。还有，个数是整数。",
            ),
        ),
    ),
    mistakes=(
        Mistake("counts-full-square", lambda n, window=None: n * _seen(n, window), FULL_SQUARE),
        Mistake("counts-full-square-wide", lambda n, window=None: n * (n if window is None else window), FULL_SQUARE),
        Mistake(
            "not-itself",
            _each_sees(lambda i, most: min(i, most)),
            Text(
                "Your tokens do not see themselves. The page one is writing on lies on the desk: it costs a score, too, and it counts "
                "in the window.",
                "你的词元看不见自己。正在写的那一页就摊在桌上：它也要一个得分，也占窗口里的一格。",
            ),
        ),
        Mistake(
            "window-off-by-one",
            lambda n, window=None: score_count(n) if window is None else score_count(n, window + 1),
            Text(
                "One too many for each token: the window counts the token itself. A window of 1 sees only itself.",
                "每个词元都多看了一个：窗口把词元自己也算在内。窗口是 1，就只看得见自己。",
            ),
        ),
        Mistake(
            "ignores-window",
            lambda n, window=None: score_count(n),
            Text(
                "Your bill is the same with and without a window. Who may look back at no more than `window` tokens needs fewer scores.",
                "有没有窗口，你的账单都一样。最多只能看 `window` 个词元的人，需要的得分要少一些。",
            ),
        ),
        Mistake("no-beginning", _no_beginning(lambda n, window: min(window, n)), NO_BEGINNING),
        Mistake("no-beginning-wide", _no_beginning(lambda n, window: window), NO_BEGINNING),
        Mistake(
            "window-beyond-the-text",
            _gauss_without_a_limit,
            Text(
                "Right, as long as the window fits into the text. A wider one cannot show more than there is: then the count is that "
                "without a window.",
                "窗口不比文本宽时，都对。再宽的窗口，也看不到文本里没有的东西：这时个数就和没有窗口一样。",
            ),
        ),
        Mistake(
            "none-crash",
            lambda n, window=None: sum(min(i + 1, window) for i in range(n)),
            Text(
                "Without a window `window` is None, and None cannot be compared with a number. Decide first what it stands for.",
                "没有窗口时，`window` 是 None，而 None 不能和数比大小。先想好它代表什么。",
            ),
        ),
        Mistake(
            "last-token-only",
            lambda n, window=None: _seen(n, window),
            Text(
                "That is what the *last* token needs. Before it, all others had to be paid for: add them up. (If you have a loop, look "
                "at where its `return` stands.)",
                "这只是**最后一个**词元要的。它前面的那些也都要付账：加起来。（如果你用了循环，看看 `return` 写在哪里。）",
            ),
        ),
        Mistake(
            "not-whole",
            lambda n, window=None: float(score_count(n, window)),
            Text(
                "The number is right, but it is a float: `/` always makes one. Scores are counted, and `//` divides whole numbers into whole "
                "numbers.",
                "数是对的，却是浮点数：`/` 总会得到浮点数。得分是数出来的；整数除整数用 `//`，得到的还是整数。",
            ),
        ),
    ),
    hints=(
        Text(
            "Row by row: how many tokens does token i (counted from 0) see, when nothing limits it?",
            "一行一行来：没有限制时，第 i 个词元（从 0 数起）看得见几个词元？",
        ),
        Text(
            "With a window it is the smaller of two numbers: what there is to see, and what one may see.",
            "有窗口时，是两个数里较小的那个：有多少可看，和允许看多少。",
        ),
        Text(
            "A sum over i from 0 to n − 1 of `min(i + 1, …)`. No window is the same as a window of n.",
            "对 i 从 0 到 n − 1，把 `min(i + 1, …)` 加起来。没有窗口，就等于窗口是 n。",
        ),
    ),
)
