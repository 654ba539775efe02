"""The sentence: every word of both sentences asks."""

from explorer_cases import Case

CASE = Case(
    name="sentence",
    code="explorer = SentenceExplorer()",
    states=[{"which": which, "word": word} for which, n in enumerate((5, 10)) for word in range(n)],
    mine='explorer = SentenceExplorer(cat, cat.queries, cat.keys, cat.values, attend="attention")',
    function="attention",
    right="""def attention(Q, K, V):
    powers = np.exp(Q @ K.T)
    weights = powers / powers.sum(axis=-1, keepdims=True)
    return weights @ V, weights""",
)
