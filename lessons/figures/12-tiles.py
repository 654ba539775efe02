"""Draw 12-tiles.{en,zh}.png: a table of scores that is never there as a whole, and what each reader carries along."""

from pathlib import Path

import matplotlib.pyplot as plt

from explorers.style import FAINT, INK, OUTLINE, PALETTE, PAPER, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
TILES, SIDE = 4, 3  # tiles in a row, cells in a tile's side
DOWN, ACROSS = 1, 2  # the tile on the desk
CARRIED = (
    (Text("largest\nscore", "最大的\n得分"), "score", 1),
    (Text("sum", "和"), "sum", 1),
    (Text("page", "一页"), "value", 3),
)
FILLS, EDGES = {**PALETTE, "sum": FAINT}, {**OUTLINE, "sum": INK}
BOOKS, READERS = (
    Text("books, shelf by shelf (keys, values)", "书，一架一架（键、值）"),
    Text("readers (queries)", "读者（查询）"),
)
ON_DESK = Text("on the desk", "在书桌上")
DONE, NOT_YET = Text("wiped off", "已擦去"), Text("not yet", "还没有")


def draw_tile(axes, down, across):
    """Full on the desk, pale where it was wiped off, empty where nothing was computed yet."""
    left, top = across * SIDE, -down * SIDE
    position, desk = (down, across), (DOWN, ACROSS)
    if position == desk:
        for i in range(SIDE):
            for j in range(SIDE):
                look = dict(facecolor=PALETTE["score"], edgecolor=OUTLINE["score"], linewidth=0.9)
                axes.add_patch(plt.Rectangle((left + j, top - i - 1), 1, 1, zorder=3, **look))
    face = PALETTE["score"] + "22" if position < desk else PAPER
    axes.add_patch(plt.Rectangle((left, top - SIDE), SIDE, SIDE, facecolor=face, edgecolor=FAINT, linewidth=1.2))


def draw_carried(axes, language):
    left = TILES * SIDE + 1.6
    for name, role, width in CARRIED:
        axes.text(left + width / 2, 0.35, name[language], ha="center", va="bottom", fontsize=10, linespacing=1.3)
        for reader in range(TILES * SIDE):
            begun = reader < (DOWN + 1) * SIDE
            for j in range(width):
                face = FILLS[role] + ("cc" if begun else "00")
                look = dict(facecolor=face, edgecolor=EDGES[role] if begun else FAINT, linewidth=0.8)
                axes.add_patch(plt.Rectangle((left + j, -reader - 1), 1, 1, **look))
        left += width + 1.3


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(7.6, 4.7), layout="constrained")
        for down in range(TILES):
            for across in range(TILES):
                draw_tile(axes, down, across)
        for across, text in ((0, DONE), (3, NOT_YET)):
            axes.text(
                (across + 0.5) * SIDE, -(DOWN + 0.5) * SIDE, text[language], ha="center", va="center", fontsize=9.5
            )
        middle = ((ACROSS + 0.5) * SIDE, -(DOWN + 1) * SIDE)
        below = (middle[0], middle[1] - 1.1)
        axes.text(*below, ON_DESK[language], ha="center", va="top", fontsize=9.5, color=OUTLINE["score"], zorder=4)
        axes.annotate("", middle, below, arrowprops=dict(arrowstyle="-|>", color=OUTLINE["score"]), zorder=4)
        axes.text(TILES * SIDE / 2, 0.35, BOOKS[language], ha="center", va="bottom", fontsize=10)
        axes.text(
            -0.5, -TILES * SIDE / 2, READERS[language], ha="right", va="center", fontsize=10, rotation=90, color=INK
        )
        draw_carried(axes, language)
        axes.set(xlim=(-1.8, TILES * SIDE + 10.6), ylim=(-TILES * SIDE - 0.3, 2.6), aspect="equal")
        axes.axis("off")
        figure.savefig(HERE / f"12-tiles.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
