"""One more shelf, with a running budget."""

import numpy as np

from grader.exercises.long_contexts.online_softmax_step_mistakes import KNOWN_MISTAKES
from grader.exercises.long_contexts.shared import ANY_KIND, drawn, drawn_values
from grader.exercises.weighted_summation.shared import strided
from grader.judge import Check, Exercise, Text


def online_softmax_step(running_max, running_sum, running_output, scores, values):
    """Take one more shelf into a softmax-weighted sum (Milakov and Gimelshein 2018; Dao et al. 2022).

    running_max: float, largest score so far (-inf before the first shelf)
    running_sum: float, sum of e^(score - running_max) so far
    running_output: (d_v,), sum of e^(score - running_max) * value so far, not divided by running_sum
    scores: (n,), values: (n, d_v), the shelf
        ->  the three, updated; after the last shelf, output / sum is the weighted sum over all of them
    """
    new_max = max(running_max, float(scores.max()))
    rescale = np.exp(running_max - new_max)  # 1 if the maximum stays, 0 before the first shelf
    powers = np.exp(scores - new_max)  # (n,)
    return new_max, rescale * running_sum + powers.sum(), rescale * running_output + powers @ values


def _nothing_read(d_v):
    return -np.inf, 0.0, np.zeros(d_v)


def _after(scores, values):
    """The three running numbers after these books."""
    powers = np.exp(scores - scores.max())
    return float(scores.max()), float(powers.sum()), powers @ values


def _shelf(rng, n, d_v, middle=0.0):
    return np.round(middle + drawn(rng, n), 1), drawn_values(rng, n, d_v)


def _first_shelf(rng):
    yield *_nothing_read(2), np.array([0.0, 0.0]), np.array([[4.0, 0.0], [8.0, 2.0]])
    for n, d_v in ((3, 2), (1, 4), (4, 1), (5, 3), (2, 5)):
        yield *_nothing_read(d_v), *_shelf(rng, n, d_v)
    yield *_nothing_read(2), *_shelf(rng, 3, 2, middle=-20.0)


def _new_record(rng):
    yield 0.0, 2.0, np.array([12.0, 2.0]), np.array([np.log(2)]), np.array([[1.0, 3.0]])
    for before, n, d_v in ((2, 3, 4), (4, 2, 3), (3, 1, 2), (1, 5, 1), (3, 3, 3)):
        seen = _after(*_shelf(rng, before, d_v, middle=-1.0))
        scores, values = _shelf(rng, n, d_v)
        yield *seen, np.round(scores - scores.max() + seen[0] + rng.uniform(0.3, 1.5), 1), values


def _below_the_record(rng):
    yield 1.0, 2.0, np.array([12.0, 2.0]), np.array([1.0, 1.0]), np.array([[3.0, 0.0], [1.0, 2.0]])
    for before, n, d_v in ((3, 2, 4), (2, 4, 3), (1, 3, 2), (4, 1, 5)):
        seen = _after(*_shelf(rng, before, d_v, middle=1.0))
        scores, values = _shelf(rng, n, d_v)
        yield *seen, np.round(scores - scores.max() + seen[0] - rng.uniform(0.3, 1.5), 1), values
    yield *_nothing_read(3), *_shelf(rng, 2, 3)


def _shelf_after_shelf(rng):
    for n, tile, d_v in ((7, 2, 3), (6, 3, 2)):
        scores, values = _shelf(rng, n, d_v)
        state = _nothing_read(d_v)
        for begin in range(0, n, tile):
            yield *state, scores[begin : begin + tile], values[begin : begin + tile]
            state = _after(scores[: begin + tile], values[: begin + tile])
    for old, new in ((1000.0, -1000.0), (-1000.0, 1000.0), (900.0, 901.0), (-3000.0, -3001.0)):
        (far, far_values), (scores, values) = _shelf(rng, 3, 2), _shelf(rng, 2, 2)
        yield (
            *_after(np.rint(far) + old, far_values),
            np.rint(scores) + new,
            values,
        )  # float32 holds whole numbers exactly


