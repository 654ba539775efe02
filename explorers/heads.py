"""Heads: cut the rows of a sentence into slices, rightly or wrongly, let each slice read, and send a head home."""

import numpy as np
import traitlets

from explorers import drawing, plots
from explorers.arguments import OneOf, Whole, course_sentence, one_of, whole
from explorers.base import Explorer, moved
from explorers.maths import attention_weights
from explorers.style import INK
from grader.language import Text, say

COUNTS = (1, 2, 4, 8)
LONGEST = 10  # words that have a colour of their own
WIDTH = 8  # qualities: the ones digit of the paint
# Paul Tol's light palette (personal.sron.nl/~pault), as in the lesson's figures: told apart by colour-blind eyes, and
# no role's colour. The number in each cell says the same.
TOKENS = ("#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#66CCAA", "#99DDFF", "#BBCC33", "#CDB4E8", "#DDDDDD", "#D9B382")

HEAD = Text("head {0}", "头 {0}")
CUT_ALT = Text(
    "{n} words of {width} qualities, painted with numbers (tens: the word, ones: the quality) and cut into {heads} heads. {told}",
    "{n} 个词，每个词 {width} 个特征，都编上号（十位是词，个位是特征），切成 {heads} 个头。{told}",
)
ALL_HOME = Text("Every row of every head belongs to its own word.", "每个头里，每一行都是这个词自己的数。")
STRANGERS = Text("{0} of {1} numbers lie in the row of another word.", "{1} 个数里，有 {0} 个落在了别的词那一行。")
NO_CUT = Text("The function gave no heads.", "函数没有给出头。")
READS = Text("{0} asks, one row for each head", "{0} 提问，每个头一行")


