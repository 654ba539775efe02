"""check, autograde, doctor: judging from outside."""

import os
from pathlib import Path
from typing import Annotated

import typer

from grader.commands.ending import INTERRUPTED, print_json, speak_as_asked, stop
from grader.language import Text

UNREADABLE = 2  # check: 0 all points, 1 not all
ALL_GRADED, SOME_NEED_A_HUMAN = 0, 1  # autograde: 2 nothing done, 130 interrupted

Isolation = Annotated[str, typer.Option(help='Demand a level: "full", "landlock" or "none".', show_default=False)]

NO_NOTEBOOKS = Text(
    "There is no notebook in {path}. Name a notebook, or a folder that holds some.",
    "{path} 里没有笔记。请写一本笔记，或装有笔记的文件夹。",
)
ONE_FORM = Text("Write either --json or --markdown, not both.", "--json 和 --markdown 请只写一个。")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (check, autograde, doctor):
        app.command()(command)


def check(
    notebooks: Annotated[list[Path], typer.Argument(help="Notebooks, or folders of notebooks.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object; for several notebooks an array.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="For a page that shows Markdown.")] = False,
    isolation: Isolation = "",
    source: Annotated[Path | None, typer.Option(help="The teacher's own notebook: its test cells count.")] = None,
) -> None:
    """Judge notebooks in the sandbox. Exit code: 0 all points, 1 not all, 2 unreadable."""
    if as_json and as_markdown:
        stop(ONE_FORM, UNREADABLE)
    checked, several = _checked(notebooks, isolation, source)
    if as_json:
        reports = [one.report() for one in checked]
        print_json(reports if several else reports[0])
    elif as_markdown:
        from grader.commands import markdown

        print(markdown.as_markdown(checked), end="")
    else:
        from grader.commands import pages

        pages.show_checked(checked)
    raise typer.Exit(max(one.exit_code for one in checked))


def _checked(notebooks, isolation, source):
    """What is said of each notebook, and whether that is a list whatever their number."""
    from grader.cage import Cage, CageUnavailable
    from grader.gradebook import checking
    from grader.gradebook.files import Refused
    from grader.gradebook.sources import source_from_file

    paths, several = checking.notebooks_in(notebooks)
    if not paths:
        stop(NO_NOTEBOOKS.format(path=notebooks[0]), UNREADABLE)
    try:
        teachers = source_from_file(source) if source else None
        with Cage(level=isolation or None) as cage:
            return [checking.check_notebook(path, cage, teachers) for path in paths], several
    except (Refused, CageUnavailable) as cannot:
        stop(cannot.sentence, UNREADABLE)


def autograde(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example 03-softmax-weighting.")],
    student: Annotated[str, typer.Option(help="Only students whose id matches this glob.")] = "*",
    jobs: Annotated[int, typer.Option(min=1, help="Processes side by side.")] = os.cpu_count() or 1,
    isolation: Isolation = "",
    language: Annotated[str, typer.Option(help="en or zh: for messages, and where a notebook does not tell.")] = "",
    force: Annotated[bool, typer.Option(help="Grade again those that are graded already.")] = False,
    figures: Annotated[bool, typer.Option(help="Run the lesson's own cells too, and keep their pictures.")] = False,
    cluster: Annotated[str, typer.Option(help="Grade on the workers of the dask scheduler at this address.")] = "",
) -> None:
    """A whole class into nbgrader's gradebook. Exit code: 0 all graded, 1 some need a human, 2 nothing done."""
    speak_as_asked(language)
    from grader.commands import pages
    from grader.gradebook.classroom import Options, autograde
    from grader.gradebook.course import CannotGrade, open_course

    options = Options(student, jobs, isolation or None, language, force, figures, cluster)
    try:
        with pages.ClassProgress() as progress:
            summary = autograde(open_course(), assignment, options, progress.tell, pages.warn)
    except CannotGrade as cannot:
        stop(cannot.sentence)
    except KeyboardInterrupt:
        stop(pages.INTERRUPTED, INTERRUPTED)
    pages.show_summary(summary)
    raise typer.Exit(SOME_NEED_A_HUMAN if summary.need_human or summary.astray else ALL_GRADED)


def doctor() -> None:
    """Which isolation this machine gives, what else grading needs, what to install. Exit code: 1 if something lacks."""
    from grader.commands import health, pages

    findings = health.findings()
    pages.show_findings(findings)
    raise typer.Exit(0 if all(one.fine for one in findings) else 1)
