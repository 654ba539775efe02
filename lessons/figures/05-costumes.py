"""Draw 05-costumes.{en,zh}.png: the row of "cat" times three matrices, its query, key and value."""

import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
EMBEDDING = json.loads((HERE.parents[1] / "data" / "library.json").read_text(encoding="utf-8"))["embedding"]
CAT = np.array(EMBEDDING["words"]["cat"], float)
COSTUMES = {
    "query": ("W_q", "query_features", Text("query: what I look for", "查询：我在找什么")),
    "key": ("W_k", "query_features", Text("key: what I offer", "键：我是什么")),
    "value": ("W_v", "value_features", Text("value: what I hand over", "值：我交出什么")),
}
EMBEDDED = Text("embedding of cat", "cat 的嵌入")

# A cell is one wide and one high; the matrices stand side by side, the costumes hang below.
LEFT, STEP, BELOW = 5.6, 7.0, 9.4


def draw_cells(axes, left, top, table, role):
    """One cell a number, the stronger the darker, zeros left blank."""
    for row, numbers in enumerate(table):
        for column, number in enumerate(numbers):
            colour = to_rgba(PALETTE.get(role, FAINT), 0.15 + 0.25 * min(abs(number), 2) if number else 0)
            corner = (left + column, top + row)
            look = dict(facecolor=colour, edgecolor=OUTLINE.get(role, INK), linewidth=0.7)
            axes.add_patch(plt.Rectangle(corner, 1, 1, **look))
            if number:
                text = f"{number:g}".replace("-", "−")
                axes.text(corner[0] + 0.5, corner[1] + 0.5, text, ha="center", va="center", fontsize=8)


def draw_embedding(axes, language):
    draw_cells(axes, 3.2, 0, CAT[:, None], None)
    axes.text(4.2, -0.45, EMBEDDED[language], ha="right", va="center", color=INK, fontsize=10)
    for row, name in enumerate(EMBEDDING["features"][language]):
        axes.text(3.0, row + 0.5, name, ha="right", va="center", fontsize=9)


def draw_costume(axes, left, role, language):
    matrix, features, title = COSTUMES[role]
    W = np.array(EMBEDDING[matrix])
    draw_cells(axes, left, 0, W, role)
    draw_cells(axes, left, BELOW, (CAT @ W)[None], role)
    axes.text(left + 2, -0.45, rf"${matrix}$", ha="center", va="center", color=OUTLINE[role], fontsize=11)
    arrow = dict(arrowstyle="-|>", color=INK, linewidth=1.2)
    axes.annotate("", (left + 2, BELOW - 0.15), (left + 2, 8.15), arrowprops=arrow)
    for column, name in enumerate(EMBEDDING[features][language]):
        axes.text(left + column + 0.5, BELOW + 1.25, name, ha="right", va="top", fontsize=8.5, rotation=40,
                  rotation_mode="anchor")  # fmt: skip
    axes.text(left + 2, BELOW + 3.9, title[language], ha="center", va="center", color=OUTLINE[role], fontsize=10)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.4, 4.9), layout="constrained")
        draw_embedding(axes, language)
        for place, role in enumerate(COSTUMES):
            draw_costume(axes, LEFT + STEP * place, role, language)
        axes.set(xlim=(-0.9, LEFT + 2 * STEP + 5.4), ylim=(BELOW + 4.4, -0.9), aspect="equal")
        axes.axis("off")
        figure.savefig(HERE / f"05-costumes.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
