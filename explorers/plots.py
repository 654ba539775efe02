"""Still pictures for the lessons: each function returns a `Picture` that shows itself and says itself in words."""

import base64
from dataclasses import dataclass, field
from html import escape

import numpy as np

from explorers import drawing
from grader.language import SaidPlainly, Text, say

KINDS = {"score": "score", "weight": "weight", "share": "weight", "count": "score"}
KIND_NAMES = {
    "score": Text("score", "得分"),
    "weight": Text("weight", "权重"),
    "share": Text("share", "份额"),
    "count": Text("count", "个数"),
}
QUERY, OUTPUT = Text("query", "查询"), Text("output ({0})", "输出（{0}）")
SUM = Text("sum {0}", "总和 {0}")
WHO_ASKS, WHO_IS_ASKED = Text("who asks (query)", "提问者（查询）"), Text("who is asked (key)", "被问者（键）")
COMMA, STOP, COLON = Text(", ", "，"), Text(". ", "。"), Text(": ", "：")
ITEM = Text("No. {0}", "第 {0} 项")

BARS_ALT = Text("Bar chart, one {kind} a row{colon}{items}", "条形图，每行一个{kind}{colon}{items}")
BARS_LARGEST = Text("largest: {0}", "最大的是{0}")
HEATMAP_ALT = Text(
    "Table of {kind}s in colour, {rows} rows that ask, {columns} columns that are asked",
    "{kind}的彩色表格，{rows} 行提问，{columns} 列被问",
)
HEATMAP_ROW = Text("{row} gives most to {column} ({value})", "{row} 最看重 {column}（{value}）")
COMPASS_ALT = Text(
    "Arrows from one origin: the query at ({query}) and {n} keys",
    "从同一原点出发的箭头：查询在（{query}），另有 {n} 个键",
)
BLEND_ALT = Text(
    "{n} values with their convex hull; the weighted sum at ({output}) lies {where}{stop}Weights{colon}{items}",
    "{n} 个值和它们的凸包；加权和在（{output}），{where}{stop}权重{colon}{items}",
)
INSIDE, OUTSIDE = Text("inside the hull", "在凸包之内"), Text("outside the hull", "在凸包之外")
CURVE_ALT = Text(
    "Lines over {x} from {low} to {high}{colon}{items}", "随 {x} 从 {low} 到 {high} 变化的曲线{colon}{items}"
)
CURVE_LINE = Text("{name} goes from {first} to {last}", "{name} 从 {first} 到 {last}")

ONE_ROW_EACH = Text(
    "{name}() wants {want}, but got shape {shape}. Check what your function returned.",
    "{name}() 需要{want}，得到的形状却是 {shape}。请检查你的函数返回了什么。",
)
NOTHING = Text(
    "{name}() wants numbers, but got None. Does your function end in return?",
    "{name}() 需要数字，得到的却是 None。你的函数以 return 结尾了吗？",
)
NOT_NUMBERS = Text(
    "{name}() wants {want}; this {type} does not hold that.", "{name}() 需要{want}，传入的 {type} 不符合。"
)
LABELS_WANTED = Text(
    "There are {0} numbers (or rows, or columns) to name but {1} names. Look at the shape: does the table lie on its side?",
    "要命名的数（或行、列）有 {0} 个，名字却有 {1} 个。看看形状：表是不是放倒了？",
)
UNKNOWN_KIND = Text('kind is one of {0}, not "{1}".', 'kind 只能是 {0} 之一，不能是 "{1}"。')
VECTOR = Text("a row of numbers, shape (n,)", "一行数字，形状 (n,)")
TABLE = Text("a table of numbers, shape (rows, columns)", "一张数字表，形状（行，列）")
PLANE = Text("two numbers for each, shape (n, 2)", "每个两个数，形状 (n, 2)")
PAIR = Text("two numbers, shape (2,)", "两个数，形状 (2,)")
AS_MANY = Text("{0} numbers, one for each row", "{0} 个数，每行一个")

