"""Run a submission's cells in the cage, judge every exercise of its lesson from outside."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from unittest import mock

from grader.cage.job import BadOrder
from grader.exercises import by_lesson, exercise
from grader.gradebook import sentences
from grader.gradebook.inside import INSIDE, TEST_CELL, TestCells, Told
from grader.gradebook.learner import Learner
from grader.gradebook.plan import cells_to_run
from grader.gradebook.recognition import defines
from grader.gradebook.record import JUDGED_INSIDE, record_of
from grader.gradebook.seeds import PUBLIC, seed_for
from grader.gradebook.submission import Submission
from grader.judge.credit import judge_with_credit
from grader.judge.declaration import Exercise
from grader.judge.engine import CheckResult, Verdict, judge
from grader.language import Text, say, speak, spoken
from grader.notebook import pages
from grader.notebook.progress import GRADING


@dataclass(frozen=True)
class Judged:
    """One exercise: plain data, in the notebook's language. `card` is the verdict to be shown, by MIME type.

    `record` is the same for machines (see `grader.gradebook.record`), empty where nothing could be judged.
    """

    name: str
    score: float
    max_score: float
    passed: bool
    checks: list[dict]
    mistake: str | None
    hint: str | None
    card: dict[str, str]
    remark: str = ""
    record: dict = field(default_factory=dict)
    inside: bool = False  # judged by a test cell that ran in the learner's process

    @property
    def cell(self) -> str:
        """The grade id of its test cell."""
        return self.name if self.inside else f"test_{self.name}"


@dataclass(frozen=True)
class Judgement:
    """All that is said of one submission: plain data throughout, fit for JSON.

    `outputs` are the harmless outputs of the cells that ran, by cell id. `needs_human` is the sentence that says why
    somebody has to look, or "".
    """

    lesson: str
    language: str
    isolation: str
    exercises: list[Judged]
    outputs: dict[str, list[dict]] = field(default_factory=dict)
    needs_human: str = ""

    @property
    def score(self) -> float:
        return float(sum(one.score for one in self.exercises))

    @property
    def max_score(self) -> float:
        return float(sum(one.max_score for one in self.exercises))

    def report(self) -> dict:
        """What `grader check --json` prints."""
        fields = ("name", "score", "max_score", "passed", "checks", "mistake", "hint", "inside")
        return {
            "notebook": self.lesson,
            "language": self.language,
            "isolation": self.isolation,
            "score": self.score,
            "max_score": self.max_score,
            "exercises": [{name: getattr(one, name) for name in fields} for one in self.exercises],
        }


def judge_submission(
    submission: Submission,
    cage,
    secret: bytes,
    lessons_own: frozenset[str] = frozenset(),
    lesson: str = "",
    figures: bool = False,
    tests: TestCells | None = None,
) -> Judgement:
    """Judge every exercise of its lesson (of `lesson` where the notebook itself does not tell), and the plain `tests`.

    `lessons_own` are the lesson's cells that need not run (see `cells_to_run`); with `figures` all run, and what they
    draw is kept for a human to look at.
    """
    if submission.refusal:
        return cannot_judge(lesson, submission.language, cage.level, submission.refusal, tests)
    try:
        return _judge_all(submission, cage, secret, lessons_own, figures, TestCells() if tests is None else tests)
    except BadOrder as too_much:
        return cannot_judge(submission.lesson, submission.language, cage.level, too_much.sentence, tests)


def _judge_all(submission, cage, secret, lessons_own, figures, tests) -> Judgement:
    with _grading(submission.language):
        cells = tests.in_place(cells_to_run(submission, frozenset() if figures or tests else lessons_own))
        with Learner(cage, cells, submission.files, figures, tests.ids) as learner:
            ours = by_lesson().get(submission.lesson, {}).values()
            judged = [_judge_one(one, learner, submission, secret) for one in ours]
            plain = tests.told(learner.outcome_of, submission.cells)
            reason = learner.gave_up or next((one.sentence for one in plain if not one.was_run), None)
            return Judgement(
                submission.lesson or submission.name,
                submission.language,
                cage.level,
                [*judged, *map(_judged_inside, plain)],
                learner.outputs,
                say(sentences.NEEDS_HUMAN.format(reason=reason)) if reason else "",
            )


def _judged_inside(told: Told) -> Judged:
    """What a teacher's plain test cell came to; card and report say how it was judged."""
    sentence = None if told.passed else say(told.sentence)
    check = {"name": say(TEST_CELL), "passed": told.passed, "score": told.score, "max_score": told.max_score}
    shown = [say(told.sentence), say(INSIDE)]
    card = pages.sentence_forms(Text(*2 * ("\n".join(shown),)))
    checks = [check | {"message": sentence or ""}]
    score = told.score, told.max_score, told.passed
    return Judged(told.name, *score, checks, None, sentence, card, record=dict(JUDGED_INSIDE), inside=True)


