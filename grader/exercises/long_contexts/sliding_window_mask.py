"""The mask of readers who look back only so far."""

import numpy as np

from grader.exercises.causal_mask.causal_mask import causal_mask
from grader.exercises.causal_mask.shared import (
    ADDED_TO_SCORES,
    INVERTED,
    NUMBERS_FOR_YES_AND_NO,
    are_added_to_scores,
    are_numbers_for,
)
from grader.exercises.long_contexts.shared import answered
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import fails_just_where, stops_with, works_for_one_size


def sliding_window_mask(n, window):
    """Who may look at what when nobody looks back further than a window: mask[i, j] is True where i - window < j <= i.

    n: number of tokens; window: at least 1, may exceed n; below 1 raises ValueError
        ->  mask: (n, n), dtype bool; row = who asks, True = may look
    """
    if window < 1:
        raise ValueError("window must be at least 1: a token sees itself")
    places = np.arange(n)  # (n,)
    behind = places[:, None] - places  # (n, n): how far j lies behind i
    return causal_mask(n) & (behind < window)


def _short_windows(rng):
    yield from ((3, 2), (4, 2), (5, 3), (6, 4), (7, 2))
    yield int(rng.integers(9, 20)), int(rng.integers(3, 6))


def _narrow_and_wide(rng):
    yield from ((3, 1), (2, 5), (1, 1), (4, 4), (1, 3), (5, 4), (6, 1), (6, 2))
    n = int(rng.integers(8, 14))
    yield n, n + int(rng.integers(1, 5))


def _no_window_at_all(rng):
    yield from ((3, 0), (4, 2), (2, -1), (1, 0), (5, 3))
    yield int(rng.integers(4, 9)), -int(rng.integers(2, 9))


def _behind(n):
    return np.subtract.outer(np.arange(n), np.arange(n))


def _looks(where, refuses=True):
    """A wrong mask: True where `where(behind, window)` says so."""

    def wrong(n, window):
        if refuses and window < 1:
            raise ValueError("window must be at least 1")
        return where(_behind(n), window)

    return wrong


def _in_blocks(behind, window):
    blocks = np.arange(len(behind)) // window
    return (blocks[:, None] == blocks) & (behind >= 0)


def _last_pages_of_the_text(behind, window):
    return (np.arange(len(behind)) >= len(behind) - window) & (behind >= 0)


def _chained(n, window):
    i, j = np.arange(n)[:, None], np.arange(n)
    return i - window < j <= i


def _slices_from_below_zero(n, window):
    if window < 1:
        raise ValueError("window must be at least 1")
    mask = np.zeros((n, n), dtype=bool)
    for i in range(n):
        mask[i, i - window + 1 : i + 1] = True
    return mask


def _has_one_size(calls):
    # One or two tokens: windows of many widths are alike.
    telling = [call for call in calls if call.args[0] > 2 and call.want.kind == "value"]
    return works_for_one_size(lambda n, window: (n, window))(telling)


_right = _looks(lambda behind, window: (behind >= 0) & (behind < window))


