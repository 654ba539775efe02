"""Lesson 03: from scores to weights."""

import numpy as np

from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.comparison import as_numbers

LESSON = "03-softmax-weighting"


def softmax(scores):
    """Weights from scores: exp(score) / sum of exp(scores), over the last axis.

    scores: (..., n), any finite numbers  ->  weights: (..., n), each row sums to 1
    """
    scores = np.asarray(scores, dtype=float)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))  # the largest: e**0 = 1
    return powers / powers.sum(axis=-1, keepdims=True)


def _one_reader(rng):
    yield (np.array([1.0, 2.0, 3.0]),)
    yield (np.array([0.0, -2.0]),)
    for n in (1, 4, 7):
        yield (rng.normal(0, 2, n),)


def _several_readers(rng):
    for shape in ((2, 3), (3, 3), (4, 2), (3, 1), (2, 3, 5)):
        yield (rng.normal(0, 2, shape),)


def _large_scores(rng):
    yield (np.array([1000.0, 1001.0, 999.0]),)
    yield (np.array([-1e4, -1e4 + 1, 1e4 - 1, 1e4]),)
    yield (np.array([-1000.0, 0.0, 1.0, 2.0]),)
    eighths = np.round(rng.normal(0, 1, (3, 4)) * 8) / 8  # float32 holds them exactly, 800 added or not
    yield (eighths + np.array([[800.0], [-800.0], [800.0]]),)


def _any_numbers(rng):
    yield (np.array([1, 2, 3]),)
    yield (np.array([[2, 0, -1], [5, 5, 4]]),)
    yield (rng.normal(0, 2, (3, 4)).astype(np.float32),)
    yield (rng.normal(0, 2, (3, 8))[:, ::2],)
    yield (rng.normal(0, 2, (2, 5)).T,)


