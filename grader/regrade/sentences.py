"""The words of a regrade."""

from grader.language import Text

NO_GRADEBOOK = Text(
    "There is no gradebook at {place}, so nothing can be graded again. Run `grader autograde` first.",
    "{place} 没有成绩册，谈不上重评。请先运行 `grader autograde`。",
)
NO_SUCH_EXERCISE = Text(
    "{assignment} has no exercise {name}. It has: {names}.", "{assignment} 里没有 {name} 这道练习。它有：{names}。"
)
NOTHING_GRADED = Text(
    "Nobody's {assignment} is both here and graded ({reason}), so nothing can be graded again.",
    "没有一份 {assignment} 既交了又评过（{reason}），谈不上重评。",
)
NOBODY = Text(
    "no student matches {students}; without --student all are meant", "没有学生符合 {students}；不写 --student 就是全班"
)
LOCKED = Text(
    "The gradebook {url} stays locked, so nothing was written to it. Close what else writes to it, then run this "
    "again.",
    "成绩册 {url} 一直被占用，什么也没有写进去。请关掉别的正在写它的程序，再运行一次。",
)
UNUSABLE = Text(
    "The gradebook {url} cannot be used ({reason}). Keep a copy of it, then run `nbgrader db upgrade`.",
    "成绩册 {url} 无法使用（{reason}）。请先备份，再运行 `nbgrader db upgrade`。",
)
MEANWHILE = Text(
    "The grades of {student} have changed since this list was made, so nothing was written. Run this again.",
    "列表做好以后 {student} 的成绩又变了，所以什么也没有写。请再运行一次。",
)
NOT_WRITTEN = Text(
    "{path} cannot be written ({reason}), so the gradebook stays as it was. Make room or allow writing, then run this "
    "again.",
    "{path} 写不进去（{reason}），成绩册保持原样。请腾出空间或放开写入权限，再运行一次。",
)

NOT_GRADED = Text("not graded yet: run `grader autograde`", "还没评过：请运行 `grader autograde`")
GONE = Text(
    "the work that was handed in is no longer in {folder}: put it back", "交来的作业不在 {folder} 里了：请放回去"
)
NO_RECORD = Text(
    "no readable record of the last grading: run `grader autograde` for this student",
    "找不到上次评分的记录：请对这个学生运行 `grader autograde`",
)
HANDED_IN_AGAIN = Text(
    "handed in something else since the last grading: run `grader autograde`",
    "上次评分以后又交了别的：请运行 `grader autograde`",
)

BY_HAND = Text("Your own grade {points} counts and stays.", "你给的 {points} 分照算，不变。")
FOLLOWS = Text("Builds on {names}.", "它用到 {names}。")
ITSELF = Text("Its own declaration or inputs changed too.", "它自己的声明或输入也变了。")
PASSES_NOW = Text("Passes now.", "现在通过了。")
WORTH = Text("The checks are worth other points now.", "各检查项的分值变了。")

TITLE = Text("What would change", "会变的成绩")
WRITTEN_TITLE = Text("What changed", "变了的成绩")
STUDENT, EXERCISE = Text("student", "学生"), Text("exercise", "练习")
POINTS, CHECKS, WHY = Text("points", "分数"), Text("checks", "检查项"), Text("why", "原因")
NOT_NAMED = Text("not written", "不写入")
TOTALS = Text(
    "{assignment}, {exercises}: {up} up, {down} down, {same} the same; {by_hand} graded by hand stay. "
    "Isolation {isolation}.",
    "{assignment}，{exercises}：{up} 个升，{down} 个降，{same} 个不变；{by_hand} 个手工给分的保持不变。"
    "隔离级别 {isolation}。",
)
REFRESHED = Text(
    "{count} keep their points and get another text in their feedback.", "有 {count} 个分数不变，反馈里的文字会更新。"
)
OTHERS = Text(
    "Other exercises would change too, and are written only if you name them: {options}.",
    "别的练习也会变，点名才会写入：{options}。",
)
LEFT_OUT = Text("Left out: {count}", "没有重评的：{count}")
NOT_YET = Text("Nothing has been written. To write this, add --write.", "什么也没有写入。要写入，请加上 --write。")
ASK = Text("Write these grades?", "写入这些成绩吗？")
NOTHING_TO_WRITE = Text("There is nothing to write.", "没有要写入的。")
WRITTEN = Text(
    "Written. Feedback that was made before shows the old grades: run `nbgrader generate_feedback {assignment} "
    "--force`.",
    "已写入。先前生成的反馈还是旧成绩：请运行 `nbgrader generate_feedback {assignment} --force`。",
)
INTERRUPTED = Text("Stopped. Nothing was written.", "已停止，什么也没有写入。")
