"""One step downhill, for all parameters at once."""

import numpy as np

from grader.exercises.learning_to_look_up.shared import ROUNDED, drawn, parts_rounded, strided
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import only_changes_inputs


def sgd_step(parameters, gradients, learning_rate):
    """One step of gradient descent: parameter - learning_rate * gradient, for every name.

    parameters, gradients: dicts with the same names and, under each name, float arrays of the same shape
    learning_rate: float
        ->  a new dict of new arrays; parameters and gradients stay as they were
    """
    return {name: table - learning_rate * gradients[name] for name, table in parameters.items()}


def _pair(rng, **shapes):
    """Parameters and gradients, the gradients named in another order."""
    parameters = {name: drawn(rng, *shape) for name, shape in shapes.items()}
    gradients = {name: drawn(rng, *shape) + 0.05 for name, shape in reversed(shapes.items())}
    return parameters, gradients


def _one_table(rng):
    yield {"W": np.array([1.0, 2.0])}, {"W": np.array([10.0, -10.0])}, 0.1
    yield {"W": np.array([[0.0, 4.0], [1.0, 1.0]])}, {"W": np.array([[2.0, 0.0], [1.0, -1.0]])}, 0.5
    yield *_pair(rng, W=(2, 3)), 0.2
    yield *_pair(rng, bias=(4,)), 3.0


def _several(rng):
    yield {"a": np.array([1.0]), "b": np.array([5.0])}, {"b": np.array([1.0]), "a": np.array([2.0])}, 0.5
    yield *_pair(rng, W_q=(3, 3), W_k=(3, 3), W_v=(3, 3), W_o=(3, 3)), 0.25
    yield *_pair(rng, W_q=(4, 2), W_k=(5, 2), W_v=(5, 3), W_o=(3, 2)), 2.0
    yield *_pair(rng, E=(2, 3, 2), b=(3,)), 0.01


def _inputs_kept(rng):
    yield *_pair(rng, W=(3, 2), b=(2,)), 0.5
    yield *_pair(rng, W_q=(2, 4), W_k=(2, 4)), 1.5
    parameters, gradients = _pair(rng, W=(3, 3), U=(2, 5))
    yield {name: strided(table) for name, table in parameters.items()}, gradients, 0.3
    parameters, gradients = _pair(rng, one=(4, 3), other=(4, 3))
    yield (
        {n: t.astype(np.float32) for n, t in parameters.items()},
        {n: np.asfortranarray(t) for n, t in gradients.items()},
        0.5,
    )


