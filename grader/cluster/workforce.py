"""Which workers of a cluster may judge: those that have this very grader and give the level of isolation."""

import contextlib
import time
from collections.abc import Callable

from grader.cage import LEVELS
from grader.cage.sentences import NO_SUCH_LEVEL
from grader.cluster import sentences, worker
from grader.cluster.parcels import digest_of, packed_setup
from grader.cluster.release import in_words, release
from grader.gradebook.files import shown
from grader.gradebook.grading import Setup
from grader.gradebook.workers import NoWorkers
from grader.language import Text

START_SECONDS = 5  # so long may the first worker take to come
PATIENCE_SECONDS = 60  # so long may a run be without one: a worker that died may be started again


class Workforce:
    """The workers of one run, for `with`: `fit` are those in use, address → threads. Raises `NoWorkers`."""

    def __init__(self, client, address: str, setup: Setup, warn: Callable[[Text], None]):
        self._client, self._address, self._setup, self._warn = client, address, setup, warn
        self._ours = release()
        self._level = setup.isolation
        self._refused: dict[str, Text] = {}
        self._looked = self._manned = time.monotonic()
        self.fit: dict[str, int] = {}
        self.run = ""

    def __enter__(self):
        if self._level == "none":
            raise NoWorkers(sentences.NOT_AT_NONE)
        if self._level and self._level not in LEVELS:
            raise NoWorkers(NO_SUCH_LEVEL.format(level=self._level, levels=", ".join(worker.ISOLATED)))
        until = time.monotonic() + START_SECONDS
        while not (present := self._present()):
            if time.monotonic() > until:
                raise NoWorkers(sentences.NO_WORKERS.format(address=shown(self._address)))
            time.sleep(0.1)
        self._greet(present)
        if not self.fit:
            first = next(iter(self._refused.values()))
            raise NoWorkers(sentences.NONE_FIT.format(address=shown(self._address), first=first))
        return self

    def __exit__(self, *_):
        if self.fit:
            with contextlib.suppress(Exception):
                self._client.run(worker.dismiss, self.run, workers=list(self.fit), on_error="ignore")

    @property
    def threads(self) -> int:
        """How many parcels can be judged at the same time."""
        return sum(self.fit.values())

    def look(self, seconds: float) -> bool:
        """See who came and who went, if that is longer ago than `seconds`; whether anybody did."""
        now = time.monotonic()
        if now < self._looked + seconds:
            return False
        self._looked = now
        before, present = set(self.fit), self._present()
        self.fit = {address: threads for address, threads in present.items() if address in self.fit}
        self._greet({address: n for address, n in present.items() if address not in {*self.fit, *self._refused}})
        if self.fit:
            self._manned = now
        elif now > self._manned + PATIENCE_SECONDS:
            raise NoWorkers(sentences.WORKERS_GONE.format(address=shown(self._address)))
        return set(self.fit) != before

    def forget(self) -> None:
        """A worker does not know the run any more; all are told again."""
        self.fit, self._looked = {}, 0.0

    def dismiss(self, address: str, reason: Text) -> None:
        """Use a worker no more."""
        if self.fit.pop(address, None):
            self._refuse(address, sentences.NOT_READY.format(worker=shown(address), reason=reason))

    def scheduler_is_gone(self) -> None:
        """Raise `NoWorkers` that says so."""
        raise NoWorkers(sentences.SCHEDULER_GONE.format(address=shown(self._address)))

    def _present(self) -> dict[str, int]:
        try:
            return dict(self._client.nthreads())
        except Exception:
            self.scheduler_is_gone()

    def _greet(self, newcomers: dict[str, int]) -> None:
        """Ask newcomers what they have; those that have what is needed are told of the run."""
        if not newcomers:
            return
        told = self._client.run(worker.describe, workers=list(newcomers), on_error="return")
        same = {address: said for address, said in told.items() if self._is_ours(address, said)}
        self._settle_level([said["levels"] for said in same.values()])
        able = [address for address, said in same.items() if self._gives_level(address, said["levels"])]
        if able:
            ready = self._client.run(worker.prepare, self.run, self._packed, workers=able, on_error="ignore")
            self.fit |= {address: newcomers[address] for address in ready}

    def _is_ours(self, address, said) -> bool:
        name, ours = shown(address), in_words(self._ours)
        if isinstance(said, OSError):  # it left as it was asked
            return False
        if isinstance(said, Exception):
            reason = shown(str(said) or type(said).__name__)
            self._refuse(address, sentences.NOT_INSTALLED.format(worker=name, ours=ours, reason=reason))
        elif said["release"] != self._ours:
            theirs = in_words(said["release"])
            self._refuse(address, sentences.OTHER_RELEASE.format(worker=name, theirs=theirs, ours=ours))
        return address not in self._refused

    def _settle_level(self, levels: list[dict]) -> None:
        """Without a level that was asked for: the best that any of the first workers gives, and the others must."""
        if not self._level and levels:
            given = (level for level in worker.ISOLATED if any(one[level] is None for one in levels))
            self._level = next(given, worker.ISOLATED[0])
        if not self.run and self._level:
            self._packed = packed_setup(self._setup, self._level)
            self.run = digest_of(self._packed, str(self._ours))

    def _gives_level(self, address, levels) -> bool:
        if (trouble := levels[self._level]) is not None:
            lacking = sentences.LEVEL_LACKING.format(worker=shown(address), level=self._level, reason=Text(*trouble))
            self._refuse(address, lacking)
        return address not in self._refused

    def _refuse(self, address, sentence):
        self._refused[address] = sentence
        self._warn(sentence)
