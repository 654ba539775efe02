"""Verdicts of whole notebooks, judged in the cage: bent ones keep what they earned, no more and no less."""

import dataclasses
import json
import time

import pytest
from submissions import (
    LESSON,
    OVERFLOWING,
    built,
    cell_of,
    code,
    of_format_3,
    other_points,
    reordered,
    retyped,
    solved,
    source_of,
    twin,
    untouched,
    with_cell,
    with_source,
    without,
    without_grade_ids,
    without_ids,
)

from grader.cage import Cage, Limits
from grader.exercises import all_exercises, by_lesson
from grader.gradebook.judging import judge_submission
from grader.gradebook.plan import lessons_own_cells
from grader.gradebook.seeds import PUBLIC, SECRET_FILE, secret_of, seed_for
from grader.gradebook.submission import parse
from grader.judge.engine import draw_cases
from grader.language import LANGUAGES, spoken
from grader.notebook import progress

SECRET = b"a secret for tests"
NEVER = (
    "import signal, time\nfor n in (signal.SIGALRM, signal.SIGPROF): signal.signal(n, signal.SIG_IGN)\ntime.sleep(60)"
)
POINTS = {name: exercise.points for name, exercise in by_lesson()[LESSON].items()}
FULL = sum(POINTS.values())


@pytest.fixture(scope="module")
def cage():
    """The best cage of this machine, with little patience."""
    with Cage(limits=Limits(cell_seconds=2.0, patience=2.0)) as cage:
        yield cage


@pytest.fixture
def judged(cage):
    """Judge a notebook (a dict)."""

    def judge(notebook, secret=SECRET):
        submission = parse(json.dumps(notebook).encode(), "x")
        return judge_submission(submission, cage, secret, lessons_own_cells(submission.lesson))

    return judge


def scores(judgement):
    return {one.name: one.score for one in judgement.exercises}


@pytest.mark.parametrize("lesson", by_lesson())
def test_solutions_get_everything_and_stubs_nothing(judged, lesson):
    # In both languages; an untouched notebook is no case for a human.
    for language in LANGUAGES:
        solution, stubs = (judged(built(folder, language, lesson)) for folder in ("solutions", "notebooks"))
        assert solution.score == solution.max_score > 0
        assert solution.language == language
        assert stubs.score == 0
        assert {one.mistake for one in stubs.exercises} == {"not-started"}
        assert not solution.needs_human + stubs.needs_human


STILL_FULL = {
    "cells upside down": reordered(solved()),
    "format 3": of_format_3(solved()),
    "without grade ids": without_grade_ids(solved()),
    "without any ids": without_ids(solved()),
    "points and tags changed": other_points(solved()),
    "test cells deleted": without(solved(), *(f"test_{name}" for name in POINTS)),
    "test cells that fail": with_source(solved(), "test_softmax", "assert False"),
    "answers as Markdown": retyped(solved(), "softmax", "markdown"),
    "answers as raw text": retyped(solved(), "softmax", "raw"),
    "a stub after the answer": twin(solved(), "softmax", source_of(untouched(), "softmax")),
    "a stub before the answer": twin(solved(), "softmax", source_of(untouched(), "softmax"), before=True),
    "a helper split off": twin(
        with_source(solved(), "softmax", "def softmax(scores):\n    return shares(scores)"),
        "softmax",
        source_of(solved(), "softmax").replace("def softmax", "def shares"),
    ),
    "an answer in a cell of one's own": with_cell(
        without(solved(), "softmax", "test_softmax"), "setup", code(source_of(solved(), "softmax"))
    ),
    "a cell that fails": with_cell(solved(), "setup", code("1 / 0")),
    "a cell that never ends": with_cell(solved(), "setup", code("while True: pass")),
    "a cell that ends the program": with_cell(solved(), "setup", code("import os\nos._exit(0)")),
    "loud, with warnings": with_cell(
        solved(), "softmax", code("import warnings, sys\nwarnings.warn('hm')\nprint('x' * 10**6, file=sys.stderr)")
    ),
    "magics, await, input": with_cell(
        solved(), "setup", code("%matplotlib inline\nimport asyncio\nawait asyncio.sleep(0)\ninput()")
    ),
}


