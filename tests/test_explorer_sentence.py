"""The sentence explorer's Python side: its two kinds of tables, what it refuses, and the learner's functions."""

import numpy as np
import pytest

from explorers import cat_on_the_mat, sentence
from explorers.sentence_explorer import SentenceExplorer
from grader.language import SaidPlainly, speak


def softmax(scores):
    powers = np.exp(scores)
    return powers / powers.sum(axis=-1, keepdims=True)


def attention(Q, K, V):
    weights = softmax(Q @ K.T)
    return weights @ V, weights


def self_attention(X, W_q, W_k, W_v):
    return attention(X @ W_q, X @ W_k, X @ W_v)


def test_the_projected_sentence_gives_the_diagrams_weights():
    """The numbers that lessons 05 and the welcome page name."""
    explorer = SentenceExplorer()
    assert np.allclose(explorer.weights, [0.022, 0.391, 0.087, 0.022, 0.478], atol=5e-4)
    assert np.allclose(explorer.output, [0.870, 0.087, -0.087, 0], atol=5e-4)
    assert np.allclose(SentenceExplorer(scaled=True).weights, [0.077, 0.328, 0.155, 0.077, 0.363], atol=5e-4)


def test_the_hand_tables_give_lesson_04s_numbers():
    """Given tables take the embeddings' place, and there is no other sentence to choose."""
    cat = sentence()
    explorer = SentenceExplorer(cat, cat.queries, cat.keys, cat.values)
    assert np.allclose(explorer.scores, [0.05, 0.8, 0.1, 0.05, 0.9])
    assert np.allclose(explorer.output, [1.257, 0.262], atol=5e-4)
    with pytest.raises(ValueError, match="which must be a whole number between 0 and 0"):
        explorer.which = 1


def test_either_sentence_can_come_first_and_a_shorter_one_keeps_a_word():
    """Word 7 of the Chinese sentence has no place in the English one."""
    explorer = SentenceExplorer(cat_on_the_mat(), word=7)
    assert explorer.weights.shape == (10,)
    explorer.which = 1
    assert explorer.word == 2 and explorer.weights.shape == (5,)


@pytest.mark.parametrize("scaled", [False, True])
def test_functions_of_both_shapes_are_asked(scaled):
    """Lesson 04 and 06 hand over f(Q, K, V), lesson 05 f(X, W_q, W_k, W_v)."""

    def scaled_attention(Q, K, V):
        return attention(Q / np.sqrt(Q.shape[1]), K, V)

    driven = SentenceExplorer(attend=scaled_attention if scaled else attention, scaled=scaled)
    assert np.allclose(driven.weights, SentenceExplorer(scaled=scaled).weights)
    assert np.allclose(SentenceExplorer(self_attend=self_attention).output, SentenceExplorer().output)


def test_one_answer_serves_all_words_of_a_sentence():
    """The picture need not wait for the kernel when another word is chosen."""
    explorer = SentenceExplorer(attend=attention)
    outputs, weights = explorer.answer["heard"]["attend"]
    assert np.shape(outputs) == (5, 4) and np.shape(weights) == (5, 5)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "arguments",
    [
        dict(queries=np.eye(5)),
        dict(sentence="The cat"),
        dict(attend="attention", self_attend="self_attention"),
        dict(queries=np.eye(5), keys=np.eye(5), values=np.eye(5), self_attend="self_attention"),
        dict(queries=np.eye(4), keys=np.eye(4), values=np.eye(4)),
        dict(queries=np.eye(5), keys=np.ones((5, 2)), values=np.eye(5)),
        dict(word=5),
    ],
    ids=["one table", "no sentence", "two functions", "tables and embeddings", "rows", "columns", "word"],
)
def test_what_does_not_fit_is_one_sentence(language, arguments):
    """A learner's slip is answered in their language, without a traceback."""
    speak(language)
    with pytest.raises(SaidPlainly) as refused:
        SentenceExplorer(**arguments)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(refused.value)) == (language == "zh")