def cannot_judge(lesson: str, language: str, isolation: str, reason: Text, tests: TestCells | None = None) -> Judgement:
    """No points anywhere, the reason under every exercise, and a human asked for."""
    with _grading(language or spoken()):
        reason = sentences.NEEDS_HUMAN.format(reason=reason)
        judged = [_nothing(one, say(reason)) for one in by_lesson().get(lesson, {}).values()]
        judged += map(_judged_inside, tests.none_told(reason) if tests else ())
        return Judgement(
            lesson or (tests.notebook if tests else ""), spoken(), isolation, judged, needs_human=say(reason)
        )


def _nothing(one: Exercise, sentence: str) -> Judged:
    checks = [_check(CheckResult(check.name, False, check.points), sentence) for check in one.checks]
    card = pages.sentence_forms(Text(sentence, sentence))
    return Judged(one.name, 0.0, float(one.points), False, checks, None, sentence, card, sentence)


@contextlib.contextmanager
def _grading(language: str) -> Iterator[None]:
    """Speak the notebook's language; nobody's progress is written."""
    before = spoken()
    speak(language)
    try:
        with mock.patch.dict(os.environ, {GRADING: "1"}):
            yield
    finally:
        speak(before)


def _judge_one(one: Exercise, learner: Learner, submission: Submission, secret: bytes) -> Judged:
    """Judge one exercise; a mistake's predicate that stumbles over an odd answer costs the hint, not the points."""
    seed = seed_for(secret, submission.digest, one.name)
    try:
        verdict = judge_with_credit(one, learner, exercise, seed)
    except Exception:
        verdict = judge_with_credit(_undiagnosed(one), learner, lambda name: _undiagnosed(exercise(name)), seed)
    return _told(verdict, learner, submission)


def _undiagnosed(one: Exercise) -> Exercise:
    return replace(one, mistakes=())


def _told(verdict: Verdict, learner: Learner, submission: Submission) -> Judged:
    """The verdict in words."""
    remark = ""
    if verdict.mistake == "missing":
        verdict, remark = _why_missing(verdict, learner, submission)
    shown = verdict if verdict.passed else _with_public_example(verdict, learner)
    return Judged(
        verdict.exercise.name,
        float(verdict.score),
        float(verdict.max_score),
        verdict.passed,
        [_check(result, say(result.message) if result.message else "") for result in verdict.checks],
        verdict.mistake,
        say(verdict.hint) if verdict.hint else None,
        pages.verdict_forms(shown),
        remark,
        record_of(verdict, submission.digest, submission.language),
    )


def _check(result: CheckResult, message: str) -> dict:
    return {
        "name": say(result.name),
        "passed": result.passed,
        "score": float(result.score),
        "max_score": float(result.max_score),
        "message": message,
    }


def _with_public_example(verdict: Verdict, learner: Learner) -> Verdict:
    """The verdict with a worked input that anybody may see in place of the graded ones."""
    failed = next(result for result in verdict.checks if not result.passed)
    check = next(check for check in verdict.exercise.checks if check.name == failed.name)
    alone = replace(verdict.exercise, checks=(check,), mistakes=())
    example = None
    if failed.shown and failed.shown.got.kind in ("value", "exception"):
        example = judge(alone, learner, PUBLIC, verdict.given).checks[0].shown
    shown = [replace(result, shown=example if result is failed else None) for result in verdict.checks]
    return replace(verdict, checks=tuple(shown))


def _why_missing(verdict: Verdict, learner: Learner, submission: Submission) -> tuple[Verdict, str]:
    """A function that is not there: was there no cell for it, or did its cell fail?"""
    name = verdict.exercise.name
    cell = next((cell for cell in reversed(submission.cells) if _should_define(cell, name)), None)
    if not cell:
        sentence = sentences.MISSING_CELL.format(name=name)
        return _saying(verdict, "missing", sentence), say(sentence)
    error = learner.error_of(cell.id)
    if not error:
        return verdict, ""
    if error.is_syntax:
        sentence = sentences.SYNTAX_ERROR.format(name=name, line=error.line, text=error.text)
        return _saying(verdict, "syntax-error", sentence), ""
    return _saying(verdict, "missing", sentences.CELL_FAILED.format(name=name, error=error.name)), ""


def _should_define(cell, name):
    return cell.grade_id == name or (cell.kind == "code" and defines(cell.source, name))


def _saying(verdict: Verdict, mistake: str, sentence: Text) -> Verdict:
    checks = tuple(replace(result, message=sentence, shown=None) for result in verdict.checks)
    return replace(verdict, checks=checks, mistake=mistake, hint=sentence)
