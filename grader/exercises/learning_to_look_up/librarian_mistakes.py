"""What goes wrong in training: told by what the returned parameters can do, never by their values."""

import numpy as np

from explorers import library_cards
from grader.exercises.learning_to_look_up.attention_backward import attention_backward
from grader.exercises.learning_to_look_up.librarian_shared import NAMES, accuracy_of, fault_of_form
from grader.exercises.learning_to_look_up.sgd_step import sgd_step
from grader.exercises.scaling.scaled_attention import scaled_attention
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Mistake, Text
from grader.judge.behaviour import failed_calls, fails_just_where

KNOWS_NOTHING, BLOWN_UP = 0.25, 1000.0


def _begin(libraries, spread=0.5):
    n, width = libraries["questions"].shape[1], libraries["cards"].shape[2]
    shapes = {"W_q": (n, 16), "W_k": (width, 16), "W_v": (width, 16), "W_o": (16, width - n)}
    rng = np.random.default_rng(0)
    return {name: rng.normal(0, spread, shape) for name, shape in shapes.items()}


def _train(libraries, steps, rate=3.0, parameters=None, first=None):
    """As the reference, with another rate or beginning, or with the first few libraries only."""
    parameters, rng = parameters or _begin(libraries), np.random.default_rng(1)
    for _ in range(steps):
        batch = np.arange(first) if first else rng.integers(0, len(libraries["answers"]), 64)
        questions, cards, answers = (libraries[name][batch] for name in ("questions", "cards", "answers"))
        W_q, W_k, W_v, W_o = (parameters[name] for name in NAMES)
        Q, K, V = (questions @ W_q)[:, None], cards @ W_k, cards @ W_v
        pages, weights = scaled_attention(Q, K, V)
        d_logits = (softmax(pages[:, 0] @ W_o) - np.eye(W_o.shape[1])[answers]) / len(batch)
        dQ, dK, dV = attention_backward((d_logits @ W_o.T)[:, None], Q, K, V, weights)
        every_card = cards.reshape(-1, cards.shape[-1]).T
        gradients = {
            "W_q": questions.T @ dQ[:, 0],
            "W_k": every_card @ dK.reshape(-1, dK.shape[-1]),
            "W_v": every_card @ dV.reshape(-1, dV.shape[-1]),
            "W_o": pages[:, 0].T @ d_logits,
        }
        parameters = sgd_step(parameters, gradients, rate)
    return parameters


def _of_our_size(libraries, steps):
    return _train(libraries, 60, parameters=_begin({"questions": np.zeros((1, 16)), "cards": np.zeros((1, 6, 24))}))


def _usable(call):
    return call.got.kind == "value" and not fault_of_form(call.args[0], call.got.value)


def _reached(call):
    return accuracy_of(call.args[0], call.got.value)


def _knows_nothing(calls):
    return all(_usable(call) and _reached(call) < KNOWS_NOTHING for call in calls)


def _largest(value):
    return max(np.abs(np.asarray(value[name], float)).max() for name in NAMES)


def _blown_up(calls):
    """Numbers that are none any more, or beyond all measure, somewhere."""
    values = [call.got.value for call in failed_calls(calls) if isinstance(call.got.value, dict)]
    return any(not _largest(value) < BLOWN_UP for value in values if set(value) == set(NAMES))


def _all_alike(calls):
    """In every table that asks or is asked, all columns are the same."""
    tables = [np.asarray(call.got.value[name], float) for call in calls if _usable(call) for name in ("W_q", "W_k")]
    return bool(tables) and all(table.shape[1] > 1 and np.allclose(table, table[:, :1]) for table in tables)


def _learnt_by_heart(calls):
    """All of the first libraries right, and far fewer of those never seen."""
    failed = failed_calls(calls)
    return all(_usable(call) and _reached(call) < 0.97 and _on_first(call) == 1 for call in failed)


def _on_first(call, many=16):
    first = {name: table[:many] for name, table in call.args[0].items()}
    return library_cards.accuracy(call.got.value, first)


def _only_our_size(calls):
    """Right where there are 16 words; elsewhere tables that do not fit, or of the wrong shape."""
    return fails_just_where(calls, _is_other_size) and all(map(_does_not_fit, failed_calls(calls)))


def _is_other_size(call):
    return call.args[0]["questions"].shape[1] != len(library_cards.QUESTIONS)


def _does_not_fit(call):
    return bool({"ValueError", "IndexError"} & set(call.got.error)) or (
        isinstance(call.got.value, dict) and not _usable(call)
    )


