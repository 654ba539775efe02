"""Workers for tests, in a module that a new process loads quickly."""

import contextlib
import os
import signal

from grader.gradebook.grading import Result
from grader.gradebook.workers import READY
from grader.language import Text


def poisoned(pipe, setup):
    """A worker that dies of "deadly", hangs on "hanging", and grades the others."""
    pipe.send(READY)
    with contextlib.suppress(EOFError):
        while True:
            task = pipe.recv()
            if task.student == "deadly":
                os._exit(9)
            if task.student == "hanging":
                signal.pause()
            pipe.send(Result(task.student))


def refusing(pipe, setup):
    """A worker that has no cage."""
    pipe.send(Text("no cage", "没有"))


def stillborn(pipe, setup):
    """A worker that does not even start."""
    os._exit(1)
