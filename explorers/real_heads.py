"""Real heads of all-MiniLM-L6-v2: what each token reads, and how often a rule that one has guessed is right."""

import base64
from functools import cache

import numpy as np
import traitlets

from explorers import minilm, plots
from explorers.arguments import OneOf, Whole, one_of, position, whole
from explorers.base import Explorer, moved
from explorers.maths import attention_weights
from grader.language import Text, say

LONGEST = 32  # tokens
SPECIAL = ("[CLS]", "[SEP]")
# Whoever does it, the verb, and whom or what it is done to; for the sentences that begin so. In a passive and in a relative
# clause the grammar turns round, the deed does not.
CLAUSES = {
    "The cat chased": "cat chased mouse",
    "The mouse chased": "mouse chased cat",
    "The mouse was chased": "cat chased mouse",
    "The mouse that the cat": "cat chased mouse",
    "A strict librarian": "librarian opens book",
    "The animal": "animal cross street",
    "The fish": "fish ate worm",
    "The truck": "truck passed bus",
    "The ball": "ball broke table",
    "The dog": "dog eat bone",
    "The bottle": "bottle filled cup",
    "The knife": "knife cut bread",
}
# Without an object, but with a noun behind the verb.
SALAD = {"Mouse the chased": "mouse chased cat"}
RULES = {
    "none": Text("none yet", "先不猜"),
    "previous": Text("the token before", "前一个词元"),
    "next": Text("the token after", "后一个词元"),
    "itself": Text("itself", "自己"),
    "start": Text("[CLS]", "[CLS]"),
    "object": Text("object (done to) → verb", "宾语（承受者）→ 动词"),
    "subject": Text("subject (doer) → verb", "主语（施动者）→ 动词"),
    "behind": Text("noun behind the verb → verb", "动词后面的名词 → 动词"),
    "meant": Text("it → the noun meant", "it → 真正所指"),
    "other": Text("it → the other noun", "it → 另一个名词"),
}

ASKS = Text("{head}: {token} asks", "{head}：{token} 提问")
ALL_ASK = Text("{head}: all tokens ask", "{head}：所有词元都提问")