WIDEST, TALLEST, DENSE = 7.6, 7.0, 3.2  # inches
FEW = 7  # rows of bars beside a plane


@dataclass(frozen=True)
class Picture:
    """A still picture: an SVG, and its content in words for those who do not see it."""

    alt: str
    svg: bytes = field(repr=False)

    def __repr__(self):
        return self.alt

    def _repr_html_(self):
        data = base64.b64encode(self.svg).decode()
        style = "max-width:100%;height:auto;border-radius:8px;background:white"
        return f'<img alt="{escape(self.alt)}" src="data:image/svg+xml;base64,{data}" style="{style}">'


def bars(values, labels=None, kind="score", title=None, other=None, names=None) -> Picture:
    """Horizontal bars with their numbers, one a row.

    `values` (n,); `labels` n names; `kind` "score", "weight", "share" or "count" sets colour and digits; `other`
    (n,) is a second series beside the first, `names` a pair of legends for the two.
    """
    values = _numbers("bars", values, VECTOR, (None,))
    series = [values]
    if other is not None:
        series.append(_numbers("bars", other, AS_MANY.format(len(values)), values.shape))
    role, labels = _role(kind), _labels(labels, len(values))

    def draw(figure):
        axes = figure.add_subplot()
        drawing.draw_bars(axes, series, labels, role, _written(series, kind), names)
        if role == "weight":
            axes.set_xlabel(_sums(series, names), loc="left")

    rows = len(values) * (1 if other is None else 1.7)
    extra = 0.3 * sum([bool(title), bool(names), role == "weight"])
    height = 0.45 + 0.31 * rows + extra if len(values) <= drawing.MOST_NUMBERED_ROWS else DENSE + extra
    return Picture(_bars_alt(series, labels, kind, title, names), drawing.svg((6.4, height), draw, title))


def heatmap(matrix, rows=None, columns=None, kind="score", title=None) -> Picture:
    """A table as colours with the numbers in the cells: row = who asks (query), column = who is asked (key).

    `matrix` (n_rows, n_columns); `rows` and `columns` are names; `kind` "score" or "weight" sets colours and digits.
    """
    matrix = _numbers("heatmap", matrix, TABLE, (None, None))
    role = _role(kind)
    rows, columns = _labels(rows, matrix.shape[0]), _labels(columns, matrix.shape[1])
    wide = max(map(drawing.width, columns)) > 8

    def draw(figure):
        axes = figure.add_subplot()
        drawing.draw_cells(axes, matrix, role, np.array(_written(matrix, kind)))
        axes.set_yticks(range(len(rows)), rows)
        axes.set_xticks(range(len(columns)), columns, rotation=40 * wide, ha="left" if wide else "center")
        axes.set_ylabel(say(WHO_ASKS))
        axes.set_xlabel(say(WHO_IS_ASKED))

    width = 1.5 + 0.09 * max(map(drawing.width, rows)) + 0.62 * len(columns) + 0.7 * wide
    height = 1.1 + 0.42 * len(rows) + 0.3 * bool(title) + 0.9 * wide
    size = (np.clip(width, 3.2, WIDEST), min(height, TALLEST))
    return Picture(_heatmap_alt(matrix, rows, columns, kind, title), drawing.svg(size, draw, title))


def arrows(query, keys, labels=None, title=None, axes=None, scores=None) -> Picture:
    """The compass: query and keys as arrows from one origin, beside them the keys' scores.

    `query` (2,), `keys` (n, 2); `labels` n names; `axes` names the two components; `scores` (n,) are dot products
    unless given.
    """
    keys = _numbers("arrows", keys, PLANE, (None, 2))
    query = _numbers("arrows", query, PAIR, (2,))
    scores = keys @ query if scores is None else scores
    scores = _numbers("arrows", scores, AS_MANY.format(len(keys)), (len(keys),))
    return compass(query, keys, _labels(labels, len(keys)), [("score", scores)], title, axes)


