"""The blend: values as points, and the weighted sum that moves among them, inside their convex hull and nowhere else."""

import numpy as np
import traitlets

from explorers import plots
from explorers.arguments import COLUMN, QUALITY, Vector, frozen, names, table, vector
from explorers.base import Explorer, moved
from explorers.drawing import hull
from explorers.maths import softmax
from explorers.sliders import Slider
from grader.language import SaidPlainly, Text, say

MOST = 12  # values
FINE, STEP = 0.01, 0.1
SCORES = 6.0  # how far the scores' sliders go to both sides, if no score is larger
LEAST_WEIGHT, MOST_WEIGHT = -1.0, 2.0
ROOM = 1.45  # of the plane around the values: one must see an output that is outside

ONE_OF_THE_TWO = Text(
    "Give scores, which softmax turns into weights, or the weights themselves; not both.",
    "scores（由 softmax 变成权重）和 weights（权重本身）只能给一个。",
)
OUT_OF_REACH = Text("{0} must lie between {1:g} and {2:g}.", "{0} 应在 {1:g} 到 {2:g} 之间。")


class BlendExplorer(Explorer, files="blend"):
    """Values (n, 2) as points with their hull, and the output: drag it, or move what weighs the values.

    `scores` (n,), zeros unless given, are moved by sliders and become weights by softmax, or, at the reader's choice, go
    straight to the values. With `weights` (n,) the weights themselves are moved, from -1 to 2, and need not sum to 1.
    `labels` names the values, `axes` the two columns.

    The learner's functions, by name or themselves: `weigh`, `f(scores) -> (n,)`; `blend`, `f(weights, values) -> (2,)`;
    `parts`, `f(weights, values) -> (n, 2)`. `ValueError` for what does not fit together.

    Data out: `dials` (n,), the scores or weights as moved; `weighed`, whether softmax is used; `weights` (n,),
    `parts` (n, 2), `output` (2,), None where a function gave none; `distance` of the output from the hull, 0 inside.
    """

    WORDS = {  # noqa: RUF012
        "plane": Text("The values, their hull and the output", "各个值、它们的凸包和输出"),
        "table": Text("What weighs the values", "给每个值的权重"),
        "handle": Text("output, movable with the arrow keys", "输出，可用方向键移动"),
        "raw": Text("the scores themselves", "得分本身"),
        "made_by": Text("Weights from", "权重来自"),
        "part": Text("{0}: {1} × {2} = {3}", "{0}：{1} × {2} = {3}"),
        "parts": Text("the parts add up to {0}", "各部分加起来是 {0}"),
        "parts_by": Text("output and its parts", "输出和它的各部分"),
        "beyond": Text("output, beyond the edge", "输出，在图外"),
        "at": Text("output ({0}), {1}", "输出（{0}），{1}"),
        "inside": Text("inside the hull", "在凸包之内"),
        "outside": Text("outside the hull", "在凸包之外"),
        "pull": Text(
            "The output lies inside the hull. Drag it, or move a slider: can you pull it out?",
            "输出在凸包之内。拖动它，或移动滑块：你能把它拉出去吗？",
        ),
        "left": Text("The output has left the hull: {0}.", "输出离开了凸包：{0}。"),
        "why_sum": Text("the weights add up to {0}, not 1", "权重加起来是 {0}，不是 1"),
        "why_negative": Text("the weight of {0} is negative", "{0} 的权重是负数"),
        "why_function": Text("it is not the weighted sum of the values", "它不是这些值的加权和"),
    }

    dials = moved(Vector())
    weighed = moved(traitlets.Bool(True))

    def __init__(self, values, labels=None, scores=None, weights=None, weigh=None, blend=None, parts=None, axes=None):
        if scores is not None and weights is not None:
            raise SaidPlainly(say(ONE_OF_THE_TWO))
        self._values = table("values", values, (2, MOST), 2)
        n = len(self._values)
        self._labels = names("labels", labels, n)
        self._axes = names("axes", axes, 2, COLUMN, QUALITY)
        self._free = weights is not None
        name, start = ("weights", weights) if self._free else ("scores", np.zeros(n) if scores is None else scores)
        start = _snapped(vector(name, start, n))
        self._name, self._low, self._high = name, *_ends(start, self._free)
        super().__init__(
            given=self._fixed(),
            functions={"weigh": None if isinstance(weigh, bool) else weigh, "blend": blend, "parts": parts},
            sliders=[
                Slider("dials", f"{i + 1} {label}", self._low, self._high, STEP, FINE, index=i)
                for i, label in enumerate(self._labels)
            ],
            dials=start,
            weighed=not self._free and weigh is not False,
        )

    # Data out

    @property
    def weights(self):
        """The weights (n,); None if the learner's function gives none."""
        return self.think()["weights"]

    @property
    def parts(self):
        """Weight × value (n, 2); None if the learner's function gives none."""
        return self.think()["parts"]

    @property
    def output(self):
        """The weighted sum (2,); None if the learner's function gives none."""
        return self.think()["output"]

    @property
    def distance(self):
        """How far the output lies outside the hull of the values, 0 inside."""
        return self.think()["distance"]

    def think(self):
        n = len(self._values)
        weights = self.ask("weigh", softmax, self.dials, shape=(n,)) if self.weighed else np.array(self.dials)
        output = self.ask("blend", np.matmul, weights, self._values, shape=(2,))
        parts = self.ask("parts", lambda w, V: w[:, None] * V, weights, self._values, shape=(n, 2))
        return {
            "weights": weights,
            "sum": None if weights is None else weights.sum(),
            "parts": parts,
            "output": output,
            "distance": None if output is None else _distance(output, hull(self._values)),
        }

    def still(self):
        """The state now as a `Picture`; without weights, that of equal ones."""
        weights = self.think()["weights"]
        if weights is None:
            weights = softmax(np.zeros(len(self._values)))
        return plots.blend(self._values, weights, self._labels, axes=self._axes)

    # Setting up

    def _fixed(self):
        reach = np.abs(self._values).max() or 1.0
        return {
            "values": self._values.tolist(),
            "hull": hull(self._values).tolist(),
            "labels": self._labels,
            "axes": self._axes,
            "free": self._free,
            "low": self._low,
            "high": self._high,
            "fine": FINE,
            "reach": float(reach * ROOM),
        }

    @traitlets.validate("dials")
    def _within_reach(self, proposal):
        dials = vector("dials", proposal["value"], len(self._values))
        dust = 1e-9
        if not ((dials >= self._low - dust) & (dials <= self._high + dust)).all():
            raise SaidPlainly(OUT_OF_REACH.format(self._name, self._low, self._high)[self._language])
        return frozen(_snapped(dials))


def _ends(start, free):
    """Where the sliders end: far enough for the numbers to begin with."""
    if free:
        return float(min(LEAST_WEIGHT, np.floor(start.min()))), float(max(MOST_WEIGHT, np.ceil(start.max())))
    reach = float(max(SCORES, np.ceil(np.abs(start).max())))
    return -reach, reach


def _snapped(dials):
    return np.round(np.round(dials / FINE) * FINE, 10)


def _distance(point, corners):
    """How far a point lies outside a polygon, its corners (m, 2) in counter-clockwise order; 0 inside."""
    starts, sides = corners, np.roll(corners, -1, axis=0) - corners
    across = sides[:, 0] * (point - starts)[:, 1] - sides[:, 1] * (point - starts)[:, 0]
    if len(corners) > 2 and (across >= 0).all():
        return 0.0
    along = ((point - starts) * sides).sum(1) / np.maximum((sides**2).sum(1), 1e-12)
    nearest = starts + np.clip(along, 0, 1)[:, None] * sides
    return float(np.linalg.norm(point - nearest, axis=1).min())
