"""The way back through attention: from the page to queries, keys and values."""

import numpy as np

from grader.exercises.learning_to_look_up.shared import (
    ANY_KIND,
    DIAGONAL_ONLY,
    INPUT_CHANGED,
    KEEP_AS_IT_WAS,
    MISSING_MINUS_SUM,
    ROUNDED,
    STACKS,
    drawn,
    parts_rounded,
    stops_on_stacks,
    strided,
    turned,
)
from grader.exercises.learning_to_look_up.softmax_backward import softmax_backward
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import only_changes_inputs


def attention_backward(d_outputs, Q, K, V, weights):
    """Gradients of a loss by Q, K and V, where outputs = weights @ V and weights = softmax(Q K^T / sqrt(d)).

    dV = weights^T d_outputs      d_weights = d_outputs V^T      d_scores = softmax_backward(d_weights, weights)
    dQ = d_scores K / sqrt(d)     dK = d_scores^T Q / sqrt(d)

    d_outputs: (..., n_q, d_v), Q: (..., n_q, d), K: (..., n_k, d), V: (..., n_k, d_v), weights: (..., n_q, n_k)
        ->  dQ: (..., n_q, d), dK: (..., n_k, d), dV: (..., n_k, d_v)
    """
    dV = np.swapaxes(weights, -1, -2) @ d_outputs  # (..., n_k, n_q) @ (..., n_q, d_v)
    d_weights = d_outputs @ np.swapaxes(V, -1, -2)  # (..., n_q, d_v) @ (..., d_v, n_k)
    d_products = softmax_backward(d_weights, weights) / np.sqrt(Q.shape[-1])  # (..., n_q, n_k)
    dQ = d_products @ K  # (..., n_q, n_k) @ (..., n_k, d)
    dK = np.swapaxes(d_products, -1, -2) @ Q  # (..., n_k, n_q) @ (..., n_q, d)
    return dQ, dK, dV


def _visit(rng, n_q, n_k, d, d_v, rooms=()):
    """What attention was given, its weights, and a gradient from above."""
    Q, K = drawn(rng, *rooms, n_q, d), drawn(rng, *rooms, n_k, d)
    return drawn(rng, *rooms, n_q, d_v), Q, K, drawn(rng, *rooms, n_k, d_v), _weights(Q, K)


def _weights(Q, K):
    return softmax(Q @ turned(K) / np.sqrt(Q.shape[-1]))


def _one_room(rng):
    Q, K = np.zeros((1, 4)), np.array([[2.0, 0, 0, 4], [0, 2.0, 0, 0]])
    yield np.array([[1.0, 0, 0]]), Q, K, np.array([[4.0, 1, 0], [0, 1.0, 2]]), _weights(Q, K)
    for sizes in ((2, 3, 4, 5), (4, 2, 3, 3), (3, 5, 2, 4), (1, 4, 6, 1), (3, 3, 3, 3), (2, 2, 9, 2), (5, 3, 3, 2)):
        yield _visit(rng, *sizes)


def _several_rooms(rng):
    for sizes in ((2, 3, 4, 5), (4, 2, 3, 3), (3, 3, 3, 3), (1, 6, 5, 2)):
        yield _visit(rng, *sizes, rooms=(3,))
    yield _visit(rng, 2, 3, 5, 4, rooms=(2, 3))
    yield _visit(rng, 3, 2, 4, 3, rooms=(1,))


def _company(rng):
    d_outputs, Q, K, V, weights = _visit(rng, 3, 4, 5, 2)
    yield d_outputs, Q, K, V, weights
    yield d_outputs[1:2], Q[1:2], K, V, weights[1:2]
    order = rng.permutation(4)
    yield d_outputs, Q, K[order], V[order], weights[:, order]
    yield d_outputs * np.array([[1.0], [0.0], [2.0]]), Q, K, V, weights