class RealHeadsExplorer(Explorer, files="real_heads"):
    """Eight real heads and 24 sentences: whom a token reads, or all of them, and what a guessed rule is worth.

    `attend`: None, or the learner's `f(X, W_q, b_q, W_k, b_k, W_v, b_v) -> (outputs (n, d), weights (n, n))`, by name or
    itself; it is given the real inputs and matrices. `sentence`: one of `minilm.extract().sentences` or its position;
    `head`: "L1H3", …; `word`: the position of the token that asks, `all_words`: the whole matrix; `special`: whether [CLS]
    and [SEP] are shown; `rule`: "none", "previous", "next", "itself", "start", "object", "subject", "behind", "meant" or "other". A
    rule's averages are of the model's own weights, over all sentences. `ValueError` for anything else.

    Data out: `text`, `tokens` (n), `head`, `word`, `rule`, and `weights` (n, n), None where the function gave none.
    """

    WORDS = {  # noqa: RUF012
        "which": Text("Sentence", "句子"),
        "chases": Text("Who does what", "谁做了什么"),
        "riddles": Text("Whom does “it” mean?", "it 指的是谁？"),
        "head": Text("Head (floor, door)", "头（层、门）"),
        "rule": Text("Your guess (dashed): it reads", "你的猜想（虚线框）：它读的是"),
        "special": Text("hide [CLS] and [SEP]", "不看 [CLS] 和 [SEP]"),
        "all_words": Text("all tokens ask", "所有词元都提问"),
        "asks": Text("Which token asks?", "哪个词元提问？"),
        "table": Text("Weights of {0}: a row for each token that asks", "{0} 的权重：一行一个提问的词元"),
        "unseen": Text("out of sight", "没显示的"),
        "of_head": Text("{0}, {1} on average", "{0}，平均 {1}"),
        "reads": Text("{0} gives its largest weight, {1}, to {2}.", "{0} 把最大的权重 {1} 给了 {2}。"),
        "reads_alike": Text("{0} gives every token the same weight, {1}.", "{0} 给每个词元的权重都是 {1}。"),
        "most": Text("The largest weight of all: {0}, where {1} reads {2}.", "最大的权重：{1} 读 {2}，{0}。"),
        "unshown": Text(" Out of sight: {0} of its weight.", "没显示的权重合计 {0}。"),
        "unshown_mean": Text(" Out of sight: {0} of a row on average.", "没显示的权重，平均每行 {0}。"),
        "here": Text(" Your guess: {0} in this sentence", "你的猜想在这句里是 {0}"),
        "not_here": Text(" This sentence has no place for your guess", "这句话用不上你的猜想"),
        "average": Text(
            "; the average of {0} over {1} sentences: {2} (even weights: {3}). The largest weight lies there in {4} of {5} places.",
            "；{0} 在 {1} 个句子上平均 {2}（平均分配是 {3}）。{5} 处里有 {4} 处，最大的权重正好落在那里。",
        ),
        "off": Text("Up to {0} away from what the model computes.", "和模型算出来的最多相差 {0}。"),
        "guess": Text(
            " Whom do the others read? Guess a rule, then test it.", "别的词元又读谁？猜一条规律，再检验它。"
        ),
    }

    which = moved(Whole(0, 0, 10_000))
    head = moved(traitlets.Unicode())
    word = moved(Whole(0, 0, LONGEST - 1))
    all_words = moved(traitlets.Bool(False))
    special = moved(traitlets.Bool(True))
    rule = moved(OneOf(*RULES))

    def __init__(self, attend=None, sentence=0, head="L1H3", word=None, all_words=False, special=True, rule="none"):
        self._extract = extract = minilm.extract()
        which = position("sentence", sentence, extract.sentences, "extract().sentences")
        tokens = extract.tokens(extract.sentences[which])
        riddles = {riddle.text for riddle in extract.riddles}
        super().__init__(
            given={
                "heads": extract.heads,
                "sentences": [
                    {"text": text, "tokens": split, "word": _verb(split), "riddle": text in riddles}
                    for text, split in ((text, extract.tokens(text)) for text in extract.sentences)
                ],
                "weights": _packed(_all_weights()),
                "rules": [{"rule": rule, "name": say(name), **_tested(rule)} for rule, name in RULES.items()],
            },
            functions={"attend": attend},
            which=which,
            head=one_of("head", head, extract.heads),
            word=_verb(tokens) if word is None else whole("word", word, 0, len(tokens) - 1),
            all_words=bool(all_words),
            special=bool(special),
            rule=rule,
        )

    # Data out

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._extract.sentences[self.which]

    @property
    def tokens(self) -> list[str]:
        """Its n tokens, from "[CLS]" to "[SEP]"."""
        return self._extract.tokens(self.text)

    @property
    def weights(self):
        """The weights (n, n) of the head, row = who asks; None if the learner's function gives none."""
        return self.think()["weights"]

    def think(self):
        n = len(self.tokens)
        arguments = (self._extract.inputs(self.text, self.head), *self._extract.matrices(self.head))
        model = _all_weights()[self.which][self._extract.heads.index(self.head)]
        answer = self.ask("attend", lambda *_: (None, model), *arguments, shape=[(n, arguments[1].shape[1]), (n, n)])
        weights = None if answer is None else answer[1]
        row = None if weights is None else weights[self.word]
        places = _places(self.rule)[self.which]
        here = None if weights is None or not places else np.mean([weights[place] for place in places])
        return {
            "weights": weights,
            "row": row,
            "sum": None if row is None else row.sum(),
            "unseen": None if weights is None else weights[:, 0] + weights[:, -1],
            "off": None if weights is None else np.abs(weights - model).max(),
            "here": here,
        }

    def still(self):
        """The state now as a `Picture`: what the asking token reads, or all of them."""
        numbers, tokens = self.think(), self.tokens
        weights = _all_weights()[self.which][self._extract.heads.index(self.head)]
        weights = weights if numbers["weights"] is None else numbers["weights"]
        seen = range(len(tokens)) if self.special else range(1, len(tokens) - 1)
        shown = [tokens[i] for i in seen]
        if self.all_words:
            return plots.heatmap(weights[np.ix_(seen, seen)], shown, shown, "weight", self._title(ALL_ASK))
        return plots.bars(weights[self.word][list(seen)], shown, "weight", self._title(ASKS))

    def _title(self, text):
        return text.format(head=self.head, token=self.tokens[self.word])[self._language]

    # The state

    @traitlets.validate("which")
    def _one_of_the_sentences(self, proposal):
        return whole("which", proposal["value"], 0, len(self._extract.sentences) - 1)

    @traitlets.validate("head")
    def _one_of_the_heads(self, proposal):
        return one_of("head", proposal["value"], self._extract.heads)

    @traitlets.validate("word")
    def _one_of_the_tokens(self, proposal):
        return whole("word", proposal["value"], 0, len(self.tokens) - 1)

    @traitlets.observe("which")
    def _begin_with_its_verb(self, _change):
        """The other sentence may be shorter; the browser, which sends both traits, does the same."""
        if self.word >= len(self.tokens):
            self.word = _verb(self.tokens)


