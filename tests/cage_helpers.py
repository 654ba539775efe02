"""Cages for the tests: one a level and process, with limits so tight that each can be run into."""

import atexit
import contextlib
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from conftest import ELSEWHERE

from grader.cage import LEVELS, Cage, Limits
from grader.cage.probing import finding
from grader.language import say

CONFINED = ("full", "landlock")
MEBI = 1 << 20
TIGHT = Limits(
    cpu_seconds=20,
    cell_seconds=0.8,
    patience=2.0,
    grace_seconds=0.4,
    restarts=2,
    memory_bytes=300 * MEBI,
    disk_bytes=8 * MEBI,
    open_files=64,
    processes=16,
    text_characters=10_000,
    answers=20,
)

at_every_level = pytest.mark.parametrize("level", LEVELS)
where_confined = pytest.mark.parametrize("level", CONFINED)


@cache
def _open_cage(level: str, limits: Limits) -> Cage:
    cage = Cage(level, limits).__enter__()
    atexit.register(cage.__exit__, None, None, None)
    return cage


def cage_at(level: str, limits: Limits = TIGHT) -> Cage:
    """An open cage; the test is skipped, with the reason, where this machine has no such level."""
    need(level)
    return _open_cage(level, limits)


def need(level: str) -> None:
    """Skip the test, with the reason, where this machine has no such level. With CI=true that fails on Linux."""
    if not finding(level).works:
        pytest.skip(("" if sys.platform == "linux" else ELSEWHERE) + say(finding(level).sentence))


def run(level: str, *sources: str, **order):
    """A finished job of these cells; its outcomes are in order."""
    cells = [(str(number), source) for number, source in enumerate(sources)]
    with cage_at(level).job(cells, **order) as job:
        pass
    return job


@contextlib.contextmanager
def calling(level: str, *sources: str, limits: Limits = TIGHT, **order):
    """A job of these cells, open for calls."""
    cells = [(str(number), source) for number, source in enumerate(sources)]
    with cage_at(level, limits).job(cells, **order) as job:
        yield job


@pytest.fixture
def open_folder():
    """A folder that every account can read and write, for attacks to aim at."""
    with tempfile.TemporaryDirectory(prefix="target-") as folder:
        os.chmod(folder, 0o777)
        yield Path(folder)
