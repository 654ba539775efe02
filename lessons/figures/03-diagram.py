"""Draw 03-diagram.{en,zh}.png: the diagram whose weights no temperature can give, as its source draws it."""

import json
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
LIBRARY = json.loads((HERE.parents[1] / "data" / "library.json").read_text(encoding="utf-8"))
DIAGRAM = LIBRARY["sentence"]["diagram"]

HEADINGS = (
    (0.0, Text("query", "查询")),
    (2.5, Text("key", "键")),
    (4.45, Text("score", "得分")),
    (8.15, Text("weight", "权重")),
)
HIGH = 0.62


def box(axes, x, y, text, role, width=1.5, height=HIGH):
    look = dict(facecolor=PALETTE[role] + "33", edgecolor=OUTLINE[role], linewidth=1.3)
    corner = (x - width / 2, y - height / 2)
    axes.add_patch(FancyBboxPatch(corner, width, height, boxstyle="round,pad=0,rounding_size=0.12", **look))
    axes.text(x, y, text, ha="center", va="center", color=INK)


def arrow(axes, start, end):
    axes.annotate("", end, start, arrowprops=dict(arrowstyle="-|>", color=FAINT, linewidth=1.2, shrinkA=0, shrinkB=0))


def row(axes, y, token, score, weight):
    arrow(axes, (0.78, 0), (1.7, y))
    box(axes, 2.5, y, token, "key")
    arrow(axes, (3.28, y), (3.95, y))
    box(axes, 4.45, y, f"{score:g}", "score", 0.9)
    arrow(axes, (4.93, y), (5.5, y))
    arrow(axes, (7.05, y), (7.65, y))
    box(axes, 8.15, y, f"{weight:g}", "weight", 0.9)


def draw(language):
    rows = (1.35, 0.45, -0.45, -1.35)
    with house_style():
        figure, axes = plt.subplots(figsize=(7.2, 2.9), layout="constrained")
        box(axes, 0, 0, "chased", "query")
        for y, *drawn in zip(rows, DIAGRAM["tokens"], DIAGRAM["scores"], DIAGRAM["weights"], strict=True):
            row(axes, y, *drawn)
        frame = dict(facecolor="white", edgecolor=INK, linewidth=1.3)
        axes.add_patch(FancyBboxPatch((5.55, -1.66), 1.45, 3.32, boxstyle="round,pad=0,rounding_size=0.12", **frame))
        axes.text(6.275, 0.16, "softmax", ha="center", va="center", fontsize=11)
        axes.text(6.275, -0.3, "?", ha="center", va="center", fontsize=15, color=INK)
        for x, heading in HEADINGS:
            axes.text(x, 1.98, heading[language], ha="center", va="center", fontsize=9.5)
        axes.set(xlim=(-0.9, 8.75), ylim=(-1.8, 2.2))
        axes.axis("off")
        figure.savefig(HERE / f"03-diagram.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
