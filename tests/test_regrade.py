"""`grader regrade`: a changed exercise, the grades that it would change, and writing just these."""

import json
import re
import shlex
import shutil
import sqlite3
from dataclasses import replace

import pytest
from graded_class import autograde
from nbgrader.apps.api import NbGraderAPI
from submissions import LESSON, OVERFLOWING, ROOT, code, hand_in, solved, untouched, with_cell, with_source
from test_autograde import files, rows
from typer.testing import CliRunner

from grader.cage.channel import Channel
from grader.cage.inside.wire import pack
from grader.cli import app
from grader.commands.seeds_health import secret_findings
from grader.exercises import exercise, softmax_weighting
from grader.gradebook import classroom, seeds
from grader.gradebook.classroom import Options
from grader.gradebook.course import CannotGrade, open_course
from grader.gradebook.grading import ClassGrader
from grader.gradebook.record import KEY, record_below
from grader.gradebook.seeds import SECRET_FILE, SecretClosed, mark_of, secret_of, seed_for
from grader.judge.engine import draw_cases
from grader.language import Text, speak, spoken
from grader.regrade import regrading
from grader.regrade.regrading import Regrading, cells_of
from grader.regrade.writing import write
from grader.report.cards import cards_of

pytest_plugins = ("graded_class",)

SOFTMAX, TEMPERATURE = "softmax", "softmax_with_temperature"
POINTS, ANAS_OWN = exercise(SOFTMAX).points, 3.5


@pytest.fixture
def course(courses, tmp_path, monkeypatch):
    """The graded English class, of one's own and entered; ana has a grade by hand."""
    course = shutil.copytree(courses[0], tmp_path / "course")
    by_hand(course, "ana", ANAS_OWN)
    monkeypatch.chdir(course)
    return course


@pytest.fixture
def grader(warm_cage, monkeypatch):
    """Run `grader …` in this process, in a cage that is warm."""

    def judge_here(tasks, setup, _):
        language = spoken()
        judging = ClassGrader(setup, warm_cage)
        speak(language)  # a process of its own would keep its language to itself
        return map(judging.grade, tasks)

    monkeypatch.setattr(regrading, "grade_all", judge_here)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def declare(monkeypatch):
    """Change the declaration of softmax: `declare(check name=changes of that check)`."""

    def change(**changes):
        old = exercise(SOFTMAX)
        checks = [replace(check, **changes.get(check.name.en.replace(" ", "_"), {})) for check in old.checks]
        new = replace(old, checks=tuple(checks))
        monkeypatch.setattr(
            softmax_weighting, "EXERCISES", [new if one is old else one for one in softmax_weighting.EXERCISES]
        )

    return change


def by_hand(course, student, points):
    """As formgrader enters it."""
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute(
            """update grade set manual_score = ? where id in (select g.id from grade g
            join base_cell c on c.id = g.cell_id join submitted_notebook b on b.id = g.notebook_id
            join submitted_assignment s on s.id = b.assignment_id
            where c.name = 'test_softmax' and s.student_id = ?)""",
            (points, student),
        )


def state(course):
    """All that a preview must leave alone, byte for byte."""
    return {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}


def grades(course):
    """(student, exercise) → (points by the grader, by hand)."""
    return {(student, name.removeprefix("test_")): tuple(found) for student, name, *found in
            (row[:4] for row in rows(course)["grade"])}  # fmt: skip


ALWAYS = {"falls_short": lambda args, value: Text("Not enough.", "还不够。")}
NEVER = {"falls_short": lambda args, value: None}


def test_a_preview_lists_what_would_change_and_writes_nothing(course, grader, declare):
    # Who, from what to what, why; those who cannot be judged are named, and a teacher's own grade is called one.
    declare(one_reader=ALWAYS)
    before = state(course)
    done = grader("regrade", LESSON, "--exercise", SOFTMAX, "--language", "zh")
    assert state(course) == before
    said = "".join(done.stdout.split())
    for part in ("会变的成绩", "ana", "fay", "5→4/5", "还不够", "你给的3.5分照算", "什么也没有写入"):
        assert part in said, part
    assert "没有重评的：1" in said and "eve:" in said and done.exit_code == 1


