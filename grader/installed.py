"""Lessons of others: installed packages that declare exercises as this course does, found by their entry points.

A package says `[project.entry-points."attention_course.lessons"]` and names the module whose folder holds its lessons,
one package each, like `grader/exercises`. Only what somebody has installed counts, never what lies in a folder: a
submission could bring that.
"""

import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from types import ModuleType

from grader.language import SaidPlainly, Text, say

GROUP = "attention_course.lessons"
BROKEN = Text(
    "The lessons of the package {name} cannot be loaded ({error}). Mend the package or uninstall it.",
    "软件包 {name} 里的课加载不了（{error}）。请改好它，或者把它卸载。",
)
NOT_HERE = Text(
    "The package {name} is installed, but this process cannot import it ({error}). Was it installed a moment ago? Then "
    "restart JupyterLab (on a hub, the course's formgrader); else install it again.",
    "软件包 {name} 已安装，但当前进程导入不了它（{error}）。如果是刚装的，请重启 JupyterLab（在 hub 上是这门课的 "
    "formgrader）；否则请重新安装。",
)


class BrokenPackage(SaidPlainly):
    """An installed package cannot be imported, or declares what is declared already."""


@cache
def entry_points() -> tuple[metadata.EntryPoint, ...]:
    """The entry points, each module once."""
    found = {point.value: point for point in metadata.entry_points(group=GROUP)}
    return tuple(found[value] for value in sorted(found))


@cache
def packages() -> tuple[ModuleType, ...]:
    """The modules that the entry points name. Raises `BrokenPackage`."""
    return tuple(map(_loaded, entry_points()))


def _loaded(point):
    try:
        return point.load()
    except ModuleNotFoundError as error:
        if error.name not in (point.module, point.module.partition(".")[0]):  # one that the package itself wants
            raise broken(point.name, error) from error
        raise BrokenPackage(say(NOT_HERE.format(name=point.name, error=error))) from None
    except Exception as error:
        raise broken(point.name, error) from error


def broken(name: str, error: Exception) -> BrokenPackage:
    """The error that says which package it was."""
    return BrokenPackage(say(BROKEN.format(name=name, error=f"{type(error).__name__}: {error}")))


def module_names() -> set[str]:
    """Top-level names of the packages: a caged process must not read them. Nothing is imported."""
    return {point.module.partition(".")[0] for point in entry_points()}


def files() -> list[Path]:
    """Every Python file of the packages, for whoever asks whether something has changed."""
    tops = {sys.modules[package.__name__.partition(".")[0]] for package in packages()}
    folders = [Path(folder) for top in tops for folder in getattr(top, "__path__", ())]
    return sorted(path for folder in folders for path in folder.rglob("*.py"))
