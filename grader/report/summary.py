"""What the class's work comes to: the figures and lists that page and terminal show."""

import ast
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from statistics import mean, median

from grader.exercises import UnknownExercise, exercise
from grader.gradebook.plan import parsed
from grader.language import Text
from grader.report.findings import TITLES
from grader.report.twins import Same, same_work
from grader.report.work import Answer, ClassWork, Finding, Work

AT_MOST = 6  # things to explain again: nobody has time for more
NOTHING_TO_JUDGE = ("not-started", "missing", "syntax-error")
SMALL_CLASS = 10  # up to this many, one student's mistake is worth a word; above, two make it common
SAMPLE_LINES = 14
FINE_BARS = 20  # points: up to as many, a bar for each


@dataclass
class Common:
    """A mistake, those who made it, the checks that it costs, and one such answer, the shortest."""

    exercise: str
    finding: Finding
    works: list[Work] = field(default_factory=list)
    checks: list[Text] = field(default_factory=list)
    sample: str = ""

    @property
    def count(self) -> int:
        return len(self.works)

    @property
    def has_advice(self) -> bool:
        """Whether the hint says more than that there is nothing to be judged."""
        return not set(self.finding.ids) & set(NOTHING_TO_JUDGE) and self.finding.hint not in TITLES.values()


@dataclass
class CheckLine:
    """How many answers that could be judged have passed a check."""

    name: Text
    passed: int
    total: int


@dataclass
class ExerciseLine:
    """One exercise. `full`, `some`, `none` and `not_begun` share the class; `stuck` stumbled here first."""

    name: str
    max_score: float
    mean: float
    full: list[Work]
    some: list[Work]
    none: list[Work]
    not_begun: list[Work]
    checks: list[CheckLine]
    common: list[Common]
    stuck: list[Work]
    inside: bool = False


@dataclass
class Bar:
    """How many works have from `low` up to `high` points."""

    low: float
    high: float
    count: int


@dataclass
class Summary:
    """All that the report says."""

    work: ClassWork
    mean: float
    median: float
    raw_mean: float  # before late penalties
    full: list[Work]
    late: list[Work]
    lost: list[Work]  # points, for coming late
    gone: list[Work]
    need_human: list[Work]
    exercises: list[ExerciseLine]
    explain: list[Common]
    bars: list[Bar]
    same: list[Same]

    @property
    def points_lost(self) -> float:
        """By all together, for coming late."""
        return sum(one.raw_score - one.score for one in self.lost)

    @property
    def enrolled(self) -> int:
        return len(self.work.works) + len(self.work.not_handed_in) + len(self.work.ungraded)


def summarise(work: ClassWork) -> Summary:
    """The figures of a class with at least one graded work."""
    secret = _names_of(work)
    lines = [_exercise(name, work.works, secret) for name in _names(work.works)]
    scores = [one.score for one in work.works]
    return Summary(
        work,
        mean(scores),
        median(scores),
        mean(one.raw_score for one in work.works),
        full=[one for one in work.works if one.raw_score >= one.max_score],
        late=[one for one in work.works if _is_late(one)],
        lost=[one for one in work.works if one.score < one.raw_score],
        gone=[one for one in work.works if one.is_gone],
        need_human=[one for one in work.works if one.needs_human],
        exercises=lines,
        explain=_to_explain(lines, len(work.works)),
        bars=_bars(scores, work.max_score),
        same=same_work(work),
    )


def _names(works) -> list[str]:
    return list(dict.fromkeys(answer.exercise for one in works for answer in one.answers))


def _names_of(work: ClassWork) -> set[str]:
    """What would tell who wrote some code: ids and names."""
    people = [*(one.person for one in work.works), *work.not_handed_in]
    return {name.casefold() for one in people for name in (one.id, one.first_name, one.last_name) if name}


def _is_late(work) -> bool:
    return work.penalty > 0 or bool(work.timestamp and work.duedate and work.timestamp > work.duedate)


