"""Long texts in small pieces: softmax over tiles with three running numbers, and keys and values that are kept."""

import numpy as np
import traitlets

from explorers import plots
from explorers.arguments import OneOf, Vector, Whole, frozen, vector
from explorers.base import Explorer, moved
from explorers.examples import cat_on_the_mat
from explorers.maths import softmax
from grader.language import SaidPlainly, Text, say

TILES = (2, 1, 3, 5, 10)  # the first is where it starts
REACH = 4.0  # of a score, to both sides
LENGTH = 10  # words of the sentence
WITHOUT, WITH = Text("without a cache", "不用缓存"), Text("with a KV cache", "用 KV 缓存")
OPERATIONS = Text("multiply-adds", "乘加次数")

OUT_OF_REACH = Text("The scores must lie between −{0:g} and {0:g}.", "得分都应在 −{0:g} 到 {0:g} 之间。")
TILES_READ = Text(
    "{done} of {tiles} tiles read: running max {maximum}, running sum {total}, off from plain softmax by {off}",
    "{tiles} 块里读了 {done} 块：最大得分 {maximum}，和 {total}，与普通 softmax 相差 {off}",
)
NOT_READ = Text("{done} of {tiles} tiles read, no numbers yet", "{tiles} 块里读了 {done} 块，还没有数")
SO_FAR, OVER_ALL = Text("so far", "到目前"), Text("plain softmax over all", "普通 softmax（全部）")
WORDS_WRITTEN = Text("words written", "写出的词")
WORK = Text("Multiply-adds so far, word by word", "逐词累计的乘加次数")


