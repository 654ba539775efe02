"""How fast is a class graded? Stock nbgrader and `grader autograde` on the same mixed submissions, in one run.

    python benchmarks/autograde.py [--submissions 200] [--stock 6] [--isolation full]

Processor time and memory are those of all processes together, read from /proc: this benchmark needs Linux.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from mixed import LESSON, mixed
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
TICK = os.sysconf("SC_CLK_TCK")
PLAIN_CONFIG = """c = get_config()
c.CourseDirectory.course_id = "attention"
c.CourseDirectory.source_directory = "solutions/en"
c.CourseDirectory.release_directory = "notebooks/en"
"""


@dataclass
class Measured:
    """One road over some submissions."""

    name: str
    submissions: int
    wall: float
    cpu: float
    megabytes: float

    def row(self, stock: "Measured") -> list[str]:
        """Figures per submission, and how many times stock nbgrader's throughput and economy that is."""
        wall, cpu = self.wall / self.submissions, self.cpu / self.submissions
        by_wall, by_cpu = stock.wall / stock.submissions / wall, stock.cpu / stock.submissions / cpu
        figures = [f"{1000 * wall:.0f}", f"{1000 * cpu:.0f}", f"{1 / wall:.1f}", f"{by_wall:.1f}x", f"{by_cpu:.1f}x"]
        return [self.name, str(self.submissions), *figures, f"{self.megabytes:.0f}"]


# --- courses -----------------------------------------------------------------------------------------------------


def course(folder: Path, config: str, submissions: list[bytes]) -> Path:
    """A teacher's course with the assignment released and the class's work collected."""
    shutil.copytree(ROOT / "solutions" / "en" / LESSON, folder / "solutions" / "en" / LESSON)
    (folder / "nbgrader_config.py").write_text(config)
    run(folder, "nbgrader.apps.nbgraderapp", "generate_assignment", LESSON)
    for number, content in enumerate(submissions):
        place = folder / "submitted" / f"student{number:04}" / LESSON
        place.mkdir(parents=True)
        (place / f"{LESSON}.ipynb").write_bytes(content)
    return folder


def run(folder: Path, module: str, *words: str) -> None:
    """A program of the environment, quietly; its exit code may say that something needs a human."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, "-c", f"from {module} import main; main()", *words]
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(done.stdout + done.stderr)


# --- measuring ---------------------------------------------------------------------------------------------------


class Watch:
    """Wall time, processor time and the largest memory of everything that is started below this process."""

    def __enter__(self):
        self._over, self._peak = threading.Event(), 0.0
        self._begin, self._before = time.perf_counter(), _cpu_of_tree()
        self.cpu = 0.0
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.wall = time.perf_counter() - self._begin
        self._over.set()
        self._thread.join()
        self.megabytes = self._peak

    def _look(self):
        turn = 0
        while not self._over.wait(0.05):
            self.cpu = max(self.cpu, _cpu_of_tree() - self._before)
            if turn % 10 == 0:
                self._peak = max(self._peak, sum(map(_megabytes, _tree())))
            turn += 1


def _tree() -> list[int]:
    """This process's descendants."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        if fields := _stat(int(folder.name)):
            parents[int(folder.name)] = int(fields[1])
    found, fresh = [], [os.getpid()]
    while fresh:
        fresh = [pid for pid, parent in parents.items() if parent in fresh]
        found += fresh
    return found


def _stat(pid) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _cpu_of_tree() -> float:
    """Seconds of all descendants, those included that are over and have been waited for."""
    fields = [_stat(pid) for pid in _tree()]
    alive = sum(sum(map(int, one[11:15])) for one in fields if one)
    return (alive + sum(map(int, _stat(os.getpid())[13:15]))) / TICK


def _megabytes(pid) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


# --- the floor: nothing but the cells, each submission in a fork of a warm process --------------------------------


def floor(submissions: list[bytes]) -> None:
    """Run the cells that the grader would run, in bare forks: no cage, no questions, no gradebook."""
    sys.path.insert(0, str(ROOT / "grader" / "cage" / "inside" / "standins"))
    plans = [_plan(content) for content in submissions]
    for name in [name for name in sys.modules if name.split(".")[0] in ("grader", "explorers")]:
        del sys.modules[name]
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.run_cell("import numpy as np\nfrom grader import check\nimport explorers", store_history=False)
    for cells in plans:
        if (child := os.fork()) == 0:
            sys.stdout = sys.stderr = io.StringIO()
            for source in cells:
                shell.run_cell(source, store_history=True)
            os._exit(0)
        os.waitpid(child, 0)


def _plan(content) -> list[str]:
    from grader.gradebook.files import Refused
    from grader.gradebook.plan import cells_to_run, lessons_own_cells
    from grader.gradebook.submission import parse

    try:
        return [source for _, source in cells_to_run(parse(content, LESSON), lessons_own_cells(LESSON))]
    except Refused:
        return []


# --- all of it ---------------------------------------------------------------------------------------------------


def measure(name: str, count: int, action) -> Measured:
    with Watch() as watch:
        action()
    return Measured(name, count, watch.wall, watch.cpu, watch.megabytes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--stock", type=int, default=6, help="how many of them stock nbgrader gets")
    parser.add_argument("--isolation", default="full")
    parser.add_argument("--floor", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.floor:
        floor([bytes.fromhex(line) for line in Path(options.floor).read_text().splitlines()])
        return
    with tempfile.TemporaryDirectory() as scratch:
        compare(Path(scratch), options)


def compare(scratch: Path, options) -> None:
    submissions = mixed(options.submissions)
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    plain = course(scratch / "plain", PLAIN_CONFIG, submissions[: options.stock])
    stock = measure(
        "nbgrader autograde", options.stock, lambda: run(plain, "nbgrader.apps.nbgraderapp", "autograde", LESSON)
    )
    measured = [stock]
    for jobs in (1, 2):
        ours = course(scratch / f"ours{jobs}", config, submissions)
        words = ("autograde", LESSON, "--jobs", str(jobs), "--isolation", options.isolation)
        name = f"grader autograde, {jobs} job{'s' * (jobs > 1)}, {options.isolation}"
        measured.append(measure(name, len(submissions), lambda ours=ours, words=words: run(ours, "grader.cli", *words)))
    listed = scratch / "submissions"
    listed.write_text("\n".join(content.hex() for content in submissions))
    words = [sys.executable, __file__, "--floor", str(listed)]
    measured.append(measure("the cells alone, bare forks", len(submissions), lambda: subprocess.run(words, check=True)))
    show(measured)


def show(measured: list[Measured]) -> None:
    table = Table("road", "submissions", "wall ms each", "CPU ms each", "per second", "by wall", "by CPU", "peak MB")
    for one in measured:
        table.add_row(*one.row(measured[0]))
    Console(width=130).print(table)
    Console(width=130).print("All with start-up; gradebook rows and autograded notebooks written (but for the floor).")


if __name__ == "__main__":
    main()
