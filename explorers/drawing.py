"""How matplotlib draws the still pictures: bars, cells, arrows, hulls and lines in the house style."""

import io
import itertools

import numpy as np

from explorers.style import FAINT, INK, OUTLINE, PALETTE, PAPER, house_style
from grader.language import SaidPlainly, Text, say

SMALL = 9
TITLE = 11.5
BAR, PAIRED_BAR = 0.66, 0.4
MOST_NUMBERED_ROWS = 30
MOST_NUMBERED_COLUMNS = 14
SHORT_LABEL = 7  # letters that fit into a badge
PLANE, LETTER, LINE = 3.0, 0.075, 0.16  # inches, about: a plane's side, a letter's width, a line's height

MISSING = Text(
    "A picture needs matplotlib, which is not installed. Run `python3 start.py` again in the course's folder.",
    "画图需要 matplotlib，但它没有装好。请在课程文件夹里再运行一次 `python3 start.py`。",
)


def svg(size, draw, title=None) -> bytes:
    """An SVG of `size` inches: one figure of its own, outside pyplot's global state, filled by `draw(figure)`."""
    try:
        from matplotlib import rcParams
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ModuleNotFoundError:
        raise SaidPlainly(say(MISSING)) from None

    with house_style():
        rcParams["text.parse_math"] = False  # labels are anybody's text: "$5" is no formula
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasSVG(figure)
        figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)
        draw(figure)
        if title:
            figure.suptitle(title, x=0.02, ha="left", fontsize=TITLE)
        file = io.BytesIO()
        figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return file.getvalue()


def draw_bars(axes, series, labels, role, texts, names=None, room=0.18, rows_at_least=1):
    """One row for each label; `series` is one or two rows of numbers, `texts` their numbers as written.

    `names` are the legends of the series; `room`, a share of the width, is kept for the numbers at the bars' ends;
    with fewer than `rows_at_least` labels the bars stay as thin as with so many.
    """
    rows = np.arange(len(labels))
    thick = BAR if len(series) == 1 else PAIRED_BAR
    places = [rows] if len(series) == 1 else [rows - thick / 2, rows + thick / 2]
    looks = [dict(color=PALETTE[role], edgecolor=OUTLINE[role]), dict(color=PAPER, edgecolor=INK, hatch="////")]
    few = len(labels) <= MOST_NUMBERED_ROWS
    for place, numbers, text, look in zip(places, series, texts, looks, strict=False):
        lengths = np.nan_to_num(numbers, posinf=0, neginf=0)
        axes.barh(place, lengths, thick, **look)
        if few:
            _number_bars(axes, place, lengths, text)
    if names:
        axes.legend(axes.containers, names, loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)
    _leave_room(axes, np.nan_to_num(np.concatenate(series), posinf=0, neginf=0), room)
    axes.axvline(0, color=FAINT, linewidth=1)
    axes.set_yticks(rows if few else [], labels if few else [])
    axes.set_xticks([])
    axes.set_ylim(max(len(rows), rows_at_least) - 0.4, -0.6)
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)


def _number_bars(axes, places, lengths, texts):
    for place, length, text in zip(places, lengths, texts, strict=True):
        side = dict(xytext=(-4, 0), ha="right") if length < 0 else dict(xytext=(4, 0), ha="left")
        look = dict(va="center", fontsize=SMALL, in_layout=False)
        axes.annotate(text, (length, place), textcoords="offset points", **look, **side)


def _leave_room(axes, lengths, room):
    low, high = min(lengths.min(), 0), max(lengths.max(), 0)
    span = (high - low) or 1
    axes.set_xlim(low - (room * span if low < 0 else 0), high + room * span)


