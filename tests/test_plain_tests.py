"""A teacher's plain nbgrader test cells: run in the cage, in the learner's process, by nbgrader's rules."""

import json
from contextlib import nullcontext

import nbformat
import pytest
from cage_helpers import at_every_level, cage_at
from nbgrader.utils import determine_grade
from plain_cells import DOUBLE, POINTS, TEST, WRONG, assignment, cell, handed_in
from typer.testing import CliRunner

from grader.cage import Cage, Limits
from grader.cli import app
from grader.gradebook import grading
from grader.gradebook.checking import check_notebook
from grader.gradebook.feedback import HideHiddenTests
from grader.gradebook.grading import ClassGrader, Setup
from grader.gradebook.inside import INSIDE, TestCells
from grader.gradebook.judging import judge_submission
from grader.gradebook.marking import mark, sanitised
from grader.gradebook.sentences import EMPTY
from grader.gradebook.sources import source_from_file
from grader.gradebook.submission import Submission, parse
from grader.language import LANGUAGES
from grader.report.inside import judged_inside

TestCells.__test__ = False  # its name is no test's
FULL = sum(POINTS.values())


@pytest.fixture(scope="module")
def cage():
    """The best of this machine, with little patience."""
    with Cage(limits=Limits(cell_seconds=0.25, patience=2.0, restarts=2)) as cage:
        yield cage


@pytest.fixture
def graded(cage, tmp_path):
    """Judge a notebook against an assignment's source: the judgement, and the notebook with its marks."""

    def grade(notebook, source=None):
        file = tmp_path / "week-1.ipynb"
        nbformat.write(source or assignment(), file)
        teachers = source_from_file(file)
        submission = parse(json.dumps(notebook).encode(), "week-1", plain=not teachers.lesson)
        marked = sanitised(submission, teachers)
        tests = TestCells(teachers.name, teachers.cells, marked["cells"])
        judgement = judge_submission(submission, cage, b"", tests=tests)
        mark(marked, judgement)
        return judgement, nbformat.from_dict(marked)

    return grade


def scores(judgement):
    return {one.name: one.score for one in judgement.exercises}


WARNS = "import warnings\ndef double(x):\n    warnings.warn('hm'); return 2 * x"
WRITES = "import sys\ndef double(x):\n    print(1, file=sys.stderr); return 2 * x"
ENDS = "import os\ndef double(x):\n    if x == -2: os._exit(0)\n    return 2 * x"
ANSWERS = {
    "right": (DOUBLE, 2.0, 3.0),
    "wrong, as a hidden test finds": (WRONG, 0.0, 1.5),
    "untouched": ("raise NotImplementedError()", 0.0, 0.0),
    "no Python": ("def double(x) return", 0.0, 0.0),
    "a warning is no error": (WARNS, 2.0, 3.0),
    "standard error is one": (WRITES, 0.0, 0.0),
    "too long": ("def double(x):\n    while True: pass", 0.0, 0.0),
    "the end of the program": (ENDS, 2.0, 0.0),
}


@pytest.mark.parametrize("answer, works, often", ANSWERS.values(), ids=ANSWERS)
def test_points_are_nbgraders(graded, answer, works, often):
    # Error and standard error give nothing, a float partial credit; what nbgrader reads off the notebook is the same.
    judgement, notebook = graded(handed_in(answer))
    assert scores(judgement) == {"double-works": works, "double-often": often}
    tests = [one for one in notebook.cells if one.metadata.get("nbgrader", {}).get("grade_id") in POINTS]
    assert [determine_grade(one)[0] for one in tests] == [works, often]
    assert not judgement.needs_human
    assert all(INSIDE.en in one.outputs[0]["data"]["text/plain"] for one in tests), "each says how it was judged"


@pytest.mark.parametrize("answer, passed", [(DOUBLE, True), (WRONG, False)], ids=["right", "wrong"])
def test_a_cell_worth_no_points_says_how_it_went(graded, answer, passed):
    # 0 of 0 points are neither a division by zero nor a success.
    source = assignment()
    source.cells[2].metadata["nbgrader"]["points"] = 0
    assert [one.passed for one in graded(handed_in(answer), source)[0].exercises] == [passed, passed]


