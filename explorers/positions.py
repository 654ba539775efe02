"""Positions: clocks that stamp a word's place, two words that change places, and rotary scores that know distance only."""

import numpy as np
import traitlets

from explorers import plots
from explorers.arguments import OneOf, Whole, course_sentence, shown, whole
from explorers.base import Explorer, moved
from explorers.maths import attention_weights
from grader.language import SaidPlainly, Text, say

WIDTH = 8  # columns of a stamp: four clocks
LAST = 200  # position of the clocks
FARTHEST = 30  # position of the rotary picture
LONGEST = 16  # words
STAMPS = ("none", "sinusoidal", "rotary")

SWAP_WANTED = Text(
    "swap must be the positions of two words, such as (1, 4); it is {0}.",
    "swap 应是两个词的位置，例如 (1, 4)；现在是 {0}。",
)
COLUMN_NAME = Text("column {0}", "第 {0} 列")
STILL_CLOCKS = Text("The sine hands of the four clocks", "四座钟的正弦")
POSITION = Text("position", "位置")
AS_WRITTEN, SWAPPED = Text("as written", "原来的词序"), Text("swapped", "对调之后")
STILL_ROTARY = Text("Scores of {0} at position {1}", "{0} 在位置 {1} 时的得分")
KEY_POSITION = Text("position of {0}", "{0} 的位置")


