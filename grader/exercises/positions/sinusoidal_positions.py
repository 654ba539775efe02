"""A stamp for every place: a row of clocks."""

import numpy as np

from grader.exercises.positions.shared import (
    BRACKETS,
    HALVES,
    HARD_WIRED,
    ODD_WIDTH,
    ROUNDED,
    STARTS_AT_ONE,
    angle_mistakes,
    angles,
    fails_only_where,
    in_halves,
    refuse_odd,
    woven,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, works_for_one_size


def sinusoidal_positions(n, d):
    """A stamp of d/2 clocks for each of n places (Vaswani et al. 2017, section 3.5).

    n: number of places, counted from 0; d: even, an odd one raises ValueError
        ->  stamps: (n, d); at place p, with angle = p / 10000**(2i/d) in radians,
            stamps[p, 2i] = sin(angle) and stamps[p, 2i + 1] = cos(angle)
    """
    if d % 2:
        raise ValueError("d must be even: a clock takes two columns")
    places = np.arange(n)[:, None]  # (n, 1)
    angles = places / 10000 ** (np.arange(0, d, 2) / d)  # (n, d/2)
    stamps = np.zeros((n, d))
    stamps[:, 0::2] = np.sin(angles)
    stamps[:, 1::2] = np.cos(angles)
    return stamps


def _one_clock(rng):
    for n in (1, 3, 2, int(rng.integers(6, 12))):
        yield n, 2


def _many_clocks(rng):
    yield from ((2, 4), (5, 8), (4, 6), (6, 4), (3, 8), (2, 10))
    yield int(rng.integers(7, 14)), 12


def _long_and_wide(rng):
    yield 1, 6
    yield from ((3, 5), (2, 1), (4, 3))
    yield int(rng.integers(25, 40)), 8
    yield 2, 2 * int(rng.integers(20, 33))


def _clocks(with_angles, weave=woven, first=0):
    """A wrong `sinusoidal_positions`: other angles, other columns, or another place to begin."""

    def wrong(n, d):
        refuse_odd(d)
        turned = with_angles(np.arange(first, first + n), d)
        return weave(np.sin(turned), np.cos(turned))

    return wrong


def _cosines_of_their_own(n, d):
    refuse_odd(d)
    places = np.arange(n)
    return woven(np.sin(angles(places, d)), np.cos(angles(places, d, exponent=lambda pair, d: (2 * pair + 1) / d)))


def _every_column_a_frequency(n, d):
    refuse_odd(d)
    turned = np.arange(n)[:, None] / 10000 ** (2 * np.arange(d) / d)
    return np.where(np.arange(d) % 2, np.cos(turned), np.sin(turned))


def _odd_is_welcome(n, d):
    return _clocks(angles)(n, d + d % 2)[:, :d]


def _first_place_only(n, d):
    stamps = np.zeros((n, d))
    stamps[0] = sinusoidal_positions(n, d)[0]
    return stamps


def _last_place_only(n, d):
    return sinusoidal_positions(n, d)[-1]


SINUSOIDAL_POSITIONS = Exercise(
    sinusoidal_positions,
    checks=(
        Check(
            Text("one clock", "一座钟"),
            1,
            _one_clock,
            advice=Text(
                "With d = 2 there is one clock, and its hand turns by 1 at each place: row p is (sin p, cos p). The first row "
                "is place 0.",
                "d = 2 时只有一座钟，每走一个位置，指针转过 1：第 p 行就是 (sin p, cos p)。第一行是位置 0。",
            ),
        ),
        Check(
            Text("many clocks", "许多钟"),
            2,
            _many_clocks,
            advice=Text(
                "Clock i stands in columns 2i and 2i+1, sine and cosine of one and the same angle. Work out row 1 of d = 4 by "
                "hand: the angles are 1 and 0.01.",
                "第 i 座钟占第 2i 列和第 2i+1 列，是同一个角度的正弦和余弦。用手算一下 d = 4 的第 1 行：两个角度是 1 和 0.01。",
            ),
        ),
        Check(
            Text("long texts, wide stamps, odd widths refused", "长文本、宽戳，奇数宽度要拒绝"),
            1,
            _long_and_wide,
            advice=Text(
                "Any number of places, any even number of columns; an odd d ends in a `ValueError`, d = 1 included.",
                "位置多少都行，列数是偶数就行；d 是奇数，就抛出 `ValueError`，d = 1 也不例外。",
            ),
        ),
    ),
    mistakes=(
        *angle_mistakes(_clocks),
        Mistake("hands-stand-still", _clocks(lambda places, d: 0 * angles(places, d)), BRACKETS),
        Mistake("starts-at-one", _clocks(angles, first=1), STARTS_AT_ONE),
        Mistake(
            "cos-own-exponent",
            _cosines_of_their_own,
            Text(
                "Sine and cosine of a pair come from two different clocks: the cosine has an exponent of its own. One hand has two "
                "coordinates, and they share one angle.",
                "一对正弦和余弦来自两座不同的钟：余弦另用了一个指数。一根指针有两个坐标，它们共用一个角度。",
            ),
        ),
        Mistake(
            "every-column-frequency",
            _every_column_a_frequency,
            Text(
                "Each of your columns has a clock of its own. In the exponent 2i/d the i counts *clocks*, and a clock takes two columns: "
                "columns 2i and 2i+1 share one angle.",
                "你的每一列各有一座钟。指数 2i/d 里的 i 数的是**钟**，而一座钟占两列：第 2i 列和第 2i+1 列共用一个角度。",
            ),
        ),
        Mistake("halves-not-interleaved", _clocks(angles, weave=in_halves), HALVES),
        Mistake(
            "cosine-first",
            _clocks(angles, weave=lambda sines, cosines: woven(cosines, sines)),
            Text(
                "Your pairs are the wrong way round: sine first, in the even column, then cosine. At place 0 every pair reads 0, 1.",
                "每一对都放反了：正弦在前，放偶数列，余弦在后。在位置 0，每一对都是 0、1。",
            ),
        ),
        Mistake(
            "only-sines",
            _clocks(angles, weave=lambda sines, cosines: woven(sines, sines)),
            Text(
                "There are only sines. The height of a hand alone does not say on which side it stands: the odd columns hold the cosine "
                "of the same angle.",
                "你只写了正弦。光有一个坐标，看不出指针偏在哪一边：奇数列要放同一个角度的余弦。",
            ),
        ),
        Mistake(
            "transposed",
            lambda n, d: sinusoidal_positions(n, d).T,
            Text(
                "Your table lies on its side. A row is a place, a column belongs to a clock: (n, d).",
                "你的表放倒了。一行是一个位置，列属于钟：(n, d)。",
            ),
        ),
        Mistake(
            "first-place-only",
            _first_place_only,  # a table made with dtype=int looks the same: no other place holds a whole number
            Text(
                "Only place 0 got its stamp, all the others are blank. Either `return` stands inside the loop and ends it at once, or "
                "the table was made for whole numbers (`dtype=int`) and cannot hold a sine.",
                "只有位置 0 盖了戳，其余都空着。要么是 `return` 写在循环里面，一下就结束了；要么是那张表只装整数（`dtype=int`），装不下正弦值。",
            ),
        ),
        Mistake(
            "last-place-only",
            _last_place_only,
            Text(
                "A single stamp came back, that of the last place. Every place needs a row of its own: a table (n, d).",
                "你只交回了一个戳，是最后一个位置的。每个位置都要有自己的一行：一张 (n, d) 的表。",
            ),
        ),
        Mistake("parity-unchecked", _odd_is_welcome, ODD_WIDTH, behaves=fails_only_where(lambda n, d: d % 2)),
        Mistake("rounded", lambda n, d: sinusoidal_positions(n, d).round(3), ROUNDED, behaves=is_rounded),
        Mistake(
            "hard-wired",
            lambda n, d: sinusoidal_positions(n, 8),
            HARD_WIRED,
            behaves=works_for_one_size(lambda n, d: (n, d if d > 2 else 1)),
        ),
    ),
    hints=(
        Text(
            "Begin with a single clock, d = 2: what is the row of place 0, of place 1, of place 2?",
            "先只做一座钟，d = 2：位置 0 的那一行是什么？位置 1、位置 2 呢？",
        ),
        Text(
            "Two loops will do: over the places p, and over the clocks i from 0 to d/2 − 1. For each, one angle; then its sine into "
            "column 2i and its cosine into column 2i+1.",
            "两层循环就行：外层走位置 p，内层走钟 i，从 0 到 d/2 − 1。每一步算一个角度，正弦放第 2i 列，余弦放第 2i+1 列。",
        ),
        Text(
            "Without loops: places as a column (n, 1), divided by a row of d/2 powers of 10000, give all angles (n, d/2). "
            "`stamps[:, 0::2]` means every other column, from 0 on. And an odd d is refused first of all.",
            "不用循环：位置竖成一列 (n, 1)，除以一行 d/2 个 10000 的幂，就是所有的角度 (n, d/2)。`stamps[:, 0::2]` 表示从第 0 列起隔一列取一列。别忘了最先拒绝奇数的 d。",
        ),
    ),
)
