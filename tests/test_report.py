"""`grader report`: what a teacher reads before the lecture."""

import ast
import json
import re
import shutil
from pathlib import Path

import pytest
from accessibility import serious_faults
from graded_class import LATE, NOT_HANDED_IN, ODD, ODD_AGAIN, PEOPLE, autograde, enrol, run_nbgrader
from markupsafe import escape
from submissions import LESSON, OVERFLOWING, hand_in, solved, untouched, with_source
from typer.testing import CliRunner

from grader.cage.inside.calling import call
from grader.cli import app
from grader.exercises import all_exercises, by_lesson, exercise
from grader.gradebook.record import record_of
from grader.judge.diagnosis import TELLING
from grader.judge.engine import judge
from grader.language import LANGUAGES, Text, speak
from grader.report import sentences
from grader.report.cards import cards_of, read_card
from grader.report.findings import TITLES, find
from grader.report.page import page
from grader.report.reading import read_class
from grader.report.summary import summarise
from grader.report.twins import normalised, same_work
from grader.report.work import Answer, Checked, ClassWork, Finding, Person, Work

pytest_plugins = ("browser", "graded_class")

FULL = sum(one.points for one in by_lesson()[LESSON].values())
SLOW = {"train_librarian"}  # a verdict takes seconds; its card has the same form
EXERCISES = [one for one in all_exercises().values() if one.name not in SLOW]
NARROW = 320  # WCAG 2.2, 1.4.10: no scrolling sideways at 320 CSS pixels


