"""Draw 10-dictionary.{en,zh}.png: in seventy steps the dictionary appears out of noise."""

from pathlib import Path

import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap

from explorers import library_cards
from explorers.style import PALETTE, PAPER, house_style
from grader.exercises import exercise
from grader.language import LANGUAGES, Text

HERE = Path(__file__).parent
COLOURS = LinearSegmentedColormap.from_list("weight", [PAPER, PALETTE["weight"]])
STEPS = (0, 40, 70, 300)
TITLE = Text("after {steps} steps: {right}% right", "{steps} 步之后：答对 {right}%")
ASKS, IS_ASKED = Text("question", "问题"), Text("label on the card", "卡片上的标签")


def states():
    """Dictionary and accuracy after each number of steps."""
    libraries, fresh = library_cards.draw(2000), library_cards.draw(2000, seed=1)
    train = exercise("train_librarian").reference
    return [library_cards.snapshot(steps, train(libraries, steps), fresh) for steps in STEPS]


def draw(language, history):
    labels = [library_cards.DICTIONARY[question] for question in library_cards.QUESTIONS]
    with house_style():
        figure, panels = plt.subplots(1, len(STEPS), figsize=(11, 3.9), layout="constrained", sharey=True)
        for axes, state in zip(panels, history, strict=True):
            axes.imshow(state["dictionary"], cmap=COLOURS, vmin=0, vmax=1)
            right = round(100 * state["accuracy"])
            axes.set_title(TITLE[language].format(steps=state["step"], right=right), fontsize=10)
            axes.set_xticks(range(16), labels, rotation=90, fontsize=7.5)
            axes.tick_params(length=0)
            axes.set_xlabel(IS_ASKED[language], fontsize=9)
        panels[0].set_yticks(range(16), library_cards.QUESTIONS, fontsize=8)
        panels[0].set_ylabel(ASKS[language], fontsize=9)
        figure.savefig(HERE / f"10-dictionary.{language}.png", dpi=150, metadata={"Software": None})
        plt.close(figure)


if __name__ == "__main__":
    history = states()
    for language in LANGUAGES:
        draw(language, history)
