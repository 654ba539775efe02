"""A training, state by state: the dictionary between two vocabularies appears out of noise while the loss falls."""

import numpy as np
import traitlets

from explorers import drawing
from explorers.arguments import COLUMN, Whole, names, shown, whole
from explorers.base import WORDS, Explorer, moved
from explorers.plots import Picture
from explorers.style import FAINT, INK
from grader.language import SaidPlainly, Text, say

LONGEST = 2000  # states
DIGITS = 4  # of the weights that travel to the browser: 256 of them a state
RECORDED = ("step", "loss", "accuracy", "dictionary")

HISTORY_WANTED = Text(
    "history must be a list of 2 to {0} states, each a dict with {1}; it is {2}.",
    "history 应是 2 到 {0} 个状态的列表，每个状态是带有 {1} 的字典；现在是 {2}。",
)
STATE_WANTED = Text(
    "Entry {0} of history (counted from 0) must be a dict with {1}, numbers all of them.",
    "history 的第 {0} 项（从 0 数起）应是带有 {1} 的字典，里面都是数。",
)
SQUARE_WANTED = Text(
    "The dictionary of entry {0} of history must be a square table, the same size in every state; its shape is {1}.",
    "history 第 {0} 项的 dictionary 应是方表，每个状态一样大；现在的形状是 {1}。",
)
QUESTION, LABEL = Text("question {0}", "问题 {0}"), Text("label {0}", "标签 {0}")
SUMMARY = Text(
    "Step {step}: {count} of {n} words matched, loss {loss}, accuracy {accuracy}",
    "第 {step} 步：{n} 个词对上了 {count} 个，损失 {loss}，正确率 {accuracy}",
)
STEP = Text("step", "步数")
AT_STEP = Text("step {0}: {1} of {2}", "第 {0} 步：{2} 个对上 {1} 个")
LOSS, ACCURACY = Text("loss", "损失"), Text("accuracy", "正确率")


class TrainingExplorer(Explorer, files="training"):
    """A recorded training: move along its steps, or play it, and see what the model had learnt by then.

    `history`: a list of states in order, each a dict: "step", "loss", "accuracy" (0 to 1), and "dictionary" (n, n), the
    weights that each question gives to all labels, a question and its translation on the diagonal. What has become NaN
    or infinite is shown as a dash. `questions`, `labels`: n names of rows and columns; lesson 10's words where None and
    n = 16. `shelves`: among how many answers a guess chooses, None for no line of guessing. `at`: the place in
    `history` to begin with, counted from 0; a negative one counts from the end. `ValueError` for what does not fit.

    Data out: `at`, `step`, `loss`, `accuracy`, `weights` (n, n), `matched`: how many questions give their translation
    more than any other label.
    """

    WORDS = {  # noqa: RUF012
        "step": STEP,
        "loss": LOSS,
        "accuracy": ACCURACY,
        "play": Text("play", "播放"),
        "pause": Text("pause", "暂停"),
        "back": Text("one back", "退一步"),
        "on": Text("one on", "进一步"),
        "table": Text("Weights: each question (row) on every label", "权重：每个问题（行）分给各个标签"),
        "framed": Text("framed: its translation · ✓ it weighs most", "加框：它的译词 · ✓ 权重最大"),
        "matched": Text("words matched", "个词对上了"),
        "of": Text("{0} of {1}", "{0} / {1}"),
        "match": Text("matched", "对上了"),
        "mean": Text("mean weight on the translation: {0}", "译词的权重，平均 {0}"),
        "guessing": Text("guessing {0}", "瞎猜 {0}"),
        "says": Text("{0} of {1} words matched, loss {2}, accuracy {3}", "{1} 个词对上了 {0} 个，损失 {2}，正确率 {3}"),
        "hint_start": Text(
            "The first state: numbers drawn at random know no word. Press play, or move the step.",
            "最初的状态：随机抽来的数，一个词也不认得。按“播放”，或者移动步数。",
        ),
        "hint_middle": Text(
            "Watch the frames fill. Which word is found first, and which one is the loss still waiting for?",
            "看框里怎样一格格填上。哪个词最先找到？损失还在等哪个词？",
        ),
        "hint_found": Text(
            "The last state: every question finds its translation, and nobody has told it one.",
            "最后的状态：每个问题都找到了译词，而谁也没有告诉过它一个。",
        ),
        "hint_lost": Text(
            "The last state, and {0} words are not matched: this training has not found the whole dictionary.",
            "最后的状态，还有 {0} 个词没对上：这次训练没有找齐整本词典。",
        ),
    }

    at = moved(Whole(0, 0, LONGEST - 1))
    playing = moved(traitlets.Bool(False))

    def __init__(self, history, questions=None, labels=None, shelves=8, at=0):
        self._recorded = recorded = _checked(history)
        self._tables = recorded["dictionary"]  # (states, n, n)
        n = self._tables.shape[1]
        if questions is None and labels is None and n == 16:
            questions, labels = _words_of_lesson_10()
        self._rows = names("questions", questions, n, default=QUESTION)
        self._columns = names("labels", labels, n, each=COLUMN, default=LABEL)
        states = len(self._tables)
        at = whole("at", at, -states, states - 1)
        self._guess = None if shelves is None else whole("shelves", shelves, 2, 10**6)
        super().__init__(
            given={
                "questions": self._rows,
                "labels": self._columns,
                "shelves": self._guess,
                "steps": _as_json(recorded["step"]),
                "losses": _as_json(recorded["loss"]),
                "accuracies": _as_json(recorded["accuracy"]),
                "tables": _as_json(self._tables),
            },
            at=at % states,
        )

    # Data out

    @property
    def step(self):
        """How many steps had been taken by the state shown."""
        return self.think()["step"]

    @property
    def loss(self):
        """The loss recorded there."""
        return self.think()["loss"]

    @property
    def accuracy(self):
        """The accuracy recorded there."""
        return self.think()["accuracy"]

    @property
    def weights(self):
        """The weights (n, n) of each question on all labels, to four decimals."""
        return self.think()["weights"]

    @property
    def matched(self):
        """How many questions give their translation more than any other label."""
        return self.think()["count"]

    def think(self):
        weights = self._tables[self.at]
        matched = matches(weights)
        return {
            **{name: self._recorded[name][self.at] for name in RECORDED[:3]},
            "weights": weights,
            "matched": matched,
            "count": int(matched.sum()),
            "mean": np.diag(weights).mean(),
        }

    def still(self):
        """The state now as a `Picture`, the last state beside it, and both curves."""
        numbers = self.think()
        told = {name: f"{numbers[name]:.3g}" for name in RECORDED[:3]}
        title = say(SUMMARY.format(count=numbers["count"], n=len(self._rows), **told))
        places = [self.at] if self.at == len(self._tables) - 1 else [self.at, -1]
        size = (3.0 + 3.2 * len(places), 3.9)
        return Picture(title, drawing.svg(size, lambda figure: self._draw(figure, places), title))

    def _draw(self, figure, places):
        wide = figure.add_gridspec(2, len(places) + 1, width_ratios=[1.3] * len(places) + [1])
        for i, place in enumerate(places):
            panel, table = figure.add_subplot(wide[:, i]), self._tables[place]
            drawing.draw_cells(panel, np.nan_to_num(table), "weight", np.full(table.shape, ""))
            panel.set_yticks(range(len(table)), self._rows if i == 0 else [], fontsize=drawing.SMALL)
            panel.set_xticks(range(len(table)), self._columns, rotation=90, fontsize=drawing.SMALL)
            told = AT_STEP.format(f"{self._recorded['step'][place]:g}", int(matches(table).sum()), len(table))
            panel.set_title(say(told), fontsize=10, y=-0.13)
        for row, name, text in ((0, "loss", LOSS), (1, "accuracy", ACCURACY)):
            panel = figure.add_subplot(wide[row, -1])
            panel.plot(self._recorded["step"], self._recorded[name], color=INK)
            panel.axvline(self._recorded["step"][self.at], color=FAINT, linestyle="--", linewidth=1)
            panel.set_title(say(text), fontsize=10)
            panel.set_ylim(bottom=0)
        panel.set_xlabel(say(STEP))

    # The state

    @traitlets.validate("at")
    def _one_of_the_states(self, proposal):
        return whole("at", proposal["value"], 0, len(self._tables) - 1)


