"""The piece of a real model is what it says: the same files, the model's own attention, the package's embeddings."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from explorers import encoder, minilm
from grader.exercises.a_real_transformer.feed_forward import feed_forward
from grader.exercises.a_real_transformer.head_attention import head_attention
from grader.exercises.a_real_transformer.layer_norm import layer_norm
from grader.exercises.a_real_transformer.semantic_lookup import semantic_lookup

DATA = Path(__file__).parents[1] / "data"
MOST = 2_000_000  # bytes of all that is committed of the model
FLOAT16 = 2e-3  # what rounding the extract may cost
WITHOUT = pytest.mark.skipif(not encoder.whole_model(), reason=f"{encoder.PACKAGE} is not installed: an optional extra")


@pytest.fixture(scope="module")
def real():
    return minilm.extract()


def test_the_files_are_those_whose_sums_are_written_down():
    # A changed byte would change every number of the lesson.
    for line in (DATA / "minilm" / "SHA256SUMS").read_text().splitlines():
        wanted, name = line.split()
        assert hashlib.sha256((DATA / "minilm" / name).read_bytes()).hexdigest() == wanted, name


def test_the_extract_is_small():
    files = [*(DATA / "minilm").iterdir(), *(DATA / "semantic-library").iterdir()]
    assert sum(path.stat().st_size for path in files if path.is_file()) < MOST


def test_a_head_of_ours_gives_the_models_own_attention(real):
    # The lesson's first experiment: every head on every sentence.
    for text in real.sentences:
        for head in real.heads:
            weights = head_attention(real.inputs(text, head), *real.matrices(head))[1]
            assert np.abs(weights - real.attention(text, head)).max() < FLOAT16, (text, head)


def test_the_entrance_hall_leads_to_floor_one(real):
    # `words` before the norm, what the norm has learned, and what floor 1 reads belong together.
    X = layer_norm(real.words, real.gain, real.bias)
    assert np.abs(X - real.inputs(real.sentences[0], "L1H3")).max() < FLOAT16


def test_the_sixteen_riddles_come_out_as_the_lesson_says(real):
    # 9 of 16, one more than a coin: the honest count must not drift.
    def right(riddle):
        tokens = real.tokens(riddle.text)
        row = real.attention(riddle.text, "L4H2")[tokens.index("it")]
        return row[tokens.index(riddle.meant)] > row[tokens.index(riddle.other)]

    assert sum(map(right, real.riddles)) == 9


def test_the_library_tells_the_lessons_story():
    # 89.2% and 0.45%, 20.3% without the two words, and from the 34th place to the second with them.
    books = minilm.semantic_library()
    query = books.query(books.questions[0])
    weights = semantic_lookup(query, books.keys, 0.1)
    smuggled = semantic_lookup(query, books.with_variant("smuggled_in"), 0.1)
    place = books.descriptions.index("Photographs of street cats and the people who feed them.")
    assert np.allclose(weights[:2], (0.892, 0.0045), atol=5e-4)
    assert semantic_lookup(query, books.with_variant("left_out"), 0.1)[0] == pytest.approx(0.203, abs=5e-4)
    assert [(shares > shares[place]).sum() + 1 for shares in (weights, smuggled)] == [34, 2]


def test_what_is_not_there_is_said_in_a_sentence(real):
    for ask in (
        lambda: real.tokens("Hello."),
        lambda: real.matrices("L9H9"),
        lambda: minilm.semantic_library().query(""),
        lambda: minilm.semantic_library().with_variant("shouted"),
    ):
        with pytest.raises(Exception, match="Choose one"):
            ask()


@pytest.mark.parametrize(
    "text, words",
    [
        ("Isn't it 3,141?", ["isn", "'", "t", "it", "3", ",", "141", "?"]),  # punctuation stands alone
        ("Naïve\tCafé\u200b", ["naive", "cafe"]),  # no accents, no invisible characters
        ("ab机c", ["ab", "机", "c"]),  # each Chinese character is a word
    ],
)
def test_words_are_cut_as_bert_cuts_them(text, words):
    assert encoder.words_of(text) == words


def test_pieces_are_the_longest_first():
    vocabulary = {"token", "##iza", "##ization", "to"}
    assert encoder.pieces_of("tokenization", vocabulary) == ["token", "##ization"]
    assert encoder.pieces_of("tokens", vocabulary) == ["[UNK]"]


@WITHOUT
def test_the_encoder_agrees_with_the_package_itself():
    # Tokens, embeddings and all 72 heads, held against what the package's own program gave.
    model = encoder.whole_model()
    with np.load(DATA / "minilm" / "reference.npz") as saved:
        for text, tokens in zip(saved["texts"].tolist(), saved["tokens"].tolist(), strict=True):
            assert " ".join(model.tokens(text)) == tokens
            ours = encoder.encode(model, text, layer_norm, head_attention, feed_forward)
            assert np.abs(ours - minilm.reference()[text]).max() < 1e-5
        rows = encoder.inputs(model, saved["texts"][0], layer_norm, head_attention, feed_forward)
        for X, floor, attention in zip(rows, model.floors, saved["attention"], strict=False):
            weights = [head_attention(X, *head)[1] for head in floor.heads]
            assert np.abs(weights - attention).max() < 1e-4
