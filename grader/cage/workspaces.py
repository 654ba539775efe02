"""Folders that jobs write in where they have no disk of their own; they go also after a grader was killed."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

PREFIX = "attention-cage-"
YOUNG = 60.0  # seconds in which a new folder may not have its lock yet


class Workspace:
    """A fresh folder; as long as its maker lives it is locked, so that nobody takes it for a dead grader's."""

    def __init__(self, *, shared: bool):
        _remove_left_behind()
        self.path = os.path.realpath(tempfile.mkdtemp(prefix=PREFIX))
        if shared:
            os.chmod(self.path, 0o1777)  # each job makes a folder of its own in it
        self._lock = _locked(self.path)

    def remove(self) -> None:
        """Delete it with all that is in it."""
        remove(self.path)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def remove(folder) -> None:
    """Delete a tree that may be built to resist (very deep, say); what cannot be deleted stays."""
    if shutil.which("rm"):
        command = ["rm", "-rf", "--", str(folder)]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    else:
        shutil.rmtree(folder, ignore_errors=True)


def _locked(folder) -> int | None:
    """A descriptor that holds the folder's lock; None where there are no locks, or somebody else has it."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def _remove_left_behind() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            about = folder.lstat()
            if about.st_uid != getattr(os, "getuid", int)() or time.time() - about.st_mtime < YOUNG:
                continue
            lock = _locked(folder)
            if lock is not None:
                remove(folder)
                os.close(lock)