def draw_cells(axes, matrix, role, texts):
    """A table of numbers as colours: weights from white to orange, scores from grey over white to purple."""
    from matplotlib.colors import LinearSegmentedColormap

    highest = np.abs(matrix[np.isfinite(matrix)]).max(initial=0) or 1
    if role == "weight":
        colours, low, high = [PAPER, PALETTE["weight"]], 0, max(highest, 1)
    else:
        colours, low, high = ["#7d8894", PAPER, PALETTE["score"]], -highest, highest
    axes.imshow(matrix, cmap=LinearSegmentedColormap.from_list(role, colours), vmin=low, vmax=high, aspect="auto")
    if matrix.shape[1] <= MOST_NUMBERED_COLUMNS:
        for (row, column), text in np.ndenumerate(texts):
            axes.text(column, row, text, ha="center", va="center", fontsize=SMALL, in_layout=False)
    axes.set_xticks(np.arange(matrix.shape[1] + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(matrix.shape[0] + 1) - 0.5, minor=True)
    axes.grid(which="minor", color=PAPER, linewidth=2)
    axes.tick_params(which="both", length=0)
    axes.xaxis.set_label_position("top")
    axes.xaxis.tick_top()
    axes.spines[:].set_visible(False)


def badges(labels):
    """What stands on the plane for each label, and the label as a list beside it says it: numbers tie the two."""
    if all(width(label) <= SHORT_LABEL for label in labels) and len(set(labels)) == len(labels):
        return labels, labels
    numbers = [str(i) for i in range(1, len(labels) + 1)]
    return numbers, [f"{label}  {number}".lstrip() for label, number in zip(labels, numbers, strict=True)]


def draw_arrows(axes, query, keys, marks, query_name):
    """Keys and query as arrows from one origin; `marks` stand at the keys' ends."""
    reach = 1.2 * max(np.abs(keys).max(initial=0), np.abs(query).max(), 0.1)
    plane(axes, (-reach, -reach), (reach, reach))
    for key, mark in zip(keys, marks, strict=True):
        arrow(axes, (0, 0), key, "key", 1.6, rim=7)
        _badge(axes, key, mark, "key")
    arrow(axes, (0, 0), query, "query", 3)
    axes.plot(*query, "o", markersize=9, color=PALETTE["query"], markeredgecolor=PAPER, zorder=6)
    note(axes, query, query_name, np.vstack([keys, query / 2, query * 0.8]))


def _badge(axes, point, mark, role):
    shape = "circle,pad=0.25" if len(mark) == 1 else "round,pad=0.25"
    box = dict(boxstyle=shape, facecolor=PAPER, edgecolor=PALETTE[role], linewidth=1.6)
    look = dict(ha="center", va="center", fontsize=SMALL - 1, zorder=5, in_layout=False)
    axes.text(*point, mark, bbox=box, **look)


def plane(axes, low, high):
    """A grid with both axes through the origin, the same scale in both directions."""
    from matplotlib.ticker import MaxNLocator, MultipleLocator

    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal")
    step = np.diff(MaxNLocator(5).tick_values(0, max(np.subtract(high, low))))[0]
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MultipleLocator(step))
    axes.axhline(0, color=FAINT, linewidth=1)
    axes.axvline(0, color=FAINT, linewidth=1)
    axes.grid(True)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def arrow(axes, start, end, role, thickness, rim=0):
    """An arrow that ends `rim` points before its end, so that its head shows in front of a badge."""
    if np.allclose(start, end):
        return
    line = dict(arrowstyle="-|>", color=PALETTE[role], linewidth=thickness, shrinkA=0, shrinkB=rim, mutation_scale=11)
    axes.annotate("", end, start, arrowprops=line, in_layout=False)


