"""How surprised was she by the truth?"""

import numpy as np

from grader.exercises.learning_to_look_up.shared import INPUT_CHANGED, ROUNDED, drawn, strided
from grader.exercises.softmax_weighting.shared import unstable_softmax
from grader.exercises.softmax_weighting.softmax import softmax
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import failed_calls, fails_just_where, is_rounded, only_changes_inputs


def cross_entropy(logits, targets):
    """Mean of -log(softmax(logits)[target]) over the questions, natural logarithm, without overflow.

    -log(softmax(s)[t]) = log(sum_j exp(s_j)) - s_t

    logits: (b, c), a score for each of c shelves, one row a question
    targets: (b,) ints, the right shelf, counted from 0
        ->  float
    """
    shifted = logits - logits.max(axis=-1, keepdims=True)  # (b, c), at most 0
    log_sums = np.log(np.exp(shifted).sum(axis=-1))  # (b,)
    right = shifted[np.arange(len(targets)), targets]  # (b,)
    return (log_sums - right).mean()


def _shelves(rng, b, c):
    return rng.integers(0, c, b)


def _few_questions(rng):
    yield np.array([[0.0, 0.0]]), np.array([1])
    yield np.array([[2.0, 0.0, -1.0], [0.0, 1.0, 3.0]]), np.array([0, 1])
    for b, c in ((1, 4), (3, 2), (2, 5), (4, 3), (3, 3)):
        yield drawn(rng, b, c), _shelves(rng, b, c)


def _large_logits(rng):
    yield np.array([[1000.0, 1001.0, 999.0], [-1000.0, -1002.0, -1001.0]]), np.array([0, 1])
    yield np.array([[0.0, 1000.0], [5.0, 3.0]]), np.array([0, 1])
    yield np.array([[0.0, -900.0, 900.0], [800.0, 0.0, 1.0], [1.0, 2.0, 0.0]]), np.array([1, 2, 0])
    yield drawn(rng, 4, 3) * 300, _shelves(rng, 4, 3)
    yield drawn(rng, 3, 4), _shelves(rng, 3, 4)


def _any_batch(rng):
    for b, c in ((64, 8), (5, 16), (10, 3), (2, 2), (7, 4)):
        yield drawn(rng, b, c), _shelves(rng, b, c)
    yield drawn(rng, 3, 4), np.full(3, 2)


def _any_numbers(rng):
    yield rng.integers(-4, 5, (3, 5)), _shelves(rng, 3, 5)
    yield drawn(rng, 4, 3).astype(np.float32), _shelves(rng, 4, 3).astype(np.int32)
    yield strided(drawn(rng, 5, 4)), strided(_shelves(rng, 5, 4))
    yield np.asfortranarray(drawn(rng, 3, 4)), _shelves(rng, 3, 4)


def _right_shares(logits, targets):
    return softmax(logits)[np.arange(len(targets)), targets]


def _one_hot(logits, targets):
    return np.eye(logits.shape[1])[targets]


def _softmax_down(logits):
    powers = np.exp(logits - logits.max(axis=0))
    return powers / powers.sum(axis=0)


def _scribbles(logits, targets):
    logits -= logits.max(axis=1, keepdims=True)
    return cross_entropy(logits, targets)


def _shifts_by_one_maximum(logits, targets):
    shifted = logits - logits.max()
    return -(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))[np.arange(len(targets)), targets].mean()


def _shifts_by_columns(logits, targets):
    return cross_entropy(logits - logits.max(axis=0), targets)


def _log_forgotten_shift(logits, targets):
    log_sums = np.log(np.exp(logits - logits.max(axis=1, keepdims=True)).sum(axis=1))
    return (log_sums - logits[np.arange(len(targets)), targets]).mean()


def _bounded(calls):
    """Wrong only where the right share is next to nothing, and then a finite loss that is too small."""
    return fails_just_where(calls, lambda call: call.want.value > 12) and all(
        np.ndim(call.got.value) == 0 and 0 < call.got.value < call.want.value for call in failed_calls(calls)
    )


