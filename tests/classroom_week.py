"""A week of two courses on a real JupyterHub: what the people in it do and see, in a real browser.

`live(demonstration, browser, artefacts)` goes through it once and tells what was seen.
"""

import csv
import os
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from submissions import LESSON, OVERFLOWING, solved, source_of
from typer.testing import CliRunner

from grader.cli import app

PATIENCE = 120_000  # ms, for one step on a busy machine
STUDENTS = {"anna": "en", "wang": "zh"}
BY_COMMAND = "wang"
BY_CLICK = "window.jupyterapp?.shell.currentWidget?.context && window.jupyterapp.shell.currentWidget.content?.widgets"
READY = """async () => {
    const panel = window.jupyterapp.shell.currentWidget;
    await panel.context.ready;
    await panel.sessionContext.ready;
}"""
ANSWER = """async (answers) => {
    const panel = window.jupyterapp.shell.currentWidget;
    for (const cell of panel.content.widgets) {
        const answer = answers[cell.model.id];
        if (answer) cell.model.sharedModel.setSource(answer);
    }
    await panel.context.save();
}"""
RUN = """async (ids) => {
    const {content, context} = window.jupyterapp.shell.currentWidget;
    for (const id of ids) {
        content.activeCellIndex = content.widgets.findIndex((cell) => cell.model.id === id);
        await window.jupyterapp.commands.execute('notebook:run-cell');
    }
    await context.save();
    return JSON.stringify(content.activeCell.model.toJSON().outputs);
}"""


@dataclass
class Week:
    """What was seen. By student: the courses they could choose, what `check` said, the feedback's text.

    `stranger` is the status of formgrader's page for a student, `graded` what was said while grading.
    """

    courses: dict[str, str] = field(default_factory=dict)
    checked: dict[str, str] = field(default_factory=dict)
    feedback: dict[str, str] = field(default_factory=dict)
    graded: str = ""
    stranger: int = 0
    report: str = ""
    export: list[dict] = field(default_factory=list)


def live(demonstration, browser, artefacts: Path) -> Week:
    """Release, fetch, work, submit, collect, autograde, feedback, report, export."""
    hub, week = Hub(demonstration, browser, artefacts), Week()
    teacher = hub.login("teacher")
    pages = {student: hub.login(student) for student in STUDENTS}  # their servers start meanwhile
    for student in STUDENTS:
        release(hub, teacher, course_of(student))
    week.stranger = pages["anna"].request.get(f"{hub.address}/services/attention-en/formgrader/").status
    for student, page in pages.items():
        week.courses[student] = fetch(page)
        week.checked[student] = work(page, STUDENTS[student])
        hand_in(page)
    hub.picture(pages["anna"], "hub-assignments")
    for student in STUDENTS:
        week.graded += grade(hub, teacher, student)
    hub.picture(teacher, "hub-formgrader")
    for student, page in pages.items():
        week.feedback[student] = read_feedback(page)
    hub.picture(pages["wang"], "hub-feedback")
    week.report, week.export = merged(demonstration)
    return week


def course_of(student) -> str:
    return f"attention-{STUDENTS[student]}"


class Hub:
    """The people's browsers: a window of its own for each person."""

    def __init__(self, demonstration, browser, artefacts):
        self.demonstration, self._browser, self._artefacts = demonstration, browser, artefacts
        self.address = demonstration.address

    def login(self, person: str):
        """A page, logged in; a student's is in JupyterLab."""
        settings = self.demonstration.home(person) / ".jupyter"
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "jupyter_lab_config.py").write_text("c.LabApp.expose_app_in_browser = True\n")
        page = self._browser.new_context(viewport={"width": 1400, "height": 900}).new_page()
        page.set_default_timeout(PATIENCE)
        inside = "/hub/home" if person == "teacher" else "/hub/user-redirect/lab"
        page.goto(f"{self.address}/hub/login?next={inside}")
        page.fill("#username_input", person)
        page.fill("#password_input", self.demonstration.password)
        page.click("#login_submit")
        return page

    def picture(self, page, name):
        page.screenshot(path=self._artefacts / f"{name}.png")


def formgrader(hub, teacher, course):
    teacher.goto(f"{hub.address}/services/{course}/")
    return teacher.locator("tr", has=teacher.get_by_text(LESSON, exact=True))


