"""What an exercise is: one declaration, read by the build, by `check` and by the grader alike."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from grader.language import Text

CALL_SECONDS = 2.0


@dataclass(frozen=True)
class Tolerance:
    """How near is right: |got − want| ≤ relative·|want| + of_largest·max|want|."""

    relative: float = 1e-4
    of_largest: float = 1e-5


@dataclass(frozen=True)
class Check:
    """One named part of an exercise.

    `cases` draws argument tuples from a random generator; what the reference answers to them is right, an exception
    that it names included. `advice` is what a teacher says when the check fails and no known mistake explains it. A
    check with `keeps_inputs` is the one that also looks at the inputs after the call.

    Where many answers are right, `falls_short(args, value)` says what this one cannot do, or None if it will do; then
    the reference is not asked. It must bear any plain value (see `grader.cage.inside.calling.plain`). Mistakes of such
    checks are told by `Mistake.behaves`.
    """

    name: Text
    points: int
    cases: Callable[[np.random.Generator], Iterable[tuple]]
    advice: Text
    keeps_inputs: bool = False
    falls_short: Callable[[tuple, object], Text | None] | None = None


@dataclass(frozen=True)
class Mistake:
    """A way to go wrong that real learners take: a working wrong implementation and the sentence that helps.

    A learner's function that answers every case as `wrong` does made this mistake. Where answers cannot show it,
    `behaves(calls)` decides instead (see `grader.judge.engine.Call`), and `wrong` is its specimen for the tests.
    """

    id: str
    wrong: Callable
    hint: Text
    behaves: Callable[[list], bool] | None = None


@dataclass(frozen=True)
class Exercise:
    """A function for the learner to write: `reference` gives its name, signature, docstring and right answers.

    `builds_on` names the earlier exercises that a learner's answer may call: the lesson's set-up cell gives those of
    earlier lessons, and a wrong one is not punished again here. `hints` go from gentle to strong.
    """

    reference: Callable
    checks: tuple[Check, ...]
    mistakes: tuple[Mistake, ...]
    hints: tuple[Text, ...]
    builds_on: tuple[str, ...] = ()
    seconds: float = CALL_SECONDS
    tolerance: Tolerance = Tolerance()

    @property
    def name(self) -> str:
        return self.reference.__name__

    @property
    def points(self) -> int:
        return sum(check.points for check in self.checks)

    @property
    def parameters(self) -> list[str]:
        return list(inspect.signature(self.reference).parameters)

    @cached_property
    def source(self) -> str:
        """The reference as it stands in its file."""
        return textwrap.dedent(inspect.getsource(self.reference)).rstrip()

    @cached_property
    def head(self) -> str:
        """Signature and docstring: what the learner is given."""
        return "\n".join(self.source.splitlines()[: self._first_line_of_body])

    @cached_property
    def body(self) -> str:
        """The reference's statements: what the learner writes."""
        return "\n".join(self.source.splitlines()[self._first_line_of_body :]).strip("\n")

    @cached_property
    def without_docstring(self) -> str:
        """The whole function with its docstring cut to the first line: what a later lesson's set-up cell gives."""
        function = ast.parse(self.source).body[0]
        signature = self.source.splitlines()[: function.body[0].lineno - 1]
        first_line = inspect.getdoc(self.reference).splitlines()[0]
        return "\n".join([*signature, f'    """{first_line}"""', self.body])

    @property
    def _first_line_of_body(self) -> int:
        return ast.parse(self.source).body[0].body[0].end_lineno
