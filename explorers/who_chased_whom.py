"""A tiny model that is asked who did it, and to whom: trained in a second, with self-attention or without it.

Every word is its embedding plus that of its place. One self-attention layer lets the words read each other; then a
question looks the answer up among them, and the largest weight points at a word. Sentences are English or Chinese,
active or passive, with adjectives or without, and begin at a place drawn by chance. Some pairs of nouns never occur in
training, and the examination asks for those only. All in NumPy, the gradients written by hand (lesson 10 explains them).
"""

from dataclasses import dataclass

import numpy as np

from grader.language import SaidPlainly, Text, say

NOUNS = (
    ["cat", "mouse", "dog", "fox", "bird", "horse", "boy", "girl", "king", "queen", "farmer", "baker"],
    ["猫", "老鼠", "狗", "狐狸", "鸟", "马", "男孩", "女孩", "国王", "王后", "农夫", "面包师"],
)
VERBS = (
    ["chased", "followed", "watched", "helped", "pushed", "carried", "called", "greeted"],
    ["追", "跟", "看", "帮", "推", "抱", "叫", "迎接"],
)
ADJECTIVES = (["grey", "lazy", "small", "old"], ["灰色的", "懒洋洋的", "小小的", "年老的"])
# {0} does it, {1} has it done to them, {2} is what is done; an adjective may stand before either of them.
FORMS = (("the {0} {2} the {1}", "the {1} was {2} by the {0}"), ("{0} {2} 了 {1}", "{1} 被 {0} {2} 了"))
GRAMMAR = ["the", "was", "by", "了", "被"]

WORDS = [word for table in (*NOUNS, *VERBS, *ADJECTIVES) for word in table] + GRAMMAR
NUMBER = {word: i for i, word in enumerate(WORDS)}
QUESTIONS = ("who", "whom")
LONGEST, OFFSETS, WIDTH = 9, 5, 32
HELD_OUT = 26  # of the 132 ordered pairs of nouns

UNKNOWN_WORD = Text(
    'The model has never met "{0}". Use the words that it knows: {1}.', "模型没见过“{0}”。请用它认识的词：{1}。"
)
UNKNOWN_QUESTION = Text('The question is "who" or "whom", not "{0}".', '问题只能是 "who" 或 "whom"，不能是 "{0}"。')
NO_INNER = Text(
    "This model was trained without self-attention: its words do not read each other, so there is nothing to show.",
    "这个模型训练时没有自注意力：词与词互不相读，没有可看的权重。",
)
OFFSETS_WANTED = Text("offsets must be 1 to {0}; it is {1}.", "offsets 应是 1 到 {0}，现在是 {1}。")
TOO_LONG = Text(
    "The model reads sentences of 1 to {0} words; this one has {1}.", "模型只读 1 到 {0} 个词的句子，这一句有 {1} 个。"
)


@dataclass(frozen=True)
class Batch:
    """`tokens`, `places`, `real`, `right` (b, n): words, where they stand, no padding?, the answer?; `questions` (b,)."""

    tokens: np.ndarray
    places: np.ndarray
    real: np.ndarray
    right: np.ndarray
    questions: np.ndarray


@dataclass(frozen=True, eq=False)
class Reader:
    """What `train` returns: a model to ask. `unseen` (26, 2) are the pairs of nouns, doer first, kept for the examination."""

    parameters: dict[str, np.ndarray]
    self_attention: bool
    unseen: np.ndarray
    offsets: int

    def accuracy(self, sentences: int = 2000) -> float:
        """How often the largest weight lies on the right word, for pairs of nouns that training never showed."""
        batch = _draw(np.random.default_rng(1_000_003), self.unseen, sentences, self.offsets)
        best = _forward(self.parameters, batch, self.self_attention)["answer"].argmax(axis=1)
        return float(batch.right[np.arange(sentences), best].mean())

    def answer(self, sentence: str, question: str = "who") -> np.ndarray:
        """Weights of the words (n,) of a sentence, spaces between its words, for the question "who" or "whom"."""
        if question not in QUESTIONS:
            raise SaidPlainly(say(UNKNOWN_QUESTION.format(question)))
        return self._read(sentence, QUESTIONS.index(question))["answer"][0]

    def inner(self, sentence: str) -> np.ndarray:
        """The self-attention weights (n, n) of a sentence's words: row = who asks."""
        if not self.self_attention:
            raise SaidPlainly(say(NO_INNER))
        return self._read(sentence, 0)["A"][0]

    def _read(self, sentence, question):
        words = sentence.split()
        if strange := [word for word in words if word not in NUMBER]:
            raise SaidPlainly(say(UNKNOWN_WORD.format(strange[0], " ".join(WORDS))))
        if not 1 <= len(words) <= LONGEST:
            raise SaidPlainly(say(TOO_LONG.format(LONGEST, len(words))))
        return _forward(self.parameters, _batch([words], [""], [question], [0]), self.self_attention)


