"""The command line: `grader …`."""

import os
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from grader.commands import export, forgetting, grading, misconceptions, own, regrade, report
from grader.installed import BrokenPackage
from grader.language import LANGUAGES, Text, say, speak
from grader.notebook import messages

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
new = typer.Typer(no_args_is_help=True, help="Begin something new for the course.")
app.add_typer(new, name="new")
grading.register(app)
regrade.register(app)
report.register(app)
export.register(app)
misconceptions.register(app)
forgetting.register(app)
own.register(app, new)
console = Console()
OUR_MISTAKE = 3


def main() -> None:
    """Speak the reader's language, then do what the command line asks for."""
    speak(language_of_locale())
    try:
        app()
    except BrokenPackage as broken:
        print(broken, file=sys.stderr)
        sys.exit(2)
    except Exception:  # Python would leave with 1, by which `grader check` says "not all points"
        traceback.print_exc()
        sys.exit(OUR_MISTAKE)


def language_of_locale() -> str:
    """ "zh" when the environment's locale is Chinese, else "en"."""
    wanted = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    return "zh" if wanted.lower().startswith("zh") else "en"


@app.callback()
def _grader():
    """The attention course: build lessons, follow progress, judge notebooks."""


@app.command()
def build(check: Annotated[bool, typer.Option(help="Only say what is out of date; exit 1.")] = False) -> None:
    """Make notebooks/ and solutions/ from lessons/ and the exercises' declarations."""
    from grader.notebook import build as builder
    from grader.notebook.lesson import LessonError

    root = course_root()
    try:
        if not check:
            console.print(say(messages.BUILT).format(n=len(builder.build(root))))
            for name in builder.unfinished(root):
                print(say(messages.UNFINISHED).format(name=name), file=sys.stderr)
            return
        changed, total = builder.out_of_date(root)
    except LessonError as error:
        fail(str(error))
    except OSError as error:
        fail(say(messages.CANNOT_WRITE).format(file=error.filename or root, reason=error.strerror or error))
    for file in changed:
        console.print(say(messages.OUT_OF_DATE).format(file=file), highlight=False)
    if changed:
        raise typer.Exit(1)
    console.print(say(messages.UP_TO_DATE).format(n=total))


@app.command()
def progress() -> None:
    """The learner's map of the course."""
    from grader.exercises import titles
    from grader.notebook.pages import course_headline
    from grader.notebook.progress import course_map, summary

    lessons = course_map()
    table = Table("", *map(say, (Text("exercise", "练习"), Text("points", "分"), Text("tries", "次数"))))
    for lesson, entries in lessons.items():
        for number, (exercise, record) in enumerate(entries):
            points = f"{record.best}/{exercise.points}"
            mark = "[green]✓[/] " if record.passed else "  "
            name = f"{lesson[:2]} {say(titles()[lesson])}" if number == 0 else ""
            table.add_row(name, mark + exercise.name, points, str(len(record.tries)))
        table.add_section()
    console.print(table, course_headline(summary(lessons)), sep="\n", highlight=False)


@app.command()
def reset(
    lesson: Annotated[str, typer.Argument(help='The lesson: "03", "softmax" or its whole name.')],
    language: Annotated[str, typer.Option(help="en or zh")] = "",
) -> None:
    """Start a lesson afresh; the old file is kept beside it."""
    from grader.notebook import workspace

    if language and language not in LANGUAGES:
        fail(say(messages.TWO_LANGUAGES))
    try:
        done = workspace.reset(lesson, language or _language_in_use(lesson))
    except workspace.WorkspaceError as error:
        fail(str(error))
    console.print(say(done), highlight=False)


def _language_in_use(lesson):
    """The language of the learner's copies: the locale's, unless the lesson lies only in the other one's folder."""
    from grader.notebook import workspace

    first = language_of_locale()
    order = [first, *(one for one in LANGUAGES if one != first)]
    return next((one for one in order if workspace.has_copy(lesson, one)), first)


@new.command()
def exercise(
    name: Annotated[str, typer.Argument(help="The function's name, for example leaky_softmax.")],
    lesson: Annotated[str, typer.Option(help='The lesson it belongs to: "03" or its whole name.')],
) -> None:
    """A declaration to fill in, and its cell in the lesson; the tests find both by themselves."""
    from grader.notebook import scaffold

    try:
        written = scaffold.new_exercise(course_root(), name, lesson)
    except scaffold.CannotAdd as error:
        fail(str(error))
    for file in written:
        console.print(say(messages.FILL_IN).format(file=file), highlight=False)


def course_root() -> Path:
    """The clone, or a teacher's own course, that the command runs in: this folder or the nearest one above it."""
    from grader.notebook.own_course import is_own_course

    here = Path.cwd()
    for folder in (here, *here.parents):
        if is_own_course(folder) or ((folder / "lessons").is_dir() and (folder / "grader").is_dir()):
            return folder
    fail(say(messages.NO_LESSONS).format(root=here))


def fail(sentence: str):
    """Say what is wrong on standard error and exit with 1."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)
