"""The generous librarian with real labels: cosine, temperature, softmax."""

import numpy as np

from grader.exercises.a_real_transformer.shared import (
    ANY_KIND,
    HARD_WIRED,
    INPUT_CHANGED,
    KEEP_AS_IT_WAS,
    ROUNDED,
    drawn,
    strided,
)
from grader.exercises.matching.cosine_scores import cosine_scores
from grader.exercises.softmax_weighting.shared import unstable_softmax
from grader.exercises.softmax_weighting.softmax import softmax
from grader.exercises.softmax_weighting.softmax_with_temperature import softmax_with_temperature
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import is_rounded, only_changes_inputs, stops_with, works_for_one_size


def semantic_lookup(query, keys, temperature):
    """Weights over the books by the direction of their keys: softmax(cosine(query, keys) / temperature).

    query: (d,), keys: (n, d), temperature: a number above 0  ->  weights: (n,), summing to 1
    """
    scores = cosine_scores(query, keys)  # (n,) in [-1, 1]
    return softmax_with_temperature(scores, temperature)  # (n,)


def _shelf(rng, n, d):
    """A question and books of very different lengths, none of them close to zero."""
    query, keys = drawn(rng, d), drawn(rng, n, d) * rng.choice([0.5, 1.0, 3.0], (n, 1))
    query[0], keys[:, 0] = query[0] + 2, keys[:, 0] + rng.choice([-2, 2], n)
    return query, keys


def _a_few_books(rng):
    yield np.array([2.0, 0.0]), np.array([[5.0, 0.0], [0.0, 3.0], [-1.0, 0.0]]), 1.0
    for n, d, temperature in ((3, 2, 0.5), (4, 5, 0.3), (5, 3, 2.0), (2, 6, 0.7), (6, 4, 0.2)):
        yield *_shelf(rng, n, d), temperature


def _any_size(rng):
    for n, d in ((1, 4), (7, 3), (3, 12), (40, 16), (4, 4), (5, 2)):
        yield *_shelf(rng, n, d), 0.4
    query, keys = _shelf(rng, 5, 3)
    yield query, keys, 0.4
    yield 7 * query, keys, 0.4
    yield query, keys * np.array([[1.0], [100.0], [0.1], [1.0], [5.0]]), 0.4


def _hot_and_cold(rng):
    query, keys = _shelf(rng, 4, 3)
    yield query, keys, 50.0
    yield np.array([1.0, 0.0]), np.array([[3.0, 4.0], [1.0, 0.0], [4.0, 3.0], [2.0, 0.0]]), 0.001
    yield np.array([0.0, 2.0]), np.array([[3.0, -4.0], [0.0, -1.0], [0.0, -3.0]]), 0.0005
    yield query, keys, 0.1
    yield query, keys, 1.0


def _any_numbers(rng):
    yield np.array([2, 1, 0]), rng.permutation(np.array([[1, 1, 0], [0, 3, 1], [-2, 1, 1], [5, 0, 0]])), 2
    query, keys = _shelf(rng, 5, 4)
    yield query.astype(np.float32), keys.astype(np.float32), 0.5
    query, keys = _shelf(rng, 4, 3)
    yield strided(query), strided(keys), 0.3
    query, keys = _shelf(rng, 3, 5)
    yield query, np.asfortranarray(keys), 0.8


def _scored(score, weigh=softmax_with_temperature):
    """Another score, or another way to share out."""
    return lambda query, keys, temperature: weigh(score(query, keys), temperature)


def _lengths(keys):
    return np.linalg.norm(keys, axis=1)


def _columns_brought_to_one(query, keys):
    with np.errstate(invalid="ignore", divide="ignore"):
        return (keys / np.linalg.norm(keys, axis=0)) @ (query / np.linalg.norm(query))


def _distance(query, keys):
    return -np.linalg.norm(keys - query, axis=1)


def _raw_shares(scores, temperature):
    return scores / temperature / (scores / temperature).sum()


def _powers_only(calls):
    warm = [call for call in calls if call.args[2] >= 0.1]
    return bool(warm) and all(
        np.allclose(call.got.value, np.exp(cosine_scores(*call.args[:2]) / call.args[2]), rtol=1e-3) for call in warm
    )


def _unstable(scores, temperature):
    with np.errstate(all="ignore"):
        return unstable_softmax(scores / np.float64(temperature))


def _in_place(query, keys, temperature):
    right = semantic_lookup(query, keys, temperature)
    if keys.dtype.kind == "f":
        keys /= _lengths(keys)[:, None]
    return right


def _five_books(query, keys, temperature):
    weights = semantic_lookup(query, keys, temperature)
    return weights if len(keys) == 5 else weights[:0]


