"""Draw 00-shapes.{en,zh}.png: a table of keys, a query laid on each row, one number a book."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from explorers.style import INK, OUTLINE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
KEYS = np.array([[2, 1], [0, 3], [-1, 0]])
QUERY = np.array([1, 2])
TINTS = {"key": "#dce9f3", "query": "#fbe3d2", "score": "#f6e2ee"}

BOOK = Text("book {}", "第 {} 本书")
QUALITY = Text("quality {}", "特征 {}")


def table(axes, left, top, numbers, role, name):
    """A matrix as boxes; a vector is one column of them."""
    grid = numbers if numbers.ndim == 2 else numbers[:, None]
    for (row, column), number in np.ndenumerate(grid):
        corner = (left + column, top - 1 - row)
        axes.add_patch(Rectangle(corner, 1, 1, facecolor=TINTS[role], edgecolor=OUTLINE[role], linewidth=1.2))
        text = f"{number}".replace("-", "−")
        axes.text(corner[0] + 0.5, corner[1] + 0.5, text, ha="center", va="center", fontsize=13, color="black")
    middle, shape = left + grid.shape[1] / 2, str(numbers.shape)
    axes.text(middle, top - len(grid) - 0.45, name, ha="center", va="center", fontsize=11, color=OUTLINE[role])
    axes.text(middle, top - len(grid) - 0.95, shape, ha="center", va="center", fontsize=11, color=INK)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(6.8, 3.3), layout="constrained")
        table(axes, 0, 3, KEYS, "key", "keys")
        table(axes, 3.4, 2.5, QUERY, "query", "query")
        table(axes, 6, 3, KEYS @ QUERY, "score", "keys @ query")
        for number in range(3):
            axes.text(-0.2, 2.5 - number, BOOK[language].format(number), ha="right", va="center", fontsize=10)
        for number in range(2):
            axes.text(0.5 + number, 3.35, QUALITY[language].format(number), ha="center", fontsize=8.5)
        axes.text(2.7, 1.5, "@", ha="center", va="center", fontsize=17)
        axes.text(5.2, 1.5, "=", ha="center", va="center", fontsize=17)
        axes.text(7.35, 2.5, "= 2·1 + 1·2", va="center", fontsize=10.5)
        axes.text(7.35, 1.5, "= 0·1 + 3·2", va="center", fontsize=10.5)
        axes.text(7.35, 0.5, "= −1·1 + 0·2", va="center", fontsize=10.5)
        axes.set(xlim=(-1.7, 9.4), ylim=(-1.4, 3.8), aspect="equal", xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        figure.savefig(HERE / f"00-shapes.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
