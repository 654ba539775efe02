"""What learners turn instead."""

import numpy as np

from grader.exercises.positions.shared import (
    BRACKETS,
    HALVES,
    HARD_WIRED,
    MISSING_MINUS,
    ODD_WIDTH,
    ROUNDED,
    STARTS_AT_ONE,
    WHOLE_NUMBER_PAPER,
    angle_mistakes,
    angles,
    fails_only_where,
    in_halves,
    refuse_odd,
    woven,
)
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, is_rounded, works_for_one_size


def _turned(x, y, sin, cos):
    return x * cos - y * sin, x * sin + y * cos


def _turning(with_angles=angles, turn=_turned, weave=woven):
    """A wrong `rotate_by_position`: other angles, another turn, or other columns."""

    def wrong(X, positions):
        refuse_odd(X.shape[1])
        a = with_angles(positions, X.shape[1])
        return weave(*turn(X[:, 0::2], X[:, 1::2], np.sin(a), np.cos(a)))

    return wrong


_right = _turning()


def _half_split(X, positions):
    refuse_odd(X.shape[1])
    a = angles(positions, X.shape[1])
    return in_halves(*_turned(*np.split(X, 2, axis=1), np.sin(a), np.cos(a)))


def _added(X, positions):
    refuse_odd(X.shape[1])
    a = angles(positions, X.shape[1])
    return X + woven(np.sin(a), np.cos(a))


def _one_after_the_other(x, y, sin, cos):
    x = x * cos - y * sin
    return x, x * sin + y * cos


def _in_place(turn):
    def wrong(X, positions):
        refuse_odd(X.shape[1])
        a = angles(positions, X.shape[1])
        X[:, 0::2], X[:, 1::2] = turn(X[:, 0::2], X[:, 1::2], np.sin(a), np.cos(a))
        return X

    return wrong


def _into_paper_like_x(X, positions):
    turned = np.zeros_like(X)
    turned[...] = _right(X, positions)
    return turned