def compass(query, keys, labels, columns, title=None, axes=None) -> Picture:
    """Arrows on the left, on the right a column of bars for each (kind, numbers) of `columns`.

    Only the first two components of `query` (d,) and `keys` (n, d) are drawn.
    """
    marks, _ = drawing.badges(labels)

    def draw(plane):
        drawing.draw_arrows(plane, query[:2], keys[:, :2], marks, say(QUERY))
        drawing.name_axes(plane, axes)

    told = [say(KIND_NAMES[kind]) + say(COLON) + items(labels, numbers, kind) for kind, numbers in columns]
    alt = say(COMPASS_ALT.format(query=_point(query), n=len(labels)))
    return _plane_and_bars(draw, labels, columns, say(STOP).join([alt, *told]), title)


def blend(values, weights, labels=None, title=None, axes=None) -> Picture:
    """Values as points inside their convex hull, and the weighted sum: its parts laid head to tail from the origin.

    `values` (n, 2), `weights` (n,); `labels` n names; `axes` names the two components.
    """
    values = _numbers("blend", values, PLANE, (None, 2))
    weights = _numbers("blend", weights, AS_MANY.format(len(values)), (len(values),))
    labels = _labels(labels, len(values))
    output = weights @ values
    marks, _ = drawing.badges(labels)

    def draw(plane):
        drawing.draw_blend(plane, values, weights, marks, output, say(OUTPUT.format(_point(output))))
        drawing.name_axes(plane, axes)

    where = INSIDE if drawing.in_hull(output, values) else OUTSIDE
    told = items(labels, weights, "weight")
    alt = BLEND_ALT.format(n=len(values), output=_point(output), where=where, stop=STOP, colon=COLON, items=told)
    return _plane_and_bars(draw, labels, [("weight", weights)], say(alt), title)


def curve(x, lines, title=None, x_label=None, y_label=None, log_x=False) -> Picture:
    """Lines over a common x, each named where it ends. `x` (n,); `lines` a dict name -> y (n,)."""
    x = _numbers("curve", x, VECTOR, (None,))
    lines = {str(name): _numbers("curve", y, AS_MANY.format(len(x)), x.shape) for name, y in lines.items()}

    def draw(figure):
        axes = figure.add_subplot()
        drawing.draw_lines(axes, x, lines, log_x)
        axes.set_xlabel(x_label or "")
        axes.set_ylabel(y_label or "")

    return Picture(_curve_alt(x, lines, title, x_label), drawing.svg((6.4, 3.6), draw, title))


def _plane_and_bars(draw_plane, labels, columns, alt, title):
    """A plane on the left, and on the right the numbers of its badges."""
    _, listed = drawing.badges(labels)

    def draw(figure):
        ratios = [1.7, *[1] * len(columns)]
        panels = figure.subplots(1, 1 + len(columns), width_ratios=ratios, squeeze=False)[0]
        draw_plane(panels[0])
        for i, (kind, numbers) in enumerate(columns):
            names = listed if i == 0 else [""] * len(listed)
            look = dict(room=0.5, rows_at_least=FEW)
            drawing.draw_bars(panels[1 + i], [numbers], names, KINDS[kind], _written([numbers], kind), **look)
            panels[1 + i].set_title(say(KIND_NAMES[kind]), fontsize=10)
            if KINDS[kind] == "weight":
                panels[1 + i].set_xlabel(_sums([numbers]), loc="left")

    width = 4 + 0.085 * max(map(drawing.width, listed)) + 2.1 * len(columns)
    height = max(3.7, 1 + 0.3 * len(labels)) + 0.3 * bool(title)
    return Picture(_with_title(alt, title), drawing.svg((width, height), draw, title))


# Words


def _sums(series, names=None):
    sums = [say(SUM.format(_number(numbers.sum(), "weight"))) for numbers in series]
    if not names:
        return "      ".join(sums)
    return "      ".join(f"{name}{say(COLON)}{total}" for name, total in zip(names, sums, strict=False))


