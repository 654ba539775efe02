"""From scores to the one best book."""

import numpy as np

from grader.exercises.library_lookup.shared import HARD_WIRED
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import failed_calls, stops_with, works_for_one_size
from grader.judge.comparison import as_numbers


def best_book(scores):
    """The position of the highest score, the first of equals.

    scores: (n,), any finite numbers  ->  int, counted from 0
    """
    return int(np.argmax(scores))


def _highest(rng):
    yield (np.array([1, 3, 2]),)
    yield (np.array([4.0, 0.5]),)
    for n, place in ((1, 0), (5, 4), (8, 2), (8, 5)):
        scores = rng.uniform(0, 3, n)
        scores[place] = 3.5
        yield (scores,)


def _equals(rng):
    yield (np.array([1, 3, 3]),)
    yield (np.array([0, 0, 0, 0]),)
    yield (np.array([2.0, 2.5, 1.0, 2.5, 2.5]),)
    scores = rng.integers(0, 4, 7)
    scores[[2, 4, 6]] = 6
    yield (scores,)
    yield (np.append(np.zeros(100, dtype=int), rng.integers(0, 4, 901)),)  # in a long row only, a sort mixes equals


def _any_scores(rng):
    yield (np.array([-4, -2, -3]),)
    yield (np.array([-5.0, 0.5, 2.0, 0.25]),)
    yield (np.array([-0.5, -0.25, -4.0], dtype=np.float32),)
    yield (np.append(-9, -1 - rng.permutation(6)),)
    yield (np.where(np.arange(12) == 6, 0.75, rng.uniform(-9, 0.5, 12))[::2],)


def _from_zero(scores):
    best, highest = 0, 0
    for place, score in enumerate(scores):
        if score > highest:
            best, highest = place, score
    return best


def _believes_in_zero(calls):
    # Whether the search starts at 0 or −1, with a place or without one: the same answer wherever no score is above 0.
    failed = failed_calls(calls)
    answers = {repr(call.got.value) for call in failed}
    if len(failed) < 2 or len(answers) > 1:
        return False
    return all(max(call.args[0]) <= 0 and _found_nothing(call.got) for call in failed)


def _found_nothing(reply):
    """Is this what stands there before a search: book 0, −1, None, or no name at all?"""
    if reply.kind == "exception":
        return reply.error[0] == "UnboundLocalError"
    return reply.kind == "value" and (
        reply.value is None or (isinstance(reply.value, (int, np.integer)) and reply.value in (0, -1))
    )


def _finds_another_equal(calls):
    # A place of the highest score, but not the first: argsort by its nature, from either end.
    return all(_is_a_later_equal(*call.args, as_numbers(call.got.value)) for call in failed_calls(calls))


def _is_a_later_equal(scores, got):
    if got is None or got.ndim or got.dtype.kind not in "iu":
        return False
    return bool(got in np.flatnonzero(scores == max(scores))[1:])


def _misses_the_last(scores):
    best = 0
    for place in range(len(scores) - 1):
        if scores[place] > scores[best]:
            best = place
    return best


def _compares_score_with_place(scores):
    best = 0
    for place, score in enumerate(scores):
        if score > best:
            best = place
    return best


def _eight_books(scores):
    return max(range(8), key=lambda place: scores[place])


def _sorts_in_place(scores):
    before = scores.tolist()
    scores.sort()
    return before.index(scores[-1])


