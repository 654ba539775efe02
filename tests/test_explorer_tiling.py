"""The tiling explorer: the same answer as plain softmax, wrong functions that show, and the work counted."""

import numpy as np
import pytest

from explorers.maths import softmax
from explorers.tiling import TILES, TilingExplorer, online_softmax_step
from grader.language import LANGUAGES, speak

SCORES = np.array([-4, 0.5, 1.5, -2, 3, 0, 4, -1, 3.9, 4])


@pytest.mark.parametrize("tile", TILES)
def test_when_all_is_read_the_weights_are_plain_softmax(tile):
    """The myth says "nearly": it is rounding, for every size of tile, also one that does not divide ten."""
    explorer = TilingExplorer(scores=SCORES, tile=tile, done=10)
    assert explorer.weights == pytest.approx(softmax(SCORES), abs=1e-15) and explorer.difference < 1e-15
    explorer.done = 1
    assert explorer.weights == pytest.approx([*softmax(SCORES[:tile]), *[0] * (10 - tile)], abs=1e-15)


def test_before_the_first_tile_there_is_no_output():
    explorer = TilingExplorer(done=0)
    assert explorer.output is None and explorer.difference is None and not explorer.weights.any()


def forgets_the_page(running_max, running_sum, running_output, scores, values):
    new_max, new_sum, _ = online_softmax_step(running_max, running_sum, running_output, scores, values)
    return new_max, new_sum, running_output + np.exp(scores - new_max) @ values


def divides_at_once(running_max, running_sum, running_output, scores, values):
    new_max, new_sum, output = online_softmax_step(running_max, running_sum, running_output, scores, values)
    return new_max, new_sum, output / new_sum


@pytest.mark.parametrize("wrong", [forgets_the_page, divides_at_once])
def test_wrong_functions_show_their_wrongness(wrong):
    """The weights that come of them are not one budget any more."""
    explorer = TilingExplorer(step=wrong, done=10)
    assert explorer.sentence == "" and explorer.difference > 0.01 and abs(explorer.weights.sum() - 1) > 0.1


def test_a_sum_of_zero_is_no_number_and_no_error():
    explorer = TilingExplorer(step=lambda m, s, o, scores, values: (0.0, 0.0, o), done=2)
    assert explorer.sentence == "" and np.isnan(explorer.difference) and "nan" in explorer.still().alt


def test_the_learner_is_asked_tile_by_tile_and_begins_with_nothing():
    asked = []

    def step(*arguments):
        asked.append(arguments)
        return online_softmax_step(*arguments)

    TilingExplorer(step=step, tile=3)
    first, *_, last = asked[:4]
    assert first[:2] == (-np.inf, 0) and not first[2].any()
    assert first[3].shape == (3,) and last[3].shape == (1,) and first[4].shape == (3, len(first[2]))


def test_the_work_of_three_words():
    """By hand, 8 qualities, heads of 4: 96 multiply-adds a word that goes through, 8 a score."""
    explorer = TilingExplorer(view="cache", token=3)
    without, kept = explorer.work
    assert without.tolist() == [[6, 12], [6, 10], [336, 656]]
    assert kept.tolist() == [[2, 6], [3, 6], [120, 336]]


WRONG = [
    {"tile": 4},
    {"view": "paged"},
    {"done": 11},
    {"token": 0},
    {"scores": [1, 2]},
    {"scores": [5] * 10},
    {"step": 3},
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_what_does_not_fit_is_one_sentence(wrong, language):
    speak(language)
    with pytest.raises(ValueError) as error:
        TilingExplorer(**wrong)
    assert "\n" not in str(error.value)


def test_without_an_answer_the_still_picture_says_so():
    """A function that is not written yet: the scores are drawn, and no error either."""
    explorer = TilingExplorer(step="not_there")
    assert "not_there" in explorer.sentence and "no numbers yet" in explorer.still().alt
