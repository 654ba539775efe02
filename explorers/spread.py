"""Score spread against d: strangers meet on longer and longer labels, and one division keeps their scores quiet."""

import numpy as np
import traitlets

from explorers import drawing
from explorers.arguments import OneOf, Whole
from explorers.base import Explorer, moved
from explorers.maths import softmax
from explorers.plots import Picture
from explorers.style import FAINT, INK, OUTLINE, PALETTE
from grader.language import SaidPlainly, Text, say

READERS, LONGEST, MOST_BOOKS = 64, 1024, 64
BINS = 41  # odd, so that 0 has a bin of its own
REACHES = (4, 20, 100, 500, 2000, 10_000, 100_000)  # how far the scale of the scores may go to both sides
WIDTHS = 2.8  # spreads that fit on it

NO_FUNCTION = Text(
    'divide="yours" needs your function: say score="scaled_scores".',
    'divide="yours" 需要你的函数：请写 score="scaled_scores"。',
)
HISTOGRAM_ALT = Text(
    "Histogram of {n} scores for labels of {d} qualities: their spread is {spread:.2f}",
    "{n} 个得分的直方图，标签有 {d} 个特征：波动是 {spread:.2f}",
)
WEIGHTS_ALT = Text(
    ". One reader's weights of {books} books: the largest is {top:.3f}",
    "。一位读者给 {books} 本书的权重：最大的是 {top:.3f}",
)
NO_ANSWER = Text("No scores yet; labels of {0} qualities, {1} books", "还没有得分；标签有 {0} 个特征，书 {1} 本")
SPREAD, TOP = (
    Text("scores, spread {0:.2f}", "得分，波动 {0:.2f}"),
    Text("weights, largest {0:.3f}", "权重，最大 {0:.3f}"),
)


class SpreadExplorer(Explorer, files="spread"):
    """64 readers and up to 64 books, all of them strangers: the scores' spread, and the weights of the first reader.

    `score`: None, or the learner's `f(Q (n_q, d), K (n_k, d)) -> (n_q, n_k)`, with which `divide` may be "yours".
    `d` qualities a label, 1 to 1024; `books`, 2 to 64; `divide`: the scores by "nothing", by "root" (√d) or by "d".
    `friend`: the first book's label is the first reader's question; the spread is always that of strangers.
    `strangers`, 0 to 99: which of a hundred crowds. `ValueError` for anything else.

    Data out: `spread` (a float), `scores`, `weights` (books,) of the first reader; None where there are none.
    """

    WORDS = {  # noqa: RUF012
        "scores_are": Text("Scores", "得分"),
        "nothing": Text("undivided", "不除"),
        "root": Text("÷ √d", "÷ √d"),
        "by_d": Text("÷ d", "÷ d"),
        "others": Text("Other strangers", "换一批陌生人"),
        "friend": Text("A friend in place of book 1", "把 1 号书换成老友"),
        "the_friend": Text("the friend: {0}", "老友：{0}"),
        "all_scores": Text("{0} scores", "{0} 个得分"),
        "spread": Text("spread", "波动"),
        "spread_against": Text("Spread against d", "波动与 d"),
        "qualities": Text("qualities of a label, d", "标签的特征数 d"),
        "books": Text("books", "书的本数"),
        "one_reader": Text("One reader's weights", "一位读者的权重"),
        "top": Text("largest", "最大"),
        "on_average": Text("mean of all {0} readers {1}", "{0} 位读者平均 {1}"),
        "equal": Text("equal shares {0}", "平分 {0}"),
        "says": Text("spread {0}, largest weight {1}", "波动 {0}，最大权重 {1}"),
        "hint": Text(
            "Lengthen the labels: does the dot follow the line? (On both scales each tick is 4 times the one before.)",
            "把标签加长，圆点会跟着线走吗？（两个刻度上，每一格都是前一格的 4 倍。）",
        ),
        "hint_friend": Text(
            "The friend's label is the reader's question, word for word; the spread is that of the strangers.",
            "老友的标签与这位读者的问题一字不差；波动只算陌生人的得分。",
        ),
    }

    d = moved(Whole(64, 1, LONGEST))
    books = moved(Whole(16, 2, MOST_BOOKS))
    divide = moved(OneOf("nothing", "root", "d", "yours"))
    friend = moved(traitlets.Bool(False))
    strangers = moved(Whole(0, 0, 99))

    def __init__(self, score=None, d=64, books=16, divide=None, friend=False, strangers=0):
        divide = divide or ("nothing" if score is None else "yours")
        if score is None and divide == "yours":
            raise SaidPlainly(say(NO_FUNCTION))
        super().__init__(
            given={
                "readers": READERS,
                "longest": LONGEST,
                "most_books": MOST_BOOKS,
                "bins": BINS,
                "reaches": REACHES,
                "widths": WIDTHS,
                "yours": score is not None,
            },
            functions={"score": score},
            d=d,
            books=books,
            divide=divide,
            friend=bool(friend),
            strangers=strangers,
        )

    # Data out

    @property
    def spread(self):
        """The standard deviation of all strangers' scores; None if the learner's function gives none."""
        return self.think()["spread"]

    @property
    def scores(self):
        """The first reader's scores (books,), or None."""
        return self.think()["scores"]

    @property
    def weights(self):
        """Softmax of the first reader's scores (books,), or None."""
        return self.think()["weights"]

    def think(self):
        table = self._table()
        if table is None:
            return dict.fromkeys(("spread", "scores", "weights", "top", "mean_top", "reach", "counts"))
        strange = table[:, : self.books]
        scores = strange[0].copy()
        if self.friend:
            scores[0] = table[0, self.books]
        weights, spread = softmax(scores), strange.std()
        reach = next((reach for reach in REACHES if reach >= WIDTHS * spread), REACHES[-1])
        return {
            "spread": spread,
            "scores": scores,
            "weights": weights,
            "top": weights.max(),
            "mean_top": softmax(strange).max(-1).mean(),
            "reach": reach,
            "counts": _counts(strange.ravel(), reach),
        }

    def _table(self):
        """All scores (readers, books); with a friend, the friend's as one more column."""
        Q, K = crowd(self.strangers, self.d, self.books)
        K = np.vstack([K, Q[:1]]) if self.friend else K
        divisor = {"nothing": 1, "d": self.d}.get(self.divide, np.sqrt(self.d))
        if self.divide != "yours":
            return Q @ K.T / divisor
        return self.ask("score", lambda Q, K: Q @ K.T / divisor, Q, K, shape=(len(Q), len(K)))

    def still(self):
        """The state now as a `Picture`: all scores as a histogram, one reader's weights as columns."""
        numbers = self.think()
        if numbers["spread"] is None:
            return Picture(say(NO_ANSWER.format(self.d, self.books)), drawing.svg((7.4, 1), lambda figure: None))
        told = dict(n=READERS * self.books, d=self.d, books=self.books, spread=numbers["spread"], top=numbers["top"])
        alt = say(HISTOGRAM_ALT.format(**told)) + say(WEIGHTS_ALT.format(**told))
        return Picture(alt, drawing.svg((7.4, 2.9), lambda figure: _draw(figure, numbers)))


