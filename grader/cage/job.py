"""One learner's notebook in the cage: run it, call its functions, and survive whatever it does."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

import numpy as np

from grader.cage import sentences
from grader.cage.channel import Gone, Late
from grader.cage.inside.calling import Reply, Unreadable
from grader.cage.inside.wire import BadFrame, TooLarge
from grader.cage.limits import Limits
from grader.cage.outcomes import Death, Outcome, count_numbers, death, death_by_status, read_outcome, read_reply
from grader.cage.processes import CageUnavailable, Lost, NotStarted
from grader.language import Text

TEXT = ("text/plain",)
MOST_FILES = 12 << 20
LOST = death("killed")  # with the warm process, through no fault of the notebook: tried again
LOSSES_BORNE = 2
DEATHS_BORNE = 2  # of one function; as many times out as the judge bears


class BadOrder(ValueError):
    """A job that cannot be run as it was ordered; `sentence` (a `Text`) says why."""

    def __init__(self, sentence: Text):
        super().__init__(sentence.en)
        self.sentence = sentence


@dataclass(frozen=True)
class Order:
    """What a job is to run.

    `kinds` are the MIME types of outputs that are kept, `render` draws figures as image/png, `seed` seeds the global
    random generators, so that a second run gives the same. `tests` are the ids of those cells that test the others:
    a teacher's, run as `grader.cage.inside.testing` says.
    """

    cells: tuple[tuple[str, str], ...]
    files: dict[str, bytes] = field(default_factory=dict)
    kinds: tuple[str, ...] = TEXT
    render: bool = False
    seed: int = 0
    tests: frozenset[str] = frozenset()

    def __post_init__(self):
        for name in self.files:
            path = PurePosixPath(name)
            if not name or path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
                raise BadOrder(sentences.BAD_FILE.format(name=name))
        if sum(map(len, self.files.values())) > MOST_FILES:
            raise BadOrder(sentences.FILES_TOO_LARGE.format(most=MOST_FILES >> 20))


class Job:
    """A context manager around one run; a caller for the judge (see `grader.judge.engine.Caller`).

    `outcomes` has one `Outcome` a cell. `died` is the last `Death`, None if there was none: the cell or the call that
    killed the process is left out and the rest is run again, as often as the limits allow. `answer(name, args)`, if
    set, answers for the functions that a call names in `given`. `functions` are the names that can be called,
    `cpu_seconds` and `peak_bytes` what it all took (known at the end).
    """

    def __init__(self, start: Callable, limits: Limits, order: Order):
        self._start, self._limits, self._order = start, limits, order
        _check(order, limits)
        self._process = self._current = None
        self._losses_borne = LOSSES_BORNE
        self._deadly: set[int] = set()
        self._deaths_of: dict[str, int] = {}
        self._answers_left = limits.answers
        self._deadline = time.monotonic() + limits.wall_seconds
        self.outcomes = [Outcome(id, "not-run") for id, _ in order.cells]
        self.deaths: list[Death] = []
        self.functions: tuple[str, ...] = ()
        self.answer: Callable[[str, tuple], Reply] | None = None
        self.cpu_seconds, self.peak_bytes = 0.0, 0

    @property
    def died(self) -> Death | None:
        return self.deaths[-1] if self.deaths else None

    @property
    def is_spent(self) -> bool:
        """Whether its wall time is over, whatever for."""
        return time.monotonic() >= self._deadline

    @property
    def is_over(self) -> bool:
        """Whether there is no process, and none will be started any more."""
        return self._process is None and not self._may_start()

    def __enter__(self) -> "Job":
        try:
            self._run()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_):
        self._end()

    def __call__(self, name: str, args: tuple, seconds: float, given: Sequence[str] = ()) -> Reply:
        """Call the notebook's function `name`; whatever happens in there, the answer is a `Reply`."""
        return self.calls(name, [args], seconds, given)[0]

    def calls(self, name: str, several: Sequence[tuple], seconds: float, given: Sequence[str] = ()) -> list[Reply]:
        """Call it with each of `several` arguments; they travel together, since each message costs time.

        One reply each, in order; the first always comes, but none after a "timeout" or the process's end.
        """
        replies: list[Reply] = []
        while self._deaths_of.get(name, 0) < DEATHS_BORNE and self._alive():
            waiting = several[len(replies) :]
            came = self._attempt(lambda waiting=waiting: self._ask(name, waiting, seconds, tuple(given), replies))
            if came is None:
                return replies
            if isinstance(came, Reply):
                if len(waiting) == 1:
                    return [*replies, came]
                several = several[: len(replies) + 1]
            elif came is not LOST:
                self._deaths_of[name] = self._deaths_of.get(name, 0) + 1
                return [*replies, came.reply()]
        return [*replies, (self.died or death("exited")).reply()]

    def _alive(self):
        """Whether there is a process, started anew if need be."""
        if self._process is None and self._may_start():
            self._run()
        return self._process is not None

    def _may_start(self):
        return len(self.deaths) <= self._limits.restarts and not self.is_spent

    def _run(self):
        """Run the cells; after a death once more without the cell that caused it, while the limits allow."""
        while self._may_start():
            self._current = None
            died = self._attempt(self._run_once)
            if died is None:
                return
            if isinstance(died, Reply):
                raise BadOrder(sentences.FILES_TOO_LARGE.format(most=MOST_FILES >> 20))
            if died is not LOST and self._current is not None:
                self._deadly.add(self._current)
                self.outcomes[self._current] = Outcome(self._order.cells[self._current][0], "died")

    def _run_once(self):
        self._process = self._start()
        numbers = [number for number in range(len(self.outcomes)) if number not in self._deadly]
        self._process.channel.send(self._message(numbers), self._within(self._limits.start_seconds))
        self._begun()
        for position, number in enumerate(numbers):
            self._current = number
            self.outcomes[number] = self._outcome(position, number)
        self._current = None
        self.functions = self._functions()

    def _message(self, numbers):
        order, limits = self._order, self._limits
        return {
            "cells": [order.cells[number][1] for number in numbers],
            "files": {name: np.frombuffer(content, np.uint8) for name, content in order.files.items()},
            "kinds": list(dict.fromkeys([*order.kinds, *(["image/png"] if order.render else [])])),
            "render": order.render,
            "seed": order.seed % (1 << 32),
            "tests": [at for at, number in enumerate(numbers) if order.cells[number][0] in order.tests],
            "seconds": limits.cell_seconds,
            "patience": limits.wall_for(limits.cell_seconds),
            "text": limits.text_characters,
            "images": limits.image_characters,
        }

    def _begun(self):
        match self._receive_within(self._limits.start_seconds):
            case (str(tag),) if tag == "begun":
                return
            case (str(tag),) if tag == "no room":
                raise BadOrder(sentences.NO_ROOM.format(most=self._limits.disk_bytes >> 20, files=self._limits.files))
        raise BadFrame("not begun")

    def _outcome(self, position, number):
        match self._receive_within(self._limits.deadline_for(self._limits.cell_seconds)):
            case (str(tag), int(told), dict(message)) if tag == "cell" and told == position:
                return read_outcome(self._order.cells[number][0], message)
        raise BadFrame("not that cell")

    def _functions(self):
        match self._receive_within(self._limits.start_seconds):
            case (str(tag), list(names)) if tag == "ready" and all(isinstance(name, str) for name in names):
                return tuple(names)
        raise BadFrame("not ready")

    def _ask(self, name, several, seconds, given, replies):
        """Send the calls, add to `replies` what comes, up to the first that took too long."""
        message = name, several, float(seconds), self._limits.wall_for(seconds), given
        self._process.channel.send(message, self._within(self._limits.deadline_for(seconds)))
        for _ in several:
            replies.append(self._reply(given, self._within(self._limits.deadline_for(seconds))))
            if replies[-1].kind == "timeout":
                return

    def _reply(self, given, until) -> Reply:
        """The reply to one call, after all its questions."""
        while True:
            message = self._process.channel.receive(until)
            match message:
                case (str(tag), str(asked), tuple(values)) if tag == "ask" and asked in given and self.answer:
                    begin = time.monotonic()
                    reply = self._answered(asked, values)
                    until = min(until + time.monotonic() - begin, self._deadline)  # the learner is not charged for it
                    self._process.channel.send(reply, until)
                case _:
                    return read_reply(message)

    def _answered(self, name, values) -> tuple:
        """The answer for a given function, within bounds: the question comes from the learner's process."""
        self._answers_left -= 1
        if self._answers_left < 0 or count_numbers(values) > self._limits.answer_numbers:
            return "exception", None, ("MemoryError",), "too much is asked for"
        reply = self.answer(name, values)
        if reply.kind == "value" and isinstance(reply.value, Unreadable):
            return "exception", None, ("TypeError",), ""
        return reply.kind, reply.value, reply.error, reply.text

    def _receive_within(self, seconds):
        return self._process.channel.receive(self._within(seconds))

    def _within(self, seconds) -> float:
        return min(time.monotonic() + seconds, self._deadline)

    def _attempt(self, action):
        """What `action` returns, or the `Death` that it ended in."""
        try:
            return action()
        except TooLarge:
            return Reply("exception", error=("MemoryError",), text="the inputs are too large")
        except Late:
            return self._bury(death("time"))
        except Gone:
            return self._bury(None)
        except BadFrame:
            return self._bury(death("nonsense"))

    def _bury(self, known: Death | None) -> Death:
        ended = self._end(linger=0 if known else self._limits.grace_seconds)
        if ended is None and known is None and self._losses_borne:
            self._losses_borne -= 1
            return LOST
        if known is None:
            known = death_by_status(ended, self._limits.cpu_seconds) if ended else death("killed")
        self.deaths.append(known)
        return known

    def _end(self, linger=0.0):
        """How the process ended, None if nobody knows; `CageUnavailable` if it never was."""
        process, self._process = self._process, None
        if process is None:
            return None
        try:
            ended = process.end(self._limits.start_seconds, linger)
        except Lost:
            return None
        except NotStarted as error:
            raise CageUnavailable(sentences.BROKEN.format(reason=str(error))) from error
        self.cpu_seconds += ended.cpu_seconds
        self.peak_bytes = max(self.peak_bytes, ended.peak_bytes)
        return ended


def _check(order: Order, limits: Limits) -> None:
    """`BadOrder` for a notebook so large that nobody wrote it."""
    if len(order.cells) > limits.cells:
        raise BadOrder(sentences.TOO_MANY_CELLS.format(n=len(order.cells), most=limits.cells))
    size = sum(len(json.dumps(source)) for _, source in order.cells)
    if size > limits.source_bytes:
        raise BadOrder(sentences.TOO_MUCH_SOURCE.format(n=size, most=limits.source_bytes))
