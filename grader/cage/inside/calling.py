"""Call a function that somebody else wrote and put what happened into plain data."""

import contextlib
import io
import itertools
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
MOST_ITEMS = 50_000  # in all containers of one value together
EVERY = 0.05  # seconds between two rings of the bell that ends a call
AGAIN = (2e-6, 5e-6, 1e-5, 2e-5, 5e-5, 1e-4)  # seconds from a ring to the one that follows it at once


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


def call(function, args: tuple, seconds: float | None = None, patience: float | None = None) -> Reply:
    """Call `function(*args)`, never raise (except what interrupts the whole program), keep its output off the screen.

    `args` are used as they are: pass copies. `seconds` and `patience` bound the call, see `within`.
    """
    if not callable(function):
        return Reply("uncallable", type(function).__name__)
    printed = _Printed()
    try:
        with _quiet(printed):
            outcome = within(lambda: _outcome(function, args), seconds, patience, insist=True)
    except OutOfTime:
        outcome = {"kind": "timeout"}
    return Reply(**outcome, inputs=args, printed=printed.getvalue()[:PRINTED_CHARACTERS])


def _outcome(function, args) -> dict:
    try:
        return {"kind": "value", "value": plain(function(*args))}
    except (KeyboardInterrupt, OutOfTime):
        raise
    except BaseException as error:
        return _describe(error, function)


class _Printed(io.StringIO):
    """Keeps the beginning of what is written, however much it is."""

    def write(self, text):
        if self.tell() < PRINTED_CHARACTERS:
            super().write(text[:PRINTED_CHARACTERS])
        return len(text)


@contextlib.contextmanager
def _quiet(printed):
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(_Printed()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
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


def within(work, seconds: float | None, patience: float | None = None, insist: bool = False):
    """`work()`, or `OutOfTime` raised inside it once it took `seconds`; again and again, lest it be swallowed.

    These are seconds of wall time. With `patience` they are seconds of the processor, which a busy machine does not
    make fewer, and `patience` bounds the wall time. `insist` rings twice in quick succession: where the first is
    swallowed by a bare `except:`, the second lands in its block. Nothing is bounded outside the main thread and on
    Windows.
    """
    if not seconds or threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return work()
    clocks = [(signal.ITIMER_REAL, signal.SIGALRM, patience or seconds)]
    if patience:
        clocks.append((signal.ITIMER_PROF, signal.SIGPROF, seconds))
    over, delays = [], itertools.cycle(AGAIN)

    def ring(*_):
        if not over:
            if insist:
                signal.setitimer(signal.ITIMER_REAL, next(delays), EVERY)
            raise OutOfTime

    before = [(number, signal.signal(number, ring)) for _, number, _ in clocks]
    for clock, _, limit in clocks:
        signal.setitimer(clock, limit, EVERY)
    try:
        return work()
    finally:
        over.append(True)
        for clock, _, _ in clocks:
            signal.setitimer(clock, 0)
        for number, handler in before:
            signal.signal(number, handler)


class _TooMany(Exception):
    """More items than `MOST_ITEMS`."""


def plain(value):
    """`value` as None, bool, int, float, str, numeric arrays, and lists, tuples, sets and dicts of these.

    Containers of more than `MOST_ITEMS` items in all are `Unreadable`: each item costs who reads it time, while the
    numbers of an array cost nothing.
    """
    try:
        return _plain(value, 0, itertools.count(1))
    except _TooMany:
        return Unreadable(f"{type(value).__name__} of more than {MOST_ITEMS} items")


def _plain(value, depth, counter):
    if value is None or type(value) in (bool, int, float, str):
        return value
    if depth > NESTING:
        return Unreadable("…")
    if isinstance(value, (np.ndarray, np.generic)) or hasattr(value, "__array__"):
        return _plain_array(np.array(value, subok=False), depth, counter)
    if isinstance(value, (list, tuple)):
        return (tuple if isinstance(value, tuple) else list)(_plain_items(value, depth, counter))
    if isinstance(value, (set, frozenset)):
        return set(_plain_items(value, depth, counter))
    if isinstance(value, dict):
        keys, parts = _plain_items(value.keys(), depth, counter), _plain_items(value.values(), depth, counter)
        return dict(zip(keys, parts, strict=True))
    return _plain_scalar(value)


def _plain_items(items, depth, counter):
    for item in items:
        if next(counter) > MOST_ITEMS:
            raise _TooMany
        yield _plain(item, depth + 1, counter)


def _plain_array(array, depth, counter):
    if array.dtype.kind in "biuf":
        return array if array.ndim else array.item()
    if array.dtype.kind in "OUS":
        return _plain(array.tolist(), depth + 1, counter)
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
