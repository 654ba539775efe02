"""The query compass: four qualities, temperature, values."""

from itertools import product

from explorer_cases import Case

QUERIES = [[x, y, z, -0.5] for x, y, z in product((-2.5, -0.3, 0, 1.7), (-1, 0, 2.5), (-0.05, 2.5))]

CASE = Case(
    name="query",
    code="""explorer = QueryExplorer(books.keys, books.titles, books.values, books.query,
    weigh=True, temperature=1.0, axes=books.qualities, value_axes=books.value_names)""",
    states=[{"query": query, "temperature": t} for query in QUERIES for t in (0.05, 0.7, 1.0, 10.0)],
    mine='explorer = QueryExplorer(books.keys2d, books.titles, query=[1, 1], weigh="softmax")',
    function="softmax",
    right="def softmax(scores):\n    return np.exp(scores) / np.exp(scores).sum()",
)
