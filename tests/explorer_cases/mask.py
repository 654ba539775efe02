"""The mask: every mask, an early and the last word changed to every word, from gone to four times as large."""

from itertools import product

from explorer_cases import Case

CASE = Case(
    name="mask",
    code="explorer = MaskExplorer()",
    states=[
        {"mask": mask, "place": place, "word": word, "size": size}
        for mask, place, word in product(("none", "before", "after"), (0, 2, 4), ("the", "cat", "chased", "mouse"))
        for size in (0.0, 1.0, 3.7)
    ],
    mine='explorer = MaskExplorer(attend="masked_attention")',
    function="masked_attention",
    right="""def masked_attention(Q, K, V, mask=None):
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])
    scores = scores if mask is None else np.where(mask, scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = powers / powers.sum(axis=-1, keepdims=True)
    return weights @ V, weights""",
)
