"""Draw 10-backward.{en,zh}.png: stations on the way there, and the same stations on the way back."""

from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.patches import FancyBboxPatch

from explorers.style import INK, OUTLINE, PAPER, house_style
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
WIDTH, HEIGHT, STEP = 1.5, 0.78, 2.35
BACK = "#B34700"

# (name, name of its gradient, role, column, row)
STATIONS = (
    ("Q", "dQ", "query", 0, 1),
    ("K", "dK", "key", 0, 0),
    ("V", "dV", "value", 2, -0.5),
    ("S", "d_scores", "score", 1, 0.5),
    ("A", "d_weights", "weight", 2, 0.5),
    ("O", "d_outputs", None, 3, 0),
    ("logits", "d_logits", None, 4, 0),
    ("loss", "1", None, 5, 0),
)
SHOWN = {
    "Q": Text("queries Q", "查询 Q"),
    "K": Text("keys K", "键 K"),
    "V": Text("values V", "值 V"),
    "S": Text("scores", "得分"),
    "A": Text("weights A", "权重 A"),
    "O": Text("pages O", "页 O"),
    "logits": Text("logits", "logits"),
    "loss": Text("loss", "损失"),
}
ROADS = (("Q", "S"), ("K", "S"), ("S", "A"), ("A", "O"), ("V", "O"), ("O", "logits"), ("logits", "loss"))
DONE_ON_THE_WAY = {
    ("S", "A"): "softmax",
    ("O", "logits"): r"$@\,W_o$",
    ("logits", "loss"): "−log p",
}
THERE, AND_BACK = Text("the way there: numbers", "去：一路算数"), Text("the way back: gradients", "回：一路传梯度")
PLACES = {name: (column * STEP, row * 1.7) for name, _, _, column, row in STATIONS}


def draw_station(axes, name, gradient, role, language):
    x, y = PLACES[name]
    edge = OUTLINE[role] if role else INK
    box = FancyBboxPatch((x - WIDTH / 2, y - HEIGHT / 2), WIDTH, HEIGHT, "round,pad=0.02,rounding_size=0.12")
    box.set(facecolor=PAPER, edgecolor=edge, linewidth=1.8)
    axes.add_patch(box)
    axes.text(x, y + 0.17, SHOWN[name][language], ha="center", va="center", fontsize=10)
    axes.text(x, y - 0.19, gradient, ha="center", va="center", fontsize=9, color=BACK)


def draw_road(axes, start, end):
    """There above, back below."""
    (x0, y0), (x1, y1) = PLACES[start], PLACES[end]
    lean = (y1 - y0) * 0.28
    for shift, colour, style, flip in ((0.13, INK, "-", False), (-0.13, BACK, "--", True)):
        tail, head = (x0 + WIDTH / 2 + 0.05, y0 + lean + shift), (x1 - WIDTH / 2 - 0.05, y1 - lean + shift)
        tail, head = (head, tail) if flip else (tail, head)
        look = dict(arrowstyle="-|>", color=colour, linewidth=1.4, linestyle=style, shrinkA=0, shrinkB=0)
        axes.annotate("", head, tail, arrowprops=look)
    if (start, end) in DONE_ON_THE_WAY:
        axes.text(
            (x0 + x1) / 2, (y0 + y1) / 2 + 0.3, DONE_ON_THE_WAY[start, end], ha="center", va="bottom", fontsize=8.5
        )


def draw(language):
    with house_style():
        figure, axes = plt.subplots(figsize=(9.6, 3.0), layout="constrained")
        for start, end in ROADS:
            draw_road(axes, start, end)
        for name, gradient, role, *_ in STATIONS:
            draw_station(axes, name, gradient, role, language)
        x = PLACES["logits"][0] - 1.4
        axes.text(x, 2.0, THERE[language] + "  ⟶", fontsize=10, color=INK, va="center")
        axes.text(x, 1.5, AND_BACK[language] + "  ⟵", fontsize=10, color=BACK, va="center")
        axes.set(xlim=(-1, 5 * STEP + 1), ylim=(-1.5, 2.4), aspect="equal")
        axes.axis("off")
        figure.savefig(HERE / f"10-backward.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    for language in LANGUAGES:
        draw(language)
