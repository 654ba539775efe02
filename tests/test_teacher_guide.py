"""docs/teacher.md, word for word: its commands in their order in a fresh copy of the course, and what it promises."""

import csv
import json
import os
import re
import shlex
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from unittest import mock

import pytest
from commands import run_program
from nbgrader.api import InvalidEntry
from sqlalchemy.exc import OperationalError
from submissions import LESSON, OVERFLOWING, ROOT, built, solved, with_source
from typer.testing import CliRunner

from grader.cli import app
from grader.exercises import all_exercises, by_lesson, exercise
from grader.gradebook import forgetting

pytestmark = [
    pytest.mark.xdist_group("teacher's guide"),  # one worker follows it for all
    pytest.mark.skipif(sys.platform == "win32", reason="the guide's commands are for a POSIX shell"),
]

GUIDES = {"en": ROOT / "docs" / "teacher.md", "zh": ROOT / "docs" / "teacher.zh.md"}
BLOCK = re.compile(r"^```(sh(?: student)?|python)\n(.*?)^```$", re.M | re.S)
LINK = re.compile(r"\]\(([^)#:]+)\)")
ELSEWHERE = {"python3 start.py --no-browser": "test_start.py"}  # what other tests carry out
EXCHANGE, MATCHING = "/srv/exchange", "02-matching"
FULL = sum(exercise.points for exercise in by_lesson()[LESSON].values())
FULL_MATCHING = sum(exercise.points for exercise in by_lesson()[MATCHING].values())
LOST = next(check.points for check in exercise("softmax").checks if check.name.en == "large scores")
LATE, OVERRULED, STEPS = "王芳", "ben", ("submitted", "autograded", "feedback")
AGAIN = " (again)"
MINE, WORDS = 4.5, "Explained at the board."
GRADES = """select a.name, s.student_id, sum(coalesce(g.manual_score, g.auto_score)), max(g.manual_score),
    max(b.late_submission_penalty), max(g.needs_manual_grade)
    from grade g join submitted_notebook b on b.id = g.notebook_id join submitted_assignment s on s.id = b.assignment_id
    join assignment a on a.id = s.assignment_id group by a.name, s.student_id"""


def blocks(language="en"):
    return [(kind, text) for kind, text in BLOCK.findall(GUIDES[language].read_text(encoding="utf-8"))]


