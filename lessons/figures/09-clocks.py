"""Draw 09-clocks.{en,zh}.png: the stamp of a place, four clocks, each ten times slower than the one before."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
WORDS = {0: "The", 1: "cat", 2: "chased", 3: "the", 4: "mouse", 100: "", 1000: ""}
CLOCKS = 4
GAP = 0.7  # before the places that lie far off
CLOCK, PLACE = Text("clock {0}", "第 {0} 座钟"), Text("place {0}", "位置 {0}")
PACE = Text("once round in {0:,.0f} words", "{0:,.0f} 个词转一圈")
AXES = Text("right = sin, up = cos", "右 = sin，上 = cos")


def draw_clock(axes, x, y, angle):
    face = plt.Circle((x, y), 0.38, facecolor="white", edgecolor=FAINT, linewidth=1)
    axes.add_patch(face)
    for quarter in np.arange(4) * np.pi / 2:
        tick = np.array([np.sin(quarter), np.cos(quarter)])
        axes.plot(*np.transpose([[x, y] + 0.33 * tick, [x, y] + 0.38 * tick]), color=FAINT, linewidth=1)
    hand = 0.33 * np.array([np.sin(angle), np.cos(angle)])
    look = dict(arrowstyle="-|>", color=OUTLINE["key"], linewidth=1.8, shrinkA=0, shrinkB=0)
    axes.annotate("", (x + hand[0], y + hand[1]), (x, y), arrowprops=look)
    axes.plot(x, y, "o", color=OUTLINE["key"], markersize=3)


def draw_numbers(axes, x, y, angle):
    text = f"{np.sin(angle):.3f}  {np.cos(angle):.3f}".replace("-", "−")
    axes.text(x, y - 0.47, text, ha="center", va="top", fontsize=7, color=INK)


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(8.6, 4.65), layout="constrained")
        for column, (place, word) in enumerate(WORDS.items()):
            x = 1.05 * column + GAP * (place > 4)
            axes.text(x, 1.05, word, ha="center", fontsize=12)
            axes.text(x, 0.68, PLACE[language].format(place), ha="center", fontsize=9, color=OUTLINE["key"])
            for clock in range(CLOCKS):
                angle = place / 10**clock
                draw_clock(axes, x, -1.05 * clock, angle)
                draw_numbers(axes, x, -1.05 * clock, angle)
        for clock in range(CLOCKS):
            axes.text(-0.6, -1.05 * clock + 0.08, CLOCK[language].format(clock), ha="right", fontsize=10)
            pace = PACE[language].format(2 * np.pi * 10**clock)
            axes.text(-0.6, -1.05 * clock - 0.17, pace, ha="right", fontsize=7.5, color=INK)
        axes.text(-0.6, 0.68, AXES[language], ha="right", fontsize=8, color=PALETTE["key"])
        axes.text(1.05 * 4.5 + GAP / 2, -1.05 * 1.5, "…", ha="center", fontsize=16, color=FAINT)
        axes.set(xlim=(-2.35, 1.05 * 6 + GAP + 0.55), ylim=(-1.05 * 3 - 0.75, 1.4), aspect="equal")
        axes.axis("off")
        figure.savefig(HERE / f"09-clocks.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
