"""The generous librarian: every shared word counts."""

import numpy as np

from grader.exercises.library_lookup.shared import HARD_WIRED, WORDS
from grader.judge import Check, Exercise, Mistake, Text
from grader.judge.behaviour import works_for_one_size


def overlap_scores(query, labels):
    """How many words each label shares with the query.

    query: set of str, labels: list of n sets of str  ->  scores: (n,), n may be 0
    """
    return np.array([len(query & label) for label in labels], dtype=int)


def _label(rng, most=6):
    return {str(word) for word in rng.choice(WORDS, rng.integers(1, most), replace=False)}


def _shared_words(rng):
    yield {"tea", "milk"}, [{"tea", "milk"}, {"tea", "time"}, {"rain"}]
    for n in (1, 4, 8):
        yield _label(rng) | {"art"}, [_label(rng) for _ in range(n - 1)] + [{"art", "history", "trade"}]


def _words_not_letters(rng):
    yield {"art", "car"}, [{"part", "art"}, {"cart"}, {"car", "art", "cars"}]
    yield {"人工智能", "经济"}, [{"经济", "智能"}, {"人工智能", "经济", "科技"}, {"艺术"}]
    word = str(rng.choice(["art", "work", "music"]))
    yield {word, "history"}, [{word + "s", "history"}, {word, "a history"}, {word, "history"}, {"trade"}]


def _no_match_no_books(rng):
    yield {"tea"}, [{"rain"}, {"tea"}]
    yield {"tea", "milk"}, [{"rain"}, set(), {"milk"}, {"snow", "ice"}]
    yield {"tea"}, []
    yield set(), [{"tea"}, {"rain", "snow"}]
    yield {"tea", "rain", "music"}, [{"snow"}, _label(rng) | {"tea"}, _label(rng) | {"rain", "tea"}]


def _labels_kept(rng):
    query = _label(rng, 8) | {"art", "trade"}
    yield query, [_label(rng) | {"art", "sea"}, {"sea", "trade"} | query, {"sea"}, {"sea", "trade"}]
    yield {"tea", "milk", "cup"}, [{"tea", "rain"}, {"cup", "milk", "saucer"}, {"milk"}]
    yield _label(rng) | {"art", "sea"}, [{"sea"}] + [_label(rng) for _ in range(6)] + [{"art", "sea"}]


def _returns_in_loop(query, labels):
    for label in labels:
        return len(query & label)


def _last_book_only(query, labels):
    shared = 0
    for label in labels:
        shared = len(query & label)
    return shared


def _query_shrinks(query, labels):
    scores = []
    for label in labels:
        query = query & label
        scores.append(len(query))
    return scores


def _query_shrinks_for_good(query, labels):
    scores = []
    for label in labels:
        query &= label
        scores.append(len(query))
    return scores


def _eight_books(query, labels):
    return [len(query & labels[place]) for place in range(8)]


def _input_changed(query, labels):
    scores = []
    for label in labels:
        label &= query
        scores.append(len(label))
    return scores


def _total_so_far(query, labels):
    scores, shared = [], 0
    for label in labels:
        shared += len(query & label)
        scores.append(shared)
    return scores


WORD_BY_WORD = Text(
    'A word counts when the label has exactly this word; `"art"` is not in `{"party"}`, though the letters are.',
    '标签里有一模一样的词，才算一个。`"art"` 并不在 `{"party"}` 里，虽然那三个字母在。',
)
FRACTION = Text(
    "You divided the count by something. Dividing comes later (and will need its own exercise); a score "
    "here is the plain number of shared words.",
    "你把个数又除了一下。除法以后再说（还有专门的练习）；这里的得分就是共有词的个数。",
)


FIRST_BOOK_ONLY = Text(
    "You came home after the first book: a `return` inside a loop ends the whole function. Gather the scores in a list, and "
    "return it after the loop.",
    "看完第一本书你就回来了：写在循环里的 `return` 会结束整个函数。先把得分收进一个列表，出了循环再返回。",
)
QUESTION_SHRINKS = Text(
    "Your question loses words at every book: after the first label it holds only what they share. Every book must hear "
    "the whole question; give the shared words a name of their own.",
    "每看一本书，你的问题就丢几个词：看过第一个标签，问题里只剩下两边共有的词了。每本书都该听到完整的问题；给共有的词另起一个名字。",
)


