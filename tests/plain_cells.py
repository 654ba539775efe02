"""An assignment of plain nbgrader cells, as a teacher writes it and as a learner hands it in."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
DOUBLE = "def double(x):\n    return 2 * x"
WRONG = "def double(x):\n    return abs(2 * x)"
TEST = """import numpy as np
assert double(2) == 4
### BEGIN HIDDEN TESTS
assert double(-1) == -2, "the secret is -2"
assert np.allclose(double(-3), -6)
np.testing.assert_allclose(double(0.5), 1.0)
### END HIDDEN TESTS"""
PARTIAL = "sum(double(n) == 2 * n for n in (-2, -1, 1, 2)) / 4 * 3"
POINTS = {"double-works": 2.0, "double-often": 3.0}


def cell(source, grade_id, make=new_code_cell, **flags):
    """A cell with nbgrader's metadata."""
    plain = {"schema_version": 3, "grade": False, "solution": False, "task": False, "locked": False}
    return make(source, id=grade_id, metadata={"nbgrader": plain | {"grade_id": grade_id} | flags})


def assignment(test=TEST, partial=PARTIAL, answer=DOUBLE, more=()):
    """A teacher's source notebook: one function, two test cells, one question that a human grades."""
    graded = {"grade": True, "locked": True}
    cells = [
        new_markdown_cell("# Week one", id="title"),
        cell(f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION", "double", solution=True),
        *more,
        cell(test, "double-works", points=2, **graded),
        cell(partial, "double-often", points=3, **graded),
        cell("Why?", "why", new_markdown_cell, grade=True, solution=True, points=5),
    ]
    return new_notebook(cells=cells, metadata=KERNEL)


def handed_in(answer, *others):
    """The learner's notebook with this answer, and cells before it; the hidden tests were never in it."""
    notebook = assignment(test="import numpy as np\nassert double(2) == 4")
    notebook.cells[1].source = answer
    notebook.cells[1:1] = [new_code_cell(source) for source in others]
    return notebook
