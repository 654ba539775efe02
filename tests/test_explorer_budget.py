"""The budget's Python side: the diagram and its repair, what it refuses, and the learner's functions."""

import numpy as np
import pytest

from explorers import sentence
from explorers.budget import BudgetExplorer, kl_divergence
from explorers.maths import softmax
from grader.language import SaidPlainly

CAT = sentence()


def diagram(**options):
    return BudgetExplorer(CAT.diagram_scores, CAT.diagram_tokens, target=CAT.diagram_weights, **options)


def test_no_temperature_repairs_the_diagram_and_scores_do():
    """Lesson 03's figures: the valley lies at 0.354 with its floor at 0.0156; ln w + c is exact."""
    explorer = diagram()
    floor = min(
        (kl_divergence(CAT.diagram_weights, softmax(explorer.scores, t)), t) for t in np.arange(0.05, 10, 0.001)
    )
    assert np.allclose(floor, [0.0156, 0.354], atol=5e-4)
    explorer.scores = np.log(CAT.diagram_weights) + 3.962
    assert abs(explorer.distance) < 1e-12 and np.allclose(explorer.weights, CAT.diagram_weights)


def test_the_repaired_scores_are_within_reach():
    """A diagram that cannot be repaired by hand would be a poor exercise."""
    assert diagram().given["reach"] > 3.27


def test_a_weight_of_nothing_is_infinitely_far():
    """No number, no error: the picture says infinite."""
    assert kl_divergence(np.array([0.5, 0.5]), np.array([1.0, 0.0])) is None
    assert kl_divergence(np.array([1.0, 0.0]), np.array([1.0, 0.0])) == 0


def test_a_temperature_decides_how_the_learners_function_is_asked():
    """As in the query compass: f(scores, temperature) with one, f(scores) without."""
    seen = []

    def mine(*arguments):
        seen.append(len(arguments))
        return softmax(*arguments)

    diagram(weigh=mine), diagram(weigh=mine, temperature=None)
    assert seen == [2, 1]


def test_the_learners_effective_number_is_shown():
    """A float of theirs stands where ours would."""
    explorer = diagram(effective=lambda weights: 7.5)
    assert explorer.effective == 7.5 and explorer.answer["heard"] == {"effective": 7.5}


def test_reading_a_number_keeps_no_answer_from_the_browser(monkeypatch):
    """Whoever redefines a function and reads `weights` in the same cell gets the new picture after it all the same."""
    monkeypatch.setitem(globals(), "redefined", lambda scores, temperature: np.full(4, 0.25))
    explorer, told = diagram(weigh="redefined"), []
    explorer.observe(lambda change: told.append(change.new["heard"]["weigh"]), "answer")
    monkeypatch.setitem(globals(), "redefined", lambda scores, temperature: np.array([1.0, 0, 0, 0]))
    assert explorer.weights.tolist() == [1, 0, 0, 0] and told == []
    explorer._reply_if_new()
    assert told == [[1, 0, 0, 0]]


def test_a_dollar_in_a_label_is_a_dollar():
    """To matplotlib it would begin a formula, and a formula without an end is a traceback."""
    assert "$5" in BudgetExplorer([1, 2], labels=["$5", "$x^{$"]).still().alt


def test_numbers_too_large_to_add_up_are_one_sentence():
    """They are finite, and the picture's own sums of them are not."""
    explorer = diagram(weigh=lambda scores, temperature: np.full(4, 1e308))
    assert explorer.weights is None and "returned 1e+308 in row 1" in explorer.sentence


@pytest.mark.parametrize(
    "wrong, said",
    [
        (dict(scores=[[1, 2]]), "scores must be"),
        (dict(scores=[1, np.nan]), "ordinary numbers"),
        (dict(scores=[1, 2], target=[0.5, 0.6]), "target must hold weights"),
        (dict(scores=[1, 2], target=[1, 0, 0]), "target must be 2 numbers"),
        (dict(scores=[1, 2], temperature=0), "temperature must lie between"),
    ],
)
def test_what_does_not_fit_is_one_sentence(wrong, said):
    """A user's mistake is never a traceback of ours."""
    with pytest.raises(SaidPlainly, match=said):
        BudgetExplorer(**wrong)
