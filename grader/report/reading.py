"""Read a class's work out of one or several courses: gradebook rows, autograded notebooks. Nothing is written."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Assignment, Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, joinedload, selectinload

from grader.exercises import all_exercises
from grader.gradebook import ledger, sentences
from grader.gradebook.course import CannotGrade, Course, no_assignment, open_course
from grader.gradebook.grading import NO_RESPONSE
from grader.language import Text, say
from grader.report.cards import Card, cards_of
from grader.report.inside import judged_inside
from grader.report.work import Answer, ClassWork, Person, Work

NO_GRADEBOOK = Text(
    "There is no gradebook at {place}. Grade something there first, or name another course with --gradebook.",
    "{place} 没有成绩册。请先在那里评分，或用 --gradebook 指定别的课程。",
)
UNREADABLE = Text(
    "The gradebook {place} cannot be read ({reason}). If something is writing to it, wait; if it is of an older "
    "nbgrader, keep a copy and run `nbgrader db upgrade`.",
    "成绩册 {place} 无法读取（{reason}）。如果有程序正在写它，请稍等；"
    "如果它出自旧版 nbgrader，请先备份再运行 `nbgrader db upgrade`。",
)


def read_class(places: list[Path], assignment: str) -> ClassWork:
    """The work of all courses in `places`: folders, or the gradebook.db in them. Raises `CannotGrade`.

    Somebody who handed in twice counts once, with the better work.
    """
    read = [_read_course(_open(place), assignment) for place in places]
    best: dict[str, Work] = {}
    whole = ClassWork(assignment)
    for part in read:
        for work in part.works:
            before = best.get(work.person.id)
            if before:
                whole.doubles.append(work.person.id)
            if not before or work.score > before.score:
                best[work.person.id] = work
        whole.ungraded += [student for student in part.ungraded if student not in whole.ungraded]
    whole.works = sorted(best.values(), key=lambda work: work.person.id)
    people = {person.id: person for part in read for person in part.not_handed_in}
    whole.not_handed_in = [people[id] for id in sorted(people) if id not in best and id not in whole.ungraded]
    return whole


def _open(place: Path) -> Course:
    return open_course((place.parent if place.is_file() else place).absolute())


def _read_course(course: Course, assignment: str) -> ClassWork:
    with _session(course) as session:
        found = session.query(Assignment).filter(Assignment.name == assignment).one_or_none()
        if found is None:
            known = [name for (name,) in session.query(Assignment.name)]
            raise CannotGrade(no_assignment(course, assignment, known))
        reasons = _reasons(session, assignment)
        graded = [one for one in _submissions(session, found) if _is_graded(one)]
        here = course.submissions(assignment)
        works = [_work(course, found, one, reasons) for one in graded]
        part = ClassWork(assignment, [replace(one, is_gone=one.person.id not in here) for one in works])
        there = {work.person.id for work in part.works}
        part.ungraded = [student for student in here if student not in there]
        part.not_handed_in = [_person(one) for one in session.query(Student) if one.id not in there]
        return part


@contextmanager
def _session(course: Course) -> Iterator[Session]:
    """The gradebook's database, to read only: nbgrader's own `Gradebook` would make one where there is none."""
    url = make_url(course.directory.db_url)
    shown = url.database if url.get_backend_name() == "sqlite" else url.render_as_string()
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise CannotGrade(NO_GRADEBOOK.format(place=shown))
    engine = create_engine(url)
    try:
        with Session(engine) as session:
            yield session
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or type(error).__name__
        raise CannotGrade(UNREADABLE.format(place=shown, reason=reason)) from None
    finally:
        engine.dispose()


def _submissions(session, assignment) -> list[SubmittedAssignment]:
    notebooks = selectinload(SubmittedAssignment.notebooks)
    return (
        session.query(SubmittedAssignment)
        .filter(SubmittedAssignment.assignment_id == assignment.id)
        .options(
            joinedload(SubmittedAssignment.student),
            notebooks.joinedload(SubmittedNotebook.notebook),
            notebooks.selectinload(SubmittedNotebook.grades).joinedload(Grade.cell),
            notebooks.selectinload(SubmittedNotebook.comments).joinedload(Comment.cell),
        )
        .all()
    )


def _is_graded(submission) -> bool:
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    return any(grade.auto_score is not None or grade.manual_score is not None for grade in grades)


def _reasons(session, assignment) -> dict[str, str]:
    """Student → why a human is needed, as `grader autograde` remembers it."""
    if not inspect(session.connection()).has_table(ledger.Graded.__tablename__):
        return {}
    rows = session.query(ledger.Graded).filter(ledger.Graded.assignment == assignment, ledger.Graded.needs_human)
    return {row.student: row.reason for row in rows}


def _work(course: Course, assignment: Assignment, submission: SubmittedAssignment, reasons: dict[str, str]) -> Work:
    cards: dict[str, Card] = {}
    folder = course.folder("autograded_directory", submission.student.id, assignment.name)
    for notebook in submission.notebooks:
        cards |= cards_of(folder / f"{notebook.notebook.name}.ipynb")
    grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
    inside = set().union(*(judged_inside(folder / f"{one.notebook.name}.ipynb") for one in submission.notebooks))
    answers = [replace(_answer(grade, cards), inside=grade.cell.name in inside) for grade in grades]
    answers.sort(key=_place)
    return Work(
        _person(submission.student),
        tuple(answers),
        raw_score=sum(answer.score for answer in answers),
        penalty=sum(notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks),
        max_score=sum(answer.max_score for answer in answers),
        timestamp=submission.timestamp,
        duedate=assignment.duedate,
        needs_human=_why_human(submission, grades, reasons),
    )


def _answer(grade, cards) -> Answer:
    name = grade.cell.name.removeprefix("test_")
    card = cards.get(name, Card())
    return Answer(name, grade.score, grade.cell.max_score, card.checks, card.finding, card.code, card.language)


def _place(answer):
    """The course's order; a teacher's own cells after it."""
    order = list(all_exercises())
    return (order.index(answer.exercise), "") if answer.exercise in order else (len(order), answer.exercise)


def _why_human(submission, grades, reasons) -> str:
    """ "" when a teacher has given all the grades that waited for one, though nbgrader calls them waiting still."""
    reason, waiting = reasons.get(submission.student.id, ""), [grade for grade in grades if grade.needs_manual_grade]
    if not waiting:
        return reason
    if all(grade.manual_score is not None for grade in waiting):
        return ""
    comments = [comment.auto_comment for notebook in submission.notebooks for comment in notebook.comments]
    told = next((comment for comment in comments if comment and comment != NO_RESPONSE), "")
    return reason or told or say(sentences.BY_HAND)


def _person(student: Student) -> Person:
    names = (student.first_name, student.last_name, student.email, student.lms_user_id)
    return Person(student.id, *(name or "" for name in names))
