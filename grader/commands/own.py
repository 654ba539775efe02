"""new course, prove: a teacher's own exercises, in a folder of their own."""

from pathlib import Path
from typing import Annotated

import typer

from grader.commands.ending import stop
from grader.language import Text, say

NOT_PROVED = 1

UNKNOWN = Text(
    "No installed lesson declares {name}. Mend the name, or install the package that declares it.",
    "已安装的课里没有声明 {name}。请改正名字，或安装声明它的软件包。",
)
NONE_OWN = Text(
    "No package with exercises of its own is installed. Install yours with "
    "`pip install --no-build-isolation --no-deps -e FOLDER`, or name an exercise.",
    "没有安装自带练习的软件包。请用 `pip install --no-build-isolation --no-deps -e 文件夹` 安装，或写出练习的名字。",
)
PROVED = Text(
    "{name}: {points} points, {mistakes} mistakes, each known by its own hint.",
    "{name}：{points} 分，{mistakes} 种错误，各有各的提示。",
)


def register(app: typer.Typer, new: typer.Typer) -> None:
    """Add the commands to the command line."""
    new.command()(course)
    app.command()(prove)


def course(name: Annotated[str, typer.Argument(help="The folder's name, for example my-course.")]) -> None:
    """A folder for lessons of your own, outside this course: one lesson, one exercise to begin from."""
    from grader.notebook import own_course

    try:
        folder = own_course.new_course(Path.cwd(), name)
    except own_course.CannotMake as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(say(own_course.MADE).format(folder=folder.name))


def prove(
    names: Annotated[list[str] | None, typer.Argument(help="Exercises; without a name all of your own.")] = None,
) -> None:
    """Ask of exercises: does the reference pass, does every mistake fail with its own hint? Exit code: 1 if not."""
    from grader.exercises import all_exercises, by_lesson, own_lessons
    from grader.judge.proof import faults

    known, ours = all_exercises(), own_lessons()
    names = names or [name for lesson, found in by_lesson().items() if lesson not in ours for name in found]
    if unknown := [name for name in names if name not in known]:
        stop(UNKNOWN.format(name=unknown[0]), NOT_PROVED)
    if not names:
        stop(NONE_OWN, NOT_PROVED)
    wrong = 0
    for name in names:
        found = list(faults(known[name]))
        wrong += bool(found)
        for fault in found:
            typer.echo(f"✗ {name}: {say(fault)}")
        if not found:
            one = known[name]
            typer.echo(f"✓ {say(PROVED).format(name=name, points=one.points, mistakes=len(one.mistakes))}")
    raise typer.Exit(NOT_PROVED if wrong else 0)