def crowd(which, d, books):
    """The questions (64, d) of crowd number `which`, and the labels (books, d) of its books: longer ones only add."""
    Q = normals(which * (READERS + MOST_BOOKS) * LONGEST, READERS * LONGEST).reshape(READERS, LONGEST)
    first = (which * (READERS + MOST_BOOKS) + READERS) * LONGEST
    return Q[:, :d], normals(first, books * LONGEST).reshape(books, LONGEST)[:, :d]


def normals(first, n):
    """The numbers `first` to `first + n` of one endless row of normal random numbers, by Box and Muller (1958)."""
    at = 2 * np.arange(first, first + n)
    return np.sqrt(-2 * np.log(_uniform(at))) * np.cos(2 * np.pi * _uniform(at + 1))


def _uniform(at):
    """Random numbers between 0 and 1 by their position: T. Ettinger's mulberry32, the same in every language."""
    state = ((at + 1) * 0x6D2B79F5 % 2**32).astype(np.uint32)
    t = (state ^ (state >> 15)) * (state | 1)
    t ^= t + (t ^ (t >> 7)) * (t | 61)
    return ((t ^ (t >> 14)).astype(float) + 0.5) / 2**32


def _counts(scores, reach):
    """How many of the scores fall into each of the bins from -reach to reach; the outermost take what lies beyond."""
    bins = np.floor((scores + reach) / (2 * reach) * BINS)
    return np.bincount(np.clip(bins, 0, BINS - 1).astype(int), minlength=BINS)


def _draw(figure, numbers):
    left, right = figure.subplots(1, 2)
    edges = np.linspace(-numbers["reach"], numbers["reach"], BINS + 1)
    left.stairs(numbers["counts"], edges, fill=True, color=PALETTE["score"], edgecolor=OUTLINE["score"])
    left.set_title(say(SPREAD.format(numbers["spread"])), fontsize=drawing.TITLE)
    left.set_yticks([])
    left.axvline(0, color=INK, linewidth=0.8)
    weights = numbers["weights"]
    right.bar(np.arange(1, len(weights) + 1), weights, color=PALETTE["weight"], edgecolor=OUTLINE["weight"])
    right.axhline(1 / len(weights), color=FAINT, linestyle="--", linewidth=1)
    right.set_ylim(0, 1)
    right.locator_params(axis="x", integer=True)
    right.set_title(say(TOP.format(numbers["top"])), fontsize=drawing.TITLE)
