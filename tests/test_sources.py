"""What an assignment's own notebook says of itself, and what is refused there before anybody gets 0 for it."""

import json

import nbformat
import pytest
from plain_cells import DOUBLE, POINTS, assignment, cell, handed_in
from submissions import ROOT

from grader import cli
from grader.cage import Cage
from grader.gradebook import checking
from grader.gradebook.checking import UNREADABLE, check_notebook
from grader.gradebook.files import Refused
from grader.gradebook.inside import unfit
from grader.gradebook.marking import NotebookSource
from grader.gradebook.seeds import SECRET_FILE
from grader.gradebook.sources import source_from_file

FULL = sum(POINTS.values())
GRADED = {"grade": True, "locked": True, "points": 4}
ASKS = 'check("softmax")'


@pytest.fixture(scope="module")
def cage():
    with Cage() as cage:
        yield cage


def test_a_plain_notebook_in_utf_16(cage, tmp_path):
    # Windows writes such files; the whole of `grader check` ended with a traceback.
    (tmp_path / "mine.ipynb").write_bytes(nbformat.writes(handed_in(DOUBLE)).encode("utf-16"))
    assert check_notebook(tmp_path / "mine.ipynb", cage).judgement.score == FULL


def test_points_beyond_all_numbers_are_none(cage, tmp_path):
    # JSON knows integers that are no floats; that one cell is worth nothing then.
    notebook = handed_in(DOUBLE)
    notebook.cells[2].metadata["nbgrader"]["points"] = 10**400
    (tmp_path / "mine.ipynb").write_text(json.dumps(notebook))
    assert check_notebook(tmp_path / "mine.ipynb", cage).judgement.max_score == POINTS["double-often"]


def test_our_own_mistake_in_reading_is_said_of_that_notebook(cage, tmp_path, monkeypatch):
    # The others are judged all the same.
    monkeypatch.setattr(checking, "read_submission", lambda *_, **__: 1 / 0)
    checked = check_notebook(tmp_path / "mine.ipynb", cage)
    assert "ZeroDivisionError" in checked.error and checked.exit_code == UNREADABLE


def test_what_nobody_caught_is_not_called_not_all_points(monkeypatch, capsys):
    # Exit code 1 is no failure in docs/github/check-attention.yml.
    monkeypatch.setattr(cli, "app", lambda: 1 / 0)
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code > UNREADABLE and "ZeroDivisionError" in capsys.readouterr().err


UNFIT = {
    "another id": ([cell(ASKS, "softmax-works", **GRADED)], "test_softmax"),
    "two lessons": (
        [cell(ASKS, "test_softmax", **GRADED), cell('check("causal_mask")', "test_causal_mask", **GRADED)],
        "03-softmax-weighting",
    ),
    "nobody's exercise": ([cell('check("nobodys")', "test_nobodys", **GRADED)], "nobodys"),
}


@pytest.mark.parametrize("more, named", UNFIT.values(), ids=UNFIT)
def test_what_could_give_nobody_points_is_refused(tmp_path, more, named):
    # Everybody got 0 and nobody was told why.
    nbformat.write(assignment(more=more), tmp_path / "week-1.ipynb")
    with pytest.raises(Refused) as refused:
        source_from_file(tmp_path / "week-1.ipynb")
    assert named in refused.value.sentence.en and named in refused.value.sentence.zh


def test_none_of_the_courses_own_notebooks_is_refused():
    # The check above must not be stricter than the lessons are.
    paths = sorted(ROOT.glob("solutions/*/*/*.ipynb"))
    assert paths and not any(unfit(source_from_file(path).cells) for path in paths)


KERNELS = {
    "python3": ({"name": "python3", "language": "python"}, True),
    "no word of a kernel": ({}, True),
    "a name of one's own": ({"name": "ml-course", "display_name": "ML"}, True),
    "conda's name": ({"name": "conda-env-ml-py"}, True),
    "R": ({"name": "ir", "language": "R"}, False),
}


@pytest.mark.parametrize("kernel, is_python", KERNELS.values(), ids=KERNELS)
def test_only_what_says_it_is_no_python_runs_without_a_cage(kernel, is_python):
    # Many a Python kernel has another name than python3.
    assert NotebookSource("week-1", "", kernel, ()).is_python is is_python


def test_a_hand_in_cannot_bring_its_own_secret(cage, tmp_path, monkeypatch):
    # Who knows the secret knows the cases. The course around it counts, or the one of the teacher's notebook.
    course, teachers = tmp_path / "course", tmp_path / "teachers"
    work = course / "submitted" / "eve" / "week-1" / "deeper"
    for folder, word in ((course, b"the course's"), (work, b"eve's"), (work.parent, b"eve's"), (teachers, b"ours")):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SECRET_FILE).write_bytes(word)
        (folder / "nbgrader_config.py").touch()
    nbformat.write(handed_in(DOUBLE), work / "week-1.ipynb")
    nbformat.write(assignment(), teachers / "week-1.ipynb")
    judge, used = checking.judge_submission, []
    monkeypatch.setattr(
        checking, "judge_submission", lambda *given, **more: used.append(given[2]) or judge(*given, **more)
    )
    check_notebook(work / "week-1.ipynb", cage)
    check_notebook(work / "week-1.ipynb", cage, source_from_file(teachers / "week-1.ipynb"))
    assert used == [b"the course's", b"ours"]