def _hands_over_more(calls):
    return all(isinstance(call.got.value, (tuple, list)) and isinstance(call.got.value[0], dict) for call in calls)


def _of_other_form(calls):
    values = [call.got.value for call in calls]
    return all(isinstance(value, dict) for value in values) and not any(map(_usable, calls))


def _unfinished(calls):
    failed = failed_calls(calls)
    return all(_usable(call) for call in calls) and all(_reached(call) >= KNOWS_NOTHING for call in failed)


KNOWN_MISTAKES = (
    Mistake(
        "starts-all-alike",
        lambda libraries, steps: _train(libraries, 20, parameters={n: t * 0 for n, t in _begin(libraries).items()}),
        Text(
            "All columns of your tables are alike, because they began alike (with zeros, or with one and the same number). Then all of them "
            "hear the same complaint and move alike, for ever. Begin with small random numbers.",
            "你的表里，每一列都一样，因为它们一开始就一样（都是零，或者都是同一个数）。这样它们听到的意见也一样，动得也一样，永远分不开。请用小的随机数开头。",
        ),
        behaves=_all_alike,
    ),
    Mistake(
        "diverges",
        lambda libraries, steps: _train(libraries, 40, rate=300.0),
        Text(
            "The numbers have blown up. Either the steps are too long, so that each one lands higher on the other side of the valley (rates "
            "between 2 and 5 do well here, if d_logits was divided by the number of questions), or a sign is turned and she climbs.",
            "数字爆炸了。要么步子太大，每一步都落到山谷对面更高的地方（只要 d_logits 除过题数，学习率取 2 到 5 就很好）；要么哪里的符号反了，她在往上爬。",
        ),
        behaves=_blown_up,
    ),
    Mistake(
        "nothing-learnt",
        lambda libraries, steps: _begin(libraries),
        Text(
            "What you hand back knows no more than it did at the start. `sgd_step` makes a *new* dict: does your next round use it? And "
            "`return` belongs after the loop.",
            "交回来的参数，知道的并不比一开始多。`sgd_step` 会做一个**新**字典：你的下一圈用上它了吗？另外，`return` 要放在循环之后。",
        ),
        behaves=_knows_nothing,
    ),
    Mistake(
        "learnt-by-heart",
        lambda libraries, steps: _train(libraries, 120, first=64),
        Text(
            "She knows the first libraries by heart and is lost in new ones: the same few were shown again and again. Draw another batch at "
            "every step.",
            "头几座图书馆她倒背如流，换一座新的就不会了：翻来覆去看的总是那几座。每一步都要另抽一批。",
        ),
        behaves=_learnt_by_heart,
    ),
    Mistake(
        "hands-over-more",
        lambda libraries, steps: (_begin(libraries), [2.0, 1.0]),
        Text(
            "You hand over several things. Only the dict of parameters is wanted; print the losses if you like to watch them.",
            "你交出了好几样东西。这里只要参数的字典；想看损失，打印出来就行。",
        ),
        behaves=_hands_over_more,
    ),
    Mistake(
        "other-form",
        lambda libraries, steps: {name.replace("_", ""): table for name, table in _begin(libraries).items()},
        Text(
            "What she has learnt cannot be tried, for the form is not the agreed one. The lines below the arrow in the docstring say which "
            "four names the dict has, and which shapes.",
            "她学得怎么样还没法试，因为交回来的样子和约定的不同。说明文字里箭头后面的几行，写着字典里有哪四个名字、各是什么形状。",
        ),
        behaves=_of_other_form,
    ),
    Mistake(
        "hard-wired",
        _of_our_size,
        Text(
            "In our library it works; in one with another number of words, shelves or cards it does not. Take the sizes from the shapes of "
            "what comes in.",
            "在我们这座图书馆里行得通；词数、书架数或卡片数一变，就不行了。大小要从传进来的数组的形状里取。",
        ),
        behaves=_only_our_size,
    ),
    Mistake(
        "unfinished",
        lambda libraries, steps: _train(libraries, 60, rate=0.5),
        Text(
            "She has learnt something, but she is not there yet. Print the loss: if it is still falling at the end, take longer steps (a "
            "rate between 2 and 5). If it got stuck, check your four gradients against `slopes`, one by one.",
            "她学到了一些，但还没到。打印一下损失：要是到最后还在降，就把步子迈大些（学习率取 2 到 5）；要是卡住不动了，就用 `slopes` 把四个梯度挨个核对一遍。",
        ),
        behaves=_unfinished,
    ),
)
