"""The positions' explorer: the lesson's numbers, what wrong functions look like, what is refused."""

import numpy as np
import pytest

from explorers import cat_on_the_mat
from explorers.positions import PositionsExplorer, rotate_by_position, sinusoidal_positions


def test_the_stamps_are_those_of_the_paper():
    # Done on paper in the lesson: place 1 of width 4.
    assert np.allclose(sinusoidal_positions(2, 4), [[0, 1, 0, 1], [0.841471, 0.540302, 0.0099998, 0.99995]])


def test_without_positions_swapped_words_give_the_same_page():
    # The lesson's first experiment, for every pair of words, in both sentences.
    for one in (PositionsExplorer(view="swap"), PositionsExplorer(cat_on_the_mat(), view="swap")):
        n = len(one.given["labels"])
        for one.first in range(n):
            for one.second in range(n):
                assert one.think()["difference"] < 1e-15


@pytest.mark.parametrize("stamp", ["sinusoidal", "rotary"])
def test_with_positions_they_do_not(stamp):
    # The lesson reads -0.234 and -1.193 in the column of the role.
    shown = PositionsExplorer(view="swap", stamp=stamp)
    assert shown.think()["difference"] > 0.05
    assert stamp == "rotary" or np.allclose(shown.outputs[:, 2], [-0.234, -1.193], atol=5e-4)


def test_the_rotary_score_knows_the_distance_only():
    # The lesson prints 0.363 for one place back, 2.9 for none and 2.679 for one ahead.
    shown = PositionsExplorer(view="rotary")
    for distance, score in ((-1, 0.363), (0, 2.9), (1, 2.679)):
        scores = []
        for shown.query_at in range(1, 30):
            shown.key_at = shown.query_at + distance
            scores.append(shown.score)
        assert np.allclose(scores, scores[0]) and abs(scores[0] - score) < 5e-4


def test_a_wrong_rotation_breaks_it():
    # Turned the wrong way for the key's row only, the score changes along the way: the picture shows it.
    def wrong(X, positions):
        return rotate_by_position(X, np.where(np.arange(len(X)) == 0, positions, 2 * np.array(positions)))

    shown = PositionsExplorer(rotate=wrong, view="rotary")
    before = shown.score
    shown.query_at, shown.key_at = shown.query_at + 3, shown.key_at + 3
    assert abs(shown.score - before) > 0.1


def test_only_the_view_that_is_shown_asks():
    # In the lesson, rotate_by_position is written long after the clocks.
    def not_yet(*_):
        raise NotImplementedError

    shown = PositionsExplorer(rotate=not_yet)
    assert shown.sentence == ""
    shown.view = "rotary"
    assert "not written yet" in shown.sentence and shown.score is None


@pytest.mark.parametrize("view", ["clocks", "swap", "rotary"])
def test_every_view_has_a_still_picture(view):
    # Readers without a kernel get the view that was chosen.
    assert any(digit.isdigit() for digit in PositionsExplorer(view=view).still().alt)


WRONG = {
    "no such view": (dict(view="turn"), "view must be one of"),
    "no such stamp": (dict(stamp="learned"), "stamp must be one of"),
    "beyond the last position": (dict(position=201), "position must be a whole number between 0 and 200"),
    "a word that is not there": (dict(swap=(1, 5)), "second must be a whole number between 0 and 4"),
    "one word": (dict(swap=1), "swap must be the positions of two words"),
    "three words": (dict(swap=(1, 2, 3)), "swap must be the positions of two words"),
    "a list of words": (dict(sentence=["The", "cat"]), "sentence must be one of the course's"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_does_not_fit_is_one_sentence(wrong):
    arguments, told = WRONG[wrong]
    with pytest.raises(ValueError, match=told):
        PositionsExplorer(**arguments)
