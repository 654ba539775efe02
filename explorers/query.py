"""The query compass: move a query among keys and watch scores, weights and the weighted sum move with it."""

import sys
from math import log10
from textwrap import shorten

import numpy as np
import traitlets
from ipywidgets import FloatLogSlider, FloatSlider, Layout, jslink

from explorers import plots
from explorers.base import Explorer, script, style
from explorers.learner import LearnerFunction, NoAnswer, after_each_cell
from grader.language import SaidPlainly, Text, say, spoken

COLDEST, HOTTEST = 0.05, 10.0
FINE_STEPS = 5  # of the sliders, to one of the arrow keys and of the pointer
DIMENSIONS = range(2, 5)
MOST_VALUE_COLUMNS = 4

# What the browser shows; {0} and {1} are filled there.
WORDS = {
    "query": Text("query", "查询"),
    "key": Text("key", "键"),
    "score": Text("score", "得分"),
    "weight": Text("weight", "权重"),
    "your": Text("your {0}", "你的 {0}"),
    "dot": Text("dot product", "点积"),
    "softmax": Text("softmax", "softmax"),
    "temperature": Text("temperature", "温度"),
    "sum": Text("sum of the weights", "权重总和"),
    "sum_wrong": Text("not 1", "不是 1"),
    "output": Text("weighted sum of the values", "值的加权和"),
    "largest": Text("largest {0} {1}: {2}", "最大{0} {1}：{2}"),
    "alike": Text("every {0} is {1}", "每个{0}都是 {1}"),
    "compass": Text("The query and the keys as arrows", "画成箭头的查询与键"),
    "table": Text("Scores by row", "逐行得分"),
    "handle": Text("query, movable with the arrow keys", "查询，可用方向键移动"),
    "two_dimensional": Text("two-dimensional slider", "二维滑块"),
    "hint": Text("Drag the query, or move the sliders.", "拖动查询，或移动滑块。"),
    "hidden": Text(" The compass shows {0}; {1} count in the score too.", "图上只画了{0}；{1}同样计入得分。"),
    "waiting": Text(
        "Waiting for the kernel, which runs your {0}.", "正在等待内核运行你的 {0}。"
    ),
    "comma": Text(", ", "、"),
}  # fmt: skip

AXIS = Text("quality {0}", "特征 {0}")
KEYS_WANTED = Text(
    "keys must be a table of numbers with 2 to 4 columns, one row each; its shape is {0}.",
    "keys 应是一张 2 到 4 列的数字表，每行一个键；现在的形状是 {0}。",
)
LENGTH_WANTED = Text(
    "{0} must hold {1} entries, as many as keys has {2}; it holds {3}.",
    "{0} 应有 {1} 项，与 keys 的{2}相同；现在有 {3} 项。",
)
NAMES_WANTED = Text("{0} must be a list of names, not {1}.", "{0} 应是一列名字，不能是 {1}。")
ROWS, COLUMNS = Text("rows", "行数"), Text("columns", "列数")
VALUES_WANTED = Text(
    "values must be a table of numbers with 1 to 4 columns and {0} rows, one for each key; its shape is {1}.",
    "values 应是一张 1 到 4 列、{0} 行的数字表，每个键一行；现在的形状是 {1}。",
)
NUMBERS_WANTED = Text("{0} must hold ordinary numbers only.", "{0} 里只能是普通的数。")
FUNCTION_WANTED = Text(
    "{0} must be the name of a function or a function, not {1}.", "{0} 应是函数名或函数，不能是 {1}。"
)
TEMPERATURE_WANTED = Text(
    "temperature must lie between {0} and {1}; it is {2}.", "temperature 应在 {0} 到 {1} 之间，现在是 {2}。"
)
OUT_OF_REACH = Text(
    "The query's entries must lie between −{0:g} and {0:g}.", "查询的每一项都应在 −{0:g} 到 {0:g} 之间。"
)


class Vector(traitlets.TraitType):
    """A trait that holds a read-only float array and travels as a list."""

    def validate(self, owner, value):
        array = _numbers(self.name, value)
        array.flags.writeable = False
        return array


class Temperature(traitlets.Float):
    """A trait that holds what the temperature's slider can hold."""

    def validate(self, owner, value):
        return _temperature(value)


def _as_list(array, _owner=None):
    return array.tolist()


