"""Processes that grade side by side; one that dies or hangs costs the student it was busy with, nobody else."""

import contextlib
import multiprocessing
import signal
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from grader.gradebook import sentences
from grader.gradebook.grading import ClassGrader, Result, Setup, Spent, Task
from grader.language import Text

SECONDS = 2400  # for one student: the cage's own limits end a submission long before
START_SECONDS = 180
ATTEMPTS = 2
READY = "ready"


class NoWorkers(Exception):
    """No process could be made ready; `sentence` says why."""

    def __init__(self, sentence: Text):
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass
class _Worker:
    process: multiprocessing.Process
    pipe: Connection
    deadline: float
    task: Task | None = None
    is_idle: bool = False


@dataclass(frozen=True)
class Failed:
    """A task that no process brought to an end, and why; `is_ours` when the submission is not to blame."""

    task: Task
    reason: Text
    is_ours: bool = False


def grade_all(tasks: Iterable[Task], setup: Setup, jobs: int) -> Iterator[Result | Failed]:
    """Grade the tasks in `jobs` processes, results as they come. Raises `NoWorkers`."""
    with Pool(setup, jobs, work) as pool:
        yield from pool.run(deque(tasks))


class Pool:
    """`jobs` processes that each run `work(pipe, setup)`, are handed one task at a time and stay for further runs."""

    def __init__(self, setup: Setup, jobs: int, work: Callable[[Connection, Setup], None]):
        self._setup, self._jobs, self._work = setup, jobs, work
        self._workers: list[_Worker] = []
        self._attempts: Counter[str] = Counter()
        self._troubles: dict[str, Text] = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()

    def run(self, waiting: deque[Task]) -> Iterator[Result | Failed]:
        """All results; a task whose process died is given to another process once more."""
        self._attempts.clear()
        for _ in range(min(self._jobs, len(waiting)) - len(self._workers)):
            self._start()
        while waiting or any(worker.task for worker in self._workers):
            for worker in self._workers:
                if worker.is_idle and waiting:
                    self._hand_over(worker, waiting.popleft())
            for worker in self._heard_of():
                yield from self._listen(worker, waiting)

    def _start(self):
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._work, args=(theirs, self._setup), daemon=True)
        process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, time.monotonic() + START_SECONDS))

    def _hand_over(self, worker, task):
        worker.task, worker.is_idle, worker.deadline = task, False, time.monotonic() + SECONDS
        self._attempts[task.student] += 1
        with contextlib.suppress(OSError):
            worker.pipe.send(task)

    def _heard_of(self) -> list[_Worker]:
        """Processes that said something, died or are late; waits until there is one."""
        busy = {worker.pipe: worker for worker in self._workers if not worker.is_idle}
        nearest = min(worker.deadline for worker in busy.values()) - time.monotonic()
        heard = [busy[pipe] for pipe in wait(list(busy), timeout=max(0, nearest))]
        return heard or [worker for worker in busy.values() if worker.deadline <= time.monotonic()]

    def _listen(self, worker, waiting) -> Iterator[Result | Failed]:
        try:
            said = worker.pipe.recv() if worker.pipe.poll() else None
        except (EOFError, OSError):
            said = None
        if isinstance(said, Text):
            raise NoWorkers(said)
        if isinstance(said, Spent):
            self._troubles[worker.task.student] = said.sentence
            said = None
        if said is None:
            yield from self._lose(worker, waiting)
            return
        worker.task, worker.is_idle = None, True
        if said != READY:
            yield said

    def _lose(self, worker, waiting) -> Iterator[Failed]:
        """A process is gone or late: another takes its place, and its task is tried once more or given up."""
        task, late = worker.task, worker.deadline <= time.monotonic()
        worker.process.kill()
        worker.pipe.close()
        self._workers.remove(worker)
        if task is None:
            raise NoWorkers(sentences.NO_START)
        self._start()
        if late:
            yield Failed(task, sentences.TOO_LONG.format(seconds=SECONDS))
        elif self._attempts[task.student] < ATTEMPTS:
            waiting.append(task)
        elif trouble := self._troubles.get(task.student):
            yield Failed(task, trouble, is_ours=True)
        else:
            yield Failed(task, sentences.WORKER_DIED)


def work(pipe: Connection, setup: Setup, grader_class: type[ClassGrader] = ClassGrader) -> None:
    """A worker's life: a cage, a word that it is ready (or why not), tasks until the other end of the pipe is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from grader.cage import Cage, CageUnavailable

    with contextlib.suppress(EOFError, BrokenPipeError):
        try:
            cage = Cage(level=setup.isolation).__enter__()
        except CageUnavailable as unavailable:
            pipe.send(unavailable.sentence)
            return
        with contextlib.ExitStack() as leaving:
            leaving.push(cage)
            grader = grader_class(setup, cage)
            pipe.send(READY)
            ended = None
            while not isinstance(ended, Spent):
                ended = _graded(grader, pipe.recv())
                pipe.send(ended)


def _graded(grader: ClassGrader, task: Task) -> Result | Failed | Spent:
    try:
        return grader.grade(task)
    except Spent as spent:
        return spent
    except OSError as error:
        reason = sentences.NOT_WRITTEN.format(folder=task.target, reason=error.strerror or error)
        return Failed(task, reason, is_ours=True)
