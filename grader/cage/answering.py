"""The grader's own functions, computed at a learner's request in a process that may fail.

A learner's code chooses the arguments: a few small arrays that broadcast to terabytes are within its reach. So the
answer is computed apart, with limits, never in the grader itself.
"""

import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from grader.cage.inside.calling import Reply

START_SECONDS = 60.0
# multiprocessing would run the caller's main module again, and there is none to run in a notebook or a test.
PROGRAM = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from grader.cage.answering import serve; serve()"
)


class Answers:
    """Calls `answer(name, args)` → `Reply` in a process of its own; threads may share one. A context manager.

    `answer` must be a module's function (it is imported there by name). A question that takes longer than `seconds`,
    or more than `memory_bytes`, gets the reply "timeout" or a `MemoryError`. The process starts at the first question.
    """

    def __init__(self, answer: Callable[[str, tuple], Reply], seconds: float = 5.0, memory_bytes: int = 1 << 30):
        self._answer, self._seconds, self._memory = answer, seconds, memory_bytes
        self._turn = threading.Lock()
        self._process = None

    def __call__(self, name: str, args: tuple) -> Reply:
        with self._turn:
            try:
                self._start()
                self._send((name, args))
                return self._receive(self._seconds)
            except TimeoutError:  # an OSError too
                self._end()
                return Reply("timeout")
            except (EOFError, OSError, pickle.UnpicklingError):
                self._end()
                return Reply("exception", error=("MemoryError",))
            except BaseException:
                self._end()
                raise

    def __enter__(self) -> "Answers":
        return self

    def __exit__(self, *_):
        with self._turn:
            self._end()

    def _start(self):
        if self._process is None:
            program = [sys.executable, "-c", PROGRAM]
            self._process = subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._reader = ThreadPoolExecutor(1)
            self._send(sys.path)
            self._send((self._answer, self._memory))
            self._receive(START_SECONDS)

    def _send(self, message):
        pickle.dump(message, self._process.stdin)
        self._process.stdin.flush()

    def _receive(self, seconds):
        return self._reader.submit(pickle.load, self._process.stdout).result(seconds)

    def _end(self):
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            self._reader.shutdown()
            with contextlib.suppress(OSError):
                process.__exit__(None, None, None)


def serve() -> None:
    """The process's life: a function to answer with, then questions until nobody asks any more."""
    from grader.cage.cage import keep_out_of_this_process

    keep_out_of_this_process()
    questions, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a function prints is no reply
    answer, memory_bytes = pickle.load(questions)
    _limit(memory_bytes)
    reply = "ready"
    with contextlib.suppress(EOFError, OSError):
        while True:
            pickle.dump(reply, replies)
            replies.flush()
            try:
                reply = answer(*pickle.load(questions))
            except MemoryError:
                reply = Reply("exception", error=("MemoryError",))


def _limit(memory_bytes):
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        from grader.cage.inside.confine import memory_taken

        most = memory_taken() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
