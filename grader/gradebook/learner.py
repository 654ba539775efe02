"""The learner's functions, asked through the cage: a caller for the judge, and what became of the cells."""

import re
import time
from collections import Counter
from dataclasses import dataclass
from functools import cache

from grader.cage.answering import Answers
from grader.cage.inside.calling import Reply, call
from grader.cage.outcomes import Outcome
from grader.exercises import exercise
from grader.gradebook import sentences
from grader.gradebook.harmless import harmless_outputs
from grader.language import Text, say

MAX_JOBS = 8  # each survives a few deaths of its process
MAX_WALLS = 2  # as many times a job's wall time, and no other job is opened
DEATHS_BORNE = 2  # of one function in one job: the cage bears no more
PICTURES = {"kinds": ("text/plain", "text/html"), "render": True}
_SYNTAX = ("SyntaxError", "IndentationError", "TabError", "_IncompleteInputError")
_LINE = re.compile(r"line (\d+)\)?$")


@dataclass(frozen=True)
class CellError:
    """Why a cell did not come to its end; `line` counts from 1, `text` is that line."""

    name: str
    line: int = 0
    text: str = ""

    @property
    def is_syntax(self) -> bool:
        return self.name in _SYNTAX


class Learner:
    """A caller (see `grader.judge.engine.Caller`) over a caged process in which the cells have run.

    A call that ends the process is tried once more, then its function counts as deadly (with these functions given:
    with the course's own softmax a function may live that the learner's softmax kills). When the cage starts a job's
    process no more, for deaths or for want of time, the cells run again in a new job, within bounds: one function's
    doings cost no other function its points.
    """

    def __init__(
        self,
        cage,
        cells: list[tuple[str, str]],
        files: dict[str, bytes],
        pictures: bool = False,
        tests: frozenset[str] = frozenset(),
    ):
        self._cage, self._cells, self._files = cage, cells, files
        self._order = {**(PICTURES if pictures else {}), "tests": tests}
        self._jobs_left = MAX_JOBS
        self._last_opening = time.monotonic() + MAX_WALLS * cage.limits.wall_seconds
        self._job, self._deaths = None, Counter()
        self._deadly: dict[tuple, Reply] = {}
        self._outcomes, self._died_in_cells, self._can_be_asked = {}, None, False

    def __enter__(self):
        self._open()
        self._outcomes = {outcome.id: outcome for outcome in self._job.outcomes}
        self._died_in_cells, self._can_be_asked = self._job.died, bool(self._job.functions)
        return self

    def __exit__(self, *_):
        self._job.__exit__(None, None, None)

    def __call__(self, name, args, seconds, given=()) -> Reply:
        return self.calls(name, [args], seconds, given)[0]

    def calls(self, name, several, seconds, given=()) -> list[Reply]:
        """Calls with each of `several` arguments, sent together; the replies end like those of `Job.calls`."""
        key = name, tuple(given)
        if key in self._deadly:
            return [self._deadly[key]]
        if self._is_used_up(name):
            self._open_anew()
        replies, has_died = self._ask(name, several, seconds, given)
        if has_died and self._job.is_spent and self._open_anew():  # the job's time was up, not the call's
            replies, has_died = self._ask(name, several, seconds, given)
        if has_died or self._is_used_up(name):
            replies[-1] = self._death(key, replies[-1])
        return replies

    def _ask(self, *request) -> tuple[list[Reply], bool]:
        """The replies, and whether the process ended of the last."""
        deaths = len(self._job.deaths)
        replies = self._job.calls(*request)
        return replies, len(self._job.deaths) > deaths

    def _open_anew(self) -> bool:
        """Open another job if there may be one: the first got past its cells, and neither number nor time is up."""
        if not (self._can_be_asked and self._jobs_left and time.monotonic() < self._last_opening):
            return False
        self._job.__exit__(None, None, None)
        self._open()
        return True

    def _open(self):
        self._jobs_left -= 1
        self._deaths = Counter()
        self._job = self._cage.job(self._cells, files=self._files, **self._order)
        self._job.answer = answers()
        self._job.__enter__()

    def _is_used_up(self, name):
        return self._job.is_over or self._deaths[name] >= DEATHS_BORNE

    def _death(self, key, reply) -> Reply:
        """A call's reply with the reason that people can read; after two of them that is all the function says."""
        if reply.kind == "exception" and self._job.died:
            reply = Reply("exception", error=reply.error, text=say(self._job.died.sentence))
        self._deaths[key[0]] += 1
        if self._deaths[key[0]] >= DEATHS_BORNE:
            self._deadly[key] = reply
        return reply

    @property
    def outputs(self) -> dict[str, list[dict]]:
        """What the cells showed, harmless, by cell id."""
        return {
            cell_id: harmless_outputs(outcome.outputs)
            for cell_id, outcome in self._outcomes.items()
            if outcome.status != "not-run"
        }

    def outcome_of(self, cell_id: str) -> Outcome | None:
        """What became of a cell, in the learner's process's words; None of a cell that was not to be run."""
        return self._outcomes.get(cell_id)

    @property
    def gave_up(self) -> Text | None:
        """Why nothing could be asked: the cells ended every process they ran in. None when it could."""
        ran = all(outcome.status != "not-run" for outcome in self._outcomes.values())
        if self._can_be_asked or not self._died_in_cells or (self._order["tests"] and ran):
            return None
        return sentences.CELLS_DIED.format(reason=self._died_in_cells.sentence)

    def error_of(self, cell_id: str) -> CellError | None:
        """The error that stopped a cell, if one did."""
        outcome = self._outcomes.get(cell_id)
        if outcome is None or outcome.status in ("ok", "not-run"):
            return None
        if outcome.status == "died":
            return CellError(say(self._died_in_cells.sentence))
        found = _LINE.search(outcome.evalue)
        line = int(found[1]) if found else 0
        lines = dict(self._cells)[cell_id].splitlines()
        return CellError(outcome.ename, line, lines[line - 1].strip() if 0 < line <= len(lines) else "")


@cache
def answers() -> Answers:
    """The one process of this grader that answers for functions that are given."""
    return Answers(right_answer)


def right_answer(name: str, args: tuple) -> Reply:
    """What the course's own function answers, where it stands in for a learner's that is wrong."""
    return call(exercise(name).reference, args)
