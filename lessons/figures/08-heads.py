"""Draw 08-heads.{en,zh}.png: queries, keys, values are cut in two; two librarians read; an editor joins their pages."""

from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba

from explorers.examples import sentence
from explorers.style import FAINT, INK, OUTLINE, PALETTE, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
CAT = sentence()
X, MATRICES = CAT.embeddings, CAT.heads
N, WIDTH = len(CAT), 4  # words, qualities in a slice
PALETTE, OUTLINE = PALETTE | {"page": FAINT}, OUTLINE | {"page": INK}

NAMES = {
    "query": Text("queries Q (5, 8)", "查询 Q (5, 8)"),
    "key": Text("keys K (5, 8)", "键 K (5, 8)"),
    "value": Text("values V (5, 8)", "值 V (5, 8)"),
}
LIBRARIANS = (
    Text("librarian 0: its own weights", "管理员 0：自己的权重"),
    Text("librarian 1: its own weights", "管理员 1：自己的权重"),
)
PAGES = (Text("its pages (5, 4)", "写出的页 (5, 4)"), Text("its pages (5, 4)", "写出的页 (5, 4)"))
SLICE = Text("slice {0}", "第 {0} 片")
SIDE_BY_SIDE = Text("side by side (5, 8)", "并排放好 (5, 8)")
EDITOR, OUTPUT = Text("editor: @ W_o", "编辑：@ W_o"), Text("output (5, 8)", "输出 (5, 8)")

# Left and upper edges, in cells.
CUT, WEIGHTS, PAGE, JOINED, EDITED = 3.5, 16.5, 24.5, 32.5, 45.5
ROWS = {"query": 0, "key": 7.5, "value": 15}
HEADS, MIDDLE = (2, 13), 7.5


def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)


def slices(name):
    return (X @ MATRICES[name]).reshape(N, 2, WIDTH).swapaxes(0, 1)


def draw_cells(axes, left, top, table, role):
    """One cell a number, the larger the darker."""
    strength = np.abs(table) / max(np.abs(table).max(), 1e-9)
    colours = [[to_rgba(PALETTE[role], 0.1 + 0.75 * s) for s in row] for row in strength]
    rows, columns = table.shape
    axes.imshow(colours, extent=(left, left + columns, top + rows, top), interpolation="none", aspect="auto")
    axes.hlines(top + np.arange(rows + 1), left, left + columns, color=OUTLINE[role], linewidth=0.5)
    axes.vlines(left + np.arange(columns + 1), top, top + rows, color=OUTLINE[role], linewidth=0.5)


def draw_pair(axes, left, top, tables, role, name):
    """Two slices of one table, a gap where the cut goes."""
    draw_cells(axes, left, top, tables[0], role)
    draw_cells(axes, left + WIDTH + 0.6, top, tables[1], role)
    axes.text(left, top - 0.4, name, va="bottom", fontsize=9)


def draw_arrow(axes, start, end, bend=0.0):
    style = f"arc3,rad={bend}"
    look = dict(arrowstyle="-|>", color=INK, linewidth=1.1, connectionstyle=style, shrinkA=3, shrinkB=3)
    axes.annotate("", end, start, arrowprops=look)


def draw_words(axes):
    for row, word in enumerate(CAT.tokens):
        for top in ROWS.values():
            axes.text(CUT - 0.3, top + row + 0.5, word, ha="right", va="center", fontsize=8)


def draw_librarian(axes, h, weights, pages, language):
    top = HEADS[h]
    draw_cells(axes, WEIGHTS, top, weights, "weight")
    draw_cells(axes, PAGE, top, pages, "page")
    axes.text(WEIGHTS, top - 0.4, LIBRARIANS[h][language], va="bottom", fontsize=9)
    axes.text(PAGE, top + N + 0.3, PAGES[h][language], va="top", fontsize=9)
    draw_arrow(axes, (WEIGHTS + N, top + 2.5), (PAGE, top + 2.5))
    draw_arrow(axes, (PAGE + WIDTH, top + 2.5), (JOINED + (0, WIDTH + 1.5)[h], MIDDLE + (2.5, N)[h]), (-0.12, 0.3)[h])


def draw(language):
    Q, K, V = (slices(name) for name in ("W_q", "W_k", "W_v"))
    weights = softmax(Q @ K.swapaxes(-1, -2) / np.sqrt(WIDTH))
    pages = weights @ V
    output = pages.swapaxes(0, 1).reshape(N, 2 * WIDTH) @ MATRICES["W_o"]
    with house_style():
        figure, axes = plt.subplots(figsize=(9.6, 4.3), layout="constrained")
        draw_words(axes)
        for role, tables in zip(NAMES, (Q, K, V), strict=True):
            draw_pair(axes, CUT, ROWS[role], tables, role, NAMES[role][language])
        for h in range(2):
            middle = CUT + h * (WIDTH + 0.6) + WIDTH / 2
            axes.text(middle, ROWS["value"] + N + 0.3, SLICE[language].format(h), ha="center", va="top", fontsize=9)
            draw_librarian(axes, h, weights[h], pages[h], language)
        draw_arrow(axes, (CUT + 2 * WIDTH + 0.6, 9.2), (WEIGHTS, HEADS[0] + 2.5))
        draw_arrow(axes, (CUT + 2 * WIDTH + 0.6, 11), (WEIGHTS, HEADS[1] + 2.5))
        draw_pair(axes, JOINED, MIDDLE, pages, "page", SIDE_BY_SIDE[language])
        draw_cells(axes, EDITED, MIDDLE, output, "page")
        axes.text(EDITED, MIDDLE - 0.4, OUTPUT[language], va="bottom", fontsize=9)
        draw_arrow(axes, (JOINED + 2 * WIDTH + 0.6, MIDDLE + 2.5), (EDITED, MIDDLE + 2.5))
        axes.text(
            (JOINED + 2 * WIDTH + 0.6 + EDITED) / 2,
            MIDDLE + N + 0.3,
            EDITOR[language],
            ha="center",
            va="top",
            fontsize=9,
        )
        axes.set(xlim=(0, EDITED + 2 * WIDTH + 0.5), ylim=(21.6, -1.8), aspect="equal")
        axes.axis("off")
        figure.savefig(HERE / f"08-heads.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