def note(axes, point, text, obstacles):
    """A text right of, left of, above or below a point: where it stays clearest of the obstacles (n, 2)."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    inch = max(right - left, top - bottom) / PLANE
    half = np.array([width(text) * LETTER / 2, LINE / 2]) * inch
    sides = np.array([[1, 0], [-1, 0], [0, 1], [0, -1]])
    centres = point + sides * (half + 0.14 * inch)
    apart = np.abs(centres[:, None] - obstacles) / (half + 0.08 * inch)
    clear = apart.max(-1).min(-1)
    clear[(centres[:, 0] + half[0] > right) | (centres[:, 0] - half[0] < left)] = 0
    halo = dict(boxstyle="round,pad=0.12", facecolor=PAPER, edgecolor="none", alpha=0.8)
    look = dict(ha="center", va="center", fontsize=SMALL, bbox=halo, zorder=7, in_layout=False)
    axes.text(*centres[np.argmax(np.minimum(clear, 1.5))], text, **look)


def draw_blend(axes, values, weights, marks, output, output_name):
    """Values and their hull, the weighted parts laid head to tail from the origin, and where they end."""
    path = np.cumsum(np.vstack([np.zeros(2), weights[:, None] * values]), axis=0)
    shown = np.vstack([values, path])
    pad = 0.12 * max(*np.ptp(shown, axis=0), 0.1)
    plane(axes, shown.min(0) - pad, shown.max(0) + pad)
    look = dict(facecolor=PALETTE["value"], alpha=0.12, edgecolor="none", zorder=1)
    axes.fill(*hull(values).T, **look)
    axes.fill(*hull(values).T, facecolor="none", edgecolor=OUTLINE["value"], linestyle="--", zorder=2)
    for start, end in itertools.pairwise(path):
        arrow(axes, start, end, "weight", 2)
    for value, mark in zip(values, marks, strict=True):
        _badge(axes, value, mark, "value")
    axes.plot(*output, marker="*", markersize=17, color="black", markeredgecolor=PAPER, zorder=6)
    note(axes, output, output_name, np.vstack([shown[:-1], (path[:-1] + path[1:]) / 2]))


def hull(points):
    """The corners of the convex hull in order; for points on one line, its two ends."""
    from scipy.spatial import ConvexHull, QhullError

    try:
        return points[ConvexHull(points).vertices]
    except (QhullError, ValueError):
        along = points @ np.linalg.svd(points - points.mean(0))[2][0]
        return points[[along.argmin(), along.argmax()]]


def in_hull(point, points) -> bool:
    """Whether `point` is a mixture of `points`: a linear program finds its weights, or shows that there are none."""
    from scipy.optimize import linprog

    if not np.isfinite(point).all():
        return False
    mixture = np.vstack([points.T, np.ones(len(points))])
    slack = 1e-9 * (1 + np.abs(points).max())
    target = np.append(point, 1)
    bounds = np.hstack([target + slack, slack - target])
    return bool(linprog(np.zeros(len(points)), A_ub=np.vstack([mixture, -mixture]), b_ub=bounds).success)


def draw_lines(axes, x, lines, log_x):
    """Lines told apart by colour and by dashes, each named where it ends."""
    if log_x:
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter("{x:g}")
        axes.xaxis.set_minor_formatter("")
    axes.grid(True)
    dashes = itertools.cycle(["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1))])
    for y, dash in zip(lines.values(), dashes, strict=False):
        axes.plot(x, y, linestyle=dash)
    axes.margins(x=0)
    low, high = axes.get_ylim()
    ends = np.array([y[np.isfinite(y)][-1] if np.isfinite(y).any() else low for y in lines.values()])
    for line, name, end, place in zip(axes.lines, lines, ends, apart(ends, 0.065 * (high - low)), strict=True):
        pointer = dict(arrowstyle="-", color=line.get_color(), linewidth=0.8, shrinkA=0, shrinkB=0, relpos=(0, 0.5))
        text = (1.03, (place - low) / (high - low))
        axes.annotate(name, (x[-1], end), text, textcoords="axes fraction", va="center", arrowprops=pointer)
    axes.set_ylim(low, high)


def apart(places, gap):
    """The places moved up or down as little as keeps them `gap` apart, in the same order."""
    order = np.argsort(places, kind="stable")
    spread = places[order].astype(float)
    for _ in range(50):
        overlap = np.clip(gap - np.diff(spread), 0, None) / 2
        spread[:-1] -= overlap
        spread[1:] += overlap
    return spread[np.argsort(order)]


def name_axes(axes, names):
    if names is not None:
        axes.set_xlabel(names[0])
        axes.set_ylabel(names[1])


def width(text) -> int:
    """A label's width in letters; a Chinese character is as wide as two."""
    return sum(2 if ord(c) > 0x2E80 else 1 for c in text)
