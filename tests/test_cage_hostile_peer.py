"""A job whose process says anything at all: the grader hears it out, and never stumbles."""

import random
import socket
import threading

import numpy as np
import pytest

from grader.cage.channel import Channel
from grader.cage.inside.calling import Reply, Unreadable
from grader.cage.inside.wire import BadFrame, pack
from grader.cage.job import Job, Order
from grader.cage.limits import Limits
from grader.cage.outcomes import STATUSES, Outcome, read_outcome, read_reply
from grader.cage.processes import Ended

HASTY = Limits(cell_seconds=0.05, patience=1.0, grace_seconds=0.05, start_seconds=0.3, wall_seconds=3.0, restarts=1)
WORDS = ("begun", "cell", "ready", "reply", "ask", "g", "value", "exception", "ok", "stream", "stdout", "\ud800", "")


def anything(dice, depth=0):
    """Plain values of every kind, arrays in the oddest places."""
    pick = dice.randrange(9 if depth < 4 else 6)
    if pick < 6:
        return [None, dice.choice(WORDS), dice.randrange(-2, 5), np.arange(dice.randrange(3)), Unreadable("x"), 0.5][
            pick
        ]
    items = [anything(dice, depth + 1) for _ in range(dice.randrange(5))]
    if pick == 6:
        return {dice.choice(WORDS): item for item in items}
    return items if pick == 7 else tuple(items)


def nearly(dice, value):
    """`value` with something in it replaced, now and then."""
    if dice.random() < 0.08:
        return anything(dice)
    if isinstance(value, (list, tuple)):
        return type(value)(nearly(dice, item) for item in value)
    if isinstance(value, dict):
        return {key: nearly(dice, item) for key, item in value.items()}
    return value


STREAM = {"output_type": "stream", "name": "stdout", "text": "a"}
SHOWN = {"output_type": "display_data", "data": {"text/plain": "1"}}
ERROR = {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["t"]}
OUTCOME = {"status": "ok", "ename": "", "evalue": "", "outputs": [STREAM, SHOWN, ERROR]}
REPLY = ("reply", "value", np.ones(2), ("KeyError",), "text", (3, "line"), (np.ones(2), [1]), "printed")


@pytest.mark.parametrize("seed", range(3))
def test_messages_are_read_or_refused(seed):
    # 2,000 nearly right messages a seed; `array == "cell"` is an array, and must not become a question of truth.
    dice = random.Random(seed)
    read = 0
    for _ in range(2000):
        for reader, message in ((lambda value: read_outcome("id", value), OUTCOME), (read_reply, REPLY)):
            try:
                result = reader(nearly(dice, message))
            except BadFrame:
                continue
            read += 1
            assert isinstance(result, (Outcome, Reply))
            if isinstance(result, Outcome):
                assert result.status in STATUSES
                assert isinstance(result.stdout + result.stderr + result.ename + result.evalue, str)
    assert read > 100


class Peer:
    """Stands for a job's process: it sends what `speak` yields, whatever it is told."""

    def __init__(self, speak):
        ours, self._theirs = socket.socketpair()
        self.channel = Channel(ours)
        threading.Thread(target=self._talk, args=(speak,), daemon=True).start()

    def _talk(self, speak):
        try:
            for message in speak:
                self._theirs.sendall(message if isinstance(message, bytes) else pack(message))
            self._theirs.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def end(self, patience, linger=0.0):
        self.channel.close()
        self._theirs.close()
        return Ended(9)


def conversation(dice):
    """A right beginning, then something more and more wrong."""
    script = [("begun",), ("cell", 0, OUTCOME), ("cell", 1, OUTCOME), ("ready", ["f"])]
    script += [dice.choice([REPLY, ("ask", "g", (1,)), ("ask", "secret", ())]) for _ in range(6)]
    if dice.random() < 0.5:
        script = [nearly(dice, message) for message in script]
    if dice.random() < 0.3:
        script.insert(dice.randrange(len(script)), dice.randbytes(dice.randrange(40)))
    if dice.random() < 0.2:
        dice.shuffle(script)
    return script


@pytest.mark.parametrize("seed", range(60))
def test_a_job_survives_its_process(seed):
    # Whatever is said, there are outcomes and replies; no exception reaches the class run.
    dice = random.Random(seed)
    order = Order((("a", "1"), ("b", "2")))
    with Job(lambda: Peer(conversation(dice)), HASTY, order) as job:
        job.answer = lambda name, args: Reply("value", value=1)
        replies = [job("f", (1,), 0.05, given=("g",)) for _ in range(3)]
    assert all(isinstance(reply, Reply) for reply in replies)
    assert [outcome.id for outcome in job.outcomes] == ["a", "b"]
    assert len(job.deaths) <= 1 + HASTY.restarts


def test_a_peer_that_never_reads_is_late():
    # A stopped process: the channel fills, the grader must not wait for ever.
    started = [("begun",), ("cell", 0, OUTCOME), ("ready", ["f"])]
    with Job(lambda: Peer(iter(started)), HASTY, Order((("a", "1"),))) as job:
        assert job("f", (np.zeros(1_500_000),), 0.05).kind in ("timeout", "exception")
        assert job.died


def test_a_peer_that_drips_is_late():
    # One byte at a time would be an answer in a year.
    def drip():
        yield pack(("begun",))
        while True:
            threading.Event().wait(0.02)
            yield b"\0"

    with Job(lambda: Peer(drip()), HASTY, Order((("a", "1"),))) as job:
        assert job.deaths