def test_an_unread_notebook_with_a_cell_worth_no_points(cage, tmp_path):
    # Nothing was run and nothing can be divided: the class goes on, and somebody has to look.
    source = assignment()
    source.cells[2].metadata["nbgrader"]["points"] = 0
    nbformat.write(source, tmp_path / "week-1.ipynb")
    setup = Setup([source_from_file(tmp_path / "week-1.ipynb").plain()], {}, b"", str(tmp_path), [])
    refused = Submission("week-1", "", language="en", refusal=EMPTY.format(name="week-1.ipynb"))
    result, _ = ClassGrader(setup, cage).judge("ana", [refused], b"")
    assert (result.score, result.max_score) == (0, POINTS["double-often"] + 5) and result.needs_human


def test_our_own_mistake_in_marking_costs_one_notebook(cage, tmp_path, monkeypatch):
    # It stops no class: no points, the reason, and a human asked for.
    nbformat.write(assignment(), tmp_path / "week-1.ipynb")
    setup = Setup([source_from_file(tmp_path / "week-1.ipynb").plain()], {}, b"", str(tmp_path), [])
    stumbling = iter([ZeroDivisionError("division by zero")])
    monkeypatch.setattr(grading, "mark", lambda *given: _raise(stumbling) or mark(*given))
    submission = parse(json.dumps(handed_in(DOUBLE)).encode(), "week-1", plain=True)
    result, notebooks = ClassGrader(setup, cage).judge("ana", [submission], b"")
    assert result.score == 0 and "ZeroDivisionError" in result.needs_human and "double-works" in notebooks["week-1"]


def _raise(errors):
    for error in errors:
        raise error


LAST_LINES = {"7": 2.0, "-1.0": 0.0, "float('nan')": 0.0, "np.float64(1.5)": 1.5, "'done'": 2.0, "True": 2.0, "1;": 2.0}


@pytest.mark.parametrize("line, points", LAST_LINES.items(), ids=list(LAST_LINES))
def test_a_number_on_the_last_line_is_partial_credit_within_bounds(graded, line, points):
    # nbgrader stops the batch at 7, and gives full marks for -1.0 and for NumPy 2's numbers.
    judgement, _ = graded(handed_in(DOUBLE), assignment(test=f"import numpy as np\n{line}"))
    assert scores(judgement)["double-works"] == points


# What a learner's code tries from inside, and the answer beside it is wrong.
DROPS_ASSERTS = """import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())"""
SAYS_OK = """class Result: error_in_exec = error_before_exec = None
get_ipython().run_cell = lambda *_, **__: Result"""
WITH_TESTING = "import numpy as np\nnp.testing.assert_allclose(double(-1), -2)"
WITH_ALLCLOSE = "import numpy as np\nassert np.allclose(double(-1), -2)"
WITH_ASSERT = "assert double(-1) == -2"
WITH_EQUAL = "import numpy as np\nnp.testing.assert_equal(double(-1), -2)"
WITH_ROUND = "assert round(double(-1)) == -2"
WITH_ALMOST = "import numpy as np\nnp.testing.assert_almost_equal(double(-1), -2)"
WITH_ALL = "import numpy as np\nassert np.all(np.array([double(-1)]) == [-2])"
ENDED = {
    "a test cell of one's own": (WITH_ASSERT,),
    "patched testing": (WITH_TESTING, "import numpy\nnumpy.testing.assert_allclose = lambda *_, **__: None"),
    "testing with other code": (
        WITH_EQUAL,
        "import numpy\nnumpy.testing.assert_equal.__code__ = (lambda *_, **__: 0).__code__",
    ),
    "comparison with other code": (
        WITH_ALLCLOSE,
        "import numpy\nnumpy.allclose.__wrapped__.__code__ = (lambda *_, **__: True).__code__",
    ),
    "another numpy": (WITH_ALLCLOSE, "import sys, types\nsys.modules['numpy'] = types.SimpleNamespace(allclose=max)"),
    "a name beside those of testing": (
        WITH_ALMOST,
        "import numpy.testing._private.utils as utils\nutils.abs = lambda _: 0",
    ),
    "what NumPy's functions call": (
        WITH_ALL,
        "import numpy._core.fromnumeric as inner\ninner._wrapreduction_any_all = lambda *_, **__: True",
    ),
    "patched builtins": (WITH_ROUND, "import builtins\nbuiltins.round = lambda _: -2"),
    "builtins of one's own": (
        WITH_ROUND,
        "import builtins\n__builtins__ = {**vars(builtins), 'round': lambda _: -2}",
    ),
    "asserts dropped from the tree": (WITH_ASSERT, DROPS_ASSERTS),
    "a parser that finds nothing": (WITH_ASSERT, "import ast\nast.parse = lambda *_, **__: ast.Module([], [])"),
    "another run_cell": (WITH_ASSERT, SAYS_OK),
}