def train(seed: int = 0, self_attention: bool = True, offsets: int = OFFSETS, steps: int = 800) -> Reader:
    """Train on sentences drawn by chance, in a second or two: Adam (Kingma & Ba 2015), rate 0.01, 64 sentences a step.

    Without `self_attention` the question looks at words that have not read each other. `offsets` is how many places a
    sentence may begin at, 1 to 5, or `ValueError`.
    """
    if offsets not in range(1, OFFSETS + 1):
        raise SaidPlainly(say(OFFSETS_WANTED.format(OFFSETS, offsets)))
    rng = np.random.default_rng(seed)
    pairs = rng.permutation([(i, j) for i in range(12) for j in range(12) if i != j])
    parameters = _beginning(rng)
    first, second = ({name: np.zeros_like(array) for name, array in parameters.items()} for _ in range(2))
    for step in range(1, steps + 1):
        batch = _draw(rng, pairs[HELD_OUT:], 64, offsets)
        gradients = _gradients(parameters, batch, _forward(parameters, batch, self_attention))
        for name, gradient in gradients.items():
            first[name] += 0.1 * (gradient - first[name])
            second[name] += 0.001 * (gradient**2 - second[name])
            size = np.sqrt(second[name] / (1 - 0.999**step)) + 1e-8
            parameters[name] -= 0.01 * first[name] / (1 - 0.9**step) / size
    return Reader(parameters, self_attention, pairs[:HELD_OUT], offsets)


def _beginning(rng):
    """E: words, P: places, U: the two questions; W_q, W_k, W_v as in the lesson (an output matrix would fold into W_v).

    W_u makes the labels that the question meets.
    """
    shapes = {"E": (len(WORDS), WIDTH), "P": (LONGEST + OFFSETS, WIDTH), "U": (2, WIDTH)}
    tables = {name: rng.normal(0, 0.5, shape) for name, shape in shapes.items()}
    return tables | {name: rng.normal(0, WIDTH**-0.5, (WIDTH, WIDTH)) for name in ("W_q", "W_k", "W_v", "W_u")}


def _draw(rng, pairs, size, offsets) -> Batch:
    """Sentences about some of these pairs of nouns, each with a question about it."""
    drawn = rng.integers((len(pairs), 2, 2, 2, 8, 6, 6), size=(size, 7)).tolist()
    sentences, answers = [], []
    for pair, language, passive, question, verb, *adjectives in drawn:
        nouns = [NOUNS[language][i] for i in pairs[pair]]
        described = [
            f"{ADJECTIVES[language][adjective]} {noun}" if adjective < 4 else noun
            for adjective, noun in zip(adjectives, nouns, strict=True)
        ]
        sentences.append(FORMS[language][passive].format(*described, VERBS[language][verb]).split())
        answers.append(nouns[question])
    return _batch(sentences, answers, [row[3] for row in drawn], rng.integers(offsets, size=size))


def _batch(sentences, answers, questions, offsets) -> Batch:
    """Shorter sentences are filled up with -1."""
    longest = max(map(len, sentences))
    tokens = np.array([[NUMBER[word] for word in words] + [-1] * (longest - len(words)) for words in sentences])
    right = tokens == np.array([NUMBER.get(answer, -2) for answer in answers])[:, None]
    places = np.arange(longest) + np.asarray(offsets)[:, None]
    return Batch(tokens, places, tokens >= 0, right, np.asarray(questions))


def _softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def _forward(parameters, batch, self_attention) -> dict[str, np.ndarray]:
    """All that the gradients need, by name: X, Q, K, V, A as in the lesson; H is what the question looks through."""
    p, hide = parameters, np.where(batch.real, 0, -1e9)
    X = p["E"][batch.tokens] + p["P"][batch.places]  # (b, n, d)
    run = {"X": X, "H": X}
    if self_attention:
        Q, K, V = X @ p["W_q"], X @ p["W_k"], X @ p["W_v"]
        A = _softmax(Q @ K.mT / WIDTH**0.5 + hide[:, None])  # (b, n, n)
        run = {"X": X, "Q": Q, "K": K, "V": V, "A": A, "H": X + A @ V}
    keys = run["H"] @ p["W_u"]  # (b, n, d)
    scores = (keys @ p["U"][batch.questions][:, :, None])[:, :, 0] / WIDTH**0.5
    return run | {"keys": keys, "answer": _softmax(scores + hide)}  # answer: (b, n)


def _gradients(parameters, batch, run) -> dict[str, np.ndarray]:
    """Of the mean of -log(weight on the answer), by parameter."""
    p, a, root = parameters, run["answer"], WIDTH**0.5
    wanted = a * batch.right / (a * batch.right).sum(axis=1, keepdims=True)
    d_scores = (a - wanted) / len(a) / root  # (b, n)
    d_keys = d_scores[:, :, None] * p["U"][batch.questions][:, None]  # (b, n, d)
    d_questions = (d_scores[:, None] @ run["keys"])[:, 0]  # (b, d)
    dH = d_keys @ p["W_u"].T
    gradients, dX = {"W_u": _outer(run["H"], d_keys)}, dH
    if "A" in run:
        dA, A = dH @ run["V"].mT, run["A"]
        dS = A * (dA - (dA * A).sum(axis=-1, keepdims=True)) / root
        parts = {"W_q": dS @ run["K"], "W_k": dS.mT @ run["Q"], "W_v": A.mT @ dH}
        gradients |= {name: _outer(run["X"], part) for name, part in parts.items()}
        dX = dH + sum(part @ p[name].T for name, part in parts.items())
    for name, rows, part in (("E", batch.tokens, dX), ("P", batch.places, dX), ("U", batch.questions, d_questions)):
        gradients[name] = np.zeros_like(p[name])
        np.add.at(gradients[name], rows, part)
    return gradients


def _outer(inputs, part):
    return np.einsum("bni,bnj->ij", inputs, part, optimize=True)
