"""What the course needs on this machine, and whether it is there."""

import os
import shutil
import sys
from dataclasses import dataclass
from functools import cache
from importlib import metadata

from packaging.requirements import Requirement

from grader.language import Text
from grader.notebook import progress

PACKAGES = ("numpy", "scipy", "matplotlib", "ipywidgets", "anywidget", "jupyterlab", "nbgrader")
COURSE = "attention-course"
INSTALL = Text(
    "Run `python3 start.py` again in the course's folder: it installs what is missing.",
    "请在课程文件夹里再运行一次 `python3 start.py`：它会装好缺少的东西。",
)
OTHER_VERSION = Text(
    "The course wants {wanted}. Run `python3 start.py` again in the course's folder: it installs that.",
    "本课程需要 {wanted}。请在课程文件夹里再运行一次 `python3 start.py`：它会装好。",
)


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what it is, what was found, whether it will do, else the remedy."""

    what: Text
    found: str
    fine: bool
    remedy: Text


def findings() -> list[Finding]:
    """Look at Python, the packages and the folder for progress."""
    return [_python(), *map(_package, PACKAGES), _memory()]


def _python():
    found = ".".join(map(str, sys.version_info[:3]))
    fine = (3, 11) <= sys.version_info < (3, 14)
    remedy = Text(
        "The course is tested with Python 3.11 to 3.13: install one of them.",
        "本课程在 Python 3.11 至 3.13 上测试过：请安装其中一个。",
    )
    return Finding(Text("Python", "Python"), found, fine, remedy)


def _package(name):
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Finding(Text(name, name), "", False, INSTALL)
    wanted = _wanted().get(name)
    fine = wanted is None or wanted.specifier.contains(found, prereleases=True)
    return Finding(Text(name, name), found, fine, OTHER_VERSION.format(wanted=wanted))


@cache
def _wanted() -> dict[str, Requirement]:
    """What the course, as installed, says that it needs, by name."""
    try:
        requirements = map(Requirement, metadata.requires(COURSE) or ())
    except metadata.PackageNotFoundError:
        return {}
    return {one.name: one for one in requirements if not one.marker}


def _memory():
    folder = progress.folder()
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    fine = _writable(nearest)
    free = shutil.disk_usage(nearest).free // 2**20
    remedy = Text(
        f"`{folder}` cannot be written: your progress will not be remembered; everything else works.",
        f"`{folder}` 无法写入：学习进度不会被记住，其他一切照常。",
    )
    return Finding(Text("folder for your progress", "存放进度的文件夹"), f"{folder} ({free} MB)", fine, remedy)


def _writable(folder):
    return os.access(folder, os.W_OK)
