"""The mask: change tomorrow's word and see whose output moves, with the future hidden before softmax, after it, or not."""

import numpy as np

from explorers import drawing
from explorers.arguments import Number, OneOf, Whole, whole
from explorers.base import WORDS, Explorer, moved
from explorers.examples import sentence
from explorers.maths import softmax
from explorers.plots import Picture
from explorers.sliders import Slider
from explorers.style import INK
from grader.language import Text, say

LARGEST = 4.0
PLACES = 5
VOCABULARY = {"the": 3, "cat": 1, "chased": 2, "mouse": 4}  # word → where it stands in the sentence

MASKS = {
    "none": Text("no mask", "没有掩码"),
    "before": Text("hidden before softmax", "softmax 之前遮"),
    "after": Text("hidden after softmax", "softmax 之后遮"),
}
SIZE = Text("size ×", "大小 ×")
TOTAL, MOVED = Text("sum", "总和"), Text("output moved by", "输出变动")
STATE = Text("Weights ({mask}) when {word} is {size:g} times as large", "权重（{mask}），“{word}”放大到 {size:g} 倍")
ROW = Text("{reader}: sum {total:.3f}, output moved by {change}", "{reader}：总和 {total:.3f}，输出变动 {change}")
NOTHING = Text("no weights yet; {0} words", "还没有权重；共 {0} 个词")


class MaskExplorer(Explorer, files="mask"):
    """*The cat chased the mouse*: each word reads, and one word changes.

    `attend`: None, or the learner's `f(Q (…, n, d), K, V, mask=None) -> (outputs (…, n, d_v), weights (…, n, n))`. It is
    asked once for two sentences, as they were and as they are, so there is one leading axis.
    `mask`: "none", "before" softmax, or "after" it without renormalising. `place`, 0 to 4, says which word changes,
    `word` ("the", "cat", "chased", "mouse") which word stands there now, None for the one of the sentence, and `size`,
    0 to 4, how often its embedding is taken. `ValueError` for anything else.

    Data out: `weights` (5, 5), `sums` (5,) of their rows, `outputs` (5, 4), `changes` (5,) the largest change of each
    reader's output against the unchanged sentence, `weight_changes` (5,) of its weights. None where there are none.
    """

    WORDS = {  # noqa: RUF012
        **MASKS,
        "masking": Text("The future is hidden", "未来怎么藏"),
        "changing": Text("The word that changes", "改哪个词"),
        "becomes": Text("It becomes", "改成"),
        "table": Text("Weights: row = who asks", "权重：一行一位提问者"),
        "weights_by": Text("weights moved by", "权重变动"),
        "output_by": Text("output moved by", "输出变动"),
        "times": Text("{0} ×{1}", "{0} ×{1}"),
        "start": Text(
            "Put another word in its place, or make it larger: which readers' rows move?",
            "换一个词，或者把它放大：哪些读者的行会动？",
        ),
        "first": Text(
            "Nobody reads before the first word. Change a later one.", "第一个词前面没有读者。改后面的词看看。"
        ),
        "still": Text(
            "“{0}” moves no reader before it: their largest change is {1}.",
            "“{0}”没有动到它前面的任何一位读者：最大变动是 {1}。",
        ),
        "exactly": Text("0, to the last bit", "0，一个二进制位都没变"),
        "ahead": Text(
            "“{0}” is not written yet for {1}, and moves their rows: they read ahead. Largest change {2}.",
            "对 {1} 来说，“{0}”还没写出来，他们的行却跟着动了：他们偷看了后文。最大变动 {2}。",
        ),
        "leak": Text(
            "“{0}” is hidden from {1}, and moves their rows all the same: it is in the denominator. Largest change {2}.",
            "“{0}”对 {1} 是藏着的，他们的行还是动了：它早已进了分母。最大变动 {2}。",
        ),
        "wrong": Text(
            "“{0}” should be hidden from {1}, but moves their rows. Largest change {2}.",
            "“{0}”本该对 {1} 藏起来，他们的行却动了。最大变动 {2}。",
        ),
    }

    mask = moved(OneOf(*MASKS))
    place = moved(Whole(PLACES - 1, 0, PLACES - 1))
    word = moved(OneOf(*VOCABULARY))
    size = moved(Number(3.0, 0.0, LARGEST))

    def __init__(self, attend=None, mask="before", place=PLACES - 1, word=None, size=3.0):
        self._cat = sentence()
        standing = [token.lower() for token in self._cat.tokens]
        place = whole("place", place, 0, PLACES - 1)
        super().__init__(
            given={
                "labels": self._cat.labels,
                "vocabulary": list(VOCABULARY),
                "rows": list(VOCABULARY.values()),
                "standing": standing,
                "X": self._cat.embeddings.tolist(),
                **{name: getattr(self._cat, name).tolist() for name in ("W_q", "W_k", "W_v")},
            },
            functions={"attend": attend},
            sliders=[Slider("size", say(SIZE), 0.0, LARGEST, 0.1)],
            mask=mask,
            place=place,
            word=standing[place] if word is None else word,
            size=size,
        )

    # Data out

    @property
    def weights(self):
        """The weights (5, 5) now, row = who asks; None if the learner's function gives none."""
        return self.think()["weights"]

    @property
    def sums(self):
        """What each reader's weights sum to (5,), or None."""
        return self.think()["sums"]

    @property
    def outputs(self):
        """Each reader's weighted sum of the values (5, 4), or None."""
        return self.think()["outputs"]

    @property
    def weight_changes(self):
        """How far each reader's weights have moved (5,), the largest of them, or None."""
        return self.think()["weight_changes"]

    @property
    def changes(self):
        """How far each reader's output has moved (5,), the largest of its numbers, or None."""
        return self.think()["changes"]

    def think(self):
        X = np.stack([self._cat.embeddings, self._embeddings()])  # (2, n, d_model): as it was, as it is
        Q, K, V = (X @ getattr(self._cat, name) for name in ("W_q", "W_k", "W_v"))
        hidden = [causal(PLACES)] if self.mask == "before" else []
        shape = [V.shape, (*Q.shape[:-1], PLACES)]
        answer = self.ask("attend", masked_attention, Q, K, V, *hidden, shape=shape)
        if answer is None:
            return dict.fromkeys(("weights", "sums", "outputs", "weight_changes", "changes"))
        outputs, weights = answer
        if self.mask == "after":
            weights = weights * causal(PLACES)
            outputs = weights @ V
        return {
            "weights": weights[1],
            "sums": weights[1].sum(-1),
            "outputs": outputs[1],
            "weight_changes": np.abs(weights[1] - weights[0]).max(-1),
            "changes": np.abs(outputs[1] - outputs[0]).max(-1),
        }

    def _embeddings(self):
        """The sentence's embeddings (n, d_model) with the changed word in its place."""
        X = self._cat.embeddings.copy()
        X[self.place] = self.size * X[VOCABULARY[self.word]]
        return X

    def still(self):
        """The state now as a `Picture`: the weights, what each row sums to, and how far its output moved."""
        numbers = self.think()
        labels = self._cat.labels
        if self.word != labels[self.place].split()[0].lower():
            labels[self.place] = self._cat.labels[VOCABULARY[self.word]]
        told = say(STATE.format(mask=MASKS[self.mask], word=labels[self.place], size=self.size))
        if numbers["weights"] is None:
            alt = f"{told}{say(WORDS['colon'])}{say(NOTHING.format(PLACES))}"
            return Picture(alt, drawing.svg((6.4, 1), lambda figure: None, told))
        changes = list(map(written, numbers["changes"]))
        each = zip(labels, numbers["sums"], changes, strict=True)
        rows = [say(ROW.format(reader=reader, total=total, change=change)) for reader, total, change in each]
        alt = f"{told}{say(WORDS['colon'])}{'; '.join(rows)}"
        hidden = ~causal(PLACES) & (self.mask != "none")
        size = (6.6, 3.4)
        return Picture(alt, drawing.svg(size, lambda figure: _draw(figure, numbers, labels, changes, hidden), told))


