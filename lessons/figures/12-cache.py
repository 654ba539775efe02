"""Draw 12-cache.{en,zh}.png: the scores that each new word costs, everything again or with the old cards kept."""

from pathlib import Path

import matplotlib.pyplot as plt

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
WORDS = ("The", "cat", "chased", "the", "mouse")
APART, ROW_APART = 6.6, 7.6  # from table to table, and from the upper row to the lower one
ROWS = (
    (Text("everything again", "全部重来"), lambda i, newest: True),
    (Text("cards kept", "留着卡片"), lambda i, newest: i == newest),
)
TOGETHER = Text("{0} scores\ntogether", "一共 {0} 个\n得分")


def draw_table(axes, left, top, newest, is_new):
    """The triangle of `newest` + 1 words: a filled cell is a score computed now. How many these are."""
    count = 0
    for i in range(newest + 1):
        for j in range(i + 1):
            new = is_new(i, newest)
            count += new
            face, edge = (PALETTE["score"], OUTLINE["score"]) if new else (PALETTE["score"] + "1c", FAINT + "88")
            axes.add_patch(plt.Rectangle((left + j, top - i - 1), 1, 1, facecolor=face, edgecolor=edge, linewidth=0.9))
    axes.text(left + (newest + 1) / 2, top - newest - 1.6, count, ha="center", va="center", fontsize=11)
    return count


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.6, 3.3), layout="constrained")
        for row, (name, is_new) in enumerate(ROWS):
            top = -ROW_APART * row
            axes.text(-1.2, top - 2.5, name[language], ha="right", va="center", fontsize=11, color=INK)
            counts = [draw_table(axes, APART * k, top, k, is_new) for k in range(len(WORDS))]
            text = TOGETHER[language].format(sum(counts))
            axes.text(APART * 5 - 0.4, top - 2.5, text, ha="left", va="center", fontsize=11, linespacing=1.5)
        for k, word in enumerate(WORDS):
            axes.text(APART * k + (k + 1) / 2, 0.8, word, ha="center", va="bottom", fontsize=11)
        axes.set(xlim=(-8.2, APART * 5 + 5), ylim=(-ROW_APART - 6.3, 2.0), aspect="equal")
        axes.axis("off")
        figure.savefig(HERE / f"12-cache.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
