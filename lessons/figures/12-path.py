"""Draw 12-path.{en,zh}.png: the whole course as one path, each lesson a station with its gist in one line."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from explorers.style import FAINT, INK, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
GIST = "#57606a"  # INK, a little lighter
COLUMN, STEP, PER_COLUMN = 6.9, 1.0, 6
FILLS = ("#cfe8f7",) * 4 + ("#fdf1a9",) * 5 + ("#e3e6ea",) * 3  # the three stretches of 00-map
STATIONS = (
    (Text("Library lookup", "图书馆查找"), Text("open every book a little", "每本书都翻开一点")),
    (Text("Matching", "匹配"), Text("multiply quality by quality, add up", "逐个特征相乘，再相加")),
    (Text("Softmax weighting", "Softmax 加权"), Text("scores become one budget", "得分变成一份预算")),
    (Text("Weighted summation", "加权求和"), Text("a mixture, never an invention", "只是混合，绝不杜撰")),
    (Text("Self-attention", "自注意力"), Text("each word is reader, label and page", "每个词都是读者、标签和内容")),
    (Text("Scaling by √d", "除以 √d"), Text("long labels must not shout", "标签再长，也不许嚷嚷")),
    (Text("Causal mask", "因果掩码"), Text("hide first, then spend", "先藏，再花")),
    (Text("Multi-head attention", "多头注意力"), Text("several librarians, one editor", "几位管理员，一位编辑")),
    (Text("Positions", "位置编码"), Text("stamp the place on the label", "把位置盖在标签上")),
    (Text("Learning to look up", "学会查找"), Text("gradients write the labels", "让梯度来写标签")),
    (
        Text("A real transformer", "真正的 Transformer"),
        Text("your functions drive real heads", "用你的函数驱动真正的头"),
    ),
    (Text("Long contexts", "长上下文"), Text("keep the cards, read shelf by shelf", "留着卡片，一架一架地读")),
)


def draw_path(axes):
    """Down the left column, over in a wide bow below the text, and up to the head of the right one."""
    bottom = -STEP * (PER_COLUMN - 1)
    turn = np.linspace(0, np.pi / 2, 20)
    bow = 0.55
    corner = np.column_stack([bow * (1 - np.cos(turn)), bottom - 0.2 - bow * np.sin(turn)])
    across = COLUMN - 0.75
    rise = np.column_stack([across - bow * (1 - np.sin(turn)), bottom - 0.2 - bow * np.cos(turn)])
    over = np.column_stack([across + 0.375 * (1 - np.cos(2 * turn)), 0.25 + 0.375 * np.sin(2 * turn)])
    line = np.vstack([[0, 0], corner, rise, over, [COLUMN, bottom]])
    axes.plot(*line.T, color=FAINT, linewidth=5, alpha=0.45, solid_capstyle="round", solid_joinstyle="round", zorder=1)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(9, 4.9), layout="constrained")
        draw_path(axes)
        for index, ((title, gist), fill) in enumerate(zip(STATIONS, FILLS, strict=True)):
            column, row = divmod(index, PER_COLUMN)
            x, y = COLUMN * column, -STEP * row
            axes.plot(x, y, "o", markersize=27, color=fill, markeredgecolor=INK, markeredgewidth=1.2, zorder=3)
            axes.text(x, y, index + 1, ha="center", va="center", fontsize=12, zorder=4)
            axes.text(x + 0.6, y + 0.18, title[language], va="center", fontsize=13, color=INK)
            axes.text(x + 0.6, y - 0.2, gist[language], va="center", fontsize=10.5, color=GIST)
        axes.set(xlim=(-0.6, 2 * COLUMN - 0.7), ylim=(-STEP * PER_COLUMN - 0.05, 0.85), xticks=[], yticks=[])
        axes.axis("off")
        figure.savefig(HERE / f"12-path.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
