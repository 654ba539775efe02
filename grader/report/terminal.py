"""The report in a terminal: the same in short."""

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from grader.gradebook.files import shown
from grader.language import Text, say
from grader.report import sentences as words
from grader.report.page import called, lateness, percent, points
from grader.report.summary import Summary

BLOCKS = "▏▎▍▌▋▊▉█"
BAR_WIDTH = 24
NAME_WIDTH = 24  # of exercises and checks, in a narrow terminal
HINT = Text("hint", "提示")

console = Console(highlight=False)


def show(summary: Summary, names: bool = False) -> None:
    """Print the report; students are named only with `names`."""
    total = len(summary.work.works)
    console.print(f"[bold]{escape(summary.work.assignment)}[/]  {_figures(summary)}\n")
    _show_explain(summary, total)
    _show_exercises(summary)
    _show_bars(summary)
    for line in _else(summary, names):
        console.print(f"• {escape(line)}")


def _figures(summary) -> str:
    handed_in = len(summary.work.works) + len(summary.work.ungraded)
    has_lost = bool(summary.lost)
    mean = words.MEAN_AFTER if has_lost else words.MEAN
    parts = [
        f"{say(words.HANDED_IN)} {say(words.OF).format(count=handed_in, total=summary.enrolled)}",
        f"{say(mean).format(max_score=summary.work.max_score)} {points(summary.mean)}",
        *([f"{say(words.MEAN_BEFORE)} {points(summary.raw_mean)}"] if has_lost else []),
        f"{say(words.MEDIAN)} {points(summary.median)}",
        f"{say(words.FULL_BEFORE if has_lost else words.FULL)} {len(summary.full)}",
    ]
    return "[dim] · [/]".join(map(escape, parts))


def _show_explain(summary, total) -> None:
    table = _table(say(words.EXPLAIN))
    table.add_column(say(words.STUDENTS), justify="right")
    table.add_column(say(words.EXERCISE), no_wrap=True)
    table.add_column(say(HINT), ratio=1, overflow="fold")
    for common in summary.explain:
        what = called(common.finding) or say(words.UNKNOWN)
        share = f"[bold]{common.count}[/] [dim]{percent(common.count, total):.0f}%[/]"
        table.add_row(share, f"{common.exercise}\n[dim]{escape(what)}[/]", escape(say(common.finding.hint)))
    console.print(table if summary.explain else f"[bold]{say(words.EXPLAIN)}[/]\n{say(words.NOTHING_COMMON)}")
    console.print()


def _show_exercises(summary) -> None:
    table = _table(say(words.BY_EXERCISE))
    table.add_column(say(words.EXERCISE), overflow="fold", min_width=NAME_WIDTH)
    kinds = (words.ALL_POINTS, words.SOME_POINTS, words.NO_POINTS, words.NOT_BEGUN)
    table.add_column(" · ".join(map(say, kinds)), overflow="fold")
    table.add_column(say(words.FIRST), justify="right", overflow="fold")
    table.add_column(say(words.MEAN_POINTS), justify="right", no_wrap=True)
    for line in summary.exercises:
        counts = " · ".join(f"{len(group):>3}" for group in (line.full, line.some, line.none, line.not_begun))
        mean = say(words.OF).format(count=points(line.mean), total=points(line.max_score))
        name = f"{line.name} *" if line.inside else line.name
        table.add_row(f"[bold]{escape(name)}[/]", counts, str(len(line.stuck)), mean)
        for check in line.checks:
            passed = say(words.OF).format(count=check.passed, total=check.total)
            table.add_row(f"[dim]  {escape(say(check.name))}[/]", "", "", f"[dim]{passed}[/]")
    console.print(table)
    if any(line.inside for line in summary.exercises):
        console.print(f"[yellow]* {escape(say(words.INSIDE))}[/]")
    console.print()


def _show_bars(summary) -> None:
    table = Table(box=None, show_header=False, pad_edge=False, title_justify="left")
    table.title = say(words.DISTRIBUTION_AFTER if summary.lost else words.DISTRIBUTION)
    table.title_style = "bold"
    most = max(bar.count for bar in summary.bars)
    for bar in summary.bars:
        low = points(bar.low) if bar.high - bar.low == 1 else f"{points(bar.low)}–{points(bar.high)}"
        table.add_row(low, f"[blue]{_blocks(bar.count / most)}[/] {bar.count or ''}")
    console.print(table)
    console.print()


def _blocks(share: float) -> str:
    whole, eighths = divmod(round(share * BAR_WIDTH * 8), 8)
    return BLOCKS[-1] * whole + (BLOCKS[eighths - 1] if eighths else "")


def _else(summary, names):
    """Who needs the teacher: a sentence each, with the names behind it when they are asked for."""
    work = summary.work
    same = [one.person for group in summary.same for one in group.works]
    groups = say(words.SAME_GROUPS).format(groups=len(summary.same), count=len(same))
    total = summary.enrolled
    said = (
        (words.NEED_HUMAN, [one.person for one in summary.need_human]),
        (words.NOT_HANDED_IN, work.not_handed_in),
        (words.UNGRADED, work.ungraded),
        (lateness(summary), [one.person for one in summary.late]),
        (words.GONE, [one.person for one in summary.gone]),
        (words.DOUBLES, work.doubles),
        (Text(f"{words.SAME.en}: {groups}", f"{words.SAME.zh}：{groups}"), same),
    )
    for sentence, people in said:
        if people:
            yield say(sentence).format(count=len(people), total=total, assignment=work.assignment) + (
                " " + " · ".join(shown(getattr(one, "name", one)) for one in people) if names else ""
            )
    if not summary.need_human:
        yield say(words.NO_HUMAN)


def _table(title) -> Table:
    return Table(
        box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left", title_style="bold", expand=True
    )