BEST_BOOK = Exercise(
    best_book,
    checks=(
        Check(
            Text("the highest wins", "得分最高的胜出"),
            1,
            _highest,
            advice=Text(
                "Find the highest score, then say where it stands: a position, counted from 0.",
                "找到最高的得分，再说出它在哪里：一个从 0 数起的位置。",
            ),
        ),
        Check(
            Text("the first of equals", "并列时取第一本"),
            1,
            _equals,
            advice=Text(
                "Several books share the highest score: take the one that comes first.",
                "几本书并列最高时，取排在最前面的那一本。",
            ),
        ),
        Check(
            Text("any scores, inputs untouched", "各种得分，输入原样不动"),
            1,
            _any_scores,
            advice=Text(
                "Scores may be fractions, and all of them may be below 0. The highest of −4, −2, −3 is −2.",
                "得分可以是小数，也可能全都小于 0。−4、−2、−3 里最高的是 −2。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "last-of-equals",
            lambda scores: len(scores) - 1 - int(np.argmax(scores[::-1])),
            Text(
                "When books tie, you take the last of them. Does a newcomer with the same score really "
                "beat the best so far?",
                "并列时你取了最后一本。后来的书得分一样，真的能算赢过目前最好的那本吗？",
            ),
        ),
        Mistake(
            "any-of-equals",
            lambda scores: int(np.argsort(-scores)[0]),
            Text(
                "When books tie, yours is one of the best, but not always the first of them. Sorting (`argsort`) may shuffle "
                "equals in a long row, and nobody asked for an order: look only for the highest.",
                "有并列时，你取的确实是最好的之一，却不总是排在最前的那本。书一多，排序（`argsort`）可能打乱并列的先后；再说这里也不要求排序：只找最高的就行。",
            ),
            behaves=_finds_another_equal,
        ),
        Mistake(
            "min-for-max",
            lambda scores: int(np.argmin(scores)),
            Text(
                "You found the book that fits worst. A higher score means a better match.",
                "你找到的是最不合适的书。得分越高，匹配越好。",
            ),
        ),
        Mistake(
            "returns-score",
            lambda scores: scores.max(),
            Text(
                "That is how well the best book fits. Which book is it? Return its position.",
                "这是最合适那本书的得分。可究竟是哪一本？请返回它的位置。",
            ),
        ),
        Mistake(
            "counts-from-one",
            lambda scores: int(np.argmax(scores)) + 1,
            Text(
                "You are one book too far. Python counts shelves from 0: the first book is number 0.",
                "你多走了一本。Python 从 0 数起：第一本书是 0 号。",
            ),
        ),
        Mistake(
            "starts-at-zero",
            _from_zero,
            Text(
                "Your search starts with the belief that 0 (or −1) is the score to beat. What if every score is "
                "below it? Start from a score that really is on the shelf.",
                "你的搜索一开始就认定要超过的得分是 0（或 −1）。要是所有得分都比它还低呢？请从书架上真有的得分开始。",
            ),
            behaves=_believes_in_zero,
        ),
        Mistake(
            "misses-the-last",
            _misses_the_last,
            Text(
                "You turn round before the last book, and now and then that is the best one. `range(n)` already "
                "stops at n − 1.",
                "你在最后一本书前面就掉头了，可有时它正是最好的。`range(n)` 本来就只数到 n − 1。",
            ),
        ),
        Mistake(
            "compares-score-with-place",
            _compares_score_with_place,
            Text(
                "You compare a score with a position. Remember which book is the best so far, and compare the new "
                "score with the score of that book.",
                "你拿得分去和位置比大小了。记住目前最好的是哪一本，再拿新的得分和那一本的得分比。",
            ),
        ),
        Mistake(
            "enumerate-forgotten",
            lambda scores: max((score, place) for place, score in scores)[1],
            Text(
                "A walk over `scores` meets scores only, so there is no place to unpack. `enumerate` hands you "
                "the place together with each score.",
                "直接沿 `scores` 走，遇到的只有得分，拆不出位置来。`enumerate` 会把位置和得分一起交给你。",
            ),
            behaves=stops_with("cannot unpack non-iterable"),
        ),
        Mistake(
            "index-of-array",
            lambda scores: scores.index(max(scores)),
            Text(
                "A good plan, but `index` belongs to lists, and an array has none. Turn the scores into a list "
                "first, or let NumPy say where the highest stands.",
                "思路很好，可 `index` 是列表才有的，数组没有。先把得分变成列表，或者让 NumPy 说出最高的在哪里。",
            ),
            behaves=stops_with("has no attribute 'index'"),
        ),
        Mistake(
            "ignores-sign",
            lambda scores: int(np.argmax(np.abs(scores))),
            Text(
                "You compared sizes and forgot the signs: −5 is far from 0, but it is a very low score.",
                "你只比了大小，忘了正负：−5 离 0 很远，却是一个很低的得分。",
            ),
        ),
        Mistake(
            "returns-all",
            lambda scores: np.where(scores == scores.max())[0],
            Text(
                "You returned an array of positions. One number is wanted: when several places tie, the first of them.",
                "你返回了一个装着位置的数组。这里只要一个数：有几处并列时，取第一处。",
            ),
        ),
        Mistake(
            "input-changed",
            _sorts_in_place,
            Text(
                "The answer is right, but you sorted the caller's own scores: now nobody knows which score "
                "belongs to which book. Look for the highest without moving anything.",
                "答案是对的，可你把调用者手里的得分排了序：现在谁也不知道哪个得分属于哪本书了。不用挪动也能找到最高的。",
            ),
        ),
        Mistake("hard-wired", _eight_books, HARD_WIRED, behaves=works_for_one_size(lambda scores: (len(scores),))),
    ),
    hints=(
        Text(
            "Not how high is the highest score, but where does it stand? Positions are counted from 0.",
            "问的不是最高得分有多高，而是它在哪里。位置从 0 数起。",
        ),
        Text(
            "With a loop: remember the best position so far, begin with book 0, and move on only when a "
            "score is really higher.",
            "用循环的话：记住目前最好的位置，从第 0 本开始，只有得分真的更高时才换。",
        ),
        Text(
            "NumPy has a function with just this purpose; its name is made of arg (the place) and max. It "
            "takes the first of equals.",
            "NumPy 正好有这样一个函数，名字由 arg（位置）和 max（最大）拼成；并列时它取第一个。",
        ),
    ),
)
