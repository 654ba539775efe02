"""Which levels of isolation this machine gives, found out by trying."""

import shutil
import sys
from dataclasses import dataclass
from functools import cache

from grader.cage import sentences
from grader.cage.launching import cannot_change_account, cannot_read, is_root
from grader.cage.limits import Limits
from grader.cage.processes import NotStarted, Zygote
from grader.language import Text

LEVELS = ("full", "landlock", "none")


@dataclass(frozen=True)
class Finding:
    """Whether one level works here, why not and what to do about it, and what it does not guarantee."""

    level: str
    works: bool
    sentence: Text
    caveat: Text


def probe() -> list[Finding]:
    """A finding for each level, the best first."""
    return [finding(level) for level in LEVELS]


def best_level() -> str:
    """The first of `LEVELS` that works here."""
    return next(level for level in LEVELS if finding(level).works)


@cache
def finding(level: str) -> Finding:
    """Try one level, once in this process's life."""
    trouble = {"full": _trouble_full, "landlock": _trouble_landlock, "none": lambda: None}[level]()
    return Finding(level, trouble is None, trouble or sentences.WORKS, sentences.NOT_GUARANTEED[level])


def _trouble_full() -> Text | None:
    if sys.platform != "linux":
        return sentences.NOT_LINUX
    if shutil.which("bwrap") is None:
        return sentences.NO_BUBBLEWRAP
    return _trouble_with_filter() or _trial("full", sentences.NAMESPACES)


def _trouble_landlock() -> Text | None:
    if sys.platform != "linux":
        return sentences.NOT_LINUX
    from grader.cage.inside import landlock

    if not landlock.abi():
        return sentences.NO_LANDLOCK
    return _trouble_with_filter() or _trouble_as_root() or _trial("landlock", sentences.TRY_DOCTOR)


def _trouble_with_filter():
    from grader.cage.inside import seccomp

    return None if seccomp.supported() else sentences.NO_FILTER


def _trouble_as_root():
    """Root's children become nobody: that takes some of root's powers, which containers may withhold."""
    if not is_root():
        return None
    if cannot_change_account():
        return sentences.STAYS_ROOT
    closed = cannot_read()
    return sentences.UNREADABLE.format(path=closed) if closed else None


def _trial(level, remedy):
    """Start a process without libraries at this level and let it make one job's process."""
    try:
        zygote = Zygote(level, Limits(), trial=True)
    except (NotStarted, OSError) as error:
        return sentences.DID_NOT_START.format(reason=str(error), remedy=remedy)
    try:
        zygote.fork().end(Limits().start_seconds)
    except NotStarted as error:
        return sentences.DID_NOT_START.format(reason=str(error), remedy=remedy)
    finally:
        zygote.end()
    return None
