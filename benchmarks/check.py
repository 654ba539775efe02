"""How long does `check` take? Median and slowest of several runs, for a right answer and for every known mistake.

python benchmarks/check.py
"""

import io
import os
import statistics
import tempfile
import time
from contextlib import redirect_stdout

from rich.console import Console
from rich.table import Table

import grader
from grader.exercises import all_exercises

RUNS = 9


def milliseconds(names: dict, function, runs: int) -> list[float]:
    """Wall time of `check(name)` as a learner meets it, progress files and report included."""
    taken = []
    for _ in range(runs):
        names[function.name] = function.answer
        begin = time.perf_counter()
        with redirect_stdout(io.StringIO()):
            exec(f"check({function.name!r})", names)
        taken.append(1e3 * (time.perf_counter() - begin))
    return taken


class Answer:
    """A function under an exercise's name."""

    def __init__(self, name, answer):
        self.name, self.answer = name, answer


def main():
    names = {"check": grader.check} | {name: exercise.reference for name, exercise in all_exercises().items()}
    table = Table("exercise", "right: median ms", "right: slowest", "mistakes", "wrong: median ms", "wrong: slowest")
    for name, exercise in all_exercises().items():
        right = milliseconds(names, Answer(name, exercise.reference), RUNS)
        wrong = [one for mistake in exercise.mistakes for one in milliseconds(names, Answer(name, mistake.wrong), 3)]
        names[name] = exercise.reference
        figures = [f"{f(taken):.1f}" for taken in (right, wrong) for f in (statistics.median, max)]
        table.add_row(name, *figures[:2], str(len(exercise.mistakes)), *figures[2:])
    Console(width=110).print(table)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_DATA_HOME"] = home
        main()
