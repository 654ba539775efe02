"""What goes wrong with a running budget."""

import numpy as np

from grader.exercises.causal_mask.shared import plain_softmax
from grader.exercises.long_contexts.shared import INPUT_CHANGED, ROUNDED, WHOLE_NUMBER_PAPER
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, fails_just_where, only_changes_inputs, stops_with


def _larger(running_max, scores):
    return max(running_max, scores.max())


def _factor(old, new):
    return np.exp(old - new)


def _once(old, new):
    return 1.0


def _from_new_max(scores, new_max):
    return np.exp(scores - new_max)


def _blend(powers, values):
    return powers @ values


def _same(new_max, running_sum, running_output):
    return new_max, running_sum, running_output


def _step(choose=_larger, for_sum=_factor, for_output=_factor, measure=_from_new_max, blend=_blend, hand_over=_same):
    """A wrong step: another maximum, other factors for what was read before, another measure, another hand-over."""

    def wrong(running_max, running_sum, running_output, scores, values):
        new_max = choose(running_max, scores)
        powers = measure(scores, new_max)
        new_sum = for_sum(running_max, new_max) * running_sum + powers.sum()
        output = for_output(running_max, new_max) * running_output + blend(powers, values)
        return hand_over(new_max, new_sum, output)

    return wrong


_right = _step()


def _keeps_a_page(running_max, running_sum, running_output, scores, values):
    """Takes the running output for a page already divided, and hands over such a page."""
    new_max = _larger(running_max, scores)
    powers, rescale = np.exp(scores - new_max), np.exp(running_max - new_max)
    new_sum = rescale * running_sum + powers.sum()
    return new_max, new_sum, (rescale * running_sum * running_output + powers @ values) / new_sum


def _goes_through_the_page(running_max, running_sum, running_output, scores, values):
    """Divides first and multiplies again: right, but for 0/0 before the first shelf."""
    new_max, new_sum, output = _right(running_max, running_sum, running_output, scores, values)
    return new_max, new_sum, output + 0 * (running_output / np.float64(running_sum))


def _stumbles_over_nothing(calls):
    return fails_just_where(calls, lambda call: call.args[1] == 0) and all(
        call.difference.kind == "not-finite" for call in failed_calls(calls)
    )


def _one_record_each(running_max, running_sum, running_output, scores, values):
    _, new_sum, output = _right(running_max, running_sum, running_output, scores, values)
    return np.maximum(running_max, scores), new_sum, output


def _has_one_record_each(calls):
    values = [(call.got.value, call.args[3]) for call in failed_calls(calls) if call.got.kind == "value"]
    return bool(values) and all(np.shape(value[0]) == np.shape(scores) for value, scores in values)


def _max_of_two(running_max, running_sum, running_output, scores, values):
    return np.max(running_max, scores)


def _in_place(running_max, running_sum, running_output, scores, values):
    new_max = _larger(running_max, scores)
    powers, rescale = np.exp(scores - new_max), np.exp(running_max - new_max)
    running_output *= rescale
    running_output += powers @ values
    return new_max, rescale * running_sum + powers.sum(), running_output


def _into_whole_numbers(running_max, running_sum, running_output, scores, values):
    new_max, new_sum, output = _right(running_max, running_sum, running_output, scores, values)
    return new_max, new_sum, output.astype(running_output.dtype)


def _rounds(*args):
    new_max, new_sum, output = _right(*args)
    return new_max, np.round(new_sum, 2), np.round(output, 2)


def _rounded_parts(calls):
    failed = failed_calls(calls)
    pairs = [
        (np.asarray(got), np.asarray(want))
        for call in failed
        for got, want in zip(call.got.value, call.want.value, strict=True)
    ]
    rounds = any(all(_is_rounded_to(digits, *pair) for pair in pairs) for digits in range(5))
    off = {call.difference.kind for call in failed} == {"other-value"}
    return off and len(failed) > 1 and rounds and any(np.any(got) for got, _ in pairs)


def _is_rounded_to(digits, got, want):
    return got.shape == want.shape and (np.allclose(got, want) or np.allclose(got, want.round(digits)))


