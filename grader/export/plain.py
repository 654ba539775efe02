"""CSV for spreadsheets, JSON for programs: every student of the gradebook, those without work too."""

import json

from grader.export.platforms import grade
from grader.export.tables import Table, number
from grader.report.work import Answer, ClassWork, Person, Work

# nbgrader's own columns, in its order; what we know besides comes after them.
COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score", "state", "needs_human"),
)
GRADED, NOT_GRADED, NOT_HANDED_IN = "graded", "not graded", "not handed in"


def as_csv(work: ClassWork, out_of: float = 0.0) -> Table:
    """A row a student: nbgrader's columns, then the points of each exercise."""
    exercises = list(dict.fromkeys(answer.exercise for one in work.works for answer in one.answers))
    rows = [_row(work, one, exercises, out_of) for one in work.works]
    absent = [(person, NOT_GRADED) for person in map(Person, work.ungraded)]
    absent += [(person, NOT_HANDED_IN) for person in work.not_handed_in]
    for person, state in absent:
        names = [person.id, person.last_name, person.first_name, person.email]
        rows.append([work.assignment, "", "", *names, "", "", "", _maximum(work, out_of), state, ""])
    return Table([*COLUMNS, *exercises], [row + [""] * (len(COLUMNS) + len(exercises) - len(row)) for row in rows])


def _row(work, one: Work, exercises, out_of) -> list[str]:
    person, points = one.person, {answer.exercise: number(answer.score) for answer in one.answers}
    times = [str(time) if time else "" for time in (one.duedate, one.timestamp)]
    names = [person.id, person.last_name, person.first_name, person.email]
    scores = [number(one.raw_score), number(one.penalty), grade(one, out_of), _maximum(work, out_of)]
    reason = " ".join(one.needs_human.split())
    return [work.assignment, *times, *names, *scores, GRADED, reason, *(points.get(name, "") for name in exercises)]


def _maximum(work, out_of) -> str:
    return number(out_of or work.max_score)


def as_json(work: ClassWork) -> bytes:
    """One object; exercises as in `grader check --json`, but `mistakes` lists all that it can be: some share a hint."""
    students = [_student(one) for one in work.works]
    students += [_identity(person) | {"state": NOT_GRADED} for person in map(Person, work.ungraded)]
    students += [_identity(person) | {"state": NOT_HANDED_IN} for person in work.not_handed_in]
    whole = {"assignment": work.assignment, "max_score": work.max_score, "students": students}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _identity(person: Person) -> dict:
    names = {"last_name": person.last_name, "first_name": person.first_name, "email": person.email}
    return {"student_id": person.id, **names, "lms_user_id": person.lms_id}


def _student(one: Work) -> dict:
    times = {"timestamp": one.timestamp.isoformat() + "Z" if one.timestamp else None}
    return _identity(one.person) | {
        "state": GRADED,
        **times,
        "score": one.score,
        "max_score": one.max_score,
        "raw_score": one.raw_score,
        "late_submission_penalty": one.penalty,
        "needs_human": one.needs_human or None,
        "exercises": [_exercise(answer) for answer in one.answers],
    }


def _exercise(answer: Answer) -> dict:
    checks = [
        {"name": check.name.en, "passed": check.passed, "score": check.score, "max_score": check.max_score}
        for check in answer.checks
    ]
    return {
        "name": answer.exercise,
        "score": answer.score,
        "max_score": answer.max_score,
        "passed": answer.passed,
        "checks": checks,
        "mistakes": list(answer.finding.ids) if answer.finding else [],
        "hint": answer.finding.hint.en if answer.finding else None,
    }
