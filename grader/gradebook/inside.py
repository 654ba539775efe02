"""A teacher's plain nbgrader test cells: run in the cage, in the learner's own process, in their place.

They are the assignment's, hidden tests included; whatever the submission holds in their place does not count. Points
are those that nbgrader gives, with the few differences that docs/your-own-exercises.md lists.
"""

import ast
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from grader.exercises import all_exercises, by_lesson
from grader.gradebook.record import grade_id
from grader.language import Text

_ASKS = re.compile(r"""\s*check\(\s*["'](\w+)["']\s*\)\s*;?\s*""")
_NUMPY = re.compile(r"np\.\w+\((.*)\)")

INSIDE = Text(
    "Judged inside the learner's own process: can be forged.",
    "在学习者自己的进程里评分：结果可能被伪造。",
)
TEST_CELL = Text("the test cell", "测试单元格")
RIGHT = Text("The test cell ran to its end.", "测试单元格跑完了。")
PARTLY = Text("The test cell gave {score:g} of {points:g} points.", "测试单元格给了 {score:g} / {points:g} 分。")
FAILED = Text("The test cell stopped with {error}.", "测试单元格报错停住了：{error}。")
ON_STDERR = Text(
    "The test cell wrote to standard error, which counts as an error: {text}",
    "测试单元格向标准错误输出了内容，按错误处理：{text}",
)
TOO_LONG = Text(
    "The test cell took too long and was stopped. Look for a loop that does not end.",
    "测试单元格用时过长，被中止了。看看是不是有不会结束的循环。",
)
DIED = Text(
    "The test cell ended the whole program. Run the notebook in Jupyter with Restart and Run All and mend it.",
    "测试单元格让整个程序中止了。请在 Jupyter 里重启并运行全部，把它改好。",
)
NOT_RUN = Text(
    "The test cell was never reached: what runs before it ended the whole program.",
    "没有运行到测试单元格：前面的代码让整个程序中止了。",
)
NO_DECLARATION = Text(
    "No installed lesson declares the exercise {names}. Install the package that does, then grade again.",
    "已安装的课里都没有声明练习 {names}。请安装声明它的软件包，再评一次。",
)

MISNAMED = Text(
    'The cell {cell} asks for {name} by check("{name}"), but only a cell with the id test_{name} gets its points. '
    "Give it that id, then generate the assignment again.",
    '单元格 {cell} 用 check("{name}") 检查 {name}，但只有编号为 test_{name} 的单元格才会得到它的分数。'
    "请改成这个编号，再重新生成作业。",
)
SEVERAL_LESSONS = Text(
    "One notebook asks for exercises of several lessons ({lessons}), but only those of one can be judged. "
    "Make a notebook for each, then generate the assignment again.",
    "同一本笔记里有好几课的练习（{lessons}），但一本笔记只能评一课的练习。请每课各做一本笔记，再重新生成作业。",
)


@dataclass(frozen=True)
class Told:
    """What a test cell came to: its name, points, and a sentence."""

    name: str
    score: float
    max_score: float
    sentence: Text
    was_run: bool = True
    went_well: bool = True  # what a cell worth no points tells nothing else of

    @property
    def passed(self) -> bool:
        return self.went_well and self.score >= self.max_score


def asked_for(source: str) -> str:
    """The exercise that a test cell asks for by `check("NAME")` and nothing else; "" when it tests otherwise."""
    found = _ASKS.fullmatch(source)
    return found[1] if found else ""


def plain_tests(cells: Iterable) -> list:
    """Of an assignment's cells (`SourceCell`) those that test in nbgrader's own way."""
    return [cell for cell in cells if is_test(cell) and not asked_for(cell.source)]


def is_test(cell) -> bool:
    """Whether a cell is graded by running it."""
    return cell.grade and not cell.solution and not cell.task and cell.cell_type == "code"


def lesson_of_source(cells: Iterable) -> str:
    """The lesson that most of an assignment's test cells ask for; "" when none asks for an exercise."""
    names = {cell.name for cell in cells if asked_for(cell.source)}
    counts = {lesson: sum(f"test_{name}" in names for name in exercises) for lesson, exercises in by_lesson().items()}
    best = max(counts, key=counts.get, default="")
    return best if counts.get(best) else ""


def undeclared(cells: Iterable) -> list[str]:
    """Names of exercises that test cells ask for and no installed lesson declares."""
    return [
        name for cell in cells if is_test(cell) and (name := asked_for(cell.source)) and name not in all_exercises()
    ]


