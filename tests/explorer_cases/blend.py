"""The blend: the library's pages, scores through softmax and straight; free weights have tests of their own."""

from itertools import product

from explorer_cases import Case

SCORES = [[a, b, 0, -1, 2.5, 0, c, 1] for a, b, c in product((-6, 0, 5.75), (-1, 3), (0, 6))]

CASE = Case(
    name="blend",
    code="""explorer = BlendExplorer(books.values, books.titles, scores=books.keys @ books.query,
    axes=books.value_names)""",
    states=[{"dials": scores, "weighed": weighed} for scores in SCORES for weighed in (True, False)],
    mine="""explorer = BlendExplorer(books.values, books.titles, scores=books.keys @ books.query,
    blend="weighted_sum", axes=books.value_names)""",
    function="weighted_sum",
    right="def weighted_sum(weights, values):\n    return weights @ values",
)
