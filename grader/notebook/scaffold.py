"""`grader new exercise`: a declaration to fill in, with its cell in the lesson."""

import re
from pathlib import Path

from grader.exercises import all_exercises, by_lesson
from grader.language import Text, say

NOT_A_NAME = Text(
    "{name} cannot be a function's name. Write lower-case words joined by _, for example leaky_softmax.",
    "{name} 不能作函数名。请用小写单词加下划线，例如 leaky_softmax。",
)
TAKEN = Text(
    "There is an exercise called {name} already. Choose another name.", "已经有叫 {name} 的练习了。请换个名字。"
)
NO_LESSON = Text("There is no lesson {lesson}. The lessons are: {lessons}.", "没有 {lesson} 这一课。现有：{lessons}。")

DECLARATION = '''

def {name}(scores):
    """FILL IN: one line with the formula.

    scores: (n,)  ->  weights: (n,)
    """
    return scores


def _{name}_cases(rng):
    yield (np.array([1.0, 2.0, 3.0]),)
    for n in (1, 4, 7):
        yield (rng.normal(0, 2, n),)


{constant} = Exercise(
    {name},
    checks=(
        Check(
            Text("FILL IN: what this part looks at", "待填:这一部分看什么"),
            2,
            _{name}_cases,
            advice=Text("FILL IN: what a teacher says when it fails.", "待填:没通过时老师会说的话。"),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "fill-in",
            lambda scores: -scores,
            Text("FILL IN: the sentence that helps, without giving the line away.", "待填:点到为止的提示。"),
        ),
    ),
    hints=(
        Text("FILL IN: a gentle hint.", "待填:温和的提示。"),
        Text("FILL IN: a strong hint.", "待填:更强的提示。"),
    ),
)
'''

CELLS = """
<!-- #region lang="en" -->
FILL IN: the task of `{name}`.
<!-- #endregion -->

<!-- #region lang="zh" -->
待填:`{name}` 的任务。
<!-- #endregion -->

```python exercise="{name}"
```
"""


class CannotAdd(Exception):
    """The exercise cannot be begun; the text says why and the remedy."""


def new_exercise(root: Path, name: str, lesson: str) -> list[Path]:
    """Append a declaration to the lesson's module and a cell to its source; returns both files."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise CannotAdd(say(NOT_A_NAME).format(name=name))
    if name in all_exercises():
        raise CannotAdd(say(TAKEN).format(name=name))
    found = next((known for known in by_lesson() if lesson in (known, known[:2])), None)
    if not found:
        raise CannotAdd(say(NO_LESSON).format(lesson=lesson, lessons=", ".join(by_lesson())))
    module = root / "grader" / "exercises" / f"{found[3:].replace('-', '_')}.py"
    source = root / "lessons" / f"{found}.md"
    _append(module, DECLARATION.format(name=name, constant=name.upper()))
    _append(source, CELLS.format(name=name))
    return [module.relative_to(root), source.relative_to(root)]


def _append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")