NO_TRICK = "a test cell of one's own"  # it is the notebook's cells below that are false


@pytest.mark.parametrize("trick", [name for name in ENDED if name != NO_TRICK])
def test_the_tricks_are_real(cage, trick):
    # The canary: where a test is a cell like any other, or compiled where it runs, each gets a wrong answer through.
    test, *cells = ENDED[trick]
    there = f"import ast\nexec(compile(ast.parse({test!r}), 'test', 'exec'), globals())"
    all_cells = [WRONG, test, there, *cells, test, there]
    with cage.job([(str(number), source) for number, source in enumerate(all_cells)]) as job:
        found = [outcome.status for outcome in job.outcomes]
    assert found[:3] == ["ok", "error", "error"] and "ok" in found[-2:]


@pytest.mark.parametrize("test, cells", [(test, cells) for test, *cells in ENDED.values()], ids=ENDED)
def test_a_cheap_trick_gains_nothing(graded, test, cells):
    # The table in docs/your-own-exercises.md says that these end here. Tags, points and tests of the submission too.
    notebook = handed_in(WRONG, *cells)
    for one in notebook.cells:
        if one.metadata.get("nbgrader", {}).get("grade"):
            one.metadata["tags"] = ["skip-execution"]
            one.metadata["nbgrader"]["points"] = 1000
            one.source = "1000.0"
    judgement, _ = graded(notebook, assignment(test=test))
    assert scores(judgement)["double-works"] == 0
    assert judgement.max_score == FULL


@at_every_level
def test_all_tricks_together_gain_nothing_at_any_level(level):
    # What ends them is no part of the isolation. The last ones would keep the tricks after them from running.
    cells = [
        cell
        for test, *tricks in ENDED.values()
        for cell in ((WRONG, False), *((one, False) for one in tricks), (test, True))
    ]
    tests = {str(number) for number, (_, is_test) in enumerate(cells) if is_test}
    numbered = [(str(number), source) for number, (source, _) in enumerate(cells)]
    with cage_at(level).job(numbered, tests=frozenset(tests)) as job:
        found = {outcome.id: outcome.status for outcome in job.outcomes}
    assert {found[number] for number in tests} == {"error"}
    assert {found[number] for number in found.keys() - tests} == {"ok"}


def test_points_that_the_learner_shows_are_none(graded):
    # Neither before an error nor where the teacher's last line gives the number.
    shows = "import sys\ndef double(x):\n    sys.displayhook(3.0); get_ipython().displayhook(3.0)\n"
    assert graded(handed_in(f"{shows}    raise ValueError"))[0].score == 0
    assert scores(graded(handed_in(f"{shows}    return abs(2 * x)"))[0])["double-often"] == 1.5


REMAINING = {
    "an object that equals everything": (
        "class Yes(float):\n    __eq__ = lambda *_: True\ndef double(x):\n    return Yes(2 * abs(x))"
    ),
    "the hidden tests are read": (
        "import linecache, re\ndef double(x):\n"
        "    text = ''.join(''.join(entry[2]) for name, entry in linecache.cache.items() if 'test cell' in name)\n"
        "    return float(re.search(rf'double\\({x}\\)(?: ==|,) (-?[\\d.]+)', text)[1])"
    ),
}


@pytest.mark.parametrize("answer", REMAINING.values(), ids=REMAINING)
def test_what_remains_does_work(graded, answer):
    # The documentation says so: if one of these stops working, say so there.
    judgement, _ = graded(handed_in(answer))
    assert scores(judgement)["double-works"] == 2


