"""Grades out: into files as learning platforms really write them. Nobody is dropped, nobody made up."""

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from contextlib import nullcontext

import pytest
from submissions import LESSON, OVERFLOWING, hand_in, solved, untouched, with_source
from typer.testing import CliRunner

from grader.cage import CageUnavailable
from grader.cli import app
from grader.commands import export as command
from grader.exercises import by_lesson
from grader.export import bundle, running
from grader.export.matching import match
from grader.export.tables import Table, read_table
from grader.language import Text
from grader.report.work import Answer, Checked, ClassWork, Finding, Person, Work

pytest_plugins = ("graded_class",)

FULL = sum(one.points for one in by_lesson()[LESSON].values())
MARK = "\ufeff"
HINT = Text("Shift the scores.", "先平移得分。")

# As Canvas exports it: a mark, quoted names, a row of maxima, numbers as text, one student twice, a test student.
CANVAS = f"""{MARK}Student,ID,SIS User ID,SIS Login ID,Section,Homework 1 (811),{LESSON} (812),Current Score
,,,,,Manual Posting,,
    Points Possible,,,,,10,15,(read only)
"O'Neil, Ana",9001,0042,ana@uni.example,"Attention, A",9,,88.1
"陈, 伟",9002,20250001,chen@uni.example,"Attention, A",10,3,91
"Smith, ""Jr."", Dora",9003,0007,dora@uni.example,B,EX,EX,
"Lost, Larry",9004,0099,larry@uni.example,B,,,
"Twin, Tom",9005,0100,tom@uni.example,A,,,
"Twin, Tom",9005,0100,tom@uni.example,B,,,
"Student, Test",9100,,8ba2c,A,,,
""".replace("\n", "\r\n")


def work_of(student, score, **person) -> Work:
    """A work with these points in the lesson's first exercise."""
    checks = (Checked(Text("one", "一"), True, 5.0), Checked(Text("two", "二"), score > 10, 10.0, "No."))
    finding = None if score > 10 else Finding(("no-shift",), HINT, is_declared=True)
    answer = Answer("softmax", score, 15.0, checks, finding, language="en")
    return Work(Person(student, **person), (answer,), score, 0.0, 15.0)


@pytest.fixture
def klass(monkeypatch, tmp_path):
    """A class in memory; `klass.export(…)` runs the command on it in a folder of its own."""
    work = ClassWork(
        LESSON,
        [
            work_of("42", 12.5, first_name="Ana", last_name="O'Neil", email="ana@uni.example"),
            work_of("20250001", 15.0, first_name="伟", last_name="陈", email="CHEN@uni.example"),
            work_of("7", 5.0, first_name="Dora", last_name='Smith, "Jr."'),
            work_of("100", 5.0, first_name="Tom", last_name="Twin", email="tom@uni.example"),
            work_of("555", 15.0, first_name="Uma", last_name="Unknown"),
        ],
        [Person("nobody", "No", "Body", "no@uni.example")],
        ["waiting"],
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "graded_work", lambda gradebooks, assignment: work)
    work.export = lambda *words: CliRunner().invoke(app, ["export", LESSON, *map(str, words)], catch_exceptions=False)
    return work


def rows_of(path) -> list[list[str]]:
    """The file as a strict reader sees it."""
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""), strict=True))


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


# --- Canvas -------------------------------------------------------------------------------------------------------


def test_canvas_gets_its_own_file_back_with_grades_in_one_column(klass, tmp_path):
    # Every other cell, the mark, the line ends, the order: as they were. The excused stay excused, others' cells too.
    into = write(tmp_path / "canvas.csv", CANVAS)
    done = klass.export("--to", "canvas", "--into", into, "--output", "out.csv")
    before, after = rows_of(into), rows_of(tmp_path / "out.csv")
    changed = {(b[0], b[6], a[6]) for b, a in zip(before, after, strict=True) if b != a}
    assert changed == {("O'Neil, Ana", "", "12.5"), ("陈, 伟", "3", "15")}
    assert all(b[:6] + b[7:] == a[:6] + a[7:] for b, a in zip(before, after, strict=True))
    assert (tmp_path / "out.csv").read_bytes().startswith(MARK.encode()) and into.read_bytes() == CANVAS.encode()
    assert (tmp_path / "out.csv").read_bytes().count(b"\r\n") == CANVAS.count("\r\n")
    assert "Excused there, and left so: 7 Dora" in done.stdout and "1 rows there" in done.stdout


