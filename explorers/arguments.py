"""Check what an explorer is given: each function returns it ready to use, or says in one sentence what does not fit."""

from textwrap import shorten

import numpy as np
import traitlets

from explorers.examples import Sentence, sentence
from explorers.learner import LearnerFunction
from grader.language import SaidPlainly, Text, say

ROW, COLUMN = Text("row", "行"), Text("column", "列")
ITEM = Text("No. {0}", "第 {0} 项")
QUALITY = Text("quality {0}", "特征 {0}")

NUMBERS_WANTED = Text("{0} must hold ordinary numbers only.", "{0} 里只能是普通的数。")
VECTOR_WANTED = Text("{0} must be {1} numbers; its shape is {2}.", "{0} 应是 {1} 个数，现在的形状是 {2}。")
TABLE_WANTED = Text(
    "{0} must be a table of numbers with {1} rows and {2} columns; its shape is {3}.",
    "{0} 应是一张 {1} 行、{2} 列的数字表，现在的形状是 {3}。",
)
NAMES_WANTED = Text("{0} must be a list of names, not {1}.", "{0} 应是一列名字，不能是 {1}。")
AS_MANY_WANTED = Text(
    "{0} must hold {1} names, one for each {2}; it holds {3}.", "{0} 应有 {1} 个名字，每{2}一个；现在有 {3} 个。"
)
FUNCTION_WANTED = Text(
    "{0} must be the name of a function or a function, not {1}.", "{0} 应是函数名或函数，不能是 {1}。"
)
BETWEEN_WANTED = Text("{0} must lie between {1} and {2}; it is {3}.", "{0} 应在 {1} 到 {2} 之间，现在是 {3}。")
WHOLE_WANTED = Text(
    "{0} must be a whole number between {1} and {2}; it is {3}.", "{0} 应是 {1} 到 {2} 之间的整数，现在是 {3}。"
)
ONE_OF_WANTED = Text("{0} must be one of {1}; it is {2}.", "{0} 应是 {1} 之一，现在是 {2}。")
POSITION_WANTED = Text(
    "{0} must be one of {1}, or its position from 0 to {2}; it is {3}.",
    "{0} 应是 {1} 之一，或它的位置（0 到 {2}）；现在是 {3}。",
)
SENTENCE_WANTED = Text(
    "sentence must be one of the course's, such as sentence() or cat_on_the_mat(); it is of type {0}.",
    "sentence 应是课程里的句子，例如 sentence() 或 cat_on_the_mat()；现在的类型是 {0}。",
)
AT_LEAST, FROM_TO = Text("{0} or more", "不少于 {0}"), Text("{0} to {1}", "{0} 到 {1}")


class Vector(traitlets.TraitType):
    """A trait that holds a read-only float array of any shape and travels as lists."""

    metadata = {"to_json": lambda array, _owner: array.tolist()}  # noqa: RUF012

    def validate(self, owner, value):
        return frozen(finite(self.name, value))


class Number(traitlets.Float):
    """A trait that holds a float from `low` to `high`."""

    def __init__(self, start, low, high):
        super().__init__(start)
        self.low, self.high = low, high

    def validate(self, owner, value):
        return between(self.name, value, self.low, self.high)


class Whole(traitlets.Int):
    """A trait that holds an int from `low` to `high`."""

    def __init__(self, start, low, high):
        super().__init__(start)
        self.low, self.high = low, high

    def validate(self, owner, value):
        return whole(self.name, value, self.low, self.high)


class OneOf(traitlets.TraitType):
    """A trait that holds one of the options, the first to begin with."""

    def __init__(self, *options):
        super().__init__(options[0])
        self.options = options

    def validate(self, owner, value):
        return one_of(self.name, value, self.options)


def frozen(array) -> np.ndarray:
    """The array, read-only: changed in place it would tell nobody."""
    array.flags.writeable = False
    return array


