"""The budget: scores to move, a temperature, and the weights that come of them, beside a target where there is one."""

import numpy as np
import traitlets

from explorers import plots
from explorers.arguments import Number, Vector, frozen, names, vector
from explorers.base import Explorer, moved
from explorers.maths import effective_number, softmax
from explorers.sliders import temperature_slider
from grader.language import SaidPlainly, Text, say

COLDEST, HOTTEST = 0.05, 10.0
LEAST_REACH = 4
FINE_STEPS = 5  # of the pointer, to one of the arrow keys

OUT_OF_REACH = Text("The scores must lie between −{0:g} and {0:g}.", "得分都应在 −{0:g} 到 {0:g} 之间。")
POSITIVE_TARGET = Text(
    "target must hold weights: none negative, and their sum 1; here it is {0:.3g}.",
    "target 应是权重：没有负的，总和是 1；现在的总和是 {0:.3g}。",
)
TARGET = Text("target", "目标")
DEGREES = Text("Temperature {0:.2f}", "温度 {0:.2f}")


class BudgetExplorer(Explorer, files="budget"):
    """Scores to move, by dragging their bars or by keyboard, and the weights that they become.

    `scores` (n,), `labels` n names; `temperature`: where it starts, from 0.05 to 10, or None for none.
    `weigh`: None for softmax, or the learner's `f(scores, temperature) -> (n,)`; `f(scores)` without a temperature.
    `effective`: None, or the learner's `f(weights) -> float` for the effective number. A function is given as itself or
    by name; a name is looked up again at every move.
    `target` (n,): weights to be reached; the Kullback–Leibler divergence says how far from it the weights are.
    `ValueError` for what does not fit together.

    Data out: `scores` (n,), `temperature`, and `weights` (n,), `effective`, `distance` (floats), None where there is none.
    """

    WORDS = {  # noqa: RUF012
        "table": Text("Scores and weights", "得分与权重"),
        "score_of": Text("score of {0}", "{0} 的得分"),
        "target": TARGET,
        "effective": Text("effective number", "有效个数"),
        "of": Text("{0} of {1}", "{0}（共 {1}）"),
        "distance": Text("distance from the target (KL)", "与目标的距离（KL）"),
        "reached": Text("reached", "对上了"),
        "infinite": Text("infinite", "无穷大"),
        "hint": Text("Drag the scores’ bars.", "拖动得分的条形。"),
        "hint_warm": Text("Drag the scores’ bars, or move the temperature.", "拖动得分的条形，或移动温度。"),
        "hint_target": Text(
            "Bring the distance to 0: with the temperature alone, then with the scores too.",
            "把距离降到 0：先只动温度，再连得分一起动。",
        ),
    }

    scores = moved(Vector())
    temperature = moved(Number(1.0, COLDEST, HOTTEST))

    def __init__(self, scores, labels=None, weigh=None, temperature=1.0, target=None, effective=None):
        scores = vector("scores", scores)
        self._reach = _reach(scores)
        self._labels = names("labels", labels, len(scores))
        self._target = None if target is None else _checked_target(target, len(scores))
        self._tempered = temperature is not None
        fine = _fine_step(self._reach)
        super().__init__(
            given={
                "labels": self._labels,
                "target": None if target is None else self._target.tolist(),
                "tempered": self._tempered,
                "reach": self._reach,
                "fine": fine,
                "step": fine * FINE_STEPS,
            },
            functions={"weigh": weigh, "effective": effective},
            sliders=[temperature_slider(COLDEST, HOTTEST)] if self._tempered else [],
            scores=scores,
            temperature=temperature if self._tempered else 1.0,
        )

    # Data out

    @property
    def weights(self):
        """The weights (n,) of the scores now; None if the learner's function gives none."""
        return self.think()["weights"]

    @property
    def effective(self):
        """Over how many equal shares the budget is spread; None if a learner's function gives none."""
        return self.think()["effective"]

    @property
    def distance(self):
        """The divergence from the target, `kl_divergence(target, weights)`; None without one."""
        return self.think()["distance"]

    def think(self):
        tempered = (self.scores, self.temperature) if self._tempered else (self.scores,)
        weights = self.ask("weigh", softmax, *tempered, shape=self.scores.shape)
        effective = self.ask("effective", effective_number, weights, shape=())
        distance = None if weights is None or self._target is None else kl_divergence(self._target, weights)
        total = None if weights is None else weights.sum()
        return {"weights": weights, "sum": total, "effective": effective, "distance": distance}

    def still(self):
        """The state now as a `Picture`: the weights as bars, beside the target; the scores where there are none."""
        weights = self.weights
        title = DEGREES.format(self.temperature)[self._language] if self._tempered else None
        if weights is None:
            return plots.bars(self.scores, self._labels, "score", title=title)
        pair = (say(plots.KIND_NAMES["weight"]), say(TARGET)) if self._target is not None else None
        return plots.bars(weights, self._labels, "weight", title=title, other=self._target, names=pair)

    @traitlets.validate("scores")
    def _within_reach(self, proposal):
        scores = vector("scores", proposal["value"], len(self._labels))
        if not (np.abs(scores) <= self._reach * (1 + 1e-9)).all():
            raise SaidPlainly(OUT_OF_REACH.format(self._reach)[self._language])
        return frozen(scores)


def kl_divergence(target, weights):
    """(n,), (n,) → the sum of target · ln(target / weights) where target > 0 (Kullback & Leibler 1951), in nats.

    None where it is infinite, or not defined: a weight of 0 or below where the target is above.
    """
    counted = target > 0
    if (weights[counted] <= 0).any():
        return None
    return float((target[counted] * np.log(target[counted] / weights[counted])).sum())


def _checked_target(target, n):
    target = vector("target", target, n)
    if (target < 0).any() or abs(target.sum() - 1) > 1e-6:
        raise SaidPlainly(say(POSITIVE_TARGET.format(target.sum())))
    return target


def _reach(scores):
    """How far a score can go to both sides: a quarter beyond the largest, and 4 at least."""
    return float(max(LEAST_REACH, np.ceil(1.25 * np.abs(scores).max())))


def _fine_step(reach):
    """The grid of the pointer, a power of ten: 400 to 4000 steps from 0 to the end."""
    return float(10.0 ** np.floor(np.log10(reach / 400 * (1 + 1e-9))))