def _bars_alt(series, labels, kind, title, names):
    told = [items(labels, numbers, kind, limit=16) for numbers in series]
    if len(told) > 1:
        told = [f"{name}{say(COLON)}{text}" for name, text in zip(names or ("1", "2"), told, strict=True)]
    alt = say(BARS_ALT.format(kind=KIND_NAMES[kind], colon=COLON, items=say(STOP).join(told)))
    if np.isfinite(series[0]).any():
        alt += say(STOP) + say(BARS_LARGEST.format(labels[int(np.nanargmax(series[0]))]))
    return _with_title(alt, title)


def _heatmap_alt(matrix, rows, columns, kind, title):
    alt = say(HEATMAP_ALT.format(kind=KIND_NAMES[kind], rows=len(rows), columns=len(columns)))
    most = [int(np.argmax(np.nan_to_num(row, nan=-np.inf))) for row in matrix]
    tops = [
        say(HEATMAP_ROW.format(row=name, column=columns[j], value=_number(row[j], kind)))
        for name, row, j in zip(rows, matrix, most, strict=True)
    ]
    return _with_title(alt + say(COLON) + say(COMMA).join(tops[:12]), title)


def _curve_alt(x, lines, title, x_label):
    ends = [say(CURVE_LINE.format(name=name, first=_plain(y[0]), last=_plain(y[-1]))) for name, y in lines.items()]
    span = dict(x=x_label or "x", low=_plain(x.min()), high=_plain(x.max()))
    return _with_title(say(CURVE_ALT.format(**span, colon=COLON, items=say(COMMA).join(ends))), title)


def _with_title(alt, title):
    return f"{title}{say(STOP)}{alt}" if title else alt


def items(labels, numbers, kind, limit=12):
    shown = [f"{label} {_number(x, kind)}" for label, x in zip(labels, numbers, strict=True)][:limit]
    return say(COMMA).join(shown + (["…"] if len(labels) > limit else []))


def _written(series, kind):
    return [[_number(value, kind) for value in numbers] for numbers in series]


def _number(value, kind):
    """The digits that a kind of number is shown with: weights three decimals, scores two, counts none."""
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else ("∞" if value > 0 else "−∞")
    digits = {"weight": 3, "share": 3, "score": 2, "count": 0}[kind]
    if kind == "count" and value != round(value):
        digits = 2
    text = f"{value:.{digits}f}" if abs(value) < 1e5 else f"{value:.2e}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def _plain(value):
    return f"{value:.3g}".replace("-", "−")


def _point(point):
    return say(COMMA).join(_number(x, "score") for x in point)


# Checking


def _role(kind):
    if kind not in KINDS:
        raise SaidPlainly(say(UNKNOWN_KIND.format(" ".join(f'"{k}"' for k in KINDS), kind)))
    return KINDS[kind]


def _labels(labels, n):
    if labels is None:
        return [say(ITEM.format(i + 1)) for i in range(n)]
    if len(labels) != n:
        raise SaidPlainly(say(LABELS_WANTED.format(n, len(labels))))
    return [str(label) for label in labels]


def _numbers(name, value, want, shape):
    """`value` as a float array whose shape fits `shape` (None fits anything), or a one-line `ValueError`."""
    if value is None:
        raise SaidPlainly(say(NOTHING.format(name=name)))
    try:
        array = np.asarray(value, float)
    except (TypeError, ValueError):
        raise SaidPlainly(say(NOT_NUMBERS.format(name=name, want=want, type=type(value).__name__))) from None
    fits = array.ndim == len(shape) and all(w in (None, n) for w, n in zip(shape, array.shape, strict=True))
    if not fits or not array.size:
        raise SaidPlainly(say(ONE_ROW_EACH.format(name=name, want=want, shape=array.shape)))
    return array
