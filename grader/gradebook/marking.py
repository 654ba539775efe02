"""The notebook that a teacher and a learner get back: the learner's cells, the course's ids, the verdicts.

Everything that nbgrader reads off a cell comes from the assignment's own cells, nothing from the submission.
"""

import json
from dataclasses import asdict, dataclass

from grader.gradebook.harmless import as_block, harmless_attachments, harmless_markdown
from grader.gradebook.judging import Judged, Judgement
from grader.gradebook.plan import code_of, is_stub
from grader.gradebook.recognition import defines
from grader.gradebook.record import KEY, grade_id
from grader.gradebook.submission import Cell, Submission


@dataclass(frozen=True)
class SourceCell:
    """A cell of the assignment, as nbgrader keeps it in the gradebook; `points` only where it is graded."""

    name: str
    cell_type: str
    source: str
    checksum: str | None
    locked: bool
    grade: bool
    solution: bool
    task: bool = False
    points: float | None = None

    @property
    def metadata(self) -> dict:
        """What nbgrader writes into such a cell."""
        nbgrader = {
            "schema_version": 3,
            "grade_id": self.name,
            "grade": self.grade,
            "solution": self.solution,
            "locked": self.locked,
            "task": self.task,
            "cell_type": self.cell_type,
        }
        if self.checksum is not None:
            nbgrader["checksum"] = self.checksum
        if self.points is not None:
            nbgrader["points"] = int(self.points) if self.points == int(self.points) else self.points
        return {"nbgrader": nbgrader}


@dataclass(frozen=True)
class NotebookSource:
    """One notebook of an assignment: its name, the lesson it is ("" if none), its kernel, its cells in their order.

    `folder` is where its file lies, "" when it comes from a gradebook.
    """

    name: str
    lesson: str
    kernelspec: dict
    cells: tuple[SourceCell, ...]
    folder: str = ""

    @property
    def is_python(self) -> bool:
        """Whether the cage can stand for its kernel: unless that says itself that it speaks another language."""
        return (self.kernelspec.get("language") or "python").lower().startswith("python")

    @classmethod
    def from_plain(cls, plain: dict) -> "NotebookSource":
        """The inverse of `plain`."""
        return cls(**{**plain, "cells": tuple(SourceCell(**cell) for cell in plain["cells"])})

    def plain(self) -> dict:
        """All of it as plain data."""
        return asdict(self)