DIVIDES = Text(
    "You divided by the sum already. More shelves may follow, and what has been divided cannot be added to: carry the page "
    "undivided, and let whoever reads the last shelf divide, once.",
    "你已经除以和了。后面也许还有书架，除过的就没法再往上加了：这一页要不除地带着走，等读完最后一个书架的人来除，只除一次。",
)

KNOWN_MISTAKES = (
    Mistake(
        "no-rescale-of-output",
        _step(for_output=_once),
        Text(
            "The sum was brought to the new measure, the running output was not: pages read before the record still shout as loudly "
            "as if it had never been set.",
            "和换成了新的量法，带着走的输出却没换：破纪录之前读的那些页，嗓门还和从前一样大。",
        ),
    ),
    Mistake(
        "no-rescale-of-sum",
        _step(for_sum=_once),
        Text(
            "The running output was brought to the new measure, the sum was not. They belong together: one will be divided by the other.",
            "带着走的输出换成了新的量法，和却没换。它们是一对：将来一个要除以另一个。",
        ),
    ),
    Mistake(
        "no-rescale",
        _step(for_sum=_once, for_output=_once),
        Text(
            "Old and new are measured from different maxima, and you add them as if they were alike. When a new record is set, what was "
            "read before must shrink: sum and output both.",
            "旧的和新的是从不同的最大值量起的，你却直接加在了一起。出了新纪录，之前读的就要缩小：和、输出都一样。",
        ),
    ),
    Mistake(
        "divides-each-step",
        _step(hand_over=lambda new_max, new_sum, output: (new_max, new_sum, output / new_sum)),
        DIVIDES,
    ),
    Mistake("divides-each-step-page", _keeps_a_page, DIVIDES),
    Mistake(
        "nan-at-start",
        _goes_through_the_page,
        Text(
            "Before the first shelf something is 0/0 or 0 × ∞: NaN. The sum is 0 then, so nothing may be divided by it; and only "
            "differences *from the new maximum* are safe in e^.",
            "读第一个书架之前，有个地方成了 0/0 或 0 × ∞，就是 NaN。那时和是 0，不能拿它作除数；放进 e 的指数里的，也只有**和新最大值的差**才保险。",
        ),
        behaves=_stumbles_over_nothing,
    ),
    Mistake(
        "rescale-inverted",
        _step(for_sum=lambda old, new: np.exp(new - old), for_output=lambda old, new: np.exp(new - old)),
        Text(
            "Your factor goes the wrong way: with a new record the old part grows. Measured from a higher mark, everything is smaller. "
            "(Turned the right way round, the factor is a harmless 0 on the first shelf.)",
            "你的倍数弄反了：出了新纪录，旧的部分反而变大。从更高的地方量起，一切都该变小。（弄正了，读第一个书架时倍数就是 0，不会惹麻烦。）",
        ),
    ),
    Mistake(
        "one-record-each",
        _one_record_each,
        Text(
            "You hand on a maximum for each book. One is wanted: the largest of the old one and of *all* the scores on the shelf.",
            "你给每本书都交了一个最大值。要的只有一个：旧的最大值和这个书架上**所有**得分里最大的那个。",
        ),
        behaves=_has_one_record_each,
    ),
    Mistake(
        "np-max-of-two",
        _max_of_two,
        Text(
            "An array stands where Python wants a whole number, an axis for instance. (`np.max(a, b)` takes b for an axis and does not compare "
            "the two.) First the shelf's largest score, then the larger of two numbers.",
            "该放整数的地方（比如轴号）放了一个数组。（`np.max(a, b)` 会把 b 当成轴，并不拿两者相比。）先求这个书架上最大的得分，再从两个数里取大的。",
        ),
        behaves=stops_with("only integer scalar arrays can be converted to a scalar index"),
    ),
    Mistake(
        "forgets-old-max",
        _step(choose=lambda running_max, scores: scores.max()),
        Text(
            "Your maximum is that of the shelf alone. If an earlier book was better, the record stands.",
            "你的最大值只看了这一个书架。要是更早的书得分更高，纪录就还是它的。",
        ),
    ),
    Mistake(
        "keeps-old-max",
        _step(choose=lambda running_max, scores: running_max),
        Text(
            "Your maximum never moves: at the start it is −∞ and stays so, and everything measured from it is infinite. Look for the record "
            "on the shelf, too.",
            "你的最大值从来不动：一开始是 −∞，就一直是 −∞，从它量起的全成了无穷大。书架上的也要看一看。",
        ),
    ),
    Mistake(
        "measured-from-itself",
        _step(measure=lambda scores, new_max: np.exp(scores - scores.max())),
        Text(
            "Each shelf is measured from its own best book. If a better one was read before, the shelf comes out too loud: measure from "
            "the new running maximum.",
            "每个书架都从自己最好的那本量起了。要是之前读过更好的，这个书架就显得太响：要从新的 running_max 量起。",
        ),
    ),
    Mistake(
        "no-max-subtraction",
        _step(for_sum=_once, for_output=_once, measure=lambda scores, new_max: np.exp(scores)),
        Text(
            "You hand on a maximum but never measure from it: e to the bare score overflows at 1000. Only differences go into e^.",
            "你交出了最大值，却没有从它量起：得分到了 1000，直接取 e 的幂就溢出了。放进指数里的只能是差。",
        ),
    ),
    Mistake(
        "softmax-of-the-shelf",
        _step(measure=lambda scores, new_max: plain_softmax(scores)),
        Text(
            "Each shelf spent a whole budget by itself. There is one budget for all shelves together, and what it is worth is known only "
            "after the last one.",
            "每个书架都各花了一整份预算。所有书架合起来才一份预算，一份值多少，要读完最后一架才知道。",
        ),
    ),
    Mistake(
        "only-this-shelf",
        _step(for_sum=lambda old, new: 0.0, for_output=lambda old, new: 0.0),
        Text(
            "What was read before is lost: your sum and your output know this shelf only. Add to what came in.",
            "之前读的全丢了：你的和、你的输出里只有这一个书架。要加到传进来的那些上面。",
        ),
    ),
    Mistake(
        "pages-unweighted",
        _step(blend=lambda powers, values: values.sum(axis=0)),
        Text(
            "The pages were added up as they are. Each page counts by its e^(score − maximum).",
            "各页原样加了起来。每一页都要按自己的 e^(得分 − 最大) 来算。",
        ),
    ),
    Mistake(
        "summed-over-everything",
        _step(blend=lambda powers, values: (powers[:, None] * values).sum()),
        Text(
            "You added up all numbers of all pages into one. Add up over the books only: every quality of the page keeps a sum of its own.",
            "你把所有页的所有数加成了一个。只该沿着书来加：一页上的每项特征，各有各的和。",
        ),
    ),
    Mistake(
        "not-summed",
        _step(blend=lambda powers, values: powers[:, None] * values),
        Text(
            "Every page has its factor, but they still lie side by side, `(n, d_v)`. Add them up into one row, `(d_v,)`.",
            "每一页都乘好了倍数，却还一页页摊着，`(n, d_v)`。把它们加成一行，`(d_v,)`。",
        ),
    ),
    Mistake(
        "sum-first",
        _step(hand_over=lambda new_max, new_sum, output: (new_sum, new_max, output)),
        Text(
            "Maximum and sum have changed places: hand the three back in the order in which they came.",
            "最大值和总和调了位置：三个数怎么传进来，就按什么次序交回去。",
        ),
    ),
    Mistake(
        "output-first",
        _step(hand_over=lambda new_max, new_sum, output: (output, new_max, new_sum)),
        Text(
            "All three are there, but the output stands first: hand them back in the order in which they came.",
            "三样都在，可输出排到了最前面：怎么传进来的，就按什么次序交回去。",
        ),
    ),
    Mistake(
        "output-only",
        _step(hand_over=lambda new_max, new_sum, output: output),
        Text(
            "Without the maximum and the sum nobody can go on to the next shelf: hand back all three.",
            "没有最大值和总和，谁也没法接着读下一个书架：三样都要交回去。",
        ),
    ),
    Mistake("input-changed", _in_place, INPUT_CHANGED, behaves=only_changes_inputs),
    Mistake("integer-truncation", _into_whole_numbers, WHOLE_NUMBER_PAPER),
    Mistake("rounded", _rounds, ROUNDED, behaves=_rounded_parts),
)
