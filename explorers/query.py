"""The query compass: move a query among keys and watch scores, weights and the weighted sum move with it."""

from math import log10

import numpy as np
import traitlets

from explorers import plots
from explorers.arguments import COLUMN, QUALITY, Number, Vector, frozen, names, table, vector
from explorers.base import Explorer, moved
from explorers.maths import softmax
from explorers.sliders import Slider, temperature_slider
from grader.language import SaidPlainly, Text

COLDEST, HOTTEST = 0.05, 10.0
FINE_STEPS = 5  # of the sliders, to one of the arrow keys and of the pointer

OUT_OF_REACH = Text(
    "The query's entries must lie between −{0:g} and {0:g}.", "查询的每一项都应在 −{0:g} 到 {0:g} 之间。"
)


class QueryExplorer(Explorer, files="query"):
    """A query to move among keys: drag it in the picture or use the sliders.

    `keys` (n, d) with d from 2 to 4; `labels` n names; `values` (n, d_v ≤ 4) show their weighted sum, columns named
    by `value_axes`; `query` (d,) is where it starts, rounded to the sliders' step; `axes` names the d components.
    `score`: None for the dot product, or the learner's `f(query, keys) -> (n,)`.
    `weigh`: None for scores only, True for softmax, or the learner's `f(scores) -> (n,)`; with `temperature` (a start
    between 0.05 and 10) `f(scores, temperature)`. A function is given as itself or by name; a name is looked up again
    at every move. `ValueError` for what does not fit together.

    Data out: `query` (d,), `temperature`, and `scores`, `weights` (n,), `output` (d_v,) or None where there are none.
    """

    WORDS = {  # noqa: RUF012
        "weighted_sum": Text("weighted sum of the values", "值的加权和"),
        "compass": Text("The query and the keys as arrows", "画成箭头的查询与键"),
        "table": Text("Scores by row", "逐行得分"),
        "handle": Text("query, movable with the arrow keys", "查询，可用方向键移动"),
        "hint": Text("Drag the query, or move the sliders.", "拖动查询，或移动滑块。"),
        "not_drawn": Text(" The compass shows {0}; {1} count in the score too.", "图上只画了{0}；{1}同样计入得分。"),
    }

    query = moved(Vector())
    temperature = moved(Number(1.0, COLDEST, HOTTEST))

    def __init__(
        self,
        keys,
        labels=None,
        values=None,
        query=None,
        score=None,
        weigh=None,
        temperature=None,
        axes=None,
        value_axes=None,
    ):
        self._vectors = table("keys", keys, columns=(2, 4))
        n, d = self._vectors.shape
        self._labels = names("labels", labels, n)
        self._axes = names("axes", axes, d, COLUMN, QUALITY)
        self._values = None if values is None else table("values", values, n, (1, 4))
        query = np.eye(d)[0] if query is None else vector("query", query, d)
        self._reach = _reach(self._vectors, query)
        self._fine = _fine_step(self._reach)
        self._tempered = temperature is not None
        self._weighs = self._tempered if weigh is None else weigh is not False
        super().__init__(
            given=self._fixed(value_axes),
            functions={"score": score, "weigh": None if isinstance(weigh, bool) else weigh},
            sliders=self._sliders(),
            query=_snapped(query, self._fine),
            temperature=temperature if self._tempered else 1.0,
        )

    # Data out

    @property
    def scores(self):
        """The scores (n,) of the keys for the query now; None if the learner's function gives none."""
        return self.think()["scores"]

    @property
    def weights(self):
        """The weights (n,); None without `weigh`, or if the learner's function gives none."""
        return self.think()["weights"]

    @property
    def output(self):
        """The weighted sum (d_v,) of the values; None without values or weights."""
        return self.think()["output"]

    def think(self):
        n = len(self._vectors)
        scores = self.ask("score", lambda query, keys: keys @ query, self.query, self._vectors, shape=(n,))
        tempered = (scores, self.temperature) if self._tempered else (scores,)
        weights = self.ask("weigh", softmax, *tempered, shape=(n,)) if self._weighs else None
        output = None if weights is None or self._values is None else weights @ self._values
        return {"scores": scores, "weights": weights, "output": output}

    def still(self):
        """The state now as a `Picture`: the compass beside scores and weights."""
        numbers = self.think()
        columns = [("score", numbers["scores"]), ("weight", numbers["weights"])]
        columns = [(kind, column) for kind, column in columns if column is not None]
        return plots.compass(self.query, self._vectors, self._labels, columns, axes=self._axes[:2])

    # Setting up

    def _fixed(self, value_axes):
        """All that stays as it is, for the browser."""
        columns = 0 if self._values is None else self._values.shape[1]
        return {
            "keys": self._vectors.tolist(),
            "labels": self._labels,
            "axes": self._axes,
            "values": None if self._values is None else self._values.tolist(),
            "value_axes": names("value_axes", value_axes, columns, COLUMN, QUALITY),
            "reach": self._reach,
            "step": self._fine * FINE_STEPS,
            "fine": self._fine,
            "weighs": self._weighs,
        }

    def _sliders(self):
        steps = dict(low=-self._reach, high=self._reach, step=self._fine * FINE_STEPS, fine=self._fine)
        sliders = [Slider("query", axis, **steps, index=i) for i, axis in enumerate(self._axes)]
        if self._tempered:
            sliders.append(temperature_slider(COLDEST, HOTTEST))
        return sliders

    @traitlets.validate("query")
    def _within_reach(self, proposal):
        query = vector("query", proposal["value"], self._vectors.shape[1])
        if not (np.abs(query) <= self._reach * (1 + 1e-9)).all():
            raise SaidPlainly(OUT_OF_REACH.format(self._reach)[self._language])
        return frozen(_snapped(query, self._fine))


def _reach(keys, query):
    """How far each component can go: a little beyond the longest entry, in halves of a power of ten."""
    longest = max(np.abs(keys).max(), np.abs(query).max(), 1e-6) * 1.1
    unit = 10.0 ** np.floor(log10(longest)) / 2
    return float(np.ceil(longest / unit - 1e-9) * unit)


def _fine_step(reach):
    """The sliders' step, about 250 from 0 to the end: a decimal of one digit, so that what is read is what is."""
    power = 10.0 ** np.floor(log10(reach / 250))
    return float(min((lead * power for lead in (1, 2, 5, 10)), key=lambda step: abs(step - reach / 250)))


def _snapped(query, step):
    """The query on the sliders' grid, free of binary dust; a slider would move it there anyway."""
    return np.round(np.round(query / step) * step, 10)