def unfit(cells: Iterable) -> Text | None:
    """Why a notebook's cells cannot be judged as they ask for it, if so: its teacher is told before anybody gets 0."""
    if names := undeclared(cells):
        return NO_DECLARATION.format(names=", ".join(names))
    asking = {cell.name: name for cell in cells if is_test(cell) and (name := asked_for(cell.source))}
    for cell, name in asking.items():
        if cell != f"test_{name}":
            return MISNAMED.format(cell=cell, name=name)
    lessons = [lesson for lesson, exercises in by_lesson().items() if not exercises.keys().isdisjoint(asking.values())]
    return SEVERAL_LESSONS.format(lessons=", ".join(lessons)) if len(lessons) > 1 else None


@dataclass(frozen=True)
class TestCells:
    """An assignment's plain test cells, in one submission: the assignment's `cells`, and the submission `as_graded`.

    That is the notebook that `sanitised` gives: known cells in their place, what is locked as it was released.
    """

    notebook: str = ""
    cells: tuple = ()
    as_graded: list[dict] = field(default_factory=list)

    def __bool__(self):
        return bool(plain_tests(self.cells))

    @property
    def _places(self) -> dict[str, str]:
        """Name of a test cell → its id in the notebook."""
        names = {cell.name for cell in plain_tests(self.cells)}
        return {grade_id(cell): cell["id"] for cell in self.as_graded if grade_id(cell) in names}

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self._places.values())

    def in_place(self, kept: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """(cell id, source) of all that runs: `kept` of the submission, and the test cells between them."""
        if not self.cells:
            return kept
        learners, locked = dict(kept), {cell.name for cell in self.cells if cell.locked}
        tests, found = self.ids, []
        for cell in self.as_graded:
            if cell["id"] in tests or (cell["id"] in learners and grade_id(cell) in locked):
                found.append((cell["id"], cell["source"]))
            elif cell["id"] in learners:
                found.append((cell["id"], learners[cell["id"]]))
        return found

    def told(self, outcome_of: Callable, handed_in: Iterable = ()) -> list[Told]:
        """What each of them came to; `outcome_of` gives a cell's outcome by its id.

        Of a test that is not among the cells as they were `handed_in` only the error is named: it hides something.
        """
        places, seen = self._places, {(cell.grade_id, cell.source.strip()) for cell in handed_in}
        return [
            told(cell, outcome_of(places[cell.name]), hides=(cell.name, cell.source.strip()) not in seen)
            for cell in plain_tests(self.cells)
        ]

    def none_told(self, reason: Text) -> list[Told]:
        """No points anywhere, for one reason."""
        return [Told(cell.name, 0.0, float(cell.points or 0), reason, False, False) for cell in plain_tests(self.cells)]


def told(cell, outcome, hides: bool) -> Told:
    """The points of one test cell. `outcome` (see `grader.cage.outcomes.Outcome`) is the learner's process's word."""
    points = float(cell.points or 0)
    if sentence := _why_nothing(outcome, hides):
        was_run = outcome is not None and outcome.status != "not-run"
        return Told(cell.name, 0.0, points, sentence, was_run, went_well=False)
    shown = [one["data"].get("text/plain", "") for one in outcome.outputs if one["output_type"] == "execute_result"]
    score = _number(shown[-1], points) if shown and _ends_in_a_value(cell.source) else points
    full = RIGHT if score >= points else PARTLY.format(score=score, points=points)
    return Told(cell.name, score, points, full)


def _why_nothing(outcome, hides: bool) -> Text | None:
    """Why there are no points, if so. Of a cell that hides tests only the error is named: messages tell values."""
    status = outcome.status if outcome else "not-run"
    known = {"not-run": NOT_RUN, "died": DIED, "timeout": TOO_LONG}
    errors = [one for one in outcome.outputs if one["output_type"] == "error"] if outcome else []
    if status in known:
        return known[status]
    if status == "error" or errors:
        name, value = (errors[0]["ename"], errors[0]["evalue"]) if errors else (outcome.ename, outcome.evalue)
        value = "" if hides else " ".join(value.split())
        return FAILED.format(error=f"{name}: {value}" if value else name)
    said = "…" if hides else outcome.stderr.strip()[:500]
    return ON_STDERR.format(text=said) if outcome.stderr else None


def _number(shown: str, points: float) -> float:
    """What is no number at all counts in full, as in nbgrader."""
    numpys = _NUMPY.fullmatch(shown.strip())
    try:
        number = float(numpys[1] if numpys else shown)
    except ValueError:
        return points
    return 0.0 if math.isnan(number) else min(max(number, 0.0), points)


def _ends_in_a_value(source: str) -> bool:
    """Whether the test's last line shows something; yes where it is no plain Python."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return True
    return bool(body) and isinstance(body[-1], ast.Expr)
