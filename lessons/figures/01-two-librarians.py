"""Draw 01-two-librarians.{en,zh}.png: the strict one opens no book, the generous one opens several a little."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyBboxPatch

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
HEIGHTS = (1.5, 1.25, 1.4, 1.2, 1.45, 1.3, 1.1, 1.35)
WIDTH = 0.52
OPENED = (0.4, 0.0, 0.2, 0.2, 0.2, 0.0, 0.0, 0.0)

QUESTION = Text("economic impact of AI?", "人工智能的经济影响？")
ROWS = (
    (
        Text("The strict librarian", "严格的管理员"),
        Text("“Is a label equal\nto the question?”", "“有没有标签\n和问题一模一样？”"),
        Text("nothing found", "没有找到"),
    ),
    (
        Text("The generous librarian", "慷慨的管理员"),
        Text("“How well does\neach book fit?”", "“每本书有多合适？”"),
        Text("a little\nof several", "几本书\n各读一点"),
    ),
)


def shelf(axes, bottom, opened):
    """Spines with two bands each, pulled out and filled as far as their books are read."""
    left, opened, height = np.arange(3.3, 8.2, 0.62), np.array(opened), np.array(HEIGHTS)
    base, top = bottom + opened, bottom + opened + height
    axes.bar(left, height, WIDTH, base, align="edge", color="#dce9f3", edgecolor=OUTLINE["key"], linewidth=1.2)
    axes.bar(left, height * opened, WIDTH, base, align="edge", color=PALETTE["weight"])
    axes.hlines([*(top - 0.14), *(top - 0.26)], [*left] * 2, [*(left + WIDTH)] * 2, color=OUTLINE["key"], linewidth=0.8)
    axes.plot([3.15, 8.4], [bottom, bottom], color=FAINT, linewidth=3, solid_capstyle="round")
    return left + WIDTH / 2


def row(axes, bottom, texts, language, generous):
    who, asks, result = (text[language] for text in texts)
    axes.text(0, bottom + 1.45, who, fontsize=13, va="center", color=INK)
    axes.text(0, bottom + 0.65, asks, fontsize=10.5, va="center", color=INK, linespacing=1.5)
    middles = shelf(axes, bottom, OPENED if generous else [0] * len(OPENED))
    for middle in [] if generous else middles:
        axes.text(middle, bottom + 0.4, "≠", ha="center", va="center", fontsize=12, color=INK)
    colour = OUTLINE["weight"] if generous else INK
    axes.annotate("", (9.05, bottom + 0.7), (8.5, bottom + 0.7), arrowprops=dict(arrowstyle="-|>", color=FAINT))
    axes.text(9.2, bottom + 0.7, result, fontsize=10.5, va="center", color=colour, linespacing=1.5)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.6, 4.1), layout="constrained")
        card = FancyBboxPatch((3.95, 4.95), 3.7, 0.4, boxstyle="round,pad=0.14", facecolor="white",
                              edgecolor=PALETTE["query"], linewidth=2)  # fmt: skip
        axes.add_patch(card)
        axes.text(5.8, 5.15, QUESTION[language], fontsize=11, ha="center", va="center", color=OUTLINE["query"])
        row(axes, 2.75, ROWS[0], language, generous=False)
        row(axes, 0.1, ROWS[1], language, generous=True)
        axes.set(xlim=(-0.1, 10.9), ylim=(-0.1, 5.6), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        figure.savefig(HERE / f"01-two-librarians.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
