"""Cut every row into slices, one for each head."""

import numpy as np

from grader.exercises.multi_head.shared import (
    ANY_KIND,
    FLOAT_SIZE,
    HARD_WIRED,
    INTERLEAVED,
    KEEP_AS_IT_WAS,
    SEATS_TAKEN,
    drawn_rows,
    signed_rows,
    strided,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import stops_with, works_for_one_size


def split_heads(X, n_heads):
    """Cut each row of X into n_heads slices of equal width: slice h of every row goes to head h.

    X: (n, d_model)  ->  (n_heads, n, d_head), d_head = d_model / n_heads
    ValueError if n_heads does not divide d_model
    """
    n, d_model = X.shape
    if d_model % n_heads:
        raise ValueError(f"{d_model} qualities cannot be shared out evenly among {n_heads} heads")
    slices = X.reshape(n, n_heads, d_model // n_heads)  # each row is cut, nobody has moved
    return slices.swapaxes(0, 1)  # (n_heads, n, d_head)


def _few_heads(rng):
    yield signed_rows(2, 4), 2
    yield signed_rows(3, 4), 2
    for n, d_model, n_heads in ((4, 6, 2), (3, 8, 2), (5, 6, 3), (2, 12, 4)):
        yield drawn_rows(rng, n, d_model), n_heads


def _any_size(rng):
    for n, d_model, n_heads in (
        (1, 6, 3),
        (4, 3, 3),
        (5, 4, 1),
        (6, 6, 2),
        (3, 1, 1),
        (2, 15, 5),
        (8, 8, 4),
        (5, 8, 2),
    ):
        yield drawn_rows(rng, n, d_model), n_heads


def _not_divisible(rng):
    yield signed_rows(2, 5), 2
    for n, d_model, n_heads in ((4, 6, 4), (6, 8, 3), (2, 3, 4), (3, 7, 5)):
        yield drawn_rows(rng, n, d_model), n_heads
    yield drawn_rows(rng, 4, 6), 3
    yield drawn_rows(rng, 3, 10), 2


def _any_numbers(rng):
    yield rng.integers(-9, 10, (3, 8)), 2
    yield drawn_rows(rng, 5, 6).astype(np.float32), 3
    yield strided(drawn_rows(rng, 4, 6)), 2
    yield np.asfortranarray(drawn_rows(rng, 3, 8)), 4
    yield drawn_rows(rng, 8, 3).T, 2


def _width(X, n_heads):
    """The width of a slice, and the ValueError where there is none."""
    if X.shape[1] % n_heads:
        raise ValueError
    return X.shape[1] // n_heads


def _counted_off(X, n_heads):
    return X.reshape(n_heads, len(X), _width(X, n_heads))


def _turned_then_counted_off(X, n_heads):
    return X.T.reshape(n_heads, len(X), _width(X, n_heads))


def _head_axis_unmoved(X, n_heads):
    return X.reshape(len(X), n_heads, _width(X, n_heads))


def _cuts_the_words(X, n_heads):
    return np.array(np.split(X, n_heads))


def _drops_the_rest(X, n_heads):
    width = X.shape[1] // n_heads
    return np.array([X[:, h * width : (h + 1) * width] for h in range(n_heads)])


def _asserts(X, n_heads):
    assert X.shape[1] % n_heads == 0
    return split_heads(X, n_heads)


def _asks_the_words(X, n_heads):
    if len(X) % n_heads:
        raise ValueError
    return _drops_the_rest(X, n_heads)


def _float_width(X, n_heads):
    return X.reshape(len(X), n_heads, X.shape[1] / n_heads).swapaxes(0, 1)


def _one_head_again_and_again(X, n_heads):
    return np.array([X[:, : _width(X, n_heads)]] * n_heads)


def _whole_rows(X, n_heads):
    _width(X, n_heads)
    return np.array([X] * n_heads)


def _heads_for_width(X, n_heads):
    return X.reshape(len(X), _width(X, n_heads), n_heads).swapaxes(0, 1)


def _slides_by_one(X, n_heads):
    return np.array([X[:, h : h + _width(X, n_heads)] for h in range(n_heads)])


def _two_heads_of_four(X, n_heads):
    return np.array([X[:, :4], X[:, 4:8]])


SPLIT_HEADS = Exercise(
    split_heads,
    checks=(
        Check(
            Text("every head its slice", "每个头各拿一片"),
            2,
            _few_heads,
            advice=Text(
                "Look at one reader at a time: head 0 gets the first d_head numbers of the row, head 1 the next. "
                "Everybody keeps their place in the queue: result[h][i] belongs to reader i.",
                "一次只看一位读者：这一行最前面的 d_head 个数归头 0，接下来的归头 1。谁排第几还是第几：result[h][i] 是读者 i 的。",
            ),
        ),
        Check(
            Text("any number of words, qualities and heads", "几个词、几个特征、几个头都行"),
            1,
            _any_size,
            advice=Text(
                "Try one word, one head, and slices of width one. The three axes are heads, words, qualities, in this "
                "order, whatever their lengths.",
                "试试一个词、一个头、宽度为一的一片。不管各有多长，三个轴依次是头、词、特征。",
            ),
        ),
        Check(
            Text("does not come out even", "分不均的时候"),
            1,
            _not_divisible,
            advice=Text(
                "5 qualities, 2 librarians: no fair cut. Say so with a ValueError; but still cut where it comes out even.",
                "5 个特征，2 位管理员：切不均。这时要抛出 ValueError；切得均的照样切。",
            ),
        ),
        Check(ANY_KIND, 1, _any_numbers, advice=KEEP_AS_IT_WAS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake("reshape-without-transpose", _counted_off, SEATS_TAKEN),
        Mistake(
            "turned-then-reshaped",
            _turned_then_counted_off,
            Text(
                "The shape is right and the readers are mixed: a row holds the same quality of several readers. After `.T` "
                "the readers lie side by side, and `reshape` counts straight across them.",
                "形状对了，读者却串了：一行里是好几位读者的同一个特征。`.T` 之后，读者是并排放着的，`reshape` 就横着数了过去。",
            ),
        ),
        Mistake(
            "heads-not-in-front",
            _head_axis_unmoved,
            Text(
                "Every row is cut rightly, but the words still stand in front: (n, n_heads, d_head). Each head wants its own "
                "pile of rows, so its axis must come first.",
                "每一行都切对了，可排在最前面的还是词：(n, n_heads, d_head)。每个头都要自己的一叠，所以头的轴应当排在最前。",
            ),
        ),
        Mistake(
            "cuts-the-words",
            _cuts_the_words,
            Text(
                "Head 0 got some of the words, whole. Every head reads all the words, but sees only a slice of each: cut the "
                "columns, not the rows.",
                "你把一部分词整个给了头 0。其实每个头都要读所有的词，只是每个词只看一片：要切的是列，不是行。",
            ),
        ),
        Mistake(
            "divisibility-unchecked",
            _drops_the_rest,
            Text(
                "Where the cut does not come out even, you dropped the last qualities without a word. Raise a ValueError "
                "there.",
                "切不均的时候，你一声不响地丢掉了最后几个特征。这里应当抛出 ValueError。",
            ),
        ),
        Mistake(
            "words-for-qualities",
            _asks_the_words,
            Text(
                "You ask whether the *words* come out even, the rows. What is cut are the qualities: n_heads must divide d_model.",
                "你问的是**词**（行）分不分得均。要切的是特征：n_heads 要能整除的是 d_model。",
            ),
        ),
        Mistake(
            "assertion",
            _asserts,
            Text(
                "You noticed that it does not come out even, well done; but `assert` raises an AssertionError, and Python "
                "leaves it out when it runs with `-O`. Raise a ValueError yourself.",
                "你发现了分不均，很好；可 `assert` 抛出的是 AssertionError，而且用 `-O` 运行时 Python 会跳过它。请自己抛出 ValueError。",
            ),
        ),
        Mistake(
            "float-width",
            _float_width,
            FLOAT_SIZE,
            behaves=stops_with("'float' object cannot be interpreted", "slice indices must be integers"),
        ),
        Mistake("interleaved", lambda X, n_heads: np.array([X[:, h::n_heads] for h in range(n_heads)]), INTERLEAVED),
        Mistake(
            "shared-slices",
            _one_head_again_and_again,
            Text(
                "Every head got the same slice, the first. Somebody should read the other qualities too: the cut must move "
                "on from head to head.",
                "每个头拿到的是同一片，都是第一片。别的特征也得有人读：换一个头，下刀的地方就要往后挪。",
            ),
        ),
        Mistake(
            "whole-rows",
            _whole_rows,
            Text(
                "Every head got the whole row. They are to share the qualities: each sees only d_model / n_heads of them.",
                "每个头都拿到了整行。特征是要分的：每个头只看 d_model / n_heads 个。",
            ),
        ),
        Mistake(
            "overlapping-slices",
            _slides_by_one,
            Text(
                "Your slices overlap: each starts one quality after the one before. It should start where the one before "
                "ended, d_head further on.",
                "你切的几片互相重叠：每一片只比前一片往后挪了一个特征。前一片到哪里为止，后一片就从哪里开始，也就是往后挪 d_head。",
            ),
        ),
        Mistake(
            "heads-for-width",
            _heads_for_width,
            Text(
                "You took the number of heads for the width of a head. n_heads says how many slices there are; how wide one "
                "is, you have to work out.",
                "你把头的个数当成了头的宽度。n_heads 说的是切成几片；一片有多宽，要自己算。",
            ),
        ),
        Mistake(
            "all-axes-turned",
            lambda X, n_heads: X.reshape(len(X), n_heads, _width(X, n_heads)).T,
            Text(
                "`.T` turns all three axes round. Only two change places here, words and heads; the qualities stay last.",
                "`.T` 会把三个轴整个颠倒过来。这里只要两个轴换位置，词和头；特征还留在最后。",
            ),
        ),
        Mistake(
            "qualities-for-rows",
            lambda X, n_heads: X.T.reshape(n_heads, _width(X, n_heads), len(X)),
            Text(
                "Each head holds the right numbers, lying on their side: qualities as rows, words as columns. A word is a "
                "row, here as everywhere.",
                "每个头里的数都对，只是表放倒了：特征成了行，词成了列。一个词就是一行，处处如此。",
            ),
        ),
        Mistake(
            "first-head-only",
            lambda X, n_heads: X[:, : _width(X, n_heads)],
            Text(
                "Only head 0 got its slice: there is one table instead of n_heads of them. If you loop, `return` belongs "
                "after the loop.",
                "只有头 0 拿到了它的一片：结果是一张表，而不是 n_heads 张。如果用了循环，`return` 要放在循环之后。",
            ),
        ),
        Mistake(
            "last-head-only",
            lambda X, n_heads: X[:, -_width(X, n_heads) :],
            Text(
                "Only the last head's slice came back. If you loop, each turn overwrites the one before: collect the slices "
                "in a list.",
                "交回来的只有最后一个头的一片。如果用了循环，那是后一圈盖掉了前一圈：把各片收进一个列表。",
            ),
        ),
        Mistake(
            "hard-wired",
            _two_heads_of_four,
            HARD_WIRED,
            behaves=works_for_one_size(lambda X, n_heads: (X.shape[1], n_heads)),
        ),
    ),
    hints=(
        Text(
            "Take one row, 11 12 13 14, and two heads. Which numbers go to head 0, which to head 1? Then the next row.",
            "拿一行来：11 12 13 14，两个头。哪些数归头 0，哪些归头 1？然后看下一行。",
        ),
        Text(
            "A loop will do: for every head, the columns from h * d_head up to (h + 1) * d_head. Collect these tables in a list "
            "and make one array of it; what is left is to see whether the cut comes out even.",
            "用循环就行：对每个头，取从 h * d_head 起、到 (h + 1) * d_head 之前的列。把这些表收进列表，再变成一个数组；剩下的，是看切不切得均。",
        ),
        Text(
            "Without a loop it takes two steps: `reshape` to (n, n_heads, d_head), which only cuts each row, and then "
            "`swapaxes` or `transpose` brings the heads to the front.",
            "不用循环，要两步：先 `reshape` 成 (n, n_heads, d_head)，这只是把每一行切开；再用 `swapaxes` 或 `transpose` 把头换到最前面。",
        ),
    ),
)
