"""Read what a learner handed in without being led astray: no links followed, nothing waited for, nothing too large."""

import os
import stat
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from grader.gradebook import sentences
from grader.language import Text

MEGABYTE = 2**20
MAX_NOTEBOOK = 32 * MEGABYTE
MAX_BESIDE = 8 * MEGABYTE  # all other files of a submission together
MAX_FILES = 200
MAX_DEPTH = 20  # folders in folders
MAX_NAME = 1000  # bytes of a folder's path below the hand-in: it is copied to where paths are longer
_NOT_IN_NAMES = "\\:\0"
_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Refused(Exception):
    """A submission cannot be read; `sentence` says why, and the remedy."""

    def __init__(self, sentence: Text):
        super().__init__(sentence.en)
        self.sentence = sentence


def read_file(path: Path, limit: int = MAX_NOTEBOOK) -> bytes:
    """The content of an ordinary file; `Refused` for links, pipes, folders, devices and anything above `limit`."""
    name = shown(path.name)
    try:
        kind = os.lstat(path).st_mode
        if stat.S_ISLNK(kind):
            raise Refused(sentences.A_LINK.format(name=name))
        if not stat.S_ISREG(kind):
            raise Refused(sentences.NOT_A_FILE.format(name=name))
        return _read(path, limit, name)
    except FileNotFoundError:
        raise Refused(sentences.NOT_THERE.format(name=name)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise Refused(sentences.NOT_READABLE.format(name=name, reason=reason)) from None


def _read(path, limit, name):
    descriptor = os.open(path, _FLAGS | getattr(os, "O_BINARY", 0))
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Refused(sentences.NOT_A_FILE.format(name=name))
        content = file.read(limit + 1)
    if len(content) > limit:
        raise Refused(sentences.TOO_LARGE.format(name=name, limit=limit // MEGABYTE))
    return content


def ordinary_files(folder: Path, deep: bool = True) -> list[Path]:
    """Every ordinary file in `folder` (and below), sorted, links neither listed nor entered; at most `MAX_FILES`."""
    if folder.is_symlink():
        return []
    entries = below(folder, enter=lambda name: deep)
    found = (Path(entry.path) for entry in entries if entry.is_file(follow_symlinks=False))
    return list(islice(found, MAX_FILES))


def strangers(folder: Path) -> list[Path]:
    """What lies below `folder` and is neither an ordinary file nor a folder: links, pipes, sockets, devices."""
    return [
        Path(entry.path)
        for entry in below(folder)
        if not entry.is_file(follow_symlinks=False) and not entry.is_dir(follow_symlinks=False)
    ]


def too_deep(folder: Path) -> list[Path]:
    """The folders below `folder` that are not looked into, so far down do they lie."""
    folders = (entry.path for entry in below(folder) if entry.is_dir(follow_symlinks=False))
    return [Path(path) for path in folders if _is_too_deep(folder, path)]


def _is_too_deep(folder, path) -> bool:
    name = os.path.relpath(path, folder)
    return name.count(os.sep) + 1 >= MAX_DEPTH or len(os.fsencode(name)) > MAX_NAME


def below(folder: Path, enter: Callable[[str], bool] = lambda name: True) -> Iterator[os.DirEntry]:
    """All that lies in `folder`, then in its folders whose names `enter` likes and that are not too deep; sorted.

    Links are not entered. (`os.walk` recurses before Python 3.12, and a learner's folders may be a thousand deep.)
    """
    waiting = [str(folder)]
    while waiting:
        entries = _entries(waiting.pop())
        yield from entries
        folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False) and enter(entry.name)]
        waiting += [entry.path for entry in reversed(folders) if not _is_too_deep(folder, entry.path)]


def _entries(place) -> list[os.DirEntry]:
    try:
        with os.scandir(place) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:  # closed to us: nothing to be had
        return []


def files_beside(folder: Path, deep: bool = True) -> dict[str, bytes]:
    """The other files of a submission, by their path in it, as long as all of them together are small enough."""
    contents, left = {}, MAX_BESIDE
    for path in ordinary_files(folder, deep):
        name = path.relative_to(folder).as_posix()
        unfit = set(name) & set(_NOT_IN_NAMES) or ".ipynb_checkpoints" in path.parts
        if unfit or path.suffix == ".ipynb" or path.name == "timestamp.txt":
            continue
        try:
            contents[name] = read_file(path, left)
        except Refused:
            continue
        left -= len(contents[name])
    return contents


def shown(name: str) -> str:
    """A name from outside, fit for terminal and page: nothing that controls, turns round or marks up; not too long."""
    clean = "".join("?" if character in "<>&[]`" or not character.isprintable() else character for character in name)
    return clean if len(clean) <= 80 else clean[:77] + "…"
