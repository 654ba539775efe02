"""The autograded folder of one student: written whole or not at all, file by file."""

import contextlib
import fnmatch
import os
from pathlib import Path

from grader.gradebook.files import MEGABYTE, Refused, ordinary_files, read_file

MAX_COPIED = 100 * MEGABYTE


def write_autograded(folder: Path, files: dict[str, bytes], permissions: int = 0o444) -> None:
    """Make `folder` hold these files and no others; each appears complete, in place of the one before."""
    for name, content in files.items():
        _write(folder / name, content, permissions)
    for path in _all_below(folder):
        if path.relative_to(folder).as_posix() not in files:
            _make_room(path)
            path.unlink()


def _all_below(folder):
    return [Path(place, name) for place, _, names in os.walk(folder) for name in names]


def _write(path: Path, content: bytes, permissions: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{os.getpid()}.part")  # short: the name itself may be as long as names can be
    try:
        draft.write_bytes(content)
        draft.chmod(permissions)
        _make_room(path)
        os.replace(draft, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()


def _make_room(path):
    """Windows neither replaces nor deletes a read-only file."""
    if os.name == "nt" and path.exists():
        path.chmod(0o666)


def copied_files(folder: Path, ignored: list[str]) -> dict[str, bytes]:
    """What nbgrader copies besides notebooks, links and their like left out; `ignored` are globs of names."""
    copied = {}
    for path in ordinary_files(folder):
        name = path.relative_to(folder)
        if path.suffix != ".ipynb" and not any(fnmatch.fnmatch(part, glob) for part in name.parts for glob in ignored):
            with contextlib.suppress(Refused):
                copied[name.as_posix()] = read_file(path, MAX_COPIED)
    return copied
