"""From any stamp to the one k places further on."""

import numpy as np

from grader.exercises.positions.shared import (
    BRACKETS,
    HARD_WIRED,
    MISSING_MINUS,
    ROUNDED,
    WHOLE_NUMBER_PAPER,
    angle_mistakes,
    angles,
)
from grader.exercises.positions.sinusoidal_positions import sinusoidal_positions
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, works_for_one_size
from grader.judge.comparison import as_numbers


def shift_matrix(k, d):
    """The matrix that turns any place's stamp into the stamp k places further on (Vaswani et al. 2017, section 3.5).

    k: whole number, 0 or more; d: even
        ->  R: (d, d); with stamps = sinusoidal_positions(n, d), R @ stamps[p] equals stamps[p + k] for every p
    """
    R = np.zeros((d, d))
    for column in range(0, d, 2):
        angle = k / 10000 ** (column / d)  # how far this clock's hand turns in k steps
        sin, cos = np.sin(angle), np.cos(angle)
        R[column : column + 2, column : column + 2] = [[cos, sin], [-sin, cos]]
    return R


def _one_clock(rng):
    for k in (1, 3, int(rng.integers(4, 12))):
        yield k, 2


def _several_clocks(rng):
    yield from ((1, 4), (2, 8), (5, 6), (3, 8), (1, 10))
    yield int(rng.integers(4, 12)), 4


def _not_at_all_and_far(rng):
    yield 0, 4
    yield int(rng.integers(20, 40)), 6
    yield 4, 24
    yield 0, 2


def _turning(with_angles, block=lambda sin, cos: [[cos, sin], [-sin, cos]]):
    """A wrong `shift_matrix`: other angles, or another block for a clock."""

    def wrong(k, d):
        R = np.zeros((d, d))
        for clock, angle in enumerate(with_angles([k], d)[0]):
            pair = slice(2 * clock, 2 * clock + 2)
            R[pair, pair] = block(np.sin(angle), np.cos(angle))
        return R

    return wrong


def _halves(k, d):
    turned = angles([k], d)[0]
    cos, sin = np.diag(np.cos(turned)), np.diag(np.sin(turned))
    return np.block([[cos, sin], [-sin, cos]])


def _first_clock(paper):
    def wrong(k, d):
        R = paper(d)
        R[:2, :2] = shift_matrix(k, d)[:2, :2]
        return R

    return wrong


def _fitted_to_ten_places(k, d):
    stamps = sinusoidal_positions(10 + k, d)
    return np.linalg.lstsq(stamps[:10], stamps[k:], rcond=None)[0].T


def _is_right_at_place_zero(calls):
    # A matrix fitted to some places sends place 0 to place k, though it is not the one that does so for all.
    return all(_sends_zero_to(call.args[0], call.args[1], as_numbers(call.got.value)) for call in calls)


def _sends_zero_to(k, d, R):
    stamps = sinusoidal_positions(k + 1, d)
    return R.shape == (d, d) and np.allclose(R @ stamps[0], stamps[k], atol=1e-4)


def _into_whole_numbers(k, d):
    return shift_matrix(k, d).astype(int)


FIRST_CLOCK_ONLY = Text(
    "Only the first clock is moved on; nothing was written for the others. Each pair of columns needs a block of its own, with "
    "its own angle. (If you have a loop: `return` ends it at once; look at the indentation.)",
    "只有第一座钟往前走了，别的钟你什么也没写。每一对列都要有自己的一块，用自己的角度。（如果你用了循环：`return` 会立刻结束它，看看缩进。）",
)


