"""A regrade in a terminal."""

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from grader.cage.sentences import NOT_GUARANTEED
from grader.gradebook.files import shown
from grader.language import say
from grader.regrade import sentences as words
from grader.regrade.changes import Change, Changes

SIGNS = {True: "[green]✓[/]", False: "[red]✗[/]", None: "[dim]–[/]"}

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def show(changes: Changes, written: bool) -> None:
    """The grades that change, the totals, who was left out."""
    if changes.listed:
        console.print(_table(changes, written))
    if changes.left_out:
        console.print(f"[bold]{say(words.LEFT_OUT).format(count=len(changes.left_out))}[/]")
        for student, reason in changes.left_out.items():
            console.print(f"  {escape(shown(student))}: {escape(say(reason))}")
    console.print(escape(_totals(changes)))
    if changes.refreshed:
        console.print(say(words.REFRESHED).format(count=changes.refreshed))
    if changes.others:
        names = dict.fromkeys(one.exercise for one in changes.others)
        console.print(say(words.OTHERS).format(options=" ".join(f"--exercise {name}" for name in names)))
    if changes.notice:
        console.print(f"[yellow]{escape(say(changes.notice))}[/]")
    if changes.isolation == "none":
        errors.print(escape(say(NOT_GUARANTEED["none"])))


def _totals(changes) -> str:
    names = ", ".join(changes.exercises)
    told = {"assignment": changes.assignment, "exercises": names, "isolation": changes.isolation}
    return say(words.TOTALS).format(**told, **changes.totals)


def _table(changes, written) -> Table:
    title = words.WRITTEN_TITLE if written else words.TITLE
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=say(title), title_justify="left", title_style="bold")
    table.add_column(say(words.STUDENT), overflow="fold")
    table.add_column(say(words.EXERCISE), overflow="fold")
    table.add_column(say(words.POINTS), no_wrap=True)
    table.add_column(say(words.CHECKS), overflow="fold")
    table.add_column(say(words.WHY), overflow="fold", ratio=1)
    for one in changes.listed:
        table.add_row(
            escape(shown(one.student)),
            _exercise(one),
            _points(one),
            _checks(one),
            escape(say(one.why)),
            style="" if one.is_named else "dim",
        )
    return table


def _exercise(one: Change) -> str:
    return one.exercise if one.is_named else f"{one.exercise}\n{say(words.NOT_NAMED)}"


def _points(one: Change) -> str:
    before = "–" if one.before is None else f"{one.before:.4g}"
    colour = "green" if one.is_up else "red"
    return f"{before} → [{colour}]{one.after:.4g}[/] / {one.max_score:g}"


def _checks(one: Change) -> str:
    return "\n".join(f"{SIGNS[turned.after]} {escape(say(turned.name))}" for turned in one.turned)
