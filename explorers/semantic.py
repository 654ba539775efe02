"""The semantic library: forty books with real embeddings, a question, a temperature, and two words left out."""

import numpy as np
import traitlets

from explorers import minilm, plots
from explorers.arguments import Number, OneOf, Whole, position, whole
from explorers.base import Explorer, moved
from explorers.maths import softmax
from explorers.sliders import TEMPERATURE, Slider
from grader.language import Text, say

COLDEST, HOTTEST = 0.02, 1.0
SHOWN = 8  # books with bars of their own
DESCRIPTIONS = {
    "whole": Text("as it is", "原样"),
    "left_out": Text("without “artificial intelligence”", "去掉 artificial intelligence"),
    "smuggled_in": Text("smuggled into the book on cats", "把这两个词塞进讲猫的书"),
}

TITLE = Text("“{question}”, temperature {temperature:.4g}", "“{question}”，温度 {temperature:.4g}")
REST = Text("the other {0}", "其余 {0} 本")


class SemanticExplorer(Explorer, files="semantic"):
    """Forty books and a question, all embedded by a real model: whom does the question meet, and how generously?

    `lookup`: None, or the learner's `f(query (d,), keys (n, d), temperature) -> weights (n,)`, by name or itself.
    `question`: one of `minilm.semantic_library().questions` or its position; `temperature`: 0.02 to 1; `description`:
    "whole", "left_out" (two words of one book's description) or "smuggled_in" (the same two words into another's). The
    books stand in the order of their scores, the cosines. `ValueError` for anything else.

    Data out: `text` of the question, `temperature`, `description`, `scores` and `weights` (40,) in the library's order;
    None where the function gave none.
    """

    WORDS = {  # noqa: RUF012
        "question": Text("Question", "问题"),
        "description": Text("The two words", "那两个词"),
        "table": Text("The books nearest to the question", "离问题最近的几本书"),
        "book": Text("book", "书"),
        "cosine": Text("cosine", "余弦"),
        "rest": REST,
        "reads": Text("“{0}” gets {1} of the weight.", "《{0}》分到 {1} 的权重。"),
        "reads_alike": Text("Every book gets the same weight.", "每本书的权重都一样。"),
        "described": Text(" Its description: “{0}”", "它的简介：“{0}”"),
        "rewritten": Text(" Rewritten: “{0}”: “{1}”", "改写过的是《{0}》：“{1}”"),
    }

    question = moved(Whole(0, 0, 10_000))
    description = moved(OneOf(*DESCRIPTIONS))
    temperature = moved(Number(0.1, COLDEST, HOTTEST))

    def __init__(self, lookup=None, question=0, temperature=0.1, description="whole"):
        self._library = library = minilm.semantic_library()
        self._keys = {"whole": library.keys, **{name: library.with_variant(name) for name in library.variants}}
        super().__init__(
            given={
                "titles": library.titles,
                "texts": library.descriptions,
                "questions": library.questions,
                "descriptions": [
                    {"name": name, "text": say(text), **self._rewritten(name)} for name, text in DESCRIPTIONS.items()
                ],
                "cosines": [
                    {name: cosines(library.query(question), keys).tolist() for name, keys in self._keys.items()}
                    for question in library.questions
                ],
                "most": SHOWN,
            },
            functions={"lookup": lookup},
            sliders=[Slider("temperature", say(TEMPERATURE), COLDEST, HOTTEST, log=True, digits=4)],
            question=position("question", question, library.questions, "semantic_library().questions"),
            temperature=temperature,
            description=description,
        )

    # Data out

    @property
    def text(self) -> str:
        """The question that is asked."""
        return self._library.questions[self.question]

    @property
    def scores(self):
        """The cosines (40,) of the question with the books."""
        return self.think()["scores"]

    @property
    def weights(self):
        """The weights (40,) of the books; None if the learner's function gives none."""
        return self.think()["weights"]

    def think(self):
        query, keys = self._library.query(self.text), self._keys[self.description]
        scores = cosines(query, keys)
        order = np.argsort(-scores, kind="stable")
        weights = self.ask("lookup", lookup, query, keys, self.temperature, shape=scores.shape)
        known = weights is not None
        return {
            "scores": scores,
            "order": order[:SHOWN],
            "weights": weights,
            "rest": weights[order[SHOWN:]].sum() if known else None,
            "sum": weights.sum() if known else None,
        }

    def still(self):
        """The state now as a `Picture`: the weights of the books nearest to the question, or their scores."""
        numbers = self.think()
        titles = [self._library.titles[i] for i in numbers["order"]]
        title = TITLE.format(question=self.text, temperature=self.temperature)[self._language]
        if numbers["weights"] is None:
            return plots.bars(numbers["scores"][numbers["order"]], titles, "score", title)
        rest = REST.format(len(self._library) - SHOWN)[self._language]
        weights = [*numbers["weights"][numbers["order"]], numbers["rest"]]
        return plots.bars(weights, [*titles, rest], "weight", title)

    def _rewritten(self, name):
        """Which book's description is another one, and how it reads now."""
        place, text, _ = self._library.variants.get(name, (None, "", None))
        return {"book": place, "rewritten": text}

    @traitlets.validate("question")
    def _one_of_the_questions(self, proposal):
        return whole("question", proposal["value"], 0, len(self._library.questions) - 1)


def cosines(query, keys):
    """(d,), (n, d) → (n,): the cosine of the question with each book."""
    return keys @ query / (np.linalg.norm(keys, axis=1) * np.linalg.norm(query))


def lookup(query, keys, temperature):
    """(d,), (n, d) → (n,): softmax of the cosines / temperature."""
    return softmax(cosines(query, keys), temperature)
