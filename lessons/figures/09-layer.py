"""Draw 09-layer.{en,zh}.png: the midterm's layer from words to outputs, each part with the lesson it comes from."""

from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt

from explorers.style import FAINT, INK, OUTLINE, PALETTE, PAPER, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
MIDDLE, RIGHT = 4.0, 8.4  # where the stations stand, and the lessons' names
HIGH = 0.62

# height, station, the lesson it comes from
STATIONS = (
    (10.0, Text("words X  (n, d_model)", "词 X  (n, d_model)"), Text("05 · one row a word", "05 · 一行一个词")),
    (9.0, Text("+ sinusoidal_positions", "+ sinusoidal_positions"), Text("09 · where it stands", "09 · 它站在哪儿")),
    (6.6, Text("scores  Q Kᵀ", "得分  Q Kᵀ"), Text("02 · matching", "02 · 匹配")),
    (5.75, Text("÷ √d_head", "÷ √d_head"), Text("06 · scaling", "06 · 除以 √d")),
    (4.9, Text("causal_mask", "causal_mask"), Text("07 · only what is written", "07 · 只看写过的")),
    (4.05, Text("softmax → weights", "softmax → 权重"), Text("03 · a budget", "03 · 一份预算")),
    (3.2, Text("weights · V", "权重 · V"), Text("04 · weighted sum", "04 · 加权求和")),
    (1.9, Text("merge_heads, then W_o", "merge_heads，再乘 W_o"), Text("08 · the editor", "08 · 编辑")),
    (0.9, Text("outputs  (n, d_model)", "输出  (n, d_model)"), Text("", "")),
)
ROLES = {6.6: "score", 5.75: "score", 4.9: "score", 4.05: "weight", 3.2: "value"}
COSTUMES = (("query", "W_q → Q", 1.6), ("key", "W_k → K", 4.0), ("value", "W_v → V", 6.4))
COSTUME_ROW = 7.9
CUT = Text("05 · three costumes, 08 · split_heads", "05 · 三身衣服，08 · split_heads")
HEADS = Text("n_heads heads,\neach with\nits own slice", "n_heads 个头，\n各拿各的\n一片")


def draw_box(axes, x, y, text, wide, role=None):
    face = PALETTE[role] + "33" if role else PAPER
    edge = OUTLINE[role] if role else INK
    box = plt.Rectangle(
        (x - wide / 2, y - HIGH / 2), wide, HIGH, facecolor=face, edgecolor=edge, linewidth=1.2, zorder=3
    )
    axes.add_patch(box)
    axes.text(x, y, text, ha="center", va="center", fontsize=10, zorder=4)


def draw_arrow(axes, start, end):
    axes.annotate(
        "", end, start, arrowprops=dict(arrowstyle="-|>", color=INK, linewidth=1.1, shrinkA=0, shrinkB=0), zorder=2
    )


def draw_heads(axes, language):
    """Sheets lying one behind the other, and on the front one what every head does."""
    for step in (2, 1, 0):
        sheet = plt.Rectangle(
            (0.25 + 0.13 * step, 2.65 + 0.1 * step), 7.3, 4.45, facecolor=PAPER, edgecolor=FAINT, linewidth=1
        )
        sheet.set_zorder(1 - 0.1 * step)
        axes.add_patch(sheet)
    axes.text(0.42, 4.9, HEADS[language], fontsize=9, color=INK, va="center", linespacing=1.5)


def draw_flow(axes):
    rows = [row for row, *_ in STATIONS]
    half = HIGH / 2
    for upper, lower in ((rows[0], rows[1]), *pairwise(rows[2:])):
        draw_arrow(axes, (MIDDLE, upper - half), (MIDDLE, lower + half))
    for _, _, x in COSTUMES:
        draw_arrow(axes, (MIDDLE, rows[1] - half), (x, COSTUME_ROW + half))
    draw_arrow(axes, (1.6, COSTUME_ROW - half), (3.2, rows[2] + half))
    draw_arrow(axes, (4.0, COSTUME_ROW - half), (4.0, rows[2] + half))
    axes.plot([6.4, 6.4], [COSTUME_ROW - half, rows[6]], color=INK, linewidth=1.1, zorder=2)
    draw_arrow(axes, (6.4, rows[6]), (MIDDLE + 1.6, rows[6]))


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.6, 6.2), layout="constrained")
        draw_heads(axes, language)
        draw_flow(axes)
        for row, station, lesson in STATIONS:
            draw_box(axes, MIDDLE, row, station[language], 3.2, ROLES.get(row))
            axes.text(RIGHT, row, lesson[language], va="center", fontsize=10, color=INK)
        for role, text, x in COSTUMES:
            draw_box(axes, x, COSTUME_ROW, text, 2.0, role)
        axes.text(RIGHT, COSTUME_ROW, CUT[language], va="center", fontsize=10, color=INK)
        axes.set(xlim=(0, 12.6), ylim=(0.45, 10.45))
        axes.axis("off")
        figure.savefig(HERE / f"09-layer.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
