"""Ask the learner's own function, and turn whatever goes wrong into one sentence."""

import sys
from collections import deque

import numpy as np

from grader.cage.inside.calling import Unreadable, call, fresh
from grader.language import Text

LIMIT = 2.0  # seconds for one call
LARGEST = 1e100  # what is larger would overflow in the picture's own sums

MISSING = Text(
    "There is no {name} in this notebook yet. Run the cell that defines it.",
    "笔记本里还没有 {name}。请先运行定义它的单元格。",
)
NOT_A_FUNCTION = Text(
    "{name} is of type {type} here, not a function. Run the cell that defines it again.",
    "{name} 现在是 {type}，不是函数。请重新运行定义它的单元格。",
)
NOT_WRITTEN = Text(
    "{name} is not written yet. Write it, run its cell, and the picture follows.",
    "{name} 还没有写好。写好并运行它的单元格，图就会动起来。",
)
RAISED = Text("Your {name} raised {type}{message}", "你的 {name} 抛出了 {type}{message}")
MESSAGE = Text(": {0}", "：{0}")
TOO_SLOW = Text(
    "Your {name} took longer than {limit:g} seconds and was stopped. Is there an endless loop?",
    "你的 {name} 运行超过 {limit:g} 秒，已被停止。是不是有死循环？",
)
NOTHING = Text(
    "Your {name} returned None. Does it end in return?",
    "你的 {name} 返回了 None。它以 return 结尾了吗？",
)
NOT_NUMBERS = Text(
    "Your {name} returned {type}; numbers were expected.",
    "你的 {name} 返回了 {type}，这里需要的是数字。",
)
WRONG_SHAPE = Text(
    "Your {name} returned shape {got}; one number for each row, shape {want}, was expected.",
    "你的 {name} 返回的形状是 {got}；每行一个数，应为 {want}。",
)
WRONG_TABLE = Text(
    "Your {name} returned shape {got}; shape {want} was expected.",
    "你的 {name} 返回的形状是 {got}；应为 {want}。",
)
NOT_SO_MANY = Text(
    "Your {name} returned {type}; {n} results were expected.",
    "你的 {name} 返回了 {type}，这里需要 {n} 个结果。",
)
NOT_FINITE = Text(
    "Your {name} returned {what} in row {row}; ordinary numbers were expected.",
    "你的 {name} 在第 {row} 行返回了 {what}，这里需要的是普通的数。",
)


class NoAnswer(Exception):
    """The learner's function gave nothing that can be shown; `sentence` (a `Text`) says why."""

    def __init__(self, sentence: Text):
        super().__init__(sentence.en)
        self.sentence = sentence


class LearnerFunction:
    """A function of the learner, by name (looked up again at each call) or given as it is.

    `namespace` are the caller's globals, used where there is no IPython.
    """

    def __init__(self, function, namespace):
        self.by_name = isinstance(function, str)
        self.name = function if self.by_name else getattr(function, "__name__", "function")
        self._function, self._namespace = function, namespace

    def current(self):
        """The function as it is now; `NoAnswer` when there is none."""
        if not self.by_name:
            return self._function
        shell = running_shell()
        namespace = shell.user_ns if shell else self._namespace
        if self.name not in namespace:
            raise NoAnswer(MISSING.format(name=self.name))
        if not callable(namespace[self.name]):
            raise NoAnswer(NOT_A_FUNCTION.format(name=self.name, type=type(namespace[self.name]).__name__))
        return namespace[self.name]

    def __call__(self, *arguments, shape):
        """A float array of `shape`, from copies of `arguments`; `NoAnswer` when anything goes wrong.

        For a list of shapes, a list of as many arrays.
        """
        function = self.current()
        try:
            reply = call(function, fresh(arguments), LIMIT)
        except BaseException as error:  # an interrupt, which `call` lets through, must not cost the picture either
            raise NoAnswer(self._raised(type(error).__name__, str(error))) from None
        if reply.kind == "timeout":
            raise NoAnswer(TOO_SLOW.format(name=self.name, limit=LIMIT))
        if "NotImplementedError" in reply.error:
            raise NoAnswer(NOT_WRITTEN.format(name=self.name))
        if reply.kind == "exception":
            raise NoAnswer(self._raised(reply.error[0], reply.text))
        return self._several(reply.value, shape) if isinstance(shape, list) else self._checked(reply.value, shape)

    def _raised(self, kind, text):
        words = " ".join(text.split())
        message = MESSAGE.format(words[:200]) if words else Text("", "")
        return RAISED.format(name=self.name, type=kind, message=message)

    def _several(self, answer, shapes):
        if answer is None:
            raise NoAnswer(NOTHING.format(name=self.name))
        if not isinstance(answer, (tuple, list)) or len(answer) != len(shapes):
            raise NoAnswer(NOT_SO_MANY.format(name=self.name, type=type(answer).__name__, n=len(shapes)))
        return [self._checked(part, shape) for part, shape in zip(answer, shapes, strict=True)]

    def _checked(self, answer, shape):
        if answer is None:
            raise NoAnswer(NOTHING.format(name=self.name))
        try:
            numbers = np.asarray(answer)
        except ValueError:  # a list of lists of different lengths
            numbers = np.array(None)
        if numbers.dtype.kind not in "biuf":
            kind = answer.type if isinstance(answer, Unreadable) else type(answer).__name__
            raise NoAnswer(NOT_NUMBERS.format(name=self.name, type=kind))
        if numbers.shape != shape:
            sentence = WRONG_SHAPE if len(shape) == 1 else WRONG_TABLE
            raise NoAnswer(sentence.format(name=self.name, got=numbers.shape, want=shape))
        numbers = numbers.astype(float)
        odd = ~(np.abs(numbers) <= LARGEST)
        if odd.any():
            place = np.argwhere(odd)[0]
            row = int(place[0]) + 1 if len(place) else 1
            raise NoAnswer(NOT_FINITE.format(name=self.name, what=_odd(numbers[tuple(place)]), row=row))
        return numbers


def _odd(number):
    """What is no ordinary number, as the sentence calls it."""
    if np.isnan(number):
        return "NaN"
    return "inf" if np.isinf(number) else f"{number:.2g}"


def running_shell():
    """IPython's shell, or None; IPython is never imported for it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


# The newest explorers only: each run of a cell makes another, and the old ones are soon out of sight.
_watching = deque(maxlen=8)


def after_each_cell(refresh) -> None:
    """Call `refresh()` whenever a cell has run, so that a mended function revives its picture at once."""
    shell = running_shell()
    if shell is None:
        return
    if _refresh_all not in shell.events.callbacks["post_run_cell"]:
        shell.events.register("post_run_cell", _refresh_all)
    _watching.append(refresh)


def _refresh_all(_result=None):
    for refresh in list(_watching):
        refresh()
