"""Grading on a cluster, seen from home: read here, judge there, write here; results as they come.

The same interface as `grader.gradebook.workers.grade_all`: tasks in, a `Result` or `Failed` for each out.
"""

import queue
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from grader.cluster import parcels, sentences, worker
from grader.cluster.connecting import connected
from grader.cluster.workforce import Workforce
from grader.gradebook import sentences as gradebook_sentences
from grader.gradebook.files import shown
from grader.gradebook.grading import Folders, HandIn, Result, Setup, Task
from grader.gradebook.workers import Failed
from grader.language import Text

AHEAD = 2  # parcels under way for each thread of a worker: one that is judged, one that waits there
LOOK_SECONDS = 1.0  # so often is it asked which workers there are
FETCH_SECONDS = 10.0  # so long may an answer take on its way
STRIKES = 2  # so often may all that judged a parcel die before a human is asked


def grade_all(
    tasks: Iterable[Task], setup: Setup, address: str, warn: Callable[[Text], None] = lambda _: None
) -> Iterator[Result | Failed]:
    """Grade the tasks on the workers of the scheduler at `address`, results as they come.

    `warn` is told of each worker that cannot be used. Raises `NoWorkers`, also in the middle.
    """
    tasks = deque(tasks)
    with connected(address) as client:  # a wrong address is refused also where nothing is left to do
        if not tasks:
            return
        workforce = Workforce(client, address, setup, warn)
        with workforce:
            yield from _Run(client, workforce, setup, tasks).results()


@dataclass
class _Journey:
    """One parcel, the students who handed in exactly this, and the workers that may judge it now."""

    parcel: parcels.Parcel
    folders: list[tuple[Task, HandIn]]
    workers: frozenset[str] = frozenset()
    strikes: int = 0
    future: object = None


@dataclass
class _Run:
    client: object
    workforce: Workforce
    setup: Setup
    waiting: deque[Task]
    again: deque[_Journey] = field(default_factory=deque)
    suspects: deque[_Journey] = field(default_factory=deque)
    under_way: dict[str, _Journey] = field(default_factory=dict)
    ended: queue.SimpleQueue = field(default_factory=queue.SimpleQueue)
    sent: Counter = field(default_factory=Counter)

    def results(self) -> Iterator[Result | Failed]:
        """All of them."""
        self.folders = Folders(self.setup)
        try:
            while self.waiting or self.again or self.suspects or self.under_way:
                if self.workforce.look(LOOK_SECONDS):
                    yield from self._strand()
                yield from self._send_more()
                for name, future in self._heard():
                    yield from self._take(name, future)
        finally:
            for journey in self.under_way.values():
                journey.future.cancel()

    # --- sending -------------------------------------------------------------------------------------------------

    def _send_more(self) -> Iterator[Failed]:
        """Keep every worker busy; what may have killed its workers travels alone, when all else is done."""
        while len(self.under_way) < AHEAD * self.workforce.threads:
            if self.again:
                self._send(self.again.popleft())
            elif self.waiting:
                yield from self._start(self.waiting.popleft())
            else:
                break
        if self.suspects and not self.under_way and self.workforce.threads:
            self._send(self.suspects.popleft())

    def _start(self, task) -> Iterator[Failed]:
        try:
            hand_in = self.folders.read(task)
        except OSError as error:
            yield _not_written(task, error)
            return
        parcel = parcels.packed(hand_in.submissions, self.setup.secret)
        same = next((one for one in self._journeys() if one.parcel.student == parcel.student), None)
        if same:
            same.folders.append((task, hand_in))
        else:
            self._send(_Journey(parcel, [(task, hand_in)]))

    def _journeys(self):
        return [*self.under_way.values(), *self.again, *self.suspects]

    def _send(self, journey):
        run = self.workforce.run
        self.sent[journey.parcel.student] += 1
        name = f"grade-{run[:16]}-{journey.parcel.student[:32]}-{self.sent[journey.parcel.student]}"
        journey.workers = frozenset(self.workforce.fit)
        journey.future = self.client.submit(
            worker.judge, run, journey.parcel.text, key=name, workers=list(journey.workers), pure=False
        )
        self._follow(name, journey)

    def _follow(self, name, journey):
        self.under_way[name] = journey
        journey.future.add_done_callback(lambda future: self.ended.put((name, future)))

    # --- receiving -----------------------------------------------------------------------------------------------

    def _heard(self) -> list:
        """What has ended since; waits a moment for the first."""
        heard = []
        try:
            heard.append(self.ended.get(timeout=LOOK_SECONDS / 2))
            while True:
                heard.append(self.ended.get_nowait())
        except queue.Empty:
            return [(name, future) for name, future in heard if self._is_of(name, future)]

    def _is_of(self, name, future):
        return name in self.under_way and self.under_way[name].future is future

    def _take(self, name, future) -> Iterator[Result | Failed]:
        journey = self.under_way.pop(name)
        if future.status == "cancelled":
            self.workforce.scheduler_is_gone()
        if future.status in ("lost", "pending"):  # its worker died with the answer: dask asks another
            self._follow(name, journey)
            return
        if future.status == "error":
            yield from self._strike(journey, future.exception())
            return
        try:
            answer = parcels.read_answer(future.result(timeout=FETCH_SECONDS))
        except TimeoutError:  # its worker is dying: dask asks another, or the parcel will be stranded
            self._follow(name, journey)
            return
        journey.future = None
        if "unprepared" in answer or "unfit" in answer:
            self._refused(journey, answer)
        elif "failed" in answer:
            yield from _failed(journey, Text(*answer["failed"]), answer["is_ours"])
        else:
            yield from self._enter(journey, parcels.graded(answer))

    def _refused(self, journey, answer):
        """The worker forgot this run, or can no longer give a cage: not the parcel's fault."""
        if "unfit" in answer:
            self.workforce.dismiss(answer["worker"], Text(*answer["unfit"]))
        else:
            self.workforce.forget()
        self.again.append(journey)

    def _enter(self, journey, graded) -> Iterator[Result | Failed]:
        for task, hand_in in journey.folders:
            try:
                self.folders.write(task, hand_in, graded.notebooks)
            except OSError as error:
                yield _not_written(task, error)
            else:
                yield Result(**vars(graded.result) | {"student": task.student})

    # --- workers that die ----------------------------------------------------------------------------------------

    def _strand(self) -> Iterator[Failed]:
        """Parcels whose workers are all gone would wait for ever."""
        for name, journey in list(self.under_way.items()):
            if not journey.workers & self.workforce.fit.keys():
                del self.under_way[name]
                journey.future.cancel()
                yield from self._strike(journey)

    def _strike(self, journey, error=None) -> Iterator[Failed]:
        """Too many workers died with a parcel, or it met an error: once more, alone, then never again."""
        journey.strikes += 1
        journey.future = None
        if journey.strikes < STRIKES:
            self.suspects.append(journey)
        elif error is None or type(error).__name__ == "KilledWorker":
            yield from _failed(journey, sentences.KILLED, is_ours=False)
        else:
            reason = shown(f"{type(error).__name__}: {error}")
            yield from _failed(journey, sentences.STUMBLED.format(reason=reason), is_ours=True)


def _failed(journey, reason, is_ours) -> Iterator[Failed]:
    for task, _ in journey.folders:
        yield Failed(task, reason, is_ours)


def _not_written(task, error) -> Failed:
    reason = gradebook_sentences.NOT_WRITTEN.format(folder=task.target, reason=error.strerror or error)
    return Failed(task, reason, is_ours=True)