def test_who_has_no_row_or_several_is_listed(klass, tmp_path):
    # Not dropped in silence, not appended with an id that only Canvas can give; the exit code tells scripts.
    done = klass.export("--to", "canvas", "--into", write(tmp_path / "canvas.csv", CANVAS))
    assert done.exit_code == 1
    assert "without a grade (1): 555 Uma Unknown" in done.stderr
    assert "left alone (1): 100 Tom Twin" in done.stderr
    assert len(rows_of(tmp_path / f"{LESSON}-canvas.csv")) == len(CANVAS.splitlines())


@pytest.mark.parametrize("separator, line_end, mark", [(",", "\n", ""), (";", "\r\n", MARK), ("\t", "\n", MARK)])
def test_a_file_is_written_the_way_it_was_read(tmp_path, separator, line_end, mark):
    # Excel in many countries separates by semicolons.
    text = mark + line_end.join(
        [f"a{separator}b", f'"x{separator}y"{separator}"two{line_end}lines"', f"陈{separator}1", ""]
    )
    table = read_table(write(tmp_path / "t.csv", text))
    assert table.rows == [[f"x{separator}y", f"two{line_end}lines"], ["陈", "1"]]
    assert read_table(write(tmp_path / "u.csv", table.as_bytes().decode())) == table
    assert table.as_bytes().decode().startswith(mark + f"a{separator}b{line_end}")


SPOILT = {
    "no such file": (None, "cannot be read"),
    "not UTF-8": (CANVAS.encode("utf-16"), "not in UTF-8"),
    "Chinese Excel": (CANVAS.removeprefix(MARK).encode("gb18030"), "not in UTF-8"),
    "an open quote": (b'Student,ID\r\n"Ana,1\r\n', "not a CSV file"),
    "head only": (b"Student,ID\r\n", "has no rows"),
    "empty": (b"", "has no rows"),
    "other assignments": (CANVAS.replace(LESSON, "quiz").encode(), "has no column for 03-softmax-weighting"),
    "the column twice": (CANVAS.replace("Homework 1", LESSON).encode(), "several columns"),
    "other people": (re.sub(r"\d{4}|@", "x", CANVAS[120:]).join([CANVAS[:120], ""]).encode(), "tells who our students"),
}


@pytest.mark.parametrize("content, sentence", SPOILT.values(), ids=SPOILT)
def test_a_file_that_will_not_do_is_refused_in_a_sentence(klass, tmp_path, content, sentence):
    # Nothing is written then.
    into = tmp_path / "canvas.csv"
    if content is not None:
        into.write_bytes(content)
    done = klass.export("--to", "canvas", "--into", into)
    assert done.exit_code == 2 and sentence in done.stderr
    assert {path.name for path in tmp_path.iterdir()} <= {"canvas.csv"}


def test_canvas_without_a_file_and_over_the_teachers_file(klass, tmp_path):
    # Canvas's ids are Canvas's; the teacher's file may be the only copy.
    assert "Export the grades there" in klass.export("--to", "canvas").stderr
    into = write(tmp_path / "canvas.csv", CANVAS)
    done = klass.export("--to", "canvas", "--into", into, "--output", into)
    assert done.exit_code == 2 and into.read_bytes() == CANVAS.encode()


def test_the_teacher_may_name_the_columns(klass, tmp_path):
    # By the whole head or without Canvas's number; a login that Canvas shows as an address matches by address.
    into = write(tmp_path / "canvas.csv", CANVAS.replace("15,(read", "10,(read"))
    words = ("--to", "canvas", "--into", into, "--column", "Homework 1", "--by", "sis login id", "--out-of", "10")
    done = klass.export(*words)
    grades = {row[0]: row[5] for row in rows_of(tmp_path / f"{LESSON}-canvas.csv")}
    assert grades["O'Neil, Ana"] == "8.33" and grades["陈, 伟"] == "10" and grades["Lost, Larry"] == ""
    assert "out of" not in done.stdout
    assert "No column" in klass.export(*words[:-4], "--by", "Passport").stderr


