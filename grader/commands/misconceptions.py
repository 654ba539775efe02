"""misconceptions: the telling mistakes of a lesson on a sheet to print."""

from pathlib import Path
from typing import Annotated

import typer

from grader.commands.ending import speak_as_asked, stop
from grader.language import Text, say


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(misconceptions)


def misconceptions(
    lesson: Annotated[str, typer.Argument(help='"03", "softmax" or the whole name. Without: every lesson.')] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="All mistakes that the grader knows, after the sheet.")
    ] = False,
    language: Annotated[str, typer.Option(help="en or zh: the sheet's.")] = "",
    output: Annotated[Path | None, typer.Option(help="The page. Without: LESSON-mistakes.html here.")] = None,
) -> None:
    """A lesson's mistakes on one sheet, to print before the lab: what one sees, what to say. Exit code 2: no such
    lesson."""
    speak_as_asked(language)
    from grader.exercises import by_lesson
    from grader.notebook.workspace import WorkspaceError, choose
    from grader.sheets import sentences
    from grader.sheets.page import page
    from grader.sheets.sheet import sheet_of

    lessons = list(by_lesson())
    try:
        chosen = [choose(lesson, lessons)] if lesson else lessons
    except WorkspaceError as unknown:
        stop(Text(str(unknown), str(unknown)))
    path = output or Path(f"{chosen[0] if lesson else 'all-lessons'}-mistakes.html")
    try:
        path.write_text(page([sheet_of(one) for one in chosen], everything), encoding="utf-8")
    except OSError as error:
        stop(sentences.CANNOT_WRITE.format(path=path, reason=error.strerror or error))
    typer.echo(say(sentences.WRITTEN).format(path=path))
