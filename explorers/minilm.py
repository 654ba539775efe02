"""A small piece of a real transformer, all-MiniLM-L6-v2: eight heads, 24 sentences, and a library of embedded books.

The files lie in data/minilm and data/semantic-library, each with the script that made it; see data/minilm/NOTICE. Numbers are
float16 on disk and float64 here. The whole model, where it is installed, is `explorers.encoder`.
"""

import json
from dataclasses import dataclass, field
from functools import cache
from html import escape
from pathlib import Path

import numpy as np

from grader.language import SaidPlainly, Text, say, spoken

# Beside the module in an installed package, next to the package in a clone.
_FOLDERS = (Path(__file__).parent / "data", Path(__file__).parent.parent / "data")

UNKNOWN_SENTENCE = Text(
    'The extract does not hold the sentence "{0}". Choose one of `real.sentences`, letter for letter.',
    "摘录里没有“{0}”这个句子。请从 `real.sentences` 里挑一句，一字不差。",
)
UNKNOWN_HEAD = Text(
    'There is no head "{0}" in the extract. Choose one of {1}.', "摘录里没有 “{0}” 这个头。请从 {1} 里挑一个。"
)
UNKNOWN_QUESTION = Text(
    'The question "{0}" has no embedding here. Choose one of: {1}.',
    "“{0}”这个问题没有现成的嵌入。请从这些里挑一个：{1}。",
)
UNKNOWN_VARIANT = Text(
    'No description was rewritten under the name "{0}". Choose one of: {1}.',
    "没有叫“{0}”的改写。请从这些里挑一个：{1}。",
)
EXTRACT = Text(
    "all-MiniLM-L6-v2, an extract: {0} sentences, heads {1}", "all-MiniLM-L6-v2 的一份摘录：{0} 个句子，头有 {1}"
)
TITLES = Text("Titles", "书名")
DESCRIPTION = Text("Description (this is what was embedded)", "英文简介（嵌入的就是它）")
BOOKS_SHOWN = Text("{0} books", "{0} 本书")

_LEFT = 'style="text-align:left"'


@dataclass(frozen=True)
class Riddle:
    """A sentence with an "it", the noun that is meant, and the other noun."""

    text: str
    meant: str
    other: str


@dataclass(frozen=True, eq=False)
class Extract:
    """Eight heads of all-MiniLM-L6-v2 and what they read. `heads` are named by floor and place, both counted from 1.

    `sentences`: 24 texts, the last sixteen those of `riddles`. `words` (n, 384), `gain` and `bias` (384,): the embeddings of
    the first sentence before their layer norm, and what that norm has learned.
    """

    heads: list[str]
    sentences: list[str]
    riddles: list[Riddle]
    words: np.ndarray = field(repr=False)
    gain: np.ndarray = field(repr=False)
    bias: np.ndarray = field(repr=False)
    _tokens: dict[str, list[str]] = field(repr=False)
    _arrays: dict[str, np.ndarray] = field(repr=False)

    def tokens(self, sentence: str) -> list[str]:
        """The n tokens of a sentence, from "[CLS]" to "[SEP]"."""
        if sentence not in self._tokens:
            raise SaidPlainly(say(UNKNOWN_SENTENCE).format(sentence))
        return list(self._tokens[sentence])

    def inputs(self, sentence: str, head: str) -> np.ndarray:
        """(n, 384): what the floor of this head gets to read."""
        rows = self._rows(sentence)
        self._place(head)
        return self._arrays[f"X{head[1]}"][rows].astype(float)

    def matrices(self, head: str) -> tuple[np.ndarray, ...]:
        """W_q (384, 32), b_q (32,), W_k, b_k, W_v, b_v: what `head_attention` wants after the inputs."""
        place = self._place(head)
        pairs = zip(self._arrays["W"][place].astype(float), self._arrays["b"][place].astype(float), strict=True)
        return tuple(part for pair in pairs for part in pair)

    def attention(self, sentence: str, head: str) -> np.ndarray:
        """(n, n): the weights that the model itself computes, before anything was rounded to float16."""
        n, place = len(self.tokens(sentence)), self._place(head)
        start = sum(len(self._tokens[before]) ** 2 for before in self.sentences[: self.sentences.index(sentence)])
        return self._arrays["attention"][place, start : start + n * n].reshape(n, n).astype(float)

    def __repr__(self):
        return say(EXTRACT).format(len(self.sentences), " ".join(self.heads))

    def _rows(self, sentence):
        n = len(self.tokens(sentence))
        start = sum(len(self._tokens[before]) for before in self.sentences[: self.sentences.index(sentence)])
        return slice(start, start + n)

    def _place(self, head):
        if head not in self.heads:
            raise SaidPlainly(say(UNKNOWN_HEAD).format(head, ", ".join(self.heads)))
        return self.heads.index(head)


