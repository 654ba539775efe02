"""Every solution notebook from its first cell to its last: the lesson's own cells beside the right answers."""

import ast
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from grader.exercises import by_lesson
from grader.language import LANGUAGES

ROOT = Path(__file__).parents[1]
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("[0-9][0-9]-*.md"))
CELL_LIMIT = 120  # seconds, on a busy machine


@pytest.fixture
def run(tmp_path):
    """Run a built notebook in a folder of its own, as its kernel in JupyterLab would; errors stay in its outputs."""

    def run_notebook(path):
        notebook = nbformat.read(path, 4)
        folder = {"metadata": {"path": str(tmp_path)}}
        NotebookClient(
            notebook, timeout=CELL_LIMIT, kernel_name="python3", allow_errors=True, resources=folder
        ).execute()
        return [cell for cell in notebook.cells if cell.cell_type == "code"]

    return run_notebook


def complaints(cell):
    """What a learner would be startled by: an error, or anything on stderr."""
    for output in cell.outputs:
        if output.output_type == "error":
            yield f"{output.ename}: {output.evalue}"
        elif output.get("name") == "stderr":
            yield output.text


def points(cell):
    """What nbgrader would read: the value of the cell."""
    return sum(ast.literal_eval(output.data["text/plain"]) for output in cell.outputs if "execution_count" in output)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_solution_runs_without_complaint_for_full_points(run, lesson, language):
    # A lesson's own cell that fails with the right answers in place would fail for every good learner.
    cells = run(ROOT / "solutions" / language / lesson / f"{lesson}.ipynb")
    assert {cell.source: found for cell in cells if (found := list(complaints(cell)))} == {}
    earned = {cell.id: points(cell) for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")}
    wanted = {f"test_{name}": exercise.points for name, exercise in by_lesson().get(lesson, {}).items()}
    assert earned == wanted