def commands(text):
    return [line.split("  #")[0].strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


class Followed:
    """A course in which the guide is carried out: what each command said, and the grades after it."""

    def __init__(self, course: Path):
        self.course = course
        self.student, self.exchange = course.parent / "student", course.parent / "exchange"
        self.output: dict[str, str] = {}
        self.grades: dict[str, dict] = {}
        self.kept = course.parent / "kept"
        self.student.mkdir()
        (course / ".venv").symlink_to(sys.prefix)
        self._cloned = self._files()

    def _files(self) -> set[str]:
        return {path.relative_to(self.course).as_posix() for path in self.course.rglob("*") if path.is_file()}

    @property
    def made(self) -> set[str]:
        """The files that there are now and that no clone has, but for git's own."""
        return {name for name in self._files() - self._cloned if not name.startswith(".git/")}

    def follow(self):
        for kind, text in blocks():
            if kind == "python":
                self._configure(text)
            else:
                for command in commands(text):
                    self.prepare(command)
                    self.carry_out(command, self.student if "student" in kind else self.course)

    def _configure(self, text):
        with (self.course / "nbgrader_config.py").open("a", encoding="utf-8") as file:
            file.write(text.replace(EXCHANGE, str(self.exchange)))

    def prepare(self, command):
        """What people do between two commands."""
        archive = self.course / "downloaded" / LESSON / "archive"
        if command == f"nbgrader zip_collect {LESSON}":
            lay_down_files(archive)
        elif command.startswith("nbgrader zip_collect"):
            (archive / f"ana_20261016T0800_{LESSON}.ipynb").write_text(json.dumps(solved()))
        elif command.startswith(f"grader autograde {LESSON} --student {OVERRULED}"):
            overrule(self.course)
        elif command.startswith("nbgrader fetch_assignment"):
            setting = (
                f'c = get_config()\nc.Exchange.root = "{self.exchange}"\nc.CourseDirectory.course_id = "attention"\n'
            )
            (self.student / "nbgrader_config.py").write_text(setting, encoding="utf-8")
        elif command.startswith("nbgrader submit"):
            answers = json.dumps(built("solutions", "en", MATCHING))
            (self.student / MATCHING / f"{MATCHING}.ipynb").write_text(answers, encoding="utf-8")
        elif command.startswith("grader forget"):
            self._keep()

    def _keep(self):
        """A copy of what the teacher has before anybody is forgotten."""
        for name in ("solutions", *STEPS):
            shutil.copytree(self.course / name, self.kept / name)
        for name in ("nbgrader_config.py", "gradebook.db", ".grading-secret"):
            shutil.copy(self.course / name, self.kept)

    def carry_out(self, command, folder):
        words = shlex.split(command.replace(EXCHANGE, str(self.exchange)).removeprefix("sudo "))
        if command in ELSEWHERE:
            return
        if words[0] in ("nbgrader", "grader"):
            done = run_program(*words, cwd=folder)
        else:
            done = subprocess.run(["bash", "-ec", shlex.join(words)], cwd=folder, capture_output=True, text=True)
        output = done.stdout + done.stderr
        assert done.returncode == 0, f"{command}\n{output}"
        when = f"{command}{AGAIN}" if command in self.output else command
        self.output[when] = output
        if (self.course / "gradebook.db").is_file():
            self.grades[when] = read_grades(self.course)


def lay_down_files(folder):
    """As a learning platform gives them: one on time, one late and in Chinese, one without a time and in a zip."""
    wrong = json.dumps(with_source(solved(), "softmax", OVERFLOWING))
    (folder / f"ana_20261015T0915_{LESSON}.ipynb").write_text(wrong)
    (folder / f"{LATE}_20261017T0915_{LESSON}.ipynb").write_text(json.dumps(solved("zh")))
    with zipfile.ZipFile(folder / "the rest.zip", "w") as packed:
        packed.writestr(f"{OVERRULED}_{LESSON}.ipynb", wrong)


def overrule(course):
    """What formgrader's page does when a teacher types a score and a comment."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db", "attention") as gradebook:
        grade = gradebook.find_grade("test_softmax", LESSON, LESSON, OVERRULED)
        grade.manual_score, grade.needs_manual_grade = MINE, False
        gradebook.find_comment("softmax", LESSON, LESSON, OVERRULED).manual_comment = WORDS
        gradebook.db.commit()


def read_grades(course) -> dict:
    """(lesson, student) → score, what a teacher gave, penalty, whether nbgrader calls for a human."""
    with sqlite3.connect(course / "gradebook.db") as database:
        return {(lesson, student): tuple(rest) for lesson, student, *rest in database.execute(GRADES)}


@pytest.fixture(scope="module")
def followed(clone):
    done = Followed(clone)
    done.follow()
    return done


def the(followed, beginning, nth=0):
    """The nth command of the guide that begins so."""
    return [command for command in followed.output if command.startswith(beginning)][nth]


def test_both_languages_give_the_same_commands():
    # And the same settings, but for the remark in them: a class in two languages is one class.
    english, chinese = ([(kind, commands(text)) for kind, text in blocks(language)] for language in GUIDES)
    assert english == chinese and len(english) > 10


def test_no_command_is_left_out(followed):
    # Each line was carried out here or is carried out by the test that ELSEWHERE names.
    all_commands = [command for kind, text in blocks() if kind != "python" for command in commands(text)]
    assert set(all_commands) == {command.removesuffix(AGAIN) for command in followed.output} | set(ELSEWHERE)
    for command, test in ELSEWHERE.items():
        assert command.split()[-1] in (ROOT / "tests" / test).read_text(encoding="utf-8")


def test_released_work_is_collected(followed):
    # From files named after students, plain or in a zip, with a time or without.
    assert "full" in followed.output["grader doctor"]
    folders = {path.name: path / LESSON for path in (followed.kept / "submitted").iterdir()}
    assert {"ana", LATE, OVERRULED} <= set(folders)
    assert (folders[LATE] / "timestamp.txt").read_text() == "2026-10-17 09:15:00"
    assert not (folders[OVERRULED] / "timestamp.txt").exists()


def test_graded_in_either_language_and_the_late_one_gets_nothing(followed):
    # 'zero' is nbgrader's name for it; whoever's file tells no time is not late.
    grades = followed.grades[f"grader autograde {LESSON}"]
    assert grades[LESSON, "ana"] == grades[LESSON, OVERRULED] == (FULL - LOST, None, None, 0)
    assert grades[LESSON, LATE] == (FULL, None, FULL, 0)
    assert "Nobody needs a human" in followed.output[f"grader autograde {LESSON}"]


def test_report_feedback_and_grades_are_where_the_guide_says(followed):
    # The report names nobody; feedback speaks the notebook's language; one row a student.
    page = (followed.course / f"{LESSON}-report.html").read_text(encoding="utf-8")
    assert "1000" in page and not any(student in page for student in ("ana ", LATE, f">{OVERRULED}"))
    feedback = (followed.kept / "feedback" / LATE / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "通过" in feedback
    with open(followed.course / f"{LESSON}-grades.csv", encoding="utf-8-sig", newline="") as file:
        scores = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert scores.keys() == {"ana", LATE, OVERRULED} and (scores["ana"], scores[LATE]) == (FULL - LOST, 0)


def test_who_hands_in_again_is_graded_again_and_reads_it(followed):
    # Only they; and the page is the new one.
    again = f"grader autograde {LESSON}{AGAIN}"
    assert "1 graded now, 2 graded before" in followed.output[again]
    assert followed.grades[again][LESSON, "ana"] == (FULL, None, None, 0)
    page = (followed.kept / "feedback" / "ana" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert f"Score: {FULL}.0 / {FULL}.0" in page


def test_an_overruled_grade_survives_and_reaches_the_student(followed):
    # nbgrader calls for a look afterwards, as the guide says; the points stay the teacher's.
    before = followed.grades[f"grader autograde {LESSON}"][LESSON, OVERRULED][0]
    after = followed.grades[the(followed, f"grader autograde {LESSON} --student")][LESSON, OVERRULED]
    assert after == (before - (5 - LOST) + MINE, MINE, None, 1)
    page = (followed.kept / "feedback" / OVERRULED / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    assert WORDS in page and f"Score: {MINE} / 5.0" in page


@pytest.mark.parametrize(
    "words",
    [
        ("grader", "autograde", LESSON),
        ("nbgrader", "autograde", LESSON, f"--student={OVERRULED}", "--force"),
        ("nbgrader", "generate_assignment", LESSON),
    ],
    ids=["resumed", "the stock road", "released again"],
)
def test_it_survives_whatever_the_guide_names(followed, words):
    # Each after a new submission of that student: better work does not take the teacher's number away.
    again = followed.course.parent / "again" / words[0] / words[1]
    shutil.copytree(followed.kept, again)
    (again / "submitted" / OVERRULED / LESSON / f"{LESSON}.ipynb").write_text(json.dumps(solved()))
    assert run_program(*words, cwd=again).returncode == 0
    score, mine, _, _ = read_grades(again)[LESSON, OVERRULED]
    assert mine == MINE
    if words[1] == "autograde":
        assert score == FULL - 5 + MINE


def test_a_student_on_this_machine_reads_the_feedback_beside_the_lesson(followed):
    # Through the exchange and back.
    (student,) = {name for lesson, name in read_grades(followed.course) if lesson == MATCHING}
    assert read_grades(followed.course)[MATCHING, student][0] == FULL_MATCHING
    (page,) = (followed.student / MATCHING / "feedback").rglob("*.html")
    assert f"Score: {FULL_MATCHING}.0 / {FULL_MATCHING}.0" in page.read_text(encoding="utf-8")


def test_nobody_can_put_a_folder_in_the_place_of_the_courses(followed):
    # The exchange is sticky: who may write in it may not move away what is somebody else's.
    assert stat.S_IMODE(followed.exchange.stat().st_mode) == 0o1777
    course = followed.exchange / "attention"
    assert stat.S_IMODE(course.stat().st_mode) == 0o755 and course.stat().st_uid == os.getuid()


def test_git_ignores_all_that_was_made(followed, git):
    # What is kept about a learner must not be committed by mistake.
    # The list for the record of docs/regrading.md too, and the table that --into reads, whatever a platform called it.
    def run(*words, given=""):
        done = subprocess.run([git, *words], input=given.encode(), cwd=followed.course, capture_output=True)
        return done.stdout.decode()

    run("init")
    regrading = (ROOT / "docs" / "regrading.md").read_text(encoding="utf-8")
    redirected = re.findall(r"^grader .* > (\S+)$", regrading, re.M)
    made = {*STEPS, "downloaded", "2026-11-20T1200_Grades-Attention.csv", *redirected, *followed.made}
    assert redirected and {"gradebook.db", ".grading-secret", f"{LESSON}-report.html"} <= followed.made
    ignored = run("check-ignore", "-z", "--stdin", given="\0".join(made))
    assert made == set(ignored.split("\0")[:-1])


def test_all_that_it_points_to_is_there():
    # In either language, and the same figures in the prose.
    for language, path in GUIDES.items():
        text = BLOCK.sub("", path.read_text(encoding="utf-8"))
        missing = [link for link in LINK.findall(text) if not (path.parent / link).exists()]
        assert not missing, f"{language}: {missing}"
    assert sum(len(exercise.mistakes) for exercise in all_exercises().values()) > 900


# --- grader forget ------------------------------------------------------------------------------------------------


@pytest.fixture
def course(followed, tmp_path, monkeypatch):
    """The guide's course before anybody was forgotten: a copy to spoil."""
    course = shutil.copytree(followed.kept, tmp_path / "course")
    monkeypatch.chdir(course)
    return course


def forget(*words, typed=""):
    return CliRunner().invoke(app, ["forget", *words], input=typed, catch_exceptions=False)


def everything(course):
    with sqlite3.connect(course / "gradebook.db") as database:
        return list(database.iterdump()), sorted(course.rglob("*"))


def test_who_is_forgotten_leaves_nothing_in_the_course(followed, course):
    # Neither in a table nor in a free page of the database, nor as a folder; the others keep all they had.
    rows = [row for row in everything(course)[0] if OVERRULED not in row]
    assert OVERRULED.encode() in (course / "gradebook.db").read_bytes()
    result = forget(OVERRULED, "--yes")
    assert result.exit_code == 0 and f"submitted{os.sep}{OVERRULED}" in result.stdout
    for place in (course, followed.course):
        assert OVERRULED.encode() not in (place / "gradebook.db").read_bytes()
        assert not any((place / step / OVERRULED).exists() for step in STEPS)
        assert all((place / step / LATE / LESSON).is_dir() for step in STEPS)
    assert [row for row in everything(course)[0] if LATE in row] == [row for row in rows if LATE in row]


def test_who_was_forgotten_and_hands_in_again_is_graded_again(followed, course):
    # The ledger must not take the same notebook for one that is graded already.
    forget(OVERRULED, "--yes")
    shutil.copytree(followed.kept / "submitted" / OVERRULED, course / "submitted" / OVERRULED)
    assert "1 graded now" in run_program("grader", "autograde", LESSON, cwd=course).stdout
    assert read_grades(course)[LESSON, OVERRULED][1] is None


def test_the_files_that_would_bring_somebody_back_are_named(course):
    # zip_collect reads them again. The platform's zip holds others too; someone else's file is not the student's.
    place = course / "downloaded" / LESSON
    for name in ("archive/lin_03.ipynb", "archive/berlin_03.ipynb", "extracted/all/lin_20261015T0915_03.ipynb"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("{}", encoding="utf-8")
    for name, member in {"all.zip": "x/lin_20261015T0915_03.ipynb", "others.zip": "x/lina_03.ipynb"}.items():
        with zipfile.ZipFile(place / "archive" / name, "w") as archive:
            archive.writestr(member, "{}")
    result = forget("lin", "--yes")
    named = [line.strip() for line in result.stdout.partition("zip_collect")[2].splitlines()[1:]]
    files = ("archive/all.zip", "archive/lin_03.ipynb", "extracted/all/lin_20261015T0915_03.ipynb")
    assert named == [str(Path("downloaded", LESSON, file)) for file in files]
    assert result.exit_code == 0 and (place / "archive" / "all.zip").is_file()


@pytest.mark.parametrize("student", ["nobody", "..", "*", "", f"../submitted/{OVERRULED}"])
def test_an_id_that_nobody_has_deletes_nothing(course, student):
    # Least of all one that means a folder above, or everybody.
    before = everything(course)
    result = forget(student, "--yes")
    assert result.exit_code == 2 and "Nothing is kept of" in result.stderr
    assert everything(course) == before


def test_it_asks_first(course):
    # A slip must not cost a student's grades.
    before = everything(course)
    result = forget(OVERRULED, typed="n\n")
    assert result.exit_code == 1 and "Nothing was deleted" in result.stdout and everything(course) == before


@pytest.mark.parametrize("error", [InvalidEntry("is locked"), OperationalError("", {}, Exception("is locked"))])
def test_a_gradebook_in_use_is_a_sentence(course, monkeypatch, error):
    # Nothing is half deleted: the folders wait until the rows are gone.
    monkeypatch.setattr(forgetting, "_delete_rows", mock.Mock(side_effect=error))
    result = forget(OVERRULED, "--yes")
    assert result.exit_code == 2 and "cannot be written (is locked)" in result.stderr
    assert (course / "submitted" / OVERRULED).is_dir()


def test_without_a_gradebook_there_are_folders(course):
    # And none is made.
    (course / "gradebook.db").unlink()
    assert forget(OVERRULED, "--yes").exit_code == 0
    assert not (course / "submitted" / OVERRULED).exists() and not (course / "gradebook.db").exists()


@pytest.mark.parametrize("structure", ["", "{nbgrader_step}/{assignment_id}/{student_id}"])
def test_no_folder_of_theirs_stays_whatever_its_name(tmp_path, monkeypatch, structure):
    # Brackets and braces in the path, names that begin with a dot, files beside the assignments; ben-2 is another.
    course = tmp_path / "attention [2026] {a}"
    lines = ["c = get_config()", f"c.CourseDirectory.directory_structure = {structure!r}" if structure else ""]
    for student in (OVERRULED, f"{OVERRULED}-2"):
        for lesson in (LESSON, ".hidden"):
            folder = course / "submitted" / (f"{lesson}/{student}" if structure else f"{student}/{lesson}")
            folder.mkdir(parents=True)
            (folder / f"{student}.txt").touch()
    if not structure:
        (course / "submitted" / OVERRULED / f"{OVERRULED}.txt").touch()
    (course / "nbgrader_config.py").write_text("\n".join(lines))
    monkeypatch.chdir(course)
    assert forget(OVERRULED, "--yes").exit_code == 0
    assert [path.name for path in course.rglob("*.txt")] == [f"{OVERRULED}-2.txt"] * 2
    assert not [path for path in course.rglob("*") if path.name == OVERRULED]
