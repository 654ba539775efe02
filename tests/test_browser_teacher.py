"""A teacher in JupyterLab: formgrader from the menu, the Autograde and feedback buttons, in a real browser."""

import re
import shutil

import pytest
from submissions import LESSON, ROOT, built, hand_in, solved

from grader.exercises import by_lesson

pytest_plugins = ("browser",)

FULL = sum(exercise.points for exercise in by_lesson()[LESSON].values())
PATIENCE = 120_000  # ms, for one step


@pytest.fixture
def formgrader(browser, tmp_path):
    """formgrader's page inside JupyterLab, in a course where an English and a Chinese notebook were handed in."""
    from browser import Lab  # a plugin: pytest imports it first

    for name in ("solutions", "notebooks"):
        shutil.copytree(ROOT / name / "en" / LESSON, tmp_path / name / "en" / LESSON)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    hand_in(tmp_path, "anna", solved())
    hand_in(tmp_path, "wang", built("solutions", "zh", LESSON))
    (home := tmp_path / "home").mkdir()
    lab = Lab(browser, tmp_path, home)
    with lab.running():
        page = browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{lab.url}/lab?reset&token={lab.token}")
        page.get_by_role("menuitem", name="Nbgrader").click()
        page.get_by_role("menuitem", name="Formgrader").click()
        yield page.frame_locator("iframe[src*=formgrader]")
        page.context.close()


def row(page, words):
    return page.locator("tr", has=page.get_by_text(words, exact=True))


def press(page, student, column):
    """Click a student's button and wait until formgrader says that it worked."""
    row(page, student).locator(f"td.{column} a").click()
    page.locator(".modal-title", has_text="Success").wait_for()
    page.locator(".modal-footer button").first.click()
    page.locator(".modal").wait_for(state="detached")


def test_a_click_grades_in_either_language(formgrader):
    # Generated, graded, fed back: the four clicks of a teacher who knows nbgrader and nothing of us.
    row(formgrader, LESSON).locator("td.assign a").click()
    formgrader.locator(".modal-title", has_text="Success").wait_for()
    formgrader.locator(".modal-footer button").first.click()
    row(formgrader, LESSON).locator("td.num-submissions a").click()
    for student in ("anna", "wang"):
        press(formgrader, student, "autograde")
        row(formgrader, student).locator("td.score", has_text=re.compile(rf"{FULL}(\.0)? / {FULL}")).wait_for()
    press(formgrader, "wang", "generate-feedback")