def test_another_maximum_is_remarked(klass, tmp_path):
    # 15 points in a column of 100 would look like 15 %.
    into = write(tmp_path / "canvas.csv", CANVAS.replace("10,15,(read", "10,100,(read"))
    assert "--out-of 100 scales" in klass.export("--to", "canvas", "--into", into).stdout


# --- who is who ---------------------------------------------------------------------------------------------------

MATCHES = {
    "as it is": ("0042", "0042", True),
    "a spreadsheet ate the zeros": ("0042", "42", True),
    "a spreadsheet made a fraction": ("42", "42.0", True),
    "marked as text": ("0042", "'0042", True),
    "spaces and capitals": ("Ana@Uni.example", " ana@uni.example ", True),
    "full-width digits": ("2025", "２０２５", True),
    "composed and decomposed": ("zoë", "zoe\u0308", True),
    "too large for a spreadsheet": ("20250001", "2.025E+07", False),
    "the beginning only": ("ana", "anastasia", False),
    "nothing": ("ana", "", False),
}


@pytest.mark.parametrize("ours, theirs, same", MATCHES.values(), ids=MATCHES)
def test_how_ids_are_compared(ours, theirs, same):
    # What spreadsheets do to ids is undone; beyond that nothing is guessed.
    found = match([work_of(ours, 1.0)], [theirs])
    assert bool(found.rows) == same and bool(found.unknown) != same


def test_what_is_written_goes_before_what_is_meant():
    # 42 and 0042 can be two people: each has a row of their own, and a third cell that could be either is nobody's.
    found = match([work_of("42", 1.0), work_of("0042", 2.0)], ["0042", "42"])
    assert {row: one.person.id for row, one in found.rows.items()} == {0: "0042", 1: "42"}
    found = match([work_of("042", 1.0), work_of("0042", 2.0)], ["42"])
    assert not found.rows and len(found.unclear) == 2 and not found.others


def test_every_student_is_somewhere():
    # In exactly one of: a row, unknown, unclear.
    works = [work_of(str(n), 1.0, email="same@uni.example" if n < 3 else "") for n in range(6)]
    found = match(works, ["same@uni.example", "4", "4", "5", "99"])
    ids = [one.person.id for one in [*found.rows.values(), *found.unknown, *found.unclear]]
    assert sorted(ids) == [str(n) for n in range(6)]
    assert {one.person.id for one in found.unclear} == {"0", "1", "2", "4"}


# --- Moodle -------------------------------------------------------------------------------------------------------


def test_moodle_by_address_lists_those_without_one(klass, tmp_path):
    # Moodle maps the first column to "Email address"; a made-up address would grade a stranger.
    done = klass.export("--to", "moodle")
    head, *rows = rows_of(tmp_path / f"{LESSON}-moodle.csv")
    assert head == ["Email address", LESSON]
    assert rows == [["ana@uni.example", "12.5"], ["CHEN@uni.example", "15"], ["tom@uni.example", "5"]]
    assert done.exit_code == 1 and "7 Dora" in done.stderr and "555 Uma" in done.stderr


def test_moodle_by_id_number(klass, tmp_path):
    # Zeros in front stay: the file is text.
    klass.works.append(work_of("0008", 1.0))
    assert klass.export("--to", "moodle", "--by", "ID number").exit_code == 0
    assert ["0008", "1"] in rows_of(tmp_path / f"{LESSON}-moodle.csv")


def test_two_with_one_address_are_not_clear(klass):
    # Moodle would give both grades to one.
    klass.works.append(work_of("43", 1.0, email="ana@uni.example"))
    assert "left alone (2): 42 Ana O'Neil, 43" in klass.export("--to", "moodle").stderr


