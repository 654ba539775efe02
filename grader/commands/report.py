"""report: how the class did, for its teacher."""

from pathlib import Path
from typing import Annotated

import typer

from grader.commands.ending import speak_as_asked, stop
from grader.language import say

Gradebooks = Annotated[
    list[Path] | None,
    typer.Option(help="A course's folder or the gradebook.db in it; several are merged. Without: this folder."),
]


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(report)


def report(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example 03-softmax-weighting.")],
    gradebook: Gradebooks = None,
    language: Annotated[str, typer.Option(help="en or zh: the report's.")] = "",
    names: Annotated[bool, typer.Option("--names", help="Name students: who is stuck, who needs a human.")] = False,
    output: Annotated[Path | None, typer.Option(help="The page. Without: ASSIGNMENT-report.html here.")] = None,
) -> None:
    """How the class did, what to explain again: in the terminal, and as a page for the browser. Exit code 2: nothing to
    report."""
    speak_as_asked(language)
    from grader.report import sentences, terminal
    from grader.report.page import page
    from grader.report.summary import summarise

    summary = summarise(graded_work(gradebook, assignment))
    terminal.show(summary, names)
    path = output or Path(f"{assignment}-report.html")
    try:
        path.write_text(page(summary, names), encoding="utf-8")
    except OSError as error:
        stop(sentences.CANNOT_WRITE.format(path=path, reason=error.strerror or error))
    typer.echo(say(sentences.WRITTEN).format(path=path))


def graded_work(gradebooks: list[Path] | None, assignment: str):
    """The class's work; where there is none, the sentence that says so, and the end."""
    from grader.gradebook.course import CannotGrade
    from grader.report import sentences
    from grader.report.reading import read_class

    try:
        work = read_class(gradebooks or [Path.cwd()], assignment)
    except CannotGrade as cannot:
        stop(cannot.sentence)
    if not work.works:
        sentence = sentences.NOT_GRADED if work.ungraded else sentences.NOBODY
        stop(sentence.format(assignment=assignment, count=len(work.ungraded)))
    return work
