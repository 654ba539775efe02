"""Lesson 10's claims: gradients agree with measurements, training converges whatever the seed, the story's numbers."""

import numpy as np
import pytest

from explorers import library_cards
from grader.exercises import exercise
from grader.language import LANGUAGES, speak

SEEDS = range(20)
softmax_backward = exercise("softmax_backward").reference
attention_backward = exercise("attention_backward").reference
scaled_attention = exercise("scaled_attention").reference
softmax = exercise("softmax").reference
train = exercise("train_librarian").reference


def slopes(f, table, h=1e-5):
    """Central differences, as in the lesson."""
    found = np.zeros(table.shape)
    for place in np.ndindex(*table.shape):
        nudge = np.zeros(table.shape)
        nudge[place] = h
        found[place] = (f(table + nudge) - f(table - nudge)) / (2 * h)
    return found


def agree(formula, measured):
    return np.allclose(formula, measured, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("shape", [(4,), (3, 5), (2, 3, 4)])
def test_the_way_back_through_softmax_is_what_one_measures(shape):
    # The formula of models.md, and of the lesson, for every number of axes.
    rng = np.random.default_rng(0)
    scores, pull = rng.normal(size=shape), rng.normal(size=shape)
    assert agree(softmax_backward(pull, softmax(scores)), slopes(lambda s: (softmax(s) * pull).sum(), scores))


@pytest.mark.parametrize("rooms", [(), (2,)])
def test_the_way_back_through_attention_is_what_one_measures(rooms):
    # No two sizes alike, so that nothing hides behind a square.
    rng = np.random.default_rng(0)
    room = [rng.normal(size=(*rooms, *shape)) for shape in ((3, 4), (5, 4), (5, 2))]
    blame = rng.normal(size=(*rooms, 3, 2))
    found = attention_backward(blame, *room, scaled_attention(*room)[1])
    for i, gradient in enumerate(found):

        def loss(table, i=i):
            return (scaled_attention(*room[:i], table, *room[i + 1 :])[0] * blame).sum()

        assert agree(gradient, slopes(loss, room[i]))


@pytest.mark.parametrize("seed", SEEDS)
def test_training_converges_for_every_seed(seed, monkeypatch):
    # Beginning, batches, libraries and dictionary all drawn anew; 100 of the 200 graded steps already do.
    generator, draw = np.random.default_rng, library_cards.draw
    dictionary = generator(1000 + seed).permutation(16)
    libraries, fresh = draw(2000, 2 * seed, dictionary), draw(2000, 2 * seed + 1, dictionary)
    monkeypatch.setattr(np.random, "default_rng", lambda _: generator(seed))
    assert library_cards.accuracy(train(libraries, 100), fresh) >= 0.99


def test_the_numbers_of_the_story():
    # The prose names them.
    libraries, fresh = library_cards.draw(2000), library_cards.draw(2000, seed=1)
    reached = [round(library_cards.accuracy(train(libraries, steps), fresh), 2) for steps in (30, 40, 50, 60, 70)]
    assert reached == [0.28, 0.40, 0.67, 0.91, 0.99]
    assert library_cards.accuracy(train(libraries, 300), fresh) == 1.0
    silent = [{**rooms, "questions": 0 * rooms["questions"]} for rooms in (libraries, fresh)]
    assert library_cards.accuracy(train(silent[0], 300), silent[1]) == pytest.approx(0.35, abs=0.01)


def test_a_library_holds_its_answer_once():
    # The question's translation lies on the table, on one card only, and its shelf is the answer.
    libraries = library_cards.draw(500, seed=3)
    words, places = libraries["cards"][:, :, :16].argmax(-1), libraries["cards"][:, :, 16:].argmax(-1)
    wanted = library_cards.TRANSLATION[libraries["questions"].argmax(-1)]
    matching = words == wanted[:, None]
    assert (matching.sum(axis=1) == 1).all()
    assert (places[matching] == libraries["answers"]).all()
    assert (libraries["cards"].sum(axis=-1) == 2).all()
    assert libraries["questions"].shape == (500, 16) and libraries["cards"].shape == (500, 6, 24)


def test_no_number_gives_a_translation_away():
    # With a word's own number for its translation, one matrix for both vocabularies would do: the story would be false.
    assert not (np.arange(16) == library_cards.TRANSLATION).any()
    assert len(set(library_cards.QUESTIONS)) == len(set(library_cards.LABELS)) == 16


def test_libraries_read_the_same_in_both_languages():
    # Both notebooks tell the same story: Chinese questions, English cards.
    told = []
    for language in LANGUAGES:
        speak(language)
        told.append(library_cards.read(library_cards.draw(10), 1))
    speak("en")
    assert told[0] == told[1]
    question, cards, shelf = told[0]
    assert (library_cards.DICTIONARY[question], shelf) in cards


def test_a_perfect_dictionary_stands_on_the_diagonal():
    # Rows are questions, columns their translations in the same order: the scrubber and the figure rely on it.
    perfect = {"W_q": 40 * np.eye(16), "W_k": np.zeros((24, 16)), "W_v": np.zeros((24, 8)), "W_o": 9 * np.eye(8)}
    perfect["W_k"][library_cards.TRANSLATION] = np.eye(16)
    perfect["W_v"][16:] = np.eye(8)
    state = library_cards.snapshot(7, perfect, library_cards.draw(200))
    assert state["step"] == 7 and state["accuracy"] == 1.0 and state["loss"] < 0.02
    assert np.allclose(state["dictionary"], np.eye(16), atol=1e-3)