def test_only_the_named_exercise_is_written_and_feedback_follows(course, grader, declare):
    # ben's overflow is forgiven; his softmax_with_temperature, judged so far with the course's softmax, would lose.
    declare(large_scores=NEVER, one_reader=ALWAYS)
    before, old_files, old_rows = grades(course), files(course), rows(course)
    done = grader("regrade", LESSON, "--exercise", SOFTMAX, "--write", "--json")
    told = json.loads(done.stdout)
    listed = {(one["student"], one["exercise"]): one for one in told["changes"]}
    after = grades(course)
    assert told["written"] and [one["student"] for one in told["left_out"]] == ["eve"]
    assert {pair for pair in after if after[pair] != before[pair]} == {
        pair for pair, one in listed.items() if one["named"]
    }
    assert after["ben", SOFTMAX][0] == listed["ben", SOFTMAX]["after"] > before["ben", SOFTMAX][0]
    assert after["ana", SOFTMAX] == (POINTS - 1, ANAS_OWN) and listed["ana", SOFTMAX]["by_hand"] == ANAS_OWN
    assert told["totals"]["by_hand"] == 1 and told["totals"]["up"] and told["totals"]["down"]
    only_named(old_files, files(course), {student for student, name in listed if name == SOFTMAX})
    late = {student: penalty for student, _, penalty, _ in rows(course)["notebook"]}
    assert late["fay"] == sum(points for (student, _), (points, _) in after.items() if student == "fay")
    assert rows(course)["submission"] == old_rows["submission"] and rows(course)["student"] == old_rows["student"]
    card = cards_of(course / "autograded" / "ben" / LESSON / f"{LESSON}.ipynb")[SOFTMAX]
    assert [check.name.en for check in card.checks if not check.passed] == ["one reader"]
    again = json.loads(grader("regrade", LESSON, "--exercise", SOFTMAX, "--json").stdout)["totals"]
    assert (again["up"], again["by_hand"]) == (0, 1)  # ana's own grade stays, also where nothing moves it
    opened = open_course(course)
    assert NbGraderAPI(opened.directory, config=opened.app.config).generate_feedback(LESSON, "ben")["success"]
    page = (course / "feedback" / "ben" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "Not enough." in page


def only_named(old, new, students):
    """But for the outputs of the named exercise's test cell, files are the same to the byte, permissions included."""
    for name, (content, mode) in new.items():
        if old[name] == (content, mode):
            continue
        assert name.split("/")[0] in students and mode == old[name][1]
        was, now = (json.loads(text) for text in (old[name][0], content))
        place = [cell.get("id") for cell in now["cells"]].index("test_softmax")
        was["cells"][place]["outputs"] = now["cells"][place]["outputs"]
        assert json.dumps(was, ensure_ascii=False, indent=1, sort_keys=True) + "\n" == content.decode()


def test_what_builds_on_it_is_listed_and_written_only_by_name(course, grader, declare):
    # Follow-through: with softmax right, nobody stands in for it any more.
    declare(large_scores=NEVER)
    words = ("regrade", LESSON, "--student", "ben", "--exercise", SOFTMAX, "--no-write")
    told = {one["exercise"]: one for one in json.loads(grader(*words, "--json").stdout)["changes"]}
    follows = told[TEMPERATURE]
    assert not follows["named"] and follows["why"].startswith("Builds on softmax.")
    shown = " ".join(grader(*words).stdout.split())
    assert f"written only if you name them: --exercise {TEMPERATURE}." in shown
    done = grader(*words[:-1], "--exercise", TEMPERATURE, "--write")
    assert done.exit_code == 0 and "generate_feedback" in done.stdout
    assert grades(course)["ben", TEMPERATURE][0] == follows["after"]


def test_another_text_for_the_same_points_reaches_the_feedback_and_no_row(course, grader, declare):
    # gus fails that check anyway; a due date that moved since is not applied behind anybody's back.
    declare(one_reader=ALWAYS)
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute("update assignment set duedate = '2020-01-01 00:00:00'")
    before = rows(course)
    told = json.loads(grader("regrade", LESSON, "--student", "gus", "--write", "--json", "--language", "zh").stdout)
    assert told["totals"]["feedback_only"] == 1 and told["written"] and rows(course) == before
    card = cards_of(course / "autograded" / "gus" / LESSON / f"{LESSON}.ipynb")[SOFTMAX]
    assert "Not enough." in [check.message for check in card.checks]


def test_whoever_cannot_be_compared_is_left_out_with_the_reason(course, grader):
    # Not graded yet, handed in anew, gone, graded by a version that left no record: nobody is dropped silently.
    hand_in(course, "zoe", solved())
    hand_in(course, "gus", untouched())
    shutil.rmtree(course / "submitted" / "hal")
    old = course / "autograded" / "0042" / LESSON / f"{LESSON}.ipynb"
    old.chmod(0o644)
    old.write_text(old.read_text(encoding="utf-8").replace('"attention"', '"other"'), encoding="utf-8")
    for student in ("ana", "eve", "fay"):
        shutil.rmtree(course / "submitted" / student)
    told = json.loads(grader("regrade", LESSON, "--json").stdout)
    reasons = {one["student"]: one["reason"] for one in told["left_out"]}
    for student, words in {
        "zoe": "not graded yet",
        "gus": "something else since",
        "hal": "put it back",
        "0042": "no readable record",
    }.items():
        assert words in reasons[student]
    assert told["totals"]["same"] == len(softmax_weighting.EXERCISES) and not told["changes"]  # ben's


@pytest.mark.parametrize(
    "words, said",
    [
        ((LESSON, "--exercise", "sofmax"), "has no exercise sofmax. It has: softmax, "),
        (("04-weighted-summation",), "no assignment 04-weighted-summation"),
        ((LESSON, "--student", "nobody*"), "no student matches nobody*"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(course, grader, words, said):
    # Exit code 2, on standard error, no traceback.
    done = grader("regrade", *words)
    assert done.exit_code == 2 and said in done.stderr


def test_without_a_gradebook_none_is_made(grader, courses, tmp_path, monkeypatch):
    # nbgrader would make one by looking for it.
    shutil.copy(courses[0] / "nbgrader_config.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    done = grader("regrade", LESSON)
    assert done.exit_code == 2 and "There is no gradebook" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".db"] == []


@pytest.mark.parametrize("answer", ["y", "n"])
def test_in_a_terminal_it_asks(course, grader, declare, monkeypatch, answer):
    # Nothing is written before somebody has seen the list and said so.
    from grader.commands import regrade

    declare(one_reader=ALWAYS)
    monkeypatch.setattr(regrade, "_is_terminal", lambda: True)
    monkeypatch.setattr(regrade.typer, "confirm", lambda _: answer == "y")
    before = state(course)
    grader("regrade", LESSON, "--student", "fay")
    assert (grades(course)["fay", SOFTMAX][0] == POINTS - 1) == (answer == "y")
    assert answer == "y" or state(course) == before


def test_grades_that_changed_meanwhile_are_not_overwritten(course, grader, declare):
    # Somebody ran autograde between the list and the answer.
    declare(one_reader=ALWAYS)
    with Regrading(open_course(course), LESSON, (SOFTMAX,), Options("fay")) as again:
        again.judge()
        with sqlite3.connect(course / "gradebook.db") as database:
            database.execute("update grade set auto_score = 0.5")
        before = state(course)
        with pytest.raises(CannotGrade, match="fay have changed"):
            write(again)
    assert state(course) == before


def test_a_newer_hand_in_with_the_same_points_is_not_overwritten(course, grader, declare, warm_cage):
    # The list was judged on older work; the newer one was graded meanwhile and earned what the older one had.
    declare(one_reader=ALWAYS)
    with Regrading(open_course(course), LESSON, (SOFTMAX,), Options("fay")) as again:
        again.judge()
        declare(one_reader=NEVER)  # in place of newer work that passes the new check
        hand_in(course, "fay", with_cell(solved(), "setup", code("x = 1")))
        for student in ("0042", "ana", "ben", "eve", "gus", "hal"):
            shutil.rmtree(course / "submitted" / student)
        autograde(course, warm_cage)
        before = state(course)
        assert grades(course)["fay", SOFTMAX][0] == POINTS
        with pytest.raises(CannotGrade, match="fay have changed"):
            write(again)
    assert state(course) == before


# --- the secret, and what a learner would like to write themselves --------------------------------------------------

FORGED = {"exercise": SOFTMAX, "language": "en", "mistake": None, "hint": None, "checks": [], "submission": "x"}
FORGING = f"""from IPython.display import display
display({{"text/plain": "5.0"}}, raw=True, metadata={{"{KEY}": {FORGED}}})"""


def test_a_lost_secret_is_told_and_nobody_forges_a_record(course, warm_cage, monkeypatch):
    # One run for three promises: the new secret is remarked, never crosses the wire, and records are the grader's own.
    sent = []
    send = Channel.send
    monkeypatch.setattr(Channel, "send", lambda *told: [sent.append(bytes(pack(told[1]))), send(*told)])
    for student in ("0042", "ana", "eve", "fay", "gus", "hal"):
        shutil.rmtree(course / "submitted" / student)
    forged = with_source(solved(), SOFTMAX, f"{FORGING}\n{OVERFLOWING}")
    for cell in forged["cells"]:
        cell["metadata"]["attention"] = FORGED
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "display_data", "metadata": {KEY: FORGED}, "data": {"text/plain": "5"}}]
    hand_in(course, "mia", with_cell(forged, "test_softmax", code(FORGING, id="own") | _called("test_softmax")))
    (course / SECRET_FILE).unlink()
    summary = autograde(course, warm_cage)
    assert summary.notice.startswith("1 had been graded with another secret") and SECRET_FILE in summary.notice
    assert autograde(course, warm_cage).notice == ""
    secret = secret_of(course)
    assert sent and not [message for message in sent if secret in message or bytes.fromhex(secret.decode()) in message]
    path = course / "autograded" / "mia" / LESSON / f"{LESSON}.ipynb"
    recorded = record_below(cells_of(path)[SOFTMAX])
    assert recorded["mistake"] == "no-max-subtraction" and recorded["submission"] != "x"
    everywhere = [one for cell in json.loads(path.read_bytes())["cells"] for one in cell.get("outputs", [])]
    records = [one["metadata"][KEY] for one in everywhere if KEY in one.get("metadata", {})]
    assert len(records) == len(softmax_weighting.EXERCISES) and FORGED not in records


def _called(grade_id):
    return {"metadata": {"nbgrader": {"grade_id": grade_id, "grade": True, "solution": False, "points": 99}}}


def test_two_courses_draw_different_inputs_and_one_the_same_again(tmp_path):
    # By their secrets alone: same submission, same exercise.
    def inputs(folder):
        return repr(draw_cases(exercise(SOFTMAX), seed_for(secret_of(folder), "digest", SOFTMAX)))

    one, other = tmp_path / "one", tmp_path / "other"
    assert inputs(one) == inputs(one) != inputs(other)
    assert mark_of(secret_of(one)) != mark_of(secret_of(other))


def test_a_secret_that_cannot_be_read_stops_grading(tmp_path):
    # Silently drawing other inputs would change grades for no reason; an empty file is no secret at all.
    (tmp_path / SECRET_FILE).mkdir()
    with pytest.raises(SecretClosed, match="cannot be read"):
        secret_of(tmp_path)
    (tmp_path / SECRET_FILE).rmdir()
    (tmp_path / SECRET_FILE).touch()
    assert len(secret_of(tmp_path)) == 64
    assert [path.name for path in tmp_path.iterdir()] == [SECRET_FILE]


def test_the_class_run_says_so_too(course):
    # In a sentence, not a traceback.
    (course / SECRET_FILE).unlink()
    (course / SECRET_FILE).mkdir()
    with pytest.raises(CannotGrade, match="secret"):
        classroom.autograde(open_course(course), LESSON, Options("ben"))


def test_the_doctor_knows_where_the_secret_is_and_who_sees_it(tmp_path, git):
    # Only in a course; others' eyes and Git's are faults, each with its remedy.
    import subprocess

    assert secret_findings(tmp_path) == []
    (tmp_path / "nbgrader_config.py").touch()
    (found,) = secret_findings(tmp_path)
    assert found.fine and "first grading" in found.found
    seeds.secret_of(tmp_path)
    (found,) = secret_findings(tmp_path)
    assert found.fine and str(tmp_path / SECRET_FILE) in found.found
    subprocess.run([git, "init", "--quiet", tmp_path], check=True)
    (found,) = secret_findings(tmp_path)
    assert not found.fine and ".gitignore" in found.remedy.en
    (tmp_path / ".gitignore").write_text(SECRET_FILE)
    assert secret_findings(tmp_path)[0].fine
    (tmp_path / SECRET_FILE).chmod(0o644)
    (found,) = secret_findings(tmp_path)
    assert not found.fine and "chmod 600" in found.remedy.en


def test_the_pages_commands_do_what_they_say(course, grader):
    # Both languages give the same commands, and each runs in a graded course; a shell would make the redirected file.
    pages = [(ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("regrading.md", "regrading.zh.md")]
    english, chinese = (re.findall(r"^(?:nb)?grader .*$", page, re.M) for page in pages)
    assert english == chinese and len(english) == 4
    for line in english:
        program, *words = shlex.split(line.partition(">")[0])
        assert program == "nbgrader" or grader(*words).exit_code in (0, 1), line  # 1: eve's cannot be judged