class PositionsExplorer(Explorer, files="positions"):
    """Where a word stands, in three views: "clocks", "swap" and "rotary".

    Clocks: the stamp of `position` (0 to 200) as four hands, columns 2i and 2i+1 at the angle position/10000^(2i/8).
    Swap: two words of `sentence` (*The cat chased the mouse* unless given) change places, and its verb reads both orders
    without stamps, with `sinusoidal` ones added to X, or with queries and keys turned (`rotary`); attention is scaled.
    Rotary: the score of the verb's query at one position and the key that it looks for at another, both from 0 to 30.

    The learner's functions, by name or itself: `encode`, `f(n, d) -> (n, d)`, `rotate`, `f(X, positions) -> (n, d)`.
    `view`, `stamp`, `position` and `swap`, the positions of two words, say where to begin. `ValueError` for what does
    not fit.

    Data out: `stamp_of_position` (8,), `outputs` (2, 4) of the verb in both orders, `score`; None outside their view.
    """

    WORDS = {  # noqa: RUF012
        "view": Text("View", "视图"),
        "view_clocks": Text("Clocks", "钟"),
        "view_swap": Text("Swap two words", "对调两个词"),
        "view_rotary": Text("Turn the arrows", "转动箭头"),
        "position": Text("position", "位置"),
        "stamp": Text("the stamp of position {0}", "位置 {0} 的戳"),
        "clock": Text("clock {0}", "第 {0} 座钟"),
        "columns": Text("columns {0} and {1}", "第 {0}、{1} 列"),
        "hand": Text("sin {0} · cos {1}", "sin {0} · cos {1}"),
        "turn": Text("once round in {0} words", "每 {0} 个词转一圈"),
        "degrees": Text("turned by {0}°", "转过 {0}°"),
        "off": Text("hand {0} long, not 1", "指针长 {0}，不是 1"),
        "move_on": Text(
            "Move the position: every clock turns at its own speed, and no two positions look alike.",
            "移动位置：每座钟都按自己的快慢走，没有两个位置看上去一样。",
        ),
        "stamps": Text("Positions", "位置"),
        "none": Text("none", "没有"),
        "sinusoidal": Text("stamped", "盖戳"),
        "rotary": Text("turned", "转一转"),
        "swap": Text("Swap", "对调"),
        "with": Text("with", "和"),
        "as_written": AS_WRITTEN,
        "swapped": SWAPPED,
        "weights": Text("whom {0} reads", "{0} 读谁"),
        "word": Text("word", "词"),
        "outputs": Text("output for {0}", "{0} 的输出"),
        "quality": Text("quality", "特征"),
        "difference": Text("largest difference of the output", "输出相差最多"),
        "nothing": Text(
            "Nothing has changed places. Choose two different words.", "什么也没有对调。请选两个不同的词。"
        ),
        "blind": Text(
            "{0} gets the same page: to attention, both orders are one heap of words.",
            "{0} 拿到的是同一页：在注意力眼里，两种词序不过是同一堆词。",
        ),
        "twins": Text(
            "{0} gets the same page: {1} and {2} are the same word, with one and the same row.",
            "{0} 拿到的是同一页：{1} 和 {2} 是同一个词，嵌入里是同一行。",
        ),
        "sees": Text("{0} gets another page: now the order counts.", "{0} 拿到的页不一样了：现在词序起作用了。"),
        "place_of": Text("position of {0}", "{0} 的位置"),
        "together": Text("keep the distance", "保持距离"),
        "pair": Text("pair {0}: {1}° a word", "第 {0} 对：每个词 {1}°"),
        "pair_score": Text("part of the score {0}", "占得分 {0}"),
        "distance": Text("distance", "距离"),
        "against": Text("the score for each position of {0}", "{0} 在每个位置上的得分"),
        "keep": Text(
            "Keep the distance and move: both arrows turn, the score stays. Only the distance counts.",
            "保持距离再移动：两支箭头都在转，得分不动。只有距离算数。",
        ),
        "said": Text("position {0}, {1}", "位置 {0}，{1}"),
        "said_score": Text("position {0}, distance {1}, score {2}", "位置 {0}，距离 {1}，得分 {2}"),
    }

    view = moved(OneOf("clocks", "swap", "rotary"))
    position = moved(Whole(0, 0, LAST))
    stamp = moved(OneOf(*STAMPS))
    first = moved(Whole(0, 0, LONGEST - 1))
    second = moved(Whole(0, 0, LONGEST - 1))
    query_at = moved(Whole(0, 0, FARTHEST))
    key_at = moved(Whole(0, 0, FARTHEST))
    together = moved(traitlets.Bool(False))

    def __init__(self, sentence=None, encode=None, rotate=None, view="clocks", stamp="none", position=0, swap=None):
        self._example = example = course_sentence(sentence)
        self._verb = example.asking
        self._q, self._k = example.embeddings @ example.W_q, example.embeddings @ example.W_k
        scores = self._k @ self._q[self._verb]
        two = _first_two(scores, self._verb)
        self._sought = two[0]
        first, second = two if swap is None else _swapped(swap, len(example))
        super().__init__(
            given={
                "labels": example.labels,
                "asking": self._verb,
                "asked": self._sought,
                "X": example.embeddings.tolist(),
                **{name: getattr(example, name).tolist() for name in ("W_q", "W_k", "W_v")},
                "query": self._q[self._verb].tolist(),
                "key": self._k[self._sought].tolist(),
                "features": example.value_features,
                "axes": example.query_features,
                "last": LAST,
                "farthest": FARTHEST,
                "width": WIDTH,
            },
            functions={"encode": encode, "rotate": rotate},
            view=view,
            stamp=stamp,
            position=position,
            first=first,
            second=second,
            query_at=self._verb,
            key_at=self._sought,
        )

    # Data out

    @property
    def stamp_of_position(self):
        """The stamp (8,) of the position now, in the view of the clocks."""
        return self.think()["row"]

    @property
    def outputs(self):
        """The verb's outputs (2, d_v): as written, and with two words swapped."""
        return self.think()["outputs"]

    @property
    def score(self):
        """The rotary score."""
        return self.think()["score"]

    def think(self):
        nothing = dict.fromkeys(
            ("row", "weights", "outputs", "difference", "query", "key", "parts", "score", "curve"), None
        )
        return {**nothing, **getattr(self, f"_think_{self.view}")()}

    def still(self):
        """The state now as a `Picture`."""
        return getattr(self, f"_still_{self.view}")()

    # Clocks

    def _think_clocks(self):
        stamps = self._stamps(self.position + 1)
        return {"row": None if stamps is None else stamps[-1]}

    def _stamps(self, n):
        return self.ask("encode", sinusoidal_positions, n, WIDTH, shape=(n, WIDTH))

    def _still_clocks(self):
        stamps = sinusoidal_positions(LAST + 1, WIDTH)
        lines = {say(COLUMN_NAME.format(i)): stamps[:, i] for i in range(0, WIDTH, 2)}
        return plots.curve(np.arange(LAST + 1), lines, say(STILL_CLOCKS), say(POSITION))

    # Swap

    def _think_swap(self):
        """The verb's weights, each in the order of the words as written, and its outputs."""
        example, n, orders = self._example, len(self._example), self._orders()
        stamps = self._stamps(n) if self.stamp == "sinusoidal" else np.zeros((n, WIDTH))
        if stamps is None:
            return {}
        both = np.array([example.embeddings[order] + stamps for order in orders])  # (2, n, d_model)
        queries, keys, values = (both @ W for W in (example.W_q, example.W_k, example.W_v))  # three times (2, n, d)
        if self.stamp == "rotary":
            rows = np.concatenate([queries, keys]).reshape(4 * n, -1)
            turned = self._turned(rows, np.tile(np.arange(n), 4))
            if turned is None:
                return {}
            queries, keys = turned.reshape(2, *queries.shape)
        read = [self._verb_reads(*tables) for tables in zip(orders, queries, keys, values, strict=True)]
        weights, outputs = map(np.array, zip(*read, strict=True))
        return {"weights": weights, "outputs": outputs, "difference": np.abs(outputs[0] - outputs[1]).max()}

    def _orders(self):
        """Which word stands at each position, as written and swapped: two arrays (n,)."""
        written = np.arange(len(self._example))
        swapped = written.copy()
        swapped[[self.first, self.second]] = swapped[[self.second, self.first]]
        return written, swapped

    def _verb_reads(self, order, queries, keys, values):
        """The verb's weights, put back into the order of the words as written, and its output."""
        weights = attention_weights(queries[[list(order).index(self._verb)]], keys)[0]
        return weights[np.argsort(order)], weights @ values

    def _still_swap(self):
        weights, labels = self.think()["weights"], self._example.labels
        title = say(self.WORDS["weights"].format(labels[self._verb]))
        if weights is None:
            return plots.bars(self._k @ self._q[self._verb], labels, "score", title)
        return plots.bars(weights[0], labels, "weight", title, weights[1], (say(AS_WRITTEN), say(SWAPPED)))

    # Rotary

    def _think_rotary(self):
        query, key = self._q[self._verb], self._k[self._sought]
        places = np.array([self.query_at, *range(FARTHEST + 1)])
        turned = self._turned(np.vstack([query, np.tile(key, (FARTHEST + 1, 1))]), places)
        if turned is None:
            return {}
        query, keys = turned[0], turned[1:]
        key = keys[self.key_at]
        parts = (query * key).reshape(-1, 2).sum(1)
        return {"query": query, "key": key, "parts": parts, "score": float(query @ key), "curve": keys @ query}

    def _turned(self, rows, places):
        return self.ask("rotate", rotate_by_position, rows, places, shape=rows.shape)

    def _still_rotary(self):
        curve, labels = self.think()["curve"], self._example.labels
        asks, asked = labels[self._verb], labels[self._sought]
        curve = np.zeros(FARTHEST + 1) if curve is None else curve
        title, axis = STILL_ROTARY.format(asks, self.query_at), KEY_POSITION.format(asked)
        return plots.curve(np.arange(FARTHEST + 1), {asked: curve}, say(title), say(axis))

    # The state

    @traitlets.validate("first", "second")
    def _one_of_the_words(self, proposal):
        return whole(proposal["trait"].name, proposal["value"], 0, len(self._example) - 1)


