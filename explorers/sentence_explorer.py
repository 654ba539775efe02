"""The sentence: one word asks, every word answers, and the values flow into its output, each number in sight."""

from dataclasses import dataclass

import numpy as np
import traitlets

from explorers import plots
from explorers.arguments import COLUMN, QUALITY, Whole, course_sentence, names, table, whole
from explorers.base import Explorer, moved
from explorers.examples import Sentence, cat_on_the_mat, sentence
from explorers.maths import softmax
from grader.language import SaidPlainly, Text, say

LONGEST, WIDEST = 16, 8  # words in a sentence, columns in a table

TOGETHER = Text(
    "queries, keys and values go together: give all three tables, or none of them.",
    "queries、keys 和 values 要一起给：三张表都给，或者一张也不给。",
)
ONE_FUNCTION = Text(
    "Give either attend, a function of Q, K, V, or self_attend, a function of X, W_q, W_k, W_v; not both.",
    "attend（参数是 Q、K、V 的函数）和 self_attend（参数是 X、W_q、W_k、W_v 的函数）只能给一个。",
)
NO_EMBEDDINGS = Text(
    "self_attend works with the embeddings, and queries, keys and values take their place. Leave one of the two out.",
    "self_attend 用的是嵌入，而 queries、keys 和 values 会取代嵌入。两者请去掉一个。",
)
MEANING = Text("{0} ({1})", "{0}（{1}）")
STILL = Text("{0} asks", "提问的词：{0}")


@dataclass(frozen=True)
class Tables:
    """A sentence as the picture needs it: queries, keys (n, d) and values (n, d_v), their columns named."""

    sentence: Sentence
    queries: np.ndarray
    keys: np.ndarray
    values: np.ndarray

    def given(self):
        return {
            "tokens": self.sentence.tokens,
            "glosses": self.sentence.glosses,
            "names": self._names(),
            "asking": self.sentence.asking,
            "chinese": _is_chinese(self.sentence),
            "queries": self.queries.tolist(),
            "keys": self.keys.tolist(),
            "values": self.values.tolist(),
            "axes": self._axes(self.keys, self.sentence.query_features),
            "value_axes": self._axes(self.values, self.sentence.value_features),
        }

    def _names(self):
        """Each word as a sentence of ours says it: with its meaning where the reader may not know its language."""
        pairs = zip(self.sentence.tokens, self.sentence.glosses, strict=True)
        return [token if token == gloss else say(MEANING.format(token, gloss)) for token, gloss in pairs]

    def _axes(self, matrix, projected):
        """The names of a table's columns: those of the course's tables with as many, else numbers."""
        d = matrix.shape[1]
        known = [projected, getattr(self.sentence, "features", []), self.sentence.embedding_features]
        return names("axes", next((axes for axes in known if len(axes) == d), None), d, COLUMN, QUALITY)


