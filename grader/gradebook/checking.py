"""`grader check`: notebooks judged one by one, outside any class."""

from dataclasses import dataclass
from pathlib import Path

from grader.cage import CageUnavailable
from grader.gradebook import sentences
from grader.gradebook.files import Refused, below, files_beside, shown
from grader.gradebook.inside import TestCells, plain_tests
from grader.gradebook.judging import Judgement, judge_submission
from grader.gradebook.marking import NotebookSource, sanitised
from grader.gradebook.plan import lessons_own_cells
from grader.gradebook.recognition import is_ours
from grader.gradebook.seeds import SECRET_FILE, SecretClosed, secret_of
from grader.gradebook.sources import source_from_file
from grader.gradebook.submission import read_submission
from grader.installed import BrokenPackage
from grader.language import say

ALL_POINTS, NOT_ALL, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class Checked:
    """A notebook and what is said of it: a judgement, or why it cannot be read.

    The judgement of a lesson without exercises has none either: no points of none.
    """

    path: Path
    judgement: Judgement | None = None
    error: str = ""

    def report(self) -> dict:
        """What `--json` prints."""
        if self.judgement:
            return self.judgement.report()
        return {"notebook": shown(self.path.stem), "error": self.error}

    @property
    def has_nothing_to_judge(self) -> bool:
        """Whether it is a lesson without exercises, which neither passes nor fails."""
        return bool(self.judgement) and not (self.judgement.exercises or self.judgement.needs_human)

    @property
    def exit_code(self) -> int:
        if not self.judgement:
            return UNREADABLE
        return ALL_POINTS if self.judgement.score == self.judgement.max_score else NOT_ALL


def notebooks_in(paths: list[Path]) -> tuple[list[Path], bool]:
    """The notebooks meant, those of a folder sorted; and whether the answer is a list whatever their number."""
    found = [path for given in paths for path in (_below(given) if _is_folder(given) else [given])]
    return found, len(paths) > 1 or _is_folder(paths[0])


def _is_folder(path):
    return path.is_dir() and path.suffix != ".ipynb"


def _below(folder: Path) -> list[Path]:
    entries = below(folder, enter=lambda name: not name.startswith(".") and not name.endswith(".ipynb"))
    return sorted(Path(entry.path) for entry in entries if entry.name.endswith(".ipynb"))


def check_notebook(path: Path, cage, source: NotebookSource | None = None) -> Checked:
    """Judge one notebook, with its other files if it is alone in its folder.

    `source` is the assignment's own notebook, whose plain test cells count. Without it those that a notebook holds
    itself count, where it is none of the course's: good for whoever wants to know, no proof to anybody else.
    """
    try:
        return _checked(path, cage, source)
    except (CageUnavailable, BrokenPackage):
        raise
    except SecretClosed as closed:
        return Checked(path, error=say(closed.sentence))
    except Exception as error:  # the other notebooks are to be judged all the same
        reason = sentences.BROKEN_GRADER.format(reason=shown(f"{type(error).__name__}: {error}"))
        return Checked(path, error=say(sentences.NEEDS_HUMAN.format(reason=reason)))


def _checked(path, cage, source) -> Checked:
    teachers = source
    submission = read_submission(path, plain=bool(source) and not source.lesson)
    if submission.refusal and not source:
        source = _of_itself(path)
        submission = read_submission(path, plain=True) if source else submission
    if submission.refusal:
        alone = None if source else _without_exercises(path, cage.level)
        return Checked(path, alone, "" if alone else say(submission.refusal))
    folder = path.absolute().parent
    if len(list(folder.glob("*.ipynb"))) == 1:
        submission.files.update(files_beside(folder, deep=False))
    own = lessons_own_cells(submission.lesson) if submission.lesson else frozenset()
    tests = TestCells(path.stem, source.cells, sanitised(submission, source)["cells"]) if source else None
    secret = secret_of(_course_of(teachers.folder) if teachers else _course_around(folder))
    return Checked(path, judge_submission(submission, cage, secret, own, tests=tests))


def _without_exercises(path, level) -> Judgement | None:
    """What is said of a lesson that asks nothing, such as the welcome page; None where a cell is to be graded.

    (Such a cell belongs to a lesson that is not installed here.)
    """
    found = read_submission(path, plain=True)
    if not is_ours(found.cells) or any(cell.grade_id for cell in found.cells):
        return None
    return Judgement(shown(found.name), found.language, level, [])


def _of_itself(path) -> NotebookSource | None:
    """The assignment as the notebook itself tells it; None without a plain test cell."""
    try:
        source = source_from_file(path)
    except Refused:
        return None
    return source if plain_tests(source.cells) and not source.lesson else None


def _course_of(folder: str) -> Path | None:
    """The course of a teacher's notebook, if its secret is there already: its check gives what the class run gives."""
    return next(filter(_is_course, (Path(folder), *Path(folder).parents)), None)


def _course_around(folder: Path) -> Path | None:
    """The course that a hand-in lies in: the outermost, for what is further in may have been handed in too."""
    return next(filter(_is_course, reversed(folder.parents)), None)


def _is_course(place: Path) -> bool:
    return (place / SECRET_FILE).is_file() and (place / "nbgrader_config.py").is_file()
