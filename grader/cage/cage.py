"""The cage: asks for a level, keeps one warm process, hands out jobs."""

import contextlib
import sys
import threading

from grader.cage import sentences
from grader.cage.job import Job, Order
from grader.cage.launching import launch
from grader.cage.limits import Limits
from grader.cage.probing import LEVELS, best_level, finding
from grader.cage.processes import Alone, CageUnavailable, NotStarted, Zygote

ZYGOTES = 5


class Cage:
    """Runs notebooks apart from the grader, at one of `LEVELS`; without a level, at the best that works here.

    A context manager. Jobs may run one after the other and in several threads at once.
    """

    def __init__(self, level: str | None = None, limits: Limits | None = None):
        self.limits = limits or Limits()
        self.level = level or best_level()
        if self.level not in LEVELS:
            raise CageUnavailable(sentences.NO_SUCH_LEVEL.format(level=level, levels=", ".join(LEVELS)))
        found = finding(self.level)
        if not found.works:
            raise CageUnavailable(sentences.UNAVAILABLE.format(level=self.level, reason=found.sentence))
        self._turn = threading.Lock()
        self._zygote, self._started = None, 0

    def __enter__(self) -> "Cage":
        keep_out_of_this_process()
        if self.level != "none":
            with _explained():
                self._warm()
        return self

    def __exit__(self, *_):
        zygote, self._zygote = self._zygote, None
        if zygote:
            zygote.end()

    def job(self, cells, files=None, **order) -> Job:
        """A job for `with`: it runs `cells`, (id, source) pairs, beside `files`, name → bytes; see `Order`."""
        return Job(self._process, self.limits, Order(tuple(cells), dict(files or {}), **order))

    def _process(self):
        """A process for one job; `CageUnavailable` if there is none to be had."""
        with _explained():
            return Alone(launch("none", self.limits)) if self.level == "none" else self._forked()

    def _forked(self):
        """A fork of the warm process, which is replaced, a few times, if it was killed."""
        zygote = self._warm()
        try:
            return zygote.fork()
        except NotStarted:
            return self._warm(instead_of=zygote).fork()

    def _warm(self, instead_of=None) -> Zygote:
        with self._turn:
            if self._zygote is None or self._zygote is instead_of:
                if self._started >= ZYGOTES:
                    raise NotStarted("it ends again and again")
                self._started += 1
                if instead_of:
                    instead_of.end()
                self._zygote = Zygote(self.level, self.limits)
            return self._zygote


@contextlib.contextmanager
def _explained():
    """Whatever goes wrong in starting a process becomes one sentence."""
    try:
        yield
    except (NotStarted, OSError) as error:
        raise CageUnavailable(sentences.BROKEN.format(reason=str(error))) from error


def keep_out_of_this_process() -> None:
    """No other process of this account may look into the grader's memory, where the right answers are."""
    if sys.platform == "linux":
        from grader.cage.inside import linux

        linux.prctl(linux.PR_SET_DUMPABLE, 0)