@dataclass(frozen=True, eq=False)
class SemanticLibrary:
    """Forty books embedded by all-MiniLM-L6-v2 from their English descriptions, and questions embedded likewise.

    `titles` (n) in the notebook's language; `both_titles` (n), English and Chinese; `descriptions` (n), English; `keys`
    (n, 384). `questions`: the texts that `query(text)` knows, the opening question first. `variants`: name → (position of the
    book, its rewritten description, the key (384,) of that).
    """

    titles: list[str]
    both_titles: list[str]
    descriptions: list[str]
    keys: np.ndarray = field(repr=False)
    questions: list[str]
    variants: dict[str, tuple[int, str, np.ndarray]] = field(repr=False)
    _queries: np.ndarray = field(repr=False)

    def query(self, question: str) -> np.ndarray:
        """(384,): the embedding of one of `questions`."""
        if question not in self.questions:
            raise SaidPlainly(say(UNKNOWN_QUESTION).format(question, "; ".join(self.questions)))
        return self._queries[self.questions.index(question)].copy()

    def with_variant(self, name: str) -> np.ndarray:
        """(n, 384): the keys, one of them made from the rewritten description."""
        if name not in self.variants:
            raise SaidPlainly(say(UNKNOWN_VARIANT).format(name, ", ".join(self.variants)))
        place, _, key = self.variants[name]
        keys = self.keys.copy()
        keys[place] = key
        return keys

    def __len__(self):
        return len(self.titles)

    def __repr__(self):
        return "\n".join(f"{titles}: {text}" for titles, text in zip(self.both_titles, self.descriptions, strict=True))

    def _repr_html_(self):
        head = "".join(f'<th scope="col" {_LEFT}>{escape(say(name))}</th>' for name in (TITLES, DESCRIPTION))
        rows = zip(self.both_titles, self.descriptions, strict=True)
        cells = ("".join(f"<td {_LEFT}>{escape(cell)}</td>" for cell in row) for row in rows)
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        summary = escape(say(BOOKS_SHOWN).format(len(self)))
        return (
            f"<details><summary>{summary}</summary><table><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table></details>"
        )


def extract() -> Extract:
    """The extract; its arrays are copies at every call, so change them as you like."""
    table, arrays = _extract_files()
    return Extract(
        heads=list(table["heads"]),
        sentences=[entry["text"] for entry in table["sentences"]],
        riddles=[Riddle(**riddle) for riddle in table["riddles"]],
        words=arrays["words"].astype(float),
        gain=arrays["gain"].astype(float),
        bias=arrays["bias"].astype(float),
        _tokens={entry["text"]: entry["tokens"] for entry in table["sentences"]},
        _arrays=arrays,
    )


def semantic_library() -> SemanticLibrary:
    """The forty books with titles in the notebook's language first; a fresh copy each time."""
    table, arrays = _library_files()
    books, english = table["books"], [book["en"] for book in table["books"]]
    variants = zip(table["variants"].items(), arrays["variants"].astype(float), strict=True)
    return SemanticLibrary(
        titles=[book[spoken()] for book in books],
        both_titles=[f"{book['en']} · {book['zh']}" for book in books],
        descriptions=[book["description"] for book in books],
        keys=arrays["keys"].astype(float),
        questions=list(table["questions"]),
        variants={name: (english.index(v["book"]), v["description"], key) for (name, v), key in variants},
        _queries=arrays["queries"].astype(float),
    )


def reference() -> dict[str, np.ndarray]:
    """Text → embedding (384,), as the model's own package computed it (data/minilm/make_reference.py)."""
    with np.load(_file("minilm/reference.npz")) as saved:
        return dict(zip(saved["texts"].tolist(), saved["embeddings"].astype(float), strict=True))


@cache
def _extract_files():
    return _json("minilm/extract.json"), _arrays("minilm/extract.npz")


@cache
def _library_files():
    return _json("semantic-library/books.json"), _arrays("semantic-library/embeddings.npz")


def _file(name):
    return next(folder / name for folder in _FOLDERS if (folder / name).exists())


def _json(name):
    return json.loads(_file(name).read_text(encoding="utf-8"))


def _arrays(name):
    with np.load(_file(name)) as saved:
        return dict(saved)
