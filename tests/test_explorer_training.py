"""The training explorer: what counts as matched, numbers that have been lost, and what is refused."""

import json

import numpy as np
import pytest

from explorers.training import TrainingExplorer, matches
from grader.language import LANGUAGES, speak


def state(step=0, n=3, **other):
    return {"step": step, "loss": 2.0, "accuracy": 0.125, "dictionary": np.full((n, n), 1 / n), **other}


def test_a_word_is_matched_when_its_translation_weighs_most():
    """A tie is no match, and neither is a row of NaN."""
    weights = np.array([[0.6, 0.4, 0], [0.2, 0.4, 0.4], [0, 0, np.nan]])
    assert matches(weights).tolist() == [True, False, False]


def test_the_state_shown_is_what_the_data_says():
    history = [state(), state(40, loss=0.5, accuracy=0.9, dictionary=np.eye(3))]
    explorer = TrainingExplorer(history, at=-1)
    assert (explorer.step, explorer.loss, explorer.accuracy, explorer.matched) == (40, 0.5, 0.9, 3)
    explorer.at = 0
    assert explorer.matched == 0 and explorer.weights == pytest.approx(1 / 3, abs=1e-4)


def test_a_training_that_has_lost_its_numbers_travels_all_the_same():
    """A learning rate too high ends in NaN, which JSON does not know."""
    lost = state(1, loss=np.nan, dictionary=np.full((3, 3), np.inf))
    explorer = TrainingExplorer([state(), lost], at=1)
    json.dumps(explorer.given, allow_nan=False)
    assert explorer.given["losses"] == [2.0, None] and explorer.matched == 0 and np.isnan(explorer.weights).all()
    assert "nan" in explorer.still().alt


WRONG = {
    "no list": 3,
    "one state": [state()],
    "no dicts": [1, 2],
    "no loss": [state(), {"step": 1, "accuracy": 0.1, "dictionary": np.eye(3)}],
    "a loss for each word": [state(), state(loss=[1, 2, 3])],
    "not square": [state(), state(dictionary=np.zeros((3, 2)))],
    "another size": [state(), state(n=4)],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_no_history_is_one_sentence(wrong, language):
    speak(language)
    with pytest.raises(ValueError, match="history") as error:
        TrainingExplorer(WRONG[wrong])
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("wrong", [{"at": 2}, {"at": -3}, {"questions": ["a"]}, {"labels": 3}, {"shelves": 0}], ids=str)
def test_what_does_not_fit_is_one_sentence(wrong):
    with pytest.raises(ValueError) as error:
        TrainingExplorer([state(), state(1)], **wrong)
    assert "\n" not in str(error.value)
