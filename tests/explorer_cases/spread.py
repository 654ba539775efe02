"""Score spread: lengths between powers of two, few and many books, every division, a friend, another crowd."""

from itertools import product

from explorer_cases import Case

CASE = Case(
    name="spread",
    code="explorer = SpreadExplorer()",
    states=[
        {"d": d, "books": books, "divide": divide, "friend": friend, "strangers": strangers}
        for d, books, divide in product((1, 3, 64, 1024), (2, 16, 64), ("nothing", "root", "d"))
        for friend, strangers in ((False, 0), (True, 99))
    ],
    mine='explorer = SpreadExplorer(score="scaled_scores")',
    function="scaled_scores",
    right="def scaled_scores(Q, K):\n    return Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1])",
)
