"""The whole lesson in one function: from random numbers to a dictionary."""

import numpy as np

from explorers import library_cards
from grader.exercises.learning_to_look_up.attention_backward import attention_backward
from grader.exercises.learning_to_look_up.librarian_mistakes import KNOWN_MISTAKES
from grader.exercises.learning_to_look_up.librarian_shared import STEPS, TRAINING, at_least
from grader.exercises.learning_to_look_up.sgd_step import sgd_step
from grader.exercises.scaling.scaled_attention import scaled_attention
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Check, Exercise, Text


def train_librarian(libraries, steps):
    """Parameters, learnt by gradient descent, with which attention finds the right shelf in libraries never seen.

    Q = questions W_q, K = cards W_k, V = cards W_v, one reader a library, scores of the shelves = scaled attention W_o

    libraries: dict of m libraries, "questions": (m, n) and "cards": (m, n_cards, n + n_shelves), rows of 0 and 1,
        "answers": (m,) ints, the right shelf, counted from 0
    steps: int, how many steps of gradient descent to take (200 when graded)
        ->  dict, "W_q": (n, d), "W_k": (n + n_shelves, d), "W_v": (n + n_shelves, d_v), "W_o": (d_v, n_shelves)
        d and d_v, 1 to 256, are free; judged by the accuracy on fresh libraries with the same dictionary
    """
    rng = np.random.default_rng(0)
    n, width = libraries["questions"].shape[1], libraries["cards"].shape[2]
    parameters = {
        "W_q": rng.normal(0, 1, (n, 16)),
        "W_k": rng.normal(0, 1, (width, 16)),
        "W_v": rng.normal(0, 0.2, (width, 16)),
        "W_o": rng.normal(0, 0.2, (16, width - n)),
    }
    for batch in rng.integers(0, len(libraries["answers"]), (steps, 64)):  # 64 libraries a step
        questions, cards, answers = (libraries[name][batch] for name in ("questions", "cards", "answers"))
        W_q, W_k, W_v, W_o = (parameters[name] for name in ("W_q", "W_k", "W_v", "W_o"))
        Q, K, V = (questions @ W_q)[:, None], cards @ W_k, cards @ W_v  # (64, 1, 16), (64, n_cards, 16) twice
        pages, weights = scaled_attention(Q, K, V)  # (64, 1, 16), (64, 1, n_cards)
        d_logits = (softmax(pages[:, 0] @ W_o) - np.eye(width - n)[answers]) / 64  # (64, n_shelves)
        dQ, dK, dV = attention_backward((d_logits @ W_o.T)[:, None], Q, K, V, weights)
        every_card = cards.reshape(-1, width).T  # (width, 64 * n_cards)
        gradients = {
            "W_q": questions.T @ dQ[:, 0],
            "W_k": every_card @ dK.reshape(-1, 16),
            "W_v": every_card @ dV.reshape(-1, 16),
            "W_o": pages[:, 0].T @ d_logits,
        }
        parameters = sgd_step(parameters, gradients, 3.0)
    return parameters


def _libraries(rng, n=16, **sizes):
    """Libraries with a dictionary of their own, so that no parameters learnt elsewhere will do."""
    return library_cards.draw(TRAINING, rng.integers(2**31), rng.permutation(n), **sizes), STEPS


def _two_dictionaries(rng):
    yield _libraries(rng)
    yield _libraries(rng)


def _other_sizes(rng):
    yield _libraries(rng, n=10, cards=4, shelves=5)
    yield _libraries(rng, n=12, cards=5, shelves=6)


TRAIN_LIBRARIAN = Exercise(
    train_librarian,
    builds_on=("softmax", "scaled_attention", "attention_backward", "sgd_step"),
    seconds=20.0,
    checks=(
        Check(
            Text("half of the questions", "答对一半"),
            1,
            _two_dictionaries,
            advice=Text(
                "Print the loss every 20 steps. It must fall below 2.08, which is what knowing nothing costs with eight shelves, and go on "
                "falling: if it creeps, take longer steps. If it stays at about 1.65, the answers come from counting shelves: attention has learnt nothing.",
                "每 20 步打印一次损失。它应当降到 2.08（八个书架、一无所知时的损失）以下，并且继续降；要是降得慢吞吞，就把步子迈大些。要是停在 1.65 左右，答案就只是数书架数出来的：注意力本身什么也没学到。",
            ),
            falls_short=at_least(0.5),
        ),
        Check(
            Text("nine of ten", "十题对九"),
            1,
            _two_dictionaries,
            advice=Text(
                "She is on the way. Longer steps (a learning rate between 2 and 5) or a fresh batch at each step may be all that is missing.",
                "已经上路了。也许只差步子再大一点（学习率在 2 到 5 之间），或者每一步都换一批题。",
            ),
            falls_short=at_least(0.9),
        ),
        Check(
            Text("ninety-nine of a hundred", "百题对九十九"),
            2,
            _two_dictionaries,
            advice=Text(
                "Nearly. Does every step take another batch, and are all the steps taken?",
                "就差一点。每一步都换了一批题吗？所有的步数都走完了吗？",
            ),
            falls_short=at_least(0.99),
        ),
        Check(
            Text("libraries of other sizes, inputs untouched", "别样大小的图书馆，输入原样不动"),
            1,
            _other_sizes,
            advice=Text(
                "Another town has ten words, five shelves and four cards. Take all sizes from the arrays' shapes; the number of shelves is "
                "what a card is longer than a question.",
                "另一座城里有十个词、五个书架、四张卡片。所有的大小都要从数组的形状里取；一张卡片比一个问题长出来的部分，就是书架的个数。",
            ),
            keeps_inputs=True,
            falls_short=at_least(0.99),
        ),
    ),
    mistakes=KNOWN_MISTAKES,
    hints=(
        Text(
            "Everything is in the cells above: the way there, the way back, the step. Put them into a loop, and draw a fresh batch of 64 "
            "rows at the top of it.",
            "上面的单元格里什么都有：去的路、回来的路、迈一步。把它们放进循环，每一圈开头重新抽 64 行。",
        ),
        Text(
            "Before the loop: four tables of small random numbers, their shapes taken from the libraries. In the loop: questions, cards and "
            "answers of the batch, Q, K, V, pages and weights, d_logits, dQ, dK, dV, four gradients, sgd_step. After the loop: return.",
            "循环之前：四张小随机数的表，形状从 libraries 里取。循环之中：这一批的问题、卡片、答案，Q、K、V，页和权重，d_logits，dQ、dK、dV，四个梯度，sgd_step。循环之后：return。",
        ),
        Text(
            "parameters = sgd_step(parameters, gradients, 3.0): the name must get the new dict, or the next round starts from the old "
            "one. rng.normal(0, 1, shape) is a good beginning for W_q and W_k, rng.normal(0, 0.2, shape) for W_v and W_o.",
            "parameters = sgd_step(parameters, gradients, 3.0)：要把新字典交给这个名字，否则下一圈又从旧的开始。W_q、W_k 用 rng.normal(0, 1, shape) 开头，W_v、W_o 用 rng.normal(0, 0.2, shape)，就很好。",
        ),
    ),
)