class QueryExplorer(Explorer):
    """A query to move among keys: drag it in the picture or use the sliders.

    `keys` (n, d) with d from 2 to 4; `labels` n names; `values` (n, d_v ≤ 4) show their weighted sum, columns named
    by `value_axes`; `query` (d,) is where it starts, rounded to the sliders' step; `axes` names the d components.
    `score`: None for the dot product, or the learner's `f(query, keys) -> (n,)`.
    `weigh`: None for scores only, True for softmax, or the learner's `f(scores) -> (n,)`; with `temperature` (a start
    between 0.05 and 10) `f(scores, temperature)`. A function is given as itself or by name; a name is looked up again
    at every move. `ValueError` for what does not fit together.

    Data out: `query` (d,), `temperature`, and `scores`, `weights` (n,), `output` (d_v,) or None where there are none.
    """

    _esm = script("query")
    _css = style("query")

    query = Vector().tag(sync=True, to_json=_as_list, echo_update=False)
    temperature = Temperature(1.0).tag(sync=True, echo_update=False)
    answer = traitlets.Dict().tag(sync=True)
    # One local scalar per slider: jslink joins whole traits, and the browser puts the vector together.
    component_0 = traitlets.Float(0.0).tag(sync=True, echo_update=False)
    component_1 = traitlets.Float(0.0).tag(sync=True, echo_update=False)
    component_2 = traitlets.Float(0.0).tag(sync=True, echo_update=False)
    component_3 = traitlets.Float(0.0).tag(sync=True, echo_update=False)

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
        namespace = sys._getframe(1).f_globals
        self._language = spoken()
        self._vectors = _table("keys", keys)
        n, d = self._vectors.shape
        self._labels = _names("labels", labels, n, ROWS, plots.ITEM)
        self._axes = _names("axes", axes, d, COLUMNS, AXIS)
        self._values = None if values is None else _values(values, n)
        query = np.eye(d)[0] if query is None else _query(query, d)
        self._reach = _reach(self._vectors, query)
        self._fine = _fine_step(self._reach)
        query = _snapped(query, self._fine)
        self._score = _function("score", score, namespace)
        if weigh is None and temperature is not None:
            weigh = True
        self._weighs = weigh is not None and weigh is not False
        self._weigh = None if weigh is True or not self._weighs else _function("weigh", weigh, namespace)
        self._tempered = temperature is not None
        self._asked = None
        super().__init__(
            given=self._given(value_axes),
            query=query,
            temperature=_temperature(temperature) if self._tempered else 1.0,
            **{f"component_{i}": x for i, x in enumerate(query)},
        )
        self.sliders = self._linked_sliders()
        if self._asks:
            self._ask()
            after_each_cell(self._ask_if_redefined)

    # Data out

    @property
    def scores(self):
        """The scores (n,) of the keys for the query now; None if the learner's function gives none."""
        return self._think()[0]

    @property
    def weights(self):
        """The weights (n,); None without `weigh`, or if the learner's function gives none."""
        return self._think()[1]

    @property
    def output(self):
        """The weighted sum (d_v,) of the values; None without values or weights."""
        weights = self.weights
        return None if weights is None or self._values is None else weights @ self._values

    def still(self):
        """The state now as a `Picture`: the compass beside scores and weights."""
        scores, weights, _sentence = self._think()
        columns = [(kind, x) for kind, x in (("score", scores), ("weight", weights)) if x is not None]
        return plots.compass(self.query, self._vectors, self._labels, columns, axes=self._axes[:2])

    # The learner's function

    @property
    def _asks(self):
        return bool(self._score or self._weigh)

    def _think(self):
        """Scores, weights and, where the learner's function gives none, the sentence (a `Text`) that says why."""
        scores = weights = None
        try:
            scores = self._vectors @ self.query if self._score is None else self._scored()
            if self._weighs:
                weights = _softmax(scores / self.temperature) if self._weigh is None else self._weighed(scores)
        except NoAnswer as problem:
            return scores, weights, problem.sentence
        return scores, weights, None

    def _scored(self):
        return self._score(self.query, self._vectors, shape=self._vectors[:, 0].shape)

    def _weighed(self, scores):
        arguments = (scores, self.temperature) if self._tempered else (scores,)
        return self._weigh(*arguments, shape=scores.shape)

    @traitlets.observe("query", "temperature")
    def _ask(self, _change=None):
        if not self._asks or self._asked_during_start(_change):
            return
        self._asked = self._functions()
        scores, weights, sentence = self._think()
        self.answer = {
            "query": self.query.tolist(),
            "temperature": self.temperature,
            "scores": None if scores is None else scores.tolist(),
            "weights": None if weights is None else weights.tolist(),
            "sentence": sentence[self._language] if sentence else "",
        }

    def _asked_during_start(self, change):
        return change is not None and not self.sliders

    def _ask_if_redefined(self):
        if self._functions() != self._asked:
            self._ask()

    def _functions(self):
        """Which functions of the learner are in charge now, to see when a cell has redefined one."""
        found = []
        for function in filter(None, (self._score, self._weigh)):
            try:
                found.append(function.current())
            except NoAnswer as problem:
                found.append(problem.sentence)
        return found

    # Setting up

    def _given(self, value_axes):
        """All that stays as it is, in one trait for the browser."""
        columns = 0 if self._values is None else self._values.shape[1]
        return {
            "keys": self._vectors.tolist(),
            "labels": self._labels,
            "axes": self._axes,
            "values": None if self._values is None else self._values.tolist(),
            "value_axes": _names("value_axes", value_axes, columns, COLUMNS, AXIS),
            "reach": self._reach,
            "step": self._fine * FINE_STEPS,
            "fine": self._fine,
            "coldest": COLDEST,
            "hottest": HOTTEST,
            "scored_by": self._score.name if self._score else "",
            "weighs": self._weighs,
            "weighed_by": self._weigh.name if self._weigh else "",
            "language": self._language,
            "words": {name: say(text) for name, text in WORDS.items()},
        }

    def _linked_sliders(self):
        wide = dict(style={"description_width": "7em"}, layout=Layout(width="auto"))
        ends = dict(min=-self._reach, max=self._reach, step=self._fine)
        sliders = []
        for i, axis in enumerate(self._axes):
            sliders.append(FloatSlider(self.query[i], description=axis, **ends, **wide))
            jslink((sliders[i], "value"), (self, f"component_{i}"))
        if self._tempered:
            ends = dict(min=log10(COLDEST), max=log10(HOTTEST), step=1e-5, readout_format=".2f")
            sliders.append(FloatLogSlider(self.temperature, description=say(WORDS["temperature"]), **ends, **wide))
            jslink((sliders[-1], "value"), (self, "temperature"))
        return tuple(sliders)

    @traitlets.validate("query")
    def _within_reach(self, proposal):
        query = proposal["value"]
        if query.shape != (self._vectors.shape[1],):
            _query(query, self._vectors.shape[1])
        if not (np.abs(query) <= self._reach * (1 + 1e-9)).all():
            raise SaidPlainly(OUT_OF_REACH.format(self._reach)[self._language])
        return _snapped(query, self._fine)


