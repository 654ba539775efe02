"""Judge an attack as a class run would, with an honest neighbour beside it, and say what came of it."""

import contextlib
import json
import time
from dataclasses import dataclass, field
from functools import cache
from unittest import mock

from submissions import LESSON, ROOT, built, solved

from grader.cage import Cage, Limits, launching
from grader.exercises import by_lesson
from grader.gradebook.grading import ClassGrader, Setup, Task
from grader.gradebook.marking import NotebookSource, SourceCell
from grader.judge.engine import judge

from .attack import CONFINED, Attack
from .world import ACCOUNT, World

MEBI = 1 << 20
LIMITS = Limits(
    cpu_seconds=8,
    wall_seconds=60.0,
    cell_seconds=0.6,
    patience=2.0,
    grace_seconds=0.3,
    restarts=2,
    memory_bytes=300 * MEBI,
    disk_bytes=4 * MEBI,
    files=400,
    open_files=64,
    processes=16,
    text_characters=10_000,
    answers=50,
)
MOST_SECONDS = 50.0
FULL = float(sum(exercise.points for exercise in by_lesson()[LESSON].values()))
TROUBLE = "the grader itself stumbled"
KEEPS = (
    "import numpy as np\nopen('answer.txt', 'w').write('{secret}')\ndef where():\n    import os\n    return os.getcwd()"
)


@dataclass
class Ran:
    """What came of an attack at a level. `faults` are sentences; there should be none."""

    attack: Attack
    level: str
    score: float = 0.0
    seconds: float = 0.0
    printed: str = ""
    needs_human: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def got(self) -> bool:
        return "GOT" in self.printed


@contextlib.contextmanager
def cage_at(level: str):
    """A cage for attacks, in which root's learners all have one account."""
    with mock.patch.object(launching, "ACCOUNTS", range(ACCOUNT, ACCOUNT + 1)), Cage(level, LIMITS) as cage:
        yield cage


def run(attack: Attack, cage: Cage) -> Ran:
    """Judge it in this cage and compare what came of it with what was declared."""
    ran = Ran(attack, cage.level)
    with World() as world, _neighbour(cage, attack, world) as neighbour:
        folder = world.folder
        attack.lay(folder, world)
        started = time.monotonic()
        try:
            _grade(ran, cage, folder, world)
        except Exception as error:
            ran.faults.append(f"the grader raised {type(error).__name__}: {error}"[:300])
        ran.seconds = time.monotonic() - started
        ran.faults += _wrong(ran, world)
        if cage.level in CONFINED:
            ran.faults += _neighbours(neighbour) + _afterwards(cage, world)
    return ran


@contextlib.contextmanager
def _neighbour(cage, attack, world):
    """An honest notebook's job, alive while the attack runs."""
    if cage.level == "none" and "$neighbour" not in attack.text:
        yield None
        return
    cells = [(name, "".join(cell["source"])) for name, cell in _answers().items()]
    with cage.job([("0", KEEPS.format(secret=world.secret)), *cells]) as job:
        world.neighbour = job("where", (), 1.0).value
        yield job


def _answers():
    return {cell["id"]: cell for cell in solved()["cells"] if cell.get("id") in by_lesson()[LESSON]}


def _neighbours(job) -> list[str]:
    verdicts = [judge(exercise, job) for exercise in by_lesson()[LESSON].values()]
    lost = [verdict.exercise.name for verdict in verdicts if not verdict.passed]
    return [f"the neighbour lost {lost}"] * bool(lost) + [f"the neighbour died: {death.id}" for death in job.deaths]


def _grade(ran, cage, folder, world):
    target = world.course / "autograded" / "mallory"
    result = ClassGrader(_setup(), cage).grade(Task("mallory", str(folder), str(target)))
    ran.score, ran.needs_human = result.score, result.needs_human
    notebook = json.loads((target / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ()) if not _is_test(cell)]
    ran.printed = "".join("".join(output.get("text", ())) for output in outputs)
    ran.faults += [f"{what} in the autograded folder" for what in _dangerous(target, outputs, notebook, world, ran)]


def _is_test(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade")


def _dangerous(target, outputs, notebook, world, ran):
    """What must not stand among the files that a teacher opens."""
    html = json.dumps([output.get("data", {}).get("text/html") for output in outputs]).lower()
    yield from ["a script"] * ("<script" in html or "onerror" in html)
    points = {cell["metadata"]["nbgrader"]["points"] for cell in notebook["cells"] if _is_test(cell)}
    yield from ["other points"] * (points != {exercise.points for exercise in by_lesson()[LESSON].values()})
    if ran.level in CONFINED:
        found = [path for path in target.rglob("*") if path.is_symlink() or not (path.is_dir() or path.is_file())]
        yield from ["a link or worse"] * bool(found)
        everything = b"".join(path.read_bytes() for path in target.rglob("*") if path.is_file())
        yield from ["the secret"] * (world.secret.encode() in everything)


@cache
def _setup() -> Setup:
    cells = [cell for cell in built("solutions")["cells"] if "nbgrader" in cell["metadata"]]
    known = [
        SourceCell(
            cell["metadata"]["nbgrader"]["grade_id"],
            cell["cell_type"],
            "".join(cell["source"]),
            None,
            **{key: cell["metadata"]["nbgrader"][key] for key in ("locked", "grade", "solution")},
            points=cell["metadata"]["nbgrader"].get("points"),
        )
        for cell in cells
    ]
    source = NotebookSource(LESSON, LESSON, {"name": "python3"}, tuple(known))
    return Setup([source.plain()], {}, b"a secret for tests", str(ROOT / "solutions" / "en" / "no-files"), [])


def _wrong(ran: Ran, world: World) -> list[str]:
    attack, level = ran.attack, ran.level
    faults = []
    if ran.score != attack.points(level):
        faults.append(f"{ran.score} points instead of {attack.points(level)}")
    if ran.got != attack.gets(level):
        faults.append(f"it gained {ran.printed.partition('GOT')[2][:80]!r}" if ran.got else "it does not work here")
    if "DID" in attack.text and "DID" not in ran.printed:
        faults.append("the attempt was not made")
    if bool(ran.needs_human) != attack.refused:
        faults.append(f"somebody is asked: {ran.needs_human!r}" if ran.needs_human else "nobody is asked")
    if TROUBLE in ran.needs_human:
        faults.append("the grader itself stumbled")
    if ran.seconds > MOST_SECONDS:
        faults.append(f"it took {ran.seconds:.0f} s")
    if (level in CONFINED or attack.even_at_none) and (harm := world.harm()):
        faults.append(f"harmed: {', '.join(harm)}")
    return faults


def _afterwards(cage, world) -> list[str]:
    """The next student's points in the same cage."""
    folder = world.course / "submitted" / "ann" / LESSON
    score = ClassGrader(_setup(), cage).grade(Task("ann", str(folder), str(world.course / "autograded" / "ann"))).score
    return [f"the next student got {score} of {FULL}"] * (score != FULL)
