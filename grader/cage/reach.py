"""What a caged process has to read: Python, its libraries, the system's; and what of ours lies among them."""

import os
import stat
import sys
import sysconfig
from pathlib import Path

from grader import installed

INSIDE = Path(__file__).resolve().parent / "inside"
COURSE = Path(__file__).resolve().parents[2]
OURS = ("grader", "explorers", "attention_course", "__editable__")

SYSTEM = (
    "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo", "/lib", "/lib32", "/lib64",
    "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/alternatives",
    "/nix/store", "/gnu/store",
)  # fmt: skip


def interpreter() -> str:
    """The real Python program, not a virtual environment's link to it."""
    return os.path.realpath(sys.executable)


def site() -> list[str]:
    """The folders with installed packages that this Python uses."""
    known = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    found = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages") or path in known]
    return [path for path in dict.fromkeys(map(os.path.realpath, found)) if os.path.isdir(path)]


def trees() -> list[str]:
    """Folders and files that Python and its libraries are read from, shallow ones first."""
    prefix = os.path.realpath(sys.base_prefix)
    standard = [os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")]
    wanted = [*SYSTEM, f"{prefix}/lib", f"{prefix}/lib64", *standard, *site(), interpreter()]
    return sorted({path for path in wanted if os.path.exists(path)}, key=_depth)


def ours() -> list[str]:
    """What a caged process must not read although it lies among the libraries: this course, and its traces in `site`.

    Run from a clone, that is the whole clone; installed, it is our packages' folders. Other people's packages with
    exercises are hidden like ours.
    """
    found = [] if str(COURSE) in site() else [str(COURSE)]
    others = installed.module_names()
    for folder in site():
        found += [entry.path for entry in os.scandir(folder) if entry.name.startswith(OURS) or entry.name in others]
    return sorted(found, key=_depth)


def masks() -> list[str]:
    """Those of `ours` that lie inside one of `trees`."""
    return [path for path in ours() if any(_below(path, tree) for tree in trees())]


def granted() -> dict[str, str]:
    """`trees` without `ours` for who can only grant: paths to "read", and those to "list".

    A tree is taken apart only where something of ours lies in it; its folders may be listed then, for else Python finds
    nothing there: names below can be seen, contents not.
    """
    hidden = masks()
    return {path: right for tree in trees() for path, right in _without(tree, hidden).items()}


def _without(tree, hidden) -> dict[str, str]:
    if tree in hidden:
        return {}
    if not any(_below(path, tree) for path in hidden):
        return {tree: "read"}
    parts = {path: right for entry in os.scandir(tree) for path, right in _without(entry.path, hidden).items()}
    return {tree: "list", **parts}


def _below(path, tree):
    return Path(path).is_relative_to(tree)


def _depth(path):
    return len(Path(path).parts), path


def closed_to_others() -> str | None:
    """Something of all this that an ordinary account cannot read; None if there is nothing."""
    needed = [interpreter(), os.path.realpath(sysconfig.get_path("stdlib")), *site(), str(INSIDE)]
    return next((path for path in needed if not _open_to_others(Path(path))), None)


def _open_to_others(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in path.parents) and bool(
        path.stat().st_mode & stat.S_IROTH
    )
