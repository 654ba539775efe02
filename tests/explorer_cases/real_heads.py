"""Real heads: every rule and every head, several sentences, with and without [CLS] and [SEP]."""

from itertools import cycle

from explorer_cases import Case

RULES = ("none", "previous", "next", "itself", "start", "object", "subject", "behind", "meant", "other")
HEADS = ("L1H3", "L1H4", "L2H2", "L2H9", "L3H1", "L3H8", "L4H2", "L4H4")

CASE = Case(
    name="real_heads",
    code="explorer = RealHeadsExplorer()",
    states=[
        {"which": which, "head": head, "word": word, "all_words": word > 3, "special": word % 2 == 0, "rule": rule}
        for which, head, word, rule in zip((0, 4, 7, 8, 13, 23) * 5, cycle(HEADS), cycle(range(8)), cycle(RULES))
    ],
    mine='explorer = RealHeadsExplorer(attend="head_attention", sentence=8, head="L4H2", rule="meant")',
    function="head_attention",
    right="""def head_attention(X, W_q, b_q, W_k, b_k, W_v, b_v):
    Q, K, V = X @ W_q + b_q, X @ W_k + b_k, X @ W_v + b_v
    powers = np.exp(Q @ K.T / np.sqrt(Q.shape[1]))
    weights = powers / powers.sum(axis=1, keepdims=True)
    return weights @ V, weights""",
)