SOFTENED_LOG = Text(
    "You put a small number under the logarithm, or cut it off there, so that log(0) cannot happen. Then a very wrong answer "
    "costs no more than a moderately wrong one. Take the logarithm before anything underflows: of the *sum*, with the largest "
    "score taken away.",
    "你在对数里垫了一个小数（或者截断了），免得出现 log(0)。可这样一来，错得离谱和错得一般，代价就一样了。要在下溢之前就取对数：先减去最大的得分，再对**总和**取对数。",
)
NO_LOG_SUM_EXP = Text(
    "With scores around 1000 something over- or underflowed on the way: e to the 1000 is too large for a computer, and a share "
    "that was rounded to 0 has no logarithm. Take the largest score away, and work with the logarithm of the sum instead of the "
    "logarithm of a share.",
    "得分到了 1000 上下，中间有东西溢出了：e 的 1000 次方计算机装不下，被舍成 0 的份额又没有对数。先减去最大的得分，再直接用“总和的对数”，别去取“份额的对数”。",
)

CROSS_ENTROPY = Exercise(
    cross_entropy,
    builds_on=("softmax",),
    checks=(
        Check(
            Text("a few questions", "几个问题"),
            1,
            _few_questions,
            advice=Text(
                "One question at a time: softmax of its row, the share of the right shelf, minus its logarithm. Then the mean over the "
                "questions. Two shelves scored alike give log 2 = 0.693.",
                "一个一个来：对这一行做 softmax，取出正确书架的那一份，取对数再变号。最后对所有问题取平均。两个书架得分一样时，是 log 2 = 0.693。",
            ),
        ),
        Check(
            Text("large scores", "很大的得分"),
            2,
            _large_logits,
            advice=Text(
                "Scores 0 and 1000, and the first shelf is right: the loss is 1000, not infinity. Rewrite −log of a share as the logarithm "
                "of the sum minus the score itself, and make the scores harmless first, as in lesson 03.",
                "得分是 0 和 1000，第一个书架才对：损失是 1000，不是无穷大。把“份额的对数变号”改写成“总和的对数减去得分本身”；在此之前，照第 03 课的办法让得分变得无害。",
            ),
        ),
        Check(
            Text("batches of any size", "一批多少题都行"),
            1,
            _any_batch,
            advice=Text(
                "From every row exactly one number is picked, the one at its target: 64 questions, 64 numbers, then their mean.",
                "每一行恰好取一个数，就是 targets 指的那一个：64 个问题取 64 个数，再求平均。",
            ),
        ),
        Check(
            Text("any kind of numbers, inputs untouched", "各种数，输入原样不动"),
            1,
            _any_numbers,
            advice=Text(
                "Scores may be whole numbers, float32 or a slice of a larger array; they and the targets stay as they were.",
                "得分可能是整数、float32、大数组的切片；得分和 targets 都要保持原样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "sum-not-mean",
            lambda logits, targets: cross_entropy(logits, targets) * len(targets),
            Text(
                "You added the losses up. Then a class of 64 questions looks worse than a class of 2: take the mean.",
                "你把损失加在了一起。那样 64 个问题看上去总比 2 个更糟：应当取平均。",
            ),
        ),
        Mistake(
            "mean-over-all-shelves",
            lambda logits, targets: cross_entropy(logits, targets) / logits.shape[1],
            Text(
                "You divided by the number of all cells in the table, shelves included. There is one loss a question: divide by the "
                "number of questions.",
                "你除以了整张表的格子数，连书架也算进去了。一个问题只有一份损失：除以问题的个数。",
            ),
        ),
        Mistake(
            "no-log-sum-exp",
            lambda logits, targets: -np.log(unstable_softmax(logits)[np.arange(len(targets)), targets]).mean(),
            NO_LOG_SUM_EXP,
        ),
        Mistake("log-of-zero", lambda logits, targets: -np.log(_right_shares(logits, targets)).mean(), NO_LOG_SUM_EXP),
        Mistake(
            "one-hot-times-log",
            lambda logits, targets: -(_one_hot(logits, targets) * np.log(softmax(logits))).sum(axis=1).mean(),
            NO_LOG_SUM_EXP,
        ),
        Mistake(
            "epsilon-in-log",
            lambda logits, targets: -np.log(_right_shares(logits, targets) + 1e-9).mean(),
            SOFTENED_LOG,
        ),
        Mistake(
            "epsilon-in-log-smaller",
            lambda logits, targets: -np.log(_right_shares(logits, targets) + 1e-12).mean(),
            SOFTENED_LOG,
        ),
        Mistake(
            "share-cut-off",
            lambda logits, targets: -np.log(np.maximum(_right_shares(logits, targets), 1e-15)).mean(),
            SOFTENED_LOG,
            behaves=_bounded,
        ),
        Mistake(
            "max-of-columns",
            _shifts_by_columns,
            Text(
                "You took each *shelf's* largest score away, so every cell of a row was moved by another number, and its shares changed. "
                "What may be taken away is one number for the whole row: its own largest.",
                "你减去的是每个**书架**（每一列）的最大值：同一行里，各格减的数不一样，份额就变了。可以减的，是整行同一个数：这一行自己的最大值。",
            ),
        ),
        Mistake(
            "shift-forgotten",
            _log_forgotten_shift,
            Text(
                "You took the largest score away inside the logarithm, but not from the score of the right shelf: then it is another "
                "number. Both come from the same row, before or after the shift.",
                "在对数里你减去了最大的得分，可正确书架的那个得分没有减：那就成了另一个数。两者要么都减，要么都不减。",
            ),
        ),
        Mistake(
            "global-max",
            _shifts_by_one_maximum,
            Text(
                "You took the largest score of *all* questions away from everybody; in a quiet row all powers of e became 0. Each "
                "question has a largest score of its own.",
                "你让所有问题都减去了全场最大的得分，安静的那一行里，e 的幂全成了 0。每个问题要减自己那一行的最大值。",
            ),
        ),
        Mistake(
            "targets-as-columns",
            lambda logits, targets: -np.log(softmax(logits))[:, targets].mean(),
            Text(
                "`[:, targets]` takes *all* the target columns from every row: each question is asked for everybody's shelf. Pair row 0 "
                "with target 0, row 1 with target 1, and so on.",
                "`[:, targets]` 会从每一行取出**所有**的目标列：每个问题都被问了别人的书架。要让第 0 行配第 0 个目标，第 1 行配第 1 个（都从 0 数起）。",
            ),
        ),
        Mistake(
            "targets-as-rows",
            lambda logits, targets: -np.log(softmax(logits))[targets].mean(),
            Text(
                "`[targets]` picks *rows*, as if the shelves were questions. A target says which column, and the question says which row.",
                "`[targets]` 取的是**行**，好像书架是问题似的。目标说的是哪一列，问题说的是哪一行。",
            ),
        ),
        Mistake(
            "no-minus",
            lambda logits, targets: -cross_entropy(logits, targets),
            Text(
                "Your losses are negative. The logarithm of a share is never above 0; turn the sign round, so that 0 is perfect and more "
                "is worse.",
                "你的损失是负数。份额的对数从不大于 0；把符号反过来，让 0 表示完美，越大越糟。",
            ),
        ),
        Mistake(
            "no-log",
            lambda logits, targets: -_right_shares(logits, targets).mean(),
            Text(
                "You averaged the shares themselves, without a logarithm. How surprised one is by a share p: −log p.",
                "你把份额直接平均了，没有取对数。份额是 p，意外的程度是 −log p。",
            ),
        ),
        Mistake(
            "log-of-the-mean",
            lambda logits, targets: -np.log(_right_shares(logits, targets).mean()),
            Text(
                "You averaged the shares first and took the logarithm afterwards. Each question has a loss of its own: logarithm first, "
                "then the mean.",
                "你先把份额平均，再取对数。每个问题各有一份损失：先取对数，再平均。",
            ),
        ),
        Mistake(
            "base-two",
            lambda logits, targets: cross_entropy(logits, targets) / np.log(2),
            Text(
                "You count in bits. Here the natural logarithm is meant, `np.log`.",
                "你用的是以 2 为底的对数。这里要的是自然对数 `np.log`。",
            ),
        ),
        Mistake(
            "wrong-axis",
            lambda logits, targets: -np.log(_softmax_down(logits)[np.arange(len(targets)), targets]).mean(),
            Text(
                "Your shares sum to 1 down the columns: the questions compete for a shelf. One row is one question, and its shelves "
                "share the budget.",
                "你的份额是按列加起来等于 1：成了几个问题争一个书架。一行才是一个问题，由这一行里的书架分预算。",
            ),
        ),
        Mistake(
            "no-softmax",
            lambda logits, targets: -logits[np.arange(len(targets)), targets].mean(),
            Text(
                "You handed over the right shelf's score itself. What the *other* shelves got counts as well: it is the share that matters.",
                "你直接交出了正确书架的得分。**别的**书架得了多少也要紧：要看的是份额。",
            ),
        ),
        Mistake(
            "surest-not-right",
            lambda logits, targets: -np.log(softmax(logits).max(axis=1)).mean(),
            Text(
                "You looked at the shelf that she likes best. Look at the right one, whatever she thinks of it: `targets` says which.",
                "你看的是她最看好的书架。不管她怎么想，要看的是正确的那个，由 `targets` 指明。",
            ),
        ),
        Mistake(
            "share-of-mistakes",
            lambda logits, targets: float((np.argmax(logits, axis=1) != targets).mean()),
            Text(
                "You counted the wrong answers. That number does not move when a score is nudged, so nobody can learn from it. How much "
                "did she give the right shelf?",
                "你数的是答错的比例。轻推一下得分，这个数纹丝不动，谁也没法从中学习。她给了正确书架多少？",
            ),
        ),
        Mistake(
            "first-question-only",
            lambda logits, targets: cross_entropy(logits[:1], targets[:1]),
            Text(
                "Only the first question counts in your answer. If you loop, `return` belongs after the loop.",
                "在你的答案里，只有第一个问题算数。如果用了循环，`return` 要放在循环之后。",
            ),
        ),
        Mistake(
            "one-loss-each",
            lambda logits, targets: np.array(
                [cross_entropy(logits[i : i + 1], targets[i : i + 1]) for i in range(len(targets))]
            ),
            Text(
                "One loss a question: that is nearly it. One number for the whole batch is wanted, their mean.",
                "一个问题一份损失：快到了。整批只要一个数，就是它们的平均。",
            ),
        ),
        Mistake("input-changed", _scribbles, INPUT_CHANGED, behaves=only_changes_inputs),
        Mistake(
            "rounded",
            lambda logits, targets: round(float(cross_entropy(logits, targets)), 3),
            ROUNDED,
            behaves=is_rounded,
        ),
    ),
    hints=(
        Text(
            "Do one row by hand: three scores, softmax, the share at the target, −log. The rest is the same for all rows, and a mean.",
            "先手算一行：三个得分，softmax，目标处的份额，取对数再变号。其余各行照做，最后平均。",
        ),
        Text(
            "To pick one number from each row, give NumPy two lists of the same length: the rows, 0 to b − 1, and the columns.",
            "要从每一行各取一个数，就给 NumPy 两个一样长的列表：行号从 0 到 b − 1，以及列号。",
        ),
        Text(
            "The logarithm of a quotient is a difference: log of the sum of e to the scores, minus the right score. Subtract each row's "
            "largest score from the row first: the difference stays the same, and no power of e exceeds 1.",
            "商的对数等于对数之差：先求 e 的各得分次幂之和的对数，再减去正确的那个得分。动手之前让每一行都减去自己的最大值：差不变，e 的幂也都不超过 1。",
        ),
    ),
)
