"""Heads: every number of heads, both cuts, every word, and heads sent home."""

from itertools import product

from explorer_cases import Case

CASE = Case(
    name="heads",
    code="explorer = HeadsExplorer()",
    states=[
        {
            "view": view,
            "n_heads": n_heads,
            "reshaped": reshaped,
            "word": word,
            "all_words": view == "read",
            "left_out": left_out,
        }
        for view, n_heads, reshaped, word in product(("cut", "read"), (1, 2, 4, 8), (False, True), range(0, 5, 2))
        for left_out in ([], [0], [0, n_heads - 1])
    ],
    mine='explorer = HeadsExplorer(cat_on_the_mat(), split="split_heads", n_heads=4)',
    function="split_heads",
    right="""def split_heads(X, n_heads):
    n, d_model = X.shape
    return X.reshape(n, n_heads, d_model // n_heads).swapaxes(0, 1)""",
)