class SentenceExplorer(Explorer, files="sentence"):
    """A sentence in which one word asks: its query meets every key, the weights carry the values into its output.

    `SentenceExplorer()` shows *The cat chased the mouse* and, to choose beside it, 那只灰色的猫懒洋洋地趴在温暖的壁炉边垫子上,
    each with X W_q, X W_k, X W_v of the course's embedding X; `sentence` is the one to begin with. With `queries`,
    `keys` (n, d) and `values` (n, d_v), at most 8 columns each, these tables are used instead, for `sentence` alone.
    `word` is the position of the word that asks first, the verb unless given; `scaled` divides the scores by √d.

    The learner's function, by name or itself: `attend`, `f(Q, K, V)`, or `self_attend`, `f(X, W_q, W_k, W_v)`, both
    -> (outputs (n, d_v), weights (n, n)). `ValueError` for what does not fit together.

    Data out: `which` (0 or 1), `word`, `scores`, `weights` (n,), `output` (d_v,); None where the function gave none.
    """

    WORDS = {  # noqa: RUF012
        "which": Text("Sentence", "句子"),
        "asks": Text("Which word asks?", "谁来提问？"),
        "matching": Text("The query meets every key", "查询与每个键相遇"),
        "mixing": Text("The values, read by their weights", "按权重读取的值"),
        "query_of": Text("query of {0}", "{0} 的查询"),
        "product": Text("query × key", "查询 × 键"),
        "products": Text("sum of the products", "乘积之和"),
        "divided": Text("sum of the products ÷ √{0}", "乘积之和 ÷ √{0}"),
        "output_of": Text("output for {0}", "{0} 的输出"),
        "part": Text("{0}: {1} × {2} = {3}", "{0}：{1} × {2} = {3}"),
        "parts": Text("its parts add up to {0}", "各部分加起来是 {0}"),
        "reads": Text("{0} reads {1} most: {2} = {3}, weight {4}.", "{0} 读得最多的是 {1}：{2} = {3}，权重 {4}。"),
        "reads_both": Text("{0} reads {1} most, with weight {2} each.", "{0} 读得最多的是 {1}，权重都是 {2}。"),
        "reads_all": Text("{0} reads every word alike, with weight {1}.", "{0} 对每个词一视同仁，权重都是 {1}。"),
    }

    which = moved(Whole(0, 0, 1))
    word = moved(Whole(0, 0, LONGEST - 1))

    def __init__(
        self,
        sentence=None,
        queries=None,
        keys=None,
        values=None,
        scaled=False,
        attend=None,
        self_attend=None,
        word=None,
    ):
        given = [matrix is not None for matrix in (queries, keys, values)]
        if any(given) != all(given):
            raise SaidPlainly(say(TOGETHER))
        if self_attend is not None and (attend is not None or any(given)):
            raise SaidPlainly(say(ONE_FUNCTION if attend is not None else NO_EMBEDDINGS))
        first = course_sentence(sentence)
        self._sentences = [_tables(first, queries, keys, values)] if any(given) else [*map(_projected, _both(first))]
        self._scaled = bool(scaled)
        super().__init__(
            given={"sentences": [one.given() for one in self._sentences], "scaled": self._scaled},
            functions={"attend": attend, "self_attend": self_attend},
            which=0,
            word=first.asking if word is None else whole("word", word, 0, len(first) - 1),
        )

    # Data out

    @property
    def scores(self):
        """The scores (n,) that the asking word's query gives to the keys."""
        return self.think()["scores"]

    @property
    def weights(self):
        """The weights (n,) of the asking word; None if the learner's function gives none."""
        return self.think()["weights"]

    @property
    def output(self):
        """The output (d_v,) for the asking word; None if the learner's function gives none."""
        return self.think()["output"]

    def think(self):
        now = self._sentences[self.which]
        query = now.queries[self.word]
        attended = self._attended(now)
        output, weights = (None, None) if attended is None else (part[self.word] for part in attended)
        return {
            "query": query,
            "products": query * now.keys,
            "scores": now.keys @ query / self._scale(now),
            "weights": weights,
            "sum": None if weights is None else weights.sum(),
            "parts": None if weights is None else weights[:, None] * now.values,
            "output": output,
        }

    def still(self):
        """The state now as a `Picture`: the asking word's weights, or its scores where there are none."""
        numbers, words = self.think(), self._sentences[self.which].sentence.labels
        kind = "score" if numbers["weights"] is None else "weight"
        return plots.bars(numbers[f"{kind}s"], words, kind, say(STILL.format(words[self.word])))

    # The maths

    def _attended(self, now):
        """All outputs (n, d_v) and weights (n, n) of a sentence, from the learner's function where there is one."""
        n, d_v = now.values.shape
        if "self_attend" in self._functions:
            one = now.sentence
            arguments = ("self_attend", None, one.embeddings, one.W_q, one.W_k, one.W_v)
        else:
            arguments = ("attend", self._attention(now), now.queries, now.keys, now.values)
        return self.ask(*arguments, shape=[(n, d_v), (n, n)])

    def _attention(self, now):
        def attention(Q, K, V):
            weights = softmax(Q @ K.T / self._scale(now))
            return weights @ V, weights

        return attention

    def _scale(self, now):
        return np.sqrt(now.keys.shape[1]) if self._scaled else 1.0

    # The state

    @traitlets.validate("which")
    def _one_of_the_sentences(self, proposal):
        return whole("which", proposal["value"], 0, len(self._sentences) - 1)

    @traitlets.validate("word")
    def _one_of_the_words(self, proposal):
        return whole("word", proposal["value"], 0, len(self._sentences[self.which].sentence) - 1)

    @traitlets.observe("which")
    def _begin_with_its_verb(self, _change):
        """The other sentence may be shorter; the browser, which sends both traits, does the same."""
        now = self._sentences[self.which].sentence
        if self.word >= len(now):
            self.word = now.asking


def _both(first):
    """The sentence to begin with and the other of the course's two."""
    return [first, sentence() if _is_chinese(first) else cat_on_the_mat()]


def _is_chinese(one):
    return any("\u4e00" <= letter <= "\u9fff" for token in one.tokens for letter in token)


def _projected(one):
    return Tables(one, one.embeddings @ one.W_q, one.embeddings @ one.W_k, one.embeddings @ one.W_v)


def _tables(one, queries, keys, values):
    queries = table("queries", queries, len(one), (1, WIDEST))
    keys = table("keys", keys, len(one), queries.shape[1])
    return Tables(one, queries, keys, table("values", values, len(one), (1, WIDEST)))
