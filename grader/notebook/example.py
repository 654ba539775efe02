"""One small worked input: what went in, yours, expected, and where they differ."""

import html

import numpy as np

from grader.cage.inside.calling import Unreadable
from grader.judge import Exercise
from grader.judge.comparison import as_numbers, numbers_agree
from grader.judge.engine import Call
from grader.language import Text, say

ROWS, COLUMNS, CHARACTERS = 6, 8, 160
DIGITS, MORE_DIGITS = 4, 9  # more where two different numbers would look the same
YOURS = Text("yours", "你的")
EXPECTED = Text("expected", "应为")
AFTERWARDS = Text("after the call", "调用之后")
SHAPE = Text("array of shape {shape}", "形状为 {shape} 的数组")
FIRST = Text(
    "first differs at {place}: yours {got}, expected {want}", "最先不同的位置 {place}：你的 {got}，应为 {want}"
)
COLON = Text(": ", "：")
DIFFERS = Text("differs", "不同")
NOTHING = Text("nothing (None)", "什么也没有（None）")


def as_html(exercise: Exercise, call: Call) -> str:
    """A table of the call's inputs, the learner's answer and the wanted one, differing numbers marked."""
    digits = _digits(exercise, call)
    rows = [(f"<code>{name}</code>", _value_html(value)) for name, value in _inputs(exercise, call)]
    rows += [(say(label), _value_html(value, off, digits)) for label, value, off in _answers(exercise, call)]
    if place := first_difference(exercise, call):
        rows.append(("", html.escape(place)))
    body = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in rows)
    return f'<table class="example">{body}</table>'


def as_text(exercise: Exercise, call: Call) -> str:
    """The same, for a terminal."""
    digits = _digits(exercise, call)
    lines = [f"  {name}{say(COLON)}{_value_text(value)}" for name, value in _inputs(exercise, call)]
    lines += [f"  {say(name)}{say(COLON)}{_value_text(value, digits)}" for name, value, _ in _answers(exercise, call)]
    return "\n".join([*lines, *filter(None, [first_difference(exercise, call)])])


def _inputs(exercise, call):
    return zip(exercise.parameters, call.args, strict=False)


def _answers(exercise, call):
    got, want = _answer(call.got, call.difference and call.difference.kind), _answer(call.want)
    if call.difference and call.difference.kind == "inputs-changed":
        changed = [(Text(name, name), value) for name, value in zip(exercise.parameters, call.got.inputs, strict=False)]
        yield from ((Text(f"{AFTERWARDS.en}: {n.en}", f"{AFTERWARDS.zh}：{n.zh}"), value, None) for n, value in changed)
        return
    yield YOURS, got, _off(exercise, call.want.value, call.got.value)
    yield EXPECTED, want, None


class Said(str):
    """Text to be shown as it is, not as a Python string."""


def _answer(reply, kind=""):
    if reply.kind == "exception":
        return Said(reply.error[0])
    if reply.kind == "timeout":
        return Said("…")
    if isinstance(reply.value, Unreadable):
        return Said(reply.value.type)
    if kind == "int-wanted":
        return Said(repr(reply.value))
    return Said(say(NOTHING)) if reply.value is None else reply.value


def _digits(exercise, call):
    """As many as it takes to see that two numbers differ."""
    off = _off(exercise, call.want.value, call.got.value)
    if off is None:
        return DIGITS
    wrong = (np.asarray(value)[off] for value in (call.want.value, call.got.value))
    alike = any(_number(want) == _number(got) for want, got in zip(*wrong, strict=True))
    return MORE_DIGITS if alike else DIGITS


def _off(exercise, want, got):
    """Which numbers of `got` are wrong; None when the two cannot be laid side by side."""
    wanted, had = as_numbers(want), as_numbers(got)
    if wanted is None or had is None or wanted.shape != had.shape:
        return None
    return ~numbers_agree(wanted, had, exercise.tolerance)


def first_difference(exercise: Exercise, call: Call) -> str:
    """For arrays too large to show: the first place where they differ; else ""."""
    off = _off(exercise, call.want.value, call.got.value)
    if off is None or not off.ndim or _fits(off) or not off.any():
        return ""
    place = tuple(int(index) for index in np.argwhere(off)[0])
    got, want = (_number(np.asarray(value)[place], MORE_DIGITS) for value in (call.got.value, call.want.value))
    return say(FIRST).format(place=list(place), got=got, want=want)


def _fits(array):
    return array.ndim <= 2 and array.size and array.shape[-1] <= COLUMNS and (array.ndim < 2 or len(array) <= ROWS)


def _value_html(value, off=None, digits=DIGITS):
    if isinstance(value, Said):
        return html.escape(value)
    if isinstance(value, tuple):
        return "<br>".join(_value_html(item, digits=digits) for item in value)
    array = as_numbers(value)
    if array is None or not array.ndim:
        return f"<code{_mark(off)}>{html.escape(_value_text(value, digits))}</code>"
    if not _fits(array):
        return html.escape(_value_text(value))
    grid = np.atleast_2d(array)
    marks = np.zeros(grid.shape, bool) if off is None else np.atleast_2d(off)
    rows = ("".join(map(_cell, row, marked, [digits] * len(row))) for row, marked in zip(grid, marks, strict=True))
    return f'<table class="numbers">{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def _cell(number, off, digits):
    differs = f'<span class="sr"> ({say(DIFFERS)})</span>' if off else ""
    return f"<td{_mark(off)}>{_number(number, digits)}{differs}</td>"


def _mark(off):
    return ' class="off"' if off is not None and np.any(off) else ""


def _value_text(value, digits=DIGITS) -> str:
    if isinstance(value, Said):
        return value
    if isinstance(value, tuple):
        return ", ".join(_value_text(item, digits) for item in value)
    array = as_numbers(value)
    if array is None:
        text = _sorted_set(value) if isinstance(value, set) else repr(value)
        return text if len(text) <= CHARACTERS else text[: CHARACTERS - 1] + "…"
    if not array.ndim:
        return _number(array[()], digits)
    if not _fits(array):
        return say(SHAPE).format(shape=array.shape)
    formatter = {"all": lambda number: _number(number, digits)}
    return np.array2string(array, formatter=formatter, separator=", ").replace("\n", "")


def _sorted_set(words):
    return "{" + ", ".join(sorted(map(repr, words))) + "}"


def _number(number, digits=DIGITS) -> str:
    if isinstance(number, (bool, np.bool_)):
        return str(bool(number))
    return f"{float(number):.{digits}g}"
