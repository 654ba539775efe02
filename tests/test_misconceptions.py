"""`grader misconceptions`: what a teacher prints before the lab."""

import re

import pytest
from typer.testing import CliRunner

from grader.cli import app
from grader.exercises import by_lesson
from grader.language import LANGUAGES, speak
from grader.sheets.page import page
from grader.sheets.sheet import sheet_of

pytest_plugins = ("browser",)

LESSONS = list(by_lesson())
FEW = range(5, 8)  # on one sheet


@pytest.fixture
def grader(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_a_sheet_of_a_few_telling_mistakes(lesson):
    # A name that no declaration has would vanish from the sheet; each must say something of its own.
    sheet = sheet_of(lesson)
    telling = [one for part in sheet.parts for one in part.telling]
    named = __import__(f"grader.sheets.{lesson[3:].replace('-', '_')}", fromlist=["TELLING"]).TELLING
    assert {(part.name, one.id) for part in sheet.parts for one in part.telling} == set(named)
    assert len(telling) in FEW and sum(not part.telling for part in sheet.parts) <= 1
    assert len({one.seen for one in telling}) == len({one.hint for one in telling}) == len(telling)


@pytest.mark.parametrize("lesson", LESSONS)
def test_with_all_no_mistake_is_missing(lesson):
    # Those with one hint share a line.
    for part in sheet_of(lesson).parts:
        shown = [one.id for one in part.telling] + [id for ids, _ in part.others for id in ids]
        hints = {mistake.id: mistake.hint for mistake in by_lesson()[lesson][part.name].mistakes}
        assert {hints[id] for id in shown} == set(hints.values())


def test_the_command_writes_a_page(grader, tmp_path):
    # Named by number or word; nothing to load, nothing that runs; in either language.
    for language, word in zip(LANGUAGES, ("Try scores around 1000", "试试 1000 上下的得分"), strict=True):
        assert grader("misconceptions", "softmax", "--language", language).exit_code == 0
        text = (tmp_path / "03-softmax-weighting-mistakes.html").read_text(encoding="utf-8")
        assert word in text and "nan-painted-over" not in text and "<script" not in text
    assert grader("misconceptions", "03", "--all", "--output", "x.html").exit_code == 0
    assert "nan-painted-over" in (tmp_path / "x.html").read_text(encoding="utf-8")
    assert grader("misconceptions").stdout.count("all-lessons-mistakes.html") == 1


@pytest.mark.parametrize(
    "words, said",
    [
        (["77"], "There is no lesson '77'"),
        (["03", "--language", "fr"], 'speaks "en" and "zh"'),
        (["03", "--output", "no/such/folder.html"], "cannot be written"),
    ],
)
def test_a_slip_is_told_in_one_sentence(grader, words, said):
    result = grader("misconceptions", *words)
    assert result.exit_code == 2 and said in result.stderr and "Traceback" not in result.stderr


def test_each_sheet_fits_on_one_page_of_paper(browser):
    # A4, in either language.
    tab = browser.new_page()
    for language in LANGUAGES:
        speak(language)
        tab.set_content(page([sheet_of(lesson) for lesson in LESSONS]))
        assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True))) == len(LESSONS)
    tab.close()
