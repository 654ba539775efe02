"""What an attack is: one small declaration."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import Template

from submissions import LESSON, ROOT, code, solved, source_of

HONEST = 3.0  # the points of `implied_temperature`, the honest part of every attacker's notebook
CONFINED = ("full", "landlock")


@dataclass(frozen=True)
class Attack:
    """One attempt to gain points, to learn or to change what is others', or to harm the grader.

    `cells` come before the attacker's one honest answer. In them `$course`, `$checkout`, `$neighbour`, `$victim`,
    `$grader`, `$port` and `$abstract` stand for the targets (see `World.targets`). `bend` changes the notebook,
    `make` lays a whole folder instead.

    What a cell prints after "GOT" is what it gained: nothing in the cage, something at level none (there the attack
    proves that it works), unless it fails `even_at_none`. "DID" says at every level that the attempt was made.
    `score` are the points earned; `at_none` those at level none, where they differ. `refused`: a human is asked.
    """

    name: str
    why: str
    cells: tuple[str, ...] = ()
    bend: Callable[[dict], object] | None = None
    make: Callable[[Path, object], None] | None = None
    score: float = HONEST
    at_none: float | None = None
    refused: bool = False
    even_at_none: bool = False
    unsafe_at_none: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.cells)

    def gets(self, level: str) -> bool:
        """Whether "GOT" must be printed at this level."""
        reachable = "$checkout" not in self.text or open_to_all(ROOT)
        return level == "none" and "GOT" in self.text and not self.even_at_none and reachable

    def points(self, level: str) -> float:
        """The exact score at this level."""
        gains = level == "none" and self.at_none is not None and self.gets(level)
        return self.at_none if gains else self.score

    def lay(self, folder: Path, world) -> None:
        """Write what the attacker hands in."""
        if self.make:
            self.make(folder, world)
        else:
            (folder / f"{LESSON}.ipynb").write_text(json.dumps(self.notebook(world.targets)), encoding="utf-8")

    def notebook(self, targets: dict) -> dict:
        """The attacker's notebook."""
        made = base(*(Template(source).safe_substitute(targets) for source in self.cells))
        if self.bend:
            made = self.bend(made) or made
        return made


def base(*sources: str) -> dict:
    """A notebook of these cells and one honest answer, the last."""
    cells = [code(source, id=f"attack-{number}") for number, source in enumerate(sources)]
    honest = answer("implied_temperature", source_of(solved(), "implied_temperature"))
    return notebook_of([code("import numpy as np", id="setup"), *cells, honest])


def notebook_of(cells: list) -> dict:
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def answer(name: str, source: str, **more) -> dict:
    """A cell that answers the exercise `name`."""
    nbgrader = {"grade_id": name, "grade": False, "solution": True, "locked": False, "task": False, "schema_version": 3}
    return code(source, id=name, metadata={"nbgrader": nbgrader}) | more


def write(folder: Path, notebook=None, **files: bytes) -> None:
    """A hand-in: a notebook (the base one unless told) and files beside it."""
    content = json.dumps(base() if notebook is None else notebook).encode()
    for name, data in {f"{LESSON}.ipynb": content, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def open_to_all(path: Path) -> bool:
    return os.name == "posix" and all(folder.stat().st_mode & 1 for folder in (path, *path.parents))