def _no_max_subtraction(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def _mean_subtraction(scores):
    return _no_max_subtraction(scores - scores.mean(axis=-1, keepdims=True))


def _min_subtraction(scores):
    return _no_max_subtraction(scores - scores.min(axis=-1, keepdims=True))


def _clipped_scores(scores):
    return _no_max_subtraction(np.clip(scores, -500, 500))


def _global_max(scores):
    return _no_max_subtraction(scores - scores.max())


def _upside_down(scores):
    return softmax(-scores)


def _only_tables(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _wrong_axis(scores):
    powers = np.exp(scores - scores.max(axis=0, keepdims=True))
    return powers / powers.sum(axis=0, keepdims=True)


def _global_sum(scores):
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def _missing_keepdims(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1)


def _unnormalised(scores):
    return np.exp(scores - scores.max(axis=-1, keepdims=True))


def _raw_shares(scores):
    return scores / scores.sum(axis=-1, keepdims=True)


def _absolute_shares(scores):
    return _raw_shares(np.abs(scores))


def _relu_shares(scores):
    return _raw_shares(np.maximum(scores, 0))


def _lifted_shares(scores):
    return _raw_shares(scores - scores.min(axis=-1, keepdims=True))


def _sigmoid(scores):
    return 1 / (1 + np.exp(-scores))


def _base_two(scores):
    return softmax(scores * np.log(2))


def _softmax_twice(scores):
    return softmax(softmax(scores))


def _integer_truncation(scores):
    weights = np.zeros_like(scores)
    weights[...] = softmax(scores)
    return weights


def _rounded(scores):
    return np.round(softmax(scores), 2)


def _input_changed(scores):
    scores -= scores.max(axis=-1, keepdims=True)
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def _out_of_range(scores):
    """Does e to these very scores leave what a computer can hold, in one row at least?"""
    with np.errstate(over="ignore"):
        totals = np.exp(np.asarray(scores, dtype=float)).sum(axis=-1)
    return bool((np.isinf(totals) | (totals == 0)).any())


def _answer(call):
    """What came back, when it is an array of the wanted shape."""
    got = as_numbers(call.got.value)
    return got if got is not None and got.shape == np.shape(call.want.value) else None


def _overflows(calls):
    # np.exp ends in NaN there, math.exp in an exception: one mistake, two looks.
    return _fails_just_where(calls, lambda call: _out_of_range(call.args[0])) and _only_breaks(calls)


def _wants_a_table(calls):
    # By axis=1, by [:, None] or by a loop over rows: a lone row fails, and either it has no such axis or tables are right.
    rows = [call for call in calls if call.args[0].ndim == 1 and call.args[0].size > 1]
    tables = [call for call in calls if call.args[0].ndim == 2 and not _out_of_range(call.args[0])]
    if not all(call.difference for call in rows):
        return False
    return all("IndexError" in call.got.error for call in rows) or not _failed(tables)


def _does_not_broadcast(calls):
    rows = [call for call in calls if call.args[0].ndim == 1 and not _out_of_range(call.args[0])]
    return not _failed(rows) and any("ValueError" in c.got.error and "broadcast" in c.got.text for c in calls)


def _in_proportion(calls):
    # Divided by nothing, or by something that is not the sum of these powers.
    rows = [call for call in calls if call.args[0].ndim == 1 and not _out_of_range(call.args[0])]
    return any(call.difference.kind == "other-value" for call in _failed(rows)) and all(map(_is_multiple, rows))


def _is_multiple(call):
    got, want = _answer(call), call.want.value
    if got is None or not np.isfinite(got).all():
        return False
    ratios = got[want > 0] / want[want > 0]
    return bool(ratios[0] != 0 and np.allclose(ratios, ratios[0], rtol=1e-3, atol=0))


def _is_rounded(calls):
    return bool(_failed(calls)) and any(
        all(
            _answer(call) is not None and np.allclose(_answer(call), np.round(call.want.value, digits))
            for call in calls
        )
        for digits in (1, 2, 3, 4)
    )


def _only_changes_inputs(calls):
    # `scores -= …` works in whole numbers too, `scores /= …` refuses them.
    failed = [call for call in _failed(calls) if "UFuncTypeError" not in call.got.error]
    return {call.difference.kind for call in failed} == {"inputs-changed"}


def _failed(calls):
    return [call for call in calls if call.difference]


def _fails_just_where(calls, where):
    """Are these calls wrong, every one of them, and no other?"""
    return bool(_failed(calls)) and all(bool(call.difference) == where(call) for call in calls)


def _only_breaks(calls):
    return {call.difference.kind for call in _failed(calls)} <= {"not-finite", "raises"}


_SHIFT = Text(
    "The right idea, another number: after your shift some scores are still huge, and e to a huge number overflows. "
    "Choose what you take away so that no score is above 0 afterwards.",
    "思路对了，数没选对：平移之后还有很大的得分，e 的幂照样溢出。要减去哪个数，才能保证没有得分大于 0？",
)
_ORDER_LOST = Text(
    "Scores of −5 and −1 are different opinions, and yours no longer knows which is worse: the sign was thrown away "
    "before the budget was shared out. A positive number that still grows with the score is needed.",
    "−5 和 −1 是两种不同的意见，可你在分预算之前就丢掉了正负号，分不清哪个更差了。需要的是：结果总为正，又随得分一起增大。",
)

SOFTMAX = Exercise(
    softmax,
    checks=(
        Check(
            Text("one reader", "一位读者"),
            1,
            _one_reader,
            advice=Text(
                "Two steps: raise e to each score, then divide each of these powers by the sum of all of them. "
                "One reader's scores are a single row, shape (n,).",
                "分两步：先对每个得分取 e 的幂，再用每个幂除以所有幂之和。一位读者的得分只有一行，形状是 (n,)。",
            ),
        ),
        Check(
            Text("several readers", "多位读者"),
            1,
            _several_readers,
            advice=Text(
                "One row per reader: each row is a budget of its own and sums to 1, whatever the other rows hold and "
                "however many axes stand in front.",
                "一行就是一位读者：每一行各有一份预算，各自加起来等于 1。别的行是什么、前面还有几个轴，都不影响它。",
            ),
        ),
        Check(
            Text("large scores", "很大的得分"),
            2,
            _large_scores,
            advice=Text(
                "e¹⁰⁰⁰ is too large for a computer, and e⁻¹⁰⁰⁰ is 0 to it. Which number may you take away from a "
                "reader's whole row without changing a weight?",
                "e¹⁰⁰⁰ 大得计算机装不下，e⁻¹⁰⁰⁰ 对它来说就是 0。从一位读者的整行得分里减去哪个数，权重一点也不会变？",
            ),
        ),
        Check(
            Text("any kind of numbers", "各种各样的数"),
            1,
            _any_numbers,
            advice=Text(
                "Whole numbers may come in, fractions must come out, and the caller's scores stay as they were.",
                "进来的可以是整数，出去的必须能是小数；调用者手里的得分要原样留着。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "no-max-subtraction",
            _no_max_subtraction,
            Text(
                "Try scores around 1000: e to that power does not fit into a computer, and the division ends in NaN. "
                "Only differences between scores matter, so you may shift a reader's scores first.",
                "试试 1000 上下的得分：e 的这么大次幂，计算机装不下，一除就成了 NaN。权重只看得分之间的差，所以可以先把一位读者的得分整体平移。",
            ),
            behaves=_overflows,
        ),
        Mistake("mean-subtraction", _mean_subtraction, _SHIFT),
        Mistake("min-subtraction", _min_subtraction, _SHIFT),
        Mistake(
            "clipped-scores",
            _clipped_scores,
            Text(
                "Nothing overflows any more, but scores of 1000 and 1001 became equal and now get the same weight. "
                "Shift the scores instead of cutting them off: differences survive a shift.",
                "是不溢出了，可 1000 和 1001 被截成了同一个数，分到的权重也一样了。别截断，要平移：平移不会改变得分之间的差。",
            ),
        ),
        Mistake(
            "global-max",
            _global_max,
            Text(
                "You shift every reader by one and the same number. A reader whose scores are all far below it is left "
                "with e⁻¹⁶⁰⁰ = 0 everywhere, and 0/0 is no weight. Each reader needs a shift of their own.",
                "你让所有读者都减去同一个数。要是某位读者的得分全都远远低于它，每一项就都成了 e⁻¹⁶⁰⁰ = 0，而 0/0 不是权重。每位读者要有自己的平移量。",
            ),
        ),
        Mistake(
            "upside-down",
            _upside_down,
            Text(
                "Your worst match gets the largest weight. Look at the sign in the exponent: when a score rises, its "
                "power of e must rise too.",
                "你让最不匹配的书拿了最大的权重。看看指数里的正负号：得分升高，e 的幂也应当升高。",
            ),
        ),
        Mistake(
            "only-tables",
            _only_tables,
            Text(
                "Your function takes it for granted that a table comes in. One reader's scores are a single row, and a "
                "stack of tables has three axes. Which axis number means the last one, however many there are?",
                "你的函数认定进来的是一张表。可一位读者的得分只有一行，一叠表又有三个轴。哪个轴编号不管有几个轴，总是指最后一个？",
            ),
            behaves=_wants_a_table,
        ),
        Mistake(
            "wrong-axis",
            _wrong_axis,
            Text(
                "Your columns sum to 1, but a column is a book. A row is a reader, and it is each reader's budget that "
                "must be spent completely.",
                "你让每一列加起来等于 1，可一列是一本书。一行才是一位读者，要正好花完的是每位读者的预算。",
            ),
        ),
        Mistake(
            "global-sum",
            _global_sum,
            Text(
                "All the readers of the table share one budget in your version. Every reader has a full budget: each "
                "row sums to 1 by itself.",
                "在你这里，整张表的读者合用一份预算。其实每位读者都有一整份：每一行各自加起来等于 1。",
            ),
        ),
        Mistake(
            "missing-keepdims",
            _missing_keepdims,
            Text(
                "For one reader it is right; for a table the sums lie down as a row and meet the wrong numbers. One sum "
                "per reader must stand as a column, shape (n_q, 1), beside the rows it belongs to.",
                "一位读者时没错；换成一张表，各行的和躺成了一行，除错了对象。每位读者的和应当竖成一列，形状 (n_q, 1)，站在自己那一行旁边。",
            ),
            behaves=_does_not_broadcast,
        ),
        Mistake(
            "unnormalised",
            _unnormalised,
            Text(
                "From book to book your numbers stand in the right ratios, but they do not sum to 1, so the budget is not "
                "spent. What you divide by must be the sum of the very numbers that you divide.",
                "书与书之间的比例对了，可加起来不等于 1，预算没有正好花完。用来除的，必须正是被除的这些数之和。",
            ),
            behaves=_in_proportion,
        ),
        Mistake(
            "raw-shares",
            _raw_shares,
            Text(
                "Dividing the scores by their sum was good enough for counts. Scores may be negative, and nobody can spend "
                "a negative part of a budget: make every score positive first.",
                "用得分除以总和，对付“数出来的个数”还行。可得分会是负的，谁也花不出负的预算：先把每个得分变成正数。",
            ),
        ),
        Mistake("absolute-or-relu", _absolute_shares, _ORDER_LOST),
        Mistake("relu-shares", _relu_shares, _ORDER_LOST),
        Mistake(
            "lifted-shares",
            _lifted_shares,
            Text(
                "Lifting all scores until the lowest is 0 makes them positive, but the worst book then never gets a page, "
                "and a lone book gets 0/0. Turn equal differences into equal ratios instead: what does e do?",
                "把得分整体抬高，让最低的等于 0，确实不再有负数；可最差的书就永远一页也分不到，只有一本书时更成了 0/0。要让相等的差变成相等的比：e 的幂会怎么做？",
            ),
        ),
        Mistake(
            "sigmoid",
            _sigmoid,
            Text(
                "You judge every book by itself. A budget is shared: when one book gets more, the others must get less. Where "
                "do the other scores come into your formula?",
                "你给每本书单独打分，互不相干。预算却是分着花的：一本多拿，别的就得少拿。别的书的得分，在你的式子里出现在哪儿？",
            ),
        ),
        Mistake(
            "base-two",
            _base_two,
            Text(
                "In your version one more point of score doubles the weight. In softmax it multiplies the weight by e ≈ 2.718.",
                "在你这里，得分每高 1，权重翻 2 倍。Softmax 里，得分每高 1，权重要乘以 e ≈ 2.718。",
            ),
        ),
        Mistake(
            "softmax-twice",
            _softmax_twice,
            Text(
                "Too even: your weights were treated as scores and softened once more. Scores go in, weights come out, once.",
                "太平均了：你把算好的权重又当成得分，再软化了一遍。得分进去，权重出来，一次就够。",
            ),
        ),
        Mistake(
            "integer-truncation",
            _integer_truncation,
            Text(
                "With whole-number scores all your weights became 0: an array that was made for whole numbers cannot hold "
                "a fraction. Which dtype has the array that you write the weights into?",
                "得分是整数时，你的权重全成了 0：为整数准备的数组装不下小数。你把权重写进去的那个数组，dtype 是什么？",
            ),
        ),
        Mistake(
            "rounded",
            _rounded,
            Text(
                "Right, but rounded: a budget of rounded parts no longer sums to 1. Hand over all the digits; rounding is "
                "for showing.",
                "算对了，却四舍五入了：零头一抹，预算加起来就不是 1 了。把所有位数都交出来；取整只用于显示。",
            ),
            behaves=_is_rounded,
        ),
        Mistake(
            "input-changed",
            _input_changed,
            Text(
                "The weights are right, but after your call the caller's scores are different. `scores - m` makes a new "
                "array; `scores -= m` writes into the one that was lent to you.",
                "权重是对的，可调用之后，调用者手里的得分变了。`scores - m` 会另做一个数组；`scores -= m` 却是直接改写借来的那一个。",
            ),
            behaves=_only_changes_inputs,
        ),
    ),
    hints=(
        Text(
            "Two steps: turn every score into a positive number, then share out the budget in proportion to these.",
            "分两步：先把每个得分变成正数，再按它们的比例分预算。",
        ),
        Text(
            "np.exp works on a whole array. Sum along the last axis, axis=-1, and keep that axis (keepdims=True), so that "
            "the division lines up row by row.",
            "np.exp 可以一次处理整个数组。沿最后一个轴（axis=-1）求和，并保留这个轴（keepdims=True），除法才会逐行对齐。",
        ),
        Text(
            "Before np.exp, take each row's largest score away from that row. The weights stay the same and nothing overflows.",
            "在 np.exp 之前，让每一行减去这一行的最大得分。权重不变，也不会溢出。",
        ),
    ),
)


def softmax_with_temperature(scores, temperature):
    """Weights from scores at a temperature: softmax(scores / temperature), over the last axis.

    scores: (..., n), temperature: a number  ->  weights: (..., n)
    Raises ValueError when the temperature is 0 or below.
    """
    if temperature <= 0:
        raise ValueError(f"the temperature must be above 0, not {temperature}")
    return softmax(np.asarray(scores) / temperature)


def _everyday(rng):
    yield np.array([2.0, 4.0]), 2.0
    yield np.array([1.0, 0.0, -1.0]), 0.5
    yield rng.normal(0, 2, 4), 1.0
    yield rng.normal(0, 2, 5), rng.uniform(1.5, 4)


def _hot_and_cold(rng):
    yield np.array([1.0, 2.0, 2.0]), 0.001
    yield np.array([-3.0, 5.0]), 1e4
    yield np.round(rng.normal(0, 1, 4) * 8) / 8, 0.125
    yield rng.normal(0, 2, 6), 8.0


def _tables_of_any_numbers(rng):
    yield np.array([[1, 2, 4], [3, 0, 0]]), 2
    yield np.array([5, 4, 2, 0]), 3
    yield rng.normal(0, 2, (3, 2)).astype(np.float32), 0.7
    yield rng.normal(0, 2, (2, 3, 8))[..., ::2], 1.6


def _zero_or_below(rng):
    yield np.array([1.0, 2.0]), 0
    yield np.array([[1.0, 0.0, 2.0]]), -1.0
    yield rng.normal(0, 1, 3), -0.5
    yield rng.normal(0, 1, 3), 0.5
    yield rng.normal(0, 1, (2, 4)), 3.0


def _temperature_unchecked(scores, temperature):
    return softmax(scores / np.float64(temperature))


def _zero_unchecked(scores, temperature):
    if temperature < 0:
        raise ValueError
    return _temperature_unchecked(scores, temperature)


def _where_positive(formula):
    """The formula for temperatures above 0, the asked-for error for the others."""

    def function(scores, temperature):
        if temperature <= 0:
            raise ValueError
        return formula(scores, temperature)

    return function


def _divides_in_place(scores, temperature):
    scores /= temperature
    return softmax(scores)


def _divides_numerator_only(scores, temperature):
    return np.exp(scores / temperature) / np.exp(scores).sum(axis=-1, keepdims=True)


def _lets_pass(refused):
    """A predicate: wrong exactly where the temperature is `refused`, and there by going on."""

    def behaves(calls):
        goes_on = all(call.got.kind == "value" or "ZeroDivisionError" in call.got.error for call in _failed(calls))
        return goes_on and _fails_just_where(calls, lambda call: refused(call.args[1]))

    return behaves


SOFTMAX_WITH_TEMPERATURE = Exercise(
    softmax_with_temperature,
    checks=(
        Check(
            Text("everyday temperatures", "平常的温度"),
            1,
            _everyday,
            advice=Text(
                "The temperature acts on the scores, before any power of e is taken: differences shrink when it is hot.",
                "温度作用在得分上，在取 e 的幂之前：温度高，得分之间的差就缩小。",
            ),
        ),
        Check(
            Text("hot and cold", "酷热与严寒"),
            1,
            _hot_and_cold,
            advice=Text(
                "Near 0 the best book takes everything, equals share; when it is very hot all books are alike. A tiny "
                "temperature makes huge numbers: only the stable softmax survives them.",
                "温度接近 0 时，最好的书拿走全部，并列的平分；很热时，所有书都差不多。温度很小，数就变得很大，只有稳定的 softmax 扛得住。",
            ),
        ),
        Check(
            Text("tables of any numbers", "各种数的表"),
            1,
            _tables_of_any_numbers,
            advice=Text(
                "One temperature for all readers; each row still sums to 1, whole numbers included, and the caller's "
                "scores stay as they were.",
                "所有读者共用一个温度；每一行仍然各自加起来等于 1，整数也一样；调用者手里的得分要原样留着。",
            ),
            keeps_inputs=True,
        ),
        Check(
            Text("no temperature at or below zero", "温度不能是零或负数"),
            1,
            _zero_or_below,
            advice=Text(
                "A temperature of 0 or below has no meaning here: `raise ValueError(...)` before computing anything; for "
                "all other temperatures compute as usual.",
                "温度为 0 或负数在这里没有意义：先 `raise ValueError(...)`，什么也不用算；其他温度照常计算。",
            ),
        ),
    ),
    mistakes=(
        Mistake(
            "multiplies-temperature",
            _where_positive(lambda scores, temperature: softmax(scores * temperature)),
            Text(
                "The hotter your room, the pickier your reader. It should be the other way round: heat flattens the weights.",
                "你这里越热，读者越挑剔。应当反过来：温度越高，权重越平。",
            ),
        ),
        Mistake(
            "ignores-temperature",
            _where_positive(lambda scores, temperature: softmax(scores)),
            Text(
                "Hot or cold, your weights are the same. Where does the temperature come into your formula?",
                "不管冷热，你的权重都一样。温度在你的式子里出现在哪儿？",
            ),
        ),
        Mistake(
            "temperature-after-softmax",
            _where_positive(lambda scores, temperature: softmax(scores) / temperature),
            Text(
                "You divide the weights, and the budget no longer sums to 1. Temperature acts on scores, and a score is "
                "what goes into softmax.",
                "你除的是权重，预算加起来就不等于 1 了。温度作用在得分上，而得分是放进 softmax 之前的东西。",
            ),
        ),
        Mistake(
            "weights-for-scores",
            _where_positive(lambda scores, temperature: softmax(softmax(scores) / temperature)),
            Text(
                "Softmax ran twice: the first made weights, and the temperature then acted on these as if they were scores. "
                "Change the scores first, then let softmax run once.",
                "Softmax 跑了两遍：第一遍得到了权重，温度却把权重当成了得分。先调整得分，再让 softmax 跑一遍。",
            ),
        ),
        Mistake(
            "numerator-only",
            _where_positive(_divides_numerator_only),
            Text(
                "The books feel the temperature, the sum that you divide by does not. Both must be made of the same numbers, "
                "or the budget does not sum to 1.",
                "每本书都感受到了温度，用来除的总和却没有。上下必须用同一批数，否则预算加起来不等于 1。",
            ),
        ),
        Mistake(
            "no-max-subtraction",
            _where_positive(lambda scores, temperature: _no_max_subtraction(scores / temperature)),
            Text(
                "At temperature 0.001 a score of 2 becomes 2000, and e to that power overflows. You have already written a "
                "function that survives this: use it.",
                "温度为 0.001 时，得分 2 变成 2000，e 的这么大次幂会溢出。你已经写过一个扛得住的函数：用它。",
            ),
        ),
        Mistake(
            "temperature-unchecked",
            _temperature_unchecked,
            Text(
                "For a temperature of 0 or below your function hands something back. It should refuse: "
                "`raise ValueError(...)`, which is neither `return` nor `print`.",
                "温度为 0 或负数时，你的函数照样交出了结果。它应当拒绝：用 `raise ValueError(...)`，不是 `return`，也不是 `print`。",
            ),
            behaves=_lets_pass(lambda temperature: temperature <= 0),
        ),
        Mistake(
            "zero-unchecked",
            _zero_unchecked,
            Text(
                "Negative temperatures are refused, 0 slips through. What happens to scores that are divided by 0?",
                "负的温度拒绝了，0 却溜了进来。得分除以 0，会怎么样？",
            ),
            behaves=_lets_pass(lambda temperature: temperature == 0),
        ),
        Mistake(
            "input-changed",
            _where_positive(_divides_in_place),
            Text(
                "`scores /= temperature` writes into the scores that were lent to you (and refuses whole numbers). "
                "`scores / temperature` makes a new array.",
                "`scores /= temperature` 直接改写了借来的得分（遇到整数还会报错）。`scores / temperature` 会另做一个数组。",
            ),
            behaves=_only_changes_inputs,
        ),
    ),
    hints=(
        Text(
            "First turn away what has no meaning: a temperature of 0 or below.",
            "先把没有意义的情形挡在门外：温度为 0 或负数。",
        ),
        Text(
            "Heat shrinks the differences between scores. Which single operation on all the scores does that?",
            "温度升高，得分之间的差要缩小。对所有得分做哪一种运算就行？",
        ),
        Text(
            "Divide the scores by the temperature and let your own softmax do the rest.",
            "让得分除以温度，剩下的交给你自己写的 softmax。",
        ),
    ),
    builds_on=("softmax",),
)


def effective_books(weights):
    """How many books are really being read: e to the power of the entropy.

    entropy = -sum of w * ln(w), with 0 * ln(0) = 0
    weights: (n,), none negative, sum 1  ->  a number from 1 (one book) to n (all alike)
    """
    weights = np.asarray(weights, dtype=float)
    read = weights[weights > 0]  # a book with weight 0 adds nothing
    return np.exp(-np.sum(read * np.log(read)))


def _shared_budgets(rng):
    yield (np.array([0.5, 0.5]),)
    yield (np.array([0.7, 0.2, 0.1]),)
    yield (np.full(4, 0.25),)
    for n in (3, 6):
        yield (softmax(rng.normal(0, 1, n)),)


def _unread_books(rng):
    yield (np.array([0.5, 0.5, 0.0, 0.0]),)
    yield (np.array([0, 1, 0]),)
    yield (np.array([0.0, 0.2, 0.8]),)
    yield (np.append(softmax(rng.normal(0, 1, 4)), 0.0),)


def _any_library(rng):
    yield (np.array([1.0]),)
    yield (np.array([0.9] + [0.001] * 100),)
    yield (softmax(rng.normal(0, 1, 5)).astype(np.float32),)
    yield (np.insert(softmax(rng.normal(0, 1, 3)), 1, 0.0),)
    yield (np.repeat(softmax(rng.normal(0, 1, 4)), 2)[::2],)


def _surprises(weights):
    """Each book's part of the entropy, in nats."""
    return -weights * np.log(np.where(weights > 0, weights, 1))


def _nan_at_zero(weights):
    return np.exp(-np.sum(weights * np.log(weights)))


def _fills_zeros_in_place(weights):
    weights[weights == 0] = 1e-12
    return _nan_at_zero(weights)


def _stumbles_over_zero(calls):
    # np.log ends in NaN there, math.log in an exception.
    return _fails_just_where(calls, lambda call: bool((call.args[0] == 0).any())) and _only_breaks(calls)


def _changes_weights(calls):
    # In an array of whole numbers, 1e-12 is written as 0 again.
    failed = [call for call in _failed(calls) if call.args[0].dtype.kind == "f"]
    return {call.difference.kind for call in failed} == {"inputs-changed"}


_ONE_BASE = Text(
    "Logarithm and power must undo each other, so both need the same base; here that is e: nats, not bits.",
    "对数和幂要能互相抵消，底数就得相同；这里都用 e：单位是奈特，不是比特。",
)

EFFECTIVE_BOOKS = Exercise(
    effective_books,
    checks=(
        Check(
            Text("a shared budget", "分着花的预算"),
            1,
            _shared_budgets,
            advice=Text(
                "Entropy first: add up w·ln(w) over the books and take the minus sign. Then e to the power of it: two books "
                "with half the budget each must count as 2.",
                "先算熵：把每本书的 w·ln(w) 加起来，取负号。再取 e 的这么多次幂：两本书各占一半，应当数出 2 本。",
            ),
        ),
        Check(
            Text("unread books", "没人读的书"),
            1,
            _unread_books,
            advice=Text(
                "A book with weight 0 is not read and must not change the count: 0·ln(0) counts as 0, though a computer "
                "calls it NaN.",
                "权重为 0 的书没人读，不该影响本数：0·ln(0) 要算作 0，尽管计算机说它是 NaN。",
            ),
        ),
        Check(
            Text("any library", "大大小小的图书馆"),
            1,
            _any_library,
            advice=Text(
                "One book or a hundred and one: the answer is a single number, and the caller's weights stay as they were.",
                "一本书也好，一百零一本也好：答案都是一个数；调用者手里的权重要原样留着。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "nan-at-zero",
            _nan_at_zero,
            Text(
                "A book that nobody opens spoils the whole count: the computer finds ln(0) = −∞, and 0·(−∞) is not a number. "
                "Whom do you have to ask for their logarithm at all?",
                "一本没人翻开的书毁了整个结果：计算机认为 ln(0) = −∞，而 0·(−∞) 不是数。到底哪些书才需要取对数？",
            ),
            behaves=_stumbles_over_zero,
        ),
        Mistake("entropy-bits", lambda weights: np.exp(np.sum(_surprises(weights)) / np.log(2)), _ONE_BASE),
        Mistake("two-to-the-nats", lambda weights: 2 ** np.sum(_surprises(weights)), _ONE_BASE),
        Mistake(
            "missing-exp",
            lambda weights: np.sum(_surprises(weights)),
            Text(
                "That is the entropy, a sum of logarithms. A single book read alone gives 0 there, yet it is one book: one "
                "step is missing that turns logarithms back into a number of books.",
                "这是熵，是对数之和。只读一本书时它等于 0，可那明明是一本：还差一步，把对数变回本数。",
            ),
        ),
        Mistake(
            "missing-minus",
            lambda weights: np.exp(-np.sum(_surprises(weights))),
            Text(
                "Two books shared equally gave one half instead of 2. Logarithms of weights are negative: what makes entropy "
                "positive?",
                "两本书平分，你数出的是半本，不是 2 本。权重的对数是负的：熵靠什么变成正数？",
            ),
        ),
        Mistake(
            "counts-opened",
            np.count_nonzero,
            Text(
                "You count every book that was opened at all. A book with 0.1% of the attention should hardly count, one with "
                "half of it should count a lot.",
                "凡是翻开过的书，你都算一整本。只分到 0.1% 注意力的书几乎不该算，分到一半的书才该多算。",
            ),
        ),
        Mistake(
            "whole-books",
            lambda weights: int(np.round(effective_books(weights))),
            Text(
                "Nobody asks for whole books here: one and a half books read is a fine answer. Leave the number as it comes.",
                "这里不要求整本整本地数：读了一本半，也是好答案。算出来是多少就交多少。",
            ),
        ),
        Mistake(
            "inverse-square-sum",
            lambda weights: 1 / np.sum(weights.astype(float) ** 2),
            Text(
                "1/Σw² counts books too, and honestly, but it is another measure. The one asked for comes from the entropy.",
                "1/Σw² 也能老老实实地数书，不过那是另一种量法。这里要的是从熵得来的那一种。",
            ),
        ),
        Mistake(
            "mean-for-sum",
            lambda weights: np.exp(np.mean(_surprises(weights))),
            Text(
                "You took the mean over the books, so that each unread book pulls the answer down. The weights already do the "
                "averaging: add up.",
                "你对所有书取了平均，于是每多一本没人读的书，结果就被拉低。权重本身已经起了平均的作用：直接相加。",
            ),
        ),
        Mistake(
            "no-sum",
            lambda weights: np.exp(_surprises(weights)),
            Text(
                "You hand back a number for every book. Asked is one number for the whole library: where are the parts added?",
                "你给每本书都交回了一个数。要的是整个图书馆的一个数：各部分在哪里相加？",
            ),
        ),
        Mistake(
            "power-before-sum",
            lambda weights: np.sum(np.exp(_surprises(weights))),
            Text(
                "Two steps in the wrong order: first add up all the logarithms with their weights, then take one power of e.",
                "两步的先后反了：先把带权重的对数全部加起来，最后才取一次 e 的幂。",
            ),
        ),
        Mistake(
            "input-changed",
            _fills_zeros_in_place,
            Text(
                "To get past ln(0) you wrote small numbers into the weights that were lent to you. Leave the unread books out "
                "instead, or work on a copy of floats.",
                "为了绕过 ln(0)，你往借来的权重里填了小数。不如把没人读的书略过，或者另做一份浮点数副本再改。",
            ),
            behaves=_changes_weights,
        ),
    ),
    hints=(
        Text(
            "Try it by hand on (½, ½): ln ½ = −0.693, so the entropy is 0.693, and e to that power is 2. Two books.",
            "先用手算 (½, ½)：ln ½ = −0.693，所以熵是 0.693，e 的这么多次幂是 2。两本书。",
        ),
        Text(
            "Books with weight 0 add nothing. A comparison such as `weights > 0` can pick the others out of the array.",
            "权重为 0 的书什么也不添。像 `weights > 0` 这样的比较，可以从数组里挑出其余的书。",
        ),
        Text(
            "In this order: keep the positive weights, multiply each by its np.log, add up, change the sign, np.exp of that.",
            "依次做：留下正的权重，各乘以自己的 np.log，相加，变号，再取 np.exp。",
        ),
    ),
)


def implied_temperature(score_a, score_b, weight_a, weight_b):
    """The temperature at which softmax gives two books these weights for these scores.

    weight_a / weight_b = exp((score_a - score_b) / temperature), solved for the temperature
    four numbers, the higher score with the larger weight  ->  a number above 0
    """
    return (score_a - score_b) / np.log(weight_a / weight_b)


def _first_book_ahead(rng):
    yield 3.0, 1.0, 0.8, 0.2
    yield 2.0, 1.0, 0.75, 0.25
    for _ in range(3):
        yield _two_of_three(rng, 1.5, 0.5)


def _second_book_ahead(rng):
    yield 1.0, 5.0, 0.1, 0.2
    yield -2.0, 0.0, 0.2, 0.6
    for _ in range(3):
        yield _two_of_three(rng, 0.5, 1.5)


def _extreme_books(rng):
    yield 2, 0, 0.5, 0.125
    yield -3, 4, 1e-12, 0.9
    yield 1000.0, 990.0, 0.55, 0.45
    yield _two_of_three(rng, 12.0, 3.0)


def _two_of_three(rng, middle_a, middle_b):
    """Two scores about half a point around their middles, and the weights that a third book leaves to them."""
    scores = np.round(np.array([middle_a, middle_b, 0.0]) + rng.uniform(-0.4, 0.4, 3), 2)
    weights = softmax_with_temperature(scores, rng.uniform(0.4, 3.0))
    return float(scores[0]), float(scores[1]), float(weights[0]), float(weights[1])


_NO_LOG = Text(
    "Weights do not follow scores in a straight line: a *difference* of scores becomes a *ratio* of weights, by a power of e. "
    "What undoes a power of e?",
    "权重不随得分直线变化：得分之*差*，经过 e 的幂，变成了权重之*比*。什么运算能解开 e 的幂？",
)
_NATURAL = Text(
    "The right road, another scale: softmax raises e to the score, so the logarithm that undoes it is the one to base e.",
    "路走对了，尺子换错了：softmax 取的是 e 的幂，能解开它的对数也要以 e 为底。",
)

IMPLIED_TEMPERATURE = Exercise(
    implied_temperature,
    checks=(
        Check(
            Text("the first book is ahead", "第一本书领先"),
            1,
            _first_book_ahead,
            advice=Text(
                "Start from weight_a / weight_b = e^((score_a − score_b) / T), take the logarithm of both sides and solve for T.",
                "从 weight_a / weight_b = e^((score_a − score_b) / T) 出发，两边取对数，解出 T。",
            ),
        ),
        Check(
            Text("the second book is ahead", "第二本书领先"),
            1,
            _second_book_ahead,
            advice=Text(
                "When b has the higher score it also has the larger weight: both differences turn negative, and their quotient "
                "stays positive. Keep a − b in the same order above and below.",
                "b 的得分更高时，权重也更大：两个差都变成负的，商仍是正的。上下都要按 a − b 的顺序。",
            ),
        ),
        Check(
            Text("far apart, close together", "天差地别与难分高下"),
            1,
            _extreme_books,
            advice=Text(
                "Only the difference of the scores and the ratio of the weights matter, be the numbers whole, huge or tiny; "
                "nothing should be rounded on the way.",
                "要紧的只是得分之差和权重之比，数再大、再小、是不是整数都一样；中途不要取整。",
            ),
        ),
    ),
    mistakes=(
        Mistake(
            "inverted",
            lambda score_a, score_b, weight_a, weight_b: np.log(weight_a / weight_b) / (score_a - score_b),
            Text(
                "Upside down: yours reads high where it is cold. The same weights from a wider gap between the scores mean a "
                "hotter room.",
                "颠倒了：越冷，你的温度计读数越高。得分差得更多，权重却还一样，说明温度更高。",
            ),
        ),
        Mistake(
            "sign-flipped",
            lambda score_a, score_b, weight_a, weight_b: (score_b - score_a) / np.log(weight_a / weight_b),
            Text(
                "A negative temperature would favour the worse book. Above and below, the two books must be taken in the same "
                "order.",
                "温度是负的，岂不是偏爱更差的书？上面和下面，两本书要按同一个顺序来。",
            ),
        ),
        Mistake(
            "missing-log",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / (weight_a - weight_b),
            _NO_LOG,
        ),
        Mistake(
            "ratio-without-log",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / (weight_a / weight_b),
            _NO_LOG,
        ),
        Mistake(
            "ratio-of-scores",
            lambda score_a, score_b, weight_a, weight_b: np.float64(score_a) / score_b / np.log(weight_a / weight_b),
            Text(
                "You compare the scores by dividing them. Softmax knows nothing of that: add 10 to both scores and the weights "
                "stay. What else of two scores stays then?",
                "你用除法来比较得分。Softmax 可不认这个：两个得分都加 10，权重一点不变。这时两个得分之间还有什么也不变？",
            ),
        ),
        Mistake(
            "log-of-difference",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / np.log(weight_a - weight_b),
            Text(
                "ln(a) − ln(b) is not ln(a − b): a difference of logarithms is the logarithm of something else.",
                "ln(a) − ln(b) 不等于 ln(a − b)：对数之差，是另一样东西的对数。",
            ),
        ),
        Mistake(
            "multiplied",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) * np.log(weight_a / weight_b),
            Text(
                "Ask your formula a question: the same scores, but weights further apart, means a colder room. Yours says hotter. "
                "On which side of the equation did the temperature end up?",
                "考考你的式子：得分不变，权重差得更多，说明温度更低。你的却说更高。移项之后，温度到了等式的哪一边？",
            ),
        ),
        Mistake(
            "base-ten",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / np.log10(weight_a / weight_b),
            _NATURAL,
        ),
        Mistake(
            "base-two",
            lambda score_a, score_b, weight_a, weight_b: (score_a - score_b) / np.log2(weight_a / weight_b),
            _NATURAL,
        ),
    ),
    hints=(
        Text(
            "Write both weights as softmax does. Divide one by the other: the sum below is the same and cancels.",
            "把两个权重都按 softmax 写出来，再相除：分母是同一个和，约掉了。",
        ),
        Text(
            "What is left is weight_a / weight_b = e^((score_a − score_b) / T). Which function brings an exponent down?",
            "剩下的是 weight_a / weight_b = e^((score_a − score_b) / T)。哪个函数能把指数“请下来”？",
        ),
        Text(
            "ln(weight_a / weight_b) = (score_a − score_b) / T. Now solve for T; np.log is the logarithm to base e.",
            "ln(weight_a / weight_b) = (score_a − score_b) / T。解出 T 即可；np.log 就是以 e 为底的对数。",
        ),
    ),
)