def masked_attention(Q, K, V, mask=True):
    """(…, n_q, d), (…, n_k, d), (…, n_k, d_v) → outputs, weights; `mask` True = may look (Vaswani et al. 2017, eq. 1)."""
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    weights = softmax(np.where(mask, scores, -np.inf))
    return weights @ V, weights


def causal(n):
    """(n, n) bool: row i may look at places up to i."""
    return np.tri(n, dtype=bool)


def written(change) -> str:
    """A change as the picture writes it: exactly nothing is 0, dust is a power of ten."""
    if change == 0:
        return "0"
    return f"{change:.3f}" if change >= 5e-4 else f"{change:.0e}".replace("e-0", "e-").replace("-", "−")


def _draw(figure, numbers, labels, changes, hidden):
    from matplotlib.patches import Rectangle

    axes = figure.add_subplot()
    texts = [["0" if x == 0 else f"{x:.3f}" for x in row] for row in numbers["weights"]]
    drawing.draw_cells(axes, numbers["weights"], "weight", np.array(texts))
    for row, column in np.argwhere(hidden):
        corner = (column - 0.5, row - 0.5)
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, hatch="////", edgecolor=INK, linewidth=0, alpha=0.35))
    n = len(labels)
    for i, (total, change) in enumerate(zip(numbers["sums"], changes, strict=True)):
        axes.text(n + 0.1, i, f"{total:.3f}" + " ≠ 1" * bool(abs(total - 1) > 1e-4), ha="center", va="center")
        axes.text(n + 1.4, i, change, ha="center", va="center")
    axes.set_xlim(-0.5, n + 2)
    axes.set_xticks([*range(n), n + 0.1, n + 1.4], [*labels, say(TOTAL), say(MOVED)])
    axes.set_yticks(range(n), labels)
