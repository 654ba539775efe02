"""Sentences for who writes lessons and runs commands: the fact, then the remedy."""

from grader.language import Text

NOT_UTF8 = Text("This line is not UTF-8. Save the file as UTF-8.", "这一行不是 UTF-8 编码。请把文件存成 UTF-8。")
CONFLICT = Text(
    "A merge conflict was left here. Choose one side and delete the markers.",
    "这里留着合并冲突的标记。请选定一边，再删掉标记。",
)
BAD_HEADER = Text(
    "The header between the two --- lines cannot be read. Copy it from another lesson.",
    "两行 --- 之间的文件头读不懂。请从另一课复制过来。",
)
CANNOT_WRITE = Text(
    "{file}: {reason}. Make room or allow writing, then run the command again.",
    "{file}：{reason}。请腾出空间或放开写入权限，再运行一次。",
)
NO_TWIN = Text(
    'This prose cell has no twin. Let an `lang="en"` region be followed at once by its `lang="zh"` region.',
    '这个文字单元格缺少另一种语言的版本。请让 `lang="zh"` 区块紧跟在 `lang="en"` 区块之后。',
)
NO_LANGUAGE = Text(
    'This text stands outside any region. Put it between `<!-- #region lang="en" -->` and `<!-- #endregion -->`.',
    '这段文字不在任何区块里。请放到 `<!-- #region lang="zh" -->` 与 `<!-- #endregion -->` 之间。',
)
TWINS_DIFFER = Text(
    "The {what} differ from those of the twin at line {line} ({odd}). Make them the same in both languages.",
    "这里的{what}与第 {line} 行的英文版不同（{odd}）。请让两种语言一致。",
)
NO_ALT = Text(
    "The figure {name} has no alternative text. Say in the square brackets what one sees.",
    "图 {name} 没有替代文字。请在方括号里写明图上画了什么。",
)
IMAGE_TAG = Text(
    "An <img> tag stands here. Write the figure as ![what one sees](figures/name.png).",
    "这里用了 <img> 标签。请改写成 ![图上画了什么](figures/name.png)。",
)
OPEN_FENCE = Text(
    "The code fence that begins here is never closed. Close it with a line of ```.",
    "从这一行开始的代码块没有结束。请用一行 ``` 收尾。",
)
NO_FIGURE = Text(
    "There is no file {name} beside the lesson. Draw it or mend the name.",
    "课文旁边没有 {name} 这个文件。请画出来，或改正文件名。",
)
NOT_PNG = Text(
    "The figure {name} is not a PNG, and JupyterLab shows no other kind inside a notebook. Save it as PNG.",
    "图 {name} 不是 PNG，而 JupyterLab 不显示嵌在笔记本里的其他格式。请存成 PNG。",
)
FOREIGN_FIGURE = Text(
    "The figure {name} belongs to the other language. Use the one of this cell's language.",
    "图 {name} 属于另一种语言。请换成这个单元格所用语言的那一张。",
)
NO_LESSON = Text(
    "The link leads to lesson {name}, which is not in lessons/. Mend the name or take the link out.",
    "链接指向 {name} 这一课，但 lessons/ 里没有它。请改正名字，或去掉链接。",
)
ONE_SETUP = Text(
    'A lesson has exactly one set-up cell. Write one code cell that begins with ```python role="setup".',
    '每一课只有一个准备单元格。请写一个以 ```python role="setup" 开头的代码单元格。',
)
BAD_CODE = Text("This code does not parse ({reason}). Mend it.", "这段代码有语法错误（{reason}）。请改正。")
UNKNOWN_EXERCISE = Text(
    "There is no exercise {name} in lesson {lesson}. Declare it in the lesson's package or mend the name.",
    "{lesson} 这一课没有名为 {name} 的练习。请在这一课的声明里加上它，或改正名字。",
)
EXERCISE_TWICE = Text(
    "The exercise {name} stands here a second time. Delete one of its cells.",
    "练习 {name} 在这里出现了第二次。请删掉其中一个单元格。",
)
EXERCISE_HAS_CODE = Text(
    "The cell of exercise {name} holds code, which the build would drop. Leave it empty: its code is the declaration.",
    "练习 {name} 的单元格里有代码，构建时会被丢掉。请让它空着：代码写在练习的声明里。",
)
EXERCISE_MISSING = Text(
    'The exercise {name} is declared but has no cell. Add ```python exercise="{name}" to the lesson.',
    '练习 {name} 已经声明，却没有单元格。请在课文里加上 ```python exercise="{name}"。',
)
OUT_OF_DATE = Text(
    "{file} is not what the lessons give. Run `grader build` and commit what it makes.",
    "{file} 与课文不一致。请运行 `grader build`，并提交生成的文件。",
)
BUILT = Text("{n} notebooks written.", "写好了 {n} 个笔记本。")
UP_TO_DATE = Text("All {n} notebooks are up to date.", "{n} 个笔记本都是最新的。")
NO_LESSONS = Text(
    "There is no folder lessons/ in {root}. Run this command inside a clone of the course.",
    "{root} 里没有 lessons/ 文件夹。请在克隆下来的课程目录里运行这条命令。",
)
FILL_IN = Text("{file}: fill in what says FILL IN.", "{file}：请补上标着“待填”的地方。")
UNFINISHED = Text(
    "The exercise {name} still says FILL IN. Write what is asked for there, then build again.",
    "练习 {name} 里还有“待填”的地方。请补上，再构建一次。",
)
TWO_LANGUAGES = Text(
    'The course speaks "en" and "zh". Write --language en or --language zh.',
    "本课程有 en 和 zh 两种语言。请写 --language en 或 --language zh。",
)
