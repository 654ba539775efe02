"""Draw 11-house.{en,zh}.png: one floor of the transformer, its parts in the order in which a word passes them."""

from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

from explorers.style import FAINT, INK, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
GREY = "#eef0f2"

WORDS = Text("words\n(n, 384)", "词\n(n, 384)")
HEADS = Text(
    "twelve librarians\n\nhead_attention\n× 12\n\npages (n, 32) each",
    "十二位管理员\n\nhead_attention\n× 12\n\n每位的页 (n, 32)",
)
EDITOR = Text("editor\n@ W_o + b_o", "编辑\n@ W_o + b_o")
NORM = Text("layer_norm", "layer_norm")
ALONE = Text(
    "each word\nby itself\n\nfeed_forward\n384 → 1536 → 384", "每个词\n自己想\n\nfeed_forward\n384 → 1536 → 384"
)
NEXT = Text("to the\nnext floor", "送往\n下一层")
BYPASS = Text("what the word was before", "这个词原来的样子")
FLOOR = Text(
    "one floor of six, all built alike; you write the white rooms", "六层楼之一，层层结构相同；白色的房间由你来写"
)

# Name, left edge, width, half the height, written by the learner?
ROOMS = (
    ("words", 0.0, 1.15, 0.55, False),
    ("heads", 1.7, 2.1, 1.25, True),
    ("editor", 4.2, 1.35, 0.55, False),
    ("norm_1", 6.75, 1.35, 0.45, True),
    ("alone", 8.65, 2.1, 1.0, True),
    ("norm_2", 11.95, 1.35, 0.45, True),
    ("next", 13.75, 1.2, 0.55, False),
)
TEXTS = dict(words=WORDS, heads=HEADS, editor=EDITOR, norm_1=NORM, alone=ALONE, norm_2=NORM, next=NEXT)
PLUSES = (6.15, 11.35)
BYPASSES = ((1.42, PLUSES[0]), (8.37, PLUSES[1]))
ROOF = 1.75


def draw_room(axes, name, left, width, half, yours, language):
    look = dict(facecolor="white", edgecolor=INK, linewidth=2) if yours else dict(facecolor=GREY, edgecolor=FAINT)
    axes.add_patch(FancyBboxPatch((left, -half), width, 2 * half, boxstyle="round,pad=0.02", **look))
    axes.text(left + width / 2, 0, TEXTS[name][language], ha="center", va="center", fontsize=8.5, linespacing=1.25)


def draw_arrow(axes, start, end):
    axes.annotate("", end, start, arrowprops=dict(arrowstyle="-|>", color=INK, linewidth=1.1, shrinkA=0, shrinkB=0))


def draw_bypass(axes, start, end, language):
    """Up, along and down again: a word keeps what it was."""
    axes.plot([start, start, end], [0, ROOF, ROOF], color=INK, linewidth=1.1)
    draw_arrow(axes, (end, ROOF), (end, 0.24))
    axes.text((start + end) / 2, ROOF + 0.1, BYPASS[language], ha="center", va="bottom", fontsize=8.5)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(9.8, 3.1), layout="constrained")
        for (_, left, width, *_), (_, right, *_) in pairwise(ROOMS):
            draw_arrow(axes, (left + width + 0.03, 0), (right - 0.03, 0))
        for room in ROOMS:
            draw_room(axes, *room, language)
        for plus, ends in zip(PLUSES, BYPASSES, strict=True):
            axes.add_patch(plt.Circle((plus, 0), 0.23, facecolor="white", edgecolor=INK, zorder=3))
            axes.text(plus, -0.02, "+", ha="center", va="center", fontsize=13, zorder=4)
            draw_bypass(axes, *ends, language)
        axes.text(7.5, -1.75, FLOOR[language], ha="center", va="center", fontsize=10)
        axes.set(xlim=(-0.2, 15.1), ylim=(-2, 2.25), aspect="equal")
        axes.axis("off")
        figure.savefig(HERE / f"11-house.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