def sanitised(submission: Submission, source: NotebookSource) -> dict:
    """The submission as a notebook of format 4.5: known cells with their metadata, missing ones back, no outputs."""
    owners = {known.name: _owner(submission.cells, known) for known in source.cells}
    by_position = {index: known for known in source.cells if (index := owners[known.name]) is not None}
    cells = [
        _known(cell, by_position[index]) if index in by_position else _other(cell)
        for index, cell in enumerate(submission.cells)
    ]
    if submission.refusal:
        cells.append(_new_cell("markdown", "refusal", submission.refusal[submission.language]))
    for known in source.cells:
        if owners[known.name] is None:
            _restore(cells, known)
    metadata = {"kernelspec": source.kernelspec, "language_info": {"name": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def _owner(cells: tuple[Cell, ...], known: SourceCell) -> int | None:
    """Of several cells with one id, the one that keeps it: the last that answers, else the last."""
    found = [index for index, cell in enumerate(cells) if cell.grade_id == known.name]
    if known.solution:
        begun = [index for index in found if not is_stub(cells[index].source, known.name)]
        found = [index for index in begun if defines(cells[index].source, known.name)] or begun or found
    return found[-1] if found else None


def _known(cell: Cell, known: SourceCell) -> dict:
    source = known.source if known.locked else code_of(cell) or cell.source
    return _new_cell(known.cell_type, cell.id, source, known.metadata)


def _other(cell: Cell) -> dict:
    if cell.kind == "code":
        return _new_cell("code", cell.id, cell.source)
    text = as_block(cell.source) if cell.kind == "raw" else harmless_markdown(cell.source)
    made = _new_cell("markdown", cell.id, text)
    if pictures := harmless_attachments(cell.attachments):
        made["attachments"] = pictures
    return made


def _new_cell(kind, cell_id, source, metadata=None) -> dict:
    made = {"cell_type": kind, "id": cell_id, "metadata": metadata or {}, "source": source}
    return made | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def _restore(cells: list[dict], known: SourceCell) -> None:
    """Put a missing cell of the assignment back: a test after its solution, a solution before its test."""
    taken = {cell["id"] for cell in cells}
    cell_id = known.name
    while cell_id in taken:
        cell_id += "-"
    made = _new_cell(known.cell_type, cell_id, known.source, known.metadata)
    partner = known.name.removeprefix("test_") if known.grade else f"test_{known.name}"
    at = next((index for index, cell in enumerate(cells) if grade_id(cell) == partner), None)
    cells.insert(len(cells) if at is None else at + bool(known.grade), made)


def mark(notebook: dict, judgement: Judgement) -> None:
    """Write outputs below the cells that ran, and the verdict below each test cell.

    nbgrader takes a cell's points from the first `execute_result` that reads as a float; the rest is for people.
    """
    judged = {one.cell: one for one in judgement.exercises}
    for count, cell in enumerate((cell for cell in notebook["cells"] if cell["cell_type"] == "code"), start=1):
        nbgrader = cell["metadata"].get("nbgrader", {})
        if nbgrader.get("grade") and not nbgrader.get("solution"):
            verdict = judged.get(nbgrader["grade_id"])
            shown = judgement.outputs.get(cell["id"], []) if verdict and verdict.inside else []
            cell["outputs"] = _verdict_outputs(verdict, nbgrader["points"], count, shown)
            cell["execution_count"] = count
        elif cell["id"] in judgement.outputs:
            cell["outputs"] = [_counted(output, count) for output in judgement.outputs[cell["id"]]]
            cell["execution_count"] = count


def _counted(output, count):
    return output | {"execution_count": count} if output["output_type"] == "execute_result" else dict(output)


def _verdict_outputs(verdict: Judged | None, points: float, count: int, more: list[dict]) -> list[dict]:
    """The card, what a test cell that ran has shown, the points: nothing of the learner's may stand for points."""
    result = {"output_type": "execute_result", "metadata": {}, "execution_count": count}
    score = points_for(verdict, points)
    more = [_without_record(one) for one in more if one["output_type"] != "execute_result"]
    more = [one for one in more if one.get("name") != "stderr" or not score]
    return [*_card_output(verdict), *more, result | {"data": {"text/plain": repr(score)}}]


def _without_record(output):
    """The output as it is, but for what only the grader may say."""
    if "metadata" not in output:
        return output
    return output | {"metadata": {name: value for name, value in output["metadata"].items() if name != KEY}}


def _card_output(verdict: Judged | None) -> list[dict]:
    """The card for people, and the record of it for machines."""
    if not verdict:
        return []
    metadata = {KEY: verdict.record} if verdict.record else {}
    return [{"output_type": "display_data", "metadata": metadata, "data": dict(verdict.card)}]


def points_for(verdict: Judged | None, points: float) -> float:
    """The points of a test cell worth `points`: the verdict's share of them; none for what we did not judge."""
    if not verdict:
        return 0.0
    if verdict.passed:
        return float(points)
    return float(points) * (verdict.score / verdict.max_score) if verdict.max_score else 0.0


def as_text(notebook: dict) -> str:
    """The notebook as nbgrader would write it."""
    plain = {**notebook, "cells": [_split(cell) for cell in notebook["cells"]]}
    return as_json(plain)


def as_json(plain: dict) -> str:
    """A notebook's file, its texts split into lines already."""
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")) + "\n"


def _split(cell: dict) -> dict:
    made = {**cell, "source": cell["source"].splitlines(True)}
    if "outputs" in cell:
        made["outputs"] = [_split_output(output) for output in cell["outputs"]]
    if "attachments" in cell:
        made["attachments"] = {name: _split_forms(forms) for name, forms in cell["attachments"].items()}
    return made


def _split_output(output):
    if output["output_type"] == "stream":
        return {**output, "text": output["text"].splitlines(True)}
    return {**output, "data": _split_forms(output["data"])} if "data" in output else output


def _split_forms(forms):
    return {mime: _split_text(mime, text) for mime, text in forms.items()}


def _split_text(mime, text):
    return text.splitlines(True) if mime.startswith("text/") or mime == "image/svg+xml" else text
