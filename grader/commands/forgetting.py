"""forget: a student out of a course, with all that is kept of them there."""

import os
from typing import Annotated

import typer

from grader.commands.ending import stop
from grader.language import Text, say

THERE_IS = Text(
    "Of {student} there are: graded assignments {assignments}; folders {folders}.",
    "{student} 留下的有：评过的作业 {assignments}；文件夹 {folders}。",
)
NONE = Text("none", "无")
SURE = Text("Delete all of it?", "全部删除吗？")
KEPT = Text("Nothing was deleted.", "什么也没有删除。")
TROUBLE = Text(
    "The gradebook cannot be written ({reason}), so nothing more was deleted. Close what else uses it, then run this "
    "again.",
    "成绩册写不进去（{reason}），因此没有再删任何东西。请关掉正在用它的程序，再运行一次。",
)
GONE = Text(
    "{student} is forgotten here. Elsewhere there may still be: files in `downloaded`, the exchange, reports and "
    "exports that you wrote, backups, and the progress on the learner's own computer.",
    "这里已不再有 {student} 的任何记录。别处可能还有：`downloaded` 里的文件、交换目录、你生成的报告和成绩表、备份，"
    "以及学习者自己电脑上的进度。",
)

BACK = Text(
    "`nbgrader zip_collect` would bring {student} back from these files. Delete them; of an archive that holds others' "
    "work too, make one without {student}:",
    "再运行 `nbgrader zip_collect`，就会从下面这些文件把 {student} 找回来。请删掉它们；压缩包里还有别人作业的，"
    "请换成不含 {student} 的：",
)


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(forget)


def forget(
    student: Annotated[str, typer.Argument(help="The student's id.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a student: grades, comments, what was handed in, marked work, feedback. Exit code: 1 not deleted, 2
    nothing there."""
    from nbgrader.api import InvalidEntry
    from sqlalchemy.exc import SQLAlchemyError

    from grader.gradebook.course import CannotGrade, open_course
    from grader.gradebook.files import shown
    from grader.gradebook.forgetting import forget, traces

    try:
        course = open_course()
        found = traces(course, student)
        folders = ", ".join(shown(str(folder.relative_to(course.root))) for folder in found.folders) or say(NONE)
        assignments = ", ".join(found.assignments) or say(NONE)
        typer.echo(say(THERE_IS).format(student=shown(student), assignments=assignments, folders=folders))
        if not (yes or typer.confirm(say(SURE))):
            typer.echo(say(KEPT))
            raise typer.Exit(1)
        forget(course, student)
    except CannotGrade as cannot:
        stop(cannot.sentence)
    except (SQLAlchemyError, InvalidEntry) as error:
        stop(TROUBLE.format(reason=getattr(error, "orig", None) or error))
    typer.echo(say(GONE).format(student=shown(student)))
    if found.downloads:
        typer.echo(say(BACK).format(student=shown(student)))
        for file in found.downloads:
            typer.echo("  " + os.sep.join(map(shown, file.relative_to(course.root).parts)))
