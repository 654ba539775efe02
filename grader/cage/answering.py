"""The grader's own functions, computed at a learner's request in a process that may fail.

A learner's code chooses the arguments: a few small arrays that broadcast to terabytes are within its reach. So the
answer is computed apart, with limits, never in the grader itself.
"""

import contextlib
import multiprocessing
import threading
from collections.abc import Callable

from grader.cage.inside.calling import Reply

SPAWN = multiprocessing.get_context("spawn")


class Answers:
    """Calls `answer(name, args)` → `Reply` in a process of its own; threads may share one. A context manager.

    `answer` must be a module's function (it is imported there by name). A question that takes longer than `seconds`,
    or more than `memory_bytes`, gets the reply "timeout" or a `MemoryError`. The process starts at the first question.
    """

    def __init__(self, answer: Callable[[str, tuple], Reply], seconds: float = 5.0, memory_bytes: int = 1 << 30):
        self._answer, self._seconds, self._memory = answer, seconds, memory_bytes
        self._turn = threading.Lock()
        self._process = self._pipe = None

    def __call__(self, name: str, args: tuple) -> Reply:
        with self._turn:
            try:
                pipe = self._started()
                pipe.send((name, args))
                if pipe.poll(self._seconds):
                    return pipe.recv()
            except (EOFError, OSError):
                self._end()
                return Reply("exception", error=("MemoryError",))
            self._end()
            return Reply("timeout")

    def __enter__(self) -> "Answers":
        return self

    def __exit__(self, *_):
        with self._turn:
            self._end()

    def _started(self):
        if self._process is None:
            self._pipe, theirs = SPAWN.Pipe()
            self._process = SPAWN.Process(target=_serve, args=(theirs, self._answer, self._memory), daemon=True)
            self._process.start()
            theirs.close()
            self._pipe.recv()
        return self._pipe

    def _end(self):
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._pipe.close()
        self._process = self._pipe = None


def _serve(pipe, answer, memory_bytes):
    from grader.cage.cage import keep_out_of_this_process

    keep_out_of_this_process()
    _limit(memory_bytes)
    pipe.send("ready")
    with contextlib.suppress(EOFError, OSError):
        while True:
            try:
                reply = answer(*pipe.recv())
            except MemoryError:
                reply = Reply("exception", error=("MemoryError",))
            pipe.send(reply)


def _limit(memory_bytes):
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        from grader.cage.inside.confine import memory_taken

        most = memory_taken() + memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
