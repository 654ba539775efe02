"""Call a function that somebody else wrote and put what happened into plain data."""

import contextlib
import io
import linecache
import numbers
import signal
import threading
import traceback
import warnings
from dataclasses import dataclass

import numpy as np

PRINTED_CHARACTERS = 2000
NESTING = 20


class OutOfTime(BaseException):
    """The call took longer than it may. Not an `Exception`, so that `except Exception` cannot swallow it."""


@dataclass(frozen=True)
class Unreadable:
    """Stands for a value that is none of numbers, text, arrays and containers of these."""

    type: str


@dataclass(frozen=True)
class Reply:
    """What a call came to.

    `kind` is "value", "exception", "timeout", "missing" (no such name) or "uncallable". `value` is plain data (for
    "uncallable" the name of the type). `error` names the exception's type and its bases, nearest first, `text` its
    message, `line` the number and text of the learner's line that raised it. `inputs` are the arguments as they were
    after the call, `printed` what it wrote.
    """

    kind: str
    value: object = None
    error: tuple[str, ...] = ()
    text: str = ""
    line: tuple[int, str] | None = None
    inputs: tuple = ()
    printed: str = ""


def call(function, args: tuple, seconds: float | None = None) -> Reply:
    """Call `function(*args)`, never raise (except what interrupts the whole program), keep its output off the screen.

    `args` are used as they are: pass copies. `seconds` bounds the call where the platform can interrupt one.
    """
    if not callable(function):
        return Reply("uncallable", type(function).__name__)
    printed = io.StringIO()
    outcome = {"kind": "timeout"}
    with contextlib.suppress(OutOfTime), _quiet(printed), time_limit(seconds):
        try:
            outcome = {"kind": "value", "value": plain(function(*args))}
        except (Exception, SystemExit, GeneratorExit) as error:
            outcome = _describe(error, function)
    return Reply(**outcome, inputs=args, printed=printed.getvalue()[:PRINTED_CHARACTERS])


@contextlib.contextmanager
def _quiet(printed):
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


def _describe(error, function) -> dict:
    names = tuple(kind.__name__ for kind in type(error).__mro__[:-1])
    with contextlib.suppress(Exception):
        return {
            "kind": "exception",
            "error": names,
            "text": str(error)[:500],
            "line": _line_of(error, function),
        }
    return {"kind": "exception", "error": names}


def _line_of(error, function):
    code = getattr(function, "__code__", None)
    frames = [frame for frame in traceback.walk_tb(error.__traceback__) if code and _same_file(frame[0], code)]
    if not frames:
        return None
    frame, number = frames[-1]
    return number, linecache.getline(frame.f_code.co_filename, number).strip()


def _same_file(frame, code) -> bool:
    return frame.f_code.co_filename == code.co_filename


@contextlib.contextmanager
def time_limit(seconds: float | None):
    """Raise `OutOfTime` inside the block once it took `seconds` of wall time; again and again, lest it be swallowed."""
    if not seconds or threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_):
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def plain(value, depth: int = 0):
    """`value` as None, bool, int, float, str, numeric arrays, and lists, tuples, sets and dicts of these."""
    if value is None or type(value) in (bool, int, float, str):
        return value
    if depth > NESTING:
        return Unreadable("…")
    if isinstance(value, (np.ndarray, np.generic)) or hasattr(value, "__array__"):
        return _plain_array(np.array(value, subok=False), depth)
    if isinstance(value, (list, tuple)):
        return (tuple if isinstance(value, tuple) else list)(plain(item, depth + 1) for item in value)
    if isinstance(value, (set, frozenset)):
        return {plain(item, depth + 1) for item in value}
    if isinstance(value, dict):
        return {plain(key, depth + 1): plain(item, depth + 1) for key, item in value.items()}
    return _plain_scalar(value)


def _plain_array(array, depth):
    if array.dtype.kind in "biuf":
        return array if array.ndim else array.item()
    if array.dtype.kind in "OUS":
        return plain(array.tolist(), depth + 1)
    return Unreadable(f"array of dtype {array.dtype}")


def _plain_scalar(value):
    for kind, convert in ((str, str.__str__), (numbers.Integral, int), (numbers.Real, float)):
        if isinstance(value, kind):
            return convert(value)
    try:
        return (
            float(value) if isinstance(value, numbers.Number) and not isinstance(value, complex) else _unreadable(value)
        )
    except Exception:
        return _unreadable(value)


def _unreadable(value):
    return Unreadable(type(value).__name__)


def fresh(value):
    """A copy of an argument for one call: arrays keep dtype, values and whether they are contiguous."""
    if isinstance(value, np.ndarray):
        return _fresh_array(value)
    if isinstance(value, (list, tuple)):
        return type(value)(fresh(item) for item in value)
    if isinstance(value, set):
        return set(value)
    if isinstance(value, dict):
        return {key: fresh(item) for key, item in value.items()}
    return value


def _fresh_array(array):
    if array.flags.c_contiguous or array.flags.f_contiguous:
        return array.copy(order="K")
    room = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    view = room[..., ::2]
    view[...] = array
    return view
