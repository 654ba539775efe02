"""Draw 06-nudge.{en,zh}.png: one score is pushed up; its book gains what the others pay."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
BOOKS = "ABC"
SCORES = np.array([2.0, 1.0, 0.0])
WEIGHTS = np.exp(SCORES) / np.exp(SCORES).sum()
ANSWERS = WEIGHTS * (np.eye(3)[0] - WEIGHTS[0])  # of each weight to a nudge of the first score

TITLES = (
    Text("scores: the first is pushed up", "得分：把第一个推高一点"),
    Text("weights, and how far each moves per unit of the push", "权重，以及每推 1 分各自移动多少"),
)


def number(value, form):
    return format(value, form).replace("-", "−")


def settle(axes, title):
    axes.set_title(title, fontsize=11)
    axes.set_xticks(range(3), BOOKS)
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.axhline(0, color=FAINT, linewidth=1)


def draw_scores(axes):
    axes.bar(range(3), SCORES, 0.55, color=PALETTE["score"], edgecolor=OUTLINE["score"])
    for i, score in enumerate(SCORES):
        axes.text(i, score + 0.08, number(score, ".0f"), ha="center", va="bottom")
    axes.annotate("", (0, 3.2), (0, 2.45), arrowprops=dict(arrowstyle="-|>", color=INK, linewidth=2.2))
    axes.set_ylim(0, 3.4)


def draw_weights(axes):
    axes.bar(range(3), WEIGHTS, 0.55, color=PALETTE["weight"], edgecolor=OUTLINE["weight"])
    for i, (weight, answer) in enumerate(zip(WEIGHTS, ANSWERS, strict=True)):
        axes.text(i, weight + 0.02, number(weight, ".3f"), ha="center", va="bottom")
        look = dict(arrowstyle="-|>", color=INK, linewidth=2.2, shrinkA=0, shrinkB=0)
        low, high = weight + 0.13, weight + 0.13 + abs(answer)  # arrows as long as the answers
        axes.annotate("", (i, high), (i, low), arrowprops=look if answer > 0 else {**look, "arrowstyle": "<|-"})
        axes.text(i + 0.07, (low + high) / 2, number(answer, "+.3f"), va="center")
    axes.set(ylim=(0, 1.08), xlim=(-0.5, 2.6))


def draw(language):
    with house_style():
        figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 2.9), layout="constrained", width_ratios=[1, 1.7])
        draw_scores(left)
        draw_weights(right)
        settle(left, TITLES[0][language])
        settle(right, TITLES[1][language])
        figure.savefig(HERE / f"06-nudge.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
