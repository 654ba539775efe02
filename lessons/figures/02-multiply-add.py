"""Draw 02-multiply-add.{en,zh}.png: one query, two keys, quality by quality to a score."""

import json
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
LIBRARY = json.loads((HERE.parents[1] / "data" / "library.json").read_text(encoding="utf-8"))
BOOKS = [LIBRARY["books"][0], LIBRARY["books"][6]]

QUERY, KEY = Text("query", "查询"), Text("key", "键")
PRODUCT, SCORE = Text("product", "乘积"), Text("score", "得分")
STEP, TALL = 1.05, 0.62


def number(value):
    return f"{value + 0.0:g}".replace("-", "−")


def cell(axes, x, y, value, role):
    look = dict(facecolor=PALETTE[role] + "33", edgecolor=OUTLINE[role], linewidth=1.2)
    axes.add_patch(Rectangle((x - 0.42, y - TALL / 2), 0.84, TALL, **look))
    axes.text(x, y, number(value), ha="center", va="center", fontsize=10.5, color=INK)


def sign(axes, x, y, text):
    axes.text(x, y, text, ha="center", va="center", fontsize=11, color=FAINT)


def panel(axes, book, language, left):
    products = [q * k for q, k in zip(LIBRARY["query"], book["key"], strict=True)]
    axes.text(left + 1.5 * STEP, 3.95, book[language]["title"], ha="center", fontsize=11, color=INK)
    for i, quality in enumerate(LIBRARY["qualities"][language]):
        x = left + i * STEP
        axes.text(x, 3.4, quality, ha="center", va="center", fontsize=9, color=INK)
        for y, role, row in ((2.8, "query", LIBRARY["query"]), (1.7, "key", book["key"]), (0.6, "score", products)):
            cell(axes, x, y, row[i], role)
        sign(axes, x, 2.25, "×")
        sign(axes, x, 1.15, "=")
        sign(axes, x + STEP / 2, 0.6, "+" if i < 3 else "=")
    cell(axes, left + 4 * STEP, 0.6, sum(products), "score")
    axes.text(left + 4 * STEP, 1.15, SCORE[language], ha="center", va="center", fontsize=9, color=INK)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.4, 2.9), layout="constrained")
        for y, text in ((2.8, QUERY), (1.7, KEY), (0.6, PRODUCT)):
            axes.text(-0.65, y, text[language], ha="right", va="center", fontsize=9.5, color=INK)
        for book, left in zip(BOOKS, (0, 5.6), strict=True):
            panel(axes, book, language, left)
        axes.set(xlim=(-1.6, 10.4), ylim=(0.15, 4.35))
        axes.axis("off")
        figure.savefig(HERE / f"02-multiply-add.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
