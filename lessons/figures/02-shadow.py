"""Draw 02-shadow.{en,zh}.png: a score is the length of the query times the shadow of the key on it."""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
LIBRARY = json.loads((HERE.parents[1] / "data" / "library.json").read_text(encoding="utf-8"))
BOOKS = [LIBRARY["books"][i] for i in (4, 1, 6)]
QUERY = np.array(LIBRARY["query"][:2])
LENGTH = np.linalg.norm(QUERY)

QUERY_NAME, KEY_NAME = Text("query", "查询"), Text("key", "键")
RECKONING = Text("shadow {:.2f}\nscore = {:.2f} × {:.2f} = {:g}", "影子 {:.2f}\n得分 = {:.2f} × {:.2f} = {:g}")
TITLES = (Text("agrees", "合拍"), Text("a right angle", "垂直"), Text("the opposite", "相反"))


def arrow(axes, end, role, width):
    style = dict(arrowstyle="-|>", color=PALETTE[role], linewidth=width, shrinkA=0, shrinkB=0, mutation_scale=13)
    axes.annotate("", end, (0, 0), arrowprops=style, zorder=4)


def name(axes, end, text, role):
    place = end + 0.32 * end / np.linalg.norm(end)
    axes.text(*place, text, ha="center", va="center", fontsize=9, color=OUTLINE[role])


def panel(axes, book, title, language):
    key = np.array(book["key"][:2])
    score = key @ QUERY
    foot = score / LENGTH**2 * QUERY
    axes.plot(*np.array([-1.15 * QUERY, 1.15 * QUERY]).T, color=FAINT, linewidth=0.8, linestyle=":")
    axes.plot(*np.array([key, foot]).T, color=OUTLINE["key"], linewidth=1, linestyle="--")
    axes.plot(*np.array([(0, 0), foot]).T, color=PALETTE["score"], linewidth=9, alpha=0.7, solid_capstyle="butt")
    if not score:
        axes.plot(0, 0, "o", color=PALETTE["score"], markeredgecolor=OUTLINE["score"], markersize=8, zorder=5)
    arrow(axes, QUERY, "query", 2.4)
    arrow(axes, key, "key", 2)
    name(axes, QUERY, QUERY_NAME[language], "query")
    name(axes, key, KEY_NAME[language], "key")
    axes.text(0, -2.75, book[language]["title"], ha="center", va="top", fontsize=9.5, color=OUTLINE["key"])
    words = RECKONING[language].format(score / LENGTH, LENGTH, score / LENGTH, score).replace("-", "−")
    axes.text(0, -3.3, words, ha="center", va="top", fontsize=9.5, color=INK, linespacing=1.5)
    axes.set_title(title[language], loc="center", fontsize=11)
    axes.set(xlim=(-2.7, 2.7), ylim=(-4.2, 2.6), aspect="equal", xticks=[], yticks=[])
    for line in ([-2.6, 2.6], [0, 0]), ([0, 0], [-2.5, 2.5]):
        axes.plot(*line, color=FAINT, linewidth=0.6, zorder=0)
    axes.spines[:].set_visible(False)


def draw(language):
    with house_style():
        figure, panels = plt.subplots(1, 3, figsize=(8.4, 4.1), layout="constrained")
        for axes, book, title in zip(panels, BOOKS, TITLES, strict=True):
            panel(axes, book, title, language)
        figure.savefig(HERE / f"02-shadow.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