# What the extract gives: the weights, and where a rule points to


@cache
def _all_weights() -> list[np.ndarray]:
    """For each sentence the weights (heads, n, n), from the float16 inputs and matrices that the learner's function gets."""
    extract = minilm.extract()
    return [
        np.array([_attention(extract.inputs(text, head), *extract.matrices(head)[:4]) for head in extract.heads])
        for text in extract.sentences
    ]


def _attention(X, W_q, b_q, W_k, b_k):
    return attention_weights(X @ W_q + b_q, X @ W_k + b_k)


def _packed(weights) -> str:
    """All numbers as little-endian float32 in base64: sentence after sentence, head after head, row after row."""
    return base64.b64encode(np.concatenate([one.ravel() for one in weights]).astype("<f4")).decode()


@cache
def _places(rule) -> list[list[tuple[int, int]]]:
    """For each sentence the places (who asks, who is asked) that a rule speaks of; none where it does not apply."""
    extract = minilm.extract()
    riddles = {riddle.text: riddle for riddle in extract.riddles}
    return [_places_in(rule, text, extract.tokens(text), riddles.get(text)) for text in extract.sentences]


def _places_in(rule, text, tokens, riddle):
    every, at = range(len(tokens)), lambda word: len(tokens) - 1 - tokens[::-1].index(word)
    clauses = {**CLAUSES, **SALAD} if rule == "behind" else CLAUSES
    clause = next((clause for start, clause in clauses.items() if text.startswith(start)), None)
    subject, verb, object_ = map(at, clause.split()) if clause else (None, None, None)
    match rule:
        case "previous":
            return [(i, i - 1) for i in every[1:]]
        case "next":
            return [(i, i + 1) for i in every[:-1]]
        case "itself":
            return [(i, i) for i in every]
        case "start":
            return [(i, 0) for i in every]
        case "object" | "subject" if clause:
            return [(subject if rule == "subject" else object_, verb)]
        case "behind" if clause:
            return [(noun, verb) for noun in (subject, object_) if noun > verb]
        case "meant" | "other" if riddle:
            return [(at("it"), at(getattr(riddle, rule)))]
    return []


@cache
def _tested(rule) -> dict:
    """How a rule fares: for each head the mean over the sentences it applies to, and how often the largest weight is there."""
    places = _places(rule)
    pairs = [(one, here) for one, here in zip(_all_weights(), places, strict=True) if here]
    means = [[np.mean([head[place] for place in here]) for head in one] for one, here in pairs]
    hits = [[sum(head[i].argmax() == j for i, j in here) for head in one] for one, here in pairs]
    return {
        "places": places,
        "sentences": len(pairs),
        "total": sum(len(here) for here in places),
        "averages": np.mean(means, axis=0).tolist() if pairs else None,
        "hits": np.sum(hits, axis=0).tolist() if pairs else None,
        "even": float(np.mean([1 / one.shape[-1] for one, _ in pairs])) if pairs else None,
    }


def _verb(tokens) -> int:
    """Where a sentence begins: with its "it", its verb, or its second word."""
    verbs = {clause.split()[1] for clause in CLAUSES.values()}
    return tokens.index("it") if "it" in tokens else next((i for i, token in enumerate(tokens) if token in verbs), 2)
