"""What each word does by itself after reading: two linear maps and a gate between them."""

import numpy as np
from scipy.special import erf, expit

from grader.exercises.a_real_transformer.shared import (
    ANY_KIND,
    HARD_WIRED,
    INPUT_CHANGED,
    INTEGER_PAPER,
    KEEP_AS_IT_WAS,
    ROUNDED,
    drawn_bias,
    strided,
)
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, only_changes_inputs, stops_with, works_for_one_size


def feed_forward(X, W_1, b_1, W_2, b_2):
    """Two linear maps with the exact GELU between them (Hendrycks & Gimpel 2016): gelu(X W_1 + b_1) W_2 + b_2.

    gelu(x) = x * (1 + erf(x / sqrt(2))) / 2, for each number by itself

    X: (n, d), W_1: (d, d_hidden), b_1: (d_hidden,), W_2: (d_hidden, d_out), b_2: (d_out,)  ->  (n, d_out)
    """
    hidden = X @ W_1 + b_1  # (n, d_hidden)
    gated = hidden * (1 + erf(hidden / np.sqrt(2))) / 2  # (n, d_hidden)
    return gated @ W_2 + b_2  # (n, d_out)


def _net(rng, n, d, d_hidden, d_out):
    """Numbers before the gate lie between -3 and 3, where it is neither open nor shut."""
    X = np.round(rng.uniform(-1, 1, (n, d)), 1)
    W_1 = np.round(rng.uniform(-1.2, 1.2, (d, d_hidden)) / d**0.5, 2)
    W_2 = np.round(rng.uniform(0.3, 1, (d_hidden, d_out)) * rng.choice([-1, 1], d_out), 2)
    return X, W_1, drawn_bias(rng, d_hidden), W_2, drawn_bias(rng, d_out)


def _by_hand(rng):
    open_or_shut = np.array([[10.0, -10.0], [0.0, 20.0], [-30.0, 0.0]])
    yield open_or_shut, np.eye(2), np.zeros(2), np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 1.0]]), np.array([0.0, 0.0, 5.0])
    for shape in ((3, 4, 6, 2), (2, 3, 5, 4), (4, 2, 7, 3)):
        yield _net(rng, *shape)


def _the_gate(rng):
    """One number in, one out: the gate by itself, also where the tanh formula differs."""
    ramp = np.array([[-3.0], [-2.2], [-1.5], [-0.7], [-0.2], [0.4], [1.1]])
    yield ramp, np.array([[1.0]]), np.zeros(1), np.array([[1.0]]), np.zeros(1)
    yield rng.permutation(ramp), np.array([[1.0]]), np.array([-0.3]), np.array([[2.0]]), np.array([0.5])
    yield np.round(rng.uniform(-2.6, -1.8, (4, 3)), 1), np.eye(3), np.zeros(3), np.eye(3), np.zeros(3)
    yield _net(rng, 5, 3, 8, 2)


def _any_size(rng):
    for shape in ((1, 4, 6, 4), (5, 1, 3, 2), (4, 3, 1, 2), (2, 5, 4, 1), (3, 3, 3, 3), (6, 4, 16, 4)):
        yield _net(rng, *shape)


def _any_numbers(rng):
    yield (
        rng.integers(-2, 3, (4, 3)),
        rng.integers(-1, 2, (3, 5)),
        np.array([1, -1, 2, 1, -2]),
        rng.integers(1, 4, (5, 2)),
        np.array([1, -3]),
    )
    yield tuple(array.astype(np.float32) for array in _net(rng, 3, 4, 6, 2))
    yield tuple(map(strided, _net(rng, 4, 3, 5, 2)))
    yield tuple(map(np.asfortranarray, _net(rng, 2, 4, 6, 3)))


def _gate(x):
    return x * (1 + erf(x / np.sqrt(2))) / 2


def _gated_by(gate):
    """Another function between the two maps."""
    return lambda X, W_1, b_1, W_2, b_2: gate(X @ W_1 + b_1) @ W_2 + b_2