def _any_numbers(rng):
    yield -np.inf, 0.0, np.zeros(2, dtype=int), np.array([1, 0, -1]), rng.integers(1, 9, (3, 2))
    scores, values = np.array([0, 1]), rng.integers(1, 9, (2, 3))
    yield 0.0, 2.0, np.array([7, 3, 4]), scores, values
    yield *_after(*_shelf(rng, 3, 2)), *(array.astype(np.float32) for array in _shelf(rng, 4, 2))
    running_max, running_sum, running_output = _after(*_shelf(rng, 2, 4))
    yield running_max, running_sum, strided(running_output), *map(strided, _shelf(rng, 3, 4, middle=1.0))
    yield *_after(*_shelf(rng, 2, 3)), *map(np.asfortranarray, _shelf(rng, 4, 3))


ONLINE_SOFTMAX_STEP = Exercise(
    online_softmax_step,
    checks=(
        Check(
            Text("the first shelf", "第一个书架"),
            1,
            _first_shelf,
            advice=Text(
                "Before the first shelf the three are −∞, 0 and zeros. After it: its largest score, the sum of e^(score − largest), and "
                "each page times its e^(score − largest), added up.",
                "读第一个书架之前，三个数是 −∞、0 和一行零。读完之后：最大的得分，各个 e^(得分 − 最大) 之和，以及每页乘上自己的 e^(得分 − 最大) 再加起来。",
            ),
        ),
        Check(
            Text("a shelf with a new record", "书架上出了新纪录"),
            2,
            _new_record,
            advice=Text(
                "The old sum and the old output were measured from the old maximum. Measure them from the new one: both times "
                "e^(old maximum − new maximum). Then add the shelf.",
                "旧的和、旧的输出都是从旧的最大值量起的。要改从新的量起：两个都乘 e^(旧最大 − 新最大)。然后再加上这个书架。",
            ),
        ),
        Check(
            Text("a shelf below the record", "没有打破纪录的书架"),
            1,
            _below_the_record,
            advice=Text(
                "If the shelf holds nothing better, the maximum stays, and the shelf is measured from *it*, not from its own best book.",
                "书架上没有更好的，最大值就不变，这个书架也要从**它**量起，不是从自己最好的那本量起。",
            ),
        ),
        Check(
            Text("shelf after shelf, far apart", "一架接一架，相差悬殊"),
            1,
            _shelf_after_shelf,
            advice=Text(
                "Scores may lie at 1000 or −1000. Only differences from the new maximum go into e^; they are never above 0.",
                "得分可能在 1000，也可能在 −1000。放进 e 的指数里的，只能是和新最大值的差，它从不大于 0。",
            ),
        ),
        Check(
            ANY_KIND,
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers, float32 and slices are welcome; the running output that came in stays as it was.",
                "整数、float32、切片都要能用；传进来的 running_output 要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "Three lines for three numbers. Begin with the new maximum: it needs the old one and the shelf.",
            "三个数，三行。先算新的最大值：要看旧的，也要看这个书架。",
        ),
        Text(
            "Whatever was measured from the old maximum is too large by one common factor. Which one? Try it with old 0, new ln 2: "
            "the old part must be halved.",
            "凡是从旧最大值量起的，都大了同一个倍数。是哪个倍数？用旧的 0、新的 ln 2 试试：旧的那部分应当减半。",
        ),
        Text(
            "`rescale = np.exp(running_max - new_max)`: it goes before the old sum *and* before the old output. Then add the shelf's "
            "part to each; nothing is divided here.",
            "`rescale = np.exp(running_max - new_max)`：旧的和、旧的输出**都**要乘上它。然后各加上这个书架的那一份；这里什么都不除。",
        ),
    ),
)
