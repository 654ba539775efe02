"""Attacks gain nothing and hurt nobody: a telling fifteen; with ATTENTION_COURSE_ALL_ATTACKS=1 all, at every level."""

import contextlib
import os
import sys

import pytest
from hostile import ATTACKS
from hostile.running import cage_at, run

from grader.cage import LEVELS
from grader.cage.probing import best_level, finding
from grader.language import say

ALL = os.environ.get("ATTENTION_COURSE_ALL_ATTACKS") == "1"
TELLING = (
    "import the course's exercises",
    "copy another student",
    "a better grade in the gradebook",
    "all cells and answers sent ahead",
    "a test cell that says 5.0",
    "the caller",
    "an array that equals everything",
    "the stand-in answers for another exercise",
    "skip-execution on a test",
    "the victim's environment",
    "a fork storm",
    "kill everybody",
    "connect to this machine",
    "a million cells",
    "a submitted numpy.py",
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the confined levels are Linux's")


@pytest.fixture(scope="module")
def cages():
    """level → cage, each opened when it is first asked for."""
    with contextlib.ExitStack() as stack:
        opened = {}

        def at(level):
            if not finding(level).works:
                pytest.skip(say(finding(level).sentence))
            if level not in opened:
                opened[level] = stack.enter_context(cage_at(level))
            return opened[level]

        yield at


def cases():
    for name, attack in ATTACKS.items():
        for level in LEVELS if ALL else ("best",):
            if (ALL or name in TELLING) and not (level == "none" and attack.unsafe_at_none):
                yield pytest.param(attack, level, id=f"{name}-{level}")


@pytest.mark.parametrize("attack, level", list(cases()))
def test_an_attack(cages, attack, level, bubblewrap):
    # Not a point beyond what is honest, in time; the neighbour, the next student, files and listener are as before.
    ran = run(attack, cages(best_level() if level == "best" else level))
    assert not ran.faults, f"{attack.name}: {attack.why}"


def test_the_corpus_itself():
    # A name that is not there would be tried by nobody.
    assert len(ATTACKS) >= 60
    assert set(TELLING) <= set(ATTACKS)
    assert all(attack.why and (attack.cells or attack.make or attack.bend) for attack in ATTACKS.values())