SEMANTIC_LOOKUP = Exercise(
    semantic_lookup,
    builds_on=("softmax", "softmax_with_temperature", "cosine_scores"),
    checks=(
        Check(
            Text("a few books", "几本书"),
            1,
            _a_few_books,
            advice=Text(
                "One book points the way the question does: cosine 1. One is at right angles to it: 0. One points away: −1. Then the budget, by "
                "temperature.",
                "一本书和问题方向相同，余弦是 1；一本和它垂直，是 0；一本方向相反，是 −1。然后按温度分预算。",
            ),
        ),
        Check(
            Text("any library, any loudness", "大小不论，嗓门不论"),
            1,
            _any_size,
            advice=Text(
                "Only the direction counts. A question asked seven times as loud, a book with a label a hundred times as long: the same weights.",
                "只看方向。问题喊响七倍，某本书的标签长一百倍，权重都不变。",
            ),
        ),
        Check(
            Text("hot and cold", "热与冷"),
            1,
            _hot_and_cold,
            advice=Text(
                "At 50 the books are nearly alike, at 0.001 the best takes all, and two equal ones halve the budget. No overflow on the way.",
                "温度 50 时各本书几乎一样，0.001 时最好的全拿，两本并列就对半分。中间不能溢出。",
            ),
        ),
        Check(ANY_KIND, 1, _any_numbers, advice=KEEP_AS_IT_WAS, keeps_inputs=True),
    ),
    mistakes=(
        Mistake(
            "dot-for-cosine",
            _scored(lambda query, keys: keys @ query),
            Text(
                "These are dot products: a book with a long label shouts, whatever it is about. Here only the direction should count.",
                "这是点积：标签长的书嗓门就大，不管讲的是什么。这里应当只看方向。",
            ),
        ),
        Mistake(
            "query-and-keys-swapped",
            lambda query, keys, temperature: softmax(np.linalg.norm(query, axis=1)),
            Text(
                "The query was asked for its axis 1, and it has only axis 0. If you call `cosine_scores`: it takes the query first, then the keys.",
                "有人向查询要 1 号轴，可它只有 0 号轴。如果你用的是 `cosine_scores`：它先收查询，再收键。",
            ),
            behaves=stops_with("axis 1 is out of bounds for array of dimension 1"),
        ),
        Mistake(
            "only-keys-normalised",
            _scored(lambda query, keys: keys @ query / _lengths(keys)),
            Text(
                "The books' lengths are gone, but a question asked louder still gives other weights. The query has a length as well.",
                "书的长度是除掉了，可问题喊得响些，权重还是会变。查询也有长度。",
            ),
        ),
        Mistake(
            "only-query-normalised",
            _scored(lambda query, keys: keys @ query / np.linalg.norm(query)),
            Text(
                "The question's length is gone, but long labels still shout. Each book has a length of its own.",
                "问题的长度是除掉了，可长标签照样嗓门大。每本书都有自己的长度。",
            ),
        ),
        Mistake(
            "normalises-wrong-axis",
            _scored(_columns_brought_to_one),
            Text(
                "You brought the columns to length 1, that is, each quality across all books. A book is a row.",
                "你把每一列变成了长度 1，也就是横跨所有的书、对每项特征做的。一本书是一行。",
            ),
        ),
        Mistake(
            "one-length-for-all",
            _scored(lambda query, keys: keys @ query / (np.linalg.norm(keys) * np.linalg.norm(query))),
            Text(
                "You divided by one length for the whole library. Each book has its own: `np.linalg.norm` wants an axis.",
                "你除以的是整座图书馆的一个长度。每本书都有自己的：`np.linalg.norm` 要说明沿哪个轴。",
            ),
        ),
        Mistake(
            "distance-as-score",
            _scored(_distance),
            Text(
                "You scored by distance. Then a long label in the right direction is far away; the angle is what counts.",
                "你用距离来打分。这样一来，方向对、只是标签长的书也成了远的；要紧的是夹角。",
            ),
        ),
        Mistake(
            "absolute-cosine",
            _scored(lambda query, keys: np.abs(cosine_scores(query, keys))),
            Text(
                "A book that points the opposite way got as much as one that points the right way. The sign matters.",
                "方向相反的书，拿到的和方向相同的一样多。正负号是有用的。",
            ),
        ),
        Mistake(
            "multiplies-temperature",
            _scored(cosine_scores, lambda scores, temperature: softmax(scores * temperature)),
            Text(
                "Hot should flatten, cold should sharpen; yours is the other way round.",
                "热应当拉平，冷应当突出；你这里正好反了。",
            ),
        ),
        Mistake(
            "ignores-temperature",
            _scored(cosine_scores, lambda scores, temperature: softmax(scores)),
            Text(
                "The temperature is not used. Cosines all lie between −1 and 1: without it no book can ever get more than about seven times another's share.",
                "温度没有用上。余弦都在 −1 到 1 之间：不除以温度，哪本书拿到的最多也只是别人的七倍多一点。",
            ),
        ),
        Mistake(
            "temperature-twice",
            _scored(cosine_scores, lambda scores, temperature: softmax(scores / temperature**2)),
            Text("The scores were divided by the temperature twice.", "得分除以了两次温度。"),
        ),
        Mistake(
            "after-softmax",
            _scored(cosine_scores, lambda scores, temperature: softmax(scores) / temperature),
            Text(
                "The temperature came after softmax: now the weights no longer sum to 1. It belongs to the scores.",
                "温度用在了 softmax 之后：权重加起来不再是 1。它应当用在得分上。",
            ),
        ),
        Mistake(
            "scores-for-weights",
            _scored(cosine_scores, lambda scores, temperature: scores / temperature),
            Text(
                "These are scores, after division. They have yet to become a budget.",
                "这还是除过的得分，还没有变成预算。",
            ),
        ),
        Mistake(
            "cosines-only",
            lambda query, keys, temperature: cosine_scores(query, keys),
            Text("These are the cosines. A temperature and a softmax are missing.", "这只是余弦。还缺温度和 softmax。"),
        ),
        Mistake(
            "softmax-twice",
            _scored(cosine_scores, lambda scores, temperature: softmax(softmax(scores) / temperature)),
            Text(
                "Softmax ran twice: once on the cosines, and once more on its own weights. One softmax, after the division.",
                "Softmax 跑了两遍：先对余弦跑了一遍，又对跑出来的权重跑了一遍。一遍就够，放在除以温度之后。",
            ),
        ),
        Mistake(
            "softmax-on-weights",
            _scored(cosine_scores, lambda scores, temperature: softmax(softmax(scores / temperature))),
            Text(
                "Softmax ran twice: the second one took the weights for scores and made them nearly even.",
                "Softmax 跑了两遍：第二遍把权重当成得分，几乎抹平了。",
            ),
        ),
        Mistake(
            "powers-only",
            _scored(
                cosine_scores, lambda scores, temperature: np.exp(np.minimum(scores / np.float64(temperature), 700))
            ),
            Text(
                "These are powers of e, not yet shares: the budget must sum to 1.",
                "这只是 e 的幂，还不是份额：预算加起来要等于 1。",
            ),
            behaves=_powers_only,
        ),
        Mistake(
            "raw-shares",
            _scored(cosine_scores, _raw_shares),
            Text(
                "You divided by the sum: some weights are negative, and the temperature cancels out. Shares come from softmax.",
                "你是除以总和：有的权重成了负的，温度也约掉了。份额要由 softmax 来分。",
            ),
        ),
        Mistake(
            "only-the-best",
            lambda query, keys, temperature: np.eye(len(keys))[np.argmax(cosine_scores(query, keys))],
            Text(
                "You gave all to the best book. The generous librarian opens every one, the best ones wide.",
                "你把预算全给了最好的一本。慷慨的管理员每本都翻开，好的翻得多些。",
            ),
        ),
        Mistake(
            "no-max-subtraction",
            _scored(cosine_scores, _unstable),
            Text(
                "In the cold, cosine over temperature becomes very large, and e to it overflows. The softmax of lesson 03 can bear it.",
                "很冷的时候，余弦除以温度会变得很大，e 的幂就溢出了。第 03 课的 softmax 不怕。",
            ),
        ),
        Mistake("input-changed", _in_place, INPUT_CHANGED, behaves=only_changes_inputs),
        Mistake("rounded", lambda *args: np.round(semantic_lookup(*args), 2), ROUNDED, behaves=is_rounded),
        Mistake(
            "hard-wired",
            _five_books,
            HARD_WIRED,
            behaves=works_for_one_size(lambda query, keys, temperature: keys.shape),
        ),
    ),
    hints=(
        Text(
            "You have written both halves: one in lesson 02, the other in lesson 03.",
            "两半你都写过了：一半在第 02 课，一半在第 03 课。",
        ),
        Text(
            "First the scores, one cosine a book. Then the budget, softmax of the scores over the temperature.",
            "先是得分，一本书一个余弦。再是预算，对“得分除以温度”做 softmax。",
        ),
        Text(
            "`cosine_scores` and `softmax_with_temperature`, in this order.",
            "依次用 `cosine_scores` 和 `softmax_with_temperature`。",
        ),
    ),
)
