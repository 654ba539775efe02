"""The shelf: ask with words, move the librarian between equality and generosity, and see which books are lit."""

import numpy as np
import traitlets

from explorers import plots
from explorers.arguments import Number, names, shown
from explorers.base import Explorer, moved
from explorers.examples import in_order, library
from grader.language import SaidPlainly, Text, say

# Where the rules of the strictness meet.
ALIKE, IN_PROPORTION, THE_BEST, EQUAL = 0.0, 1.0, 2.0, 3.0
STEP = 0.05
MOST_BOOKS = 12

TITLE = Text("Question: {words}. Strictness {strictness:.2f}", "问题：{words}。严格程度 {strictness:.2f}")
SEPARATOR = Text(", ", "、")
BOOKS_WANTED = Text(
    "books must have titles, labels and contents, one of each for every book, as library() has; it is {0}.",
    "books 应像 library() 那样，每本书各有一个书名（titles）、标签（labels）和内容（contents）；现在是 {0}。",
)
TOO_MANY = Text("The shelf holds 1 to {0} books; there are {1}.", "书架上能放 1 到 {0} 本书，现在有 {1} 本。")
WORDS_WANTED = Text(
    "question must hold words that stand on the labels or in the books' own question, not {0}.",
    "question 里只能是标签上或这些书自带的问题里有的词，不能是 {0}。",
)


class Words(traitlets.TraitType):
    """A trait that holds some of its owner's words as a list, in the order of the labels."""

    def validate(self, owner, value):
        return owner.known(value)


class ShelfExplorer(Explorer, files="shelf"):
    """A shelf of books, a question of a few words, and a librarian between equality and generosity.

    `books`: what `library()` gives, or anything with `titles`, `labels` (sets of words) and `contents` for n ≤ 12
    books; its `question_words` are the question unless `question`, a set of words, is given.
    `score`: None for the number of shared words, or the learner's `f(question, labels) -> (n,)`.
    `share`: None for shares in proportion, or the learner's `f(points) -> (n,)`, where the points are the scores at
    strictness 1; see `points`. A function is given as itself or by name; a name is looked up again at every move.

    Data out: `question` (a list of words), `strictness`, and `scores`, `shares` (n,) or None where there are none.
    """

    WORDS = {  # noqa: RUF012
        "share": Text("share", "份额"),
        "shares_sum": Text("sum of the shares", "份额总和"),
        "not_whole": Text("not 100%", "不是 100%"),
        "strictness": Text("strictness", "严格程度"),
        "question": Text("The question: choose its words", "问题：选几个词"),
        "shelf": Text("The shelf", "书架"),
        "page": Text("The blended page: one page, cut up by the shares", "调和的一页：按份额裁开"),
        "in_common": Text("words in common", "共有的词数"),
        "asked": Text("asked for", "问到了"),
        "shrug": Text(
            "Two empty hands: no label is so close to the question.", "两手一摊：没有哪个标签和问题这么接近。"
        ),
        "stop_alike": Text("all alike", "人人一样"),
        "stop_proportion": Text("in proportion", "按比例"),
        "stop_best": Text("best only", "只要最好"),
        "stop_equal": Text("equal only", "必须相等"),
        "rule_alike": Text("Every book gets the same, whatever its score.", "不看得分，每本书分得一样多。"),
        "rule_gift": Text(
            "Every book gets {0} on top of its score; then all share in proportion.",
            "每本书先白送 {0} 分，再按比例分。",
        ),
        "rule_proportion": Text(
            "Each book's share is its score divided by the sum of the scores.", "每本书的份额＝它的得分÷得分总和。"
        ),
        "rule_power": Text(
            "Each score is raised to the power of {0}; then all share in proportion.",
            "得分先取 {0} 次方，再按比例分。",
        ),
        "rule_best": Text(
            "Only the highest score counts; books that tie share equally.", "只看最高的得分；并列的书平分。"
        ),
        "rule_close": Text(
            "Only the best, and only if label and question share {0}% of all their words or more.",
            "只要最好的，而且标签和问题合起来的词里，至少要有 {0}% 是共有的。",
        ),
        "rule_equal": Text(
            "Only a label with exactly the words of the question.", "标签上的词必须和问题的词完全一样。"
        ),
    }

    question = moved(Words())
    strictness = moved(Number(IN_PROPORTION, ALIKE, EQUAL))

    def __init__(self, books=None, question=None, strictness=IN_PROPORTION, score=None, share=None):
        books = library() if books is None else books
        self._titles, self._labels, contents = _read(books)
        question = getattr(books, "question_words", set()) if question is None else question
        own = set(getattr(books, "question_words", ()))
        self._vocabulary = in_order(set.union(own, *self._labels))
        super().__init__(
            given={
                "titles": self._titles,
                "labels": [in_order(label) for label in self._labels],
                "contents": contents,
                "vocabulary": self._vocabulary,
                "step": STEP,
            },
            functions={"score": score, "share": share},
            question=question,
            strictness=strictness,
        )

    # Data out

    @property
    def scores(self):
        """The scores (n,) of the books for the question now; None if the learner's function gives none."""
        return self.think()["scores"]

    @property
    def shares(self):
        """The shares (n,) of the books, all 0 for a shrug; None if a learner's function gives nothing."""
        return self.think()["shares"]

    def known(self, words) -> list[str]:
        """The question's words in the order of the labels; `ValueError` for words that nobody knows."""
        chosen = [] if isinstance(words, str) or not np.iterable(words) else list(words)
        if isinstance(words, str) or not np.iterable(words) or not all(word in self._vocabulary for word in chosen):
            raise SaidPlainly(WORDS_WANTED.format(shown(words))[self._language])
        return [word for word in self._vocabulary if word in chosen]

    def think(self):
        question, n = set(self.question), len(self._titles)
        scores = self.ask("score", _overlap, question, self._labels, shape=(n,))
        closeness = np.array([_closeness(question, label) for label in self._labels])
        raised = None if scores is None else points(scores, closeness, self.strictness)
        if raised is not None and self.strictness > THE_BEST and not raised.any():
            shares = raised
        else:
            shares = self.ask("share", _in_proportion, raised, shape=(n,))
        total = None if shares is None else shares.sum()
        return {"scores": scores, "points": raised, "shares": shares, "sum": total}

    def still(self):
        """The state now as a `Picture`: the shares as bars; the scores, where there are no shares."""
        numbers = self.think()
        kind = "count" if numbers["shares"] is None else "share"
        bars = numbers["scores"] if numbers["shares"] is None else numbers["shares"]
        if bars is None:
            bars = _overlap(set(self.question), self._labels)
        title = TITLE.format(words=SEPARATOR[self._language].join(self.question), strictness=self.strictness)
        return plots.bars(bars, self._titles, kind, title=title[self._language])


