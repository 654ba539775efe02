"""The built notebooks in a real JupyterLab, in both languages, as learners and teachers open them."""

import json
import shutil
from pathlib import Path

import pytest

from grader.exercises import all_exercises, by_lesson
from grader.language import LANGUAGES

pytest_plugins = ("browser",)
pytestmark = pytest.mark.xdist_group("lessons in the browser")  # apart from the other pages: they take as long

ROOT = Path(__file__).parents[1]
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("[0-9][0-9]-*.md"))
MOVED = """(before) => {
    const state = document.querySelector('.query-explorer').dataset.state;
    return state !== before && JSON.parse(state).scores;
}"""
WRITE = """([id, source]) => {
    const cells = window.jupyterapp.shell.currentWidget.content.widgets;
    cells.find((cell) => cell.model.id === id).model.sharedModel.setSource(source);
}"""
UNLOADED = """() => [...document.querySelectorAll('.jp-MarkdownOutput img')]
    .filter((image) => !(image.complete && image.naturalWidth)).map((image) => image.alt)"""


def opened(lab, folder, language, lesson):
    """A copy of a built notebook, as start.py lays it into the learner's folder, open and run to its end."""
    name = f"{folder}/{language}/{lesson}.ipynb"
    (lab.folder / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / folder / language / lesson / f"{lesson}.ipynb", lab.folder / name)
    return lab.open(name).run_all()


def write_cell(notebook, cell_id, source):
    """Type another source into a cell."""
    notebook.page.evaluate(WRITE, [cell_id, source])


# Each lesson in one language here, by turns: the code is the same in both, and test_solutions runs both.
BY_TURNS = [(lesson, LANGUAGES[number % len(LANGUAGES)]) for number, lesson in enumerate(LESSONS)]


@pytest.mark.parametrize("lesson, language", BY_TURNS)
def test_an_untouched_notebook_runs_to_its_end(lab, lesson, language, artefacts):
    # Run All stops at the first error that is not expected: an untouched notebook has only friendly sentences.
    notebook = opened(lab, "notebooks", language, lesson)
    assert notebook.not_run() == []
    kinds = {error.split(":")[0] for error in notebook.errors()}
    assert kinds <= {"NotImplementedError", "NameError"}
    assert notebook.page.evaluate(UNLOADED) == []
    notebook.page.screenshot(path=artefacts / f"untouched-{lesson}-{language}.png")
    notebook.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_lesson_02_drives_its_explorer(lab, language, artefacts):
    # With the solutions in: no error anywhere, the query is dragged, the scores change, all is said in one language.
    notebook = opened(lab, "solutions", language, "02-matching")
    assert notebook.errors() == []
    page = notebook.page
    explorer = page.locator(".query-explorer").first
    explorer.scroll_into_view_if_needed()
    before = explorer.get_attribute("data-state")
    grip = page.locator(".attention-frame .handle").first
    grip.hover()  # waits until it stands still: pictures that come in late move the page
    handle = grip.bounding_box()
    page.mouse.down()
    page.mouse.move(handle["x"] - 60, handle["y"] + 90, steps=5)
    page.mouse.up()
    after = page.wait_for_function(MOVED, arg=before).json_value()
    assert after != json.loads(before)["scores"]
    notebook.page.screenshot(path=artefacts / f"lesson-02-{language}.png")
    words = {"en": "All right.", "zh": "全对了。"}
    cards = page.locator(".attn-card", has_text=words[language])
    assert cards.count() == len(by_lesson()["02-matching"])
    notebook.close()


def test_a_learner_writes_a_function_and_is_judged(lab, artefacts):
    # The whole loop by hand: a wrong answer, its sentence, then the right one.
    notebook = opened(lab, "notebooks", "en", "03-softmax-weighting")
    wrong = "def softmax(scores):\n    e = np.exp(scores)\n    return e / e.sum(axis=-1, keepdims=True)"
    write_cell(notebook, "softmax", wrong)
    card = notebook.run_all().page.locator(".attn-card").first
    card.filter(has_text="Try scores around 1000").wait_for()
    card.scroll_into_view_if_needed()
    notebook.page.screenshot(path=artefacts / "check-wrong-en.png")
    write_cell(notebook, "softmax", all_exercises()["softmax"].source)
    notebook.run_all()
    card.filter(has_text="All right.").wait_for()
    notebook.close()
