"""An assignment's cells read from a notebook file: where there is no gradebook to ask."""

import math
from pathlib import Path

from grader.gradebook.files import Refused, read_file, shown
from grader.gradebook.inside import lesson_of_source, unfit
from grader.gradebook.marking import NotebookSource, SourceCell
from grader.gradebook.submission import load, parse


def source_from_file(path: Path) -> NotebookSource:
    """The assignment whose source or release notebook this is. `Refused` when it cannot be read.

    The answers in a source notebook are left out: a cell that a learner deleted comes back empty.
    """
    content = read_file(path)
    read = parse(content, path.stem, plain=True)
    raw = {cell.get("id"): cell for cell in _dicts(load(content, shown(path.name)), "cells")}
    cells = tuple(
        made for cell in read.cells if cell.grade_id and (made := _cell(cell, _dict(raw.get(cell.id), "metadata")))
    )
    if sentence := unfit(cells):
        raise Refused(sentence)
    return NotebookSource(path.stem, lesson_of_source(cells), {}, cells, str(path.absolute().parent))


def _cell(cell, metadata) -> SourceCell | None:
    nbgrader = _dict(metadata, "nbgrader")
    grade, solution, task = (nbgrader.get(kind) is True for kind in ("grade", "solution", "task"))
    locked = not solution and (grade or nbgrader.get("locked") is True)
    return SourceCell(
        cell.grade_id,
        cell.kind,
        cell.source if locked else "",
        None,
        locked,
        grade,
        solution,
        task,
        _points(nbgrader.get("points"), 0.0 if grade else None),
    )


def _points(given, otherwise: float | None) -> float | None:
    try:
        points = float(given) if isinstance(given, (int, float)) and not isinstance(given, bool) else math.nan
    except OverflowError:
        return otherwise
    return points if math.isfinite(points) and points >= 0 else otherwise


def _dict(raw, key) -> dict:
    value = raw.get(key) if isinstance(raw, dict) else None
    return value if isinstance(value, dict) else {}


def _dicts(raw, key) -> list[dict]:
    values = raw.get(key) if isinstance(raw, dict) else None
    return [one for one in values if isinstance(one, dict)] if isinstance(values, list) else []
