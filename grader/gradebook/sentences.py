"""What is said about a submission as a whole: the fact, then the remedy."""

from grader.language import Text

NOT_THERE = Text(
    "There is no file {name}. Check the name and hand it in again.",
    "没有 {name} 这个文件。请核对文件名，再交一次。",
)
A_LINK = Text(
    "{name} is a link, not a file. Hand in the notebook itself.",
    "{name} 是一个链接，不是文件。请提交笔记本身。",
)
NOT_A_FILE = Text(
    "{name} is not an ordinary file. Hand in the notebook itself, as Jupyter saved it.",
    "{name} 不是普通文件。请提交 Jupyter 保存的那个笔记文件。",
)
NOT_READABLE = Text(
    "{name} cannot be read ({reason}). Allow reading, or hand it in again.",
    "{name} 无法读取（{reason}）。请放开读取权限，或重新提交。",
)
TOO_LARGE = Text(
    "{name} is larger than {limit} MB. Clear its outputs (Edit, Clear Outputs of All Cells), save, hand it in again.",
    "{name} 超过了 {limit} MB。请清除所有输出（编辑 → 清除所有单元格的输出），保存后重新提交。",
)
TOO_INTRICATE = Text(
    "{name} is no notebook that Jupyter would write: it nests too deep or has too many parts. "
    "Open it in Jupyter, clear its outputs, save, hand it in again.",
    "{name} 不像是 Jupyter 写出的笔记：嵌套太深，或者零件太多。请用 Jupyter 打开，清除输出并保存，再重新提交。",
)
TOO_MANY_CELLS = Text(
    "{name} has {count} cells; {limit} can be judged. Delete those that are not needed, hand it in again.",
    "{name} 有 {count} 个单元格，最多能评 {limit} 个。请删掉用不着的，再重新提交。",
)
TOO_MUCH_SOURCE = Text(
    "The cells of {name} hold more than {limit} MB of text. Keep data in a file beside it, hand it in again.",
    "{name} 的单元格里有超过 {limit} MB 的文字。请把数据另存成文件，再重新提交。",
)
EMPTY = Text(
    "{name} is empty. Save it in Jupyter, hand it in again.", "{name} 是空的。请在 Jupyter 里保存，再重新提交。"
)
CONFLICT = Text(
    "{name} holds merge-conflict markers (<<<<<<< and >>>>>>>) from Git. Choose one version, hand it in again.",
    "{name} 里留着 Git 的合并冲突标记（<<<<<<< 和 >>>>>>>）。请选定一个版本，再重新提交。",
)
NOT_JSON = Text(
    "{name} is damaged: line {line} is not valid JSON. Perhaps the upload was cut off; hand it in again.",
    "{name} 已损坏：第 {line} 行不是合法的 JSON。可能是上传中断了，请重新提交。",
)
NOT_A_NOTEBOOK = Text(
    "{name} is not a notebook. Hand in the .ipynb file that Jupyter saved.",
    "{name} 不是笔记。请提交 Jupyter 保存的 .ipynb 文件。",
)
NOT_OF_THE_COURSE = Text(
    "{name} is none of the course's notebooks: no cell of it belongs to an exercise. Hand in the lesson's notebook.",
    "{name} 不是本课程的笔记：里面没有任何练习的单元格。请提交这一课的笔记。",
)
NO_EXERCISES = Text(
    "{name} has no exercises, so there is nothing to judge. Name another lesson's notebook.",
    "{name} 没有练习，不需要评分。请换另一课的笔记。",
)
OTHER_LESSON = Text(
    "{name} is lesson {found}, handed in as {wanted}. Hand in the notebook of {wanted}.",
    "{name} 是 {found} 这一课，却交成了 {wanted}。请提交 {wanted} 的笔记。",
)
NO_NOTEBOOK = Text(
    "There is no notebook of {lesson} among the files handed in ({names}). Hand in {lesson}.ipynb.",
    "交来的文件（{names}）里没有 {lesson} 的笔记。请提交 {lesson}.ipynb。",
)
AND_MORE = Text("{names} and {count} more", "{names} 等，另外还有 {count} 个")
NOTHING_THERE = Text(
    "The folder that was handed in is empty. Hand in {lesson}.ipynb.",
    "交来的文件夹是空的。请提交 {lesson}.ipynb。",
)
SEVERAL_NOTEBOOKS = Text(
    "Several files are notebooks of {lesson}: {names}. Hand in the one that counts, named {lesson}.ipynb.",
    "有好几个文件都是 {lesson} 的笔记：{names}。请只提交要算分的那一个，命名为 {lesson}.ipynb。",
)
MISSING_CELL = Text(
    "There is no cell for `{name}` in the notebook, and no function of that name. "
    "Write the function in its cell of the lesson, hand it in again.",
    "笔记里没有 `{name}` 的单元格，也没有这个名字的函数。请在课文里它的单元格中写好函数，再重新提交。",
)
SYNTAX_ERROR = Text(
    "The cell with `{name}` is not valid Python (line {line}: {text}). Mend the line that Jupyter marks in red.",
    "`{name}` 所在的单元格不是合法的 Python（第 {line} 行：{text}）。请改好 Jupyter 标红的那一行。",
)
CELL_FAILED = Text(
    "There is no `{name}`: the cell that defines it stopped with {error}. "
    "Run the notebook from the top (Restart and Run All) and mend what turns red.",
    "没有 `{name}`：定义它的单元格报错 {error} 停住了。请从头运行整本笔记（重启并运行全部），把报红的地方改好。",
)
DIED = Text(
    "`{name}` ended the whole program. {reason} Run it in Jupyter with Restart and Run All and mend it.",
    "`{name}` 让整个程序中止了。{reason}请在 Jupyter 里重启并运行全部，把它改好。",
)
NEEDS_HUMAN = Text(
    "This notebook could not be judged: {reason} Somebody has to look at it.",
    "这本笔记无法评分：{reason}需要有人看一看。",
)
CELLS_DIED = Text(
    "Running its cells ended the whole program again and again. {reason}",
    "运行其中的单元格时，整个程序一再中止。{reason}",
)
BROKEN_GRADER = Text(
    "the grader itself stumbled over it ({reason}). Please report this.",
    "评分程序自己在这里出了错（{reason}）。请报告这个问题。",
)
BY_HAND = Text("Some of its cells are graded by hand.", "有些单元格要人工评分。")
WORKER_DIED = Text(
    "the process that judged it died twice. Look at the notebook before running it anywhere.",
    "为它评分的进程两次意外中止。运行这本笔记之前请先看看内容。",
)
TOO_LONG = Text(
    "judging it took longer than {seconds} s. Look at the notebook before running it anywhere.",
    "评分用时超过 {seconds} 秒。运行这本笔记之前请先看看内容。",
)
NOT_WRITTEN = Text(
    "Its graded files could not be written to {folder} ({reason}). Make room or allow writing, then grade again.",
    "评好的文件写不进 {folder}（{reason}）。请腾出空间或放开写入权限，再评一次。",
)
NO_START = Text(
    "The processes that grade do not start. Run `grader check` on one notebook to see why.",
    "评分进程无法启动。请用 `grader check` 检查一本笔记，看看原因。",
)
