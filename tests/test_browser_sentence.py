"""The sentence explorer in JupyterLab: what wrong functions look like, and how it fits narrow windows."""

import json

import nbformat
import pytest
from explorer_cases import SETUP

pytest_plugins = ("browser",)
pytestmark = pytest.mark.xdist_group("sentence in the browser")  # one worker opens the notebook for all

WRONG = """def attention(Q, K, V):
    weights = np.exp(Q @ K.T) / 6
    return weights @ V + 0.5, weights
wrong = SentenceExplorer(cat, cat.queries, cat.keys, cat.values, attend="attention")
wrong"""
MENDED = """def attention(Q, K, V):
    weights = np.exp(Q @ K.T)
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ V, weights"""


@pytest.fixture(scope="module")
def opened(lab):
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [
        nbformat.v4.new_code_cell(cell) for cell in (SETUP.format(language="en"), "SentenceExplorer()", WRONG)
    ]
    nbformat.write(notebook, lab.folder / "sentence.ipynb")
    page = lab.open("sentence.ipynb").run_all()
    page.page.locator(".attention-explorer[data-step]").nth(1).wait_for()
    yield page
    page.close()


def state(root):
    return json.loads(root.get_attribute("data-state"))


def test_weights_that_do_not_sum_to_1_look_like_it(opened, artefacts):
    """The sum is marked, and an output that is not the sum of its parts; the bands overfill their slot."""
    page, root = opened.page, opened.page.locator(".sentence-explorer").nth(1)
    root.scroll_into_view_if_needed()
    root.screenshot(path=artefacts / "sentence-wrong.png")
    assert state(root)["sum"] > 1.2
    assert "not 1" in root.locator(".matching .sum").inner_text()
    assert root.get_by_text("its parts add up to").count() == 2
    thick = [float(band.get_attribute("stroke-width")) for band in root.locator(".band").all()]
    assert sum(thick) > 1.2 * root.locator(".slot").bounding_box()["height"]
    opened.execute(MENDED)
    page.wait_for_function("!document.querySelectorAll('.sentence-explorer')[1].innerText.includes('⚠')")
    assert abs(state(root)["sum"] - 1) < 1e-9


def test_a_word_is_chosen_by_click_and_the_other_sentence_begins_with_its_verb(opened):
    """The words are a radio group: one tab stop, the arrow keys move on, each word has a name."""
    root = opened.page.locator(".sentence-explorer").first
    root.get_by_role("radio", name="mouse", exact=True).click()
    assert state(root)["word"] == 4
    opened.page.keyboard.press("ArrowRight")
    opened.page.wait_for_function("JSON.parse(document.querySelector('.sentence-explorer').dataset.state).word === 0")
    root.get_by_role("radiogroup", name="Sentence").get_by_role("radio").nth(1).click()
    root.get_by_role("radio", name="趴 (lies)").wait_for()
    assert state(root)["word"] == 4
    assert root.get_by_role("radio", name="趴 (lies)").get_attribute("aria-checked") == "true"
    assert "趴 (lies) reads 猫 (cat) most" in root.get_by_role("status").inner_text()


def test_bands_and_arcs_meet_what_they_join(opened):
    """They are drawn where the page put rows and words: after each change of size."""
    page, root = opened.page, opened.page.locator(".sentence-explorer").nth(1)
    for width in (1280, 1000, 1280):
        page.set_viewport_size({"width": width, "height": 1100})
        page.wait_for_function(
            """() => {
                const root = document.querySelectorAll('.sentence-explorer')[1];
                const box = root.querySelector('.flow').getBoundingClientRect();
                const row = root.querySelector('.mixing tbody tr').getBoundingClientRect();
                const start = Number(root.querySelector('.band').getAttribute('d').split(/[ C]/)[1]);
                return Math.abs(box.top + start - (row.top + row.bottom) / 2) < 1;
            }"""
        )
    assert root.locator(".arcs text").first.text_content() != ""
