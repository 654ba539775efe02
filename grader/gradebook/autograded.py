"""The autograded folder of one student: written whole or not at all, file by file."""

import contextlib
import fnmatch
import os
from pathlib import Path, PurePosixPath

from grader.cage.workspaces import remove
from grader.gradebook.files import MEGABYTE, Refused, below, ordinary_files, read_file

MAX_COPIED = 100 * MEGABYTE


def write_autograded(folder: Path, files: dict[str, bytes], permissions: int = 0o444) -> None:
    """Make `folder` hold these files and no others; each appears complete, in place of the one before."""
    for name, content in files.items():
        _clear_the_way(folder, folder / name)
        write_file(folder / name, content, permissions)
    for entry in list(below(folder)):
        path = Path(entry.path)
        if not entry.is_dir(follow_symlinks=False) and path.relative_to(folder).as_posix() not in files:
            _make_room(path)
            path.unlink()


def _clear_the_way(folder, path):
    """Of what an earlier run has left: a folder in the place of a file, a file in the place of a folder above it."""
    if path.is_dir():
        remove(path)
    for place in path.relative_to(folder).parents:
        if (folder / place).is_file():
            remove(folder / place)


def write_file(path: Path, content: bytes, permissions: int) -> None:
    """The file, complete or not at all, in place of the one before."""
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
        if not any(fnmatch.fnmatch(part, glob) for part in name.parts for glob in (*ignored, "*.ipynb")):
            with contextlib.suppress(Refused):
                copied[name.as_posix()] = read_file(path, MAX_COPIED)
    return copied


def out_of_the_way(files: dict[str, bytes], others: set[str]) -> dict[str, bytes]:
    """Those of the files whose place none of the `others` needs, be it for itself or for a folder above it."""
    folders = {str(folder) for name in others for folder in PurePosixPath(name).parents}
    return {
        name: content
        for name, content in files.items()
        if name not in others | folders and not others & set(map(str, PurePosixPath(name).parents))
    }
