"""The shelf: questions that one, several, all or no book answers, over the whole scale of strictness."""

from itertools import product

from explorer_cases import Case

QUESTIONS = [
    [],
    ["technology", "economics", "AI"],
    ["technology", "economics", "21st century"],
    ["economics", "history"],
    ["technology", "economics", "21st century", "history", "art", "Renaissance", "night"],
]

CASE = Case(
    name="shelf",
    code="explorer = ShelfExplorer(books)",
    states=[
        {"question": question, "strictness": strictness}
        for question, strictness in product(QUESTIONS, (0, 0.05, 0.35, 0.5, 1, 1.25, 1.5, 1.95, 2, 2.25, 2.5, 2.55, 3))
    ],
    mine='explorer = ShelfExplorer(books, share="proportional_shares")',
    function="proportional_shares",
    right="""def proportional_shares(scores):
    return scores / scores.sum() if scores.sum() else np.full(len(scores), 1 / len(scores))""",
)
