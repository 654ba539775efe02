"""The running examples of the course: the opening library and two sentences about a cat."""

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import numpy as np

from grader.language import Text, say, spoken

TITLE, LABELS = Text("Title", "书名"), Text("Labels", "标签")
SEPARATOR = Text(", ", "、")
TOKEN, QUERY, KEY, VALUE = Text("Token", "词元"), Text("Query", "查询"), Text("Key", "键"), Text("Value", "值")
EMBEDDINGS = Text("The embeddings (from lesson 05 on)", "嵌入（第 05 课起用）")

# Beside the module in an installed package, next to the package in a clone.
_FOLDERS = (Path(__file__).parent / "data", Path(__file__).parent.parent / "data")

_TABLE_STYLE = "text-align:left;vertical-align:top;padding:.25em 1em .25em 0"


@dataclass(frozen=True, eq=False)
class Library:
    """The books of lesson 01 as words, and of lesson 02 as numbers; books are rows everywhere.

    `titles`, `labels` (sets of words), `contents` (a page-one sentence each), `question` and `question_words`;
    `qualities` names the 4 columns of `keys` (n, 4) and the entries of `query` (4,), each from -2 (the very
    opposite) through 0 (says nothing of it) to 2 (very much so); `values` (n, 2) are the pages as numbers, the
    columns named by `value_names`; `keys2d` (n, 2) and `query2d` (2,) keep the first two qualities, for the compass.
    """

    titles: list[str]
    labels: list[set[str]]
    contents: list[str]
    question: str
    question_words: set[str]
    qualities: list[str]
    keys: np.ndarray
    query: np.ndarray
    value_names: list[str]
    values: np.ndarray

    @property
    def keys2d(self) -> np.ndarray:
        return self.keys[:, :2].copy()

    @property
    def query2d(self) -> np.ndarray:
        return self.query[:2].copy()

    def __len__(self):
        return len(self.titles)

    def _rows(self):
        separator = SEPARATOR[spoken()]
        return [(title, separator.join(in_order(words))) for title, words in zip(self.titles, self.labels, strict=True)]

    def __repr__(self):
        return "\n".join(f"{title}  {{{words}}}" for title, words in self._rows())

    def _repr_html_(self):
        return _table((say(TITLE), say(LABELS)), self._rows())


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence with the hand-made embedding of lessons 05 to 09; tokens are rows everywhere.

    `tokens` (n) as they are written, `glosses` (n) what they mean in the notebook's language, `labels` (n) both together, for
    pictures; `asking` is the position of the verb. `embeddings` (n, 8) is X, its columns named by `embedding_features`;
    `W_q`, `W_k`, `W_v` (8, 4) make queries and keys (columns: `query_features`) and values (`value_features`).
    `heads` holds "W_q", "W_k", "W_v", "W_o" (8, 8) for two heads of four columns each.
    """

    tokens: list[str]
    glosses: list[str]
    asking: int
    embedding_features: list[str]
    embeddings: np.ndarray
    query_features: list[str]
    value_features: list[str]
    W_q: np.ndarray
    W_k: np.ndarray
    W_v: np.ndarray
    heads: dict[str, np.ndarray]

    @property
    def labels(self) -> list[str]:
        pairs = zip(self.tokens, self.glosses, strict=True)
        return [token if token == gloss else f"{token} {gloss}" for token, gloss in pairs]

    def __len__(self):
        return len(self.tokens)

    def __repr__(self):
        return " ".join(self.tokens)

    def _repr_html_(self):
        rows = [
            (label, *(f"{x:g}" for x in row)) for label, row in zip(self.labels, self.embeddings.tolist(), strict=True)
        ]
        return _table((say(TOKEN), *self.embedding_features), rows)


@dataclass(frozen=True, eq=False, repr=False)
class DiagramSentence(Sentence):
    """*The cat chased the mouse*, with the small tables of lessons 02 to 04 besides.

    `features` names the columns of `queries`, `keys` and `values` (5, 2). For `asking`, "chased",
    `keys @ queries[asking]` gives the very scores that the source's diagram draws: `diagram_scores` and
    `diagram_weights` (4,) over `diagram_tokens`, which leave out the second "the".
    """

    features: list[str]
    queries: np.ndarray
    keys: np.ndarray
    values: np.ndarray
    diagram_tokens: list[str]
    diagram_scores: np.ndarray
    diagram_weights: np.ndarray

    def _repr_html_(self):
        tables = (self.queries, self.keys, self.values)
        rows = [(token, *(_numbers(t[i]) for t in tables)) for i, token in enumerate(self.tokens)]
        small = _table([say(name) for name in (TOKEN, QUERY, KEY, VALUE)], rows)
        return f"{small}<details><summary>{escape(say(EMBEDDINGS))}</summary>{super()._repr_html_()}</details>"


def library() -> Library:
    """The opening library in the notebook's language; a fresh copy each time, so change it as you like."""
    language, data = spoken(), _data()
    books = [book[language] for book in data["books"]]
    return Library(
        titles=[book["title"] for book in books],
        labels=[set(book["labels"]) for book in books],
        contents=[book["content"] for book in books],
        question=data["question"][language],
        question_words=set(data["question_words"][language]),
        qualities=list(data["qualities"][language]),
        keys=np.array([book["key"] for book in data["books"]], float),
        query=np.array(data["query"], float),
        value_names=list(data["value_names"][language]),
        values=np.array([book["value"] for book in data["books"]], float),
    )


