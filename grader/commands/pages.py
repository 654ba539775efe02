"""What check, autograde and doctor show in a terminal."""

import sys

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from grader.cage.sentences import NOT_GUARANTEED
from grader.gradebook.checking import Checked
from grader.gradebook.files import shown
from grader.gradebook.inside import INSIDE
from grader.gradebook.judging import Judged
from grader.language import Text, say, spoken

POINTS = Text("{score:g} of {max_score:g} points", "{score:g} / {max_score:g} 分")
ISOLATION = Text("isolation: {level}", "隔离：{level}")
HINT = Text("Hint: {hint}", "提示：{hint}")
NOTHING_TO_JUDGE = Text("no exercises, nothing to judge", "没有练习，不用评")
DONE = Text("graded", "已评")
NEED_HUMAN = Text("need a human", "需人工")
RATE = Text("{rate:.1f}/s", "{rate:.1f} 份/秒")
INTERRUPTED = Text(
    "Stopped. What was graded is in the gradebook; run the same command again to go on.",
    "已停止。评好的都在成绩册里；再运行同一条命令会接着评。",
)
SUMMARY = Text(
    "{assignment}: {new} graded now, {kept} graded before, in {seconds:.1f} s; "
    "mean {mean:.1f} of {max_score:g} points{before}; isolation {isolation}.",
    "{assignment}：本次评了 {new} 份，此前已评 {kept} 份，用时 {seconds:.1f} 秒；"
    "平均 {mean:.1f} / {max_score:g} 分{before}；隔离级别 {isolation}。",
)
BEFORE = Text(" before late penalties", "（未扣迟交分）")
LOST = Text(
    "{count} lost points to lateness: after late penalties the mean is {mean:.1f}.",
    "{count} 人因迟交被扣分：扣分后平均 {mean:.1f} 分。",
)
NOBODY = Text("Nobody needs a human.", "没有需要人工处理的。")
COLUMNS = (Text("student", "学生"), Text("points", "得分"), Text("why a human is needed", "为什么需要人看"))

console = Console(highlight=False, soft_wrap=False)
errors = Console(stderr=True, highlight=False)


def show_checked(checked: list[Checked]) -> None:
    """Each notebook's exercises, what failed and what helps."""
    for one in checked:
        if one.has_nothing_to_judge:
            console.print(f"[dim]–[/] {one.judgement.lesson}  [dim]{NOTHING_TO_JUDGE[one.judgement.language]}[/]")
        elif one.judgement:
            _show_judgement(one)
        else:
            console.print(f"[red]✗[/] {escape(one.error)}")
    levels = {one.judgement.isolation for one in checked if one.judgement and not one.has_nothing_to_judge}
    if "none" in levels:
        errors.print(escape(say(NOT_GUARANTEED["none"])))


def _show_judgement(one: Checked) -> None:
    judgement = one.judgement
    language = judgement.language
    points = POINTS[language].format(score=judgement.score, max_score=judgement.max_score)
    level = ISOLATION[language].format(level=judgement.isolation)
    console.print(f"[bold]{judgement.lesson}[/]  {points}  [dim]{level}[/]")
    for exercise in judgement.exercises:
        _show_exercise(exercise, language)
    if judgement.needs_human:
        console.print(f"  [red]{escape(judgement.needs_human)}[/]")


def _show_exercise(exercise: Judged, language: str) -> None:
    mark = "[green]✓[/]" if exercise.passed else "[red]✗[/]"
    points = POINTS[language].format(score=exercise.score, max_score=exercise.max_score)
    console.print(f"  {mark} {exercise.name}  [dim]{points}[/]")
    said = set()
    for check in exercise.checks:
        if not check["passed"] and check["message"] not in said:
            _print_below(f"{escape(check['name'])}: {escape(check['message'])}")
            said.add(check["message"])
    if exercise.inside:
        _print_below(f"[yellow]{escape(INSIDE[language])}[/]")
    if exercise.hint and exercise.hint not in said:
        _print_below(f"[cyan]{escape(HINT[language].format(hint=exercise.hint))}[/]")


def _print_below(text):
    console.print(Padding(text, (0, 0, 0, 6)))


class ClassProgress:
    """A bar that says how many are done, how many need a human, how fast it goes and how long it will take."""

    def __init__(self):
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn(say(DONE)),
            TextColumn("{task.fields[human]}", style="red"),
            TextColumn(say(NEED_HUMAN)),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=errors,
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = None
        self._before = 0

    def __enter__(self):
        self._bar.start()
        return self

    def __exit__(self, *_):
        self._bar.stop()

    def tell(self, total: int, done: int, human: int) -> None:
        """Move the bar."""
        if self._task is None:
            self._task = self._bar.add_task("", total=total, human=0, rate="")
            self._before = done
        task = self._bar.tasks[0]
        rate = (done - self._before) / task.elapsed if task.elapsed else 0.0
        self._bar.update(self._task, completed=done, human=human, rate=say(RATE).format(rate=rate))


def warn(sentence: Text) -> None:
    """Say something on standard error in the middle of a run; the bar moves out of its way."""
    errors.print(escape(say(sentence)))


def show_summary(summary) -> None:
    """How the run went, and who needs a human (see `grader.gradebook.classroom.Summary`)."""
    lines = list(summary.lines.values())
    if summary.need_human:
        table = Table(*map(say, COLUMNS))
        for line in summary.need_human:
            table.add_row(escape(shown(line.student)), f"{line.score:g} / {line.max_score:g}", escape(line.needs_human))
        console.print(table)
    console.print(
        say(SUMMARY).format(
            assignment=escape(summary.assignment),
            new=summary.new,
            kept=len(lines) - summary.new,
            seconds=summary.seconds,
            mean=sum(line.score for line in lines) / max(1, len(lines)),
            max_score=max((line.max_score for line in lines), default=0),
            before=say(BEFORE) if any(line.penalty for line in lines) else "",
            isolation=", ".join(sorted({line.isolation for line in lines if line.isolation})),
        )
    )
    _show_what_else(summary, lines)
    if any(line.isolation == "none" for line in lines):
        errors.print(escape(say(NOT_GUARANTEED["none"])))


def _show_what_else(summary, lines):
    if late := sum(line.penalty > 0 for line in lines):
        console.print(say(LOST).format(count=late, mean=sum(line.counts for line in lines) / len(lines)))
    if not summary.need_human and not summary.astray:
        console.print(say(NOBODY))
    for notice in [*map(say, summary.astray), *([summary.notice] if summary.notice else [])]:
        console.print(f"[yellow]{escape(notice)}[/]")


def show_findings(findings: list) -> None:
    """What the doctor found (see `grader.notebook.setup.Finding`)."""
    table = Table(show_header=False, box=None, pad_edge=False)
    for finding in findings:
        mark = "[green]✓[/]" if finding.fine else "[red]✗[/]"
        table.add_row(mark, escape(finding.what[spoken()]), escape(finding.found))
        if not finding.fine:
            table.add_row("", "", escape(say(finding.remedy)))
    console.print(table)
