"""How does a class scale over processes and over a cluster's workers? All on this machine, in one run.

    python benchmarks/cluster.py [--submissions 60] [--isolation full] [--class-size 100000]

Each road grades two classes, one three times as large as the other: the difference gives the time of one more
submission without the start-up, and what is left of the smaller one is the start-up. The projection is start-up plus
class size times that. Two workers on the two processors of one machine also share them with the scheduler and home;
the last rows project more machines from one worker's rate, down to the processor time that home itself takes to read,
send, write and enter a submission.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from autograde import ROOT, course, run
from mixed import LESSON, mixed
from rich.console import Console
from rich.table import Table

MANY = (8, 32)


@dataclass
class Road:
    """A small and a large class: how many, wall seconds, processor seconds of the command."""

    name: str
    small: tuple[int, float, float]
    large: tuple[int, float, float]

    @property
    def each(self) -> float:
        """Seconds for one more submission."""
        return (self.large[1] - self.small[1]) / (self.large[0] - self.small[0])

    @property
    def cpu_each(self) -> float:
        """Processor seconds of the command for one more submission."""
        return (self.large[2] - self.small[2]) / (self.large[0] - self.small[0])

    @property
    def start(self) -> float:
        return max(0.0, self.small[1] - self.small[0] * self.each)

    def row(self, first: "Road", size: int) -> list[str]:
        seconds = self.start + size * self.each
        measured = f"{self.large[0]} in {self.large[1]:.1f} s"
        return [self.name, measured, *figures(self.start, self.each, first.each, seconds)]


def figures(start, each, first, seconds) -> list[str]:
    return [f"{start:.1f}", f"{1000 * each:.0f}", f"{1 / each:.1f}", f"{first / each:.2f}x", f"{seconds / 3600:.1f} h"]


class Cluster:
    """A scheduler and some workers of one thread on loopback, for `with`."""

    def __init__(self, workers: int, scratch: Path):
        self._workers, self._scratch, self._started = workers, scratch, []

    def __enter__(self) -> str:
        scheduler = self._start("scheduler", "--port", "0", "--no-dashboard", "--no-jupyter")
        address = self._wait(scheduler, "Scheduler at:").split()[-1]
        for number in range(self._workers):
            options = ("--nthreads", "1", "--no-dashboard", "--local-directory", str(self._scratch / f"worker{number}"))
            self._wait(self._start("worker", address, "--no-nanny", *options), "Registered to:")
        return address

    def __exit__(self, *_):
        for process in reversed(self._started):
            process.terminate()
            process.wait()

    def _start(self, *words):
        log = self._scratch / f"log{len(self._started)}"
        command = [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1"]
        process = subprocess.Popen(command, cwd=self._scratch, stderr=log.open("w"), stdout=subprocess.DEVNULL)
        process.log = log
        self._started.append(process)
        return process

    @staticmethod
    def _wait(process, words) -> str:
        while process.poll() is None:
            if lines := [line for line in process.log.read_text().splitlines() if words in line]:
                return lines[0]
            time.sleep(0.1)
        sys.exit(process.log.read_text())


def timed(scratch: Path, config: str, submissions: list[bytes], words: tuple[str, ...]) -> tuple[int, float, float]:
    """How many, and how long `grader autograde` with these words takes: wall and its own processor time, start and all.

    On a cluster the processor time is home's alone: the workers are not its children.
    """
    place = course(scratch / "class", config, submissions)
    begin, before = time.perf_counter(), _cpu()
    run(place, "grader.cli", "autograde", LESSON, *words)
    seconds, cpu = time.perf_counter() - begin, _cpu() - before
    shutil.rmtree(place)
    return len(submissions), seconds, cpu


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(scratch: Path, options) -> list[Road]:
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    small, large = mixed(options.submissions), mixed(3 * options.submissions)

    def road(name, *words):
        words = ("--isolation", options.isolation, *words)
        return Road(name, *(timed(scratch, config, some, words) for some in (small, large)))

    roads = [road(f"this machine, {jobs} job{'s' * (jobs > 1)}", "--jobs", str(jobs)) for jobs in (1, 2)]
    for workers in (1, 2):
        with Cluster(workers, scratch) as address:
            roads.append(road(f"cluster, {workers} worker{'s' * (workers > 1)}", "--cluster", address))
    return roads


def show(roads: list[Road], size: int) -> None:
    titles = ("road", "measured", "start s", "ms each", "per second", "by rate", f"{size:,} submissions")
    table = Table(*titles)
    for one in roads:
        table.add_row(*one.row(roads[0], size))
    alone, home = roads[2], min(road.cpu_each for road in roads[2:])
    for workers in MANY:
        each = max(home, alone.each / workers)
        seconds = alone.start + size * each
        table.add_row(f"cluster, {workers} workers", "projected", *figures(alone.start, each, roads[0].each, seconds))
    console = Console(width=130)
    console.print(table)
    console.print(
        f"Projected: start-up + submissions x ms each; for more workers, one worker's ms each divided by their number, "
        f"but at least home's own {1000 * home:.1f} ms of processor time for each."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=60, help="of the smaller class")
    parser.add_argument("--isolation", default="full")
    parser.add_argument("--class-size", type=int, default=100_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        show(measure(Path(scratch), options), options.class_size)


if __name__ == "__main__":
    main()