@pytest.mark.parametrize("notebook", STILL_FULL.values(), ids=STILL_FULL)
def test_bent_but_right_gets_everything(judged, notebook):
    # What is judged is what the functions do.
    judgement = judged(notebook)
    assert scores(judgement) == POINTS
    assert not judgement.needs_human


def test_the_last_answer_counts(judged):
    # Whichever way round the two stand.
    for before, least in ((True, POINTS["softmax"]), (False, 0)):
        one = judged(twin(solved(), "softmax", OVERFLOWING, before=before)).exercises[0]
        assert one.score == POINTS["softmax"] if before else least < one.score < POINTS["softmax"]


def test_a_wrong_early_function_costs_its_points_once(judged):
    # softmax_with_temperature calls the learner's softmax; the course's stands in for it.
    calls_it = (
        "def softmax_with_temperature(scores, temperature):\n    if temperature <= 0:\n        raise ValueError\n"
        "    return softmax(np.asarray(scores) / temperature)"
    )
    notebook = with_source(with_source(solved(), "softmax", OVERFLOWING), "softmax_with_temperature", calls_it)
    judgement = judged(notebook)
    softmax, *others = judgement.exercises
    assert 0 < softmax.score < softmax.max_score
    assert softmax.mistake == "no-max-subtraction"
    assert all(one.passed for one in others)
    assert "course's own" in others[0].card["text/plain"]


def test_one_function_that_kills_costs_no_other(judged):
    # Each in its own way, and each twice: more deaths than one job survives.
    notebook = with_source(solved(), "softmax", "def softmax(scores):\n    import os\n    os._exit(1)")
    notebook = with_source(notebook, "effective_books", "def effective_books(weights):\n    import os\n    os.abort()")
    earned = scores(judged(notebook))
    assert earned == POINTS | {"softmax": 0, "effective_books": 0}


def test_one_function_that_takes_all_the_time_costs_no_other():
    # When the job's time is up, the others are asked in a new one; the time of a call that this cut short begins anew.
    slow = "def effective_books(weights):\n    import time\n    time.sleep(60)"
    submission = parse(json.dumps(with_source(solved(), "effective_books", slow)).encode(), "x")
    with Cage(limits=Limits(patience=0.25, wall_seconds=2.5)) as impatient:
        judgement = judge_submission(submission, impatient, SECRET, lessons_own_cells(LESSON))
    assert scores(judgement) == POINTS | {"effective_books": 0}
    assert judgement.exercises[2].mistake == "too-slow"


def test_cells_that_take_all_the_time_are_not_run_for_ever():
    # No job gets past them, so no other job is opened; somebody is asked.
    submission = parse(json.dumps(with_cell(solved(), "setup", code(NEVER))).encode(), "x")
    with Cage(limits=Limits(patience=0.25, wall_seconds=2.5, restarts=0)) as impatient:
        begin = time.monotonic()
        judgement = judge_submission(submission, impatient, SECRET, lessons_own_cells(LESSON))
    assert judgement.score == 0
    assert "again and again" in judgement.needs_human
    assert time.monotonic() - begin < 10


MISSING = {
    "no cell, no function": (without(solved(), "softmax"), "missing", "There is no cell for `softmax`"),
    "a syntax error": (
        with_source(solved(), "softmax", "def softmax(scores):\n    return (scores"),
        "syntax-error",
        "not valid Python (line 2: return (scores)",
    ),
    "its cell fails": (
        with_source(solved(), "softmax", f"import torch\n{OVERFLOWING}"),
        "missing",
        "stopped with ModuleNotFoundError",
    ),
}


@pytest.mark.parametrize("notebook, mistake, words", MISSING.values(), ids=MISSING)
def test_why_a_function_is_not_there(judged, notebook, mistake, words):
    # "missing" alone helps nobody.
    softmax = judged(notebook).exercises[0]
    assert softmax.score == 0
    assert softmax.mistake == mistake
    assert words in softmax.hint
    assert words.split("(")[0] in softmax.card["text/plain"]


