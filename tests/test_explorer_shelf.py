"""The shelf's Python side: its scale of strictness, what it refuses, and the learner's functions."""

import numpy as np
import pytest

from explorers import library
from explorers.shelf import ShelfExplorer, points
from grader.language import SaidPlainly, speak

LABEL = {"technology", "economics", "21st century"}


def test_the_lesson_s_numbers():
    """40, 20, 20 and 20 percent in proportion; nobody equals the question; everybody alike at the other end."""
    shelf = ShelfExplorer()
    assert shelf.scores.tolist() == [2, 0, 1, 1, 1, 0, 0, 0]
    assert np.allclose(shelf.shares, [0.4, 0, 0.2, 0.2, 0.2, 0, 0, 0])
    shelf.strictness = 2
    assert shelf.shares.tolist() == [1, 0, 0, 0, 0, 0, 0, 0]
    shelf.strictness = 3
    assert shelf.shares.tolist() == [0] * 8
    shelf.strictness = 0
    assert np.allclose(shelf.shares, 1 / 8)


def test_only_the_very_label_satisfies_the_strict_librarian():
    """One word more or fewer, and it is another label."""
    shelf = ShelfExplorer(question=LABEL, strictness=3)
    assert shelf.shares.tolist() == [1, 0, 0, 0, 0, 0, 0, 0]
    shelf.question = {*LABEL, "art"}
    assert not shelf.shares.any()
    shelf.strictness = 2.75  # 3 of 4 words are shared
    assert shelf.shares[0] == 1


@pytest.mark.parametrize("meeting", [1.0, 2.0])
def test_the_rules_meet_where_they_change(meeting):
    """A slider that moves a little must not make the picture jump."""
    scores, close = np.array([2.0, 0, 1, 1]), np.array([0.5, 0, 0.2, 0.2])
    before, after = (points(scores, close, meeting + step) for step in (-1e-3, 1e-3))
    assert np.allclose(before / before.sum(), after / after.sum(), atol=2e-3)


def test_a_question_that_nobody_knows_is_shared_fairly_or_not_at_all():
    """All scores 0: equal shares, as in the lesson; the strict librarian has nothing."""
    shelf = ShelfExplorer(question=[])
    for strictness, share in [(0.5, 1 / 8), (1, 1 / 8), (1.5, 1 / 8), (2, 1 / 8), (3, 0)]:
        shelf.strictness = strictness
        assert np.allclose(shelf.shares, share)


def test_the_learners_functions_get_sets_and_scores():
    """The lesson's own signatures: a set, a list of sets, an array; spoilt arguments spoil nothing."""
    seen = []

    def overlap_scores(query, labels):
        seen.append((type(query), type(labels), type(labels[0])))
        scores = [len(query & label) for label in labels]
        query.clear(), labels.clear()
        return scores

    def proportional_shares(scores):
        seen.append(scores.tolist())
        return scores  # forgot to divide

    shelf = ShelfExplorer(score=overlap_scores, share=proportional_shares)
    assert seen[:2] == [(set, list, set), [2, 0, 1, 1, 1, 0, 0, 0]]
    assert shelf.sentence == "" and shelf.think()["sum"] == 5 and shelf.question == ["technology", "economics", "AI"]


@pytest.mark.parametrize("language, said", [("en", "must hold words"), ("zh", "只能是")])
def test_an_unknown_word_is_one_sentence(language, said):
    """Typed in Python, a word may be wrong; the sentence quotes it."""
    speak(language)
    with pytest.raises(SaidPlainly, match=said) as caught:
        ShelfExplorer(question={"dragons"})
    assert "dragons" in str(caught.value)
    speak("en")


@pytest.mark.parametrize("books", [3, "books", ["a", "b"]])
def test_what_is_no_library_is_refused(books):
    """The sentence names what is wanted."""
    with pytest.raises(SaidPlainly, match="titles, labels and contents"):
        ShelfExplorer(books)


def test_the_still_picture_says_the_question():
    """Without a kernel one still reads what was asked, and how strictly."""
    assert "technology, economics, AI. Strictness 1.00" in ShelfExplorer(library()).still().alt