def _exercise(name: str, works: list[Work], secret: set[str]) -> ExerciseLine:
    pairs = [(one, answer) for one in works for answer in one.answers if answer.exercise == name]
    groups: dict[str, list[Work]] = defaultdict(list)
    for one, answer in pairs:
        groups[_standing(answer)].append(one)
    answers = [answer for _, answer in pairs]
    return ExerciseLine(
        name,
        max(answer.max_score for answer in answers),
        mean(answer.score for answer in answers),
        *(groups[standing] for standing in ("full", "some", "none", "not begun")),
        checks=_checks(name, answers),
        common=_commons(name, pairs, secret),
        stuck=[one for one in works if _first_unsolved(one) == name],
        inside=any(answer.inside for answer in answers),
    )


def _standing(answer: Answer) -> str:
    if answer.passed:
        return "full"
    if answer.score > 0:
        return "some"
    return "none" if answer.is_begun else "not begun"


def _first_unsolved(work) -> str | None:
    return next((answer.exercise for answer in work.answers if not answer.passed), None)


def _checks(name, answers) -> list[CheckLine]:
    """The declaration's checks, over the answers whose checks can be read: those that were begun."""
    try:
        names = [check.name for check in exercise(name).checks]
    except UnknownExercise:
        return []
    read = [{check.name: check.passed for check in answer.checks} for answer in answers if answer.checks]
    ended = {one: [checks[one] for checks in read if one in checks] for one in names}  # a new check is in none yet
    return [CheckLine(one, sum(passed), len(passed)) for one, passed in ended.items()]


def _commons(name, pairs, secret) -> list[Common]:
    """Mistakes, the most common first; a hint that several of them share makes them one."""
    found: dict[tuple, list] = defaultdict(list)
    for one, answer in pairs:
        if answer.finding and not answer.passed:
            found[answer.finding.ids, answer.finding.hint].append((one, answer))
    commons = [_common(name, group, secret) for group in found.values()]
    return sorted(commons, key=lambda common: (-common.count, common.finding.ids))


def _common(name, group, secret) -> Common:
    failed = Counter(check.name for _, answer in group for check in answer.checks if not check.passed)
    samples = sorted((sample for _, answer in group if (sample := _sample(answer.code, name))), key=len)
    return Common(
        name,
        group[0][1].finding,
        [one for one, _ in group],
        [check for check, count in failed.items() if 2 * count >= len(group)],
        next((sample for sample in samples if not _tells(sample, secret)), ""),
    )


def _sample(code: str, name: str) -> str:
    """The function alone, without comments and docstring: nothing personal, and short enough to show."""
    functions = getattr(parsed(code), "body", [])
    function = next((one for one in functions if isinstance(one, ast.FunctionDef) and one.name == name), None)
    if function is None:
        return ""
    if ast.get_docstring(function, clean=False) is not None:
        function.body = function.body[1:] or [ast.Pass()]
    try:
        sample = ast.unparse(function)
    except RecursionError:
        return ""
    return sample if sample.count("\n") < SAMPLE_LINES and max(map(len, sample.splitlines())) <= 120 else ""


def _tells(sample: str, secret: set[str]) -> bool:
    """Whether code names somebody of the class; names without spaces between words, as in Chinese, anywhere in it."""
    text = sample.casefold()
    return not secret.isdisjoint(re.findall(r"\w+", text)) or any(name in text for name in secret if not name.isascii())


def _to_explain(lines: list[ExerciseLine], size: int) -> list[Common]:
    commons = [
        common for line in lines for common in line.common if not set(common.finding.ids) & set(NOTHING_TO_JUDGE)
    ]
    enough = 1 if size <= SMALL_CLASS else 2
    found = sorted(commons, key=lambda common: -common.count)
    return [common for common in found if common.count >= enough][:AT_MOST]


def _bars(scores: list[float], max_score: float) -> list[Bar]:
    """One bar a point, or ten bars where there are many points; the last one holds what is above too."""
    count = int(max_score) + 1 if max_score <= FINE_BARS else 10
    width = 1.0 if max_score <= FINE_BARS else max_score / count
    counts = Counter(min(max(int(score / width + 1e-9), 0), count - 1) for score in scores)
    return [Bar(number * width, (number + 1) * width, counts[number]) for number in range(count)]