OVERLAP_SCORES = Exercise(
    overlap_scores,
    checks=(
        Check(
            Text("shared words", "共有的词"),
            1,
            _shared_words,
            advice=Text(
                "For each book, count the words that stand both in the question and on its label.",
                "对每一本书，数一数有几个词既在问题里，又在它的标签上。",
            ),
        ),
        Check(
            Text("words, not letters", "数词，不数字母"),
            1,
            _words_not_letters,
            advice=WORD_BY_WORD,
        ),
        Check(
            Text("no match, no books", "没有匹配，没有书"),
            1,
            _no_match_no_books,
            advice=Text(
                "A book that shares nothing gets a score too: 0, at its own place. A library without books "
                "gets an array without scores, shape (0,).",
                "毫无共同词的书也有得分：0，就放在它自己的位置上。一本书也没有的图书馆，得到一个空数组，形状为 (0,)。",
            ),
        ),
        Check(
            Text("more shelves, inputs untouched", "再换几排书，输入原样不动"),
            1,
            _labels_kept,
            advice=Text(
                "The same counting on other shelves, without touching: afterwards the question and every label hold "
                "the same words as before.",
                "换几排书照样数，但只数，不动：数完之后，问题和每个标签里的词都要和原来一样。",
            ),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "counts-letters",
            lambda query, labels: np.array([len(set("".join(query)) & set("".join(label))) for label in labels]),
            Text(
                "You counted letters that question and label share. Nearly all books share letters; count whole words.",
                "你数的是问题和标签共有的字母。几乎所有书都有相同的字母；请数完整的词。",
            ),
        ),
        Mistake(
            "substring-match",
            lambda query, labels: np.array(
                [sum(any(word in other for other in label) for word in query) for label in labels]
            ),
            WORD_BY_WORD,
        ),
        Mistake(
            "not-counted",
            lambda query, labels: [query & label for label in labels],
            Text(
                "You found which words are shared. A score says how many they are.",
                "你找出了共有的是哪些词。得分要说的是：一共有几个。",
            ),
        ),
        Mistake(
            "counts-union",
            lambda query, labels: np.array([len(query | label) for label in labels]),
            Text(
                "You counted the words of question and label together. Only those that are in both make a match.",
                "你数的是问题和标签加在一起的词。两边都有的词才算匹配。",
            ),
        ),
        Mistake(
            "counts-missing",
            lambda query, labels: np.array([len(query - label) for label in labels]),
            Text(
                "You counted the words of the question that the label does not have. So the worst book would win.",
                "你数的是问题里有、标签上没有的词。这样一来，最不相干的书反倒赢了。",
            ),
        ),
        Mistake(
            "yes-or-no",
            lambda query, labels: np.array([int(bool(query & label)) for label in labels]),
            Text(
                "Your scores say only whether anything is shared. A generous librarian also counts: how many words?",
                "你的得分只说了有没有共同的词。慷慨的管理员还会数一数：有几个？",
            ),
        ),
        Mistake(
            "all-or-nothing",
            lambda query, labels: np.array([len(query) if query <= label else 0 for label in labels]),
            Text(
                "You are being strict again: a label scores only if it has every word of the question. Let "
                "each shared word count by itself.",
                "你又严格起来了：标签要包含问题的每一个词才得分。让每个共有的词各算各的。",
            ),
        ),
        Mistake(
            "divided-by-union",
            lambda query, labels: np.array([len(query & label) / len(query | label) for label in labels]),
            FRACTION,
        ),
        Mistake(
            "divided-by-question",
            lambda query, labels: np.array([len(query & label) / len(query) for label in labels]),
            FRACTION,
        ),
        Mistake(
            "skips-strangers",
            lambda query, labels: np.array([len(query & label) for label in labels if query & label]),
            Text(
                "Books that share no word are left out of your answer, so the others slide to wrong "
                "places. They get a score as well: 0.",
                "没有共同词的书被你漏掉了，后面的书就挪错了位置。它们也有得分：0。",
            ),
        ),
        Mistake("returns-in-loop", _returns_in_loop, FIRST_BOOK_ONLY),
        Mistake(
            "returns-list-in-loop",
            lambda query, labels: [len(query & label) for label in labels[:1]],
            FIRST_BOOK_ONLY,
        ),
        Mistake(
            "last-book-only",
            _last_book_only,
            Text(
                "Only the last book's count is left: each turn of the loop overwrites the one before. Gather the scores "
                "in a list.",
                "只剩下最后一本书的个数：循环每转一圈就盖掉上一圈。把得分收进一个列表。",
            ),
        ),
        Mistake("query-shrinks", _query_shrinks, QUESTION_SHRINKS),
        Mistake("query-shrinks-for-good", _query_shrinks_for_good, QUESTION_SHRINKS),
        Mistake(
            "returns-total",
            lambda query, labels: sum(len(query & label) for label in labels),
            Text(
                "You added the books together. Every book keeps a score of its own: n books, n scores.",
                "你把各本书加到一起了。每本书都有自己的得分：n 本书，n 个得分。",
            ),
        ),
        Mistake(
            "running-total",
            _total_so_far,
            Text(
                "Your counter is not set back to 0 between two books, so each score holds those before it as well.",
                "换下一本书时，你的计数器没有归零，每个得分都带上了前面那些书的。",
            ),
        ),
        Mistake(
            "input-changed",
            _input_changed,
            Text(
                "The scores are right, but your counting rewrote the labels on the shelf: `label &= query` "
                "changes the set itself. `label & query` makes a new one.",
                "得分是对的，可你一边数一边改了书架上的标签：`label &= query` 会改动集合本身，`label & query` 则会得到一个新的。",
            ),
        ),
        Mistake(
            "hard-wired", _eight_books, HARD_WIRED, behaves=works_for_one_size(lambda query, labels: (len(labels),))
        ),
    ),
    hints=(
        Text(
            "One book first. Which words are in the question and on the label? How many are they? Then the "
            "same for every book.",
            "先看一本书。哪些词既在问题里又在标签上？一共几个？然后每本书都照做。",
        ),
        Text(
            "Both are sets, and Python's sets know how to do it: `a & b` holds what is in both, `len` counts.",
            "两边都是集合，而 Python 的集合天生就会：`a & b` 是两边都有的，`len` 负责数。",
        ),
        Text(
            "Build a list with one count per label, in the order of the shelf, and make an array of it "
            "with `np.array`.",
            "建一个列表，按书架的顺序，每个标签放一个数，最后用 `np.array` 变成数组。",
        ),
    ),
)