class TilingExplorer(Explorer, files="tiling"):
    """A verb reads ten words, in two views: "online", softmax tile by tile, and "cache", one new word at a time.

    Online: the scores can be moved; `tile` (1, 2, 3, 5 or 10) words are read at once, and a running max, sum and output
    are carried on. Each word's value has a mark of its own beside it (a row with a single 1), so that the output also
    says which weights the words have got. Cache: which keys and values are computed for each new word, which are kept.

    `step`: None, or the learner's `f(running_max, running_sum, running_output, scores, values)` that returns the three
    (`online_softmax_step`), by name or itself. `scores` (10,), −4 to 4: where they start, None for the verb's own.
    `done`, `token`: how many tiles, how many words to begin with. `ValueError` for what does not fit.

    Data out: `scores` (10,), `weights` (10,) so far, 0 for words not read, `output` (4,) so far, `difference`
    of both from plain softmax over the words read, and `work` (2, 3, 2): without and with a cache, keys and values
    computed, scores computed, multiply-adds, each for this word and so far; None outside their view.
    """

    WORDS = {  # noqa: RUF012
        "view": Text("View", "视图"),
        "view_online": Text("Online softmax", "在线 softmax"),
        "view_cache": Text("KV cache", "KV 缓存"),
        "tile_size": Text("Words in a tile", "每块几个词"),
        "next_tile": Text("next tile", "读下一块"),
        "next_word": Text("next word", "写下一个词"),
        "back": Text("back", "退一步"),
        "to_end": Text("to the end", "直到最后"),
        "restart": Text("start over", "从头再来"),
        "tiles_read": Text("{0} of {1} tiles read", "{1} 块里读了 {0} 块"),
        "word_of": Text("word {0} of {1}: {2}", "第 {0} 个词（共 {1} 个）：{2}"),
        "asks": Text("{0} asks", "{0} 提问"),
        "so_far": SO_FAR,
        "over_all": OVER_ALL,
        "score_of": Text("score of {0}", "{0} 的得分"),
        "this_step": Text("Tile {0}", "第 {0} 块"),
        "start": Text("Before the first tile", "第一块之前"),
        "before": Text("before", "原来"),
        "rescaled": Text("× rescale", "× 缩放"),
        "added": Text("+ tile", "+ 这块"),
        "now": Text("= now", "= 现在"),
        "divided": Text("÷ sum", "÷ 和"),
        "plain": Text("plain", "普通"),
        "maximum": Text("running max", "最大得分"),
        "total": Text("running sum", "和"),
        "all_steps": Text("All tiles", "每一块"),
        "tile": Text("tile", "块"),
        "off": Text("off from plain", "与普通相差"),
        "says": Text(
            "{0} of {1} tiles read, off from plain softmax by {2}", "{1} 块里读了 {0} 块，与普通 softmax 相差 {2}"
        ),
        "hint_begin": Text(
            "Nothing has been read: the max is −∞, the sum and the output are 0. Read the first tile.",
            "还什么都没读：最大得分是 −∞，和与输出都是 0。读第一块吧。",
        ),
        "hint_first": Text(
            "The first tile: nothing was there to rescale. Its highest score is the record so far.",
            "第一块：先前什么也没有，不用缩放。它的最高分就是目前的纪录。",
        ),
        "hint_same": Text(
            "The record stands: old sums are multiplied by 1. Give a word further down a higher score.",
            "纪录没有破：旧的和乘以 1。把后面某个词的得分抬高试试。",
        ),
        "hint_record": Text(
            "A new record: what was gathered before is multiplied by {0}, and only then is the tile added.",
            "破了纪录：先前攒下的都乘以 {0}，然后才加上这一块。",
        ),
        "hint_end": Text(
            "All tiles read: these are the weights and the output of plain softmax. Off by {0}: no more than rounding.",
            "全部读完：权重和输出都与普通 softmax 一样。相差 {0}，不过是舍入。",
        ),
        "hint_wrong": Text(
            "Not what plain softmax gives: off by {0}, first at tile {1}. Look at “× rescale” and “+ tile” there.",
            "和普通 softmax 不一样：相差 {0}，从第 {1} 块开始。看看那里的“× 缩放”和“+ 这块”。",
        ),
        "without": WITHOUT,
        "with": WITH,
        "word": Text("word", "词"),
        "cell_new": Text("new", "新算"),
        "cell_again": Text("again", "重算"),
        "cell_kept": Text("kept", "已存"),
        "cells": Text("Which keys and values are computed for this word", "为了这个词，要算哪些键和值"),
        "scores_of": Text("scores, {0}", "得分，{0}"),
        "triangle": Text("{0}: {1} scores computed for this word", "{0}：为这个词算 {1} 个得分"),
        "count": Text("computed", "算了多少"),
        "this_word": Text("this word", "这个词"),
        "rows_computed": Text("keys and values", "键和值"),
        "scores_computed": Text("scores", "得分"),
        "operations": OPERATIONS,
        "saved": Text("So far: {0} times the work without a cache", "到目前为止：不用缓存，工作量是 {0} 倍"),
        "price": Text("The price of the cache: {0} numbers kept in memory", "缓存的代价：内存里存着 {0} 个数"),
        "hint_cache": Text(
            "Nothing that was computed can change: no word reads a later one. So keep it, and write the next word.",
            "算过的都不会变：没有哪个词读得到后面的词。那就存起来，写下一个词。",
        ),
    }

    view = moved(OneOf("online", "cache"))
    scores = moved(Vector())
    tile = moved(OneOf(*TILES))
    done = moved(Whole(0, 0, LENGTH))
    token = moved(Whole(1, 1, LENGTH))

    def __init__(self, step=None, scores=None, tile=2, view="online", done=1, token=1):
        self._cat = cat = cat_on_the_mat()
        Q, K, V = (cat.embeddings @ matrix for matrix in (cat.W_q, cat.W_k, cat.W_v))  # three times (10, 4)
        self._marked = np.hstack([V, np.eye(LENGTH)])  # (10, 4 + 10)
        if scores is None:
            scores = K @ Q[cat.asking] / np.sqrt(K.shape[1])
        super().__init__(
            given={
                "labels": cat.labels,
                "asking": cat.asking,
                "features": cat.value_features,
                "values": V.tolist(),
                "tiles": sorted(TILES),
                "reach": REACH,
                "sizes": cat.W_k.shape,
            },
            functions={"step": step},
            view=view,
            scores=scores,
            tile=tile,
            done=done,
            token=token,
        )

    # Data out

    @property
    def weights(self):
        """The weights (10,) that the words have by now, 0 for those not read; None if a learner's function gives none."""
        return self.think()["weights"]

    @property
    def output(self):
        """Running output divided by running sum (4,); None before the first tile."""
        return self.think()["output"]

    @property
    def difference(self):
        """How far weights and output are from plain softmax over the words read, the largest of them."""
        return self.think()["difference"]

    @property
    def work(self):
        """(2, 3, 2): without and with a cache; keys and values, scores, multiply-adds; for this word, and so far."""
        return self.think()["work"]

    def think(self):
        names = "maxima sums outputs factors differences weights output plain plain_weights difference work"
        return {**dict.fromkeys(names.split()), **getattr(self, f"_think_{self.view}")()}

    # Online softmax

    def _think_online(self):
        steps = self._steps()
        plain_weights = softmax(self.scores)
        if steps is None:
            return {"plain_weights": plain_weights}
        maxima, sums, outputs = map(np.array, zip(*steps, strict=True))  # (tiles,), (tiles,), (tiles, 14)
        with np.errstate(all="ignore"):
            answers = outputs / sums[:, None]
            factors = np.exp(np.concatenate([[-np.inf], maxima[:-1]]) - maxima)
        reads = [min((t + 1) * self.tile, LENGTH) for t in range(len(sums))]
        plain = np.array([softmax(self.scores[:n]) @ self._marked[:n] for n in reads])  # (tiles, 14)
        differences = np.abs(answers - plain).max(-1)
        now = min(self.done, len(sums)) - 1
        read = np.arange(LENGTH) < (reads[now] if now >= 0 else 0)
        return {
            "maxima": maxima,
            "sums": sums,
            "outputs": outputs[:, :-LENGTH],
            "factors": factors,
            "differences": differences,
            "weights": np.where(read, answers[now, -LENGTH:], 0),
            "output": None if now < 0 else answers[now, :-LENGTH],
            "plain": None if now < 0 else plain[now, :-LENGTH],
            "plain_weights": plain_weights,
            "difference": None if now < 0 else differences[now],
        }

    def _steps(self):
        """The three running numbers after each tile, as they come from the learner's function or ours; None if one fails."""
        carried, steps = (-np.inf, 0.0, np.zeros(self._marked.shape[1])), []
        for start in range(0, LENGTH, self.tile):
            tile = slice(start, start + self.tile)
            shape = [(), (), carried[2].shape]
            carried = self.ask(
                "step", online_softmax_step, *carried, self.scores[tile], self._marked[tile], shape=shape
            )
            if carried is None:
                return None
            carried = (float(carried[0]), float(carried[1]), carried[2])
            steps.append(carried)
        if "step" in self._functions:  # asked once a tile: the browser gets all the answers
            self._heard["step"] = [[maximum, total, output.tolist()] for maximum, total, output in steps]
        return steps

    # Cache

    def _think_cache(self):
        return {"work": self._work(self.token)}

    def _work(self, token):
        """(2, 3, 2): without a cache the whole text goes through again for each new word, with one only that word."""
        d_model, d = self._cat.W_k.shape
        words = np.arange(1, token + 1)
        rows = np.array([words, np.ones_like(words)])  # (2, words): words that go through W_q, W_k and W_v
        scores = np.array([words * (words + 1) // 2, words])
        operations = 3 * d_model * d * rows + 2 * d * scores  # a score costs d, and its value d too
        counted = np.stack([2 * rows, scores, operations], axis=1)  # (2, 3, words)
        return np.stack([counted[..., -1], counted.sum(-1)], axis=-1)

    # Showing

    def still(self):
        """The state now as a `Picture`: the weights so far beside plain softmax, or the work with and without a cache."""
        return getattr(self, f"_still_{self.view}")()

    def _still_online(self):
        numbers, tiles = self.think(), -(-LENGTH // self.tile)
        told = {"done": min(self.done, tiles), "tiles": tiles}
        if numbers["output"] is None:
            return plots.bars(self.scores, self._cat.glosses, "score", say(NOT_READ.format(**told)))
        now = told["done"] - 1
        told |= {"maximum": f"{numbers['maxima'][now]:.2f}", "total": f"{numbers['sums'][now]:.3f}"}
        title = say(TILES_READ.format(**told, off=_written(numbers["difference"])))
        pair = (say(SO_FAR), say(OVER_ALL))
        return plots.bars(numbers["weights"], self._cat.glosses, "weight", title, numbers["plain_weights"], pair)

    def _still_cache(self):
        words = np.arange(1, LENGTH + 1)
        work = np.array([self._work(token)[:, 2, 1] for token in words])  # (words, 2)
        lines = {say(name): work[:, i] for i, name in enumerate((WITHOUT, WITH))}
        return plots.curve(words, lines, say(WORK), say(WORDS_WRITTEN), say(OPERATIONS))

    # The state

    @traitlets.validate("scores")
    def _within_reach(self, proposal):
        scores = vector("scores", proposal["value"], LENGTH)
        if not (np.abs(scores) <= REACH * (1 + 1e-9)).all():
            raise SaidPlainly(OUT_OF_REACH.format(REACH)[self._language])
        return frozen(scores)


def online_softmax_step(running_max, running_sum, running_output, scores, values):
    """The three, with one more tile (n,), (n, d_v) in them (Milakov & Gimelshein 2018; Dao et al. 2022)."""
    new_max = max(running_max, scores.max())
    rescale, powers = np.exp(running_max - new_max), np.exp(scores - new_max)
    return new_max, rescale * running_sum + powers.sum(), rescale * running_output + powers @ values


def _written(difference):
    """A difference as the picture writes it: nothing is 0, dust a power of ten."""
    if difference == 0:
        return "0"
    return f"{difference:.3f}" if not difference < 5e-4 else f"{difference:.0e}".replace("e-0", "e-").replace("-", "−")