def _any_numbers(rng):
    Q, K = rng.integers(-1, 2, (3, 4)), rng.integers(-1, 2, (2, 4))
    yield rng.integers(-3, 4, (3, 3)), Q, K, rng.integers(-3, 4, (2, 3)), _weights(Q, K)
    yield tuple(array.astype(np.float32) for array in _visit(rng, 3, 5, 4, 2))
    yield tuple(map(strided, _visit(rng, 4, 3, 5, 2, rooms=(2,))))
    yield tuple(map(np.asfortranarray, _visit(rng, 2, 4, 3, 5)))


def _back(through=softmax_backward, root=lambda Q, K, V: np.sqrt(Q.shape[-1]), arrange=lambda dQ, dK, dV: (dQ, dK, dV)):
    """The right way back but for one part: through softmax, the divisor, or what is handed over."""

    def wrong(d_outputs, Q, K, V, weights):
        d_products = through(d_outputs @ turned(V), weights) / root(Q, K, V)
        return arrange(d_products @ K, turned(d_products) @ Q, turned(weights) @ d_outputs)

    return wrong


def _sums_over_everything(g, w):
    return w * (g - (g * w).sum())


def _plain_transposes(d_outputs, Q, K, V, weights):
    d_products = softmax_backward(d_outputs @ V.T, weights) / np.sqrt(Q.shape[-1])
    return d_products @ K, d_products.T @ Q, weights.T @ d_outputs


def _values_untransposed(d_outputs, Q, K, V, weights):
    dQ, dK, _ = attention_backward(d_outputs, Q, K, V, weights)
    return dQ, dK, weights @ d_outputs


def _values_by_gradient_of_weights(d_outputs, Q, K, V, weights):
    dQ, dK, _ = attention_backward(d_outputs, Q, K, V, weights)
    d_weights = d_outputs @ turned(V)
    return dQ, dK, turned(d_weights) @ d_outputs


def _scribbles(d_outputs, Q, K, V, weights):
    dQ, dK, dV = attention_backward(d_outputs, Q, K, V, weights)
    d_outputs *= 1.0
    weights -= weights
    return dQ, dK, dV


TURN_A_TABLE = Text(
    "Two tables meet the wrong way round; that can run only where two sizes happen to be equal. Write the shape beside each: the "
    "inner two numbers must agree, the outer two must be those of the gradient that you want. Which table must be turned first?",
    "有两张表碰头的方向不对，只有两个大小碰巧相等时才跑得通。把形状写在每张表旁边：里面的两个数要相等，外面的两个数要正好是你要的那个梯度的形状。该先把哪张表转过来？",
)


def _fails_unless_square(calls):
    """Wrong wherever n_q and n_k differ."""
    uneven = [call for call in calls if call.args[1].shape[-2] != call.args[2].shape[-2]]
    return bool(uneven) and all(call.difference and call.difference.kind == "raises" for call in uneven)