def _tanh_gelu(x):
    return x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2


def _math_erf(X, W_1, b_1, W_2, b_2):
    raise TypeError("only 0-dimensional arrays can be converted to Python scalars")


def _numpy_erf(X, W_1, b_1, W_2, b_2):
    return np.erf(X @ W_1 + b_1)


def _on_whole_number_paper(X, W_1, b_1, W_2, b_2):
    paper = np.zeros_like(X @ W_1 @ W_2)
    paper[...] = feed_forward(X, W_1, b_1, W_2, b_2)
    return paper


def _in_place(X, *net):
    right = feed_forward(X, *net)
    if X.dtype.kind == "f":
        X += 1
    return right


def _three_words(X, *net):
    if len(X) != 4:
        raise ValueError("operands could not be broadcast together")
    return feed_forward(X, *net)


HALF = Text(
    "Your gate passes twice as much as it should: where the number is large, what comes out must be that number. Look for the half.",
    "你的闸门放过来的多了一倍：数很大时，出来的应当就是这个数。找一找那个“一半”。",
)
NO_BIAS = Text(
    "A bias is missing: there are two, one before the gate and one at the end.",
    "少了偏置：一共有两个，一个在闸门之前，一个在最后。",
)

FEED_FORWARD = Exercise(
    feed_forward,
    checks=(
        Check(
            Text("gates that are open or shut", "全开的闸门，全关的闸门"),
            1,
            _by_hand,
            advice=Text(
                "A large number passes the gate as it is, a very negative one is stopped: 0. First map and bias, gate, second map and bias.",
                "很大的数原样过闸，负得厉害的被拦下，成了 0。先是第一个矩阵和偏置，然后过闸，再是第二个矩阵和偏置。",
            ),
        ),
        Check(
            Text("gates that are ajar", "半开的闸门"),
            1,
            _the_gate,
            advice=Text(
                "Between −3 and 3 the gate lets a part through: x times (1 + erf(x/√2)) / 2. At −0.7 that is −0.169.",
                "在 −3 到 3 之间，闸门放过一部分：x 乘 (1 + erf(x/√2)) / 2。x 是 −0.7 时，出来的是 −0.169。",
            ),
        ),
        Check(
            Text("any size", "各种大小"),
            1,
            _any_size,
            advice=Text(
                "One word, one quality, one hidden number: all of it may be. The hidden width is that of W_1's columns.",
                "一个词、一项特征、一个隐藏的数，都可能遇到。隐藏层有多宽，看 W_1 有几列。",
            ),
        ),
        Check(ANY_KIND, 1, _any_numbers, advice=KEEP_AS_IT_WAS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "tanh-gelu",
            _gated_by(_tanh_gelu),
            Text(
                "Very nearly: this is the approximation with tanh that some models were trained with. This model was trained with the exact one, "
                "with erf; six floors make the difference grow.",
                "差一点点：这是用 tanh 的近似式，有些模型是用它训练的。这个模型训练时用的是带 erf 的精确式；上六层楼，差别会越积越大。",
            ),
        ),
        Mistake(
            "sigmoid-gelu",
            _gated_by(lambda x: x * expit(1.702 * x)),
            Text(
                "This is the approximation with a sigmoid, close but not the same. The formula in the docstring has erf in it.",
                "这是用 sigmoid 的近似式，接近，却不是同一个。docstring 里的公式用的是 erf。",
            ),
        ),
        Mistake(
            "swish",
            _gated_by(lambda x: x * expit(x)),
            Text(
                "This gate is SiLU, x times sigmoid, a cousin. GELU has erf in it.",
                "这个闸门是 SiLU，也就是 x 乘 sigmoid，是 GELU 的表亲。GELU 里有 erf。",
            ),
        ),
        Mistake(
            "relu",
            _gated_by(lambda x: np.maximum(x, 0)),
            Text(
                "Your gate is either open or shut. This one has no kink: small negative numbers get through a little.",
                "你的闸门不是全开就是全关。这一个没有折角：负得不多的数，也能漏过去一点。",
            ),
        ),
        Mistake(
            "no-gate",
            _gated_by(lambda x: x),
            Text(
                "There is nothing between the two maps, and two linear maps in a row are just one. The gate is missing.",
                "两个矩阵之间什么都没有，而两个线性映射连在一起，也就等于一个。少了闸门。",
            ),
        ),
        Mistake(
            "gate-without-x",
            _gated_by(lambda x: (1 + erf(x / np.sqrt(2))) / 2),
            Text(
                "This says how far the gate is open, from 0 to 1. What gets through is the number *times* that.",
                "这只说出了闸门开多大，从 0 到 1。过闸的是那个数**乘以**它。",
            ),
        ),
        Mistake(
            "erf-without-root-two",
            _gated_by(lambda x: x * (1 + erf(x)) / 2),
            Text(
                "Inside erf the number is to be divided by the square root of 2.", "erf 里面的数，要先除以 2 的平方根。"
            ),
        ),
        Mistake(
            "erf-of-half",
            _gated_by(lambda x: x * (1 + erf(x / 2)) / 2),
            Text(
                "Inside erf you divided by 2. It should be its square root.", "erf 里面你除以了 2，应当除以它的平方根。"
            ),
        ),
        Mistake(
            "root-two-outside",
            _gated_by(lambda x: x * (1 + erf(x) / np.sqrt(2)) / 2),
            Text(
                "You divided what comes *out* of erf by √2. It is the number that goes in which is to be divided: look where the bracket closes.",
                "你把 erf **出来**的数除以了 √2。该除的是放进去的那个数：看看括号在哪里收的。",
            ),
        ),
        Mistake(
            "only-erf-halved",
            _gated_by(lambda x: x * (1 + erf(x / np.sqrt(2)) / 2)),
            Text(
                "Only the erf was halved; the 1 beside it is not. Your gate runs from ½ to 1½, and it should run from 0 to 1: brackets.",
                "你只把 erf 折了半，旁边的 1 没有。你的闸门从 ½ 走到 1½，它应当从 0 走到 1：留意括号。",
            ),
        ),
        Mistake(
            "times-one",
            _gated_by(lambda x: (x * 1 + erf(x / np.sqrt(2))) / 2),
            Text(
                "You multiplied the number by 1 and *then* added erf. The sum comes first, and all of it multiplies the number: brackets.",
                "你先用那个数乘了 1，**然后**才加 erf。应当先求和，再整个去乘那个数：留意括号。",
            ),
        ),
        Mistake("no-half", _gated_by(lambda x: x * (1 + erf(x / np.sqrt(2)))), HALF),
        Mistake(
            "no-one",
            _gated_by(lambda x: x * erf(x / np.sqrt(2)) / 2),
            Text(
                "erf runs from −1 to 1; a gate must run from 0 to 1. Something is to be added before you halve.",
                "erf 从 −1 走到 1，闸门却要从 0 走到 1。折半之前，还得加点什么。",
            ),
        ),
        Mistake(
            "gate-on-the-input",
            lambda X, W_1, b_1, W_2, b_2: (_gate(X) @ W_1 + b_1) @ W_2 + b_2,
            Text(
                "The gate stands before the first map. It belongs between the two.",
                "闸门立在第一个矩阵前面了。它应当在两个矩阵之间。",
            ),
        ),
        Mistake(
            "gate-at-the-end",
            lambda X, W_1, b_1, W_2, b_2: _gate((X @ W_1 + b_1) @ W_2 + b_2),
            Text(
                "The gate stands after the second map. It belongs between the two.",
                "闸门立在第二个矩阵后面了。它应当在两个矩阵之间。",
            ),
        ),
        Mistake(
            "gate-twice",
            lambda X, W_1, b_1, W_2, b_2: _gate(_gate(X @ W_1 + b_1) @ W_2 + b_2),
            Text(
                "There is a second gate at the end. One is enough, between the two maps.",
                "最后又立了一道闸门。一道就够，在两个矩阵之间。",
            ),
        ),
        Mistake("no-bias", lambda X, W_1, b_1, W_2, b_2: _gate(X @ W_1) @ W_2, NO_BIAS),
        Mistake("no-first-bias", lambda X, W_1, b_1, W_2, b_2: _gate(X @ W_1) @ W_2 + b_2, NO_BIAS),
        Mistake("no-second-bias", lambda X, W_1, b_1, W_2, b_2: _gate(X @ W_1 + b_1) @ W_2, NO_BIAS),
        Mistake(
            "bias-behind-the-gate",
            lambda X, W_1, b_1, W_2, b_2: (_gate(X @ W_1) + b_1) @ W_2 + b_2,
            Text(
                "The first bias came after the gate. It decides how easily the gate opens, so it must come before.",
                "第一个偏置加在了闸门后面。闸门容不容易开，正是由它来定的，所以要加在前面。",
            ),
        ),
        Mistake(
            "residual-inside",
            lambda X, W_1, b_1, W_2, b_2: (
                X + feed_forward(X, W_1, b_1, W_2, b_2)
                if X.shape[1] == W_2.shape[1]
                else feed_forward(X, W_1, b_1, W_2, b_2)[:, :0]
            ),
            Text(
                "You have already added X. On the floor plan that happens outside of this function.",
                "你已经把 X 加上去了。在楼层的图上，这一步是在这个函数外面做的。",
            ),
            behaves=lambda calls: any(
                call.difference
                and np.shape(call.got.value) == call.args[0].shape
                and np.allclose(call.got.value, call.args[0] + call.want.value, rtol=1e-4, atol=1e-4)
                for call in calls
            ),
        ),
        Mistake(
            "math-erf",
            _math_erf,
            Text(
                "`math.erf` takes one number at a time. `erf` from the first cell (`scipy.special`) takes a whole array.",
                "`math.erf` 一次只收一个数。第一个单元格里的 `erf`（来自 `scipy.special`）整个数组都收。",
            ),
            behaves=stops_with("can be converted to Python scalars", "must be real number, not"),
        ),
        Mistake(
            "numpy-erf",
            _numpy_erf,
            Text(
                "NumPy has no erf. SciPy has: `erf` is imported in the first code cell.",
                "NumPy 里没有 erf，SciPy 里有：第一个代码单元格已经导入了 `erf`。",
            ),
            behaves=stops_with("has no attribute 'erf'"),
        ),
        Mistake("integer-truncation", _on_whole_number_paper, INTEGER_PAPER),
        Mistake("input-changed", _in_place, INPUT_CHANGED, behaves=only_changes_inputs),
        Mistake("rounded", lambda *args: np.round(feed_forward(*args), 2), ROUNDED, behaves=is_rounded),
        Mistake(
            "hard-wired",
            _three_words,
            HARD_WIRED,
            behaves=works_for_one_size(lambda X, W_1, *_: (*X.shape, W_1.shape[1])),
        ),
    ),
    hints=(
        Text(
            "Three lines: first map with its bias; the gate, number by number; second map with its bias.",
            "三行：第一个矩阵加偏置；逐个数过闸；第二个矩阵加偏置。",
        ),
        Text(
            "`erf` takes a whole array and gives one of the same shape. No loop is needed, the formula works on all numbers at once.",
            "`erf` 收下整个数组，给出同样形状的数组。不用循环，公式对所有的数一起生效。",
        ),
        Text(
            "Give X @ W_1 + b_1 a name, since the gate needs it twice: once as the number, once inside erf, over the root of 2.",
            "给 X @ W_1 + b_1 起个名字，因为闸门要用它两次：一次当那个数，一次除以根号 2 放进 erf。",
        ),
    ),
)