def sentence() -> DiagramSentence:
    """*The cat chased the mouse*, with its tables and the source's diagram; a fresh copy each time."""
    data = _data()["sentence"]
    diagram = data["diagram"]
    return DiagramSentence(
        **_embedded(data),
        features=list(data["features"][spoken()]),
        queries=np.array(data["queries"], float),
        keys=np.array(data["keys"], float),
        values=np.array(data["values"], float),
        diagram_tokens=list(diagram["tokens"]),
        diagram_scores=np.array(diagram["scores"], float),
        diagram_weights=np.array(diagram["weights"], float),
    )


def cat_on_the_mat() -> Sentence:
    """那只灰色的猫懒洋洋地趴在温暖的壁炉边垫子上, Chinese in both languages' notebooks; a fresh copy each time."""
    return Sentence(**_embedded(_data()["on_the_mat"]))


def _embedded(data) -> dict:
    """What every sentence has: its words, their rows of the one embedding, and the matrices."""
    embedding, language = _data()["embedding"], spoken()
    return {
        "tokens": list(data["tokens"]),
        "glosses": list(data["glosses"][language]),
        "asking": data["asking"],
        "embedding_features": list(embedding["features"][language]),
        "embeddings": np.array([embedding["words"][word] for word in data["words"]], float),
        "query_features": list(embedding["query_features"][language]),
        "value_features": list(embedding["value_features"][language]),
        **{name: np.array(embedding[name], float) for name in ("W_q", "W_k", "W_v")},
        "heads": {name: np.array(matrix, float) for name, matrix in embedding["heads"].items()},
    }


@cache
def _data():
    path = next(folder / "library.json" for folder in _FOLDERS if (folder / "library.json").exists())
    return json.loads(path.read_text(encoding="utf-8"))


def in_order(words):
    """A set's words as the data file orders them, so that the table reads the same on every run."""
    known = [word for book in _data()["books"] for word in book[spoken()]["labels"]]
    return sorted(words, key=lambda word: (known.index(word) if word in known else len(known), str(word)))


def _numbers(vector):
    return " ".join(f"{x:g}" for x in vector)


def _table(header, rows):
    """A plain HTML table with headings that a screen reader can follow."""
    heads = "".join(f'<th scope="col" style="{_TABLE_STYLE}">{escape(name)}</th>' for name in header)
    lines = "".join(
        "<tr>" + "".join(f'<td style="{_TABLE_STYLE}">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