@pytest.fixture
def grader(monkeypatch, tmp_path):
    """Run `grader …` in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def calling(function):
    return lambda name, args, seconds, given=(): call(function, args, seconds)


def read(*places):
    return read_class(list(places), LESSON)


def people(works):
    return [work.person.id for work in works]


# --- what a verdict was, read back --------------------------------------------------------------------------------


def card_of(verdict, language="en"):
    """By way of JSON, as the notebook keeps it."""
    return read_card(verdict.exercise.name, json.loads(json.dumps(record_of(verdict, "", language))))


@pytest.mark.parametrize("one", EXERCISES, ids=lambda one: one.name)
def test_every_declared_mistake_is_known_again(one):
    # The record that both roads keep must lead back to the mistake and to its checks.
    for mistake in one.mistakes:
        verdict = judge(one, calling(mistake.wrong))
        card = card_of(verdict, "zh")
        assert mistake.id in card.finding.ids and card.finding.hint == mistake.hint
        assert [(check.name, check.passed, check.score) for check in card.checks] == [
            (check.name, check.passed, check.score) for check in verdict.checks
        ]
        assert card.language == "zh"


def test_what_any_function_can_do_wrong_has_a_title():
    # A teacher reads "wrong shape"; what a new kind of difference is called must be written there.
    assert set(TELLING) <= set(TITLES)


def test_a_hint_that_quotes_the_answer_is_counted_with_its_like():
    # Two learners' arrays differ, their mistake does not; a check's advice is the same for all and stays.
    found = [find("softmax", "wrong-shape", Text(f"shape {n}", f"形状 {n}")) for n in (1, 2)]
    assert found[0] == found[1] and found[0].ids == ("wrong-shape",)
    advice = exercise("softmax").checks[0].advice
    assert find("softmax", "wrong-shape", advice).hint == advice


def test_a_mistake_that_is_no_longer_declared_keeps_its_name_and_hint():
    # The declaration changed since the last grading.
    old = Text("An old hint.", "旧提示。")
    assert find("softmax", "no-such-mistake", old) == Finding(("no-such-mistake",), old)


def test_a_right_answer_has_no_finding():
    # And all of its checks have passed.
    card = card_of(judge(exercise("softmax"), calling(exercise("softmax").reference)))
    assert card.finding is None and len(card.checks) == 4 and all(check.passed for check in card.checks)


BAD_FILES = {
    "no file": None,
    "no JSON": b"{",
    "a list": b"[]",
    "cells of another kind": b'{"cells": [3, null]}',
    "deep": b'{"cells":' + b"[" * 100_000,
    "a record of another kind": b'{"cells": [{"metadata": {"nbgrader": {"grade_id": "test_softmax"}}, "outputs": '
    b'[{"output_type": "display_data", "metadata": {"attention": {"language": 3}}}]}]}',
    "outputs of another kind": b'{"cells": [{"metadata": {"nbgrader": {"grade_id": "test_softmax"}}, "outputs": 7}]}',
}


@pytest.mark.parametrize("content", BAD_FILES.values(), ids=BAD_FILES)
def test_an_autograded_file_that_cannot_be_read_costs_the_details_only(tmp_path, content):
    # Somebody may have opened and saved it; the points are in the gradebook.
    if content is not None:
        (tmp_path / "x.ipynb").write_bytes(content)
    cards = cards_of(tmp_path / "x.ipynb")
    assert not any(card.checks or card.finding for card in cards.values())


# --- a class ------------------------------------------------------------------------------------------------------


def test_the_figures_are_the_classs(courses):
    # Everybody counted once, in one group; the late one's points are gone by the course's rule, the answers are not.
    summary = summarise(read(courses[0]))
    softmax = summary.exercises[0]
    assert people(summary.work.works) == ["0042", "ana", "ben", "eve", "fay", "gus", "hal"]
    assert [person.id for person in summary.work.not_handed_in] == [NOT_HANDED_IN]
    assert people(softmax.full) == ["ana", "fay"] and people(softmax.not_begun) == ["0042"]
    assert "eve" in people(softmax.none)
    assert people(summary.full) == ["ana", "fay"] and people(summary.late) == ["fay"]
    assert next(work for work in summary.work.works if work.person.id == "fay").score == 0
    assert sum(bar.count for bar in summary.bars) == 7 and summary.bars[-1].count == 1
    assert people(summary.need_human) == ["eve"]
    large = next(check for check in softmax.checks if check.name.en == "large scores")
    assert (large.passed, large.total) == (2, 5)  # not of those who have not begun, nor of what could not be judged
    assert people(softmax.stuck) == ["0042", "ben", "eve", "gus", "hal"]


def test_a_check_that_is_new_since_the_grading_has_nobody_yet():
    # Nobody has failed what nobody was asked.
    old = Checked(exercise("softmax").checks[0].name, True, 1.0)
    answer = Answer("softmax", 1.0, 5.0, (old,))
    (line,) = summarise(ClassWork("x", [Work(Person("s"), (answer,), 1.0, 0.0, 5.0)])).exercises
    assert [(check.passed, check.total) for check in line.checks] == [(1, 1), (0, 0), (0, 0), (0, 0)]


def test_what_to_explain_again_comes_with_hint_checks_and_an_answer(courses):
    # Two of seven took powers of two, one overflowed; whoever has not begun needs no explanation of a mistake.
    first, second, *rest = summarise(read(courses[0])).explain
    assert (first.exercise, first.finding.ids, first.count) == ("softmax", ("base-two",), 2)
    assert second.finding.ids == ("no-max-subtraction",)
    assert [check.en for check in second.checks] == ["large scores"]
    assert second.sample.startswith("def softmax(scores):") and "Mine" not in first.sample
    assert not rest


def test_one_students_slip_is_no_subject_for_a_large_class():
    # In a seminar of five it is.
    def slip(number):
        code = "def softmax(scores):\n    return scores"
        finding = find("softmax", exercise("softmax").mistakes[0].id, None) if number == 0 else None
        answer = Answer("softmax", 0.0 if number == 0 else 5.0, 5.0, finding=finding, code=code)
        return Work(Person(f"s{number}"), (answer,), answer.score, 0.0, 5.0)

    for size, count in ((5, 1), (50, 0)):
        assert len(summarise(ClassWork("x", [slip(number) for number in range(size)])).explain) == count


def test_a_shown_answer_names_nobody():
    # A name in a variable or a string would tell who wrote it: the next answer is taken, or none.
    def one(student, name, code):
        finding = find("softmax", exercise("softmax").mistakes[0].id, None)
        answer = Answer("softmax", 0.0, 5.0, finding=finding, code=f"def softmax(scores):\n    {code}")
        return Work(Person(student, name), (answer,), 0.0, 0.0, 5.0)

    telling = [one("s1", "Zoë", "zoë = 1"), one("s2", "伟", "print('伟的答案')"), one("ben", "Ben", "print('by ben')")]
    assert summarise(ClassWork("x", telling)).explain[0].sample == ""
    longer = one("s4", "Al", "return np.exp(scores) + 0")
    assert summarise(ClassWork("x", [*telling, longer])).explain[0].sample.endswith("return np.exp(scores) + 0")


def test_both_roads_give_the_same_report(released, courses, tmp_path):
    # nbgrader's own command, with our steps inside, leaves the same cards.
    course = shutil.copytree(released, tmp_path / "course")
    hand_in(course, "ben", with_source(solved(), "softmax", OVERFLOWING))
    hand_in(course, "eve", b"{")
    run_nbgrader(course, "autograde", LESSON)
    stock = {work.person.id: work for work in read(course).works}
    fast = {work.person.id: work for work in read(courses[0]).works}
    for student in ("ben", "eve"):
        assert stock[student].answers == fast[student].answers
        assert stock[student].needs_human == fast[student].needs_human


def test_two_courses_are_one_class(courses):
    # A learner in both counts once, with the better work; the mistakes of both languages are the same mistakes.
    work = read(*courses)
    summary = summarise(work)
    assert "chen" in people(work.works) and people(work.works).count("ana") == 1
    assert next(one for one in work.works if one.person.id == "ana").score == FULL
    assert work.doubles == ["ana"]
    overflow = next(one for one in summary.explain if one.finding.ids == ("no-max-subtraction",))
    assert people(overflow.works) == ["ben", "chen"]


def test_a_teachers_grade_settles_what_needed_a_human(courses, tmp_path):
    # nbgrader goes on calling it "needs manual grade"; the report must not.
    from nbgrader.api import Gradebook

    course = shutil.copytree(courses[0], tmp_path / "course")
    with Gradebook(f"sqlite:///{course}/gradebook.db", "attention") as gradebook:
        for grade in gradebook.find_submission_notebook(LESSON, LESSON, "eve").grades:
            grade.manual_score = 1.0
        gradebook.db.commit()
    work = next(one for one in read(course).works if one.person.id == "eve")
    assert work.score == 4.0 and not work.needs_human


def test_without_the_autograded_files_there_are_points(courses, tmp_path, grader):
    # Somebody tidied up, or it is a teacher's own assignment: less to say, said all the same.
    course = shutil.copytree(courses[0], tmp_path / "course", ignore=shutil.ignore_patterns("autograded"))
    summary = summarise(read(course))
    assert summary.mean == summarise(read(courses[0])).mean
    assert "Only points are known" in page(summary)
    assert grader("report", LESSON, "--gradebook", course).exit_code == 0


# --- the same work twice ------------------------------------------------------------------------------------------


def test_names_comments_and_layout_do_not_make_work_different():
    # Another number does.
    assert normalised(ODD) == normalised(ODD_AGAIN)
    assert normalised(ODD) != normalised(ODD.replace("range(3)", "range(4)"))
    assert normalised("def f(:") is None


def test_the_same_odd_work_of_two_is_pointed_out(courses):
    # The course's own solution and untouched notebooks are the same by nature, and are not.
    (same,) = same_work(read(courses[0]))
    assert people(same.works) == ["gus", "hal"] and not same.to_the_letter
    assert "Ask first" in page(summarise(read(courses[0])))


def test_what_others_wrote_too_proves_nothing():
    # Short answers coincide by chance; so does a whole that is made of answers which others gave as well.
    def one(student, *codes):
        answers = [Answer(name, 1.0, 1.0, code=code) for name, code in zip(("softmax", "project"), codes, strict=True)]
        return Work(Person(student), tuple(answers), 2.0, 0.0, 2.0)

    short = "def project(x):\n    return x + 1"
    assert not same_work(ClassWork("x", [one("a", short, short), one("b", short, short)]))
    assert not same_work(ClassWork("x", [one("a", ODD, short), one("b", ODD, short), one("c", ODD, "x = 1")]))
    (found,) = same_work(ClassWork("x", [one("a", ODD, short), one("b", ODD, short)]))
    assert found.to_the_letter


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_else(courses):
    # No script, no network, not even a font: it can be mailed, printed, opened in ten years.
    for language in LANGUAGES:
        speak(language)
        made = page(summarise(read(*courses)), names=True)
        assert "<script" not in made and "default-src 'none'" in made
        assert not re.search(r"(?:src|href|action)\s*=|url\(|@import|https?:", made)


def test_nobody_is_named_unless_asked(courses):
    # Neither id, name nor address, nor the sentence that says why a human is needed: it quotes file names.
    quiet, naming = (page(summarise(read(*courses)), names) for names in (False, True))
    text = re.sub(r"<(style|pre).*?</\1>|<[^>]+>", " ", quiet, flags=re.S)
    for student in ("ana", "ben", "0042", "eve", "gus", "hal", "chen", "陈", "Dora", "ivy"):
        assert not re.search(rf"(?<![\w-]){re.escape(student)}(?![\w-])", text), student
        assert student in naming, student
    assert "example.org" not in naming
    assert "is damaged" in naming and "is damaged" not in quiet


def test_names_cannot_mark_up_the_page(courses):
    # A student's id and name come from elsewhere.
    made = page(summarise(read(*courses)), names=True)
    assert "&lt;script&gt;alert(1)" in made and "<b>ivy" not in made


@pytest.mark.parametrize("language, others", [("en", "zh"), ("zh", "en")])
def test_the_page_speaks_one_language(courses, language, others):
    # Hints of notebooks in the other language included.
    speak(language)
    made = page(summarise(read(*courses)))
    hint = next(one for one in exercise("softmax").mistakes if one.id == "no-max-subtraction").hint
    assert escape(hint[language]) in made and escape(hint[others]) not in made
    assert f'lang="{"zh-Hans" if language == "zh" else "en"}"' in made


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_fit_for_everybody(courses, browser, tmp_path, artefacts, scheme):
    # axe-core finds nothing serious, nothing is asked of a network, and a telephone need not scroll sideways.
    speak("zh" if scheme == "dark" else "en")
    (tmp_path / "report.html").write_text(page(summarise(read(*courses)), names=True), encoding="utf-8")
    asked = []
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)  # axe-core is a script
    view = context.new_page()
    view.on("request", lambda request: asked.append(request.url))
    view.goto((tmp_path / "report.html").as_uri())
    assert not serious_faults(view, "html")
    assert len(asked) == 1
    view.screenshot(path=artefacts / f"report-{scheme}.png", full_page=True)
    view.set_viewport_size({"width": NARROW, "height": 800})
    assert view.evaluate("document.documentElement.scrollWidth") <= NARROW
    context.close()


# --- the command --------------------------------------------------------------------------------------------------


def test_the_command_shows_and_writes(courses, grader, tmp_path):
    # In the terminal the same in short; the page where it was asked for.
    done = grader(
        "report", LESSON, "--gradebook", courses[0], "--gradebook", courses[1] / "gradebook.db", "--output", "r.html"
    )
    assert done.exit_code == 0
    said = "".join(done.stdout.split())  # lines end where the terminal does
    assert "no-max-subtraction" in said and "largescores" in said and "1of9havenothandedin" in said
    assert "2of6" in said  # the last column: a terminal of 80 characters cuts nothing off
    assert not {"ana", "chen", "Dora"} & set(re.findall(r"\w+", done.stdout))
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    grader("report", LESSON, "--gradebook", courses[0], "--names")
    assert "0042 Dora" in (tmp_path / f"{LESSON}-report.html").read_text(encoding="utf-8")


def test_the_command_speaks_chinese(courses, grader):
    # As it was asked to, whatever the locale.
    assert "下节课要再讲什么" in grader("report", LESSON, "--gradebook", courses[0], "--language", "zh").stdout


def nobody(course):
    enrol(course, {"ana": PEOPLE["ana"]})


def waiting(course):
    hand_in(course, "ana", untouched())


NOTHING = {
    "nobody": (nobody, LESSON, f"Nobody has handed in {LESSON} yet."),
    "not graded": (waiting, LESSON, f"1 handed in, nothing graded yet. Run `grader autograde {LESSON}`"),
    "half of its name": (nobody, "03-softmax", f"Did you mean {LESSON}?"),
    "unknown": (nobody, "99-nothing", "There is no assignment 99-nothing"),
    "no gradebook": (lambda course: (course / "gradebook.db").unlink(), LESSON, "There is no gradebook at"),
    "not a database": (lambda course: (course / "gradebook.db").write_text("x" * 5000), LESSON, "cannot be read"),
    "no course": (lambda course: (course / "nbgrader_config.py").unlink(), LESSON, "no nbgrader_config.py"),
}


@pytest.mark.parametrize("spoil, assignment, sentence", NOTHING.values(), ids=NOTHING)
def test_where_there_is_nothing_one_sentence_says_so(released, grader, tmp_path, spoil, assignment, sentence):
    # And no page, no traceback, no database made by looking for one.
    course = shutil.copytree(released, tmp_path / "course")
    spoil(course)
    before = sorted(path.name for path in course.iterdir())
    done = grader("report", assignment, "--gradebook", course)
    assert done.exit_code == 2 and sentence in done.stderr and not done.stdout
    assert sorted(path.name for path in course.iterdir()) == before
    assert not list(tmp_path.glob("*.html"))


def test_a_report_that_cannot_be_written_is_shown_all_the_same(courses, grader, tmp_path):
    # The terminal has it already; a sentence says what is wrong with the place.
    done = grader("report", LESSON, "--gradebook", courses[0], "--output", tmp_path / "no" / "such" / "r.html")
    assert done.exit_code == 2 and "cannot be written" in done.stderr and "softmax" in done.stdout


def test_what_came_after_the_last_grading_is_said_to_wait(courses, warm_cage, tmp_path):
    # The figures are of those who are graded; nobody is forgotten.
    course = shutil.copytree(courses[0], tmp_path / "course")
    hand_in(course, "zoe", solved(), stamp=LATE)
    work = read(course)
    assert work.ungraded == ["zoe"] and "zoe" not in people(work.works)
    assert summarise(work).enrolled == 9
    autograde(course, warm_cage)
    assert read(course).ungraded == []


def test_what_lateness_costs_is_said(courses, grader):
    # Both means, and of which the figures are: the histogram's last bar need not hold all who solved everything.
    summary = summarise(read(courses[0]))
    assert people(summary.lost) == ["fay"] and summary.raw_mean - summary.mean == pytest.approx(FULL / 7)
    shown = " ".join(grader("report", LESSON, "--gradebook", courses[0]).stdout.split())
    for words in (f"1 came late; 1 of them lost points by it, {FULL:g} together.", "have all points before late"):
        assert words in shown and words in page(summary)
    assert "late penalties" not in page(summarise(read(courses[1])))


def test_work_that_is_gone_is_told(courses, grader, tmp_path):
    # Its points stay in report and exports, so somebody should know; who it is, with --names only.
    course = shutil.copytree(courses[0], tmp_path / "course")
    shutil.rmtree(course / "submitted" / "ben")
    assert people(summarise(read(course)).gone) == ["ben"]
    assert not summarise(read(courses[0])).gone
    said = "The work of 1 was graded and still counts here"
    nameless = grader("report", LESSON, "--gradebook", course).stdout
    assert said in " ".join(nameless.split()) and "ben" not in nameless
    assert "ben" in grader("report", LESSON, "--gradebook", course, "--names").stdout
    assert said in page(summarise(read(course)))


def test_the_words_of_the_report_are_all_used():
    # A sentence that no page shows any more would go on being translated.
    folder = Path(sentences.__file__).parent
    used = "".join(
        path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name != "sentences.py" and path.is_file()
    )
    used += (folder.parent / "commands" / "report.py").read_text(encoding="utf-8")
    names = [
        node.targets[0].id
        for node in ast.parse(Path(sentences.__file__).read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
    ]
    assert not [name for name in names if not re.search(rf"\b{name}\b", used)]
