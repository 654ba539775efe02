"""The budget: the source's diagram, to be repaired."""

from itertools import product

from explorer_cases import Case

CASE = Case(
    name="budget",
    code="""explorer = BudgetExplorer(cat.diagram_scores, cat.diagram_tokens, target=cat.diagram_weights)""",
    states=[
        {"scores": [a, 0.8, b, c], "temperature": t}
        for a, b, c in product((-4, 0.05), (0.1, 1.44, 4), (-0.5, 3.27))
        for t in (0.05, 0.354, 1.0, 10.0)
    ],
    mine="""explorer = BudgetExplorer(cat.diagram_scores, cat.diagram_tokens, weigh="softmax", temperature=None,
    target=cat.diagram_weights)""",
    function="softmax",
    right="def softmax(scores):\n    return np.exp(scores) / np.exp(scores).sum()",
)
