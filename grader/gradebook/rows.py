"""Write what was judged into nbgrader's gradebook: the rows that `nbgrader autograde` would write, many in one go."""

from dataclasses import dataclass
from datetime import datetime

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import selectinload

from grader.gradebook.ledger import Drawn, Graded, Judged


@dataclass(frozen=True)
class Marks:
    """What goes into the gradebook for one notebook.

    `scores` are by test cell (None: a human decides), `comments` by solution cell, `human` are the test cells that
    need one although they have points.
    """

    notebook: str
    scores: dict[str, float | None]
    comments: dict[str, str | None]
    human: list[str]


class Rows:
    """The rows of one assignment, in one session; `commit` writes all that was recorded since the last one."""

    def __init__(self, gradebook: Gradebook, assignment: str, late: AssignLatePenalties):
        self._gradebook, self._name, self._late = gradebook, assignment, late
        self._session = gradebook.db
        self._read()

    def _read(self):
        self._assignment = self._gradebook.find_assignment(self._name)
        self._students = {student.id: student for student in self._session.query(Student)}
        self._submissions = {one.student_id: one for one in self._existing()}

    def _existing(self):
        notebooks = selectinload(SubmittedAssignment.notebooks)
        return (
            self._session.query(SubmittedAssignment)
            .filter(SubmittedAssignment.assignment_id == self._assignment.id)
            .options(
                notebooks.selectinload(SubmittedNotebook.grades).joinedload(Grade.cell),
                notebooks.selectinload(SubmittedNotebook.comments).joinedload(Comment.cell),
            )
        )

    def submission(self, student: str, timestamp: datetime | None) -> SubmittedAssignment:
        """The student's submission, made with all its grades and comments if it is not there yet."""
        if student not in self._students:
            self._students[student] = Student(id=student)
            self._session.add(self._students[student])
        if student not in self._submissions:
            self._submissions[student] = self._new_submission(self._students[student])
        submission = self._submissions[student]
        if timestamp:
            submission.timestamp = timestamp
        return submission

    def _new_submission(self, student):
        with self._session.no_autoflush:
            submission = SubmittedAssignment(assignment=self._assignment, student=student)
            for notebook in self._assignment.notebooks:
                submitted = SubmittedNotebook(notebook=notebook, assignment=submission)
                for cell in [*notebook.grade_cells, *notebook.task_cells]:
                    Grade(cell=cell, notebook=submitted)
                for cell in [*notebook.solution_cells, *notebook.task_cells]:
                    Comment(cell=cell, notebook=submitted)
            self._session.add(submission)
        return submission

    def record(self, student: str, timestamp: datetime | None, marks: list[Marks]) -> None:
        """Enter one student's notebooks; others of the assignment, which hold no lesson of ours, are left alone."""
        submission = self.submission(student, timestamp)
        by_name = {one.notebook: one for one in marks}
        for submitted in submission.notebooks:
            if mark := by_name.get(submitted.notebook.name):
                self._grade(submitted, mark)
                self._penalise(submission, submitted)

    def _grade(self, submitted, mark):
        for grade in submitted.grades:
            if (name := grade.cell.name) in mark.scores:
                grade.auto_score = mark.scores[name]
                overridden = grade.manual_score is not None
                grade.needs_manual_grade = overridden or mark.scores[name] is None or name in mark.human
        for comment in submitted.comments:
            if (name := comment.cell.name) in mark.comments:
                comment.auto_comment = mark.comments[name]

    def _penalise(self, submission, submitted):
        submitted.late_submission_penalty = None
        late = submission.total_seconds_late
        if late > 0:
            self._session.flush()
            self._session.expire(submitted, ["score"])
            penalty = self._late.plugin_inst.late_submission_penalty(submission.student.id, submitted.score, late)
            if penalty is not None:
                submitted.late_submission_penalty = self._late._check_late_penalty(submitted, penalty)

    def remember(self, entry: Graded | Drawn | Judged) -> None:
        """Enter a row of the ledger."""
        self._session.merge(entry)

    def due(self, student: str) -> tuple:
        """When the assignment is due, and the student's extension."""
        submission = self._submissions.get(student)
        return self._assignment.duedate, submission.extension if submission else None

    def penalties(self) -> dict[str, float]:
        """Student → the points that lateness costs, of those whom it costs some."""
        notebooks = (
            self._session.query(SubmittedAssignment.student_id, SubmittedNotebook.late_submission_penalty)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .filter(SubmittedAssignment.assignment_id == self._assignment.id)
        )
        lost: dict[str, float] = {}
        for student, penalty in notebooks:
            if penalty:
                lost[student] = lost.get(student, 0.0) + penalty
        return lost

    def commit(self) -> None:
        """Write everything in one transaction."""
        self._session.commit()

    def start_over(self) -> None:
        """Forget what was recorded since the last commit, and read again what is there."""
        self._session.rollback()
        self._read()
