"""What stands on the sheets besides the mistakes themselves."""

from grader.language import Text

TITLE = Text("Mistakes to expect", "常见错误")
INTRODUCTION = Text(
    "Left: what you see over a learner's shoulder. Right: what the notebook tells them, and what you may say too. "
    "The small names are those of `grader report`.",
    "左边：站在学生身后会看到什么。右边：笔记本会对学生说的话，你也可以照着问。小字是它在 `grader report` 里的名字。",
)
SEEN = Text("what one sees", "看到什么")
SAID = Text("what to say", "怎么说")
POINTS = Text("{points} points", "{points} 分")
KNOWN = Text(
    "The grader knows {count} mistakes of this lesson by name; all of them: `grader misconceptions {number} --all`.",
    "这一课的错误，评分程序认得 {count} 种；要看全部：`grader misconceptions {number} --all`。",
)
ALL = Text("{title}: all the others", "{title}：其余各种")
WRITTEN = Text(
    "{path} is written: open it in a browser and print it.",
    "已写好 {path}：用浏览器打开即可打印。",
)
CANNOT_WRITE = Text(
    "{path} cannot be written ({reason}). Name another file with --output.",
    "{path} 写不进去（{reason}）。请用 --output 换一个文件。",
)
