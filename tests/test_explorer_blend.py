"""The blend explorer's Python side: the hull, free weights, what it refuses, and the learner's functions."""

import numpy as np
import pytest

from explorers import library
from explorers.blend_explorer import BlendExplorer
from explorers.drawing import in_hull
from grader.language import SaidPlainly, speak

VALUES = library().values
TRIANGLE = [[0, 0], [2, 0], [0, 2]]


def test_softmax_keeps_the_output_in_the_hull_and_raw_scores_do_not():
    """Lesson 04's question: (13.625, -1.875) is where our page lands without softmax."""
    books = library()
    explorer = BlendExplorer(books.values, books.titles, scores=books.keys @ books.query)
    assert explorer.distance == 0 and np.allclose(explorer.output, [1.745, 0.804], atol=5e-4)
    explorer.weighed = False
    assert explorer.distance > 10 and np.allclose(explorer.output, [13.625, -1.875])


def test_the_distance_agrees_with_the_linear_program_that_draws_the_still_picture():
    """Two ways to say inside must not contradict each other."""
    rng = np.random.default_rng(4)
    explorer = BlendExplorer(VALUES, weights=np.full(8, 0.12))
    for weights in rng.uniform(-0.5, 0.8, (60, 8)).round(2):
        explorer.dials = weights
        assert (explorer.distance == 0) == in_hull(explorer.output, VALUES)


@pytest.mark.parametrize("values", [[[1, 1], [3, 3]], [[0, 1], [1, 1], [2, 1]], [[1, 2], [1, 2]]])
def test_values_on_a_line_have_a_hull_too(values):
    """Two books: the page lies on the line between them."""
    explorer = BlendExplorer(values)
    assert explorer.distance < 1e-9
    assert BlendExplorer(values, weights=[1.5] * len(values)).distance > 0.1


def test_free_weights_are_taken_as_they_are():
    """Lesson 04's bonus: weights that break one of the two promises."""
    explorer = BlendExplorer(TRIANGLE, weights=[-0.5, 0.75, 0.75])
    assert np.allclose(explorer.output, [1.5, 1.5]) and explorer.think()["sum"] == 1 and explorer.distance > 0.5


def test_the_learners_functions_are_in_charge():
    """Each of the three: softmax, weighted_sum, contributions."""
    explorer = BlendExplorer(
        TRIANGLE,
        weigh=lambda scores: np.full(3, 0.5),
        blend=lambda weights, values: 2 * weights @ values,
        parts=lambda weights, values: values,
    )
    assert np.allclose(explorer.weights, 0.5) and np.allclose(explorer.output, [2, 2])
    assert np.allclose(explorer.parts, TRIANGLE) and explorer.distance > 1


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "arguments",
    [
        dict(values=np.ones((3, 3))),
        dict(values=[[1, 2]]),
        dict(values=TRIANGLE, scores=[1, 2]),
        dict(values=TRIANGLE, scores=[1, 2, 3], weights=[1, 0, 0]),
        dict(values=TRIANGLE, labels=["a"]),
    ],
    ids=["three columns", "one value", "two scores", "both", "labels"],
)
def test_what_does_not_fit_is_one_sentence(language, arguments):
    """A learner's slip is answered in their language, without a traceback."""
    speak(language)
    with pytest.raises(SaidPlainly) as refused:
        BlendExplorer(**arguments)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(refused.value)) == (language == "zh")