def _odd_column_stays(X, positions):
    d = X.shape[1]
    turned = np.array(X, dtype=float)
    for i in range(d // 2):
        a = np.asarray(positions) / 10000 ** (2 * i / d)
        turned[:, 2 * i], turned[:, 2 * i + 1] = _turned(X[:, 2 * i], X[:, 2 * i + 1], np.sin(a), np.cos(a))
    return turned


def _positions_lie_down(X, positions):
    n, d = X.shape
    refuse_odd(d)
    a = positions / 10000 ** (np.arange(0, d, 2) / d)
    turned = np.zeros((n, d))
    turned[:, 0::2], turned[:, 1::2] = _turned(X[:, 0::2], X[:, 1::2], np.sin(a), np.cos(a))
    return turned


def _four_pairs(X, positions):
    refuse_odd(X.shape[1])
    turned = np.array(X, dtype=float)
    for i in range(4):
        a = np.asarray(positions) / 10000 ** (2 * i / 8)
        turned[:, 2 * i], turned[:, 2 * i + 1] = _turned(X[:, 2 * i], X[:, 2 * i + 1], np.sin(a), np.cos(a))
    return turned


def _looked_up_in_n_rows(X, positions):
    a = angles(np.arange(len(X)), X.shape[1])[positions]
    return _turning(lambda positions, d: a)(X, positions)


def _stops_beyond_n(calls):
    return all(
        "IndexError" in call.got.error and call.args[1].max() >= len(call.args[0]) for call in failed_calls(calls)
    )


KNOWN_MISTAKES = (
    *angle_mistakes(_turning),
    Mistake("hands-stand-still", _turning(lambda positions, d: 0 * angles(positions, d)), BRACKETS),
    Mistake("starts-at-one", _turning(lambda positions, d: angles(positions + 1, d)), STARTS_AT_ONE),
    Mistake(
        "rotates-backwards",
        _turning(turn=lambda x, y, sin, cos: (x * cos + y * sin, y * cos - x * sin)),
        Text(
            "You turned clockwise. Mathematicians' arrows turn the other way, counter-clockwise: (1, 0) at position 1 becomes "
            "(cos 1, sin 1), both positive.",
            "你转成了顺时针。数学里的箭头往另一边转，逆时针：位置 1 上的 (1, 0) 变成 (cos 1, sin 1)，两个数都是正的。",
        ),
    ),
    Mistake(
        "half-split-pairs",
        _half_split,
        Text(
            "You paired column i with column i + d/2. Many programs do so, and it works as well; but here the partners are "
            "neighbours: columns 2i and 2i+1.",
            "你让第 i 列和第 i + d/2 列配了对。许多程序确实这么做，也行得通；但在这里，搭档是邻居：第 2i 列和第 2i+1 列。",
        ),
    ),
    Mistake("halves-not-interleaved", _turning(weave=in_halves), HALVES),
    Mistake(
        "ignores-positions",
        _turning(lambda positions, d: angles(np.arange(len(positions)), d)),
        Text(
            "You turned row 0 by 0, row 1 by 1, and so on. But where a row stands is said by `positions`: the words may come in any "
            "order.",
            "你让第 0 行转 0、第 1 行转 1，依次类推。可一行的位置要看 `positions`：词可以按任何次序送来。",
        ),
    ),
    Mistake(
        "last-position-for-all",
        _turning(lambda positions, d: angles(np.full(len(positions), positions[-1]), d)),
        Text(
            "All rows were turned by the same position, the last one. Each row has a position of its own.",
            "所有的行都按同一个位置转了，就是最后那个。每一行都有自己的位置。",
        ),
    ),
    Mistake(
        "missing-new-axis",
        _positions_lie_down,
        Text(
            "The positions lie down as a row and meet the clocks one to one; but every position meets every clock. Stand them upright, "
            "(n, 1), and the division gives all angles, (n, d/2).",
            "位置横着躺成一行，和各座钟一个对一个了；可每个位置要见到每一座钟。让位置竖起来，(n, 1)，一除就得到所有的角度 (n, d/2)。",
        ),
    ),
    Mistake(
        "adds-positions",
        _added,
        Text(
            "You added the stamp. Here nothing is added: the pair itself is the hand, and it is turned. Its length stays what it was.",
            "你把戳加上去了。这里什么都不用加：这一对数自己就是指针，要转的是它。它的长度应当不变。",
        ),
    ),
    Mistake(
        "missing-minus", _turning(turn=lambda x, y, sin, cos: (x * cos + y * sin, x * sin + y * cos)), MISSING_MINUS
    ),
    Mistake(
        "only-cosines",
        _turning(turn=lambda x, y, sin, cos: (x * cos, y * cos)),
        Text(
            "Each number was only made smaller by a cosine. In a turn the two of a pair mix: some of y comes into the new x, and some "
            "of x into the new y.",
            "每个数只是乘上余弦变小了。转动的时候，一对里的两个数会互相掺进去：新的 x 里有一部分 y，新的 y 里有一部分 x。",
        ),
    ),
    Mistake(
        "overwritten-half",
        _turning(turn=_one_after_the_other),
        Text(
            "The first of each pair is right, the second was worked out with the *new* first one. Both need the old x and the old y: keep "
            "them until both are done.",
            "每一对里，第一个对了，第二个却是拿**新的**第一个算的。两个都要用旧的 x 和旧的 y：在两个都算完之前，把旧的留着。",
        ),
    ),
    Mistake(
        "overwritten-half-in-place",
        _in_place(_one_after_the_other),
        Text(
            "Two things at once: you write into the X that was lent to you, and therefore the second number of each pair is worked out "
            "with the new first one. Write into a new array.",
            "两件事凑在了一起：你直接写进了借来的 X，于是每一对的第二个数是拿新的第一个算的。请写进一个新数组。",
        ),
    ),
    Mistake(
        "input-changed",
        _in_place(_turned),
        Text(
            "You turned the X that was lent to you: after the call its owner finds other numbers, and whole numbers have lost what is "
            "behind the point. Write into a new array of floats.",
            "你把借来的 X 本身转了：调用之后，主人手里的数变了样；如果本来是整数，小数部分还丢了。请写进一个新的小数数组。",
        ),
    ),
    Mistake("integer-buffer", _into_paper_like_x, WHOLE_NUMBER_PAPER),
    Mistake(
        "parity-unchecked", _odd_column_stays, ODD_WIDTH, behaves=fails_only_where(lambda X, positions: X.shape[1] % 2)
    ),
    Mistake(
        "table-too-short",
        _looked_up_in_n_rows,
        Text(
            "You look positions up in a table with only n rows, and a position can be larger than that: word 40 of a text may come "
            "in alone. Work the angles out from `positions` themselves.",
            "你在一张只有 n 行的表里查位置，可位置可以比 n 大：一篇文本的 40 号词也可能单独送来。请直接用 `positions` 来算角度。",
        ),
        behaves=_stops_beyond_n,
    ),
    Mistake("rounded", lambda X, positions: _right(X, positions).round(2), ROUNDED, behaves=is_rounded),
    Mistake(
        "hard-wired",
        _four_pairs,
        HARD_WIRED,
        behaves=works_for_one_size(lambda X, positions: (len(X), d if (d := X.shape[1]) > 2 else 1)),
    ),
)