def test_deleted_and_doubled_cells(graded):
    # The assignment's test cells run whatever the submission has made of them.
    notebook = handed_in(DOUBLE)
    notebook.cells = [one for one in notebook.cells if one.id != "double-works"]
    notebook.cells.append(nbformat.from_dict(notebook.cells[1]) | {"id": "again"})
    assert graded(notebook)[0].score == FULL


def test_declared_exercises_and_plain_tests_in_one_notebook(graded):
    # A mixed notebook: each cell is judged in its own way.
    ours = [
        cell("def softmax(scores):\n    return scores", "softmax", solution=True),
        cell('check("softmax")', "test_softmax", grade=True, locked=True, points=4),
    ]
    notebook = handed_in(DOUBLE)
    notebook.cells[2:2] = ours
    judgement, _ = graded(notebook, assignment(more=ours))
    found = {one.name: (one.inside, one.score) for one in judgement.exercises}
    assert found["double-works"] == (True, 2.0) and found["double-often"] == (True, 3.0)
    assert found["softmax"] == (False, 0.0) and judgement.lesson == "03-softmax-weighting"


def test_hidden_tests_stay_hidden_in_feedback(graded, tmp_path):
    # The teacher's autograded notebook keeps source and traceback; what goes back to the learner has neither.
    _, notebook = graded(handed_in(WRONG))
    assert "the secret" in nbformat.writes(notebook)
    shown, _ = HideHiddenTests().preprocess(notebook, {})
    assert "secret" not in nbformat.writes(shown) and INSIDE.en in nbformat.writes(shown)


def test_a_message_is_told_only_of_a_test_that_was_released(graded):
    # Whatever word begins hidden tests in this course, the card must not tell what they ask.
    hides = "### HIDE\nassert double(-1) == -2, 'the secret'\n### SHOW"
    card = graded(handed_in(WRONG), assignment(test=hides))[0].exercises[0].card
    assert "AssertionError" in card["text/plain"] and "secret" not in json.dumps(card)
    open_to_all = handed_in(WRONG)
    open_to_all.cells[2].source = "assert double(-1) == -2, 'should be -2'"
    found, _ = graded(open_to_all, assignment(test=open_to_all.cells[2].source))
    assert "should be -2" in found.exercises[0].card["text/plain"]


def test_the_report_knows_them_by_their_records(graded, tmp_path):
    # The words on the card may change; a file that says nothing costs the mark only.
    notebook = graded(handed_in(WRONG))[1]
    for one in notebook.cells:
        for output in one.get("outputs", []):
            output.get("data", {}).update({"text/plain": "other words"})
    nbformat.write(notebook, tmp_path / "graded.ipynb")
    assert judged_inside(tmp_path / "graded.ipynb") == set(POINTS)
    assert judged_inside(tmp_path / "none.ipynb") == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_check_says_so_to_people_and_to_programs(cage, tmp_path, monkeypatch, language):
    # `grader check --source`: the teacher's tests, the learner's notebook; the prose tells the language.
    notebook = handed_in(WRONG)
    if language == "zh":
        notebook.cells[0].source = "第一周的作业：请写一个函数，把给它的数变成原来的两倍，再说说为什么。"
    for name, content in (("source.ipynb", assignment()), ("mine.ipynb", notebook)):
        nbformat.write(content, tmp_path / name)
    monkeypatch.setattr("grader.cage.Cage", lambda level: nullcontext(cage))
    words = ("check", str(tmp_path / "mine.ipynb"), "--source", str(tmp_path / "source.ipynb"))
    people = CliRunner().invoke(app, words, catch_exceptions=False)
    assert people.exit_code == 1 and INSIDE[language] in people.stdout.replace("\n", "")
    report = json.loads(CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False).stdout)
    assert [one["inside"] for one in report["exercises"]] == [True, True]
    assert (report["score"], report["max_score"]) == (1.5, FULL)
    assert "secret" not in json.dumps(report)


def test_a_notebook_alone_is_checked_with_its_own_tests(cage, tmp_path):
    # Without the teacher's notebook: for whoever wants to know where they stand.
    nbformat.write(handed_in(WRONG), tmp_path / "mine.ipynb")
    assert check_notebook(tmp_path / "mine.ipynb", cage).judgement.score == 3.5
    assert TEST not in nbformat.writes(handed_in(WRONG))