def points(scores, closeness, strictness):
    """(n,), (n,) → (n,): what is shared out in proportion, on a scale of strictness from 0 to 3.

    0: everybody 1. Up to 1: every score and a gift, 1 / strictness - 1. 1: the scores. Up to 2: the scores to the power
    of 1 / (2 - strictness). 2: the best 1, the others 0. Up to 3: the same for those whose closeness is at least
    strictness - 2; so 3 leaves only what equals the question.
    """
    if strictness == ALIKE:
        return np.ones(len(scores))
    if strictness <= IN_PROPORTION:
        return scores + (1 / strictness - 1)
    if strictness < THE_BEST:
        return np.sign(scores) * np.abs(scores) ** (1 / (THE_BEST - strictness))
    best = scores >= scores.max() - 1e-9
    return (best & (closeness >= strictness - THE_BEST - 1e-9)).astype(float)


def _overlap(question, labels):
    return np.array([len(question & label) for label in labels], float)


def _closeness(question, label):
    """How many of all words on either are on both, from 0 to 1 for equal sets."""
    return len(question & label) / len(question | label) if question | label else 1.0


def _in_proportion(points):
    total = points.sum()
    return points / total if total else np.full(len(points), 1 / len(points))


def _read(books):
    """The books' titles, labels as sets and contents, checked."""
    try:
        titles, contents = list(books.titles), list(books.contents)
        labels = [set(label) for label in books.labels]
    except (AttributeError, TypeError):
        raise SaidPlainly(say(BOOKS_WANTED.format(shown(books)))) from None
    n = len(titles)
    if not 1 <= n <= MOST_BOOKS:
        raise SaidPlainly(say(TOO_MANY.format(MOST_BOOKS, n)))
    if len(labels) != n:
        raise SaidPlainly(say(BOOKS_WANTED.format(shown(books))))
    return names("titles", titles, n), labels, names("contents", contents, n)
