"""Every limit on what a learner's notebook may use, in one place."""

from dataclasses import dataclass

MEBI = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What one job gets. Seconds are seconds, sizes bytes; raise them for a lesson that needs more.

    `cell_seconds` and a call's seconds are processor time; the wall clock allows `patience` times as many, for the
    machine may be busy. After a death the job is started anew without the cell that killed it, `restarts` times. A
    submission whose job has spent its `wall_seconds` gets another, but none after twice that time.
    `answers` bounds how often the functions of one job may ask for the grader's own (follow-through credit), and
    `answer_numbers` how many numbers each question may hold.
    """

    cpu_seconds: int = 120
    wall_seconds: float = 600.0
    cell_seconds: float = 20.0
    patience: float = 3.0
    restarts: int = 3

    memory_bytes: int = 1024 * MEBI
    disk_bytes: int = 64 * MEBI
    files: int = 1000
    open_files: int = 256
    processes: int = 64

    cells: int = 1000
    source_bytes: int = 1 * MEBI
    text_characters: int = 100_000
    image_characters: int = 2 * MEBI

    answers: int = 10_000
    answer_numbers: int = 20_000

    start_seconds: float = 60.0
    grace_seconds: float = 2.0

    def wall_for(self, seconds: float) -> float:
        """Wall seconds for what may take so many of the processor."""
        return self.patience * seconds + 1

    def deadline_for(self, seconds: float) -> float:
        """Wall seconds after which the process is killed, since it did not stop by itself."""
        return self.wall_for(seconds) + self.grace_seconds
