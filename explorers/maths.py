"""The maths of attention that the explorers compute by themselves; static/shared.js holds the same in the browser."""

import numpy as np


def softmax(scores, temperature=1.0):
    """(..., n) → (..., n): exp(score / temperature) as shares of their sum; hidden places hold -inf and get 0."""
    scores = np.asarray(scores, float)
    highest = scores.max(-1, keepdims=True)
    powers = np.exp((scores - np.where(np.isfinite(highest), highest, 0)) / temperature)
    total = powers.sum(-1, keepdims=True)
    return powers / np.where(total, total, 1)


def attention_weights(Q, K, scale=True):
    """(n_q, d), (n_k, d) → (n_q, n_k): softmax of QKᵀ, divided by √d unless `scale` is False (Vaswani et al. 2017)."""
    return softmax(Q @ K.T / (np.sqrt(Q.shape[-1]) if scale else 1))


def effective_number(weights) -> float:
    """(n,) → exp of the entropy in nats: over how many equal shares the budget is spread; 0·log 0 = 0."""
    spent = weights[weights > 0]
    return float(np.exp(-(spent * np.log(spent)).sum()))
