"""The spread explorer: what lesson 06 says of strangers, and which function is in charge."""

import numpy as np
import pytest

from explorers.spread import LONGEST, SpreadExplorer, crowd, normals
from grader.language import LANGUAGES, speak


def test_the_random_numbers_are_normal():
    """The lesson's √d holds for mean 0 and variance 1 only; the fourth moment of a normal number is 3."""
    numbers = normals(0, 200_000)
    assert [numbers.mean(), numbers.var(), (numbers**4).mean()] == pytest.approx([0, 1, 3], abs=0.06)


def test_longer_labels_and_more_books_only_add():
    """Whoever moves a slider keeps the strangers: their first qualities stay."""
    (Q, K), (short, few) = crowd(3, LONGEST, 64), crowd(3, 4, 16)
    assert np.array_equal(Q[:, :4], short) and np.array_equal(K[:16, :4], few)
    assert not np.array_equal(crowd(4, 4, 16)[0], short)


def test_the_lessons_three_top_weights():
    """Syllabus 06: 16 books, d = 1024: .96 undivided, .25 by the root, .07 by d; and the root keeps the spread at 1."""
    shown = {divide: SpreadExplorer(d=1024, divide=divide).think() for divide in ("nothing", "root", "d")}
    tops = [shown[divide]["mean_top"] for divide in shown]
    assert tops == pytest.approx([0.96, 0.25, 0.07], abs=0.02)
    assert [shown[divide]["spread"] for divide in shown] == pytest.approx([32, 1, 1 / 32], rel=0.02)


@pytest.mark.parametrize("divide", ["nothing", "root", "d"])
def test_a_friend_is_no_stranger(divide):
    """The friend changes one weight and not the spread; the root hears the friend, d does not."""
    alone, with_friend = (SpreadExplorer(d=1024, divide=divide, friend=friend) for friend in (False, True))
    assert alone.spread == with_friend.spread
    assert (with_friend.weights[0] > 0.99) == (divide != "d")


def test_the_learners_division_can_be_compared_with_the_others():
    """Theirs comes first; the three divisions stay, and do not ask it."""
    explorer = SpreadExplorer(score=lambda Q, K: 3 * Q @ K.T)
    assert explorer.spread == pytest.approx(3 * SpreadExplorer().spread)
    explorer.divide = "nothing"
    assert explorer.spread == SpreadExplorer().spread


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "wrong", [{"d": 0}, {"d": 2.5}, {"books": 65}, {"divide": "yours"}, {"strangers": -1}, {"score": 3}], ids=str
)
def test_what_does_not_fit_is_one_sentence(language, wrong):
    speak(language)
    with pytest.raises(ValueError) as error:
        SpreadExplorer(**wrong)
    assert "\n" not in str(error.value)


def test_without_an_answer_the_still_picture_says_so():
    """A function that is not written yet: nothing is drawn, and no error either."""
    explorer = SpreadExplorer(score="not_there")
    assert "not_there" in explorer.sentence and "No scores yet" in explorer.still().alt