def sinusoidal_positions(n, d):
    """(n, d): columns 2i and 2i+1 are sine and cosine of position / 10000^(2i/d) (Vaswani et al. 2017)."""
    angles = _angles(np.arange(n), d)
    return np.stack([np.sin(angles), np.cos(angles)], axis=-1).reshape(n, d)


def rotate_by_position(X, positions):
    """(n, d), (n,) → (n, d): pairs (2i, 2i+1) turned by position / 10000^(2i/d) (Su et al. 2021)."""
    angles = _angles(positions, X.shape[1])
    x, y, cos, sin = X[:, ::2], X[:, 1::2], np.cos(angles), np.sin(angles)
    return np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1).reshape(X.shape)


def _angles(positions, d):
    """(n,) → (n, d/2)."""
    return np.asarray(positions)[:, None] / 10000 ** (np.arange(0, d, 2) / d)


def _swapped(swap, n):
    """Two positions among n words."""
    if isinstance(swap, str) or not np.iterable(swap) or len(two := list(swap)) != 2:
        raise SaidPlainly(say(SWAP_WANTED.format(shown(swap))))
    return [whole(name, place, 0, n - 1) for name, place in zip(("first", "second"), two, strict=True)]


def _first_two(scores, asking):
    """The two words that the verb scores highest, in the order of the sentence."""
    others = [i for i in np.argsort(-scores, kind="stable").tolist() if i != asking]
    return sorted(others[:2])
