"""The two running examples of the course: the opening library and the sentence about the cat."""

import json
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

import numpy as np

from grader.language import Text, spoken

TITLE, LABELS = Text("Title", "书名"), Text("Labels", "标签")
SEPARATOR = Text(", ", "、")
TOKEN, QUERY, KEY, VALUE = Text("Token", "词元"), Text("Query", "查询"), Text("Key", "键"), Text("Value", "值")

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
        return [
            (title, separator.join(_in_order(words))) for title, words in zip(self.titles, self.labels, strict=True)
        ]

    def __repr__(self):
        return "\n".join(f"{title}  {{{words}}}" for title, words in self._rows())

    def _repr_html_(self):
        return _table((TITLE, LABELS), self._rows())


@dataclass(frozen=True, eq=False)
class Sentence:
    """*The cat chased the mouse*, with small hand-made tables; tokens are rows everywhere.

    `tokens` (5), `features` names the columns of `queries`, `keys` and `values` (5, 2); `asking` is the position of
    "chased". For it, `keys @ queries[asking]` gives the very scores that the source's diagram draws:
    `diagram_scores` and `diagram_weights` (4,) over `diagram_tokens`, which leave out the second "the".
    """

    tokens: list[str]
    features: list[str]
    queries: np.ndarray
    keys: np.ndarray
    values: np.ndarray
    asking: int
    diagram_tokens: list[str]
    diagram_scores: np.ndarray
    diagram_weights: np.ndarray

    def __len__(self):
        return len(self.tokens)

    def __repr__(self):
        return " ".join(self.tokens)

    def _repr_html_(self):
        tables = (self.queries, self.keys, self.values)
        rows = [(token, *(_numbers(t[i]) for t in tables)) for i, token in enumerate(self.tokens)]
        return _table((TOKEN, QUERY, KEY, VALUE), rows)


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


def sentence() -> Sentence:
    """The course's sentence with its tables and the numbers of the source's diagram; a fresh copy each time."""
    data = _data()["sentence"]
    diagram = data["diagram"]
    return Sentence(
        tokens=list(data["tokens"]),
        features=list(data["features"][spoken()]),
        queries=np.array(data["queries"], float),
        keys=np.array(data["keys"], float),
        values=np.array(data["values"], float),
        asking=data["asking"],
        diagram_tokens=list(diagram["tokens"]),
        diagram_scores=np.array(diagram["scores"], float),
        diagram_weights=np.array(diagram["weights"], float),
    )


@cache
def _data():
    path = next(folder / "library.json" for folder in _FOLDERS if (folder / "library.json").exists())
    return json.loads(path.read_text(encoding="utf-8"))


def _in_order(words):
    """A set's words as the data file orders them, so that the table reads the same on every run."""
    known = [word for book in _data()["books"] for word in book[spoken()]["labels"]]
    return sorted(words, key=lambda word: (known.index(word) if word in known else len(known), str(word)))


def _numbers(vector):
    return " ".join(f"{x:g}" for x in vector)


def _table(header, rows):
    """A plain HTML table with headings that a screen reader can follow."""
    heads = "".join(f'<th scope="col" style="{_TABLE_STYLE}">{escape(text[spoken()])}</th>' for text in header)
    lines = "".join(
        "<tr>" + "".join(f'<td style="{_TABLE_STYLE}">{escape(cell)}</td>' for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