ATTENTION_BACKWARD = Exercise(
    attention_backward,
    builds_on=("softmax", "softmax_backward"),
    checks=(
        Check(
            Text("one room", "一间阅览室"),
            3,
            _one_room,
            advice=Text(
                "Walk back one station at a time, and check each shape: dV is shaped like V, d_weights like weights, dQ like Q, dK like K. "
                "The shapes leave hardly any choice of what to turn. Return (dQ, dK, dV).",
                "一站一站往回走，每一站都对一下形状：dV 和 V 一样，d_weights 和 weights 一样，dQ 和 Q 一样，dK 和 K 一样。该转哪张表，形状几乎替你定好了。返回 (dQ, dK, dV)。",
            ),
        ),
        Check(
            STACKS,
            1,
            _several_rooms,
            advice=Text(
                "Rooms in front, all the way back: turn only the last two axes.",
                "往回走的每一步，房间都站在前面：只转最后两个轴。",
            ),
        ),
        Check(
            Text("who is to blame, and who is not", "该谁负责，不该谁负责"),
            1,
            _company,
            advice=Text(
                "A reader whose page needs no change (a row of zeros in d_outputs) has a dQ of zeros and adds nothing to dK and dV. Keys and "
                "values hear from *all* readers: their gradients are sums.",
                "哪位读者的页不需要改（d_outputs 里那一行全是 0），他的 dQ 就全是 0，也不给 dK、dV 添任何东西。键和值要听**所有**读者的意见：它们的梯度是求和。",
            ),
        ),
        Check(ANY_KIND, 1, _any_numbers, advice=KEEP_AS_IT_WAS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "missing-scale",
            _back(root=lambda Q, K, V: 1.0),
            Text(
                "On the way there the products were divided by √d; on the way back the nudges must pass the same division.",
                "去的路上，点积除以了 √d；回来的路上，同样的除法也要再过一遍。",
            ),
        ),
        Mistake(
            "by-d",
            _back(root=lambda Q, K, V: Q.shape[-1]),
            Text(
                "You divided by d altogether (perhaps by √d twice). On the way there it was divided by √d once.",
                "你总共除以了 d（也许除了两次 √d）。去的路上只除过一次 √d。",
            ),
        ),
        Mistake(
            "multiplied",
            _back(root=lambda Q, K, V: 1 / np.sqrt(Q.shape[-1])),
            Text(
                "You multiplied by √d. A division on the way there is the same division on the way back.",
                "你乘上了 √d。去的路上是除，回来的路上也是同样的除。",
            ),
        ),
        Mistake(
            "by-sqrt-values",
            _back(root=lambda Q, K, V: np.sqrt(V.shape[-1])),
            Text(
                "Your divisor is the width of the values. The products were made of queries and keys: it is their width.",
                "你的除数取自值的宽度。点积是查询和键算出来的：要用它们的宽度。",
            ),
        ),
        Mistake(
            "by-sqrt-keys",
            _back(root=lambda Q, K, V: np.sqrt(K.shape[-2])),
            Text(
                "Your divisor is the number of books. Lesson 06: the *length* of a label made scores loud.",
                "你的除数取自书的本数。第 06 课说过：让得分变响的是标签的**长度**。",
            ),
        ),
        Mistake(
            "by-sqrt-queries",
            _back(root=lambda Q, K, V: np.sqrt(Q.shape[-2])),
            Text(
                "Your divisor is the number of readers (`len(Q)` counts rows). Lesson 06: the *length* of a query made scores loud.",
                "你的除数取自读者的人数（`len(Q)` 数的是行）。第 06 课说过：让得分变响的是查询的**长度**。",
            ),
        ),
        Mistake(
            "keys-not-scaled",
            _back(arrange=lambda dQ, dK, dV: (dQ, dK * np.sqrt(dQ.shape[-1]), dV)),
            Text(
                "dQ is right, and the division by √d is missing from dK. It stands between the products and the scores, so both go through it: "
                "divide before the road forks.",
                "dQ 是对的，dK 却少除了 √d。这一步隔在点积和得分之间，两边都要过：在分岔之前就除。",
            ),
        ),
        Mistake(
            "queries-not-scaled",
            _back(arrange=lambda dQ, dK, dV: (dQ * np.sqrt(dQ.shape[-1]), dK, dV)),
            Text(
                "dK is right, and the division by √d is missing from dQ. It stands between the products and the scores, so both go through it: "
                "divide before the road forks.",
                "dK 是对的，dQ 却少除了 √d。这一步隔在点积和得分之间，两边都要过：在分岔之前就除。",
            ),
        ),
        Mistake("missing-minus-sum", _back(lambda g, w: w * g), MISSING_MINUS_SUM),
        Mistake("diagonal-only", _back(lambda g, w: w * (1 - w) * g), DIAGONAL_ONLY),
        Mistake(
            "softmax-skipped",
            _back(lambda g, w: g),
            Text(
                "You jumped from the weights straight to the products. Softmax stands between them: your `softmax_backward` takes you "
                "through.",
                "你从权重一步跳到了点积。中间还隔着 softmax：你写的 `softmax_backward` 能带你过去。",
            ),
        ),
        Mistake(
            "softmax-arguments-swapped",
            _back(lambda g, w: softmax_backward(w, g)),
            Text(
                "`softmax_backward` takes the gradient first and the weights second. Yours came the other way round.",
                "`softmax_backward` 先收梯度，再收权重。你给反了。",
            ),
        ),
        Mistake(
            "global-sum",
            _back(_sums_over_everything),
            Text(
                "All readers share one average on your way back through softmax. Each row has its own.",
                "回头穿过 softmax 时，你让所有读者合用一个平均。每一行各有各的。",
            ),
        ),
        Mistake(
            "swapped-dq-dk",
            _back(arrange=lambda dQ, dK, dV: (dK, dQ, dV)),
            Text(
                "What you hand over first belongs to the keys. The order is dQ, dK, dV.",
                "你先交出来的是键的梯度。次序是 dQ、dK、dV。",
            ),
        ),
        Mistake(
            "values-first",
            _back(arrange=lambda dQ, dK, dV: (dV, dQ, dK)),
            Text(
                "You hand the gradients over in the order in which you found them. Wanted: dQ, dK, dV.",
                "你按算出来的先后交出了梯度。要的次序是 dQ、dK、dV。",
            ),
        ),
        Mistake(
            "values-first-backwards",
            _back(arrange=lambda dQ, dK, dV: (dV, dK, dQ)),
            Text(
                "You hand the gradients over from back to front. Wanted: dQ, dK, dV.",
                "你把梯度从后往前交了出来。要的次序是 dQ、dK、dV。",
            ),
        ),
        Mistake(
            "uphill",
            _back(arrange=lambda dQ, dK, dV: (-dQ, -dK, -dV)),
            Text(
                "All signs are the wrong way round. A gradient points uphill; turning downhill is the job of the step, later.",
                "正负号全反了。梯度指向上坡；掉头下坡是之后迈步时的事。",
            ),
        ),
        Mistake(
            "values-scaled",
            _back(arrange=lambda dQ, dK, dV: (dQ, dK, dV / np.sqrt(dQ.shape[-1]))),
            Text(
                "dQ and dK are right. The values never passed the division by √d, so their gradient does not, either.",
                "dQ 和 dK 都对。值从没经过除以 √d 那一步，它的梯度也就不用除。",
            ),
        ),
        Mistake("dv-untransposed", _values_untransposed, TURN_A_TABLE, behaves=_fails_unless_square),
        Mistake(
            "values-by-d-weights",
            _values_by_gradient_of_weights,
            Text(
                "dV was made with d_weights. How much a value is to blame depends on how much of it was *read*: the weights themselves.",
                "你算 dV 时用了 d_weights。一个值要负多少责任，看它被**读了**多少：要用权重本身。",
            ),
        ),
        Mistake(
            "batch-transpose",
            _plain_transposes,
            Text(
                "For one room it is right, for several it is not: `.T` turns all axes round. Swap only the last two.",
                "一间房时没错，几间房就不对了：`.T` 会把所有的轴都倒过来。只该交换最后两个轴。",
            ),
            behaves=lambda calls: stops_on_stacks(calls, 2),
        ),
        Mistake("input-changed", _scribbles, INPUT_CHANGED, behaves=only_changes_inputs),
        Mistake(
            "rounded",
            lambda *args: tuple(np.round(part, 3) for part in attention_backward(*args)),
            ROUNDED,
            behaves=parts_rounded,
        ),
    ),
    hints=(
        Text(
            "Four stations on the way there: products, scores, weights, outputs. On the way back the order is reversed, and at each product "
            "of two tables both of them get a gradient.",
            "去的路上有四站：点积、得分、权重、输出。回来时次序颠倒；每遇到两张表相乘，两张都会得到一份梯度。",
        ),
        Text(
            "The rule for Y = A B: dA = dY Bᵀ and dB = Aᵀ dY. Use it for outputs = weights V, and once more for products = Q Kᵀ.",
            "Y = A B 的规则：dA = dY Bᵀ，dB = Aᵀ dY。对 outputs = weights V 用一次，对点积 = Q Kᵀ 再用一次。",
        ),
        Text(
            "Between the two uses stand softmax_backward(d_weights, weights) and the division by √d. Turn tables with "
            "np.swapaxes(…, -1, -2).",
            "两次之间，隔着 softmax_backward(d_weights, weights) 和除以 √d。把表转过来用 np.swapaxes(…, -1, -2)。",
        ),
    ),
)
