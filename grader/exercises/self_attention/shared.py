"""What the exercises of lesson 05 share.

Cases have numbers of one decimal: a learner whose answer fails sees one of them.
"""

import numpy as np

from grader.judge import Text


def drawn_words(rng, n, d_model):
    """Embeddings (n, d_model), one word a row."""
    return np.round(rng.normal(0.2, 0.9, (n, d_model)), 1)


def drawn_matrix(rng, d_model, d):
    """A matrix (d_model, d) whose queries and keys leave every word some weight."""
    return np.round(rng.normal(0, 0.9 / np.sqrt(d_model), (d_model, d)), 1)


def strided(array):
    """The same numbers, not contiguous in memory."""
    return np.repeat(array, 2, axis=-1)[..., ::2]


ANY_KIND = Text("any kind of numbers, inputs untouched", "各种数，输入原样不动")
ANY_SIZE = Text("sentences of any size", "各种长短的句子")
