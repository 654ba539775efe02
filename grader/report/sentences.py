"""The words of the report."""

from grader.gradebook.inside import INSIDE as INSIDE
from grader.language import Text

NOBODY = Text(
    "Nobody has handed in {assignment} yet. Collect the class's work and grade it first.",
    "{assignment} 还没有人交。请先收作业、评分。",
)
NOT_GRADED = Text(
    "{assignment}: {count} handed in, nothing graded yet. Run `grader autograde {assignment}` first.",
    "{assignment}：交了 {count} 份，一份也没评。请先运行 `grader autograde {assignment}`。",
)
WRITTEN = Text("The whole report, to open in a browser: {path}", "完整报告（用浏览器打开）：{path}")
CANNOT_WRITE = Text(
    "{path} cannot be written ({reason}). Name another place with --output.",
    "{path} 写不进去（{reason}）。请用 --output 换个地方。",
)

OF = Text("{count} of {total}", "{count} / {total}")
TITLE = Text("Report: {assignment}", "报告：{assignment}")
MADE = Text("as of {time}", "截至 {time}")
HANDED_IN = Text("handed in", "已交")
FULL = Text("have all points", "满分")
MEAN = Text("mean of {max_score:g} points", "平均分（满分 {max_score:g}）")
MEAN_AFTER = Text("mean of {max_score:g} points, after late penalties", "扣除迟交分后的平均分（满分 {max_score:g}）")
MEAN_BEFORE = Text("mean before late penalties", "未扣迟交分的平均分")
FULL_BEFORE = Text("have all points before late penalties", "满分（未扣迟交分）")
MEDIAN = Text("median", "中位数")
HUMAN = Text("need a human", "需人工")

EXPLAIN = Text("What to explain again", "下节课要再讲什么")
EXPLAIN_WHY = Text(
    "The class's most common mistakes. Each hint is what those learners have read already.",
    "全班最常见的错。每条提示，犯错的学生都已经读过。",
)
NOTHING_COMMON = Text("No mistake is common enough to be worth the class's time.", "没有哪个错普遍到值得全班再听一遍。")
STUDENTS = Text("students", "人")
ONE_STUDENT = Text("student", "人")
COSTS = Text("Fails:", "没通过：")
SAMPLE = Text("One such answer, the shortest, without comments:", "其中最短的一份答案（去掉了注释）：")

BY_EXERCISE = Text("Exercise by exercise", "逐题看")
ALL_POINTS = Text("all points", "全对")
SOME_POINTS = Text("some points", "部分得分")
NO_POINTS = Text("tried, no points", "写了，没得分")
NOT_BEGUN = Text("not begun", "还没动笔")
EXERCISE = Text("exercise", "练习")
POINTS = Text("points", "分")
MEAN_POINTS = Text("mean", "平均")
CHECK = Text("check", "检查项")
PASSED = Text("passed, of those who began", "通过人数（动了笔的学生中）")
MISTAKES = Text("What was found", "发现的问题")
NO_CARDS = Text(
    "Only points are known of this exercise: it has no checks of the course, or its graded notebooks are not there or "
    "of an older version; then grade it again with `grader autograde {assignment} --force`.",
    "这道题只有分数：它没有课程的检查项，或者评好的笔记不在了、是旧版本评的；"
    "后两种情况请运行 `grader autograde {assignment} --force` 重新评分。",
)
UNKNOWN = Text("no known mistake; the advice was:", "不是已知的错误；当时的建议是：")

DISTRIBUTION = Text("How the points are spread", "分数分布")
DISTRIBUTION_AFTER = Text("How the points are spread, after late penalties", "分数分布（已扣迟交分）")
HISTOGRAM = Text("Number of students by points: {bars}.", "各分数的人数：{bars}。")
BAR = Text("{low}: {count}", "{low} 分：{count}")

STUCK = Text("Where they get stuck", "卡在哪里")
STUCK_WHY = Text(
    "For each exercise, how many have it as the first they could not finish.",
    "对每道练习，有多少人第一个没做完的就是它。",
)
FIRST = Text("stuck first", "先卡住")
THROUGH = Text("solved all", "全部做完")

ELSE = Text("Who needs you", "谁需要你")
NEED_HUMAN = Text(
    "Somebody has to look at {count}: they could not be judged, or are graded by hand.",
    "有 {count} 份要人来看：评不了，或者要人工评分。",
)
NO_HUMAN = Text("Nobody needs a human.", "没有需要人工处理的。")
NOT_HANDED_IN = Text("{count} of {total} have not handed in.", "{total} 人中有 {count} 人没交。")
UNGRADED = Text(
    "{count} handed in and are not graded yet: run `grader autograde {assignment}`.",
    "有 {count} 份交了还没评：请运行 `grader autograde {assignment}`。",
)
LATE = Text("{count} came late.", "有 {count} 份迟交。")
LATE_LOST = Text(
    "{count} came late; {lost} of them lost points by it, {points:g} together.",
    "有 {count} 份迟交，其中 {lost} 份因此被扣分，一共扣了 {points:g} 分。",
)
GONE = Text(
    "The work of {count} was graded and still counts here, but is gone from where it was handed in: put it back, or "
    "run `grader forget` for those who have left.",
    "有 {count} 份作业评过、这里仍然算数，但原件已不在提交的文件夹里："
    "请放回去；已经退课的，请用 `grader forget` 删去。",
)
DOUBLES = Text(
    "{count} handed in in two courses; the better work counts here.",
    "有 {count} 人在两门课里都交了；这里算较好的一份。",
)

SAME = Text("The same work more than once", "内容相同的作业")
SAME_WHY = Text(
    "These answers are the same once names, comments and layout are left aside, and nobody else gave them. That proves "
    "nothing: working together may be allowed, and a file may have been handed in by mistake. Ask first.",
    "撇开变量名、注释和排版，这些答案完全相同，而且没有别人这样写。这并不证明什么：也许允许合作，也许只是交错了文件。先问一问。",
)
SAME_GROUPS = Text("Groups: {groups}; students in them: {count}.", "共 {groups} 组，{count} 人。")
TO_THE_LETTER = Text("the same to the letter", "一字不差")
BUT_FOR_NAMES = Text("the same but for names and layout", "只有变量名或排版不同")
RUN_WITH_NAMES = Text(
    "`grader report {assignment} --names` says who.", "要知道是谁，请运行 `grader report {assignment} --names`。"
)

NAMELESS = Text("No student is named on this page.", "本页没有任何学生的名字。")
NAMING = Text("This page names students. Keep it to yourself.", "本页有学生的名字，请勿外传。")
METHOD = Text(
    "Points are the gradebook's; checks and mistakes are those of the last grading.",
    "分数取自成绩册；检查项和错误取自最近一次评分。",
)