def finite(name, value) -> np.ndarray:
    """`value` as a new float array of any shape, without NaN and infinity."""
    try:
        array = np.array(value, float)
    except (TypeError, ValueError):
        array = np.array(np.nan)
    if not np.isfinite(array).all():
        raise SaidPlainly(say(NUMBERS_WANTED.format(name)))
    return array


def vector(name, value, n=None) -> np.ndarray:
    """`n` numbers, at least one where `n` is None: a float array (n,)."""
    array = finite(name, value)
    if array.ndim != 1 or not array.size or n not in (None, array.size):
        raise SaidPlainly(say(VECTOR_WANTED.format(name, _count(n), array.shape)))
    return array


def table(name, value, rows=None, columns=None) -> np.ndarray:
    """A float array (rows, columns); a count is a number, a pair (least, most), or None for one or more."""
    array = finite(name, value)
    if array.ndim != 2 or not (_fits(array.shape[0], rows) and _fits(array.shape[1], columns)):
        raise SaidPlainly(say(TABLE_WANTED.format(name, _count(rows), _count(columns), array.shape)))
    return array


def names(name, value, n, each=ROW, default=ITEM) -> list[str]:
    """`n` names, one for `each`; for None the `default`, a `Text` with a place for the number."""
    if value is None:
        return [say(default.format(i + 1)) for i in range(n)]
    try:
        found = [str(entry) for entry in value]
    except TypeError:
        raise SaidPlainly(say(NAMES_WANTED.format(name, shown(value)))) from None
    if len(found) != n:
        raise SaidPlainly(say(AS_MANY_WANTED.format(name, n, each, len(found))))
    return found


def between(name, value, low, high) -> float:
    """A float from `low` to `high`; a slider's end, computed in the browser, may miss a bound by binary dust."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = np.nan
    dust = 1e-9 * max(abs(low), abs(high))
    if not low - dust <= number <= high + dust:
        raise SaidPlainly(say(BETWEEN_WANTED.format(name, low, high, shown(value))))
    return number


def whole(name, value, low, high) -> int:
    """An int from `low` to `high`."""
    number = value if isinstance(value, (int, float, np.number)) and value == np.floor(value) else np.nan
    if not low <= number <= high:
        raise SaidPlainly(say(WHOLE_WANTED.format(name, low, high, shown(value))))
    return int(number)


def one_of(name, value, options):
    """The one of the options (a list or tuple) that equals `value`."""
    try:
        return options[options.index(value)]
    except ValueError:  # an array in place of one value raises it too
        raise SaidPlainly(say(ONE_OF_WANTED.format(name, ", ".join(map(repr, options)), shown(value)))) from None


def position(name, value, options, home) -> int:
    """Where `value`, one of the options or its position, stands among them; `home` is where they are to be found."""
    if isinstance(value, str) and value in options:
        return options.index(value)
    if isinstance(value, (int, np.integer)) and 0 <= value < len(options):
        return int(value)
    raise SaidPlainly(say(POSITION_WANTED.format(name, home, len(options) - 1, shown(value))))


def course_sentence(value) -> Sentence:
    """One of the course's sentences; *The cat chased the mouse* for None."""
    if value is None:
        return sentence()
    if not isinstance(value, Sentence):
        raise SaidPlainly(say(SENTENCE_WANTED.format(type(value).__name__)))
    return value


def function(name, value, namespace) -> LearnerFunction | None:
    """The learner's function, given as itself or by name, ready to be asked; None for None."""
    if value is None:
        return None
    if not (isinstance(value, str) or callable(value)):
        raise SaidPlainly(say(FUNCTION_WANTED.format(name, shown(value))))
    return LearnerFunction(value, namespace)


def shown(value) -> str:
    """A value as an error sentence quotes it: in one line, and not a long one."""
    return shorten(repr(value), 60, placeholder=" …")


def _fits(n, wanted):
    least, most = wanted if isinstance(wanted, tuple) else (wanted or 1, wanted or np.inf)
    return least <= n <= most


def _count(wanted):
    if isinstance(wanted, tuple):
        return FROM_TO.format(*wanted)
    return AT_LEAST.format(1) if wanted is None else wanted
