"""Every row back to the same loudness."""

import numpy as np

from grader.exercises.a_real_transformer.shared import (
    ANY_KIND,
    HARD_WIRED,
    INPUT_CHANGED,
    INTEGER_PAPER,
    KEEP_AS_IT_WAS,
    ROUNDED,
    drawn,
    drawn_bias,
    strided,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, only_changes_inputs, works_for_one_size


def layer_norm(X, gain, bias, epsilon=1e-12):
    """Bring every row to mean 0 and variance 1, then stretch and shift its columns (Ba, Kiros & Hinton 2016).

    gain * (X - mean) / sqrt(variance + epsilon) + bias, mean and variance of each row, over d (divide by d)

    X: (..., d), gain: (d,), bias: (d,)  ->  (..., d)
    """
    mean = np.mean(X, axis=-1, keepdims=True)  # (..., 1)
    variance = np.var(X, axis=-1, keepdims=True)  # (..., 1)
    return gain * (X - mean) / np.sqrt(variance + epsilon) + bias


def _page(rng, *shape, spread=2.0):
    """Rows with a spread and a mean that cannot be overlooked, and what belongs to them."""
    X = drawn(rng, *shape, spread=spread) + np.round(rng.uniform(1, 3), 1)
    X[..., 0] += 3.0
    return X, np.round(rng.uniform(0.4, 2.5, shape[-1]), 1), drawn_bias(rng, shape[-1])


def _a_few_rows(rng):
    yield np.array([[1.0, 3.0, 1.0, 3.0], [0.0, 0.0, 20.0, 20.0]]), np.ones(4), np.array([0.0, 0.0, 0.0, 10.0])
    for shape in ((3, 5), (2, 4), (4, 3), (5, 8), (3, 3)):
        yield _page(rng, *shape)


def _any_axes(rng):
    for shape in ((6,), (2, 3, 4), (1, 5), (3, 2, 2, 5), (3, 3, 3), (2, 40), (7, 2)):
        yield _page(rng, *shape)


def _epsilon(rng):
    yield np.array([[1.0, 3.0, 1.0, 3.0]]), np.ones(4), np.zeros(4), 3.0
    for epsilon in (0.5, 2.0, 1e-12):
        yield *_page(rng, 3, 4, spread=1.0), epsilon
    X, gain, bias = _page(rng, 3, 5)
    yield X / 1000, gain, bias  # so quiet that another epsilon than 1e-12 would show
    still = np.array([[2.0, 2.0, 2.0, 2.0], [1.0, 3.0, 5.0, 9.0]])
    yield still, np.array([1.0, 2.0, 0.5, 1.5]), np.array([0.5, -1.0, 2.0, 0.3])


def _any_numbers(rng):
    yield (
        rng.permuted(np.array([[1, 2, 4, 9], [0, 5, 3, 3], [7, -2, 0, 1]]), axis=1),
        np.array([1, 2, 3, 1]),
        np.array([4, 0, 1, 2]),
    )
    yield tuple(array.astype(np.float32) for array in _page(rng, 4, 5))
    X, gain, bias = _page(rng, 3, 6)
    yield strided(X), strided(gain), strided(bias)
    X, gain, bias = _page(rng, 5, 3)
    yield np.asfortranarray(X), gain, bias


def _over(axis):
    """Mean and variance taken along another axis."""

    def wrong(X, gain, bias, epsilon=1e-12):
        mean, variance = np.mean(X, axis=axis, keepdims=True), np.var(X, axis=axis, keepdims=True)
        return gain * (X - mean) / np.sqrt(variance + epsilon) + bias

    return wrong


def _across_the_words(X, gain, bias, epsilon=1e-12):
    return _over(-2 if X.ndim > 1 else -1)(X, gain, bias, epsilon)


def _without_keepdims(X, gain, bias, epsilon=1e-12):
    return gain * (X - np.mean(X, axis=-1)) / np.sqrt(np.var(X, axis=-1) + epsilon) + bias


def _divided_by(size):
    """Another denominator: `size(centred, epsilon)` gives (..., 1)."""

    def wrong(X, gain, bias, epsilon=1e-12):
        centred = X - np.mean(X, axis=-1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            return gain * centred / size(centred, epsilon) + bias

    return wrong


def _mean_of_squares(centred):
    return np.mean(centred**2, axis=-1, keepdims=True)


def _mean_left_in(X, gain, bias, epsilon=1e-12):
    return gain * X / np.sqrt(np.var(X, axis=-1, keepdims=True) + epsilon) + bias


def _root_mean_square(X, gain, bias, epsilon=1e-12):
    return gain * X / np.sqrt(np.mean(np.asarray(X, float) ** 2, axis=-1, keepdims=True) + epsilon) + bias


def _mean_only(X, gain, bias, epsilon=1e-12):
    return gain * (X - np.mean(X, axis=-1, keepdims=True)) + bias


def _bias_stretched(X, gain, bias, epsilon=1e-12):
    return gain * (layer_norm(X, 1, 0, epsilon) + bias)


def _whole_number_paper(X, gain, bias, epsilon=1e-12):
    paper = np.zeros_like(X)
    paper[...] = layer_norm(X, gain, bias, epsilon)
    return paper


def _in_place(X, gain, bias, epsilon=1e-12):
    right = layer_norm(X, gain, bias, epsilon)
    if np.asarray(X).dtype.kind == "f":
        X -= np.mean(X, axis=-1, keepdims=True)
    return right


def _four_columns(X, gain, bias, epsilon=1e-12):
    mean = np.sum(X, axis=-1, keepdims=True) / 4
    variance = np.sum((X - mean) ** 2, axis=-1, keepdims=True) / 4
    return gain * (X - mean) / np.sqrt(variance + epsilon) + bias


ROW_BY_ROW = Text(
    "You took mean and variance of each *column*, across the words. Every word is brought back to size by itself, whatever company it "
    "keeps: one mean and one variance for each row.",
    "你是按**列**、跨着词求均值和方差的。每个词各自恢复大小，不管旁边站着谁：一行一个均值，一行一个方差。",
)
KEEPDIMS = Text(
    "Mean and variance came out one number a row, with no axis left to stand beside that row. Keep the axis over which you averaged.",
    "均值和方差每行出来一个数，可那个轴没了，数没法和自己那一行对齐。求平均的那个轴要留着。",
)


LAYER_NORM = Exercise(
    layer_norm,
    checks=(
        Check(
            Text("a few rows", "几行数"),
            1,
            _a_few_rows,
            advice=Text(
                "Take the row 1 3 1 3: its mean is 2, and every number lies 1 away from it, so the variance is 1. What is left is −1 1 −1 1. "
                "Then times gain, plus bias.",
                "拿 1 3 1 3 这一行来：均值是 2，每个数离均值都是 1，方差就是 1。剩下的是 −1 1 −1 1。然后乘 gain，加 bias。",
            ),
        ),
        Check(
            Text("one row, many rows, stacks of tables", "一行、许多行、一叠表"),
            1,
            _any_axes,
            advice=Text(
                "Whatever axes stand in front, the qualities stand on the last: count from the end, axis -1.",
                "不管前面有几个轴，特征总在最后一个：从末尾数，axis=-1。",
            ),
        ),
        Check(
            Text("epsilon, and a row of equal numbers", "epsilon，以及全都相等的一行"),
            1,
            _epsilon,
            advice=Text(
                "epsilon is added to the variance, under the root, and its value is whatever the caller says. Thanks to it a row of equal "
                "numbers does not give 0/0: what comes out there is the bias.",
                "epsilon 加在方差上，在根号里面，取多大由调用的人说了算。有了它，一行相等的数不会变成 0/0：那里出来的就是 bias。",
            ),
        ),
        Check(ANY_KIND, 1, _any_numbers, advice=KEEP_AS_IT_WAS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake("normalises-wrong-axis", _over(0), ROW_BY_ROW),
        Mistake("normalises-wrong-axis-from-the-end", _across_the_words, ROW_BY_ROW),
        Mistake(
            "second-axis",
            _over(1),
            Text(
                "For a table it is right. A single row has no axis 1, and in a stack of tables axis 1 no longer counts the qualities: count from "
                "the end.",
                "一张表时没错。可单独一行没有 1 号轴，一叠表的 1 号轴数的又不是特征：请从末尾数起。",
            ),
        ),
        Mistake(
            "one-for-all",
            _over(None),
            Text(
                "You took one mean and one variance for the whole table. A loud word would then push all the quiet ones together: each row has "
                "its own.",
                "你对整张表只求了一个均值、一个方差。这样一来，一个嗓门大的词会把安静的词都挤扁：每一行都要有自己的。",
            ),
        ),
        Mistake("missing-keepdims", _without_keepdims, KEEPDIMS),
        Mistake(
            "ddof-one",
            _divided_by(lambda centred, epsilon: np.sqrt(np.var(centred, axis=-1, ddof=1, keepdims=True) + epsilon)),
            Text(
                "A little too small everywhere: your variance divides by d − 1, as in statistics, where one guesses from a sample. Nothing is "
                "guessed here; divide by d.",
                "处处都小了一点：你的方差除的是 d − 1，那是统计学里用样本去估计时的做法。这里没什么要估计的，除以 d。",
            ),
        ),
        Mistake(
            "epsilon-outside-root",
            _divided_by(lambda centred, epsilon: np.sqrt(_mean_of_squares(centred)) + epsilon),
            Text(
                "With the tiny usual epsilon nobody would notice; with a larger one it shows: you add it after taking the root. It belongs "
                "beside the variance.",
                "epsilon 很小的时候谁也看不出来，大一点就露馅了：你是开了根号之后才加的。它应当和方差待在一起。",
            ),
        ),
        Mistake(
            "no-epsilon",
            _divided_by(lambda centred, epsilon: np.sqrt(_mean_of_squares(centred))),
            Text(
                "A row of equal numbers has variance 0, and 0/0 is not a number. That is what epsilon is for.",
                "一行相等的数，方差是 0，而 0/0 不是数。epsilon 就是为这个准备的。",
            ),
        ),
        Mistake(
            "own-epsilon",
            lambda X, gain, bias, epsilon=1e-12: layer_norm(X, gain, bias),
            Text(
                "Right, as long as epsilon is 1e-12. When somebody passes another one, you still use your own.",
                "只要 epsilon 是 1e-12 就没错。可有人传进来别的值时，你用的还是自己那个。",
            ),
        ),
        Mistake(
            "variance-for-root",
            _divided_by(lambda centred, epsilon: _mean_of_squares(centred) + epsilon),
            Text(
                "You divided by the variance itself. It grows with the square of the numbers; its root grows as they do.",
                "你除以的是方差本身。它随数的平方变大；开了根号，才和数同步。",
            ),
        ),
        Mistake(
            "sum-for-mean",
            _divided_by(lambda centred, epsilon: np.sqrt(np.sum(centred**2, axis=-1, keepdims=True) + epsilon)),
            Text(
                "You divided by the length of the row, so that the longer the row, the smaller its numbers. The variance is a *mean* of squares.",
                "你除以的是这一行的长度，行越长，数就越小。方差是平方的**平均**。",
            ),
        ),
        Mistake(
            "mean-left-in",
            _mean_left_in,
            Text(
                "The spread is right, but each row still has its own height: take the mean away before you divide.",
                "波动对了，可每一行还各有各的高度：先减去均值，再去除。",
            ),
        ),
        Mistake(
            "root-mean-square",
            _root_mean_square,
            Text(
                "You divided by the root mean square and left the mean in. Many newer models do just that (RMSNorm); this one takes the mean away.",
                "你除以的是均方根，没有减均值。不少较新的模型正是这么做的（RMSNorm），这个模型却要减。",
            ),
        ),
        Mistake(
            "mean-only",
            _mean_only,
            Text(
                "The mean is gone, but a loud row is still loud: divide by its spread as well.",
                "均值是减掉了，可嗓门大的一行照样大：还要除以它的波动。",
            ),
        ),
        Mistake(
            "no-gain",
            lambda X, gain, bias, epsilon=1e-12: layer_norm(X, 1, bias, epsilon),
            Text(
                "The gain is not used: the model has learned how much each column should count.",
                "gain 没有用上：每一列该有多重，模型是学过的。",
            ),
        ),
        Mistake(
            "no-bias",
            lambda X, gain, bias, epsilon=1e-12: layer_norm(X, gain, 0, epsilon),
            Text(
                "The bias is not used: it is added to every row at the end.", "bias 没有用上：最后要把它加到每一行上。"
            ),
        ),
        Mistake(
            "neither-gain-nor-bias",
            lambda X, gain, bias, epsilon=1e-12: layer_norm(X, 1, 0, epsilon),
            Text(
                "The rows are brought to size, and there you stopped. What the model learned comes after that: gain and bias.",
                "每一行都恢复了大小，可你到此为止了。模型学到的东西还在后面：gain 和 bias。",
            ),
        ),
        Mistake(
            "gain-and-bias-swapped",
            lambda X, gain, bias, epsilon=1e-12: layer_norm(X, bias, gain, epsilon),
            Text(
                "gain and bias have changed places: one stretches, the other shifts.",
                "gain 和 bias 换了位置：一个拉伸，一个平移。",
            ),
        ),
        Mistake(
            "bias-stretched",
            _bias_stretched,
            Text(
                "Your bias was multiplied by the gain as well. Stretch first, then shift: brackets decide.",
                "你的 bias 也被乘上了 gain。先拉伸，后平移：留意括号。",
            ),
        ),
        Mistake("integer-truncation", _whole_number_paper, INTEGER_PAPER),
        Mistake("input-changed", _in_place, INPUT_CHANGED, behaves=only_changes_inputs),
        Mistake("rounded", lambda *args: np.round(layer_norm(*args), 2), ROUNDED, behaves=is_rounded),
        Mistake("hard-wired", _four_columns, HARD_WIRED, behaves=works_for_one_size(lambda X, *_: X.shape[-1:])),
    ),
    hints=(
        Text(
            "Take one row by itself. Its mean; how far each number is from it; the mean of the squares of that. Three lines on paper.",
            "先单看一行：它的均值，每个数离均值多远，这些距离的平方再平均。纸上三行就够。",
        ),
        Text(
            "`np.mean` and `np.var` take `axis=-1` and `keepdims=True`: then each row's number stands beside its row.",
            "`np.mean` 和 `np.var` 都可以带 `axis=-1` 和 `keepdims=True`：这样每行的那个数就站在自己那行旁边。",
        ),
        Text(
            "From the docstring, left to right: gain times the difference, over the root of variance plus epsilon, plus bias. `gain` and `bias` "
            "(d,) stretch over all rows by themselves.",
            "照着 docstring 从左往右写：gain 乘差，除以“方差加 epsilon”的平方根，再加 bias。`gain` 和 `bias` 是 (d,)，会自己铺到每一行上。",
        ),
    ),
)
