"""Draw 01-budget.{en,zh}.png: where the other 9.9% are: 90% for one book, 0.1% for each of a hundred others."""

from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.patches import Polygon, Rectangle

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
BEST, OTHERS = 90, 100

ONE = Text("one book: 90%", "一本书：90%")
REST = Text("10%", "10%")
RENAISSANCE = Text("the Renaissance: 0.1%", "文艺复兴：0.1%")
MISSING = Text("99 more books at 0.1% each: together 9.9%", "另外 99 本书，每本 0.1%：合计 9.9%")


def strip(axes):
    axes.add_patch(Rectangle((0, 2), BEST, 1, facecolor=PALETTE["weight"], edgecolor=OUTLINE["weight"]))
    axes.add_patch(Rectangle((BEST, 2), 10, 1, facecolor="#fdf1d6", edgecolor=OUTLINE["weight"]))


def enlarged(axes):
    axes.add_patch(Polygon([(BEST, 2), (100, 2), (100, 1), (0, 1)], facecolor="#f6f7f8", edgecolor="none"))
    axes.plot([BEST, 0], [2, 1], color=FAINT, linewidth=0.8, linestyle="--")
    axes.plot([100, 100], [2, 1], color=FAINT, linewidth=0.8, linestyle="--")
    for place in range(OTHERS):
        colour = "#fdf1d6" if place else PALETTE["weight"]
        axes.add_patch(Rectangle((place, 0), 1, 1, facecolor=colour, edgecolor=OUTLINE["weight"], linewidth=0.5))


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.2, 2.7), layout="constrained")
        strip(axes)
        enlarged(axes)
        axes.text(BEST / 2, 2.5, ONE[language], ha="center", va="center", fontsize=12, color="black")
        axes.text(95, 2.5, REST[language], ha="center", va="center", fontsize=11, color="black")
        axes.annotate(RENAISSANCE[language], (0.5, 0), (0, -0.55), fontsize=10, va="center", color=INK,
                      arrowprops=dict(arrowstyle="-", color=FAINT))  # fmt: skip
        axes.text(100, -0.55, MISSING[language], ha="right", va="center", fontsize=10, color=INK)
        axes.set(xlim=(-0.5, 100.5), ylim=(-0.85, 3.1), xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        figure.savefig(HERE / f"01-budget.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