def _softmax(scores):
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()


def _numbers(name, value):
    try:
        return np.array(value, float)
    except (TypeError, ValueError):
        raise SaidPlainly(say(NUMBERS_WANTED.format(name))) from None


def _table(name, value):
    table = _numbers(name, value)
    if table.ndim != 2 or not len(table) or table.shape[1] not in DIMENSIONS:
        raise SaidPlainly(say(KEYS_WANTED.format(table.shape)))
    return _finite(name, table)


def _values(value, n):
    table = _numbers("values", value)
    if table.ndim != 2 or len(table) != n or not 1 <= table.shape[1] <= MOST_VALUE_COLUMNS:
        raise SaidPlainly(say(VALUES_WANTED.format(n, table.shape)))
    return _finite("values", table)


def _query(value, d):
    query = _numbers("query", value)
    if query.shape != (d,):
        raise SaidPlainly(say(LENGTH_WANTED.format("query", d, COLUMNS, query.size)))
    return _finite("query", query)


def _finite(name, array):
    if not np.isfinite(array).all():
        raise SaidPlainly(say(NUMBERS_WANTED.format(name)))
    return array


def _names(name, value, n, what, default):
    if value is None:
        return [say(default.format(i + 1)) for i in range(n)]
    try:
        names = [str(entry) for entry in value]
    except TypeError:
        raise SaidPlainly(say(NAMES_WANTED.format(name, _shown(value)))) from None
    if len(names) != n:
        raise SaidPlainly(say(LENGTH_WANTED.format(name, n, what, len(names))))
    return names


def _function(name, value, namespace):
    if value is None:
        return None
    if not (isinstance(value, str) or callable(value)):
        raise SaidPlainly(say(FUNCTION_WANTED.format(name, _shown(value))))
    return LearnerFunction(value, namespace)


def _temperature(value):
    """As a float; a slider's end, 10 to the power of a logarithm, may miss the bound by binary dust."""
    try:
        temperature = float(value)
    except (TypeError, ValueError):
        temperature = np.nan
    if not COLDEST * (1 - 1e-9) <= temperature <= HOTTEST * (1 + 1e-9):
        raise SaidPlainly(say(TEMPERATURE_WANTED.format(COLDEST, HOTTEST, _shown(value))))
    return temperature


def _shown(value):
    """A value as an error sentence quotes it: in one line, and not a long one."""
    return shorten(repr(value), 60, placeholder=" …")


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
