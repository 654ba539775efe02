"""The library of lesson 10: six cards with English words, a question in Chinese, and the shelf that is the right answer.

The two vocabularies are numbered independently, so that no number gives a translation away. A word or a shelf is a row
with a single 1; a card is two of them side by side, its word and its shelf.
"""

import numpy as np

# Question and label with the same meaning: the dictionary that nobody tells the model.
DICTIONARY = {
    "猫": "cats",
    "茶": "tea",
    "鸟": "birds",
    "星星": "stars",
    "火车": "trains",
    "地图": "maps",
    "音乐": "music",
    "艺术": "art",
    "历史": "history",
    "诗歌": "poetry",
    "童话": "fairy tales",
    "电影": "film",
    "海洋": "oceans",
    "城市": "cities",
    "数学": "maths",
    "医学": "medicine",
}
QUESTIONS = list(DICTIONARY)
LABELS = sorted(DICTIONARY.values())
TRANSLATION = np.array([LABELS.index(word) for word in DICTIONARY.values()])  # question's number -> label's number
CARDS, SHELVES = 6, 8


def draw(m, seed=0, translation=TRANSLATION, cards=CARDS, shelves=SHELVES) -> dict[str, np.ndarray]:
    """m random libraries, each with a question that one of its cards answers.

    translation: (n,) number of the label that each question means, a permutation  ->  "questions": (m, n),
    "cards": (m, cards, n + shelves), each with a 1 for its word and a 1 for its shelf, "answers": (m,) ints, the right
    card's shelf. The words of one library differ from each other; shelves may repeat. The same seed draws the same.
    """
    rng, n = np.random.default_rng(seed), len(translation)
    words = rng.permuted(np.tile(np.arange(n), (m, 1)), axis=1)[:, :cards]  # (m, cards)
    places = rng.integers(0, shelves, (m, cards))
    everyone, right = np.arange(m), rng.integers(0, cards, m)
    asked = np.argsort(translation)[words[everyone, right]]  # (m,)
    return {
        "questions": np.eye(n)[asked],
        "cards": np.concatenate([np.eye(n)[words], np.eye(shelves)[places]], axis=-1),
        "answers": places[everyone, right],
    }


def read(libraries, i) -> tuple[str, list[tuple[str, int]], int]:
    """Library i in words: the question, its cards (word, shelf), the right shelf."""
    n = len(QUESTIONS)
    table = libraries["cards"][i]
    cards = zip(table[:, :n].argmax(axis=1), table[:, n:].argmax(axis=1), strict=True)
    question = QUESTIONS[libraries["questions"][i].argmax()]
    return question, [(LABELS[word], int(shelf)) for word, shelf in cards], int(libraries["answers"][i])


def answer(parameters, libraries) -> np.ndarray:
    """Score of each shelf (m, shelves) in each library: scaled attention, one reader a library, then W_o.

    parameters: "W_q" (n, d), "W_k" (n + shelves, d), "W_v" (n + shelves, d_v), "W_o" (d_v, shelves)
    """
    W_q, W_k, W_v, W_o = (np.asarray(parameters[name], float) for name in ("W_q", "W_k", "W_v", "W_o"))
    Q, K = libraries["questions"] @ W_q, libraries["cards"] @ W_k  # (m, d), (m, cards, d)
    weights = _softmax((K @ Q[:, :, None])[:, :, 0] / np.sqrt(W_q.shape[1]))  # (m, cards)
    pages = (weights[:, None] @ (libraries["cards"] @ W_v))[:, 0]  # (m, d_v)
    return pages @ W_o


def accuracy(parameters, libraries) -> float:
    """How often the highest score is the right shelf's."""
    return float((answer(parameters, libraries).argmax(axis=1) == libraries["answers"]).mean())


def loss(parameters, libraries) -> float:
    """Cross-entropy of the right shelf, in nats, on average."""
    scores = answer(parameters, libraries)
    right = scores[np.arange(len(scores)), libraries["answers"]]
    top = scores.max(axis=1)
    return float((top + np.log(np.exp(scores - top[:, None]).sum(axis=1)) - right).mean())


def dictionary(parameters) -> np.ndarray:
    """The weights (16, 16) that each question gives to all 16 labels; a question and its translation meet on the diagonal."""
    W_q, W_k = (np.asarray(parameters[name], float) for name in ("W_q", "W_k"))
    weights = _softmax(W_q @ W_k[: len(QUESTIONS)].T / np.sqrt(W_q.shape[1]))
    return weights[:, TRANSLATION]


def snapshot(step, parameters, libraries) -> dict:
    """One state of a training, for a history: "step", "dictionary" (16, 16), "loss" and "accuracy" on these libraries."""
    measured = {"loss": loss(parameters, libraries), "accuracy": accuracy(parameters, libraries)}
    return {"step": int(step), "dictionary": dictionary(parameters), **measured}


def _softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
