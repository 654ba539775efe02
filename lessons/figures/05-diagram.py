"""Draw 05-diagram.{en,zh}.png: "chased" asks all five words; keys, scores, weights, values, and the new "chased"."""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba

from explorers.style import FAINT, INK, OUTLINE, PALETTE, PAPER, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
DATA = json.loads((HERE.parents[1] / "data" / "library.json").read_text(encoding="utf-8"))
TOKENS, WORDS, ASKING = (DATA["sentence"][name] for name in ("tokens", "words", "asking"))
X = np.array([DATA["embedding"]["words"][word] for word in WORDS], float)
QUERIES, KEYS, VALUES = (X @ np.array(DATA["embedding"][name]) for name in ("W_q", "W_k", "W_v"))
SCORES = KEYS @ QUERIES[ASKING]
WEIGHTS = np.exp(SCORES) / np.exp(SCORES).sum()
OUTPUT = WEIGHTS @ VALUES

# Where the columns begin, in cells' widths; the query stands above the words, the output below them.
KEY, SCORE, WEIGHT, VALUE, WIDE = 0, 6.6, 10.6, 15.0, 1.25
ABOVE, NAMED, LAST = -2.3, -1.0, 5.5
NAMES = {
    "key": (KEY + 2 * WIDE, Text("keys", "键")),
    "score": (SCORE + 0.8, Text("scores", "得分")),
    "weight": (WEIGHT + 1, Text("weights", "权重")),
    "value": (VALUE + 2 * WIDE, Text("values", "值")),
}
QUERY = Text("chased asks (query)", "chased 提问（查询）")
NEW = Text("the new chased\n(output)", "新的 chased\n（输出）")
STEPS = (
    (KEY + 4 * WIDE + 0.2, SCORE + 0.7, ABOVE, Text("compare", "匹配")),
    (SCORE + 0.9, WEIGHT + 0.9, ABOVE, Text("softmax", "softmax")),
    (WEIGHT + 0.3, VALUE - 0.2, LAST, Text("weighted sum", "加权求和")),
)


def written(value, digits):
    return f"{value:.{digits}f}".replace("-", "−")


def draw_cells(axes, left, top, table, role, digits=1):
    for row, numbers in enumerate(table):
        for column, value in enumerate(numbers):
            colour = to_rgba(PALETTE[role], 0.12 + 0.25 * min(abs(value), 2) if abs(value) > 0.005 else 0)
            corner = (left + WIDE * column, top + row - 0.4)
            axes.add_patch(plt.Rectangle(corner, WIDE, 0.8, facecolor=colour, edgecolor=OUTLINE[role], linewidth=0.7))
            if abs(value) > 0.005:
                text = written(value, digits)
                axes.text(corner[0] + WIDE / 2, top + row, text, ha="center", va="center", fontsize=8)


def draw_bars(axes, zero, scale, lengths, digits, role):
    rows = range(len(lengths))
    axes.barh(rows, scale * lengths, 0.6, left=zero, color=PALETTE[role], edgecolor=OUTLINE[role])
    for row, length in zip(rows, lengths, strict=True):
        axes.text(zero + scale * length + 0.15, row, written(length, digits), ha="left", va="center", fontsize=9)


def draw_step(axes, start, end, row, text):
    axes.annotate("", (end, row), (start, row), arrowprops=dict(arrowstyle="-|>", color=INK, linewidth=1.2))
    box = dict(boxstyle="round,pad=0.3", facecolor=PAPER, edgecolor=FAINT)
    axes.text((start + end) / 2, row, text, ha="center", va="center", fontsize=9, bbox=box)


def draw_words(axes, language):
    for row, token in enumerate(TOKENS):
        colour = OUTLINE["query"] if row == ASKING else INK
        axes.text(KEY - 0.3, row, token, ha="right", va="center", color=colour)
    for role, (x, name) in NAMES.items():
        axes.text(x, NAMED, name[language], ha="center", va="center", color=OUTLINE[role])
    axes.text(KEY - 0.3, ABOVE, QUERY[language], ha="right", va="center", color=OUTLINE["query"])
    axes.text(VALUE + 4 * WIDE + 0.3, LAST, NEW[language], ha="left", va="center", fontsize=9.5)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.6, 3.3), layout="constrained")
        draw_words(axes, language)
        draw_cells(axes, KEY, ABOVE, QUERIES[[ASKING]], "query")
        draw_cells(axes, KEY, 0, KEYS, "key")
        draw_bars(axes, SCORE, 0.55, SCORES, 1, "score")
        draw_bars(axes, WEIGHT, 4.2, WEIGHTS, 3, "weight")
        draw_cells(axes, VALUE, 0, VALUES, "value")
        draw_cells(axes, VALUE, LAST, OUTPUT[None], "value", 2)
        for start, end, row, text in STEPS:
            draw_step(axes, start, end, row, text[language])
        axes.set(xlim=(KEY - 5.6, VALUE + 4 * WIDE + 3.9), ylim=(LAST + 0.7, ABOVE - 0.7))
        axes.axis("off")
        figure.savefig(HERE / f"05-diagram.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
