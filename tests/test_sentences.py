"""The sentences' hand-made embedding tells the story that lessons 05 to 09 tell with it."""

import numpy as np
import pytest

from explorers.examples import cat_on_the_mat, sentence
from grader.language import LANGUAGES, speak

SENTENCES = (sentence, cat_on_the_mat)
SCALES = pytest.mark.parametrize("scale", [1.0, 2.0], ids=["unscaled", "by √4"])


@pytest.fixture(autouse=True)
def english():
    speak("en")
    yield
    speak("en")


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def weights_of(text, scale=1.0):
    X = text.embeddings
    return softmax((X @ text.W_q) @ (X @ text.W_k).T / scale)


def head_weights(text, head):
    X, columns = text.embeddings, slice(4 * head, 4 * head + 4)
    return softmax((X @ text.heads["W_q"][:, columns]) @ (X @ text.heads["W_k"][:, columns]).T / 2)


@pytest.mark.parametrize("make", SENTENCES)
def test_everything_has_the_shape_it_says(make):
    # Lessons 05 to 09 and their explorers rely on these.
    text = make()
    n = len(text)
    assert len(text.tokens) == len(text.glosses) == len(text.labels) == n
    assert text.embeddings.shape == (n, 8) and len(text.embedding_features) == 8
    assert {matrix.shape for matrix in (text.W_q, text.W_k, text.W_v)} == {(8, 4)}
    assert len(text.query_features) == len(text.value_features) == 4
    assert set(text.heads) == {"W_q", "W_k", "W_v", "W_o"}
    assert {matrix.shape for matrix in text.heads.values()} == {(8, 8)}


@pytest.mark.parametrize("make", SENTENCES)
def test_both_languages_have_the_same_numbers(make):
    # Lessons name numbers; only the names around them change.
    texts = []
    for language in LANGUAGES:
        speak(language)
        texts.append(make())
    english, chinese = texts
    assert english.tokens == chinese.tokens and english.glosses != chinese.glosses
    for name in ("embeddings", "W_q", "W_k", "W_v"):
        assert np.array_equal(getattr(english, name), getattr(chinese, name))


def test_who_reads_the_other_language_gets_a_gloss():
    # "lies" must be readable beside 趴, and 猫 beside "cat"; nobody needs their own language explained.
    assert cat_on_the_mat().labels[4] == "趴 lies" and sentence().labels[1] == "cat"
    speak("zh")
    assert cat_on_the_mat().labels[4] == "趴" and sentence().labels[1] == "cat 猫"


def test_a_word_has_one_row_wherever_it_stands():
    # Both articles are the same reader (lesson 09 gives them places); the cat is the same cat in both sentences.
    cat, mat = sentence(), cat_on_the_mat()
    assert np.array_equal(cat.embeddings[0], cat.embeddings[3])
    assert np.array_equal(cat.embeddings[1], mat.embeddings[mat.tokens.index("猫")])


def test_cat_and_mouse_are_alike_but_not_the_same():
    # Nearer to each other than to any other word, by cosine; swapping them must change something.
    X = sentence().embeddings / np.linalg.norm(sentence().embeddings, axis=1, keepdims=True)
    cosines = X @ X[1]
    assert cosines[4] < 0.99 and cosines[4] > 2 * max(cosines[[0, 2, 3]])


@SCALES
def test_chased_reads_cat_and_mouse_and_mouse_reads_chased(scale):
    # The source's diagram, alive.
    weights = weights_of(sentence(), scale)
    the, cat, chased, _, mouse = range(5)
    assert min(weights[chased, [cat, mouse]]) > 2 * max(weights[chased, [the, chased]])
    assert np.argmax(weights[mouse]) == chased


def test_chased_gets_the_weights_that_the_diagram_draws():
    # .02 .4 .08 .5, which its own scores could not give; with the second "the" there is a little less for each.
    assert np.allclose(weights_of(sentence())[2, [0, 1, 2, 4]], sentence().diagram_weights, atol=0.025)


@SCALES
def test_lying_reads_cat_mat_and_fireside(scale):
    # The source's Chinese example: rankings, not numbers.
    text = cat_on_the_mat()
    row = dict(zip(text.tokens, weights_of(text, scale)[text.asking], strict=True))
    wanted = [row.pop(token) for token in ("猫", "垫子", "壁炉边")]
    assert min(wanted) > max(row.values())


def test_the_two_heads_see_different_things():
    # Head 0: who chases whom, leaning to the hunter. Head 1: pointing words look at nouns, verbs at the prey.
    first, second = (head_weights(sentence(), head) for head in (0, 1))
    the, cat, chased, _, mouse = range(5)
    assert np.argsort(-first[chased])[:2].tolist() == [cat, mouse] and np.argmax(first[mouse]) == chased
    assert min(second[the, [cat, mouse]]) > 5 * max(second[the, [the, chased]]) and second[chased, mouse] > 0.8


@pytest.mark.parametrize("make", SENTENCES)
def test_a_sentence_shows_its_embeddings(make):
    # A reader looks at the table before they multiply with it.
    page = make()._repr_html_()
    assert all(name in page for name in make().embedding_features) and page.count("<tr>") > len(make())


def test_every_call_gives_fresh_arrays():
    # An experiment that overwrites a row must not spoil the next cell's sentence.
    sentence().embeddings[:] = 7
    sentence().heads["W_o"][:] = 7
    assert sentence().embeddings.max() == sentence().heads["W_o"].max() * 2 == 2