def matches(weights):
    """(n, n) → (n,) bool: which rows are larger on the diagonal than everywhere else; a row with NaN is not."""
    others = np.where(np.eye(len(weights), dtype=bool), -np.inf, weights)
    return np.diag(weights) > others.max(axis=1)


def _checked(history):
    """The states as arrays by name: (states,) each, "dictionary" (states, n, n); what is no number any more is NaN."""
    quoted = say(WORDS["comma"]).join(f'"{name}"' for name in RECORDED)
    if not isinstance(history, (list, tuple)) or not 2 <= len(history) <= LONGEST:
        raise SaidPlainly(say(HISTORY_WANTED.format(LONGEST, quoted, shown(history))))
    columns = {name: [] for name in RECORDED}
    for i, state in enumerate(history):
        try:
            for name in RECORDED:
                columns[name].append(np.array(state[name], float))
        except (TypeError, ValueError, KeyError, IndexError):
            raise SaidPlainly(say(STATE_WANTED.format(i, quoted))) from None
        if any(columns[name][-1].shape for name in RECORDED[:3]):
            raise SaidPlainly(say(STATE_WANTED.format(i, quoted)))
        shape = columns["dictionary"][-1].shape
        if shape != columns["dictionary"][0].shape or len(shape) != 2 or shape[0] != shape[1] or not shape[0]:
            raise SaidPlainly(say(SQUARE_WANTED.format(i, shape)))
    arrays = {name: np.array(column) for name, column in columns.items()}
    arrays["dictionary"] = arrays["dictionary"].round(DIGITS)
    return {name: np.where(np.isfinite(array), array, np.nan) for name, array in arrays.items()}


def _as_json(array):
    """Lists with None for NaN, which JSON does not know."""
    return np.where(np.isnan(array), None, array.astype(object)).tolist()


def _words_of_lesson_10():
    from explorers.library_cards import DICTIONARY

    return list(DICTIONARY), list(DICTIONARY.values())