def _in_place(parameters, gradients, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * gradients[name]
    return parameters


def _paired_by_place(parameters, gradients, learning_rate):
    pairs = zip(parameters.items(), gradients.values(), strict=True)
    return {name: table - learning_rate * gradient for (name, table), gradient in pairs}


def _first_only(parameters, gradients, learning_rate):
    for name in parameters:
        return {name: parameters[name] - learning_rate * gradients[name]}


def _overwrites_dict(parameters, gradients, learning_rate):
    for name in parameters:
        updated = {name: parameters[name] - learning_rate * gradients[name]}
    return updated


def _one_table_only(parameters, gradients, learning_rate):
    for name in parameters:
        updated = parameters[name] - learning_rate * gradients[name]
    return updated


def _four_names(parameters, gradients, learning_rate):
    return {name: parameters[name] - learning_rate * gradients[name] for name in ("W_q", "W_k", "W_v", "W_o")}


def _asks_for_missing_names(calls):
    return any("KeyError" in call.got.error for call in calls) and not all(call.difference for call in calls)


def _makes(change):
    """Each table by itself: `change(table, gradient, learning_rate)`."""
    return lambda parameters, gradients, learning_rate: {
        name: change(parameters[name], gradients[name], learning_rate) for name in parameters
    }


SGD_STEP = Exercise(
    sgd_step,
    checks=(
        Check(
            Text("one table", "一张表"),
            1,
            _one_table,
            advice=Text(
                "The gradient points uphill; go the other way, learning_rate times as far: 1 − 0.1 · 10 = 0. Hand over a dict with the same "
                "name.",
                "梯度指向上坡，要往反方向走，走 learning_rate 倍那么远：1 − 0.1 · 10 = 0。返回一个名字相同的字典。",
            ),
        ),
        Check(
            Text("several tables, paired by name", "几张表，按名字配对"),
            1,
            _several,
            advice=Text(
                "Loop over the names, and look both the parameter and its gradient up under the same name. The two dicts may list their "
                "names in different orders.",
                "对名字循环，用同一个名字去取参数和它的梯度。两个字典里，名字的先后可能不同。",
            ),
        ),
        Check(
            Text("a new dict, inputs untouched", "新的字典，输入原样不动"),
            1,
            _inputs_kept,
            advice=Text(
                "`a - b` makes a new array, `a -= b` writes into the old one. Fill a new dict with new arrays.",
                "`a - b` 会另做一个数组，`a -= b` 会直接改写原来的。往新字典里放新数组。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "updates-in-place",
            _in_place,
            Text(
                "The step is right, but the old parameters are gone: you wrote into what was lent to you, be it the arrays (`-=` does that) "
                "or the dict. Whoever wanted to compare before and after holds twice the same. Fill a new dict with new arrays.",
                "这一步走对了，可原来的参数没了：你改写了借给你的东西，要么是数组（`-=` 就会这样），要么是那个字典。谁想比较前后，手里拿的却是两份一样的。请往新字典里放新数组。",
            ),
            behaves=only_changes_inputs,
        ),
        Mistake(
            "ascends",
            _makes(lambda table, gradient, rate: table + rate * gradient),
            Text(
                "You climb. The gradient points to where the loss *grows*.",
                "你在往上爬。梯度指的是损失**变大**的方向。",
            ),
        ),
        Mistake(
            "without-rate",
            _makes(lambda table, gradient, rate: table - gradient),
            Text(
                "The learning rate is not used: you always take the whole gradient as a step.",
                "没有用到学习率：你每次都把整个梯度当作一步。",
            ),
        ),
        Mistake(
            "divides-by-rate",
            _makes(lambda table, gradient, rate: table - gradient / rate),
            Text(
                "You divided by the learning rate: a small rate now makes giant steps.",
                "你除以了学习率：学习率一小，步子反倒大得吓人。",
            ),
        ),
        Mistake(
            "shrinks",
            _makes(lambda table, gradient, rate: rate * (table - gradient)),
            Text(
                "The learning rate multiplies the parameters, too, and shrinks them at every step. It belongs to the gradient alone.",
                "学习率把参数也乘了，每一步都在缩小它们。它只该乘梯度。",
            ),
        ),
        Mistake(
            "only-the-step",
            _makes(lambda table, gradient, rate: -rate * gradient),
            Text(
                "You hand over the step itself. Wanted is where one stands after it.",
                "你交出的是这一步本身。要的是迈完之后站在哪里。",
            ),
        ),
        Mistake(
            "sign-only",
            _makes(lambda table, gradient, rate: table - rate * np.sign(gradient)),
            Text(
                "Every number took a step of the same size. Where the slope is steep the step is long: multiply by the gradient itself.",
                "每个数都迈了同样大的一步。坡陡的地方步子就大：乘的是梯度本身。",
            ),
        ),
        Mistake(
            "paired-by-place",
            _paired_by_place,
            Text(
                "You paired the two dicts by their order. They may list the names differently: look the gradient up by its name.",
                "你是按先后次序给两个字典配对的。它们的名字次序可能不同：要按名字去取梯度。",
            ),
        ),
        Mistake(
            "first-only",
            _first_only,
            Text(
                "Only the first table came back: `return` stands inside the loop.",
                "只交回了第一张表：`return` 写在循环里面了。",
            ),
        ),
        Mistake(
            "last-only",
            _overwrites_dict,
            Text(
                "Only the last table came back: each turn of the loop starts a new dict. Make one before the loop, and fill it.",
                "只交回了最后一张表：循环每转一圈都新建一个字典。在循环之前建好一个，再往里填。",
            ),
        ),
        Mistake(
            "no-dict",
            _one_table_only,
            Text(
                "One array came back. Wanted is a dict: every name with its new array.",
                "交回来的是一个数组。要的是字典：每个名字配上它的新数组。",
            ),
        ),
        Mistake(
            "a-list",
            lambda parameters, gradients, rate: [parameters[name] - rate * gradients[name] for name in parameters],
            Text(
                "The arrays are right, but their names are lost: hand over a dict, not a list.",
                "数组都对，可名字丢了：要返回字典，不是列表。",
            ),
        ),
        Mistake(
            "hard-wired",
            _four_names,
            Text(
                "Four names stand in your code. Other models have other tables: take the names from `parameters`.",
                "你把四个名字写死在代码里了。别的模型有别的表：名字要从 `parameters` 里取。",
            ),
            behaves=_asks_for_missing_names,
        ),
        Mistake(
            "rounded",
            lambda *args: {name: np.round(table, 2) for name, table in sgd_step(*args).items()},
            ROUNDED,
            behaves=parts_rounded,
        ),
    ),
    hints=(
        Text(
            "For one table it is one line: old minus rate times gradient.",
            "对一张表，只要一行：旧的减去学习率乘梯度。",
        ),
        Text(
            "`for name in parameters:` gives the names one by one; `parameters[name]` and `gradients[name]` belong together.",
            "`for name in parameters:` 会依次给出每个名字；`parameters[name]` 和 `gradients[name]` 是一对。",
        ),
        Text(
            "A dict comprehension does it in one go: {name: … for name in parameters}.",
            "字典推导式一次就能写完：{name: … for name in parameters}。",
        ),
    ),
)
