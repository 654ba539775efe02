"""`grader new exercise`: a declaration to fill in, with its cell in the lesson."""

import keyword
import re
from pathlib import Path

from grader.exercises import all_exercises, by_lesson, package_of
from grader.language import Text, say

NOT_A_NAME = Text(
    "{name} cannot be a function's name. Write lower-case words joined by _, for example leaky_softmax.",
    "{name} 不能作函数名。请用小写单词加下划线，例如 leaky_softmax。",
)
TAKEN = Text("The name {name} is taken already. Choose another one.", "{name} 这个名字已经用掉了。请换一个。")
NO_LESSON = Text(
    "No lesson with exercises is called {lesson}. Write one of these: {lessons}.",
    "带练习的课里没有 {lesson}。请从这些里选一个：{lessons}。",
)

DECLARATION = '''"""FILL IN: the exercise in half a sentence."""

import numpy as np

from grader.judge import Check, Exercise, Mistake, Text


def {name}(scores):
    """FILL IN: one line with the formula.

    scores: (n,)  ->  weights: (n,)
    """
    return scores


def _cases(rng):
    yield (np.array([1.0, 2.0, 3.0]),)
    for n in (1, 4, 7):
        yield (rng.normal(0, 2, n),)


{constant} = Exercise(
    {name},
    checks=(
        Check(
            Text("FILL IN: what this part looks at", "待填：这一部分看什么"),
            2,
            _cases,
            advice=Text("FILL IN: what a teacher says when it fails.", "待填：没通过时老师会说的话。"),
            keeps_inputs=True,
        ),
    ),
    mistakes=(
        Mistake(
            "fill-in",
            lambda scores: -scores,
            Text("FILL IN: the sentence that helps, without giving the line away.", "待填：点到为止的提示。"),
        ),
    ),
    hints=(
        Text("FILL IN: a gentle hint.", "待填：温和的提示。"),
        Text("FILL IN: a strong hint.", "待填：更强的提示。"),
    ),
)
'''

ENGLISH = '<!-- #region lang="en"'
CELLS = """<!-- #region lang="en" -->
FILL IN: the task of `{name}`.
<!-- #endregion -->

<!-- #region lang="zh" -->
待填：`{name}` 的任务。
<!-- #endregion -->

```python exercise="{name}"
```

"""


class CannotAdd(Exception):
    """The exercise cannot be begun; the text says why and the remedy."""


def new_exercise(root: Path, name: str, lesson: str) -> list[Path]:
    """Write a declaration into the lesson's package and a cell into its source; returns the two files to fill in."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        raise CannotAdd(say(NOT_A_NAME).format(name=name))
    lessons = {known: package for known in by_lesson() if (package := _package(root, known)).is_dir()}
    found = next((known for known in lessons if lesson in (known, known[:2])), None)
    if not found:
        raise CannotAdd(say(NO_LESSON).format(lesson=lesson, lessons=", ".join(lessons)))
    package, module = lessons[found], package_of(found).__name__
    declaration, source = package / f"{name}.py", root / "lessons" / f"{found}.md"
    if name in (*all_exercises(), "lesson", "exercises") or declaration.exists():
        raise CannotAdd(say(TAKEN).format(name=name))
    declaration.write_text(DECLARATION.format(name=name, constant=name.upper()), encoding="utf-8")
    _rewrite(package / "__init__.py", lambda text: _listed(text, module, name))
    _rewrite(source, lambda text: _before_closing_words(text, CELLS.format(name=name)))
    return [declaration.relative_to(root), source.relative_to(root)]


def _rewrite(file, change):
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def _package(root: Path, lesson: str) -> Path:
    """Where a lesson is declared, if below `root` (a clone, or a teacher's own course); else a place that is not there."""
    return root.joinpath(*package_of(lesson).__name__.split("."))


def _listed(text, module, name):
    """The package's text with one import more, in the order that ruff wants, and one name more in EXERCISES."""
    line = f"from {module}.{name} import {name.upper()}\n"
    imports = re.search(rf"^(from {re.escape(module)}\..*\n)+", text, re.M)
    lines = sorted([*imports[0].splitlines(keepends=True), line])
    text = text.replace(imports[0], "".join(lines))
    return re.sub(r"(EXERCISES = \(.*?),?(\s*\))", rf"\1, {name.upper()}\2", text, flags=re.S)


def _before_closing_words(text, cells):
    """The lesson's text with the cells before its last pair of prose, or at its end when it has none."""
    prose = text.rfind(ENGLISH)
    return text[:prose] + cells + text[prose:] if prose >= 0 else f"{text}\n{cells}"
