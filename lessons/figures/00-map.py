"""Draw 00-map.{en,zh}.png: the twelve lessons on one path, in three stretches."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from explorers.style import FAINT, INK, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
PER_ROW = 4
FILLS = ("#cfe8f7", "#fdf1a9", "#e3e6ea")

STRETCHES = (("I", 4), ("II", 5), ("III", 3))
LESSONS = (
    Text("Library\nlookup", "图书馆查找"),
    Text("Matching", "匹配"),
    Text("Softmax\nweighting", "Softmax 加权"),
    Text("Weighted\nsummation", "加权求和"),
    Text("Self-\nattention", "自注意力"),
    Text("Scaling\nby √d", "除以 √d"),
    Text("Causal\nmask", "因果掩码"),
    Text("Multi-head\nattention", "多头注意力"),
    Text("Positions", "位置编码"),
    Text("Learning\nto look up", "学会查找"),
    Text("A real\ntransformer", "真正的\nTransformer"),
    Text("Long\ncontexts", "长上下文"),
)


def places():
    """The stations (12, 2): four a row, there and back again."""
    row, column = np.divmod(np.arange(len(LESSONS)), PER_ROW)
    column = np.where(row % 2, PER_ROW - 1 - column, column)
    return np.column_stack([2.2 * column, -1.75 * row])


def path(axes):
    """The stations' path, a half circle at each end of a row."""
    turn = np.linspace(np.pi / 2, -np.pi / 2, 25)
    right, down = 2.2 * (PER_ROW - 1), 1.75
    east = np.column_stack([right + down / 2 * np.cos(turn), -down / 2 + down / 2 * np.sin(turn)])
    west = np.column_stack([-down / 2 * np.cos(turn), -1.5 * down + down / 2 * np.sin(turn)])
    line = np.vstack([[0, 0], east, west, [right, -2 * down]])
    axes.plot(*line.T, color=FAINT, linewidth=5, alpha=0.45, solid_capstyle="round", zorder=1)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8, 4.7), layout="constrained")
        path(axes)
        fills = [fill for fill, (_, length) in zip(FILLS, STRETCHES, strict=True) for _ in range(length)]
        for number, (place, fill, title) in enumerate(zip(places(), fills, LESSONS, strict=True), start=1):
            axes.plot(*place, "o", markersize=30, color=fill, markeredgecolor=INK, markeredgewidth=1.2, zorder=3)
            axes.text(*place, number, ha="center", va="center", fontsize=13, zorder=4)
            axes.text(place[0], place[1] - 0.4, title[language], ha="center", va="top", fontsize=10.5, zorder=4)
        for fill, (name, _) in zip(FILLS, STRETCHES, strict=True):
            axes.plot([], [], "o", markersize=12, color=fill, markeredgecolor=INK, label=name)
        axes.legend(loc="upper center", ncols=3, bbox_to_anchor=(0.5, 0), fontsize=10)
        axes.set(xlim=(-1.2, 7.8), ylim=(-4.5, 0.5), aspect="equal", xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        figure.savefig(HERE / f"00-map.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