def test_a_regrade_gives_the_same_and_a_copy_with_one_change_other_cases(judged):
    # The seed follows from secret, submission and exercise; nobody without the secret can know the cases.
    first, again = (judged(with_source(solved(), "softmax", OVERFLOWING)) for _ in range(2))
    assert first == again
    seeds = {seed_for(secret, digest, name) for secret in (b"1", b"2") for digest in "ab" for name in "xy"}
    assert len(seeds) == 8


def test_feedback_shows_no_graded_case(judged, monkeypatch):
    # The worked input is one of those that `check` shows to anybody; expected values of graded cases stay here.
    shown = []
    monkeypatch.setattr("grader.notebook.example.as_html", lambda _, call: shown.append(call) or "")
    monkeypatch.setattr("grader.notebook.example.as_text", lambda _, call: "")
    wrong = "def softmax(scores):\n    return scores / np.sum(scores, axis=-1, keepdims=True)"
    judged(with_source(solved(), "softmax", wrong))
    softmax = all_exercises()["softmax"]
    public = [repr(args) for check in softmax.checks for _, args in draw_cases(_alone(softmax, check), PUBLIC)]
    assert shown
    assert all(repr(call.args) in public for call in shown)


def _alone(exercise, check):
    return dataclasses.replace(exercise, checks=(check,))


def test_no_reference_enters_the_cage(judged):
    # What a learner's cell can see of us: stand-ins, and no answer.
    prying = (
        "import grader, sys, importlib\nfound = []\n"
        "for name in ('grader.exercises', 'grader.judge', 'grader.gradebook'):\n"
        "    try:\n        importlib.import_module(name)\n        found.append(name)\n"
        "    except ImportError:\n        pass\nprint(found)"
    )
    judgement = judged(with_cell(solved(), "setup", code(prying, id="prying")))
    assert judgement.outputs["prying"][0]["text"] == "[]\n"


def test_a_submission_that_is_refused_needs_a_human(cage):
    # No points, and the sentence under every exercise.
    from grader.gradebook import sentences
    from grader.gradebook.submission import Submission

    refused = Submission("x", "", language="zh", refusal=sentences.EMPTY.format(name="x.ipynb"))
    judgement = judge_submission(refused, cage, SECRET, lesson=LESSON)
    assert judgement.score == 0
    assert judgement.max_score == FULL
    assert "x.ipynb 是空的" in judgement.needs_human
    assert all("x.ipynb 是空的" in one.remark for one in judgement.exercises)


def test_what_judging_leaves_behind(judged, home):
    # The language that was spoken before; no learner's progress.
    judged(solved("zh"))
    assert spoken() == "en"
    assert not list(home.rglob("*.json"))
    assert not progress.is_grading()


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path):
    # Without a folder to write in, the user's own; never world-readable.
    first = secret_of(tmp_path)
    assert secret_of(tmp_path) == first
    assert len(first) >= 32
    assert (tmp_path / SECRET_FILE).stat().st_mode & 0o077 == 0
    assert secret_of(None) not in (b"", first)
    assert cell_of(solved(), "setup")


def test_a_declaration_that_stumbles_costs_no_points(judged, monkeypatch):
    # A mistake's predicate may trip over an answer that nobody thought of: the hint is lost, the points are not.
    def stumbling(_):
        raise TypeError

    softmax = all_exercises()["softmax"]
    clumsy = dataclasses.replace(softmax.mistakes[0], behaves=stumbling)
    monkeypatch.setitem(by_lesson()[LESSON], "softmax", dataclasses.replace(softmax, mistakes=(clumsy,)))
    one = judged(with_source(solved(), "softmax", OVERFLOWING)).exercises[0]
    assert 0 < one.score < one.max_score
    assert one.hint


def test_points_are_those_of_the_assignment():
    # A teacher may give an exercise more weight: the verdict's share of it counts.
    from grader.gradebook.judging import Judged
    from grader.gradebook.marking import points_for

    half = Judged("x", 2.0, 4.0, False, [], None, None, {})
    assert points_for(half, 10.0) == 5.0
    assert points_for(dataclasses.replace(half, score=4.0, passed=True), 0.1) == 0.1
    assert points_for(None, 3.0) == 0.0
