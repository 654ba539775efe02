"""Draw 07-budget.{en,zh}.png: each reader's budget as a strip, the future hidden before and after it is spent."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from explorers.examples import sentence
from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text, speak

HERE = Path(__file__).parent
TITLES = Text("hidden before the budget is spent", "先藏，再花预算"), Text("hidden afterwards", "预算花完，再去藏")
TALL = 0.62


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def draw_strip(axes, row, i, spent, words):
    left = 0.0
    for j in np.flatnonzero(row):
        share, kept = row[j], spent[j]
        look = dict(facecolor=PALETTE["weight"] if kept else "white", edgecolor=OUTLINE["weight"] if kept else FAINT)
        axes.add_patch(
            Rectangle((left, i - TALL / 2), share, TALL, linewidth=1.1, linestyle="-" if kept else ":", **look)
        )
        if kept and share > 0.115:
            axes.text(
                left + share / 2, i, words[j], ha="center", va="center", fontsize=8.5 if share > 0.2 else 6.5, color=INK
            )
        left += share
    total = row[spent].sum()
    axes.text(1.03, i, f"{total:.3f}", va="center", fontsize=10, color=INK)


def draw(language):
    speak(language)
    words, readers, X = sentence().tokens, sentence().labels, sentence().embeddings
    scores = X @ sentence().W_q @ (X @ sentence().W_k).T / 2  # the root of d = 4
    past = np.tril(np.ones(scores.shape, dtype=bool))
    early, late = softmax(np.where(past, scores, -np.inf)), softmax(scores)
    with house_style():
        figure, panels = plt.subplots(1, 2, figsize=(8.4, 2.9), layout="constrained", sharey=True)
        for axes, weights, title in zip(panels, (early, late), TITLES, strict=True):
            for i in range(len(words)):
                draw_strip(axes, weights[i], i, past[i], words)
            axes.set_title(title[language], fontsize=11)
            axes.set_yticks(range(len(words)), readers)
            axes.set_xticks([])
            axes.set(xlim=(-0.02, 1.2), ylim=(len(words) - 0.5, -0.5))
            axes.tick_params(length=0)
            axes.spines[:].set_visible(False)
        figure.savefig(HERE / f"07-budget.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
