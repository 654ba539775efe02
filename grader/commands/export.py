"""export: grades out, to where they are kept."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from grader.commands.ending import speak_as_asked, stop
from grader.commands.report import Gradebooks, graded_work
from grader.language import Text, say

SOME_UNKNOWN = 1

WRITTEN = Text("{path} is written; grades in it: {count}.", "已写好 {path}，其中成绩 {count} 个。")
ZIPPED = Text(
    "{path} is ready: upload it to Gradescope as the autograder of this assignment. The course is in it; the libraries "
    "are fetched once, while Gradescope builds the container.",
    "{path} 已做好：请在 Gradescope 里上传为这份作业的自动评分器。"
    "课程就在里面；所用的库只在 Gradescope 建容器时下载一次。",
)
UNKNOWN = Text(
    "Without a row there, so without a grade ({count}): {who}.",
    "那边没有对应的行，因此没有写入成绩（{count}）：{who}。",
)
UNCLEAR = Text(
    "Not clear which row is theirs, so left alone ({count}): {who}.",
    "分不清是哪一行，因此没有改动（{count}）：{who}。",
)
WITHOUT = Text(
    "{count} rows there name somebody whose work is not graded here; they stay as they were.",
    "那边有 {count} 行的人在这里没有评好的作业，保持原样。",
)
WHICH_STUDENT = Text(
    "results.json is one student's: name them with --student. (The autograder itself: --to gradescope-zip.)",
    "results.json 只管一个学生：请用 --student 指明是谁。（要自动评分器本身：--to gradescope-zip。）",
)
NO_STUDENT = Text(
    "There is no graded work of {student} for {assignment}. Look the id up: "
    "`grader export {assignment} --to csv` has all of them.",
    "{assignment} 没有 {student} 评好的作业。请核对学号：`grader export {assignment} --to csv` 里有所有人。",
)


class Target(StrEnum):
    """Where to."""

    CSV = "csv"
    JSON = "json"
    CANVAS = "canvas"
    MOODLE = "moodle"
    GRADESCOPE = "gradescope"
    GRADESCOPE_ZIP = "gradescope-zip"


NAMES = {
    Target.CSV: "{assignment}-grades.csv",
    Target.JSON: "{assignment}-grades.json",
    Target.CANVAS: "{assignment}-canvas.csv",
    Target.MOODLE: "{assignment}-moodle.csv",
    Target.GRADESCOPE: "results.json",
    Target.GRADESCOPE_ZIP: "{assignment}-gradescope.zip",
}


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(export)


def export(
    assignment: Annotated[str, typer.Argument(help="The assignment, for example 03-softmax-weighting.")],
    to: Annotated[Target, typer.Option(help="Where to.")],
    gradebook: Gradebooks = None,
    into: Annotated[Path | None, typer.Option(help="canvas, moodle: the CSV file that you exported there.")] = None,
    column: Annotated[str, typer.Option(help="canvas, moodle: the column for the grades.")] = "",
    by: Annotated[str, typer.Option(help="canvas, moodle: the column that tells who a student is.")] = "",
    out_of: Annotated[float, typer.Option(min=0, help="Scale the grades to this many points.")] = 0.0,
    student: Annotated[str, typer.Option(help="gradescope: whose results.")] = "",
    output: Annotated[Path | None, typer.Option(help="The file to write; yours is never overwritten.")] = None,
    language: Annotated[str, typer.Option(help="en or zh")] = "",
) -> None:
    """Grades out: csv, json, into your own file of Canvas or Moodle, Gradescope's results or autograder.

    Exit code: 0 all written, 1 some students have no (clear) row and are listed, 2 nothing done.
    """
    speak_as_asked(language)
    from grader.export import tables
    from grader.export.platforms import Wish
    from grader.gradebook.course import CannotGrade

    path = output or Path(NAMES[to].format(assignment=assignment))
    if into and path.absolute() == into.absolute():
        stop(tables.CANNOT_WRITE.format(path=path, reason=Text("it is the file of --into", "它就是 --into 的文件")))
    try:
        made = _make(to, assignment, gradebook, Wish(into, column, by, out_of), student)
        tables.write(path, made.content)
    except CannotGrade as cannot:
        stop(cannot.sentence)
    for sentence in made.said(path):
        typer.echo(say(sentence))
    if made.lists:
        for sentence in made.lists:
            typer.echo(say(sentence), err=True)
        raise typer.Exit(SOME_UNKNOWN)


class _Made:
    """A file's content, how many grades are in it, what to say of it, and the lists of those that are not in it."""

    def __init__(self, content: bytes, count: int = 0, done: Text = WRITTEN):
        self.content, self._count, self._done = content, count, done
        self.remarks: list[Text] = []
        self.lists: list[Text] = []

    def said(self, path) -> list[Text]:
        return [self._done.format(path=path, count=self._count), *self.remarks]


def _make(to: Target, assignment: str, gradebooks, wish, student: str) -> _Made:
    from grader.export import bundle, plain

    if to is Target.GRADESCOPE_ZIP:
        return _Made(bundle.bundle(assignment), done=ZIPPED)
    work = graded_work(gradebooks, assignment)
    if to is Target.CSV:
        return _Made(plain.as_csv(work, wish.out_of).as_bytes(), len(work.works))
    if to is Target.JSON:
        return _Made(plain.as_json(work), len(work.works))
    if to is Target.GRADESCOPE:
        return _results(work, student)
    return _into_platform(to, work, wish)


def _results(work, student) -> _Made:
    from grader.export import gradescope

    if not student:
        stop(WHICH_STUDENT)
    one = gradescope.find(work, student)
    if one is None:
        stop(NO_STUDENT.format(student=student, assignment=work.assignment))
    return _Made(gradescope.as_json(gradescope.results_of_work(one)), 1)


def _into_platform(to, work, wish) -> _Made:
    from grader.export import platforms

    filled = {Target.CANVAS: platforms.canvas, Target.MOODLE: platforms.moodle}[to](work, wish)
    made = _Made(filled.table.as_bytes(), filled.count)
    made.remarks = list(filled.remarks)
    if filled.without:
        made.remarks.append(WITHOUT.format(count=filled.without))
    for sentence, people in ((UNKNOWN, filled.unknown), (UNCLEAR, filled.unclear)):
        if people:
            made.lists.append(sentence.format(count=len(people), who=", ".join(person.name for person in people)))
    return made
