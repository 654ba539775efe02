"""What one job does in its cage: run the cells, then answer calls until the grader hangs up."""

import builtins
import inspect
import sys
from pathlib import Path

import numpy as np

from .calling import Reply, Unreadable, call
from .line import Line
from .notebook import Notebook
from .shell import LessonShell
from .wire import TooLarge

MISSING = object()


def serve(line: Line) -> None:
    """Live a job's life; the process may end afterwards."""
    order = line.receive()
    sys.path.insert(1, "")  # after the stand-ins
    try:
        _lay_out(order["files"])
    except OSError:
        line.send(("no room",))
        return
    notebook = Notebook(LessonShell.begin(), order)  # in a cold process this takes a while: no cell is charged for it
    line.send(("begun",))
    for number in range(len(order["cells"])):
        _tell(line, number, notebook.run(number))
    line.send(("ready", notebook.functions()))
    while True:
        try:
            request = line.receive()
        except EOFError:
            return
        _answer_all(line, notebook.names, *request)


def _tell(line, number, outcome):
    try:
        line.send(("cell", number, outcome))
    except TooLarge:
        line.send(("cell", number, {**outcome, "outputs": []}))


def _lay_out(files: dict) -> None:
    for name, content in files.items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.tobytes())


def _answer_all(line, names, name, calls, *bounds):
    """Call a function with each of `calls`, its arguments, but no more after one that took too long."""
    for args in calls:
        reply = _answer(line, names, name, args, *bounds)
        _send(line, reply)
        if reply.kind == "timeout":
            return


def _answer(line, names, name, args, seconds, patience, given) -> Reply:
    function = names.get(name, MISSING)
    before = {other: names.get(other, MISSING) for other in given}
    names.update({other: _Given(line, other, own) for other, own in before.items()})
    try:
        return Reply("missing") if function is MISSING else call(function, args, seconds, patience)
    except BaseException as error:  # KeyboardInterrupt, and exceptions made to slip through
        return Reply("exception", error=(type(error).__name__, "BaseException"))
    finally:
        _restore(names, before)


def _restore(names, before):
    for name, function in before.items():
        if function is MISSING:
            names.pop(name, None)
        else:
            names[name] = function


def _send(line, reply: Reply):
    fields = [reply.kind, reply.value, reply.error, reply.text, reply.line, reply.inputs, reply.printed]
    try:
        line.send(("reply", *fields))
    except TooLarge:
        fields[1], fields[5] = Unreadable(_size(reply.value)), ()
        line.send(("reply", *fields))


def _size(value) -> str:
    return f"array of {value.size} numbers" if isinstance(value, np.ndarray) else type(value).__name__


class _Given:
    """Stands for an earlier function while a later one is called: the grader answers.

    What is called by name (`softmax(scores=…)`) is put in order by the signature of the learner's own function.
    """

    def __init__(self, line: Line, name: str, own):
        self._line, self.__name__, self._own = line, name, own

    def __call__(self, *args, **named):
        if named:
            bound = inspect.signature(self._own).bind(*args, **named)
            bound.apply_defaults()
            args = bound.args
        kind, value, error, text = self._line.ask(("ask", self.__name__, args))
        if kind == "value":
            return value
        raise _exception(error)(text)


def _exception(names) -> type[Exception]:
    for name in names:
        kind = getattr(builtins, name, None)
        if isinstance(kind, type) and issubclass(kind, Exception):
            return kind
    return RuntimeError
