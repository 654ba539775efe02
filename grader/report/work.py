"""The work of a class as plain data: who, which exercise, which checks, which mistake."""

from dataclasses import dataclass, field
from datetime import datetime

from grader.language import Text


@dataclass(frozen=True)
class Person:
    """A student as the gradebook knows them; all but `id` may be ""."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_id: str = ""

    @property
    def name(self) -> str:
        """The id, and the name where one is known; a Chinese one with the family name first."""
        in_chinese = any("\u4e00" <= character <= "\u9fff" for character in self.last_name)
        name = f"{self.last_name}{self.first_name}" if in_chinese else f"{self.first_name} {self.last_name}"
        return f"{self.id} {name}".strip()


@dataclass(frozen=True)
class Finding:
    """What was found wrong with an answer.

    `ids` are the declared mistakes that it can be (several share a hint), or one id of `TITLES` in
    `grader.report.findings`; none where no mistake is known. `hint` is what the learner was told.
    """

    ids: tuple[str, ...]
    hint: Text
    is_declared: bool = False


@dataclass(frozen=True)
class Checked:
    """One check of one answer, as the learner's card showed it."""

    name: Text
    passed: bool
    max_score: float
    message: str = ""

    @property
    def score(self) -> float:
        return self.max_score if self.passed else 0.0


@dataclass(frozen=True)
class Answer:
    """One exercise of one student. Without a readable card there are points only: no `checks`, no `finding`."""

    exercise: str
    score: float
    max_score: float
    checks: tuple[Checked, ...] = ()
    finding: Finding | None = None
    code: str = ""
    language: str = ""
    inside: bool = False  # judged by a test cell that ran in the learner's process

    @property
    def passed(self) -> bool:
        return self.score >= self.max_score

    @property
    def is_begun(self) -> bool:
        return self.score > 0 or not (self.finding and self.finding.ids == ("not-started",))


@dataclass(frozen=True)
class Work:
    """What one student handed in. `needs_human` says why somebody has to look, or is "".

    `is_gone`: it was graded, but what was handed in is no longer in the course's folder.
    """

    person: Person
    answers: tuple[Answer, ...]
    raw_score: float
    penalty: float
    max_score: float
    timestamp: datetime | None = None
    duedate: datetime | None = None
    needs_human: str = ""
    is_gone: bool = False

    @property
    def language(self) -> str:
        """The language of the notebook; "" where its cards do not tell."""
        return next(filter(None, (answer.language for answer in self.answers)), "")

    @property
    def score(self) -> float:
        """The points that count: nbgrader takes the late penalty off, never below 0."""
        return max(0.0, self.raw_score - self.penalty)


@dataclass
class ClassWork:
    """All of a class. `ungraded` handed in and wait for `grader autograde`; `doubles` are in several gradebooks."""

    assignment: str
    works: list[Work] = field(default_factory=list)
    not_handed_in: list[Person] = field(default_factory=list)
    ungraded: list[str] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)

    @property
    def max_score(self) -> float:
        return max((work.max_score for work in self.works), default=0.0)
