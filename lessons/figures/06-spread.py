"""Draw 06-spread.{en,zh}.png: how far the scores of strangers spread, as they are and divided by the root of d."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from explorers.style import FAINT, OUTLINE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
LENGTHS = {4: "-", 64: "--", 1024: ":"}
READERS = 1_000_000

TITLES = (
    Text("scores of strangers", "素不相识时的得分"),
    Text("… divided by √d", "……除以 √d 之后"),
)


def scores(d):
    """Dot products of random queries and keys: for a given query they are normal, with its length as their spread."""
    rng = np.random.default_rng(d)
    return np.sqrt(rng.chisquare(d, READERS)) * rng.normal(size=READERS)


def draw_panel(axes, title, language, reach, width, divided):
    edges = np.arange(-reach, reach + width, width)
    for d, line in LENGTHS.items():
        drawn = scores(d) / (np.sqrt(d) if divided else 1)
        height, _ = np.histogram(drawn, edges)
        axes.plot(
            (edges[:-1] + edges[1:]) / 2, height / READERS / width, line, color=OUTLINE["score"], label=f"d = {d}"
        )
    axes.axhline(0, color=FAINT, linewidth=1)
    axes.set_title(title[language], fontsize=11)
    axes.set(xlim=(-reach, reach), yticks=[])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def draw(language):
    with house_style():
        figure, (left, right) = plt.subplots(1, 2, figsize=(8.4, 2.7), layout="constrained")
        draw_panel(left, TITLES[0], language, 90, 0.75, divided=False)
        draw_panel(right, TITLES[1], language, 5, 0.2, divided=True)
        left.legend(loc="upper right")
        figure.savefig(HERE / f"06-spread.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
