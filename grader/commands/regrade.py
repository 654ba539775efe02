"""regrade: what a changed exercise would do to the grades that are there, and then, perhaps, doing it."""

import os
import sys
from typing import Annotated

import typer

from grader.commands.ending import INTERRUPTED, print_json, speak_as_asked, stop
from grader.commands.grading import Isolation
from grader.language import say

ALL_JUDGED, SOME_LEFT_OUT = 0, 1


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(regrade)


def regrade(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example 03-softmax-weighting.")],
    exercise: Annotated[list[str] | None, typer.Option(help="Only this exercise; several times for several.")] = None,
    student: Annotated[str, typer.Option(help="Only students whose id matches this glob.")] = "*",
    write: Annotated[
        bool | None, typer.Option("--write/--no-write", help="Write, or only list. Without: asks in a terminal.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for the record.")] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes side by side.")] = os.cpu_count() or 1,
    isolation: Isolation = "",
    language: Annotated[str, typer.Option(help="en or zh: for messages.")] = "",
) -> None:
    """Judge again what is graded, list the grades that change, write them only if told to. Exit code: 0 all judged,
    1 some left out, 2 nothing done."""
    speak_as_asked(language)
    from grader.gradebook.classroom import Options
    from grader.gradebook.course import CannotGrade, open_course
    from grader.regrade.regrading import Regrading
    from grader.regrade.sentences import INTERRUPTED as STOPPED

    options = Options(student, jobs, isolation or None)
    try:
        with Regrading(open_course(), assignment, tuple(exercise or ()), options) as regrading:
            changes = _judged(regrading)
            _end(regrading, changes, write, as_json)
    except CannotGrade as cannot:
        stop(cannot.sentence)
    except KeyboardInterrupt:
        stop(STOPPED, INTERRUPTED)
    raise typer.Exit(SOME_LEFT_OUT if changes.left_out else ALL_JUDGED)


def _judged(regrading):
    from grader.commands.pages import ClassProgress

    with ClassProgress() as progress:
        return regrading.judge(progress.tell)


def _end(regrading, changes, write: bool | None, as_json: bool) -> None:
    """Show, ask if there is somebody to ask, write, say what was done."""
    from grader.regrade import sentences, terminal, writing

    if write and regrading.fresh:
        writing.write(regrading)
    if as_json:
        print_json(changes.plain(bool(write and regrading.fresh)))
        return
    terminal.show(changes, bool(write))
    if not regrading.fresh:
        typer.echo(say(sentences.NOTHING_TO_WRITE))
        return
    if write is None and _is_terminal() and typer.confirm(say(sentences.ASK)):
        writing.write(regrading)
        write = True
    typer.echo(say(sentences.WRITTEN).format(assignment=regrading.assignment) if write else say(sentences.NOT_YET))


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
