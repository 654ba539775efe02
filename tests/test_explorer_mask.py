"""The mask explorer: the numbers of lesson 07, exact zeros, and which function is in charge."""

from itertools import product

import numpy as np
import pytest

from explorers.mask import PLACES, VOCABULARY, MaskExplorer
from grader.language import LANGUAGES, speak


def test_the_numbers_of_lesson_07():
    """A mouse three times as large: whose output moves without a mask and with it, and what a late mask leaves."""
    assert MaskExplorer(mask="none").changes == pytest.approx([2.230, 1.129, 2.708, 2.230, 0.405], abs=6e-4)
    assert MaskExplorer(mask="before").changes == pytest.approx([0, 0, 0, 0, 0.405], abs=6e-4)
    assert MaskExplorer(mask="after").sums == pytest.approx([0.039, 0.159, 0.064, 0.222, 1], abs=6e-4)


@pytest.mark.parametrize("place", range(PLACES))
def test_hidden_before_softmax_nothing_earlier_moves_to_the_last_bit(place):
    """A "0" in the picture is exactly 0, whatever the word becomes."""
    explorer = MaskExplorer(mask="before", place=place)
    for explorer.word, explorer.size in product(VOCABULARY, np.linspace(0, 4, 9)):
        assert not explorer.changes[:place].any() and not explorer.weight_changes[:place].any()


def test_hidden_after_softmax_the_future_leaks():
    """Every earlier row of weights moves, and none sums to 1."""
    explorer = MaskExplorer(mask="after")
    assert (explorer.weight_changes[:-1] > 0.03).all() and (explorer.sums[:-1] < 0.3).all()


@pytest.mark.parametrize("mask", ["none", "before", "after"])
def test_the_sentence_as_it_was_moves_nobody(mask):
    assert not MaskExplorer(mask=mask, size=1).changes.any()


def test_the_learners_function_is_asked_with_a_mask_only_where_it_hides_before():
    """Without one, and with a late one, it is asked for plain attention of both sentences at once."""
    masks = []

    def masked_attention(Q, K, V, mask=None):
        masks.append(mask)
        return np.zeros(V.shape), np.full((*Q.shape[:-1], PLACES), 0.34)

    explorer = MaskExplorer(attend=masked_attention)
    assert explorer.sums == pytest.approx(1.7) and np.array_equal(masks[-1], np.tri(PLACES, dtype=bool))
    explorer.mask = "after"
    assert masks[-1] is None and explorer.sums[0] == pytest.approx(0.34)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wrong", [{"mask": "late"}, {"place": 5}, {"word": "dog"}, {"size": 5}], ids=str)
def test_what_does_not_fit_is_one_sentence(language, wrong):
    speak(language)
    with pytest.raises(ValueError) as error:
        MaskExplorer(**wrong)
    assert "\n" not in str(error.value)


def test_without_an_answer_the_still_picture_says_so():
    """A function that is not written yet: nothing is drawn, and no error either."""
    explorer = MaskExplorer(attend="not_there")
    assert "not_there" in explorer.sentence and "no weights yet" in explorer.still().alt
