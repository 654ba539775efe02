"""Draw 08-cut.{en,zh}.png: the words in colours, cut into heads rightly and by `reshape` alone."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from explorers.examples import sentence
from explorers.style import INK, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
WORDS = sentence().tokens
PAINT = 10 * np.arange(1, 6)[:, None] + np.arange(1, 9)  # (5, 8): tens digit the word, ones digit the quality
COLOURS = ["#77AADD", "#EE8866", "#EEDD88", "#FFAABB", "#66CCAA"]  # Tol's light palette: no role of the course

WHOLE = Text("five words, eight qualities", "五个词，八个特征")
RIGHT = Text("cut, then heads to the front", "先切开，再把头挪到前面")
WRONG = Text("reshape(2, 5, 4) alone", "只用 reshape(2, 5, 4)")
HEAD = Text("head {0}", "头 {0}")
SEATS = 3.2  # room for a word's name, in cells


def draw_table(axes, left, top, table):
    """A cell a number, in the colour of its word."""
    rows, columns = table.shape
    for row in range(rows):
        for column in range(columns):
            number = table[row, column]
            box = plt.Rectangle(
                (left + column, top + row), 1, 1, facecolor=COLOURS[number // 10 - 1], edgecolor="white"
            )
            axes.add_patch(box)
            axes.text(left + column + 0.5, top + row + 0.5, number, ha="center", va="center", fontsize=8, color=INK)


def draw_seats(axes, left, top):
    for row, word in enumerate(WORDS):
        axes.text(left - 0.25, top + row + 0.5, word, ha="right", va="center", fontsize=9)


def draw_heads(axes, left, heads, title, language):
    axes.text(left - SEATS + 0.4, -1.7, title[language], va="bottom", fontsize=10.5)
    for h, table in enumerate(heads):
        top = 6.6 * h
        draw_seats(axes, left, top)
        draw_table(axes, left, top, table)
        axes.text(left, top - 0.2, HEAD[language].format(h), va="bottom", fontsize=9)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.4, 4.0), layout="constrained")
        axes.text(0.4, 1.6, WHOLE[language], va="bottom", fontsize=10.5)
        draw_seats(axes, SEATS, 3.3)
        draw_table(axes, SEATS, 3.3, PAINT)
        axes.plot([SEATS + 4] * 2, [3.0, 8.6], color=INK, linestyle="--", linewidth=1.2)
        right = PAINT.reshape(5, 2, 4).swapaxes(0, 1)
        draw_heads(axes, SEATS + 13.2, right, RIGHT, language)
        draw_heads(axes, SEATS + 23.2, PAINT.reshape(2, 5, 4), WRONG, language)
        axes.set(xlim=(0, SEATS + 28.5), ylim=(11.9, -2.8), aspect="equal")
        axes.axis("off")
        figure.savefig(HERE / f"08-cut.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
