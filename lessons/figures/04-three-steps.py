"""Draw 04-three-steps.{en,zh}.png: from question to page, book by book: match, weigh, sum."""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba

from explorers.style import FAINT, INK, OUTLINE, PALETTE, PAPER, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
LIBRARY = json.loads((HERE.parents[1] / "data" / "library.json").read_text(encoding="utf-8"))
BOOKS = LIBRARY["books"]
SHOWN = [0, 1, 4]
QUERY = np.array(LIBRARY["query"])
KEYS, VALUES = (np.array([book[part] for book in BOOKS]) for part in ("key", "value"))
SCORES = KEYS @ QUERY
WEIGHTS = np.exp(SCORES) / np.exp(SCORES).sum()
PAGE = WEIGHTS @ VALUES

# Where the columns stand, in cells' widths, and the rows above and below the books.
KEY, SCORE, WEIGHT, VALUE = 0, 8.4, 12.6, 18.0
ASKING, NAMED, MORE, SUMMED = -2.1, -0.9, 2.95, 4.1
WIDE = 1.6  # a cell with a number in it
QUERY_NAME, PAGE_NAME = Text("query (d,)", "查询 (d,)"), Text("page (d_v,)", "一页 (d_v,)")
COLUMNS = {
    "key": (KEY + 2, Text("keys (n, d)", "键 (n, d)")),
    "score": (SCORE, Text("scores (n,)", "得分 (n,)")),
    "weight": (WEIGHT + 1, Text("weights (n,)", "权重 (n,)")),
    "value": (VALUE + WIDE, Text("values (n, d_v)", "值 (n, d_v)")),
}


def number(value, digits):
    return f"{value:.{digits}f}".replace("-", "−")


def draw_cells(axes, left, top, table, role, width=1):
    """One cell a number, the stronger the darker; what is below zero is grey."""
    colours = [[to_rgba(PALETTE[role] if v > 0 else FAINT, 0.12 + 0.35 * abs(v)) for v in row] for row in table]
    rows, columns = table.shape
    box = (left, left + columns * width, top + rows - 0.5, top - 0.5)
    axes.imshow(colours, extent=box, interpolation="none", aspect="auto")
    lines = [[(x, box[3]), (x, box[2])] for x in left + width * np.arange(columns + 1)]
    lines += [[(box[0], y), (box[1], y)] for y in np.arange(box[3], box[2] + 1)]
    path = np.concatenate([[*line, (np.nan, np.nan)] for line in lines])
    axes.plot(*path.T, color=OUTLINE[role], linewidth=0.8)


def draw_numbers(axes, left, row, pair, digits=1):
    for i, value in enumerate(pair):
        axes.text(left + WIDE * (i + 0.5), row, number(value, digits), ha="center", va="center", fontsize=9)


def draw_bars(axes, zero, scale, lengths, digits, role):
    rows = range(len(lengths))
    axes.barh(rows, scale * lengths, 0.62, left=zero, color=PALETTE[role], edgecolor=OUTLINE[role])
    for row, length in zip(rows, lengths, strict=True):
        shift, side = (-3, "right") if length < 0 else (3, "left")
        axes.annotate(number(length, digits), (zero + scale * length, row), (shift, 0), textcoords="offset points",
                      ha=side, va="center", fontsize=9)  # fmt: skip


def draw_step(axes, start, end, row, text):
    axes.annotate("", (end, row), (start, row), arrowprops=dict(arrowstyle="-|>", color=INK, linewidth=1.2))
    box = dict(boxstyle="round,pad=0.3", facecolor=PAPER, edgecolor=FAINT)
    axes.text((start + end) / 2, row, text, ha="center", va="center", fontsize=9, bbox=box)


def draw_words(axes, language):
    for row, book in enumerate(SHOWN):
        axes.text(KEY - 0.3, row, BOOKS[book][language]["title"], ha="right", va="center")
    for role, (x, name) in COLUMNS.items():
        axes.text(x, NAMED, name[language], ha="center", va="center", color=OUTLINE[role])
        axes.text(x, MORE, "⋮", ha="center", va="center")
    axes.text(KEY - 0.3, ASKING, QUERY_NAME[language], ha="right", va="center", color=OUTLINE["query"])
    axes.text(VALUE + 2 * WIDE + 0.3, SUMMED, PAGE_NAME[language], ha="left", va="center", color=INK)


def draw_books(axes):
    draw_cells(axes, KEY, 0, KEYS[SHOWN], "key")
    draw_bars(axes, SCORE, 0.3, SCORES[SHOWN], 2, "score")
    draw_bars(axes, WEIGHT, 2.4, WEIGHTS[SHOWN], 3, "weight")
    draw_cells(axes, VALUE, 0, VALUES[SHOWN], "value", WIDE)
    for row, pair in enumerate(VALUES[SHOWN]):
        draw_numbers(axes, VALUE, row, pair)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.6, 2.9), layout="constrained")
        draw_words(axes, language)
        draw_cells(axes, KEY, ASKING, QUERY[None], "query")
        draw_books(axes)
        draw_cells(axes, VALUE, SUMMED, PAGE[None], "value", WIDE)
        draw_numbers(axes, VALUE, SUMMED, PAGE, 2)
        draw_step(axes, KEY + 4.3, SCORE + 0.3, ASKING, "score_books")
        draw_step(axes, SCORE + 0.3, WEIGHT + 1.2, ASKING, "softmax")
        draw_step(axes, WEIGHT - 0.6, VALUE - 0.2, SUMMED, "weighted_sum")
        axes.set(xlim=(KEY - 7.6, VALUE + 7), ylim=(SUMMED + 0.65, ASKING - 0.65))
        axes.axis("off")
        figure.savefig(HERE / f"04-three-steps.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
