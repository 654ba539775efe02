"""docs/github/check-attention.yml: what a teacher copies into a repository that hands out lessons by Git."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from submissions import LESSON, OVERFLOWING, ROOT, solved, untouched, with_source
from typer.testing import CliRunner

from grader.cli import app
from grader.commands.markdown import as_markdown, plain
from grader.gradebook.checking import Checked
from grader.gradebook.judging import Judged, Judgement

FILE = ROOT / "docs" / "github" / "check-attention.yml"
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}")
REPLACED = ("Install the grader", "Isolation")  # here by the environment at hand

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its steps are for bash")


@pytest.fixture(scope="module")
def workflow():
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def steps(workflow):
    return workflow["jobs"]["check"]["steps"]


@pytest.fixture
def repository(tmp_path):
    """A learner's repository with three notebooks, and beside them the course, as its checkout step puts it there."""
    for name, notebook in {
        "wrong": with_source(solved("zh"), "softmax", OVERFLOWING),
        "right": solved(),
        "later": untouched(),
    }.items():
        (tmp_path / "lessons" / name).mkdir(parents=True)
        (tmp_path / "lessons" / name / f"{LESSON}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (tmp_path / "broken.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / ".course").mkdir()
    shutil.copy(ROOT / "solutions" / "en" / LESSON / f"{LESSON}.ipynb", tmp_path / ".course")
    (tmp_path / ".course" / ".venv").symlink_to(sys.prefix)
    return tmp_path


def run_steps(repository, workflow, **settings):
    """Carry out the `run:` steps as GitHub does: (exit code, summary page)."""
    summary = repository / ".summary.md"
    environment = {**workflow["env"], **settings, "GITHUB_STEP_SUMMARY": str(summary), "PATH": "/usr/bin:/bin"}
    for step in workflow["jobs"]["check"]["steps"]:
        if "run" in step and step["name"] not in REPLACED:
            done = subprocess.run(["bash", "-e", "-c", step["run"]], cwd=repository, env=environment)
    return done.returncode, summary.read_text(encoding="utf-8")


def test_it_can_do_no_harm(workflow, steps):
    # Actions pinned to commits, rights to read only, no secret, no credentials left behind for a notebook to find.
    used = [step for step in steps if "uses" in step]
    assert len(used) == 3 and all(PINNED.fullmatch(step["uses"]) for step in used)
    assert workflow["permissions"] == {"contents": "read"} and "secrets." not in FILE.read_text(encoding="utf-8")
    for step in used:
        assert "checkout" not in step["uses"] or step["with"]["persist-credentials"] is False
    assert workflow["jobs"]["check"]["timeout-minutes"] <= 30


def test_it_installs_what_the_course_locks(steps):
    # With hashes, in the order that pip accepts, from files that are there; on a Python that the course knows.
    install = next(step["run"] for step in steps if step.get("name") == "Install the grader")
    assert "--require-hashes -r .course/requirements.lock" in install and "--no-deps" in install
    assert (ROOT / "requirements.lock").is_file()
    python = next(step["with"]["python-version"] for step in steps if "setup-python" in step.get("uses", ""))
    assert python in {"3.11", "3.12", "3.13"}
    assert FILE.read_text(encoding="utf-8").count("# FILL IN") == 2


def test_a_push_is_judged_and_the_summary_tells(repository, workflow, steps):
    # A right, a wrong, an unbegun and an unreadable notebook; the course's own notebooks are nobody's work.
    code, summary = run_steps(repository, workflow)
    assert code == 2
    assert "✅ 15 of 15 points" in summary and "13 / 15 分" in summary and "not begun" in summary
    assert "试试 1000 上下的得分" in summary and "## ⚠️ broken.ipynb" in summary and ".course" not in summary
    assert summary.count(LESSON) >= 2 and summary.count("### <code>") == 1


def test_a_course_that_was_just_handed_out_is_green(tmp_path, workflow):
    # All lessons as they are released, the welcome page without exercises among them: no learner has done wrong yet.
    shutil.copytree(ROOT / "notebooks" / "zh", tmp_path / "lessons")
    (tmp_path / ".course").mkdir()
    (tmp_path / ".course" / ".venv").symlink_to(sys.prefix)
    code, summary = run_steps(tmp_path, workflow)
    assert (code, summary.count("还没动笔")) == (0, 12)
    assert "| 00-welcome | 没有练习，不用评 |" in summary and "##" not in summary


@pytest.mark.parametrize(
    "of_grader, strict, of_run",
    [(0, "no", 0), (1, "no", 0), (1, "yes", 1), (2, "no", 2), (0, "yes", 0)],
)
def test_green_means_readable_unless_it_is_strict(repository, workflow, of_grader, strict, of_run):
    # Twelve lessons handed out at once would be red for a term.
    (repository / ".course" / ".venv").unlink()
    program = repository / ".course" / ".venv" / "bin" / "grader"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@"\nexit {of_grader}\n')
    program.chmod(0o755)
    assert run_steps(repository, workflow, STRICT=strict) == (of_run, "check . --markdown\n")


# --- grader check --markdown --------------------------------------------------------------------------------------


def test_what_a_learner_wrote_stays_text():
    # An exception's text must not become a link, a table's edge, a tag or a mention; code stays code.
    said = plain("`softmax` stopped with <b>x</b> | [a](http://x) @me *b*\nat `a|b <i>`")
    assert said == (
        r"<code>softmax</code> stopped with &lt;b&gt;x&lt;/b&gt; \| \[a\](http://x) \@me \*b\* "
        "at <code>a&#124;b &lt;i&gt;</code>"
    )


def test_what_was_judged_inside_says_so():
    # A plain test cell can be forged; whoever reads the page must know, also where all has passed.
    check = {"name": "x", "passed": True, "score": 1.0, "max_score": 1.0, "message": ""}
    ours, plain_one = (Judged(n, 1.0, 1.0, True, [check], None, None, {}, inside=n == "sum_1") for n in ("f", "sum_1"))
    page = as_markdown([Checked(Path("x.ipynb"), Judgement("x", "en", "full", [ours, plain_one]))])
    assert "<code>f</code> |" in page and r"<code>sum&#95;1</code>\* |" in page and "can be forged" in page


def test_one_form_at_a_time():
    # Nobody can read both on one page.
    result = CliRunner().invoke(app, ["check", "x.ipynb", "--json", "--markdown"])
    assert result.exit_code == 2 and "either --json or --markdown" in result.stderr
