"""Every explorer, once: how to make it and where to move it. The tests of all explorers are generated from these.

A module in this folder is one explorer's: it holds `CASE = Case(…)`, and nothing else is needed.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

# What stands above `code` and `mine`, in the tests and in the notebooks that they open.
SETUP = """from grader.language import speak
speak("{language}")
import numpy as np
from explorers import *
books, cat = library(), sentence()
"""


@dataclass(frozen=True)
class Case:
    """One explorer under test.

    `name`: of its script in explorers/static/. `code` makes `explorer`, with `books`, `cat`, `np` and all public names
    of the explorers at hand. `states`: a grid of states, each a dict of all moved traits, on which the browser's
    numbers must be Python's. `mine`: the same explorer driven by the learner's function called `function`, which
    `right` defines; "" where it takes none.
    """

    name: str
    code: str
    states: list
    mine: str = ""
    function: str = ""
    right: str = ""

    def __str__(self):
        return self.name

    def cell(self) -> str:
        """The source of a notebook's cell that shows the explorer."""
        return f"{self.code}\nexplorer"

    def cell_of_mine(self) -> str:
        return f"{self.right}\n{self.mine.replace('explorer =', 'mine =')}\nmine"

    def make(self, language="en"):
        """The explorer itself, without a notebook."""
        return _run(language, self.code)

    def make_mine(self, language="en"):
        return _run(language, f"{self.right}\n{self.mine}")


def _run(language, code):
    notebook = {}
    exec(SETUP.format(language=language) + code, notebook)
    return notebook["explorer"]


NAMES = sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))
CASES = [import_module(f"explorer_cases.{name}").CASE for name in NAMES]
