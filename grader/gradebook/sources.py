"""An assignment's cells read from a notebook file: where there is no gradebook to ask."""

import json
import math
from pathlib import Path

from grader.gradebook.files import read_file
from grader.gradebook.inside import lesson_of_source
from grader.gradebook.marking import NotebookSource, SourceCell
from grader.gradebook.submission import parse


def source_from_file(path: Path) -> NotebookSource:
    """The assignment whose source or release notebook this is. `Refused` when it cannot be read.

    The answers in a source notebook are left out: a cell that a learner deleted comes back empty.
    """
    content = read_file(path)
    read = parse(content, path.stem, plain=True)
    raw = {cell.get("id"): cell for cell in _dicts(json.loads(content.decode("utf-8-sig")), "cells")}
    cells = tuple(
        made for cell in read.cells if cell.grade_id and (made := _cell(cell, _dict(raw.get(cell.id), "metadata")))
    )
    return NotebookSource(path.stem, lesson_of_source(cells), {}, cells)


def _cell(cell, metadata) -> SourceCell | None:
    nbgrader = _dict(metadata, "nbgrader")
    grade, solution, task = (nbgrader.get(kind) is True for kind in ("grade", "solution", "task"))
    locked = not solution and (grade or nbgrader.get("locked") is True)
    points = nbgrader.get("points")
    good = isinstance(points, (int, float)) and not isinstance(points, bool) and math.isfinite(points) and points >= 0
    return SourceCell(
        cell.grade_id,
        cell.kind,
        cell.source if locked else "",
        None,
        locked,
        grade,
        solution,
        task,
        float(points) if good else 0.0 if grade else None,
    )


def _dict(raw, key) -> dict:
    value = raw.get(key) if isinstance(raw, dict) else None
    return value if isinstance(value, dict) else {}


def _dicts(raw, key) -> list[dict]:
    values = raw.get(key) if isinstance(raw, dict) else None
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
