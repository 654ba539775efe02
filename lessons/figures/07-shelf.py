"""Draw 07-shelf.{en,zh}.png: one shelf as each reader sees it, what is yet to be written with its cover to the wall."""

from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from explorers.examples import sentence
from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text, speak

HERE = Path(__file__).parent
READER = Text("reader “{}”", "读者 {}")
VISIBLE, HIDDEN = Text("True: may look", "True：可以看"), Text("False: cover to the wall", "False：封面朝墙")
WIDE, TALL, STEP_X, STEP_Y = 1.28, 0.62, 1.4, 0.86


def draw_book(axes, x, y, title):
    look = dict(linewidth=1.2, zorder=2)
    if title:
        look |= dict(facecolor=PALETTE["key"] + "2b", edgecolor=OUTLINE["key"])
    else:
        look |= dict(facecolor="#e8eaed", edgecolor=FAINT, hatch="////")
    axes.add_patch(Rectangle((x, y), WIDE, TALL, **look))
    axes.text(x + WIDE / 2, y + TALL / 2, title, ha="center", va="center", fontsize=10, color=INK)


def draw_row(axes, words, i, language):
    y = -i * STEP_Y
    axes.text(-0.25, y + TALL / 2, READER[language].format(words[i]), ha="right", va="center", fontsize=10, color=INK)
    for j, word in enumerate(words):
        draw_book(axes, j * STEP_X, y, word if j <= i else "")
    axes.plot([-0.08, len(words) * STEP_X], [y - 0.06] * 2, color=INK, linewidth=2, zorder=1)


def draw(language):
    speak(language)
    words = sentence().labels
    with house_style():
        figure, axes = plt.subplots(figsize=(8.4, 3.7), layout="constrained")
        for i in range(len(words)):
            draw_row(axes, words, i, language)
        bottom = -len(words) * STEP_Y - 0.05
        for x, title, text in ((0.0, " ", VISIBLE), (3.5, "", HIDDEN)):
            draw_book(axes, x, bottom, title)
            axes.text(x + WIDE + 0.15, bottom + TALL / 2, text[language], va="center", fontsize=10, color=INK)
        axes.set(xlim=(-2.6, len(words) * STEP_X + 0.1), ylim=(bottom - 0.1, TALL + 0.15))
        axes.axis("off")
        figure.savefig(HERE / f"07-shelf.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