def press(page, row, column):
    """Click one of formgrader's buttons and wait until it says that this worked."""
    row.locator(f"td.{column} a").click()
    page.locator(".modal-title", has_text=re.compile("Success|Error")).wait_for()
    told = page.locator(".modal").inner_text()
    assert "Error" not in page.locator(".modal-title").inner_text(), told
    page.locator(".modal-footer button").first.click()
    page.locator(".modal").wait_for(state="detached")
    return told


def release(hub, teacher, course):
    row = formgrader(hub, teacher, course)
    press(teacher, row, "assign")
    press(teacher, row, "release")


def fetch(page) -> str:
    """Open the list of assignments and fetch the only one. Returns the courses to choose from."""
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    page.locator("#fetched_assignments_list a.assignment-notebooks-link").click()
    return page.locator("#course_list").text_content().strip()


def work(page, language) -> str:
    """Open the notebook from the list, fill in the answers, one of them wrong, and ask for a check of that one."""
    page.locator("#fetched_assignments_list .nested_list_item a").click()
    page.wait_for_function(BY_CLICK)
    page.evaluate(READY)
    solution = solved(language)
    answers = {cell["id"]: source_of(solution, cell["id"]) for cell in solution["cells"] if is_answer(cell)}
    page.evaluate(ANSWER, answers | {"softmax": OVERFLOWING})
    return page.evaluate(RUN, ["setup", "softmax", "test_softmax"])


def is_answer(cell) -> bool:
    return cell["metadata"].get("nbgrader", {}).get("solution", False)


def hand_in(page):
    page.get_by_role("tab", name="Assignments").click()
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").click()
    page.locator("#submitted_assignments_list").get_by_text(LESSON).first.wait_for()


def grade(hub, teacher, student) -> str:
    """Collect, autograde with the button for the one course and with the command for the other, give feedback.

    Returns what was said while it was autograded.
    """
    course = course_of(student)
    row = formgrader(hub, teacher, course)
    press(teacher, row, "collect")
    if student == BY_COMMAND:
        told = run(hub.demonstration, course, "autograde", LESSON)
    else:
        row.locator("td.num-submissions a").click()
        told = press(teacher, teacher.locator("tr", has=teacher.get_by_text(student, exact=True)), "autograde")
    row = formgrader(hub, teacher, course)
    press(teacher, row, "generate-feedback")
    press(teacher, row, "release-feedback")
    return told


def read_feedback(page) -> str:
    """Fetch it, open it in JupyterLab, and read."""
    page.get_by_role("tab", name="Assignments").click()
    page.locator("#refresh_assignments_list").click()
    page.locator("#submitted_assignments_list").get_by_role("button", name="Fetch Feedback").click()
    page.get_by_text("(view feedback)").click()
    page.locator(".jp-DirListing-item", has_text=f"{LESSON}.html").dblclick()
    text = page.frame_locator(".jp-HTMLViewer iframe").locator("body")
    text.get_by_text("(Score:").first.wait_for()
    text.get_by_text("✗").first.scroll_into_view_if_needed()
    return text.inner_text()


def run(demonstration, course, *words) -> str:
    """`grader …` in the course's folder, as in the terminal of its formgrader."""
    from classroom import BIN, environment  # of deploy/

    variables = environment(demonstration.folder / "exchange", "demo")
    done = subprocess.run(
        [BIN / "grader", *words],
        cwd=demonstration.course(course),
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def merged(demonstration) -> tuple[str, list[dict]]:
    """The report's page and the rows of the export, of both courses at once."""
    courses = [word for student in STUDENTS for word in ("--gradebook", demonstration.course(course_of(student)))]
    report, table = demonstration.folder / "report.html", demonstration.folder / "grades.csv"
    for words in (
        ["report", LESSON, "--names", "--output", report],
        ["export", LESSON, "--to", "csv", "--output", table],
    ):
        done = CliRunner().invoke(app, list(map(str, [*words, *courses])))
        assert done.exit_code == 0, done.output
    with table.open(encoding="utf-8-sig", newline="") as file:
        return report.read_text(encoding="utf-8"), list(csv.DictReader(file))