SHIFT_MATRIX = Exercise(
    shift_matrix,
    builds_on=("sinusoidal_positions",),
    checks=(
        Check(
            Text("one clock", "一座钟"),
            1,
            _one_clock,
            advice=Text(
                "Write down the new sine and the new cosine with the two formulas of the lesson. What stands before the old sine, and "
                "what before the old cosine? These four numbers are the matrix.",
                "用课文里的两个公式写出新的正弦和新的余弦。旧正弦前面是什么？旧余弦前面是什么？这四个数就是矩阵。",
            ),
        ),
        Check(
            Text("several clocks", "几座钟"),
            2,
            _several_clocks,
            advice=Text(
                "One 2 × 2 block for each clock, along the diagonal, each with the angle that this clock turns in k steps. No clock "
                "meddles with another: everything else is 0.",
                "每座钟一个 2 × 2 的小块，沿对角线排开，各用这座钟走 k 步转过的角度。钟与钟互不干涉：其余全是 0。",
            ),
        ),
        Check(
            Text("not a step, and far away", "一步不走，和走得很远"),
            1,
            _not_at_all_and_far,
            advice=Text(
                "k = 0 leaves every stamp as it is: which matrix does that? And the same matrix must serve every place p, not only "
                "the first few.",
                "k = 0 时每个戳都原样不动：哪个矩阵是这样的？还有，同一个矩阵要对每个位置 p 都管用，不只是前几个。",
            ),
        ),
    ),
    mistakes=(
        *angle_mistakes(_turning),
        Mistake(
            "shifts-back",
            lambda k, d: shift_matrix(k, d).T,
            Text(
                "Your matrix turns the clocks back by k instead of forward. Two things lead there: in our pairs the sine comes first (in "
                "school books the cosine does), and in `R @ stamp` the matrix stands to the left of the stamp, not to the right.",
                "你的矩阵把钟往回拨了 k 步，没有往前。有两条路会走到这里：我们的每一对是正弦在前（课本里往往余弦在前）；`R @ stamp` 里，矩阵在戳的左边，不在右边。",
            ),
        ),
        Mistake("missing-minus", _turning(angles, block=lambda sin, cos: [[cos, sin], [sin, cos]]), MISSING_MINUS),
        Mistake(
            "sin-and-cos-exchanged",
            _turning(angles, block=lambda sin, cos: [[sin, cos], [cos, -sin]]),
            Text(
                "Sine and cosine of the turn have changed places. With k = 0 nothing may move: then cos is 1 and sin is 0, and where "
                "must the 1 stand?",
                "转角的正弦和余弦换了位置。k = 0 时什么都不该动：这时 cos 是 1，sin 是 0，1 应该站在哪儿？",
            ),
        ),
        Mistake(
            "halves-not-interleaved",
            _halves,
            Text(
                "Your matrix is made for stamps with all sines first and then all cosines. In ours each sine has its cosine beside it, "
                "so that each clock is one small block on the diagonal.",
                "你的矩阵是给“先全部正弦，后全部余弦”的戳用的。我们的戳里，每个正弦旁边就是它的余弦，所以一座钟是对角线上的一个小方块。",
            ),
        ),
        Mistake(
            "shifted-columns",
            lambda k, d: np.eye(d, k=k),
            Text(
                "That matrix pushes the numbers of one stamp k columns along. The stamp itself is to go k places further: each number "
                "stays in its column, and the hands turn.",
                "这个矩阵把一个戳里的数挪了 k 列。要往后挪 k 个位置的是戳本身：每个数留在自己那一列，转动的是指针。",
            ),
        ),
        Mistake(
            "ignores-k",
            lambda k, d: shift_matrix(1, d),
            Text(
                "However far the way, your matrix goes one single place. Where does k come into the angle?",
                "不管要走多远，你的矩阵都只走一个位置。角度里的 k 呢？",
            ),
        ),
        Mistake("stays-put", lambda k, d: np.eye(d), BRACKETS),
        Mistake("first-clock-only", _first_clock(lambda d: np.zeros((d, d))), FIRST_CLOCK_ONLY),
        Mistake("first-clock-moves", _first_clock(np.eye), FIRST_CLOCK_ONLY),
        Mistake(
            "two-by-two",
            lambda k, d: shift_matrix(k, d)[:2, :2],
            Text(
                "That is the block of the first clock alone. A stamp has d numbers, so its matrix is (d, d), with one block for each "
                "clock.",
                "这只是第一座钟的那一块。一个戳有 d 个数，矩阵就是 (d, d)，每座钟一块。",
            ),
        ),
        Mistake("integer-buffer", _into_whole_numbers, WHOLE_NUMBER_PAPER),
        Mistake("rounded", lambda k, d: shift_matrix(k, d).round(3), ROUNDED, behaves=is_rounded),
        Mistake(
            "hard-wired",
            lambda k, d: shift_matrix(k, 8),
            HARD_WIRED,
            behaves=works_for_one_size(lambda k, d: (d if d > 2 else 1,)),
        ),
        Mistake(
            "fits-some-places",
            _fitted_to_ten_places,
            Text(
                "Your matrix leads from place 0 to place k, but it is not the one that does so from *every* place; many matrices fit a few "
                "places. The one that is wanted knows no p: only how far each hand turns in k steps.",
                "你的矩阵能从位置 0 走到位置 k，却不是从**每个**位置出发都走对的那一个；只合几个位置的矩阵多的是。要找的那个里面没有 p，只有每根指针在 k 步里转过多少。",
            ),
            behaves=_is_right_at_place_zero,
        ),
    ),
    hints=(
        Text(
            "In k steps a hand turns by the same angle, wherever it starts. First take d = 2: one clock, one angle, a 2 × 2 matrix.",
            "走 k 步，一根指针转过的角度总是一样的，不管从哪里出发。先看 d = 2：一座钟，一个角度，一个 2 × 2 的矩阵。",
        ),
        Text(
            "The new sine is made of the old sine and the old cosine: the two factors are the first row of the block. The new cosine "
            "gives the second row.",
            "新的正弦由旧的正弦和旧的余弦合成：两个系数就是小块的第一行。新的余弦给出第二行。",
        ),
        Text(
            "Start from `np.zeros((d, d))`. For clock i put cos, sin / −sin, cos of its angle k / 10000^(2i/d) into rows and columns "
            "2i and 2i+1.",
            "从 `np.zeros((d, d))` 开始。对第 i 座钟，角度是 k / 10000^(2i/d)，把 cos、sin 和 −sin、cos 放进第 2i、2i+1 行与第 2i、2i+1 列相交的地方。",
        ),
    ),
)