@pytest.mark.parametrize(
    "head",
    [
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Feedback comments",
        f'First name,Last name,Email address,Status,"Assignment: {LESSON} (Real)",Last downloaded,x',
        f"标识,全名,电子邮件地址,状态,作业:{LESSON}（实数）,最高成绩,评语",
    ],
)
def test_moodles_own_sheets_are_filled_in(klass, tmp_path, head):
    # The grading worksheet of an assignment, the whole gradebook, and Moodle in Chinese.
    into = write(
        tmp_path / "m.csv", f"{head}\nP1,Ana O'Neil,ana@uni.example,ok,-,15,\nP2,陈 伟,chen@uni.example,ok,,15,\n"
    )
    done = klass.export("--to", "moodle", "--into", into)
    assert [row[4] for row in rows_of(tmp_path / f"{LESSON}-moodle.csv")[1:]] == ["12.5", "15"]
    assert done.exit_code == 1 and "100 Tom Twin" in done.stderr


# --- CSV, JSON ----------------------------------------------------------------------------------------------------


def test_csv_has_everybody_and_nbgraders_columns(klass, tmp_path):
    # Who has handed in nothing has an empty cell, not a 0 that nobody gave.
    klass.export("--to", "csv")
    content = (tmp_path / f"{LESSON}-grades.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    assert content.startswith(MARK.encode()) and len(rows) == 7
    by_id = {row["student_id"]: row for row in rows}
    assert by_id["7"]["last_name"] == 'Smith, "Jr."' and by_id["20250001"]["first_name"] == "伟"
    assert (by_id["42"]["score"], by_id["42"]["max_score"], by_id["42"]["softmax"]) == ("12.5", "15", "12.5")
    assert (by_id["nobody"]["score"], by_id["nobody"]["state"]) == ("", "not handed in")
    assert by_id["waiting"]["state"] == "not graded"


def test_json_tells_checks_and_mistakes(klass, tmp_path):
    # For other programs: one object, UTF-8, every student.
    klass.export("--to", "json")
    whole = json.loads((tmp_path / f"{LESSON}-grades.json").read_text(encoding="utf-8"))
    assert whole["max_score"] == 15.0 and len(whole["students"]) == 7
    dora = next(one for one in whole["students"] if one["student_id"] == "7")
    assert dora["exercises"][0]["mistakes"] == ["no-shift"] and dora["exercises"][0]["hint"] == HINT.en
    assert [check["passed"] for check in dora["exercises"][0]["checks"]] == [True, False]


def test_the_gradebooks_own_grades_come_out(courses, monkeypatch, tmp_path):
    # From real gradebooks, two courses merged, late penalty included: what nbgrader would export.
    monkeypatch.chdir(tmp_path)
    words = ["export", LESSON, "--to", "csv", "--gradebook", str(courses[0]), "--gradebook", str(courses[1])]
    assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == 0
    head, *rows = rows_of(tmp_path / f"{LESSON}-grades.csv")
    scores = {row[head.index("student_id")]: row[head.index("score")] for row in rows}
    assert scores["ana"] == str(FULL) and scores["fay"] == scores["eve"] == "0" and scores["<b>ivy</b>"] == ""
    assert scores["ben"] == scores["chen"] != ""


# --- Gradescope ---------------------------------------------------------------------------------------------------

KEYS = {"score", "output", "visibility", "tests"}
TEST_KEYS = {
    *("name", "number", "score", "max_score", "status", "output", "output_format", "tags", "visibility"),
}


def test_gradescope_results_of_one_student(klass, tmp_path):
    # The keys are Gradescope's; the hint stands at the first check that failed.
    assert klass.export("--to", "gradescope", "--student", "7").exit_code == 0
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert set(results) == KEYS and all(set(test) == TEST_KEYS for test in results["tests"])
    assert results["score"] == 5.0 == sum(test["score"] for test in results["tests"])
    assert [test["output"] for test in results["tests"]] == ["", f"No.\n{HINT.en}"]
    assert [test["status"] for test in results["tests"]] == ["passed", "failed"]


def test_a_teachers_own_grade_is_one_test(klass, tmp_path):
    # 12.5 is no sum of the checks: they are left out rather than contradict the grade.
    klass.export("--to", "gradescope", "--student", "42")
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert [(test["name"], test["score"]) for test in results["tests"]] == [("softmax", 12.5)]


def test_gradescope_asks_whose(klass):
    # There is one results.json a student.
    assert "--student" in klass.export("--to", "gradescope").stderr
    done = klass.export("--to", "gradescope", "--student", "zoe")
    assert done.exit_code == 2 and "no graded work of zoe" in done.stderr


def test_the_zip_is_what_gradescope_wants(klass, tmp_path):
    # Both scripts executable at the root, the course beside them, no secret, no solutions folder, the same each time.
    assert klass.export("--to", "gradescope-zip").exit_code == 0
    with zipfile.ZipFile(tmp_path / f"{LESSON}-gradescope.zip") as archive:
        names = set(archive.namelist())
        for name in ("setup.sh", "run_autograder"):
            assert archive.getinfo(name).external_attr >> 16 & 0o777 == 0o755
            assert archive.read(name).startswith(b"#!/usr/bin/env bash\n") and b"\r" not in archive.read(name)
        assert archive.read("course/requirements.txt").count(b"==") > 50
    assert {"course/grader/cli.py", "course/explorers/__init__.py", "course/data/library.json"} <= names
    assert not [name for name in names if "solutions/" in name or "secret" in name or "__pycache__" in name]
    assert bundle.bundle(LESSON) == (tmp_path / f"{LESSON}-gradescope.zip").read_bytes()


def test_the_zip_is_of_a_lesson(klass):
    # Nothing else can be judged there.
    done = CliRunner().invoke(app, ["export", "own", "--to", "gradescope-zip"])
    assert done.exit_code == 2 and "none of the course's lessons" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Gradescope's containers are Linux")
def test_the_unpacked_zip_judges_a_submission(tmp_path):
    # As their container runs it, from the zip's own copy of the course; only the libraries are borrowed from here.
    root = tmp_path / "autograder"
    for name in ("results", "submission", "venv/bin", "source"):
        (root / name).mkdir(parents=True)
    with zipfile.ZipFile(io.BytesIO(bundle.bundle(LESSON))) as archive:
        for entry in archive.infolist():
            (root / "source" / archive.extract(entry, root / "source")).chmod(entry.external_attr >> 16)
    python = root / "venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    notebook = with_source(solved("zh"), "softmax", OVERFLOWING)
    (root / "submission" / "my homework.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    environment = {**os.environ, "AUTOGRADER": str(root)}
    subprocess.run([root / "source" / "run_autograder"], env=environment, check=True)
    results = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    assert set(results) == KEYS | {"execution_time"} and all(set(test) == TEST_KEYS for test in results["tests"])
    failed = [test for test in results["tests"] if test["status"] == "failed"]
    assert [test["name"] for test in failed] == ["softmax: 很大的得分"] and "平移" in failed[0]["output"]
    assert results["score"] == FULL - failed[0]["max_score"]


SUBMITTED = {
    "untouched": (untouched(), 0.0, ""),
    "damaged": (b"{", 0.0, "is damaged"),
    "nothing": (None, 0.0, "is empty"),
}


@pytest.mark.parametrize("content, score, said", SUBMITTED.values(), ids=SUBMITTED)
def test_whatever_is_handed_in_there_are_results(tmp_path, warm_cage, monkeypatch, content, score, said):
    # A missing results.json looks to the student like a broken course.
    monkeypatch.setattr(running, "Cage", lambda: nullcontext(warm_cage))
    folder = tmp_path / "submitted" / "x" / LESSON
    folder.mkdir(parents=True)
    if content is not None:
        hand_in(tmp_path, "x", content)
    assert running.main(LESSON, str(folder), str(tmp_path / "results.json")) == 0
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert results["score"] == score and said in results["output"]


def test_without_a_cage_there_is_no_zero(tmp_path, monkeypatch):
    # The grader's trouble is not the student's: no results, a sentence in the log.
    def none():
        raise CageUnavailable(Text("No cage here. Get one.", "没有。"))

    monkeypatch.setattr(running, "Cage", none)
    assert running.main(LESSON, str(tmp_path), str(tmp_path / "results.json")) == 1
    assert not (tmp_path / "results.json").exists()


def test_a_table_keeps_short_rows_short():
    # Canvas leaves cells away at a row's end; only the row that gets a grade grows.
    table = Table(["a", "b", "c"], [["1"], ["2", "x", "y"]])
    table.put(0, "c", "9")
    assert table.column("b") == ["", "x"] and table.rows[0] == ["1", "", "9"]
