"""The semantic library's explorer: the lesson's numbers, the two words, and what is refused."""

import numpy as np
import pytest

from explorers import SemanticExplorer, minilm
from grader.exercises.a_real_transformer.semantic_lookup import semantic_lookup

LIBRARY = minilm.semantic_library()


def test_the_opening_question_gets_the_lessons_numbers():
    weights = SemanticExplorer().weights
    assert np.allclose(weights, semantic_lookup(LIBRARY.query(LIBRARY.questions[0]), LIBRARY.keys, 0.1))
    assert np.allclose(weights[:2], [0.892, 0.0045], atol=5e-4)


def test_two_words_left_out_and_smuggled_in():
    # Each changes one book only, and the lesson says what comes of it.
    whole, left, smuggled = (SemanticExplorer(description=name) for name in ("whole", "left_out", "smuggled_in"))
    assert np.flatnonzero(whole.scores != left.scores).tolist() == [0] and round(left.weights[0], 3) == 0.203
    cats = LIBRARY.variants["smuggled_in"][0]
    assert smuggled.think()["order"][1] == cats and cats not in whole.think()["order"]


def test_what_is_shown_adds_up():
    # The other 32 books are one row: nothing is swept under it.
    numbers = SemanticExplorer(question=3, temperature=0.7).think()
    assert np.isclose(numbers["weights"][numbers["order"]].sum() + numbers["rest"], 1)


WRONG = {
    "a question that was never embedded": dict(question="who is there"),
    "a position too far": dict(question=9),
    "no temperature": dict(temperature=0),
    "another rewriting": dict(description="shouted"),
}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_what_does_not_fit_is_one_sentence(given):
    with pytest.raises(ValueError, match="must"):
        SemanticExplorer(**given)
