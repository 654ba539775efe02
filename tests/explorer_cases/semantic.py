"""The semantic library: every question, every description, from cold to warm."""

from itertools import product

from explorer_cases import Case

CASE = Case(
    name="semantic",
    code="explorer = SemanticExplorer()",
    states=[
        {"question": question, "description": description, "temperature": temperature}
        for question, description, temperature in product(
            range(9), ("whole", "left_out", "smuggled_in"), (0.02, 0.0825, 1.0)
        )
    ],
    mine='explorer = SemanticExplorer(lookup="semantic_lookup", temperature=0.0825, description="left_out")',
    function="semantic_lookup",
    right="""def semantic_lookup(query, keys, temperature):
    scores = keys @ query / (np.linalg.norm(keys, axis=1) * np.linalg.norm(query))
    powers = np.exp((scores - scores.max()) / temperature)
    return powers / powers.sum()""",
)
