"""The grades of an assignment as they stand in the gradebook."""

from dataclasses import dataclass

from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook
from nbgrader.api import Grade as Row
from sqlalchemy.orm import Session, selectinload


@dataclass(frozen=True)
class Grade:
    """One test cell of one student; `manual` is what a teacher gave by hand."""

    student: str
    notebook: str
    auto: float | None
    manual: float | None
    max_score: float


def grades_of(session: Session, assignment: str) -> dict[tuple[str, str, str], Grade]:
    """(student, notebook, cell) → its grade."""
    notebooks = selectinload(SubmittedAssignment.notebooks)
    found = (
        session.query(SubmittedAssignment)
        .join(Assignment)
        .filter(Assignment.name == assignment)
        .options(
            notebooks.joinedload(SubmittedNotebook.notebook),
            notebooks.selectinload(SubmittedNotebook.grades).joinedload(Row.cell),
        )
    )
    return {
        (one.student_id, submitted.notebook.name, row.cell.name): Grade(
            one.student_id, submitted.notebook.name, row.auto_score, row.manual_score, row.cell.max_score
        )
        for one in found
        for submitted in one.notebooks
        for row in submitted.grades
    }
