"""The heads' explorer: what wrong cuts do to words, what a head sent home takes with it, what is refused."""

import numpy as np
import pytest

from explorers import cat_on_the_mat, sentence
from explorers.heads import HeadsExplorer
from grader.exercises.multi_head.merge_heads import merge_heads
from grader.exercises.multi_head.multi_head_attention import multi_head_attention
from grader.exercises.multi_head.split_heads import split_heads

CAT = sentence()
MATRICES = [CAT.heads[name] for name in ("W_q", "W_k", "W_v", "W_o")]
RESHAPES = {
    "split alone": dict(split=lambda X, n_heads: X.reshape(n_heads, len(X), -1)),
    "merge alone": dict(merge=lambda H: H.reshape(H.shape[1], -1)),
    "both": dict(split=lambda X, n_heads: X.reshape(n_heads, len(X), -1), merge=lambda H: H.reshape(H.shape[1], -1)),
}


@pytest.mark.parametrize("n_heads", [1, 2, 4, 8])
def test_it_shows_what_the_lessons_functions_compute(n_heads):
    # The lesson prints these numbers a few cells further down.
    shown = HeadsExplorer(n_heads=n_heads, view="read")
    outputs, weights = multi_head_attention(CAT.embeddings, *MATRICES, n_heads)
    assert np.allclose(shown.weights, weights) and np.allclose(shown.output, outputs[CAT.asking])


def test_a_head_sent_home_is_a_slice_of_the_editor_set_to_zero():
    # The lesson does it that way, and reads 0.878 and 0 where 1.798 and 0.833 stood.
    shown = HeadsExplorer(view="read")
    shown.left_out = [1]
    only_head_0 = MATRICES[3] * np.repeat([1, 0], 4)[:, None]
    assert np.allclose(shown.output, multi_head_attention(CAT.embeddings, *MATRICES[:3], only_head_0, 2)[0][CAT.asking])
    assert np.allclose(shown.output[[0, 3]], [0.878, 0], atol=5e-4)


@pytest.mark.parametrize("wrong", RESHAPES)
def test_a_wrong_cut_shows_where_every_number_went(wrong):
    # A round trip of two wrongs looks right, and only the heads give it away.
    numbers = HeadsExplorer(**RESHAPES[wrong]).think()
    assert numbers["strangers"] == (0 if wrong == "merge alone" else 32)
    assert (numbers["joined"] == numbers["joined"][:1] % 10 + 10 * np.arange(1, 6)[:, None]).all() == (wrong == "both")


def test_the_readers_choice_is_the_same_reshape():
    # The picture of the colleague's mistake and the mistake itself.
    chosen, written = HeadsExplorer(), HeadsExplorer(**RESHAPES["both"])
    chosen.reshaped = True
    assert all(np.array_equal(chosen.think()[name], number) for name, number in written.think().items())


def test_the_learners_cut_leaves_no_choice():
    # The page hides the buttons; a state from elsewhere must not bring the wrong cut back.
    shown = HeadsExplorer(split=split_heads, merge=merge_heads)
    shown.reshaped = True
    assert shown.think()["strangers"] == 0


def test_numbers_that_were_changed_cannot_be_followed():
    # A cut that scales is no cut: nothing is read, and nothing fails.
    numbers = HeadsExplorer(split=lambda X, n_heads: split_heads(X, n_heads) / 3).think()
    assert numbers["weights"] is None and numbers["output"] is None and numbers["strangers"] == 40


WRONG = {
    "three heads": (dict(n_heads=3), "n_heads must be one of"),
    "a word too far": (dict(word=5), "word must be a whole number between 0 and 4"),
    "another view": (dict(view="turn"), "view must be one of"),
    "a list of words": (dict(sentence=["The", "cat"]), "sentence must be one of the course's"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_one_sentence(wrong):
    arguments, told = WRONG[wrong]
    with pytest.raises(ValueError, match=told):
        HeadsExplorer(**arguments)


def test_the_longest_sentence_has_a_colour_for_each_word():
    # Ten words, ten colours; the eleventh would have none.
    shown = HeadsExplorer(cat_on_the_mat())
    assert len(set(shown.given["colours"])) >= len(shown.given["tokens"]) == 10
