"""Notebooks as learners hand them in: right, wrong, and bent in every way that happens."""

import copy
import json
from pathlib import Path

ROOT = Path(__file__).parents[1]
LESSON = "03-softmax-weighting"
OVERFLOWING = (
    "def softmax(scores):\n    powers = np.exp(scores)\n    return powers / powers.sum(axis=-1, keepdims=True)"
)
STUB = "def softmax(scores):\n    # YOUR CODE HERE\n    raise NotImplementedError()"


def built(folder: str, language: str = "en", lesson: str = LESSON) -> dict:
    """A built notebook ("solutions" or "notebooks"), fresh to be bent."""
    return json.loads((ROOT / folder / language / lesson / f"{lesson}.ipynb").read_text(encoding="utf-8"))


def solved(language: str = "en") -> dict:
    return built("solutions", language)


def untouched(language: str = "en") -> dict:
    return built("notebooks", language)


def cell_of(notebook: dict, cell_id: str) -> dict:
    return next(cell for cell in notebook["cells"] if cell.get("id") == cell_id)


def place_of(notebook: dict, cell_id: str) -> int:
    return notebook["cells"].index(cell_of(notebook, cell_id))


def source_of(notebook: dict, cell_id: str) -> str:
    return "".join(cell_of(notebook, cell_id)["source"])


def code(source: str, **more) -> dict:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, **more}


def with_source(notebook: dict, cell_id: str, source: str) -> dict:
    cell_of(notebook, cell_id)["source"] = source
    return notebook


def without(notebook: dict, *cell_ids: str) -> dict:
    notebook["cells"] = [cell for cell in notebook["cells"] if cell.get("id") not in cell_ids]
    return notebook


def with_cell(notebook: dict, after: str, cell: dict) -> dict:
    notebook["cells"].insert(place_of(notebook, after) + 1, cell)
    return notebook


def twin(notebook: dict, cell_id: str, source: str, before: bool = False) -> dict:
    """A second cell with the same grade id, as copying and splitting make it."""
    cell = copy.deepcopy(cell_of(notebook, cell_id)) | {"source": source, "id": f"{cell_id}-copy"}
    notebook["cells"].insert(place_of(notebook, cell_id) + (not before), cell)
    return notebook


def retyped(notebook: dict, cell_id: str, kind: str) -> dict:
    cell = cell_of(notebook, cell_id)
    cell["cell_type"] = kind
    cell.pop("outputs", None), cell.pop("execution_count", None)
    return notebook


def reordered(notebook: dict) -> dict:
    """All cells upside down but the set-up cell."""
    first = place_of(notebook, "setup") + 1
    notebook["cells"][first:] = notebook["cells"][first:][::-1]
    return notebook


def of_format_3(notebook: dict) -> dict:
    """As IPython 2 saved it."""
    cells = []
    for cell in notebook["cells"]:
        old = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        key = "input" if cell["cell_type"] == "code" else "source"
        cells.append(old | {key: cell["source"], "outputs": [], "language": "python", "collapsed": False})
    return {"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]}


def without_ids(notebook: dict) -> dict:
    """As a service saves it that knows neither cell ids nor nbgrader."""
    for cell in notebook["cells"]:
        cell.pop("id", None)
        cell["metadata"] = {}
    notebook["nbformat_minor"] = 4
    return notebook


def without_grade_ids(notebook: dict) -> dict:
    for cell in notebook["cells"]:
        cell["metadata"].pop("nbgrader", None)
    return notebook


def other_points(notebook: dict) -> dict:
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["metadata"]["nbgrader"]["points"] = 1000
            cell["metadata"]["tags"] = ["skip-execution"]
    return notebook


def other_kernel(notebook: dict) -> dict:
    notebook["metadata"] = {"kernelspec": {"name": "ir", "language": "R", "display_name": "R"}}
    return notebook


def with_outputs(notebook: dict, megabytes: float) -> dict:
    text = ["0, 1, 2, 3, 4, 5, 6, 7\n"] * int(megabytes * 2**20 / 24)
    cell_of(notebook, "setup")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": text}]
    return notebook


def hand_in(course: Path, student: str, notebook, name: str = LESSON, stamp: str = "", lesson: str = LESSON) -> Path:
    """Lay a notebook (a dict, or the bytes of a file) where nbgrader looks for a student's work."""
    folder = course / "submitted" / student / lesson
    folder.mkdir(parents=True, exist_ok=True)
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    (folder / f"{name}.ipynb").write_bytes(content)
    if stamp:
        (folder / "timestamp.txt").write_text(stamp)
    return folder
