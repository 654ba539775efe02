"""What a worker of the cluster does: say what it has, keep processes with a cage each, hand parcels to them.

Home calls these functions by name, through the scheduler. A submission is never judged in dask's own process: were it
killed there, the worker would be gone, and its threads would share what belongs to one judgement.
"""

import asyncio
import contextlib
import functools
import json
import multiprocessing
import threading
from collections import deque

from grader.cage.probing import finding
from grader.cluster.parcels import Parcel, ParcelGrader, answer_of, digest_of, unpacked_setup
from grader.cluster.release import release
from grader.gradebook.workers import NoWorkers, Pool, work

ISOLATED = ("full", "landlock")
IDLE_SECONDS = 300  # after that the processes are let go: home may have died without a word

_runs: dict[str, "_Hands"] = {}


async def describe() -> dict:
    """This worker's release, and for each level None, or the two sentences that say why it is not to be had."""
    return await asyncio.to_thread(_describe)


def _describe():
    found = map(finding, ISOLATED)
    return {"release": release(), "levels": {one.level: None if one.works else list(one.sentence) for one in found}}


async def prepare(run: str, setup: str) -> None:
    """Be told what is the same for all parcels of a run (see `packed_setup`)."""
    if run not in _runs:
        _runs[run] = _Hands(run, setup)


def judge(run: str, text: str) -> str:
    """One parcel's answer; `{"unprepared": true}` before `prepare`, `{"unfit": …}` where no process comes up."""
    hands = _runs.get(run)
    if hands is None:
        return json.dumps({"unprepared": True})
    try:
        return hands.judge(Parcel(digest_of(text), text))
    except NoWorkers as none:
        return json.dumps({"unfit": none.sentence, "worker": _own_address()})


async def dismiss(run: str) -> None:
    """Let a run's processes go."""
    if hands := _runs.pop(run, None):
        await asyncio.to_thread(hands.let_go)


def _own_address():
    from distributed import get_worker

    return get_worker().address


class _Hands:
    """The processes that grade for one run: as many as dask runs tasks at the same time, kept for the next parcel."""

    def __init__(self, run: str, setup: str):
        self._run, self._setup = run, unpacked_setup(setup)
        self._idle: list[Pool] = []
        self._busy, self._gone = 0, False
        self._turn = threading.Lock()
        self._timer = threading.Timer(IDLE_SECONDS, self._tire)
        self._start_timer()

    def judge(self, parcel: Parcel) -> str:
        """Hand the parcel to a process; a process that dies is replaced and tried once more (see `Pool`)."""
        pool = self._take()
        try:
            [ended] = pool.run(deque([parcel]))
        except BaseException:
            self._give_back(pool, is_well=False)
            raise
        self._give_back(pool)
        return answer_of(ended)

    def let_go(self) -> None:
        """End the idle processes now, the others when they are given back."""
        with self._turn:
            self._gone, idle, self._idle = True, self._idle, []
            self._timer.cancel()
        for pool in idle:
            pool.__exit__()

    def _take(self):
        with self._turn:
            self._timer.cancel()
            self._busy += 1
            if self._idle:
                return self._idle.pop()
        # dask's nanny starts its worker as a daemon, which may have no children; ours are daemons too and end with it.
        multiprocessing.current_process().daemon = False
        return Pool(self._setup, 1, functools.partial(work, grader_class=ParcelGrader))

    def _give_back(self, pool, is_well=True):
        with self._turn:
            self._busy -= 1
            keep = is_well and not self._gone
            if keep:
                self._idle.append(pool)
            if not self._busy and not self._gone:
                self._start_timer()
        if not keep:
            pool.__exit__()

    def _start_timer(self):
        self._timer = threading.Timer(IDLE_SECONDS, self._tire)
        self._timer.daemon = True
        self._timer.start()

    def _tire(self):
        with contextlib.suppress(KeyError):
            _runs.pop(self._run)
        self.let_go()
