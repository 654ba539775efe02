"""Draw 03-budget.{en,zh}.png: scores, their powers of e, and the one budget that these share."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
BOOKS = "ABCD"
SCORES = np.array([2.0, 1.0, 0.0, -1.0])
POWERS = np.exp(SCORES)
WEIGHTS = POWERS / POWERS.sum()
POWER = "#56B4E9"  # the palette's sixth colour: neither score nor weight yet

TITLES = (
    Text("scores", "得分"),
    Text("e to the score", "e 的“得分”次幂"),
    Text("weights: one budget, all spent", "权重：一份预算，正好花完"),
)


def number(value, digits):
    return f"{value:.{digits}f}".replace("-", "−")


def draw_bars(axes, values, face, edge, digits):
    axes.barh(range(len(values)), values, 0.58, color=face, edgecolor=edge)
    for row, value in enumerate(values):
        shift, side = (-5, "right") if value < 0 else (5, "left")
        axes.annotate(number(value, digits), (value, row), (shift, 0), textcoords="offset points", va="center", ha=side)
    axes.axvline(0, color=FAINT, linewidth=1)
    axes.set_yticks(range(len(values)), BOOKS)
    axes.set_xticks([])
    axes.invert_yaxis()
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.margins(x=0.24)


def draw_steps(axes, x, text, right_end):
    for row in range(len(BOOKS) - 1):
        axes.annotate("", (x, row + 0.8), (x, row + 0.2), arrowprops=dict(arrowstyle="-|>", color=INK, linewidth=1))
        axes.text(x + 0.03 * right_end, row + 0.5, text, va="center", fontsize=9)
    axes.set_xlim(min(axes.get_xlim()[0], -0.03 * right_end), right_end)


def draw_budget(axes):
    top = 0.0
    for book, weight in zip(BOOKS, WEIGHTS, strict=True):
        look = dict(facecolor=PALETTE["weight"], edgecolor=OUTLINE["weight"], linewidth=1.2)
        axes.add_patch(Rectangle((0, top), 1, weight, **look))
        tall = weight > 0.06
        axes.text(0.5 if tall else 1.06, top + weight / 2, f"{book}   {number(weight, 3)}", va="center",
                  ha="center" if tall else "left")  # fmt: skip
        top += weight
    axes.set(xlim=(-0.35, 1.9), ylim=(1.02, -0.02))
    axes.axis("off")


def draw(language):
    with house_style():
        figure, (left, middle, right) = plt.subplots(
            1, 3, figsize=(8.4, 2.7), layout="constrained", width_ratios=[1, 1.35, 1.15]
        )
        draw_bars(left, SCORES, PALETTE["score"], OUTLINE["score"], 0)
        draw_bars(middle, POWERS, POWER, INK, 2)
        draw_steps(left, 2.7, "− 1", 3.3)
        draw_steps(middle, 9.2, "÷ e", 10.8)
        draw_budget(right)
        for axes, title in zip((left, middle, right), TITLES, strict=True):
            axes.set_title(title[language], fontsize=10.5)
        figure.savefig(HERE / f"03-budget.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