SLIDING_WINDOW_MASK = Exercise(
    sliding_window_mask,
    builds_on=("causal_mask",),
    checks=(
        Check(
            Text("short windows", "窄窗口"),
            1,
            _short_windows,
            advice=Text(
                "Take one row: token 4 (counted from 0) with a window of 3 sees the places 2, 3 and 4. Which j are those, written with i and "
                "window?",
                "先看一行：第 4 个词元（从 0 数起），窗口是 3，看得见 2、3、4 这三个位置。用 i 和 window 写出来，是哪些 j？",
            ),
        ),
        Check(
            Text("a window of one, and windows wider than the text", "窗口为一，和比文本还宽的窗口"),
            1,
            _narrow_and_wide,
            advice=Text(
                "A window of 1 shows everybody only themselves; one as wide as the text hides nothing that the causal mask shows.",
                "窗口是 1，谁都只看得见自己；窗口和文本一样宽，因果掩码露出来的就一个也不藏。",
            ),
        ),
        Check(
            Text("no window at all", "根本没有窗口"),
            1,
            _no_window_at_all,
            advice=Text(
                "A window below 1 would hide a token from itself: refuse it with a `ValueError`. Every other window gets its mask.",
                "窗口小于 1，词元连自己都看不见了：用 `ValueError` 拒绝它。其他窗口照常给出掩码。",
            ),
        ),
    ),
    mistakes=(
        Mistake(
            "chained-comparison",
            _chained,
            Text(
                "Python wants one single yes or no where you have a whole table of them. `and` does that, and so does a chain `a < b <= c`, which "
                "is two comparisons with an `and`. Make two comparisons, each in brackets of its own, and join the two tables with `&`.",
                "Python 在那里只要一个“是”或“否”，你手里却是一整张表。`and` 会这样，连写的 `a < b <= c` 也会，因为它就是两个比较加一个 `and`。分开写两个比较，各自加上括号，再用 `&` 把两张表合起来。",
            ),
            behaves=stops_with("The truth value of an array"),
        ),
        Mistake(
            "negative-start",
            _slices_from_below_zero,
            Text(
                "The first rows are empty: there i − window + 1 is below zero, and to a slice a negative number means *counted from the end*. "
                "Nobody's window begins before place 0.",
                "头几行是空的：那里 i − window + 1 小于零，而切片里的负数是**从末尾数起**的意思。谁的窗口也不会从 0 号位置之前开始。",
            ),
        ),
        Mistake(
            "window-off-by-one",
            _looks(lambda behind, window: (behind >= 0) & (behind <= window)),
            Text(
                "One place too many: the window counts the asking token, too. Look at window 1: it should show everybody nobody but "
                "themselves.",
                "多看了一格：窗口把提问的词元自己也算在内。看看窗口为 1 的情形：每个词元都应当只看得见自己。",
            ),
        ),
        Mistake(
            "window-too-narrow",
            _looks(lambda behind, window: (behind >= 0) & (behind < window - 1)),
            Text(
                "One place too few: with a window of 3 a token sees three places, itself and two before it.",
                "少看了一格：窗口是 3，一个词元看得见三格：自己，和前面的两个。",
            ),
        ),
        Mistake(
            "not-itself",
            _looks(lambda behind, window: (behind > 0) & (behind <= window)),
            Text(
                "You hid everybody from themselves and gave them one place further back instead. The page one is writing on lies on the desk.",
                "你把每个词元自己藏了起来，换成了更靠前的一格。正在写的那一页就摊在桌上，看得见的。",
            ),
        ),
        Mistake(
            "window-sees-future",
            _looks(lambda behind, window: abs(behind) < window),
            Text(
                "Your window is open to both sides. It still holds that nobody reads a page that is not written yet.",
                "你的窗口两边都开着。还没写出来的页，照样谁也不许看。",
            ),
        ),
        Mistake(
            "no-causal-mask",
            _looks(lambda behind, window: behind < window),
            Text(
                "The far past is hidden, and all the future lies open. Two conditions, and both must hold: not later, and not too long ago.",
                "太久以前的藏好了，未来却全露着。条件有两个，都要满足：不能更晚，也不能太早。",
            ),
        ),
        Mistake(
            "looks-ahead",
            _looks(lambda behind, window: (behind <= 0) & (-behind < window)),
            Text(
                "Your window looks forward. The row is who asks, and looks back.",
                "你的窗口朝前开。行是提问者，要往回看。",
            ),
        ),
        Mistake(
            "ignores-window",
            _looks(lambda behind, window: behind >= 0),
            Text(
                "That is the causal mask of lesson 07: everybody sees all the way back, whatever the window.",
                "这是第 07 课的因果掩码：不管窗口多大，谁都能一直看到开头。",
            ),
        ),
        Mistake("inverted-mask", _looks(lambda behind, window: (behind < 0) | (behind >= window)), INVERTED),
        Mistake(
            "blocks",
            _looks(_in_blocks),
            Text(
                "You cut the text into pieces, and nobody looks over the edge of a piece. The window *slides*: each token carries its own, "
                "and it ends at that token.",
                "你把文本切成了一段一段，谁也看不过段与段的边界。窗口是**滑动**的：每个词元带着自己的一扇，窗口到自己为止。",
            ),
        ),
        Mistake(
            "one-window-for-all",
            _looks(_last_pages_of_the_text),
            Text(
                "All your readers look through one window, at the end of the text. Each has a window of their own, and it ends where they "
                "stand.",
                "你的读者共用一扇窗，开在文本末尾。其实每位读者各有一扇，到自己站的地方为止。",
            ),
        ),
        Mistake(
            "edge-only",
            _looks(lambda behind, window: behind == window - 1),
            Text(
                "Only the far edge of each window is open. Everything between it and the asking token may be seen, too.",
                "每扇窗只露出了最远的那一格。从那一格到提问者自己，中间的也都看得见。",
            ),
        ),
        Mistake(
            "window-unchecked",
            _looks(lambda behind, window: (behind >= 0) & (behind < window), refuses=False),
            Text(
                "The mask is right where there is one. But a window of 0 shows nobody anything: stop there, with a `ValueError`.",
                "该有掩码的地方都对。可是窗口为 0，谁都什么也看不到：这时应当用 `ValueError` 停下来。",
            ),
            behaves=lambda calls: fails_just_where(calls, lambda call: call.args[1] < 1 and call.got.kind == "value"),
        ),
        Mistake(
            "numbers-for-bool",
            lambda n, window: _right(n, window).astype(int),
            NUMBERS_FOR_YES_AND_NO,
            behaves=answered(are_numbers_for),
        ),
        Mistake(
            "additive-mask",
            lambda n, window: np.where(_right(n, window), 0.0, -np.inf),
            ADDED_TO_SCORES,
            behaves=answered(are_added_to_scores),
        ),
        Mistake(
            "hard-wired",
            lambda n, window: _right(n, 2),
            Text(
                "A size stands in your code as a number. The window comes in as `window`, the length as `n`, and both differ from call to call.",
                "你把一个大小当成数字写死在代码里了。窗口是传进来的 `window`，长度是传进来的 `n`，每次调用都可能不同。",
            ),
            behaves=_has_one_size,
        ),
    ),
    hints=(
        Text(
            "Start from `causal_mask(n)`. Which of its places must be closed as well?",
            "从 `causal_mask(n)` 出发。里面还有哪些格子也要关上？",
        ),
        Text(
            "Two conditions, and both must hold: j is not later than i, and j is not too far behind. `&` is that *and*.",
            "两个条件，都要满足：j 不晚于 i，j 也不能落后太远。`&` 就是这个“并且”。",
        ),
        Text(
            "`places[:, None] - places` is the table of i − j: how far j lies behind i. Its diagonal is 0, and the window counts the "
            "diagonal, too.",
            "`places[:, None] - places` 就是 i − j 的表：j 落后 i 多远。对角线上是 0，而对角线也算在窗口里。",
        ),
    ),
)