class HeadsExplorer(Explorer, files="heads"):
    """A sentence cut into heads, in two views: where every number goes, and what each head then reads.

    `sentence`: one of the course's, *The cat chased the mouse* unless given; its matrices are `sentence.heads`.
    `split`: the learner's `f(X, n_heads) -> (n_heads, n, d_head)`, `merge`: `f(H) -> (n, n_heads * d_head)`, by name or
    itself. They are given painted numbers (tens: the word, ones: the quality), and queries, keys, values and pages then
    go where these went. Without `split` the reader chooses between the right cut and a mere reshape.
    `n_heads`: 1, 2, 4 or 8 to begin with; `word`: the position of the word that asks, the verb unless given;
    `view`: "cut" or "read". `ValueError` for what does not fit.

    Data out: `n_heads`, `word`, `left_out` (the heads sent home), `cut` (n_heads, n, d_head) as painted numbers,
    `weights` (n_heads, n, n), `output` (d_model,) of the word; None where a function gave none.
    """

    WORDS = {  # noqa: RUF012
        "view": Text("View", "视图"),
        "view_cut": Text("Cut the rows", "切开"),
        "view_read": Text("Let the heads read", "让头去读"),
        "how_many": Text("Heads", "头数"),
        "way": Text("How", "切法"),
        "way_right": Text("cut the qualities", "按特征切"),
        "way_wrong": Text("reshape alone", "只用 reshape"),
        "before": Text("The words before", "切之前的词"),
        "paint": Text("tens: the word · ones: the quality", "十位是词 · 个位是特征"),
        "head": HEAD,
        "joined": Text("Joined again", "再合上"),
        "same": Text("every number is back in its place", "每个数都回到了原位"),
        "not_same": Text("{0} numbers are not where they were", "有 {0} 个数不在原位"),
        "all_home": ALL_HOME,
        "strangers": STRANGERS,
        "for_example": Text(
            " In head {0}, the row of {1} holds numbers of {2}.", "例如头 {0} 里，{1} 这一行装的是 {2} 的数。"
        ),
        "no_word": Text("no word at all", "不知哪个词"),
        "happy": Text(
            " Joined again they look untouched: two wrongs undo each other.",
            "可是再合上又和原来一样：两个错互相抵消了。",
        ),
        "unknown": Text(
            "Your {0} changed the numbers themselves. A cut only moves them, so nothing can be read here.",
            "你的 {0} 把数本身也改了。切和合只搬动数，所以这里没法继续读下去。",
        ),
        "asks": Text("Which word asks?", "谁来提问？"),
        "all_words": Text("all words", "所有的词"),
        "weights_of": Text("weights of head {0}", "头 {0} 的权重"),
        "leave_out": Text("leave its page out", "不要这一页"),
        "left": Text("page left out", "这一页没有用"),
        "output_of": Text("output for {0}", "{0} 的输出"),
        "quality": Text("quality", "特征"),
        "with_all": Text("all heads", "所有的头"),
        "now": Text("now", "现在"),
        "change": Text("change", "变化"),
        "reads": Text("Head {0}: {1} reads {2} most, weight {3}. ", "头 {0}：{1} 读得最多的是 {2}，权重 {3}。"),
        "reads_alike": Text("Head {0}: {1} reads every word alike. ", "头 {0}：{1} 对每个词一视同仁。"),
        "try_leaving": Text("Leave a page out and watch the output.", "拿掉一页，看看输出怎么变。"),
        "suffers": Text("Most changed: {0}, from {1} to {2}.", "变得最多的是“{0}”：从 {1} 变成 {2}。"),
        "no_matter": Text("The output has not changed.", "输出没有变。"),
        "mixed": Text(
            "The badges say whose numbers a row really holds: these heads read mixed-up words.",
            "圆圈里的号码是这一行真正装着的词：这些头读的是混在一起的词。",
        ),
    }

    view = moved(OneOf("cut", "read"))
    n_heads = moved(OneOf(*COUNTS))
    reshaped = moved(traitlets.Bool(False))
    word = moved(Whole(0, 0, LONGEST - 1))
    all_words = moved(traitlets.Bool(False))
    left_out = moved(traitlets.List(traitlets.Int()))

    def __init__(self, sentence=None, split=None, merge=None, n_heads=2, word=None, view="cut"):
        self._shown = one = course_sentence(sentence)
        X, heads = one.embeddings, one.heads
        self._q, self._k, self._v = (X @ heads[name] for name in ("W_q", "W_k", "W_v"))  # three times (n, d_model)
        self._paint = 10.0 * np.arange(1, len(one) + 1)[:, None] + np.arange(1, WIDTH + 1)  # (n, d_model)
        super().__init__(
            given={
                "tokens": one.tokens,
                "labels": one.labels,
                "features": one.embedding_features,
                "counts": COUNTS,
                "colours": TOKENS,
                **{name: matrix.tolist() for name, matrix in zip("QKV", (self._q, self._k, self._v), strict=True)},
                "W_o": heads["W_o"].tolist(),
            },
            functions={"split": split, "merge": merge},
            view=view,
            n_heads=one_of("n_heads", n_heads, COUNTS),
            word=one.asking if word is None else whole("word", word, 0, len(one) - 1),
        )

    # Data out

    @property
    def cut(self):
        """The painted numbers (n_heads, n, d_head) as the heads got them."""
        return self.think()["cut"]

    @property
    def weights(self):
        """Each head's weights (n_heads, n, n)."""
        return self.think()["weights"]

    @property
    def output(self):
        """The output (d_model,) of the asking word, without the heads that are left out."""
        return self.think()["output"]

    def think(self):
        cut = self.ask("split", self._split, self._paint, self.n_heads, shape=self._shape)
        pages = self._cut_rightly(self._paint)
        merged = self.ask("merge", self._merge, pages, shape=self._paint.shape)
        source, target = self._places(cut), self._places(merged)
        weights, all_pages = self._read(source)
        with_all, output = self._print(all_pages, target, ()), self._print(all_pages, target, self.left_out)
        return {
            "cut": cut,
            "joined": None if target is None or cut is None else self._joined(cut, target),
            "strangers": None if cut is None else int((self._words_in(cut) != np.arange(len(cut[0]))[:, None]).sum()),
            "weights": weights,
            "with_all": with_all,
            "output": output,
            "change": None if output is None else output - with_all,
        }

    def still(self):
        """The state now as a `Picture`: where the numbers went, or what each head reads."""
        numbers, labels = self.think(), self._shown.labels
        if self.view == "cut" or numbers["weights"] is None:
            return self._still_cut(numbers)
        rows = [say(HEAD.format(h)) for h in range(self.n_heads)]
        return plots.heatmap(
            numbers["weights"][:, self.word], rows, labels, "weight", say(READS.format(labels[self.word]))
        )

    # The maths

    @property
    def _shape(self):
        return (self.n_heads, len(self._paint), WIDTH // self.n_heads)

    def _cut_rightly(self, table):
        """(n, d_model) → (n_heads, n, d_head): every row cut into slices, the heads in front."""
        n_heads, n, d_head = self._shape
        return table.reshape(n, n_heads, d_head).swapaxes(0, 1)

    def _split(self, table, n_heads):
        return table.reshape(self._shape) if self._is_reshaped else self._cut_rightly(table)

    def _merge(self, pages):
        return (pages if self._is_reshaped else pages.swapaxes(0, 1)).reshape(self._paint.shape)

    @property
    def _is_reshaped(self):
        """The reader's choice; a function of the learner leaves none."""
        return self.reshaped and "split" not in self._functions

    def _places(self, painted):
        """Where each painted number lay in the flat (n, d_model) table; None if one of them was not there."""
        if painted is None or not np.isin(painted, self._paint).all():
            return None
        return ((painted // 10 - 1) * WIDTH + painted % 10 - 1).astype(int)

    def _words_in(self, painted):
        """Whose number each one is; -1 for one that was not in the table."""
        return np.where(np.isin(painted, self._paint), painted // 10 - 1, -1)

    def _joined(self, cut, target):
        """The cut numbers laid back to where `merge` puts the pages' numbers."""
        row, quality = target // WIDTH, target % WIDTH
        d_head = self._shape[2]
        return cut[quality // d_head, row, quality % d_head]

    def _read(self, source):
        """Each head's weights (n_heads, n, n) and pages (n_heads, n, d_head)."""
        if source is None:
            return None, None
        queries, keys, values = (table.ravel()[source] for table in (self._q, self._k, self._v))
        weights = np.array([attention_weights(q, k) for q, k in zip(queries, keys, strict=True)])
        return weights, weights @ values

    def _print(self, pages, target, left_out):
        """The asking word's output (d_model,): pages joined, those left out as zeros, times W_o."""
        if pages is None or target is None:
            return None
        kept = pages.copy()
        kept[[h for h in left_out if h < len(pages)]] = 0
        return self._joined(kept, target)[self.word] @ self._shown.heads["W_o"]

    # The still picture

    def _still_cut(self, numbers):
        cut, labels = numbers["cut"], self._shown.labels
        told = _told(cut, numbers["strangers"])
        alt = CUT_ALT.format(n=len(labels), width=WIDTH, heads=self.n_heads, told=told)
        tables = [self._paint, *(() if cut is None else cut)]
        titles = ["", *(say(HEAD.format(h)) for h in range(self.n_heads))]

        def draw(figure):
            widths = [table.shape[1] for table in tables]
            panels = figure.subplots(1, len(tables), width_ratios=widths, squeeze=False)[0]
            for panel, table, title in zip(panels, tables, titles, strict=False):
                _draw_painted(panel, table, self._words_in(table), title)
            panels[0].set_yticks(range(len(labels)), labels)

        size = (min(8.6, 1.6 + 0.36 * sum(table.shape[1] + 0.6 for table in tables)), 0.9 + 0.34 * len(labels))
        return plots.Picture(say(alt), drawing.svg(size, draw))

    # The state

    @traitlets.validate("word")
    def _one_of_the_words(self, proposal):
        return whole("word", proposal["value"], 0, len(self._shown) - 1)


def _told(cut, strangers):
    if cut is None:
        return NO_CUT
    return STRANGERS.format(strangers, cut.size) if strangers else ALL_HOME


def _draw_painted(axes, table, words, title):
    """A cell a number, in the colour of its word; what belongs to no word is white."""
    axes.set(xlim=(-0.5, table.shape[1] - 0.5), ylim=(len(table) - 0.5, -0.5), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title(title, fontsize=10)
    for (row, column), number in np.ndenumerate(table):
        whose = int(words[row, column])
        colour = TOKENS[whose] if whose >= 0 else "white"
        axes.bar(column, 0.94, 0.94, row - 0.47, color=colour)
        axes.text(column, row, f"{number:g}", ha="center", va="center", fontsize=7, color=INK, in_layout=False)
