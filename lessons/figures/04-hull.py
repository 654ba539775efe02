"""Draw 04-hull.{en,zh}.png: pages mixed by softmax stay among the books, pages mixed by raw scores do not."""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy.spatial import ConvexHull

from explorers.style import INK, OUTLINE, PALETTE, PAPER, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
LIBRARY = json.loads((HERE.parents[1] / "data" / "library.json").read_text(encoding="utf-8"))
KEYS, VALUES = (np.array([book[part] for book in LIBRARY["books"]]) for part in ("key", "value"))
SHOWN = 250

# The scores of the lesson's experiment: the first of its 5,000.
SCORES = np.random.default_rng(0).normal(0, 3, (5000, len(VALUES)))[:SHOWN]
OURS = KEYS @ np.array(LIBRARY["query"])


def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)


TITLES = (
    Text("weights: softmax of the scores", "用权重：得分先过 softmax"),
    Text("the scores themselves, no softmax", "用得分本身：没有 softmax"),
)
BOOK, PAGE, OUR_PAGE = Text("book", "书"), Text("page", "页"), Text("page of our question", "我们这个问题的页")


def draw_panel(axes, pages, ours, title, reach, language):
    corners = VALUES[ConvexHull(VALUES).vertices]
    axes.fill(*corners.T, facecolor=PALETTE["value"] + "22", edgecolor=OUTLINE["value"], linestyle="--", linewidth=1.2)
    axes.plot(*pages.T, ".", color=INK, markersize=3, label=PAGE[language])
    axes.plot(*VALUES.T, "o", color=PALETTE["value"], markeredgecolor=OUTLINE["value"], markersize=13 / reach**0.5,
              label=BOOK[language])  # fmt: skip
    look = dict(linestyle="", markersize=15, color="black", markeredgecolor=PAPER, zorder=4)
    axes.plot(*ours, marker="*", label=OUR_PAGE[language], **look)
    axes.set_title(title[language], fontsize=11)
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
    axes.grid(True)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def draw(language):
    with house_style():
        figure, panels = plt.subplots(1, 2, figsize=(8.4, 4.3), layout="constrained")
        for axes, mix, title, reach in zip(panels, (softmax, np.array), TITLES, (2.4, 24), strict=True):
            draw_panel(axes, mix(SCORES) @ VALUES, mix(OURS) @ VALUES, title, reach, language)
        panels[0].legend(loc="lower right")
        figure.savefig(HERE / f"04-hull.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
